"""What an auditor does: verify the trail and take a copy of it; both leave a row of their own."""

from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any

from competition.accounts.models import User
from competition.audit import queries
from competition.audit.queries import Wanted
from competition.foundation import tasks, trail
from competition.foundation.database import transaction
from competition.foundation.errors import Refused
from competition.foundation.tables import Task
from competition.foundation.texts import _l

NAMED = 20
KIND = "audit.export"


@dataclass(frozen=True, slots=True)
class Copy:
    """How a copy is written: xlsx or csv, in which language, and of how many rows at most."""

    kind: str
    language: str
    most: int


def verify_trail(by: User, at: datetime) -> int:
    """Walk the whole trail, keep what was found, and say how many rows are broken."""
    began = perf_counter()
    rows, _hash = trail.head()
    found = list(trail.breaks())
    first: list[dict[str, Any]] = [queries.what_stands(broken) for broken in found[:NAMED]]
    note = {"rows": rows, "broken": len(found), "first": first, "seconds": round(perf_counter() - began, 2)}
    with transaction():
        trail.record(by, queries.VERIFIED, None, at, note)
    return len(found)


def note_export(wanted: Wanted, kind: str, most: int | None, by: User | None, at: datetime) -> int:
    """Keep who takes a copy of which rows, and give the number of the last row the copy may hold."""
    _must_not_be_more(queries.count(wanted), most)
    last, _hash = trail.head()
    with transaction():
        trail.record(by, "audit.exported", None, at, {"format": kind, "asked_for": wanted.plain(), "up_to": last})
    return last


def ask_export(wanted: Wanted, copy: Copy, present: datetime, *, by: User, at: datetime) -> Task:
    """Put down that somebody wants a copy of these rows, made in the background; the trail tells it."""
    count = queries.count(wanted)
    _must_not_be_more(count, copy.most)
    last, _hash = trail.head()
    with transaction():
        about = {"format": copy.kind, "asked_for": wanted.plain(), "up_to": last}
        title = f"{copy.kind.upper()} · {', '.join(wanted.plain().values())}".removesuffix(" · ")
        made = tasks.put(tasks.Wanted(KIND, about | {"rows": count}, title[:300], copy.language), by.id, at, present)
        trail.record(by, "audit.exported", None, at, about | {"task": made.id})
    return made


def _must_not_be_more(count: int, most: int | None) -> None:
    if most is not None and count > most:
        raise Refused(
            _l("These are more than %(most)s rows. Ask for fewer days, or for CSV, which may be longer.", most=most)
        )
