"""What is done with the archive: a package asked for, sealed in the background, and checked."""

import hashlib
import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from competition.accounts import queries as accounts
from competition.accounts.models import User
from competition.foundation import backups, bags, clock, tasks, trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import NotAllowed, refuse_faults
from competition.foundation.tables import Task
from competition.foundation.tasks import Claim, Kind, Made, Tell, Wanted
from competition.foundation.texts import _, _l
from competition.honours import access, archives
from competition.honours.archive_models import Archive
from competition.plan import queries as plan
from competition.plan.models import Competition

KIND = "honours.archive"
# each package's bytes are read again as often
EVERY = timedelta(days=365)


def ask_archive(competition: Competition, language: str, present: datetime, *, by: User, at: datetime) -> Task:
    """Put down that a competition is to be sealed; refused with all that is missing while it is not over."""
    with transaction():
        refuse_faults(archives.missing(competition), _l("A competition is sealed when all its results are announced."))
        made = tasks.put(
            Wanted(KIND, {"competition": competition.id}, competition.name[:300], language), by.id, at, present
        )
        trail.record(by, "honours.archive_asked", competition, at, {"task": made.id})
    return made


def make_archive(of: Claim, tell: Tell) -> Made:
    """Pack and seal a competition for whoever asked, if they still may."""
    by, competition = accounts.user(of.by_id), plan.competition(int(of.about["competition"]))
    if by is None or competition is None or not by.active or not access.may_read(by, competition):
        raise NotAllowed(_("Your part does not reach this competition any more."))
    at = clock.now()
    packed = archives.package(competition, by, at, tell)
    seal(competition, packed, by, at)
    return Made(packed.name, bags.MEDIA_TYPE, packed.content)


def seal(competition: Competition, packed: archives.Package, by: User, at: datetime) -> Archive:
    """Keep a package for good: its file whole on disk, then its hash in the database and in the trail."""
    _keep(packed)
    with transaction() as session:
        made = Archive(
            competition_id=competition.id, number=packed.number, file_name=packed.name,
            size=len(packed.content), sha256=packed.sha256, made_at=at, made_by_id=by.id, checked_at=at, fault="",
        )  # fmt: skip
        session.add(made)
        session.flush()
        trail.record(by, "honours.archive_sealed", made, at, {"sha256": packed.sha256})
    return made


ARCHIVE = Kind(KIND, _l("Package for the archive"), make_archive)


def folder() -> Path:
    """Say where sealed packages lie."""
    found = _instance() / backups.PACKAGES
    found.mkdir(mode=0o700, exist_ok=True)
    return found


def _instance() -> Path:
    return Path(current_app.config["INSTANCE"])


def _keep(packed: archives.Package) -> None:
    # whole under its name, or not there at all
    part = folder() / f".{packed.name}.part"
    with part.open("wb") as file:
        file.write(packed.content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder() / packed.name)


def remove(of: Archive) -> None:
    """Take the files of a package away: its own, and the copy held beside the backups."""
    (folder() / of.file_name).unlink(missing_ok=True)
    backups.held(_instance(), of.sha256).unlink(missing_ok=True)


def check_archives(at: datetime, *, older_than: timedelta = EVERY, by: User | None = None) -> list[Archive]:
    """Read the files of packages not checked for so long, and note of each whether its bytes are as they were sealed."""
    faults = read_again(at - older_than)
    with transaction() as session:
        due = note_checked(session, faults, at)
        if due:
            wrong = {one.file_name: one.fault for one in due if one.fault}
            trail.record(by, "honours.archives_checked", None, at, {"checked": len(due), "faults": str(wrong or "")})
    return due


def read_again(not_since: datetime | None = None) -> dict[int, str]:
    """Read packages' files outside any transaction (all, or those last checked by then): what is wrong with each, by id."""
    query = sa.select(Archive).where(Archive.destroyed_on.is_(None))
    query = query if not_since is None else query.where(Archive.checked_at <= not_since)
    due = db.session.scalars(query.order_by(Archive.id)).all()
    backups.hold(_instance(), {one.file_name: one.sha256 for one in due})
    return {one.id: _fault(one) for one in due}


def note_checked(session: Session, faults: Mapping[int, str], at: datetime) -> list[Archive]:
    """Note within the open transaction what was found; a package destroyed meanwhile is left alone."""
    query = sa.select(Archive).where(Archive.id.in_(faults), Archive.destroyed_on.is_(None)).order_by(Archive.id)
    checked = list(session.scalars(query.with_for_update()))
    for one in checked:
        one.checked_at, one.fault = at, faults[one.id]
    return checked


def _fault(of: Archive) -> str:
    path, copy = folder() / of.file_name, backups.held(_instance(), of.sha256)
    if not path.exists():
        return "gone"
    if _hash(path) != of.sha256:
        return "changed"
    if _hash(copy) == of.sha256:
        return ""
    backups.put(path, copy, of.sha256)
    return "copy_changed"


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
