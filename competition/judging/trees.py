"""A whole marking scheme as a plain value: equal schemes compare equal; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from competition.judging.tabulation.scheme import JUDGED, Measure, Panel, Part, Rounding, Step, Team, Tie
from competition.judging.tabulation.scheme import Kind as AspectKind

ONE = Decimal(1)
MARK_PLACES = 2
MEASURED = Measure()


@dataclass(frozen=True, slots=True)
class SchemeSection:
    """A section of the occupational standard and the marks it declares."""

    position: int
    name: str
    mark: Decimal


@dataclass(frozen=True, slots=True)
class SchemeAspect:
    """One aspect; `benchmarks` are the four texts of a judgement, `calculation` allows partial marks.

    A penalty has a maximum of 0: it adds nothing to the whole.
    """

    kind: AspectKind
    description: str
    max_mark: Decimal
    section: int | None = None
    extra: str = ""
    requirement: str = ""
    calculation: str = ""
    benchmarks: tuple[str, ...] = ()
    measure: Measure = MEASURED
    panel: Panel | None = None
    difficulty: bool = False


@dataclass(frozen=True, slots=True)
class SchemeSubCriterion:
    """One marking form: its code, name, day and aspects."""

    code: str
    name: str
    day: int
    aspects: tuple[SchemeAspect, ...]


@dataclass(frozen=True, slots=True)
class SchemeCriterion:
    """A criterion, lettered A to I."""

    letter: str
    name: str
    sub_criteria: tuple[SchemeSubCriterion, ...]

    @property
    def aspects(self) -> tuple[SchemeAspect, ...]:
        """Name all its aspects in order."""
        return tuple(aspect for sub in self.sub_criteria for aspect in sub.aspects)

    @property
    def mark(self) -> Decimal:
        """Sum its aspects' marks."""
        return sum((aspect.max_mark for aspect in self.aspects), Decimal())


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for a whole scheme; as it stands it is CIS: each judgement rounded to two decimals, nothing else."""

    rounding: Mapping[Step, Rounding] = field(default_factory=lambda: {Step.PANEL: Rounding(MARK_PLACES)})
    spread: Decimal | None = ONE
    parts: tuple[Part, ...] = ()
    ties: tuple[Tie, ...] = ()
    team: Team = Team.ONCE
    # judges sign their checked sheets, then the chief signs and locks them
    signed: bool = True


@dataclass(frozen=True, slots=True)
class SchemeTree:
    """A whole marking scheme as a plain value: equal schemes compare equal."""

    title: str
    sections: tuple[SchemeSection, ...]
    criteria: tuple[SchemeCriterion, ...]
    calculations: tuple[tuple[str, ...], ...] = ()
    settings: Settings = field(default_factory=Settings)

    @property
    def aspects(self) -> tuple[SchemeAspect, ...]:
        """Name every aspect in order."""
        return tuple(aspect for criterion in self.criteria for aspect in criterion.aspects)

    @property
    def sub_criteria(self) -> tuple[SchemeSubCriterion, ...]:
        """Name every sub-criterion in order."""
        return tuple(sub for criterion in self.criteria for sub in criterion.sub_criteria)

    @property
    def total(self) -> Decimal:
        """Sum all aspects' marks, each part with its weight; a scheme must come to 100."""
        weights = {code: part.weight / 100 for part in self.settings.parts for code in part.criteria}
        return sum((c.mark * weights.get(c.letter, ONE) for c in self.criteria), Decimal())


@dataclass(frozen=True, slots=True)
class SectionTotal:
    """What a section declares and what its aspects come to."""

    section: SchemeSection
    aspects: Decimal

    @property
    def variation(self) -> Decimal:
        """Say how far apart they are."""
        return abs(self.section.mark - self.aspects)


def section_totals(tree: SchemeTree) -> tuple[SectionTotal, ...]:
    """Work out each section's marks from the aspects; totals written in a file are never trusted."""
    sums: dict[int, Decimal] = {}
    for aspect in tree.aspects:
        if aspect.section is not None:
            sums[aspect.section] = sums.get(aspect.section, Decimal()) + aspect.max_mark
    return tuple(SectionTotal(section, sums.get(section.position, Decimal())) for section in tree.sections)


def total_variation(tree: SchemeTree) -> Decimal:
    """Sum the variations of all sections; up to 5 is customary (WSC2026 2.1)."""
    return sum((each.variation for each in section_totals(tree)), Decimal())


def counts(tree: SchemeTree) -> Mapping[str, int]:
    """Count a scheme's parts: aspects, measurement, judgement, sub_criteria, mixed."""
    kinds = [frozenset(aspect.kind in JUDGED for aspect in sub.aspects) for sub in tree.sub_criteria]
    return {
        "criteria": len(tree.criteria),
        "sub_criteria": len(kinds),
        "mixed": sum(len(kind) > 1 for kind in kinds),
        "aspects": len(tree.aspects),
        "measurement": sum(aspect.kind not in JUDGED for aspect in tree.aspects),
        "judgement": sum(aspect.kind in JUDGED for aspect in tree.aspects),
    }
