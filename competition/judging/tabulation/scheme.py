"""A marking scheme of any kind as a plain value, and what makes one unusable; pure.

A scheme is criterion → sub-criterion → aspect; each aspect says how its marks are made (`Kind`). Parts weigh criteria
against each other (theory 20, practice 80); stages repeat the scheme (preliminary, final) and may carry earlier
totals over. Rounding is declared for each step. Sources: judging.md 1.1, 1.3, 3, 4.1; policy.md 3.6.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from competition.foundation.money import Mode

HUNDRED = Decimal(100)


class Kind(StrEnum):
    """How an aspect's mark is made."""

    MEASUREMENT = "measurement"  # full or zero; anything between where `partial` says so
    DEDUCTION = "deduction"  # full, less `step` for each `unit` off the `target`
    CHOICE = "choice"  # a label, each with its deduction
    ERRORS = "errors"  # full, less `step` for each error
    READING = "reading"  # an instrument's reading: the mark of the narrowest band it lies in
    JUDGEMENT = "judgement"  # 0-3 by a panel, sum / (3 x judges) x maximum
    PANEL = "panel"  # points by a panel, the highest and lowest dropped, mean or sum
    GIVEN = "given"  # a figure from outside, such as a theory paper
    PENALTY = "penalty"  # taken off


# what a panel gives together; everything else is given once
JUDGED = frozenset({Kind.JUDGEMENT, Kind.PANEL})


class Count(StrEnum):
    """How units off a target are counted."""

    WHOLE = "whole"
    BEGUN = "begun"
    EXACT = "exact"


class Team(StrEnum):
    """How a team's mark comes of its members'."""

    ONCE = "once"
    SUM = "sum"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Rounding:
    """To how many decimals, and how a figure between two steps is settled."""

    places: int
    mode: Mode = Mode.HALF_UP


class Step(StrEnum):
    """The steps at which a scheme may round."""

    PANEL = "panel"
    ASPECT = "aspect"
    CRITERION = "criterion"
    PART = "part"
    TOTAL = "total"
    CARRIED = "carried"  # an own total with those of earlier stages


@dataclass(frozen=True, slots=True)
class Panel:
    """What a panel gives: so many judges, 0 to `highest` in steps, the `drop_high` and `drop_low` marks left out.

    Marks are dropped only where at least `drop_from` judges marked (judging.md 4.1: with three, use the spread rule).
    `factor` multiplies what the panel comes to; so does an entry's own coefficient.
    """

    judges: int
    highest: Decimal
    step: Decimal | None = None
    drop_high: int = 0
    drop_low: int = 0
    drop_from: int = 5
    summed: bool = False
    factor: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Measure:
    """What a measured aspect is worked out with; only what its kind needs is set."""

    partial: bool = False
    target: Decimal | None = None
    unit: Decimal | None = None
    step: Decimal | None = None
    count: Count = Count.WHOLE
    choices: Mapping[str, Decimal] = field(default_factory=dict)
    # (distance from the target, mark): the first band that holds the reading gives its mark
    bands: tuple[tuple[Decimal, Decimal], ...] = ()
    # what the reading is in: mm, ℃
    unit_name: str = ""


@dataclass(frozen=True, slots=True)
class Aspect:
    """One aspect; `many` says that it is done several times (dives, elements) and the marks are summed.

    `times` says how often; without it as often as there are marks of it.
    """

    code: str
    kind: Kind
    description: str = ""
    maximum: Decimal | None = None
    many: bool = False
    measure: Measure = Measure()
    panel: Panel | None = None
    # each entry brings its own coefficient for it
    difficulty: bool = False
    times: int | None = None
    # where a team's members are marked each: it is marked once for the whole team all the same
    once: bool = False


@dataclass(frozen=True, slots=True)
class SubCriterion:
    """One form: its code and aspects."""

    code: str
    name: str
    aspects: tuple[Aspect, ...]
    day: int = 1


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion and its forms."""

    code: str
    name: str
    sub_criteria: tuple[SubCriterion, ...]

    @property
    def aspects(self) -> tuple[Aspect, ...]:
        """Name its aspects in order."""
        return tuple(aspect for sub in self.sub_criteria for aspect in sub.aspects)


@dataclass(frozen=True, slots=True)
class Part:
    """Criteria that count together: their sum times weight / 100; `pass_mark` is asked of the sum before weighing."""

    code: str
    name: str
    criteria: tuple[str, ...]
    weight: Decimal = HUNDRED
    pass_mark: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A round: its total is its own marks and those of the stages it adds, each times weight / 100.

    Of a stage that is `given` there are no marks; each entry brings its total.
    """

    code: str
    name: str
    adds: tuple[str, ...] = ()
    weight: Decimal = HUNDRED
    given: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """One link of the tie chain: a criterion or part of the stage, and whether more or less is better."""

    by: str
    higher_is_better: bool = True


@dataclass(frozen=True, slots=True)
class Scheme:
    """A whole scheme."""

    title: str
    criteria: tuple[Criterion, ...]
    parts: tuple[Part, ...] = ()
    stages: tuple[Stage, ...] = (Stage("", ""),)
    rounding: Mapping[Step, Rounding] = field(default_factory=dict)
    ties: tuple[Tie, ...] = ()
    spread: Decimal | None = None
    team: Team = Team.ONCE
    # how many members of a team are marked each; without it as many as there are marks of
    members: int | None = None

    @property
    def aspects(self) -> tuple[Aspect, ...]:
        """Name every aspect in order."""
        return tuple(aspect for criterion in self.criteria for aspect in criterion.aspects)


def share(scheme: Scheme, *, once: bool) -> Scheme:
    """Keep of a scheme what is marked once for the whole team, or what is marked of each member, each as one scheme."""
    criteria = tuple(
        replace(c, sub_criteria=tuple(replace(s, aspects=_marked_so(s, once)) for s in c.sub_criteria))
        for c in scheme.criteria
    )
    return replace(scheme, criteria=criteria, team=Team.ONCE, members=None)


def _marked_so(sub: SubCriterion, once: bool) -> tuple[Aspect, ...]:
    return tuple(aspect for aspect in sub.aspects if aspect.once is once)


def letter(member: int) -> str:
    """Name a team's member as judges know them: the first is A."""
    return chr(ord("A") + member - 1)


def faults(scheme: Scheme) -> tuple[str, ...]:
    """Name what makes a scheme unusable, each as 'code: what is wrong'; nothing where it is sound."""
    codes = [criterion.code for criterion in scheme.criteria]
    found = [] if codes else ["scheme: has no criterion"]
    found += [f"{code}: stands twice" for code, times in Counter(a.code for a in scheme.aspects).items() if times > 1]
    found += [f"{code}: stands twice" for code, times in Counter(codes).items() if times > 1]
    for aspect in scheme.aspects:
        found += [f"{aspect.code}: {wrong}" for wrong in _aspect_faults(aspect)]
    return tuple(found + _team_faults(scheme) + _part_faults(scheme, codes) + _stage_faults(scheme))


def _team_faults(scheme: Scheme) -> list[str]:
    once = [aspect.code for aspect in scheme.aspects if aspect.once]
    if once and (scheme.team is Team.ONCE or not scheme.members):
        told = "is marked once for the team, and the scheme does not say of how many members the team's mark comes"
        return [f"{code}: {told}" for code in once]
    return ["scheme: marks nothing of each member"] if once and len(once) == len(scheme.aspects) else []


def _aspect_faults(aspect: Aspect) -> list[str]:
    measure, kind = aspect.measure, aspect.kind
    needs = {
        Kind.DEDUCTION: (measure.target, measure.unit, measure.step),
        Kind.ERRORS: (measure.step,),
        Kind.CHOICE: (measure.choices or None,),
        Kind.READING: (measure.target, measure.bands or None),
        Kind.PANEL: (aspect.panel,),
        Kind.JUDGEMENT: (aspect.panel,),
    }.get(kind, ())
    found = ["lacks what its kind needs"] if any(value is None for value in needs) else []
    free = (Kind.PANEL, Kind.GIVEN, Kind.PENALTY)
    if kind not in free and (aspect.maximum is None or aspect.maximum <= 0):
        found.append("its maximum must be above 0")
    if aspect.times is not None and (aspect.times < 1 or not aspect.many):
        found.append("its times must be above 0, and it must say many")
    if measure.unit is not None and measure.unit <= 0:
        found.append("its unit must be above 0")
    if [distance for distance, _ in measure.bands] != sorted({distance for distance, _ in measure.bands}):
        found.append("its bands must widen")
    return found + (_panel_faults(aspect.panel) if aspect.panel else [])


def _panel_faults(panel: Panel) -> list[str]:
    found = ["a panel needs a judge"] if panel.judges < 1 else []
    if panel.highest <= 0 or (panel.step is not None and panel.step <= 0):
        found.append("highest and step must be above 0")
    dropped = panel.drop_high + panel.drop_low
    if min(panel.drop_high, panel.drop_low) < 0 or (dropped and panel.drop_from <= dropped):
        found.append("it would drop every mark")
    return found


def _part_faults(scheme: Scheme, codes: list[str]) -> list[str]:
    if not scheme.parts:
        return []
    named = [code for part in scheme.parts for code in part.criteria]
    found = [f"{code}: stands in no part" for code in codes if code not in named]
    found += [f"{code}: is no criterion" for code in named if code not in codes]
    found += [f"{code}: stands in several parts" for code, times in Counter(named).items() if times > 1]
    whole = sum((part.weight for part in scheme.parts), Decimal())
    return found if whole == HUNDRED else [*found, f"parts: weights come to {whole}, not 100"]


def _stage_faults(scheme: Scheme) -> list[str]:
    before: set[str] = set()
    found = []
    for stage in scheme.stages:
        found += [
            f"{stage.code}: adds {name}, which is no stage before it" for name in stage.adds if name not in before
        ]
        if wrong := _weight_fault(scheme, stage):
            found.append(wrong)
        before.add(stage.code)
    known = {c.code for c in scheme.criteria} | {p.code for p in scheme.parts}
    return found + [f"ties: {tie.by} is no criterion or part" for tie in scheme.ties if tie.by not in known]


def _weight_fault(scheme: Scheme, stage: Stage) -> str:
    weights = [one.weight for one in scheme.stages if one is stage or one.code in stage.adds]
    whole = sum(weights, Decimal())
    if min(weights) < 0 or (stage.adds and set(weights) != {HUNDRED} and whole != HUNDRED):
        return f"{stage.code}: its weight and those it adds come to {whole}, not 100"
    return ""
