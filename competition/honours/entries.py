"""New entries of the register: whose turn it is, what every entry begins with, and the next numbers without a gap."""

import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from competition.accounts.models import User
from competition.directory import pinyin
from competition.honours import queries, rules
from competition.honours.models import HonourEntry
from competition.honours.rules import EntryState, HonourKind
from competition.plan.models import Competition, Item
from competition.results.models import ItemResult, ResultLine

# one number for the whole city's register: whoever holds this lock gives out the next numbers
TURN = 0x686F6E


def take_turn(session: Session) -> None:
    """Wait for one's turn to give out numbers; it ends with the transaction."""
    # SQLite has one writer anyway; elsewhere two at once would read the same last number
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(TURN)))


def keep(session: Session, new: Sequence[HonourEntry]) -> None:
    """Give new entries the next numbers of their years and kinds, in order, and keep them: the one way in."""
    last: Counter[tuple[int, HonourKind]] = Counter()
    occupations = _occupations(session, new)
    for one in new:
        one.occupation_code = occupations.get(one.line_id, "")
        key = one.year, one.kind
        last[key] = (last[key] or queries.last_seq(*key)) + 1
        one.seq = last[key]
        one.number = rules.entry_number(one.year, one.kind, one.seq)
    session.add_all(new)
    session.flush()


def _occupations(session: Session, new: Sequence[HonourEntry]) -> dict[int | None, str]:
    query = sa.select(ResultLine.id, Item.occupation_code).join(ResultLine.result).join(ItemResult.item)
    rows = session.execute(query.where(ResultLine.id.in_({one.line_id for one in new})))
    return {row.id: row.occupation_code for row in rows}


def named(name: str, unit: str) -> dict[str, str]:
    """Give whose entry it is, as columns."""
    return {"name_as_was": name, "name_pinyin": pinyin.of_name(name), "unit_as_was": unit}


def of_competition(competition: Competition) -> dict[str, object]:
    """Give the competition it was won in, as columns."""
    return {
        "competition_id": competition.id,
        "competition_name": competition.name,
        "competition_name_en": competition.name_en,
        "synthetic": competition.synthetic,
    }


def begun(by: User, at: datetime) -> dict[str, object]:
    """Give what every new entry begins with: a code nobody can guess, and that it stands."""
    return {
        "code": "".join(secrets.choice(rules.ALPHABET) for _ in range(rules.CODE_LENGTH)),
        "state": EntryState.ENTERED,
        "state_key": "",
        "reason": "",
        "entered_at": at,
        "entered_by_id": by.id,
    }
