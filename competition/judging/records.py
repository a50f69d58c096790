"""The judging of a closed item as files, chapter by chapter: for the full record, which the results room completes."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from competition.foundation import spreadsheets
from competition.foundation.errors import Refused
from competition.judging import (
    blind,
    compared_exports,
    comparing,
    evidence,
    exports,
    queries,
    record_reads,
    recounts,
    rosters,
)
from competition.judging import signatures as signing
from competition.judging.models import Closing
from competition.judging.record_reads import KeptSheet, plain
from competition.judging.rules import Instead
from competition.judging.signing import HEIGHT, WIDTH
from competition.plan.models import Item

Files = Iterator[tuple[str, bytes]]
KINDS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


@dataclass(frozen=True, slots=True)
class Chapter:
    """One part of the record: its folder and how its files are made."""

    folder: str
    make: Callable[[], Files]


def chapters(item: Item, closed: Closing, exported: str) -> tuple[Chapter, ...]:
    """Name the parts that judging has."""
    return (
        Chapter("closing", lambda: _closing(item, closed)),
        Chapter("scheme", lambda: _schemes(item)),
        Chapter("team", lambda: _team(item)),
        Chapter("presence", lambda: _presence(item)),
        Chapter("marks", lambda: _marks(item)),
        Chapter("sheets", lambda: _sheets(item)),
        Chapter("signatures", lambda: _signatures(item)),
        Chapter("evidence", lambda: _evidence(item)),
        Chapter("paper", lambda: _papers(item)),
        Chapter("draw", lambda: _draw(item)),
        Chapter("agreement", lambda: _agreement(item, exported)),
    )


def moment(at: datetime | None) -> str:
    """Write a moment for a file; none is empty."""
    return at.isoformat() if at else ""


def as_json(told: Any) -> bytes:
    """Write values as a JSON file."""
    return (json.dumps(told, ensure_ascii=False, indent=1, default=str) + "\n").encode()


def _closing(item: Item, closed: Closing) -> Files:
    yield "closing.json", closed.snapshot.encode()
    undone, asked = record_reads.undone(item.id), record_reads.unlockings(item.id)
    for number, each in enumerate(undone, 1):
        yield f"undone-{number}.json", each.snapshot.encode()
    people = record_reads.people([*(e.asked_by_id for e in asked), *(e.answered_by_id for e in asked)])
    titles = ("state", "reason", "asked_by", "asked_at", "answer", "answered_by", "answered_at")
    yield "unlockings.csv", spreadsheets.csv_bytes(titles, (
        (e.state.value, e.reason, people.get(e.asked_by_id), moment(e.asked_at), e.answer,
         people.get(e.answered_by_id or 0), moment(e.answered_at))
        for e in asked
    ))  # fmt: skip


def _schemes(item: Item) -> Files:
    for one in rosters.schemes(item.id):
        whole = rosters.scheme(one.id)
        assert whole is not None, "what is listed is there"
        tree, name = rosters.tree(whole), f"scheme-v{one.number}-{one.state.value}"
        yield f"{name}.json", exports.scheme_json(tree)
        try:
            yield f"{name}.xlsx", exports.scheme_workbook(tree)
        except Refused:
            continue  # a CIS workbook knows measurement and judgement only; the JSON holds all of it


def _team(item: Item) -> Files:
    titles = ("name", "seat", "position", "unit", "qualification", "named_at", "ended_at")
    yield "team.csv", spreadsheets.csv_bytes(titles, (
        (j.user.name, j.seat.value, j.position, j.organisation.name, j.qualification, moment(j.named_at), moment(j.ended_at))
        for j in rosters.judges(item.id)
    ))  # fmt: skip


def _presence(item: Item) -> Files:
    said = record_reads.presences(item.id)
    people = record_reads.people(each.said_by_id for each in said.values())
    rows = []
    for each in rosters.competitors(item.id):
        of = said.get(each.entry_id)
        who = (people.get(of.said_by_id), moment(of.said_at)) if of else ("", "")
        state = each.presence.value if each.presence else ""
        rows.append((each.number, state, each.reason, each.seconds, plain(each.theory), *who))
    titles = ("competitor", "presence", "reason", "seconds", "theory", "said_by", "said_at")
    yield "presence.csv", spreadsheets.csv_bytes(titles, rows)


def _marks(item: Item) -> Files:
    known = {each.id: each for each in record_reads.sheets(item.id)}
    yield "marks.csv", _marks_file(item, known)
    yield "operations.csv", _operations_file(item, known)
    yield "discussions.csv", _discussions_file(item)
    yield "reentries.json", as_json([
        {**_sheet(known[e.sheet_id]), "state": e.state.value, "stood": e.stood, "entered": e.entered,
         "decided": e.decided, "entered_at": moment(e.entered_at), "decided_at": moment(e.decided_at)}
        for e in record_reads.reentries(item.id)
    ])  # fmt: skip


def _sheet(of: KeptSheet) -> dict[str, Any]:
    return {"form": of.form, "competitor": of.competitor, "judge": of.judge, "position": of.position}


def _marks_file(item: Item, known: dict[int, KeptSheet]) -> bytes:
    titles = ("form", "competitor", "judge", "position", "aspect", "kind", "max", "value", "reason", "by", "at")
    rows = [
        (*_sheet(known[m["sheet_id"]]).values(), f"{m['code']}.{m['tag']}", m["kind"].value, m["max_mark"], m["value"],
         m["reason"], m["by"], moment(m["entered_at"]))
        for m in record_reads.marks(item.id)
    ]  # fmt: skip
    return spreadsheets.csv_bytes(titles, sorted(rows, key=lambda r: (r[0], str(r[1]).zfill(6), r[3])))


def _operations_file(item: Item, known: dict[int, KeptSheet]) -> bytes:
    found = record_reads.operations(item.id)
    people = record_reads.people([*(o.by_id for o, *_ in found), *(o.settled_by_id for o, *_ in found)])
    titles = ("form", "competitor", "judge", "position", "number", "operation", "builds_on", "aspect", "value", "state",
              "device", "sequence", "by", "at", "stood", "settled_by", "settled_at", "reason")  # fmt: skip
    rows = [
        (*_sheet(known[o.sheet_id]).values(), o.number, o.id, o.base, f"{code}.{tag}", o.value, o.state.value, o.device,
         o.sequence, people.get(o.by_id), moment(o.at), o.stood, people.get(o.settled_by_id or 0),
         moment(o.settled_at), o.reason)
        for o, code, tag in found
    ]  # fmt: skip
    return spreadsheets.csv_bytes(titles, sorted(rows, key=lambda r: (r[0], str(r[1]).zfill(6), r[3], r[4])))


def _discussions_file(item: Item) -> bytes:
    found, known = record_reads.discussions(item.id), record_reads.numbers(item.id)
    people = record_reads.people(each.written_by_id for each, *_ in found)
    titles = ("aspect", "competitor", "round", "scores", "reason", "written_by", "written_at")
    return spreadsheets.csv_bytes(titles, (
        (f"{code}.{tag}", known.get(d.entry_id, ""), d.round, json.dumps(d.scores), d.reason,
         people.get(d.written_by_id), moment(d.written_at))
        for d, code, tag in found
    ))  # fmt: skip


def _sheets(item: Item) -> Files:
    """Give each sheet as it was closed, and each version that was signed, as exactly the bytes that were hashed."""
    known = {each.id: each for each in record_reads.sheets(item.id)}
    titles = ("folder", "form", "competitor", "judge", "position", "state", "checked_blind", "closed_at", "sha256")
    yield "sheets.csv", spreadsheets.csv_bytes(titles, (
        (e.folder, *_sheet(e).values(), e.of.state.value, str(e.of.checked_blind).lower(), moment(e.of.closed_at),
         e.of.snapshot_sha256)
        for e in known.values()
    ))  # fmt: skip
    for each in known.values():
        if each.of.snapshot:
            yield f"{each.folder}/closed.json", each.of.snapshot.encode()
    for kept in record_reads.snapshots(item.id):
        name = f"v{kept.number}-{kept.kind.value}.json"
        yield f"{known[kept.sheet_id or 0].folder}/{name}", kept.content.encode()
    for number, kept in enumerate(record_reads.removed(item.id), 1):
        yield f"removed/{number}.json", kept.content.encode()


def _signatures(item: Item) -> Files:
    found, covered = signing.of_item(item.id), record_reads.covered(item.id)
    told = []
    for number, each in enumerate(reversed(found), 1):
        drawn = f"signature-{number}.svg" if each.path else ""
        told.append({
            "name": each.name, "seat": each.seat.value, "forms": each.forms, "sheets": each.sheets, "typed": each.typed,
            "drawn": drawn, "signed_at": moment(each.signed_at), "sha256": each.sha256,
            "covers": covered.get(each.id, []),
        })  # fmt: skip
        if each.path:
            yield drawn, _drawn(each.path)
    yield "signatures.json", as_json(told)


def _drawn(path: str) -> bytes:
    line = f'<path d="{path}" fill="none" stroke="#1f2d33" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{line}</svg>\n'.encode()


def _papers(item: Item) -> Files:
    found = record_reads.papers(item.id)
    if not found:
        return
    known = {each.id: each for each in record_reads.sheets(item.id)}
    people = record_reads.people(
        n for e in found for n in (e.entered_by_id, e.confirmed_by_id, e.decided_by_id, e.ruled_by_id)
    )
    told = []
    for number, each in enumerate(found, 1):
        scan = f"scan-{number}.{KINDS.get(each.scan_type, 'bin')}"
        told.append({
            **_sheet(known[each.sheet_id]), "state": each.state.value, "first": each.first, "second": each.second,
            "decided": each.decided, "scan": scan if each.scan else None, "scan_sha256": each.scan_sha256,
            "scan_destroyed": [each.destroyed_on.isoformat(), each.destroyed_under] if each.destroyed_on else None,
            "entered": [people.get(each.entered_by_id), moment(each.entered_at)],
            "confirmed": [people.get(each.confirmed_by_id or 0), moment(each.confirmed_at)],
            "ruled": [people.get(each.ruled_by_id or 0), moment(each.ruled_at), each.ruling],
        })  # fmt: skip
        if each.scan:
            yield scan, each.scan
    yield "papers.json", as_json(told)


def _evidence(item: Item) -> Files:
    """Give what judges kept for aspects: the words in a table, each photo beside it."""
    found = evidence.of_item(item.id)
    if not found:
        return
    known = {each.id: each for each in record_reads.sheets(item.id)}
    people = record_reads.people(note.written_by_id for note, _code in found)
    rows = []
    for number, (note, code) in enumerate(found, 1):
        photo = f"photo-{number}.{KINDS[note.photo_type]}" if note.photo else ""
        of = known.get(note.sheet_id or 0)
        who = (of.competitor, of.judge) if of else ("", "")
        gone = [note.destroyed_on.isoformat(), note.destroyed_under] if note.destroyed_on else ["", ""]
        rows.append((code, *who, note.text, photo, note.photo_sha256, *gone, people.get(note.written_by_id),
                     moment(note.written_at)))  # fmt: skip
        if note.photo:
            yield photo, note.photo
    titles = ("aspect", "competitor", "judge", "text", "photo", "photo_sha256", "destroyed_on", "destroyed_under",
              "by", "at")  # fmt: skip
    yield "evidence.csv", spreadsheets.csv_bytes(titles, rows)


def _draw(item: Item) -> Files:
    layers = blind.layers_of(item.id)
    if layers:
        yield "draw.json", as_json(blind.published(item, layers))


def _agreement(item: Item, exported: str) -> Files:
    told = comparing.compared(item.id)
    yield "judges-compared.xlsx", compared_exports.compared_workbook(told, exported)


def recount_files(
    item: Item, more: dict[str, Any], rows: list[dict[str, Any]], instead: Instead = queries.AS_KEPT
) -> tuple[str, str]:
    """Give scheme and marks as `competition tabulate` reads them, with what the result adds to both."""
    scheme = rosters.scheme_in_force(item.id)
    assert scheme is not None, "what is closed has its scheme"
    whole = rosters.scheme(scheme.id)
    assert whole is not None
    told = {**recounts.scheme_content(whole, queries.panel_size(item.id)), **more}
    return recounts.written(told, [*recounts.rows(item.id, scheme, instead), *rows])
