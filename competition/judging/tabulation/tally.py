"""From marks to totals, entry by entry and stage by stage, with every step kept; pure.

Missing is not zero: an entry that lacks a mark has no total, and what it lacks is named. Absent, withdrawn and
disqualified entries have none either, and nobody asks for their marks.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from competition.foundation.working import Step as Worked
from competition.judging.tabulation import aspects
from competition.judging.tabulation.aspects import figure, settled
from competition.judging.tabulation.scheme import Aspect, Kind, Part, Scheme, Stage, Step, Team, letter, share


class Status(StrEnum):
    """Why an entry has a total, or has none; none of these is a zero."""

    PRESENT = "present"
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was given for one attempt at an aspect: by position in the panel, and the entry's coefficient for it."""

    given: tuple[Decimal | str | None, ...]
    coefficient: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that was given to one entry in one stage: attempts by aspect, in order; of a team by member too."""

    attempts: Mapping[str, Sequence[Attempt]]
    status: Status = Status.PRESENT
    members: Mapping[str, Mapping[str, Sequence[Attempt]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tally:
    """What one entry comes to in one stage; `own` is the stage alone, `total` with the stages it adds.

    `figures` are the marks by aspect, criterion and part; `passed` says of each part with a pass mark whether it was
    reached. Without a total, `missing` names the aspects that lack a mark.
    """

    entry: str
    status: Status
    figures: Mapping[str, Fraction] = field(default_factory=dict)
    own: Fraction | None = None
    total: Fraction | None = None
    passed: Mapping[str, bool] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    steps: tuple[Worked, ...] = ()
    dropped: Mapping[int, int] = field(default_factory=dict)


Sheets = Mapping[str, Sheet]


def tabulate(scheme: Scheme, marks: Mapping[str, Sheets]) -> dict[str, dict[str, Tally]]:
    """Work out every entry of every stage; `marks` and the answer are by stage, then by entry.

    Raises aspects.Unusable, naming stage and entry, for a mark the scheme does not allow.
    """
    done: dict[str, dict[str, Tally]] = {}
    for stage in scheme.stages:
        made = brought if stage.given else tallied
        done[stage.code] = {
            entry: carried(scheme, stage, made(scheme, entry, sheet), done)
            for entry, sheet in marks.get(stage.code, {}).items()
        }
    return done


def brought(_scheme: Scheme, entry: str, sheet: Sheet) -> Tally:
    """Take the total an entry brings from a stage that was worked out elsewhere."""
    given = [value for one in sheet.attempts.get("", ()) for value in one.given if isinstance(value, Decimal)]
    own = Fraction(given[0]) if given and sheet.status is Status.PRESENT else None
    return Tally(entry, sheet.status, own=own, total=own)


def tallied(scheme: Scheme, entry: str, sheet: Sheet) -> Tally:
    """Work out one entry in one stage alone; a team whose members are marked each by the marks of all of them."""
    if sheet.status is not Status.PRESENT:
        return Tally(entry, sheet.status)
    if scheme.team is not Team.ONCE and (sheet.members or scheme.members):
        return _of_team(scheme, entry, sheet)
    found: dict[str, Fraction] = {}
    steps: list[Worked] = []
    dropped: dict[int, int] = {}
    missing = [
        aspect.code for aspect in scheme.aspects if not _keep_aspect(scheme, aspect, sheet, (found, steps, dropped))
    ]
    if missing:
        return Tally(entry, sheet.status, found, missing=tuple(missing), steps=tuple(steps), dropped=dropped)
    own, passed = summed(scheme, found, steps)
    return Tally(entry, sheet.status, found, own, own, passed, (), tuple(steps), dropped)


def _of_team(scheme: Scheme, entry: str, sheet: Sheet) -> Tally:
    of_each, of_whole = share(scheme, once=False), share(scheme, once=True)
    alone = {name: tallied(of_each, entry, Sheet(marks)) for name, marks in sorted(sheet.members.items())}
    whole = tallied(of_whole, entry, Sheet(sheet.attempts)) if of_whole.aspects else None
    lacking = [*whole.missing] if whole else []
    lacking += [f"{name}:{code}" for name, each in alone.items() for code in each.missing]
    lacking += [name for name in map(letter, range(1, (scheme.members or 0) + 1)) if name not in alone]
    steps = [step for name, each in alone.items() for step in (Worked("member", {"member": name}), *each.steps)]
    steps = [*whole.steps, *steps] if whole else steps
    dropped = Counter[int]()
    for each in (*alone.values(), *((whole,) if whole else ())):
        dropped.update(each.dropped)
    if lacking:
        return Tally(entry, sheet.status, missing=tuple(lacking), steps=tuple(steps), dropped=dropped)
    members = {name: Share(each.own, each.figures) for name, each in alone.items() if each.own is not None}
    once = Share(whole.own, whole.figures) if whole and whole.own is not None else None
    own, figures, passed, told = of_members(scheme, members, once)
    return Tally(entry, sheet.status, figures, own, own, passed, (), (*steps, told), dropped)


class Share(NamedTuple):
    """What one member, or what was marked once for the whole team, comes to: in all, and by aspect, criterion and part."""

    own: Fraction
    figures: Mapping[str, Fraction]


Joined = tuple[Fraction, dict[str, Fraction], dict[str, bool], Worked]


def of_members(scheme: Scheme, members: Mapping[str, Share], once: Share | None = None) -> Joined:
    """Make a team's total, figures and pass marks of its members', with the step that tells it.

    A team has its members' sum or mean and, with it, what was marked once for the whole of it; rounded once, together.
    """
    by = len(members) if scheme.team is Team.MEAN else 1
    together = sum((each.own for each in members.values()), aspects.NOTHING) / by
    own = settled(together + (once.own if once else 0), scheme.rounding.get(Step.TOTAL))
    joined = dict(once.figures) if once else {}
    for each in members.values():
        for code, mark in each.figures.items():
            joined[code] = joined.get(code, aspects.NOTHING) + mark / by
    asked = {part.code: part for part in scheme.parts if part.pass_mark is not None}
    sums = {code: sum((joined[c] for c in part.criteria), aspects.NOTHING) for code, part in asked.items()}
    passed = {code: sums[code] >= part.pass_mark for code, part in asked.items() if part.pass_mark is not None}
    told = {"members": ", ".join(f"{name} {figure(each.own)}" for name, each in members.items()), "gives": figure(own)}
    if once is None:
        return own, joined, passed, Worked(f"team_{scheme.team.value}", told)
    return own, joined, passed, Worked(f"team_{scheme.team.value}_once", {"once": figure(once.own), **told})


Working = tuple[dict[str, Fraction], list[Worked], dict[int, int]]


def _keep_aspect(scheme: Scheme, aspect: Aspect, sheet: Sheet, working: Working) -> bool:
    """Work out an aspect and keep it; a penalty nobody gave is nothing, any other aspect without marks is missing."""
    found, steps, dropped = working
    attempts = sheet.attempts.get(aspect.code, ())
    if not attempts:
        found[aspect.code] = aspects.NOTHING
        return aspect.kind is Kind.PENALTY
    if len(attempts) < (aspect.times or 0):
        return False
    marks = [aspects.made(aspect, one.given, one.coefficient, scheme.rounding) for one in attempts]
    if any(made.mark is None for made in marks):
        return False
    for made in marks:
        steps += made.steps
        for position in made.dropped:
            dropped[position] = dropped.get(position, 0) + 1
    given = [made.mark for made in marks if made.mark is not None]
    found[aspect.code] = sum(given, aspects.NOTHING)
    if aspect.many:
        steps.append(added(aspect.code, given))
    return True


def added(code: str, marks: Sequence[Fraction]) -> Worked:
    """Tell how the marks of an aspect done several times were added."""
    together = figure(sum(marks, aspects.NOTHING))
    return Worked("attempts", {"aspect": code, "marks": " + ".join(map(figure, marks)), "mark": together})


def summed(scheme: Scheme, found: dict[str, Fraction], steps: list[Worked]) -> tuple[Fraction, dict[str, bool]]:
    """Sum aspects to criteria, parts and the total, adding each to `found` and `steps`; and say which parts were passed."""
    for criterion in scheme.criteria:
        whole = sum((found[aspect.code] for aspect in criterion.aspects), aspects.NOTHING)
        found[criterion.code] = settled(whole, scheme.rounding.get(Step.CRITERION))
        steps.append(Worked("criterion", {"criterion": criterion.code, "mark": figure(found[criterion.code])}))
    passed: dict[str, bool] = {}
    whole = aspects.NOTHING
    for part in scheme.parts or (Part("", "", tuple(c.code for c in scheme.criteria)),):
        raw = sum((found[code] for code in part.criteria), aspects.NOTHING)
        weighed = settled(raw * Fraction(part.weight) / 100, scheme.rounding.get(Step.PART))
        if part.pass_mark is not None:
            passed[part.code] = raw >= part.pass_mark
        if part.code:
            found[part.code] = weighed
            told = {"part": part.code, "sum": figure(raw), "weight": str(part.weight), "gives": figure(weighed)}
            steps.append(Worked("part", told))
        whole += weighed
    own = settled(whole, scheme.rounding.get(Step.TOTAL))
    steps.append(Worked("total", {"sum": figure(whole), "rounded": figure(own)}))
    return own, passed


def carried(scheme: Scheme, stage: Stage, of: Tally, before: Mapping[str, Mapping[str, Tally]]) -> Tally:
    """Add an entry's own marks of earlier stages, each by its weight; whoever has no total there has none here."""
    if of.own is None or not stage.adds:
        return of
    earlier = [before[name].get(of.entry) for name in stage.adds]
    lacking = tuple(name for name, tally in zip(stage.adds, earlier, strict=True) if tally is None or tally.own is None)
    if lacking:
        return Tally(of.entry, of.status, of.figures, of.own, None, of.passed, lacking, of.steps, of.dropped)
    weights = {one.code: Fraction(one.weight) / 100 for one in scheme.stages}
    counted = [
        (weights[name], tally.own)
        for name, tally in zip(stage.adds, earlier, strict=True)
        if tally and tally.own is not None
    ]
    exact = sum((weight * own for weight, own in [(weights[stage.code], of.own), *counted]), aspects.NOTHING)
    whole = settled(exact, scheme.rounding.get(Step.CARRIED))
    told = {"stages": " ".join(stage.adds), "own": figure(of.own), "total": figure(whole)}
    steps = (*of.steps, Worked("carried", told))
    return Tally(of.entry, of.status, of.figures, of.own, whole, of.passed, (), steps, of.dropped)


def spread_of(given: Sequence[Decimal | str | None]) -> Decimal | None:
    """Say how far apart the judges of one attempt are; None where nothing can be said."""
    scores = [value for value in given if isinstance(value, Decimal)]
    return max(scores) - min(scores) if len(scores) > 1 else None
