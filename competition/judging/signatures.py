"""What is read of signatures: sheets as they would be signed, how far each is covered, and who has yet to sign."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from competition.foundation.database import db
from competition.judging import evidence, papers, queries, rosters, sheets, signing
from competition.judging.models import ItemJudge, Scheme, Sheet
from competition.judging.queries import Block, BlockKind
from competition.judging.rules import Seat, SheetState
from competition.judging.sheets import SheetRow
from competition.judging.signature_models import SheetSnapshot, Signature, SignedSheet
from competition.judging.signing import Cover
from competition.registration.models import Entry

# what keeps every form from being signed by the chief, and not one of them only
OF_ALL_FORMS = frozenset({BlockKind.NO_SCHEME, BlockKind.NO_SHEETS, BlockKind.NO_NUMBER, BlockKind.PRESENCE})


def canonical(record: Mapping[str, Any]) -> str:
    """Write a record in the one way that is hashed."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """Hash a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def sheet_record(
    row: SheetRow,
    scheme: Scheme,
    marks: list[dict[str, Any]],
    paper: Mapping[str, Any] | None = None,
    kept: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Give all that a sheet says: scheme version, rounding, form, competitor, judge, check, marks, paper, evidence."""
    told = {
        "scheme": {
            "id": scheme.id,
            "number": scheme.number,
            "title": scheme.title,
            "source_sha256": scheme.source_sha256,
        },
        "settings": scheme.settings,
        "sub_criterion": row.code,
        "competitor": row.number,
        "judge": {"id": row.judge_id, "name": row.judge, "position": row.position},
        "submitted_at": moment(row.submitted_at),
        "checked": {"by": row.checked_by_id, "at": moment(row.checked_at), "blind": row.checked_blind},
        "marks": marks,
    }
    return told | ({"paper": dict(paper)} if paper else {}) | ({"evidence": list(kept)} if kept else {})


def moment(at: datetime | None) -> str | None:
    """Write a moment for a record."""
    return at.isoformat() if at else None


@dataclass(frozen=True, slots=True)
class Standing:
    """A sheet with its content as it would be signed now (none before it is checked) and how far that is signed."""

    row: SheetRow
    content: dict[str, Any] | None
    sha256: str | None
    cover: Cover

    @property
    def is_due(self) -> bool:
        """Say whether its judge has to sign it."""
        return self.row.state is SheetState.CHECKED and not self.is_signed

    @property
    def is_signed(self) -> bool:
        """Say whether it bears its judge's signature as it is now, drawn here or on its paper."""
        return self.cover in (Cover.SIGNED, Cover.PAPER)


def are_asked_for(item_id: int) -> bool:
    """Say whether the scheme in force asks for signatures."""
    scheme = rosters.scheme_in_force(item_id)
    return scheme is not None and scheme.how.signed


def standings(item_id: int, sub_id: int | None = None) -> list[Standing]:
    """Give an item's sheets with how far their judges signed them; a changed sheet has another hash."""
    scheme = rosters.scheme_in_force(item_id)
    if scheme is None:
        return []
    given, signed, paper = queries.given(item_id, sub_id), _signed(item_id), papers.proofs(item_id)
    kept = evidence.proofs(item_id)
    found = []
    for row in sheets.of_item(item_id, sub_id):
        hashes = signed.get((row.id, row.judge_id), [])
        if row.state in (SheetState.OPEN, SheetState.SUBMITTED):
            found.append(Standing(row, None, None, signing.cover(hashes, None)))
            continue
        content = sheet_record(row, scheme, given.get(row.id, []), paper.get(row.id), kept.get(row.id, ()))
        now = sha256(canonical(content))
        found.append(Standing(row, content, now, Cover.PAPER if row.id in paper else signing.cover(hashes, now)))
    return found


def cover_of(sheet: Sheet) -> Cover | None:
    """Say how far one checked sheet is signed; None where that is not asked, or not the question now."""
    item_id = sheet.judge.item_id
    if sheet.state is not SheetState.CHECKED or not are_asked_for(item_id):
        return None
    return next((e.cover for e in standings(item_id, sheet.sub_criterion_id) if e.row.id == sheet.id), None)


def _signed(item_id: int) -> dict[tuple[int | None, int], list[str]]:
    query = (
        sa.select(SheetSnapshot.sheet_id, Signature.judge_id, SheetSnapshot.sha256)
        .join(SignedSheet, SignedSheet.snapshot_id == SheetSnapshot.id)
        .join(Signature, Signature.id == SignedSheet.signature_id)
        .where(Signature.item_id == item_id, Signature.seat != Seat.CHIEF)
    )
    found: dict[tuple[int | None, int], list[str]] = {}
    for sheet_id, judge_id, hashed in db.session.execute(query):
        found.setdefault((sheet_id, judge_id), []).append(hashed)
    return found


def to_sign(item_id: int, judge_id: int, sub_ids: Iterable[int] | None = None) -> list[Standing]:
    """List the checked sheets a judge has yet to sign, of the forms told."""
    wanted = None if sub_ids is None else set(sub_ids)
    return [
        each
        for each in standings(item_id)
        if each.is_due and each.row.judge_id == judge_id and (wanted is None or each.row.sub_id in wanted)
    ]


def lockable(there: Iterable[Standing], sub_ids: Iterable[int]) -> list[Standing]:
    """Name the sheets that the chief's signature on these forms covers."""
    wanted = set(sub_ids)
    return [each for each in there if each.row.sub_id in wanted and each.row.state is SheetState.CHECKED]


def fingerprint(of: Iterable[Standing]) -> str:
    """Hash the very sheets a page showed, so that nobody signs what they did not see."""
    return sha256("\n".join(sorted(f"{each.row.id} {each.sha256}" for each in of)))


# --- what stands in the way ----------------------------------------------------------------------------------------


def blocking(
    item_id: int, sub_id: int | None = None, there: Sequence[Standing] | None = None, *, chief_signs: bool = False
) -> list[Block]:
    """Name all that stands in the way of closing, missing signatures with it; the chief's own unless it is given now.

    `there` are the standings, where they were read already.
    """
    found = queries.blocking(item_id, sub_id)
    if not are_asked_for(item_id):
        return found
    there = standings(item_id, sub_id) if there is None else there
    unsigned = dict.fromkeys((e.row.code, e.row.sub_id, e.row.judge) for e in there if e.is_due)
    found += [Block(BlockKind.NOT_SIGNED, code=code, sub_id=sub, judge=judge) for code, sub, judge in unsigned]
    if chief_signs:
        return found
    ready = {(e.row.code, e.row.sub_id) for e in there if e.row.state is SheetState.CHECKED}
    ready -= {(code, sub) for code, sub, _judge in unsigned}
    return found + [Block(BlockKind.NOT_SIGNED_BY_CHIEF, code=code, sub_id=sub) for code, sub in sorted(ready)]


def blocking_forms(blocks: Iterable[Block], sub_ids: Iterable[int]) -> list[Block]:
    """Keep what stands in the way of these forms."""
    wanted = set(sub_ids)
    return [each for each in blocks if each.sub_id in wanted or each.kind in OF_ALL_FORMS]


@dataclass(frozen=True, slots=True)
class JudgeOnForm:
    """One judge's sheets of one form: how many there are, checked, signed, and signed for an earlier version."""

    judge: str
    all: int
    checked: int
    signed: int
    earlier: int


@dataclass(frozen=True, slots=True)
class FormStanding:
    """A form with its judges, and whether the chief has signed it or can sign it now."""

    sub_id: int
    code: str
    name: str
    judges: tuple[JudgeOnForm, ...]
    locked: bool
    ready: bool
    fingerprint: str


def by_form(item_id: int) -> list[FormStanding]:
    """Gather an item's forms in order, for the page of signatures."""
    there, forms = standings(item_id), dict[int, list[Standing]]()
    for each in there:
        forms.setdefault(each.row.sub_id, []).append(each)
    blocks = blocking(item_id, there=there, chief_signs=True) if forms else []
    return [_form(sub_id, theirs, blocks) for sub_id, theirs in forms.items()]


def _form(sub_id: int, there: list[Standing], blocks: list[Block]) -> FormStanding:
    judges = dict.fromkeys((each.row.judge_id, each.row.judge) for each in there)
    told = tuple(_judge(name, [e for e in there if e.row.judge_id == judge_id]) for judge_id, name in judges)
    locked = all(each.row.state is SheetState.CLOSED for each in there)
    ready = not locked and not blocking_forms(blocks, [sub_id])
    shown = fingerprint(lockable(there, [sub_id]))
    return FormStanding(sub_id, there[0].row.code, there[0].row.name, told, locked, ready, shown)


def _judge(name: str, theirs: list[Standing]) -> JudgeOnForm:
    checked = sum(e.row.state in (SheetState.CHECKED, SheetState.CLOSED) for e in theirs)
    signed = sum(e.is_signed for e in theirs)
    earlier = sum(e.cover is Cover.EARLIER for e in theirs)
    return JudgeOnForm(name, len(theirs), checked, signed, earlier)


def waiting(user_id: int, sub_id: int | None = None) -> list[tuple[int, int]]:
    """Count the checked sheets somebody has yet to sign, by item; signed after its check a sheet waits no more."""
    after = (
        sa.select(SignedSheet.snapshot_id)
        .join(SheetSnapshot, SheetSnapshot.id == SignedSheet.snapshot_id)
        .join(Signature, Signature.id == SignedSheet.signature_id)
        .where(SheetSnapshot.sheet_id == Sheet.id, Signature.judge_id == Sheet.judge_id)
        .where(Signature.signed_at >= Sheet.checked_at)
    )
    query = (
        sa.select(Entry.item_id, sa.func.count())
        .select_from(Sheet)
        .join(Sheet.entry)
        .join(Sheet.judge)
        .where(ItemJudge.user_id == user_id, ItemJudge.ended_at.is_(None), Sheet.state == SheetState.CHECKED)
        .where(rosters.is_here(Sheet.entry_id), ~after.exists(), ~papers.is_from_paper(Sheet.id))
        .group_by(Entry.item_id)
    )
    query = query if sub_id is None else query.where(Sheet.sub_criterion_id == sub_id)
    return [(item_id, count) for item_id, count in db.session.execute(query) if are_asked_for(item_id)]


# --- what is kept --------------------------------------------------------------------------------------------------


def of_item(item_id: int) -> Sequence[Signature]:
    """List an item's signatures, the newest first."""
    query = sa.select(Signature).where(Signature.item_id == item_id)
    return db.session.scalars(query.order_by(Signature.signed_at.desc(), Signature.id.desc())).all()


def hashes(item_id: int) -> list[str]:
    """List the hashes of an item's signatures in order, for the record of its closing."""
    return list(db.session.scalars(sa.select(Signature.sha256).filter_by(item_id=item_id).order_by(Signature.id)))


def of_sheets(sheet_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Give who signed each sheet, for the record of its closing."""
    query = (
        sa.select(SheetSnapshot.sheet_id, SheetSnapshot.sha256, Signature.judge_id, Signature.seat, Signature.name)
        .add_columns(Signature.signed_at, Signature.sha256)
        .join(SignedSheet, SignedSheet.snapshot_id == SheetSnapshot.id)
        .join(Signature, Signature.id == SignedSheet.signature_id)
        .where(SheetSnapshot.sheet_id.in_(list(sheet_ids)))
        .order_by(SheetSnapshot.sheet_id, Signature.id)
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for sheet_id, content, judge_id, seat, name, at, hashed in db.session.execute(query):
        told = {"content": content, "judge": judge_id, "seat": seat, "name": name, "at": at.isoformat()}
        found.setdefault(sheet_id, []).append({**told, "sha256": hashed})
    return found


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """A version of a sheet that was signed or closed, with its signatures."""

    snapshot: SheetSnapshot
    signatures: tuple[Signature, ...]


def versions(sheet_id: int) -> list[KeptVersion]:
    """List the versions of a sheet that are kept for good, the newest first."""
    query = sa.select(SheetSnapshot).where(SheetSnapshot.sheet_id == sheet_id).order_by(SheetSnapshot.number.desc())
    return _with_signatures(db.session.scalars(query).all())


def version(of: SheetSnapshot) -> KeptVersion:
    """Give one kept version of a sheet with its signatures."""
    return _with_signatures([of])[0]


def _with_signatures(snapshots: Sequence[SheetSnapshot]) -> list[KeptVersion]:
    query = (
        sa.select(SignedSheet.snapshot_id, Signature)
        .join(Signature, Signature.id == SignedSheet.signature_id)
        .where(SignedSheet.snapshot_id.in_([each.id for each in snapshots]))
        .order_by(Signature.id)
    )
    signed: dict[int, list[Signature]] = {}
    for snapshot_id, signature in db.session.execute(query) if snapshots else ():
        signed.setdefault(snapshot_id, []).append(signature)
    return [KeptVersion(each, tuple(signed.get(each.id, ()))) for each in snapshots]


def snapshot(snapshot_id: int) -> SheetSnapshot | None:
    """Find a kept version of a sheet."""
    return db.session.get(SheetSnapshot, snapshot_id)
