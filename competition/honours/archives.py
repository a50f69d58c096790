"""What is kept of a competition for good: everything decided in it, as plain files in one sealed package."""

import gzip
import hashlib
import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from competition.accounts.models import User
from competition.foundation import bags, spreadsheets
from competition.foundation.database import db
from competition.foundation.errors import Fault
from competition.foundation.tasks import Tell
from competition.foundation.texts import _
from competition.funding import queries as funding
from competition.honours import archive_chapters, archive_words, certificates, issued, templates, words
from competition.honours.archive_models import Archive
from competition.honours.models import HonourEntry
from competition.judging import queries as judging
from competition.plan.models import Competition, Item
from competition.plan.rules import CompetitionState
from competition.results import queries as results
from competition.results import records, released
from competition.results.rules import ResultState
from competition.results.snapshot_models import Release, Snapshot, SnapshotKind

Files = Iterator[tuple[str, bytes]]
# a name that every system can write
_ODD = re.compile(r"[^\w.-]+")


def missing(competition: Competition) -> list[Fault]:
    """Name what keeps a competition from being sealed: it is not held, or an item's result is not announced yet."""
    faults = []
    if competition.state is not CompetitionState.HELD:
        faults.append(Fault(_("The competition has not been held yet.")))
    for item in _items(competition):
        standing = results.standing(item.id)
        if standing is None or standing.state is not ResultState.ANNOUNCED:
            faults.append(Fault(_("%(item)s has no announced result yet.", item=f"{item.code} {item.name}")))
    return faults


def _items(competition: Competition) -> list[Item]:
    return [item for item in competition.items if not item.cancelled]


@dataclass(frozen=True, slots=True)
class Package:
    """A sealed package: its number among the competition's, its name, its bytes and their hash."""

    number: int
    name: str
    content: bytes
    sha256: str


def package(competition: Competition, by: User, at: datetime, tell: Tell) -> Package:
    """Pack a competition: plan, judging records, releases, money, honours and certificates, each in files of its own."""
    number = next_number(competition.id)
    name = _safe(f"{competition.season.year}-{competition.id:04d}-{competition.name}-{number}")
    info = {
        "Source-Organization": competition.organiser.name,
        "External-Description": competition.name,
        "External-Identifier": name,
        "Bag-Software-Agent": "competition",
        "Contact-Name": by.name,
    }
    content = bags.pack(name, _files(competition, by, at, tell), info, at)
    return Package(number, f"{name}.zip", content, hashlib.sha256(content).hexdigest())


def _files(competition: Competition, by: User, at: datetime, tell: Tell) -> Files:
    items = [partial(_item, item, by, at) for item in _items(competition)]
    chapters = [partial(_plan, competition), *items, partial(_money, competition), partial(_honours, competition, at)]
    listed: list[str] = []
    for done, chapter in enumerate(chapters):
        for path, content in chapter():
            listed.append(path)
            yield path, content
            tell(done, len(chapters))
    yield "README.txt", archive_words.guide(competition, listed, by.name, at).encode()


def _plan(competition: Competition) -> Files:
    told = {
        "name": competition.name, "name_en": competition.name_en, "level": competition.level, "season": competition.season.year,
        "organiser": competition.organiser.name, "host": competition.host.name, "venue": competition.venue,
        "starts_on": competition.starts_on, "ends_on": competition.ends_on, "document_number": competition.document_number,
        "items": [
            {"code": one.code, "name": one.name, "name_en": one.name_en, "occupation_code": one.occupation_code,
             "occupation": one.occupation_name, "group": one.group, "team_size": one.team_size, "cancelled": one.cancelled}
            for one in competition.items
        ],
    }  # fmt: skip
    yield "plan/competition.json", _json(told)
    yield "plan/timetable.json", _json(archive_chapters.timetable(competition))


def _item(item: Item, by: User, at: datetime) -> Files:
    folder = f"items/{_safe(item.code)}"
    if closed := judging.closing(item.id):
        for name, content in records.written(records.record(item, closed, by, at), lambda _d, _n: None):
            yield f"{folder}/record/{name}", content
    yield f"{folder}/disputes.json", _json(archive_chapters.disputes(item))
    for release in released.releases(item.id):
        yield from _release(f"{folder}/releases/{release.number:02d}-{release.state.value}", release)


def _release(folder: str, release: Release) -> Files:
    about = {
        "number": release.number,
        "state": release.state,
        "reason": release.reason,
        "released_at": release.released_at,
    }
    yield f"{folder}/about.json", _json({**about, "sha256": release.sha256})
    kept = sa.select(Snapshot).where(Snapshot.release_id == release.id, Snapshot.kind != SnapshotKind.PNG)
    for one in db.session.scalars(kept.order_by(Snapshot.kind, Snapshot.language)):
        name = f"result.{one.language}.{one.kind.value}" if one.language else f"result.{one.kind.value}"
        yield f"{folder}/{name}", gzip.decompress(one.content)


def _money(competition: Competition) -> Files:
    if claim := funding.claim_of(competition.id):
        told = {"organisation": claim.organisation.name, "state": claim.state, "requested_fen": claim.requested_fen}
        told |= {"amount_fen": claim.amount_fen, "decision": claim.decision, "decided_at": claim.decided_at}
        yield "money/host-claim.json", _json(told)
    if prizes := funding.prizes_of(competition.id):
        yield "money/prizes.json", _json([
            {"item": one.line.result.item.code, "place": one.line.place, "name": one.line.name_as_was, "round": one.round,
             "state": one.state, "amount_fen": one.amount_fen, "decision": one.decision, "approved_at": one.approved_at,
             "shares": [{"name": s.name_as_was, "gross_fen": s.gross_fen, "tax_fen": s.tax_fen, "net_fen": s.net_fen} for s in one.shares]}
            for one in prizes
        ])  # fmt: skip


def _honours(competition: Competition, at: datetime) -> Files:
    query = sa.select(HonourEntry).options(joinedload(HonourEntry.competition))
    query = query.where(HonourEntry.competition_id == competition.id).order_by(
        HonourEntry.year, HonourEntry.kind, HonourEntry.seq
    )
    entries = list(db.session.scalars(query))
    yield "honours/register.csv", spreadsheets.csv_bytes(archive_words.ENTRY_COLUMNS, map(_entry, entries))
    standing = [one for one in entries if one.stands]
    # of what ended too: its proof says so
    paper, proofs = templates.paper([one.id for one in standing], at), issued.bundles(entries, at)
    for number, proof in proofs.items():
        yield f"honours/proofs/{number}.json", _json(proof)
    for name, told in archive_chapters.nominations(competition).items():
        yield f"honours/lists/{name}.json", _json(told)
    for one in standing:
        yield f"honours/certificates/{one.number}.pdf", certificates.pdf([one], paper, at, proofs)


def _entry(one: HonourEntry) -> list[object]:
    told = (
        words.what(one),
        one.name_as_was,
        one.team,
        one.unit_as_was,
        one.item_name,
        one.awarded_on,
        one.document_number,
    )
    return [one.number, *told, str(words.STATES[one.state][1]), one.reason, one.supersedes_id or ""]


def _json(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _safe(text: str) -> str:
    return _ODD.sub("-", text).strip("-.") or "-"


# --- what is sealed ---------------------------------------------------------------------------------------------------


def sealed() -> Sequence[Archive]:
    """List the packages that were sealed, the newest first."""
    query = sa.select(Archive).options(joinedload(Archive.competition), joinedload(Archive.made_by))
    return db.session.scalars(query.order_by(Archive.id.desc())).all()


def hashes() -> dict[str, str]:
    """Name every sealed package that is still kept, with its SHA-256."""
    query = sa.select(Archive.file_name, Archive.sha256).where(Archive.destroyed_on.is_(None)).order_by(Archive.id)
    return {row.file_name: row.sha256 for row in db.session.execute(query)}


def one(archive_id: int) -> Archive | None:
    """Find a sealed package."""
    return db.session.get(Archive, archive_id)


def next_number(competition_id: int) -> int:
    """Number a competition's next package."""
    query = sa.select(sa.func.max(Archive.number)).where(Archive.competition_id == competition_id)
    return (db.session.scalar(query) or 0) + 1


def over(sealed: Collection[int]) -> Sequence[Competition]:
    """List the competitions that were held, whose results are all announced, and that are not sealed."""
    query = sa.select(Competition).where(Competition.state == CompetitionState.HELD, Competition.id.not_in(sealed))
    query = query.order_by(Competition.ends_on.desc())
    return [competition for competition in db.session.scalars(query) if not missing(competition)]
