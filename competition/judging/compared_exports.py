"""Writes the judges compared as a workbook: agreement, each judge, and the many-facet Rasch report."""

from collections.abc import Iterator
from math import isnan
from typing import Any

from competition.foundation import spreadsheets
from competition.foundation.spreadsheets import Column, Sheet
from competition.foundation.texts import _
from competition.judging import compared_words as say
from competition.judging.comparing import Compared, JudgeCounts
from competition.judging.rasch import Element

PLACES = 4


def compared_workbook(told: Compared, exported: str) -> bytes:
    """Write the comparison of an item's judges."""
    notes = (exported, _("Information for the chief judge; never part of a result."))
    return spreadsheets.workbook([_agreement(told, notes), _judges(told, notes), *_report(told, exported)])


def _plain(value: float) -> float | None:
    return None if isnan(value) else round(value, PLACES)


def _agreement(told: Compared, notes: tuple[str, ...]) -> Sheet:
    of = told.overall
    figures = [
        ("Krippendorff alpha", _plain(of.alpha)), (_("alpha, ordinal"), _plain(of.alpha_ordinal)),
        ("ICC(2,1)", _plain(of.icc_2_1)), ("ICC(2,k)", _plain(of.icc_2_k)), (_("Objects compared"), of.objects),
        (_("Judges"), of.judges), (_("Marked again after a discussion"), told.re_marked),
    ]  # fmt: skip
    return Sheet(_("Agreement"), (Column(_("Figure"), 34), Column(_("Value"), 14, "number")), figures, notes)


def _judges(told: Compared, notes: tuple[str, ...]) -> Sheet:
    columns = (
        Column(_("Judge"), 18), Column(_("Marks given"), 9, "whole"), Column(_("Severity"), 12, "number"),
        Column(_("Scatter"), 12, "number"), Column(_("p of the severity"), 12, "number"),
        Column(_("Scores for the own unit"), 12, "whole"), Column(_("Own unit"), 12, "number"),
        Column(_("p of the own unit"), 12, "number"), Column(_("Scores for the own district"), 12, "whole"),
        Column(_("Own district"), 12, "number"), Column(_("p of the own district"), 12, "number"),
        Column(_("Dropped as too high"), 12, "whole"), Column(_("Dropped as too low"), 12, "whole"),
        Column(_("Of scores that could be dropped"), 14, "whole"), Column(_("Marked again"), 10, "whole"),
        Column(_("Changed then"), 10, "whole"), Column(_("In words"), 60),
    )  # fmt: skip
    rows = [
        (j.judge, j.marks, *map(_plain, (j.severity, j.spread, j.chance)), j.own_marks,
         *map(_plain, (j.favour, j.favour_chance)), j.district_marks, *map(_plain, (j.district_favour, j.district_chance)),
         *_counts(told.counts.get(j.judge, JudgeCounts())), say.judge_sentence(j, told.highest))
        for j in told.judges
    ]  # fmt: skip
    return Sheet(_("Judges"), columns, rows, notes)


def _counts(of: JudgeCounts) -> tuple[int, ...]:
    return of.too_high, of.too_low, of.could_be, of.alarms, of.changed


def _report(told: Compared, exported: str) -> Iterator[Sheet]:
    notes = (exported, _("Many-facet Rasch report: information only. No total and no rank rests on it."),
             say.fit_sentence(told.fit))  # fmt: skip
    titles = {
        "judge": (_("Rasch, judges"), _("Judge")),
        "aspect": (_("Rasch, aspects"), _("Aspect")),
        "competitor": (_("Rasch, competitors"), _("Competitor")),
    }
    columns = (
        Column(_("Scores"), 9, "whole"), Column(_("Mean"), 10, "number"),
        Column(_("Measure (logits)"), 14, "number"), Column(_("Standard error"), 12, "number"),
        Column(_("Infit"), 9, "number"), Column(_("Outfit"), 9, "number"), Column(_("In words"), 50),
    )  # fmt: skip
    for facet, (title, who) in titles.items():
        yield Sheet(title, (Column(who, 18), *columns), [_line(each, facet) for each in told.fit.of(facet)], notes)


def _line(of: Element, facet: str) -> tuple[Any, ...]:
    figures = map(_plain, (of.mean, of.measure, of.error, of.infit, of.outfit))
    return of.name, of.scores, *figures, say.measure_sentence(of) if facet == "judge" else say.pattern_sentence(of)
