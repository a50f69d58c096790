"""What is read from the trail."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from competition.foundation import clock
from competition.foundation.database import db
from competition.foundation.trail import SYSTEM, Break, TrailRow, hash_of

SIZE = 50
SEEN = "_seen"
VERIFIED = "audit.verified"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows a reader wants; empty parts ask for nothing."""

    actor: str = ""
    verb: str = ""
    subject: str = ""
    first_day: date | None = None
    last_day: date | None = None
    text: str = ""
    personal: bool = False

    def plain(self) -> dict[str, Any]:
        """Name what was asked for, leaving out what was not."""
        return {name: str(value) for name, value in asdict(self).items() if value}


def wanted_of(plain: Mapping[str, str]) -> Wanted:
    """Read what was asked for back from its plain values."""
    told: dict[str, Any] = dict(plain)
    told |= {day: date.fromisoformat(told[day]) for day in ("first_day", "last_day") if day in told}
    return Wanted(**told | {"personal": "personal" in told})


@dataclass(frozen=True, slots=True)
class Slice:
    """Some rows of the trail, newest first, and the numbers at which the neighbours begin."""

    rows: Sequence[TrailRow]
    older: int | None
    newer: int | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What the last verification found: how many rows, how many of them broken, the first of these, how long it took."""

    at: datetime
    by: str
    rows: int
    broken: int
    first: Sequence[dict[str, Any]]
    seconds: float


def rows(wanted: Wanted) -> sa.Select[TrailRow]:
    """Ask for the rows that fit."""
    return sa.select(TrailRow).where(*_conditions(wanted))


def _conditions(wanted: Wanted) -> Iterator[sa.ColumnElement[bool]]:
    if wanted.actor:
        yield TrailRow.actor_name == wanted.actor if wanted.actor == SYSTEM else _named(wanted.actor)
    if wanted.verb:
        # a room's name alone asks for all of its acts
        yield TrailRow.verb == wanted.verb if "." in wanted.verb else TrailRow.verb.startswith(f"{wanted.verb}.")
    if wanted.subject:
        yield _about(wanted.subject)
    if wanted.first_day:
        yield TrailRow.at >= _midnight(wanted.first_day)
    if wanted.last_day:
        yield TrailRow.at < _midnight(wanted.last_day + timedelta(days=1))
    if wanted.personal:
        yield TrailRow.verb.endswith(SEEN, autoescape=True)
    if wanted.text:
        yield sa.or_(*(part.contains(wanted.text, autoescape=True) for part in (
            TrailRow.note, TrailRow.before, TrailRow.after, TrailRow.subject, TrailRow.request,
        )))  # fmt: skip


def _named(actor: str) -> sa.ColumnElement[bool]:
    return TrailRow.actor_name.contains(actor, autoescape=True)


def _about(subject: str) -> sa.ColumnElement[bool]:
    if "#" not in subject:
        return TrailRow.subject.startswith(f"{subject}#", autoescape=True)
    # an act on one record may change others with it: those acts are part of their story too
    named = f"{json.dumps(subject, ensure_ascii=False)}:"
    return sa.or_(
        TrailRow.subject == subject,
        TrailRow.after.contains(named, autoescape=True),
        TrailRow.before.contains(named, autoescape=True),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.CITY)


def part(wanted: Wanted, before: int | None = None, after: int | None = None) -> Slice:
    """Read one page, newest first: the rows before a number, or those just after one, or the newest."""
    query = rows(wanted)
    if after is not None:
        found = list(db.session.scalars(query.where(TrailRow.seq > after).order_by(TrailRow.seq).limit(SIZE + 1)))
        more, found = len(found) > SIZE, found[:SIZE][::-1]
        return Slice(found, found[-1].seq if found else None, found[0].seq if more else None)
    below = query.where(TrailRow.seq < before) if before is not None else query
    found = list(db.session.scalars(below.order_by(TrailRow.seq.desc()).limit(SIZE + 1)))
    more, found = len(found) > SIZE, found[:SIZE]
    return Slice(found, found[-1].seq if more else None, found[0].seq if found and before is not None else None)


def row(seq: int) -> TrailRow | None:
    """Find one row by its number."""
    return db.session.get(TrailRow, seq)


def count(wanted: Wanted) -> int:
    """Count the rows that fit."""
    return db.session.scalar(sa.select(sa.func.count(TrailRow.seq)).where(*_conditions(wanted))) or 0


def streamed(wanted: Wanted, last: int) -> Iterator[TrailRow]:
    """Read all rows that fit up to a number, oldest first, without holding them all."""
    query = rows(wanted).where(TrailRow.seq <= last).order_by(TrailRow.seq)
    for found in db.session.scalars(query.execution_options(yield_per=1000)):
        db.session.expunge(found)
        yield found


def last_checked() -> Checked | None:
    """Give what the last verification found, or None when there was none yet."""
    query = sa.select(TrailRow).where(TrailRow.verb == VERIFIED).order_by(TrailRow.seq.desc()).limit(1)
    kept = db.session.scalar(query)
    if kept is None:
        return None
    note = json.loads(kept.note)
    return Checked(kept.at, kept.actor_name, note["rows"], note["broken"], note["first"], note["seconds"])


def what_stands(broken: Break) -> dict[str, Any]:
    """Say of a broken row what stands there now."""
    there = row(broken.seq)
    told: dict[str, Any] = {"seq": broken.seq, "kind": broken.kind}
    if there is not None:
        told |= {"at": there.at.isoformat(), "actor": there.actor_name, "verb": there.verb, "subject": there.subject}
    return told


def is_whole(of: TrailRow) -> bool:
    """Say whether a row still has the hash it was written with."""
    values = {column.key: getattr(of, column.key) for column in TrailRow.__table__.columns}
    return hash_of(values) == of.hash


AT_ONCE = 500


def of_records(subjects: Iterable[str]) -> Iterator[TrailRow]:
    """Read every row about any of these records, oldest first, some hundred at a time."""
    wanted, numbers = list(subjects), list[int]()
    for start in range(0, len(wanted), AT_ONCE):
        query = sa.select(TrailRow.seq).where(TrailRow.subject.in_(wanted[start : start + AT_ONCE]))
        numbers += db.session.scalars(query)
    numbers.sort()
    for start in range(0, len(numbers), AT_ONCE):
        some = sa.select(TrailRow).where(TrailRow.seq.in_(numbers[start : start + AT_ONCE])).order_by(TrailRow.seq)
        for found in db.session.scalars(some):
            db.session.expunge(found)
            yield found


def told_of(verb: str, part: str) -> list[str]:
    """Name the records of which a verb tells with these words in what it wrote: also those that are gone."""
    query = sa.select(TrailRow.subject).where(TrailRow.verb == verb, TrailRow.after.contains(part, autoescape=True))
    return list(db.session.scalars(query))
