"""Announced results to make honours of."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from competition.accounts.rules import Role
from competition.foundation.database import db
from competition.honours import actions, nominating, queries, title_rules
from competition.honours.actions import EntryData
from competition.honours.models import HonourEntry
from competition.honours.nominating import Decision
from competition.honours.nomination_models import NominationList
from competition.honours.title_rules import ListKind, Verdict
from competition.plan.models import Competition, Item
from competition.plan.rules import CompetitionState
from competition.policy import reader
from competition.registration.models import Entry
from competition.results.models import ItemResult, ResultLine
from competition.results.rules import ResultState, Status
from tests import make, scenes

GOLD, SILVER, TITLE = "ZB2026-A-00001", "ZB2026-A-00002", "ZB2026-T-00001"
ANNOUNCED_ON = date(2026, 10, 9)
DOCUMENT = "淄人社字〔2026〕12号"
LATER = datetime(2026, 10, 9, 2, 0, tzinfo=UTC)
TABLE = {
    "table": "results.awards",
    "title": "奖项",
    "title_en": "Awards",
    "first_day": "2022-08-16",
    "status": "example",
    "reference": "示例",
    "value": {},
}


def entries(item: Item, count: int) -> list[Entry]:
    """Enter some people, all of one unit."""
    unit = make.organisation()
    return [make.entry(item, number=n, organisation=unit) for n in range(1, count + 1)]


def announced(
    entered: Sequence[Entry],
    *,
    awards: Sequence[str] = ("gold", "silver", "bronze"),
    state: ResultState = ResultState.ANNOUNCED,
    marks: Sequence[tuple[int, int]] = (),
    **values: Any,
) -> ItemResult:
    """Announce a result: places in the order of the entries; `marks` are theory and practice (88 and 90)."""
    item = entered[0].item
    lines = [_line(one, n, awards, marks) for n, one in enumerate(entered, 1)]
    basis = {
        "weights": {"theory": str(item.theory_weight), "practice": str(item.practice_weight)},
        "awards": "results.awards",
        "tables": {"results.awards": TABLE},
        "award_steps": [],
    }
    made = ItemResult(
        **{
            "item_id": item.id,
            "number": 1,
            "state": state,
            "basis": basis,
            "computed_at": make.AT,
            "document_number": DOCUMENT,
            "announced_on": ANNOUNCED_ON,
            **values,
        }
    )
    made.lines = lines
    return make.keep(made)


def _line(one: Entry, place: int, awards: Sequence[str], marks: Sequence[tuple[int, int]]) -> ResultLine:
    theory, practice = marks[place - 1] if place <= len(marks) else (88, 90)
    return ResultLine(
        entry_id=one.id,
        number=one.number,
        name_as_was=one.name,
        unit_as_was=one.unit_as_was,
        status=Status.PRESENT,
        theory=Decimal(theory),
        practice=Decimal(practice),
        total=Decimal(100 - place),
        place=place,
        award=awards[place - 1] if place <= len(awards) else "",
        working=[],
    )


def result(count: int = 3, **values: Any) -> ItemResult:
    """Announce a new item's result with some competitors."""
    return announced(entries(values.pop("item", None) or make.item(), count), **values)


def held(**values: Any) -> Any:
    """Make a competition that was held."""
    return make.competition(state=CompetitionState.HELD, **values)


def organiser() -> Any:
    """Make the city's organiser."""
    return make.user(Role.ORGANISER)


def trail_verbs() -> list[str]:
    """List what the trail holds, in order."""
    return list(db.session.scalars(sa.text("SELECT verb FROM trail_rows ORDER BY seq")))


@scenes.kept
def entered(*names: str, **values: Any) -> ItemResult:
    """Enter a result of these people and give it back."""
    unit = make.organisation(name="淄博琉璃厂")
    item = make.item(name="陶瓷装饰工", name_en="Ceramic Decoration")
    people = [make.person(name=name) for name in names or ("王小明", "单文", "欧阳建国")]
    made = [make.entry(item, one, number=n, organisation=unit) for n, one in enumerate(people, 1)]
    result = announced(made, **values)
    actions.enter_honours(result, reader.book(), by=organiser(), at=make.AT)
    titled(result)
    return result


def proposed(result: ItemResult, kind: ListKind = ListKind.TITLE) -> NominationList:
    """Propose a list from the competition of a result."""
    held = db.session.get(Competition, result.item.competition_id)
    return nominating.propose_list(held, kind, reader.book(), by=organiser(), at=make.AT)


def kept(of: NominationList) -> NominationList:
    """Keep everybody proposed on a list, with all papers seen."""
    told = Decision(True, title_rules.papers_of(of.kind))
    for one in of.nominees:
        if one.verdict is Verdict.OPEN:
            nominating.decide_nominee(one, told, None, by=organiser(), at=make.AT)
    return of


def on_notice(result: ItemResult, kind: ListKind = ListKind.TITLE) -> NominationList:
    """Propose a list, keep everybody and put it on notice."""
    of = kept(proposed(result, kind))
    nominating.put_list_on_notice(of, reader.book(), None, by=organiser(), at=make.AT)
    return of


def titled(result: ItemResult, at: datetime = LATER) -> list[HonourEntry]:
    """Give the titles of a result's competition by a list that went all its way."""
    return nominating.enter_list(on_notice(result), DOCUMENT, None, by=organiser(), at=at)


def entry(number: str) -> Any:
    """Find an entry as it is now."""
    db.session.rollback()
    db.session.expire_all()
    return queries.by_number(number)


def revoke(number: str, reason: str = "查实替考") -> None:
    """Revoke an entry."""
    actions.revoke_entry(entry(number), reason, None, by=organiser(), at=make.AT)


def correct(number: str, name: str = "王晓明") -> Any:
    """Correct the name of an entry."""
    old = entry(number)
    return actions.correct_entry(
        old, EntryData(name, old.unit_as_was), "姓名用字有误", None, by=organiser(), at=make.AT
    )
