"""A closed item as plain files, so that anyone can recount it with `competition tabulate` and no database."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from competition.foundation.texts import _
from competition.judging import queries, rosters, rules, tree_contents, words
from competition.judging.models import Closing, Scheme
from competition.judging.queries import Form
from competition.judging.rosters import Standing
from competition.judging.rules import AspectKind, Instead, Presence
from competition.judging.tabulation import files
from competition.judging.tabulation.scheme import letter

MEDIA_TYPE = "application/zip"
SCHEME, MARKS, CLOSED, README = "scheme.json", "marks.csv", "closing.json", "README.txt"


def recount(item_id: int, closed: Closing) -> bytes:
    """Give a closed item's scheme, marks and closing record as a zip; competitors and judges by number only."""
    scheme = rosters.scheme_in_force(item_id)
    assert scheme is not None, "what is closed has its scheme"
    whole = rosters.scheme(scheme.id)
    assert whole is not None
    told = {
        SCHEME: scheme_file(whole, queries.panel_size(item_id)),
        MARKS: files.write_marks(rows(item_id, scheme)),
        CLOSED: closed.snapshot,
        README: _readme(closed),
    }
    return zipped(told, closed.closed_at)


def scheme_file(scheme: Scheme, judges: int) -> str:
    """Write a scheme as `competition tabulate` reads it."""
    return files.write_scheme(scheme_content(scheme, judges))


def scheme_content(scheme: Scheme, judges: int) -> dict[str, Any]:
    """Give a scheme as its file holds it; what the whole team judges gets its number of judges."""
    content = tree_contents.content_of(rosters.tree(scheme))
    for criterion in content["criteria"]:
        for sub in criterion["sub_criteria"]:
            for aspect in sub["aspects"]:
                if aspect["kind"] == AspectKind.JUDGEMENT:
                    aspect.setdefault("panel", {"judges": judges})
    return content


def written(content: Mapping[str, Any], marks: Iterable[Mapping[str, Any]]) -> tuple[str, str]:
    """Write a scheme's content and rows of marks as the two files."""
    return files.write_scheme(content), files.write_marks(marks)


def rows(item_id: int, scheme: Scheme, instead: Instead = queries.AS_KEPT) -> Iterator[dict[str, Any]]:
    """Write an item's marks row by row: by competitor number, a team's members by letter; corrected where told."""
    forms, given, size = queries.forms(scheme.id), queries.scores(item_id), queries.panel_size(item_id)
    hard = queries.coefficients(item_id)
    for each in rosters.competitors(item_id):
        if each.number is None:
            continue
        presence = instead.presence.get(each.entry_id, each.presence)
        if presence is not Presence.PRESENT:
            yield {"entry": words.number(each.number), "status": presence.value if presence else ""}
            continue
        for form in forms:
            key = each.entry_id, form.aspect_id
            marks = {at: instead.marks.get((*key, at), value) for at, value in given.get(key, {}).items()}
            yield from _aspect_rows(each, form, marks, size, hard.get((each.entry_id, form.aspect_id)))


def _aspect_rows(
    of: Standing, form: Form, marks: dict[int, Decimal], size: int, coefficient: Decimal | None
) -> Iterator[dict[str, Any]]:
    for position in range(1, max(size, form.judges or 0) + 1):
        if form.is_for(position):
            value = rules.told(form.engine, marks.get(position))
            yield {
                "entry": words.number(of.number),
                "member": letter(form.member) if form.member else "",
                "aspect": form.base,
                "attempt": form.attempt or "",
                "judge": str(position),
                "value": rules.plain(value) if isinstance(value, Decimal) else (value or ""),
                "coefficient": rules.plain(coefficient) or "",
            }


def _readme(closed: Closing) -> str:
    return _(
        "Recount: competition tabulate scheme.json marks.csv\n"
        "The formats are described in docs/formats.md. closing.json is the record kept at closing; its SHA-256 is\n"
        "%(sha256)s\n",
        sha256=closed.snapshot_sha256,
    )


def zipped(told: dict[str, str], at: datetime) -> bytes:
    """Put texts into a zip whose bytes depend on nothing but them and a moment."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in told.items():
            book.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), text.encode(), zipfile.ZIP_DEFLATED)
    return content.getvalue()
