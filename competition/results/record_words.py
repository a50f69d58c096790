"""The guide in an item's full record: what each file is, in both languages."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from flask_babel import force_locale

from competition.foundation.i18n import LANGUAGES
from competition.foundation.texts import _, _l
from competition.plan.models import Item

# which file a sentence tells of, in the order of the record
FILES = {
    "recount/scheme.json": _l("The marking scheme for a recount: python -m competition tabulate recount/scheme.json recount/marks.csv. Where a result stands it holds the weights of theory and practice and the chain of ties too."),
    "recount/marks.csv": _l("Every mark for the recount, competitors and judges by number; with theory, time used and the judges' decision on ties where a result stands. It comes to the result's totals and places."),
    "closing/closing.json": _l("What was kept when the judging was closed; its SHA-256 stands in manifest.json as closing_sha256 and on the page of the closing."),
    "closing/undone-*.json": _l("A closing that was undone to unlock a sheet, as it was."),
    "closing/unlockings.csv": _l("Requests to unlock a closed sheet: who asked, why, who answered."),
    "scheme/*.json": _l("Each version of the marking scheme; “locked” is the one that counted."),
    "scheme/*.xlsx": _l("The same as a CIS workbook, where a CIS workbook can hold it."),
    "team/team.csv": _l("Everyone who was named for the item's team, with seat and time."),
    "presence/presence.csv": _l("Whether each competitor took part, why not, the time used and the theory mark."),
    "marks/marks.csv": _l("Every mark as it stands, sheet by sheet, with who entered it and when."),
    "marks/operations.csv": _l("Every mark as a tablet sent it, in order, with what became of it: kept, in conflict, refused, settled."),
    "marks/discussions.csv": _l("Rounds of a panel whose scores lay too far apart, with the written reason."),
    "marks/reentries.json": _l("Second checks that entered a sheet again unseen, and what differed."),
    "sheets/sheets.csv": _l("All mark sheets with their folder, their state and the SHA-256 of what was closed."),
    "sheets/*/closed.json": _l("A sheet as it was closed: exactly the bytes whose SHA-256 was kept."),
    "sheets/*/v*.json": _l("A version of a sheet that was signed or closed: exactly the bytes whose SHA-256 was signed."),
    "sheets/removed/*.json": _l("What was signed of a form that a later scheme took out."),
    "signatures/signatures.json": _l("Who signed what and when; “covers” names the SHA-256 of each sheet signed."),
    "signatures/*.svg": _l("A signature as it was drawn."),
    "evidence/evidence.csv": _l("What judges kept as evidence for an aspect: words, the photo's file and its SHA-256."),
    "evidence/photo-*": _l("A photo kept as evidence."),
    "paper/papers.json": _l("Paper sheets as two clerks entered them, and what was decided where they differed."),
    "paper/scan-*": _l("The scan of a paper sheet."),
    "draw/draw.json": _l("The blind draw as published: python -m competition redraw draw/draw.json draws it again."),
    "agreement/*.xlsx": _l("How far the judges agree; information, never part of a result."),
    "result/*/result-sheet.pdf": _l("The result sheet to sign, of each version."),
    "result/*/result-sheet.xlsx": _l("The same as a workbook."),
    "result/*/result.json": _l("The version with its basis (weights, policy figures, awards) and every line's working."),
    "result/ranking.json": _l("The item's own ranking and awards, which stood in place of the policy's tables."),
    "result/corrections.json": _l("Corrections of the result: who prepared and who decided them, each change with its reason. The recount counts what was applied."),
    "result/tie-decisions.json": _l("What the judges decided of equal competitors."),
    "trail/trail.csv": _l("The rows of the audit trail about this item's judging and result, with their hashes; the first row says who took this copy. Rows of other matters between them are not in it."),
    "README.txt": _l("This guide."),
}  # fmt: skip


def guide(item: Item, exported: str, paths: Iterable[str]) -> str:
    """Write the guide: what is in this very record, and what is not."""
    there, told = [*paths, "README.txt"], []
    for language in LANGUAGES:
        with force_locale(language):
            told.append(_in_one_language(item, exported, there))
    return "\n\n".join(told) + "\n"


def _in_one_language(item: Item, exported: str, there: list[str]) -> str:
    lines = [
        _("Full judging record: %(item)s", item=f"{item.competition.name} · {item.code} {item.name}"),
        exported,
        _("manifest.json names every file with its SHA-256: whoever has it can tell whether a file was changed."),
        "",
    ]
    for pattern, sentence in FILES.items():
        named = [path for path in there if fnmatchcase(path, pattern)]
        if named:
            lines.append(f"{named[0] if len(named) == 1 else pattern}\n    {sentence}")
    return "\n".join([*lines, *_left_out(there)])


def _left_out(there: list[str]) -> list[str]:
    found = []
    if not any(path.startswith("result/") for path in there):
        found.append(
            _(
                "No result is in it: none is worked out yet, or its reader may not see it before it is public. The recount comes to the practice totals."
            )
        )
    if "trail/trail.csv" not in there:
        found.append(
            _("The trail is not in it while the codes are not decoded: it would tell who hides behind a code.")
        )
    return ["", *found] if found else []
