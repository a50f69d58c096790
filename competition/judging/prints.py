"""Blank mark sheets for paper: one competitor a page, or all competitors of a form across."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from competition.foundation import documents
from competition.foundation.texts import _
from competition.judging import paper, rosters, rules, scheme_words, sheets, words
from competition.judging.models import Aspect, SubCriterion
from competition.judging.rules import AspectKind
from competition.judging.sheets import SheetRow
from competition.plan.models import Item

# how many competitors stand beside each other on a page
ACROSS = 12


def one_a_page(item: Item, sub_id: int | None, site: str) -> dict[str, Any]:
    """Gather a page for each sheet that waits for its marks: the competitor's number, never a name, and no mark."""
    forms = _forms(item)
    pages = [
        {**_head(row), **_named(row, site), "aspects": [_line(row.code, a) for a in _marked(forms, row)]}
        for row in _blank(item, sub_id)
    ]
    return {**_common(item), "pages": pages}


def across(item: Item, sub_id: int | None, site: str) -> dict[str, Any]:
    """Gather pages of a form and a judge with the competitors beside each other, twelve to a page."""
    forms, groups = _forms(item), dict[tuple[int, int, int], list[SheetRow]]()
    for row in _blank(item, sub_id):
        # a reserve stands in at another's position and marks other aspects there
        groups.setdefault((row.sub_id, row.judge_id, row.position), []).append(row)
    pages = []
    for rows in groups.values():
        for start in range(0, len(rows), ACROSS):
            there = rows[start : start + ACROSS]
            columns = [_named(row, site) for row in there]
            aspects = [_line(rows[0].code, a) for a in _marked(forms, rows[0])]
            pages.append({**_head(rows[0]), "columns": columns, "aspects": aspects})
    return {**_common(item), "pages": pages, "landscape": True}


def _blank(item: Item, sub_id: int | None) -> Iterable[SheetRow]:
    return (row for row in sheets.of_item(item.id, sub_id) if row.state is rules.SheetState.OPEN)


def _forms(item: Item) -> Mapping[int, SubCriterion]:
    scheme = rosters.scheme_in_force(item.id)
    whole = rosters.scheme(scheme.id) if scheme else None
    return {s.id: s for c in whole.criteria for s in c.sub_criteria} if whole else {}


def _marked(forms: Mapping[int, SubCriterion], row: SheetRow) -> list[Aspect]:
    return [a for a in forms[row.sub_id].aspects if rules.marks_aspect(a.kind, row.position, a.judges)]


def _common(item: Item) -> dict[str, Any]:
    return {
        "title": f"{item.code} {item.name}",
        "item": f"{item.competition.name} · {item.code} {item.name}",
        "judge_word": _("Judge"),
        "competitor_word": _("Competitor"),
        "headings": [_("Code"), _("Aspect"), _("Maximum")],
        "signatures": [_("Judge's signature"), _("Entered by"), _("Confirmed by")],
        "why": _("Why?"),
        "penalties": _("Penalties: competitor, aspect, why"),
        "rule": _(
            "Write with a pen. Cross a wrong figure out, write the right one beside it and sign there. "
            "An empty field is a missing mark, not a zero."
        ),
        "empty": _("There is no open sheet to print. Sheets that were submitted are left out."),
    }


def _head(row: SheetRow) -> dict[str, Any]:
    about = _("day %(day)s", day=row.day) + " · " + _("position %(position)s", position=row.position)
    return {"form": f"{row.code} {row.name}", "about": about, "judge": row.judge}


def _named(row: SheetRow, site: str) -> dict[str, Any]:
    code = paper.page_code(row.id, row.judge_id, row.sub_id)
    return {"number": words.number(row.number), "code": code, "qr": documents.qr_rows(f"{site}/paper/{code}")}


def _line(form: str, aspect: Aspect) -> dict[str, Any]:
    (boxes, unit), which = _boxes(aspect), scheme_words.which(aspect)
    detail = "　".join(part for part in (aspect.extra, aspect.requirement, _how(aspect)) if part)
    return {
        "code": f"{form}.{aspect.tag}", "detail": detail,
        "description": f"{aspect.description}　【{which}】" if which else aspect.description,
        "max": scheme_words.most(aspect), "boxes": boxes, "unit": unit,
        "why": aspect.kind is AspectKind.PENALTY, "judged": aspect.kind is AspectKind.JUDGEMENT,
    }  # fmt: skip


def _boxes(aspect: Aspect) -> tuple[list[list[str]], str]:
    """Give the boxes to tick, each with its text; without boxes a figure is written, perhaps with a unit behind it."""
    if aspect.kind is AspectKind.JUDGEMENT:
        return [[str(score), aspect.benchmarks.get(str(score), "")] for score in range(4)], ""
    if aspect.kind is AspectKind.MEASUREMENT and not aspect.partial:
        return [[scheme_words.most(aspect), ""], ["0", ""]], ""
    if aspect.kind is AspectKind.CHOICE:
        return [[str(place), label] for place, label in enumerate(aspect.needs["choices"], 1)], ""
    return [], str(aspect.needs.get("unit_name", ""))


def _how(aspect: Aspect) -> str:
    # each attempt stands on a line of its own
    plain = replace(rosters.plain_aspect(aspect), times=None)
    return scheme_words.how(plain) if aspect.kind is not AspectKind.CHOICE else ""
