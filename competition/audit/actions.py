"""What an auditor does: verify the trail and take a copy of it; both leave a row of their own."""

from datetime import datetime
from time import perf_counter
from typing import Any

from competition.accounts.models import User
from competition.audit import queries
from competition.audit.queries import Wanted
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _l

NAMED = 20


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
    if most is not None and queries.count(wanted) > most:
        raise Refused(
            _l("These are more than %(most)s rows. Ask for fewer days, or for CSV, which may be longer.", most=most)
        )
    last, _hash = trail.head()
    with transaction():
        trail.record(by, "audit.exported", None, at, {"format": kind, "asked_for": wanted.plain(), "up_to": last})
    return last
