"""Long work that somebody asked for: put down as a row, claimed by one worker at a time, cancelled, kept and removed."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from competition.foundation import keys
from competition.foundation.crypto import Unreadable
from competition.foundation.database import db, transaction
from competition.foundation.errors import Refused
from competition.foundation.tables import OPEN, Task, TaskState
from competition.foundation.texts import _l

FIELD = "tasks.content"
KEPT = timedelta(days=7)
# a worker that said nothing for so long is gone: its work is taken up by another, and given up after the second time
SILENT = timedelta(seconds=30)
MOST_TRIES = 2
MOST_OPEN = 5
# what takes longer hangs
LONGEST = timedelta(minutes=30)


class Stopped(Exception):  # noqa: N818 - reads as what it says
    """Whoever asked for the work does not want it any more, or another worker has it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: the kind of work, about what (plain values), how the list calls it, in which language."""

    kind: str
    about: Mapping[str, Any]
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Work one worker has claimed: what to do, for whom, and the claim itself."""

    id: int
    kind: str
    about: Mapping[str, Any]
    language: str
    by_id: int
    worker: str
    tries: int


@dataclass(frozen=True, slots=True)
class Made:
    """The file that was made."""

    name: str
    media_type: str
    content: bytes


# told how much of how much is done; raises Stopped when it should not go on
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: its code, its name on the page, and how its file is made."""

    code: str
    label: str
    make: Callable[[Claim, Tell], Made]


_kinds: dict[str, Kind] = {}


def learn(kind: Kind) -> None:
    """Learn a kind of work from its room."""
    _kinds[kind.code] = kind


def kind(code: str) -> Kind:
    """Give a kind of work by its code."""
    return _kinds[code]


# --- asked for -----------------------------------------------------------------------------------------------------


def put(wanted: Wanted, by_id: int, at: datetime, present: datetime) -> Task:
    """Put work down inside the open transaction; the same work asked for again while it is open is the same row."""
    there = list(db.session.scalars(sa.select(Task).where(Task.asked_by_id == by_id, Task.state.in_(OPEN))))
    for each in there:
        if (each.kind, each.about, each.stop) == (wanted.kind, dict(wanted.about), False):
            return each
    if len(there) >= MOST_OPEN:
        raise Refused(_l("You asked for %(most)s files that are not ready yet. Wait for one, or cancel one under “My exports”.",
                         most=MOST_OPEN))  # fmt: skip
    made = Task(
        kind=wanted.kind, about=dict(wanted.about), title=wanted.title, language=wanted.language,
        asked_by_id=by_id, asked_at=at, beat_at=present,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def cancel(task_id: int, by_id: int, at: datetime) -> None:
    """Stop one's own work inside the open transaction: at once where it waits, else with its worker's next beat."""
    found = db.session.get(Task, task_id, with_for_update=True, populate_existing=True)
    if found is None or found.asked_by_id != by_id or found.state not in OPEN:
        raise Refused(_l("This is over already. Load the page again to see how it ended."))
    found.stop = True
    if found.state is TaskState.WAITING:
        found.state, found.ended_at = TaskState.CANCELLED, at


def of_person(by_id: int) -> Sequence[Task]:
    """List what somebody asked for, the newest first; no more than is kept."""
    query = sa.select(Task).where(Task.asked_by_id == by_id).order_by(Task.id.desc()).limit(100)
    return db.session.scalars(query).all()


def of_person_one(task_id: int, by_id: int) -> Task | None:
    """Find one's own work; another's is not there."""
    return db.session.scalar(sa.select(Task).where(Task.id == task_id, Task.asked_by_id == by_id))


def content(of: Task) -> bytes:
    """Open the file that was made."""
    try:
        return keys.opened(of.content or b"", FIELD)
    except Unreadable as error:
        raise Refused(_l("This file cannot be opened any more: its key is gone. Ask for it again.")) from error


def waits(of: Sequence[Task], present: datetime) -> bool:
    """Say whether any of it waits for a worker: not begun, or left by one that is gone."""
    return any(
        each.state is TaskState.WAITING or (each.state is TaskState.RUNNING and each.beat_at < present - SILENT)
        for each in of
    )


def any_waits(present: datetime) -> bool:
    """Say whether anybody's work waits for a worker."""
    query = sa.select(Task.id).where(sa.or_(Task.state == TaskState.WAITING, _left(present))).limit(1)
    return db.session.scalar(query) is not None


def _left(present: datetime) -> "sa.ColumnElement[bool]":
    return sa.and_(Task.state == TaskState.RUNNING, Task.beat_at < present - SILENT)


# --- done ----------------------------------------------------------------------------------------------------------


def claim(me: str, at: datetime, present: datetime) -> Claim | None:
    """Take the oldest work that waits or was left behind; two askers cannot both get it."""
    with transaction(trail=False) as session:
        left = _left(present)
        _end_what_was_left(left, at)
        free = sa.or_(Task.state == TaskState.WAITING, left)
        found = session.execute(
            sa.select(Task.id, Task.tries).where(free).order_by(Task.id).limit(1).with_for_update(skip_locked=True)
        ).one_or_none()
        if found is None:
            return None
        mine = {"state": TaskState.RUNNING, "worker": me, "tries": found.tries + 1, "beat_at": present, "done": 0}
        session.execute(sa.update(Task).where(Task.id == found.id).values(**mine))
        row = session.get_one(Task, found.id, populate_existing=True)
        return Claim(row.id, row.kind, row.about, row.language, row.asked_by_id, me, row.tries)


def _end_what_was_left(left: "sa.ColumnElement[bool]", at: datetime) -> None:
    # cancelled while its worker was gone, or so heavy that it took every worker with it
    stopped = {"state": TaskState.CANCELLED, "ended_at": at}
    db.session.execute(sa.update(Task).where(left, Task.stop).values(**stopped))
    lost = {"state": TaskState.FAILED, "ended_at": at, "fault": LOST}
    db.session.execute(sa.update(Task).where(left, Task.tries >= MOST_TRIES).values(**lost))


# what the page says in its reader's words
LOST = "lost"
OURS = "ours"
LATE = "late"


def beat(of: Claim, done: int, whole: int, present: datetime) -> bool:
    """Say how far it is and that its worker is alive; False: stop, it is cancelled or another's."""
    with transaction(trail=False) as session:
        told = {"beat_at": present, "done": done, "whole": whole}
        session.execute(sa.update(Task).where(*_mine(of)).values(**told))
        return session.scalar(sa.select(Task.id).where(*_mine(of), Task.stop.is_(False))) is not None


def finish(of: Claim, made: Made, at: datetime) -> None:
    """Keep the file, unless the work was cancelled meanwhile or is another worker's by now."""
    told = {"name": made.name[:200], "media_type": made.media_type, "size": len(made.content)}
    told |= {"sha256": hashlib.sha256(made.content).hexdigest(), "content": keys.ring().sealed(made.content, FIELD)}
    _end(of, TaskState.DONE, at, told, Task.stop.is_(False))
    drop(of, at)


def fail(of: Claim, fault: str, at: datetime) -> None:
    """Note that it failed, and why: a sentence for its asker, or one of the codes above."""
    _end(of, TaskState.FAILED, at, {"fault": fault[:400]})


def drop(of: Claim, at: datetime) -> None:
    """Note that it was stopped, where it was this claim that was."""
    _end(of, TaskState.CANCELLED, at, {}, Task.stop)


def _end(of: Claim, state: TaskState, at: datetime, told: Mapping[str, Any], *also: Any) -> None:
    with transaction(trail=False) as session:
        session.execute(sa.update(Task).where(*_mine(of), *also).values(state=state, ended_at=at, **told))


def _mine(of: Claim) -> tuple[Any, ...]:
    return Task.id == of.id, Task.state == TaskState.RUNNING, Task.worker == of.worker, Task.tries == of.tries


def remove_old(at: datetime) -> None:
    """Remove what ended some days ago, file and all."""
    with transaction(trail=False) as session:
        session.execute(sa.delete(Task).where(Task.ended_at < at - KEPT))
