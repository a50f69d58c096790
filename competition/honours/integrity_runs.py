"""The yearly run: sealed packages, the register's log and the audit trail read again, and a report of what was found."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from competition.accounts import queries as accounts
from competition.accounts.models import User
from competition.foundation import clock, documents, tasks, trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import NotAllowed
from competition.foundation.tables import Task
from competition.foundation.tasks import Claim, Kind, Made, Tell, Wanted
from competition.foundation.texts import _, _l
from competition.honours import access, archiving, integrity_exports, log_actions, log_checks, logs, merkle
from competition.honours.archive_models import Archive
from competition.honours.integrity_models import IntegrityRun

KIND = "honours.integrity"
EVERY = timedelta(days=365)
# a report names so many faults of a kind; where there are more, the log or the trail is lost as a whole
MOST = 200


def runs() -> Sequence[IntegrityRun]:
    """List the runs, the newest first."""
    query = sa.select(IntegrityRun).options(joinedload(IntegrityRun.by))
    return db.session.scalars(query.order_by(IntegrityRun.id.desc())).all()


def one(run_id: int) -> IntegrityRun | None:
    """Find a run."""
    return db.session.scalar(
        sa.select(IntegrityRun).options(joinedload(IntegrityRun.by)).where(IntegrityRun.id == run_id)
    )


def last() -> IntegrityRun | None:
    """Find the newest run."""
    return db.session.scalar(sa.select(IntegrityRun).order_by(IntegrityRun.id.desc()).limit(1))


def next_on(before: IntegrityRun) -> datetime:
    """Say from when on the job runs again."""
    return before.began_at + EVERY


def run_yearly(at: datetime) -> IntegrityRun | None:
    """Run where the last run was a year ago or none was; the job asks each night."""
    before = last()
    return None if before is not None and at < next_on(before) else run(at)


def run(at: datetime, by: User | None = None) -> IntegrityRun:
    """Read everything again and keep what was found."""
    wrong = archiving.read_again()
    faults = [
        _fault("log", str(one.kind), one.where) for one in islice(log_checks.faults(log_actions.published()), MOST)
    ]
    faults += [_fault("trail", one.kind, str(one.seq)) for one in islice(trail.breaks(), MOST)]
    hashes = logs.hashes(logs.size())
    with transaction() as session:
        packages = [_package(one) for one in archiving.note_checked(session, wrong, at)]
        faults = [_fault("package", one["fault"], one["name"]) for one in packages if one["fault"]] + faults
        made = IntegrityRun(
            began_at=at, by_id=by.id if by else None, packages=packages, leaves=len(hashes),
            root=merkle.root(hashes).hex(), trail_rows=trail.head()[0], faults=faults,
        )  # fmt: skip
        session.add(made)
        session.flush()
        trail.record(by, "honours.integrity_run", made, at, {"packages": len(packages), "faults": len(faults)})
    return made


def _fault(where: str, code: str, what: str) -> dict[str, str]:
    return {"where": where, "code": code, "what": what}


def _package(of: Archive) -> dict[str, Any]:
    return {"name": of.file_name, "sha256": of.sha256, "sealed_at": of.made_at.isoformat(), "fault": of.fault}


def ask_run(language: str, present: datetime, *, by: User, at: datetime) -> Task:
    """Ask for a run in the background."""
    with transaction():
        made = tasks.put(Wanted(KIND, {}, _("Integrity of what is kept for good"), language), by.id, at, present)
        trail.record(by, "honours.integrity_asked", None, at, {"task": made.id})
    return made


def make_run(of: Claim, tell: Tell) -> Made:
    """Run for whoever asked, if they still may, and give the report."""
    by = accounts.user(of.by_id)
    if by is None or not by.active or not access.may_read_decisions(by):
        raise NotAllowed(_("Your part does not reach the archive any more."))
    tell(0, 1)
    at = clock.now()
    found = run(at, by)
    return Made(f"integrity-{clock.in_city(at):%Y-%m-%d}.pdf", documents.MEDIA_TYPE, integrity_exports.pdf(found, at))


INTEGRITY = Kind(KIND, _l("Integrity run"), make_run)
