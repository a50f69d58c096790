"""A whole marking scheme as a plain value: equal schemes compare equal; pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from competition.judging.tabulation.scheme import JUDGED, Measure, Panel, Part, Rounding, Step, Team, Tie, letter
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
    # how many times it is done, each marked; their marks are added
    times: int | None = None
    # where a team's members are marked each: it is marked once for the whole team all the same
    once: bool = False

    @property
    def worth(self) -> Decimal:
        """Say what it adds to the whole."""
        return self.max_mark * (1 if self.times is None else self.times)


@dataclass(frozen=True, slots=True)
class SchemeSubCriterion:
    """One marking form: its code, name, day and aspects."""

    code: str
    name: str
    day: int
    aspects: tuple[SchemeAspect, ...]

    @property
    def mark(self) -> Decimal:
        """Sum its aspects' marks."""
        return sum((aspect.worth for aspect in self.aspects), Decimal())


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
        return sum((sub.mark for sub in self.sub_criteria), Decimal())


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
    # of a team that is not marked once: how many members are marked each
    members: int | None = None
    # a judge sees on the tablet what the sheet comes to so far
    running: bool = True

    @property
    def marked_members(self) -> int:
        """Say how many members of an entry are marked each; 0 where the entry is marked as one."""
        return 0 if self.team is Team.ONCE else self.members or 0


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
        """Sum all aspects' marks, each part with its weight, of all members that are summed; it must come to 100."""
        weights = {code: part.weight / 100 for part in self.settings.parts for code in part.criteria}
        each = self.settings.marked_members if self.settings.team is Team.SUM else 1
        worth = ((a.worth * (1 if a.once else each), c.letter) for c in self.criteria for a in c.aspects)
        return sum((most * weights.get(criterion, ONE) for most, criterion in worth), Decimal())


@dataclass(frozen=True, slots=True)
class Marked:
    """One thing a judge marks: an aspect, of a member (0: of the whole entry), at an attempt (0: it is done once)."""

    place: int
    aspect: SchemeAspect
    member: int = 0
    attempt: int = 0

    @property
    def tag(self) -> str:
        """Name it on its form: 3; and 3-2 its second attempt, 3-A member A's, 3-A2 member A's second attempt."""
        which = f"{letter(self.member) if self.member else ''}{self.attempt or ''}"
        return f"{self.place}-{which}" if which else str(self.place)


def marked(aspects: Sequence[SchemeAspect], members: int) -> Iterator[Marked]:
    """List all that is marked on a form, each as often as it is done: for the whole team first, then member by member."""
    for member in range(members + 1):
        for place, aspect in enumerate(aspects, 1):
            if members and aspect.once != (member == 0):
                continue
            for attempt in range(1, (aspect.times or 0) + 1) or (0,):
                yield Marked(place, aspect, member, attempt)


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
            sums[aspect.section] = sums.get(aspect.section, Decimal()) + aspect.worth
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
