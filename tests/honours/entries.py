"""Entries of the register as they stand in it, where a test needs no result behind them."""

from collections.abc import Sequence
from datetime import date

from competition.accounts.rules import Role
from competition.directory import pinyin
from competition.honours import rules
from competition.honours.models import HonourEntry
from competition.honours.rules import HonourKind
from tests import make


def entered(people: Sequence[tuple[str, str, str, int]]) -> list[HonourEntry]:
    """Enter awards: each a name, unit, item and year, numbered in their order."""
    held, by = make.competition(), make.user(Role.ORGANISER)
    made = [
        HonourEntry(
            year=year, kind=HonourKind.AWARD, seq=seq, number=rules.entry_number(year, HonourKind.AWARD, seq),
            code=f"{seq:0>{rules.CODE_LENGTH}}", name_as_was=name, name_pinyin=pinyin.of_name(name), unit_as_was=unit,
            competition_id=held.id, issuer_as_was="淄博市人力资源和社会保障局", competition_name=held.name, item_name=item,
            award="third", awarded_on=date(year, 9, 1), document_number=f"淄人社字〔{year}〕1号", ground={},
            entered_at=make.AT, entered_by_id=by.id,
        )
        for seq, (name, unit, item, year) in enumerate(people, 1)
    ]  # fmt: skip
    with make.transaction(trail=False) as session:
        session.add_all(made)
    return made
