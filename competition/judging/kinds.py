"""Every kind of aspect, between a stored scheme and the engine: what it needs, what may be given, what is wrong; pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from competition.judging import rules
from competition.judging.rules import MarkFault, SchemeAspect, SchemeTree, Settings
from competition.judging.tabulation import aspects as engine
from competition.judging.tabulation import contents
from competition.judging.tabulation.scheme import (
    JUDGED,
    Aspect,
    Count,
    Criterion,
    Kind,
    Measure,
    Panel,
    Scheme,
    Step,
    SubCriterion,
    Team,
    Tie,
)

MOST_DECIMALS = 6
MOST_TIMES, MOST_MEMBERS = 50, 20
LARGEST = Decimal(10) ** 8
# what the setting `signatures` says where none are asked for
UNSIGNED = "none"
# what the setting `running` says where no judge sees what a sheet comes to
UNSEEN = "hidden"


# --- what is stored ------------------------------------------------------------------------------------------------


def stored_needs(of: SchemeAspect) -> dict[str, Any]:
    """Write what an aspect's kind needs as the column `needs` keeps it."""
    bare = Aspect("", of.kind, measure=of.measure, panel=of.panel, difficulty=of.difficulty)
    return contents.needs_content(replace(bare, many=of.times is not None, times=of.times, once=of.once))


def without_partial(measure: Measure) -> Measure:
    """Leave out what a stored aspect says by its calculation."""
    return replace(measure, partial=False)


def judges_of(of: SchemeAspect) -> int | None:
    """Say how many judges the scheme asks for; None means the whole panel."""
    return of.panel.judges if of.panel and of.kind in JUDGED else None


def engine_aspect(code: str, kind: Kind, maximum: Decimal, partial: bool, needs: Mapping[str, Any]) -> Aspect:
    """Give a stored aspect as the engine works it out; a judgement without a declared panel is the whole team's."""
    told: dict[str, Any] = {"id": code, "kind": kind, "partial": partial, **needs}
    if kind not in (Kind.PANEL, Kind.PENALTY):
        told["maximum"] = maximum
    if kind is Kind.JUDGEMENT and "panel" not in needs:
        told["panel"] = {"judges": rules.HIGHEST_SCORE}
    return contents.aspect_of(told)


def scheme_aspect_needs(kind: Kind, needs: Mapping[str, Any]) -> dict[str, Any]:
    """Give the column `needs` as the fields of a plain aspect."""
    read = contents.aspect_of({"id": "", "kind": kind, **needs})
    told = {"measure": read.measure, "panel": read.panel, "difficulty": read.difficulty}
    return {**told, "times": read.times, "once": read.once}


def stored_settings(settings: Settings) -> dict[str, Any]:
    """Write what holds for a whole scheme as the column `settings` keeps it."""
    bare = Scheme(
        "",
        (),
        settings.parts,
        rounding=settings.rounding,
        ties=settings.ties,
        spread=settings.spread,
        team=settings.team,
        members=settings.members,
    )
    told = contents.settings_content(bare) | ({} if settings.signed else {"signatures": UNSIGNED})
    return told | ({} if settings.running else {"running": UNSEEN})


def settings_of(told: Mapping[str, Any]) -> Settings:
    """Read the column `settings`."""
    return Settings(
        contents.rounding_of(told),
        contents.decimal(told.get("spread")),
        contents.parts_of(told),
        tuple(Tie(t["by"], bool(t.get("higher_is_better", True))) for t in told.get("ties", ())),
        Team(told.get("team", "once")),
        told.get("signatures") != UNSIGNED,
        contents.whole(told.get("members")) if told.get("team", "once") != Team.ONCE else None,
        told.get("running") != UNSEEN,
    )


def engine_scheme(title: str, settings: Settings, forms: Iterable[tuple[str, str, Aspect]]) -> Scheme:
    """Put a scheme of the engine together from its aspects, each with its criterion and form, in order."""
    tree: dict[str, dict[str, list[Aspect]]] = {}
    for letter, code, aspect in forms:
        tree.setdefault(letter, {}).setdefault(code, []).append(aspect)
    criteria = tuple(
        Criterion(letter, "", tuple(SubCriterion(code, "", tuple(there)) for code, there in subs.items()))
        for letter, subs in tree.items()
    )
    return Scheme(
        title, criteria, settings.parts, rounding=settings.rounding, ties=settings.ties, spread=settings.spread,
        team=settings.team, members=settings.members,
    )  # fmt: skip


def aspect_of(code: str, of: SchemeAspect) -> Aspect:
    """Give a plain aspect as the engine works it out."""
    return engine_aspect(code, of.kind, of.max_mark, bool(of.calculation), stored_needs(of))


# --- what may be given ---------------------------------------------------------------------------------------------


def fault(aspect: Aspect, value: Decimal) -> MarkFault | None:
    """Say what is wrong with what a judge gives for any kind of aspect, or None."""
    if aspect.kind in (Kind.MEASUREMENT, Kind.JUDGEMENT):
        return rules.mark_fault(aspect.kind, aspect.maximum or Decimal(), value, partial=aspect.measure.partial)
    if not (value.is_finite() and abs(value) <= LARGEST):
        return MarkFault.OUT_OF_RANGE
    if value != round(value, MOST_DECIMALS):
        return MarkFault.TOO_FINE
    look = LOOKS.get(aspect.kind)
    return look(aspect, value) if look else None


def _choice_fault(aspect: Aspect, value: Decimal) -> MarkFault | None:
    return None if value in range(len(aspect.measure.choices)) else MarkFault.NOT_A_CHOICE


def _count_fault(_aspect: Aspect, value: Decimal) -> MarkFault | None:
    return None if value >= 0 and value == int(value) else MarkFault.NOT_A_COUNT


def _points_fault(aspect: Aspect, value: Decimal) -> MarkFault | None:
    assert aspect.panel is not None
    if not 0 <= value <= aspect.panel.highest:
        return MarkFault.OUT_OF_RANGE
    return MarkFault.NOT_A_STEP if engine.score_fault(aspect, value) else None


def _figure_fault(aspect: Aspect, value: Decimal) -> MarkFault | None:
    if value < 0 or (aspect.kind is Kind.GIVEN and aspect.maximum is not None and value > aspect.maximum):
        return MarkFault.OUT_OF_RANGE
    return None if value == round(value, rules.MARK_PLACES) else MarkFault.TOO_FINE


# a reading may be any figure
LOOKS: dict[Kind, Callable[[Aspect, Decimal], MarkFault | None]] = {
    Kind.CHOICE: _choice_fault,
    Kind.ERRORS: _count_fault,
    Kind.PANEL: _points_fault,
    Kind.GIVEN: _figure_fault,
    Kind.PENALTY: _figure_fault,
}


def highest_score(aspect: Aspect) -> float:
    """Say the highest that one judge may give for a judged aspect."""
    if aspect.kind is Kind.JUDGEMENT or aspect.panel is None:
        return float(rules.HIGHEST_SCORE)
    return float(aspect.panel.highest)


def most_of(kind: Kind, maximum: Decimal | None, panel: Panel | None) -> Decimal:
    """Say what an aspect adds to the whole: a panel's points with its factor, nothing for a penalty."""
    if kind is Kind.PENALTY:
        return Decimal()
    if kind is not Kind.PANEL or panel is None:
        return maximum or Decimal()
    dropped = panel.drop_high + panel.drop_low if panel.judges >= panel.drop_from else 0
    return panel.highest * panel.factor * (panel.judges - dropped if panel.summed else 1)


# --- what is wrong -------------------------------------------------------------------------------------------------


class TreeFault(StrEnum):
    """What is wrong in a scheme that did not come from a workbook."""

    UNREADABLE = "unreadable"
    NO_CRITERION = "no_criterion"
    LETTER = "letter"
    NO_FORM = "no_form"
    FORM_CODE = "form_code"
    TWICE = "twice"
    EMPTY_FORM = "empty_form"
    NO_TEXT = "no_text"
    MAXIMUM = "maximum"
    NEEDS = "needs"
    NOT_ABOVE_ZERO = "not_above_zero"
    BANDS = "bands"
    PANEL = "panel"
    WHICH_DAY = "which_day"
    SECTION = "section"
    REPEATED = "repeated"
    MEMBERS = "members"
    ONCE = "once"
    STAGES = "stages"
    PART = "part"
    WEIGHTS = "weights"
    TIE = "tie"
    ROUNDING = "rounding"
    WHOLE = "whole"


Found = tuple[TreeFault, str, str, str]
"""What, at which code, the value there and what is expected."""


def faults(tree: SchemeTree) -> tuple[Found, ...]:
    """Name everything that makes a scheme unusable for marking, each at its place."""
    found: list[Found] = [] if tree.criteria else [(TreeFault.NO_CRITERION, "", "", "")]
    letters = [criterion.letter for criterion in tree.criteria]
    codes = [sub.code for sub in tree.sub_criteria]
    found += [(TreeFault.TWICE, code, code, "") for there in (letters, codes) for code in _twice(there)]
    for criterion in tree.criteria:
        if not 1 <= len(criterion.letter) <= 2 or not criterion.letter.isalnum():
            found.append((TreeFault.LETTER, criterion.letter, criterion.letter, "A"))
        if not criterion.sub_criteria:
            found.append((TreeFault.NO_FORM, criterion.letter, "", ""))
        for sub in criterion.sub_criteria:
            found += _form_faults(tree, sub)
    found += _whole_faults(tree, letters)
    return tuple(found)


def _twice(codes: list[str]) -> list[str]:
    return sorted({code for code in codes if codes.count(code) > 1})


def _form_faults(tree: SchemeTree, sub: rules.SchemeSubCriterion) -> list[Found]:
    found: list[Found] = [] if sub.aspects else [(TreeFault.EMPTY_FORM, sub.code, "", "")]
    if not 1 <= len(sub.code) <= 8 or not sub.code.isalnum():
        found.append((TreeFault.FORM_CODE, sub.code, sub.code, "A1"))
    if sub.day < 1:
        found.append((TreeFault.WHICH_DAY, sub.code, str(sub.day), "1"))
    sections = {section.position for section in tree.sections}
    for place, aspect in enumerate(sub.aspects, 1):
        code = f"{sub.code}.{place}"
        if aspect.section is not None and aspect.section not in sections:
            found.append((TreeFault.SECTION, code, str(aspect.section), ""))
        if aspect.once and tree.settings.team is Team.ONCE:
            found.append((TreeFault.ONCE, code, "", ""))
        found += [(kind, code, "", "") for kind in _aspect_faults(aspect)]
    return found


def _aspect_faults(aspect: SchemeAspect) -> list[TreeFault]:
    kind, measure = aspect.kind, aspect.measure
    found = [] if aspect.description.strip() else [TreeFault.NO_TEXT]
    if aspect.times is not None and not 2 <= aspect.times <= MOST_TIMES:
        found.append(TreeFault.REPEATED)
    if kind is not Kind.PENALTY and not 0 < aspect.max_mark <= LARGEST:
        found.append(TreeFault.MAXIMUM)
    needs: dict[Kind, tuple[Any, ...]] = {
        Kind.DEDUCTION: (measure.target, measure.unit, measure.step),
        Kind.ERRORS: (measure.step,),
        Kind.CHOICE: (measure.choices or None,),
        Kind.READING: (measure.target, measure.bands or None),
        Kind.PANEL: (aspect.panel,),
    }
    if any(value is None for value in needs.get(kind, ())):
        found.append(TreeFault.NEEDS)
    if any(value is not None and value <= 0 for value in (measure.unit, measure.step)):
        found.append(TreeFault.NOT_ABOVE_ZERO)
    distances = [distance for distance, _mark in measure.bands]
    if distances != sorted(set(distances)) or any(d < 0 for d in distances):
        found.append(TreeFault.BANDS)
    if any(not 0 <= mark <= aspect.max_mark for _distance, mark in measure.bands):
        found.append(TreeFault.BANDS)
    if any(off < 0 for off in measure.choices.values()):
        found.append(TreeFault.NOT_ABOVE_ZERO)
    return found + ([TreeFault.PANEL] if aspect.panel and not _is_sound(aspect.panel) else [])


def _is_sound(panel: Panel) -> bool:
    dropped = panel.drop_high + panel.drop_low
    if not 1 <= panel.judges <= 99 or panel.highest <= 0 or panel.factor <= 0:
        return False
    if panel.step is not None and panel.step <= 0:
        return False
    return min(panel.drop_high, panel.drop_low) >= 0 and (not dropped or panel.drop_from > dropped)


def _whole_faults(tree: SchemeTree, letters: list[str]) -> list[Found]:
    settings, found = tree.settings, []
    named = [code for part in settings.parts for code in part.criteria]
    if settings.parts and sorted(named) != sorted(letters):
        found.append((TreeFault.PART, "", " ".join(named), " ".join(letters)))
    weight = sum((part.weight for part in settings.parts), Decimal())
    if settings.parts and weight != rules.FULL:
        found.append((TreeFault.WEIGHTS, "", contents.text(weight) or "", "100"))
    known = {*letters, *(part.code for part in settings.parts)}
    found += [(TreeFault.TIE, "", tie.by, "") for tie in settings.ties if tie.by not in known]
    if settings.team is not Team.ONCE and not 2 <= (settings.members or 0) <= MOST_MEMBERS:
        found.append((TreeFault.MEMBERS, "", str(settings.members or ""), ""))
    if settings.team is not Team.ONCE and tree.aspects and all(aspect.once for aspect in tree.aspects):
        found.append((TreeFault.ONCE, "", "", ""))
    if not _ends(tree):
        found.append((TreeFault.ROUNDING, "", "", ""))
    if tree.total != rules.FULL:
        found.append((TreeFault.WHOLE, "", contents.text(tree.total) or "0", "100"))
    return found


def _ends(tree: SchemeTree) -> bool:
    """Say whether every total has finitely many decimals: the scheme rounds where a division may not end."""
    rounding = tree.settings.rounding
    if tree.settings.team is Team.MEAN and Step.TOTAL not in rounding:
        return False
    if {Step.TOTAL, Step.ASPECT, Step.CRITERION} & set(rounding):
        return True
    exact = any(a.kind is Kind.DEDUCTION and a.measure.count is Count.EXACT for a in tree.aspects)
    return not exact and (Step.PANEL in rounding or not any(a.kind in JUDGED for a in tree.aspects))
