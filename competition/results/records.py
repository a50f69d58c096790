"""The full record of a closed item as one zip: judging, result and trail, with a manifest and a guide to its files."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from competition.accounts.models import User
from competition.audit import exports as trail_exports
from competition.audit import queries as trail
from competition.foundation import bags, spreadsheets
from competition.judging import blind, record_reads, recounts
from competition.judging import queries as judging
from competition.judging import records as judging_records
from competition.judging import words as judging_words
from competition.judging.models import Closing
from competition.judging.records import Chapter, Files, as_json
from competition.judging.rules import Instead, Presence
from competition.judging.tabulation import files, tally
from competition.plan.models import Item
from competition.results import access, corrections, exports, plans, queries, record_words, rules, tabulating
from competition.results.models import ItemResult, ResultLine
from competition.results.plan_models import ResultPlan, TieDecision
from competition.results.tabulating import Final, Row

FORMAT = "competition-record/1"
MEDIA_TYPE = recounts.MEDIA_TYPE
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Record:
    """What a record is made of, and for whom: the closing it tells of, the result its reader may see."""

    item: Item
    closed: Closing
    by: User
    at: datetime
    result: ItemResult | None

    @property
    def exported(self) -> str:
        """Say who took it out and when."""
        return spreadsheets.exported_by(self.by.name, self.at)


def record(item: Item, closed: Closing, by: User, at: datetime) -> Record:
    """Gather what the reader's record is made of."""
    standing = queries.standing(item.id)
    seen = standing is not None and (standing.is_public or access.may_read(by, item.competition))
    return Record(item, closed, by, at, standing if seen else None)


def zipped(of: Record, tell: Tell) -> bytes:
    """Write the record as one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for path, content in written(of, tell):
            bags.put(book, path, content, of.at)
    return out.getvalue()


def written(of: Record, tell: Tell) -> Files:
    """Write the record: each file once, then the guide and the manifest with the SHA-256 of all of them."""
    listed, chapters = dict[str, dict[str, Any]](), _chapters(of)
    for done, chapter in enumerate(chapters):
        tell(done, len(chapters) + 1)
        for name, content in chapter.make():
            path = f"{chapter.folder}/{name}"
            listed[path] = _listed(path, content)
            yield path, content
            # whoever does not want it any more need not wait for the last of thousands
            tell(done, len(chapters) + 1)
    guide = record_words.guide(of.item, of.exported, listed).encode()
    listed["README.txt"] = _listed("README.txt", guide)
    yield "README.txt", guide
    yield "manifest.json", as_json(_manifest(of, listed))


def _listed(path: str, content: bytes) -> dict[str, Any]:
    return {"path": path, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _manifest(of: Record, listed: dict[str, dict[str, Any]]) -> dict[str, Any]:
    competition = of.item.competition
    return {
        "format": FORMAT,
        "competition": competition.name,
        "item": of.item.code,
        "name": of.item.name,
        "made_at": of.at.isoformat(),
        "made_by": of.by.name,
        "closed_at": of.closed.closed_at.isoformat(),
        "closing_sha256": of.closed.snapshot_sha256,
        "blind": blind.is_veiled(of.item.id),
        "result_version": of.result.number if of.result else None,
        "synthetic": competition.synthetic,
        "files": list(listed.values()),
    }


def _chapters(of: Record) -> tuple[Chapter, ...]:
    found = [Chapter("recount", lambda: _recount(of)), *judging_records.chapters(of.item, of.closed, of.exported)]
    if of.result is not None:
        found.append(Chapter("result", lambda: _results(of)))
    # rows of the trail name entries: while codes are closed they would tell who is who
    if not blind.is_veiled(of.item.id):
        found.append(Chapter("trail", lambda: _trail(of)))
    return tuple(found)


# --- the recount ---------------------------------------------------------------------------------------------------


def _recount(of: Record) -> Files:
    scheme, marks = recount_files(of)
    yield recounts.SCHEME, scheme.encode()
    yield recounts.MARKS, marks.encode()


def recount_files(of: Record) -> tuple[str, str]:
    """Give the two files that `competition tabulate` recounts: to the result's lines, else to the practice alone."""
    if of.result is None:
        return judging_records.recount_files(of.item, {}, [])
    told, instead = {"result": _final(of.result).content}, corrections.said(of.item.id).instead
    rows = [*_beside(of.item, instead), *_carried(of.result)]
    bare = judging_records.recount_files(of.item, told, rows, instead)
    decided = _decided(of.item, recounted(*bare))
    if not decided:
        return bare
    return judging_records.recount_files(of.item, told, [*rows, *decided], instead)


def recounted(scheme: str, marks: str) -> list[Row]:
    """Recount two files as `competition tabulate` does."""
    read, final = files.read_scheme(scheme), tabulating.final_of(scheme)
    given = files.read_marks(marks, read, tabulating.BESIDE)
    return tabulating.placed(read, final, tally.tabulate(read, given.sheets)[""], given.of_stage(""))


def _final(result: ItemResult) -> Final:
    weights = result.basis["weights"]
    chain = tuple(rules.link(part) for part in result.basis.get("ties", ()))
    carried = _earlier(result).get("weight")
    share = None if carried is None else Decimal(carried)
    return Final(rules.Weights(Decimal(weights["theory"]), Decimal(weights["practice"])), chain, share)


def _earlier(result: ItemResult) -> Mapping[str, Any]:
    return result.basis.get("earlier") or {}


def _beside(item: Item, instead: Instead) -> list[dict[str, Any]]:
    rows = []
    for one in judging.entry_marks(item.id, instead):
        told = {rules.THEORY: record_reads.plain(one.theory), rules.TIME: one.seconds}
        said = [
            (name, value)
            for name, value in told.items()
            if value not in (None, "") and one.presence is Presence.PRESENT
        ]
        rows += [{"entry": judging_words.number(one.number), "aspect": name, "value": str(v)} for name, v in said]
    return rows


def _carried(result: ItemResult) -> list[dict[str, Any]]:
    totals = _earlier(result).get("totals") or {}
    return [
        {"entry": judging_words.number(line.number), "aspect": rules.CARRIED, "value": str(totals[str(line.entry_id)])}
        for line in result.lines
        if str(line.entry_id) in totals and _earlier(result).get("weight") is not None
    ]


def _decided(item: Item, found: Iterable[Row]) -> list[dict[str, Any]]:
    """Write what the judges decided of those who are tied in the very recount."""
    numbers = record_reads.numbers(item.id)
    entries = {number: entry_id for entry_id, number in numbers.items()}
    tied: dict[int, set[int]] = {}
    for row in found:
        if row.shared and row.place is not None:
            tied.setdefault(row.place, set()).add(entries[row.tally.entry])
    decided = rules.decided(plans.orders(item.id), [frozenset(each) for each in tied.values()])
    return [
        {"entry": numbers[entry_id], "aspect": rules.DECISION, "value": str(place)}
        for entry_id, place in decided.items()
    ]


# --- result and trail ----------------------------------------------------------------------------------------------


def _results(of: Record) -> Files:
    for version in queries.versions(of.item.id):
        # whoever may see only what is public gets no version of which the public never heard
        if version.notice_starts_on is None and not access.may_read(of.by, of.item.competition):
            continue
        name = f"v{version.number}-{version.state.value}"
        yield f"{name}/result-sheet.pdf", exports.result_pdf(version, of.at)
        yield f"{name}/result-sheet.xlsx", exports.result_sheet(version, of.by.name, of.at)
        yield f"{name}/result.json", as_json(_told(version))
    yield from _plan(of)


def _told(of: ItemResult) -> dict[str, Any]:
    return {
        "version": of.number, "state": of.state.value, "reason": of.reason, "computed_at": of.computed_at.isoformat(),
        "finalised_at": judging_records.moment(of.finalised_at), "document_number": of.document_number,
        "announced_on": str(of.announced_on or ""), "basis": of.basis, "lines": [_line(one) for one in of.lines],
    }  # fmt: skip


def _line(of: ResultLine) -> dict[str, Any]:
    return {
        "number": of.number, "name": of.name_as_was, "unit": of.unit_as_was, "status": of.status.value,
        "theory": record_reads.plain(of.theory), "practice": record_reads.plain(of.practice),
        "total": record_reads.plain(of.total), "place": of.place, "shared": of.shared, "decided_by": of.decided_by,
        "award": of.award, "working": of.working,
    }  # fmt: skip


def _plan(of: Record) -> Files:
    own, numbers = plans.plan(of.item.id), record_reads.numbers(of.item.id)
    if own is not None:
        told = {"awards": own.awards, "ties": own.ties, "ending": own.ending.value, "reason": own.reason}
        yield "ranking.json", as_json({**told, "set_by": own.set_by.name, "set_at": own.set_at.isoformat()})
    if access.may_read(of.by, of.item.competition) and (corrected := _corrections(of.item, numbers)):
        yield "corrections.json", as_json(corrected)
    decisions = plans.decisions(of.item.id)
    if decisions:
        yield "tie-decisions.json", as_json([
            {"order": [numbers.get(entry_id, "") for entry_id in each.entry_ids], "reason": each.reason,
             "decided_by": each.decided_by.name, "decided_at": each.decided_at.isoformat()}
            for each in decisions
        ])  # fmt: skip


def _corrections(item: Item, numbers: Mapping[int, str]) -> list[dict[str, Any]]:
    return [
        {"state": each.state.value, "reason": each.reason, "prepared_by": each.prepared_by.name,
         "prepared_at": each.prepared_at.isoformat(), "decision": each.decision,
         "decided_by": each.decided_by.name if each.decided_by else "", "decided_at": judging_records.moment(each.decided_at),
         "changes": [
             {"kind": c.kind.value, "competitor": numbers.get(c.entry_id or 0, ""), "aspect": c.code,
              "position": c.position, "before": c.before, "after": c.after, "reason": c.reason}
             for c in each.changes
         ]}
        for each in corrections.of_item(item.id)
    ]  # fmt: skip


def _trail(of: Record) -> Files:
    subjects = list(record_reads.subjects(of.item.id))
    # closings that were undone are gone as records; the trail still tells of them
    part = json.dumps({"item_id": of.item.id})[1:-1].replace(" ", "")
    subjects += [each for end in (",", "}") for each in trail.told_of("judging.item_closed", f"{part}{end}")]
    if access.may_read(of.by, of.item.competition):
        subjects += [f"{ItemResult.__tablename__}#{each.id}" for each in queries.versions(of.item.id)]
        own = plans.plan(of.item.id)
        subjects += [f"{ResultPlan.__tablename__}#{own.id}"] if own else []
        subjects += [f"{TieDecision.__tablename__}#{each.id}" for each in plans.decisions(of.item.id)]
    rows = trail.of_records(dict.fromkeys(subjects))
    yield "trail.csv", b"".join(trail_exports.as_csv(rows, of.exported))
