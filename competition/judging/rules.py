"""What a mark may be, who marks whom, how sheets move and how judges' marks become one; pure."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from competition.foundation.money import rounded

HIGHEST_SCORE = 3
MARK_PLACES = 2
FULL = Decimal(100)
PARTIAL = "PARTIAL"
LEAD = 1


class AspectKind(StrEnum):
    """How an aspect is marked."""

    MEASUREMENT = "measurement"
    JUDGEMENT = "judgement"


class Seat(StrEnum):
    """What a judge does in an item's team."""

    SCORING = "scoring"
    RESERVE = "reserve"
    CHIEF = "chief"


class SchemeState(StrEnum):
    """Where a marking scheme stands: open to change, or locked for marking."""

    DRAFT = "draft"
    LOCKED = "locked"
    SUPERSEDED = "superseded"


class SheetState(StrEnum):
    """Where a mark sheet stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    CHECKED = "checked"
    CLOSED = "closed"


class Presence(StrEnum):
    """Why a competitor has marks, or has none; none of these is a zero."""

    PRESENT = "present"
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


MOVES: dict[SheetState, frozenset[SheetState]] = {
    SheetState.OPEN: frozenset({SheetState.SUBMITTED}),
    SheetState.SUBMITTED: frozenset({SheetState.OPEN, SheetState.CHECKED}),
    SheetState.CHECKED: frozenset({SheetState.OPEN, SheetState.CLOSED}),
    SheetState.CLOSED: frozenset(),
}


def may_move(old: SheetState, new: SheetState) -> bool:
    """Say whether a sheet may go from one state to another."""
    return new in MOVES[old]


# --- marks ---------------------------------------------------------------------------------------------------------


class MarkFault(StrEnum):
    """What is wrong with a mark."""

    NOT_A_SCORE = "not_a_score"
    OUT_OF_RANGE = "out_of_range"
    TOO_FINE = "too_fine"
    NOT_FULL_OR_ZERO = "not_full_or_zero"


def mark_fault(kind: AspectKind, max_mark: Decimal, value: Decimal, *, partial: bool) -> MarkFault | None:
    """Say what is wrong with a mark, or None: a judgement is 0, 1, 2 or 3; a measurement full or zero.

    Where the aspect allows partial marks a measurement is anything from 0 to the maximum in steps of 0.01
    (WSC2026 technical descriptions 4.6 and 4.7).
    """
    if kind is AspectKind.JUDGEMENT:
        return None if value in (0, 1, 2, 3) else MarkFault.NOT_A_SCORE
    if not (value.is_finite() and 0 <= value <= max_mark):
        return MarkFault.OUT_OF_RANGE
    if not partial and value not in (0, max_mark):
        return MarkFault.NOT_FULL_OR_ZERO
    return None if value in (0, max_mark) or value == rounded(value, MARK_PLACES) else MarkFault.TOO_FINE


def judgement_mark(scores: Sequence[Decimal], max_mark: Decimal, places: int = MARK_PLACES) -> Decimal:
    """Turn the judges' scores 0-3 for one aspect into its mark: sum / (3 x judges) x maximum, rounded half up once.

    With three judges this is (s1 + s2 + s3) / 9 x maximum (judging.md 1.1). ValueError without any score.
    """
    if not scores:
        raise ValueError("a judgement needs at least one score")
    return rounded(sum(scores, Decimal()) * max_mark / (HIGHEST_SCORE * len(scores)), places)


def plain(value: Decimal | None) -> str | None:
    """Write a mark for a program or a record: '0.5', or None where there is none."""
    return None if value is None else format(value.normalize(), "f")


@dataclass(frozen=True, slots=True)
class Line:
    """One aspect of one competitor: what each judge gave, in order of position, and the mark it makes (None: missing).

    `code` is 'A1.3'; `scores` are 0-3 for a judgement and the one mark for a measurement; a missing one is None.
    """

    code: str
    kind: AspectKind
    max_mark: Decimal
    scores: tuple[Decimal | None, ...]
    mark: Decimal | None


def line(code: str, kind: AspectKind, max_mark: Decimal, scores: tuple[Decimal | None, ...], places: int) -> Line:
    """Work out one aspect's mark; while any judge's score is missing there is none, and never a zero."""
    given = [score for score in scores if score is not None]
    if not given or len(given) < len(scores):
        return Line(code, kind, max_mark, scores, None)
    mark = judgement_mark(given, max_mark, places) if kind is AspectKind.JUDGEMENT else given[0]
    return Line(code, kind, max_mark, scores, mark)


def practice_total(lines: Sequence[Line]) -> Decimal | None:
    """Sum the aspect marks; None while any is missing or there is none."""
    marks = [each.mark for each in lines if each.mark is not None]
    return sum(marks, Decimal()) if marks and len(marks) == len(lines) else None


@dataclass(frozen=True, slots=True)
class EntryMarks:
    """All that judging hands on about one competitor; None is 'nobody said' or 'missing', never zero."""

    entry_id: int
    number: int
    presence: Presence | None
    theory: Decimal | None
    practice: Decimal | None
    lines: tuple[Line, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Name the aspects without a mark."""
        return tuple(each.code for each in self.lines if each.mark is None)


@dataclass(frozen=True, slots=True)
class SpreadFault:
    """Judges too far apart on one aspect of one competitor."""

    code: str
    number: int
    scores: tuple[Decimal, ...]


def spread_faults(number: int, lines: Iterable[Line], limit: int) -> tuple[SpreadFault, ...]:
    """Name each judgement of a competitor whose scores lie more than `limit` apart (TD32, TD34: at most 1)."""
    found = []
    for each in lines:
        given = tuple(score for score in each.scores if score is not None)
        if each.kind is AspectKind.JUDGEMENT and given and max(given) - min(given) > limit:
            found.append(SpreadFault(each.code, number, given))
    return tuple(found)


# --- who marks whom ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Panelist:
    """A judge as the roster sees them; `unit` is the organisation they belong to."""

    judge_id: int
    seat: Seat
    position: int
    unit: int
    name: str = ""
    at_school: bool = False


@dataclass(frozen=True, slots=True)
class Competitor:
    """A competitor as the roster sees them: a number and the unit that entered them."""

    entry_id: int
    number: int
    unit: int
    coach: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A judge who must not mark a competitor, as both belong to the same organisation."""

    judge_id: int
    entry_id: int
    number: int


@dataclass(frozen=True, slots=True)
class Duty:
    """A judge marks a competitor in a position of the panel: their own, or as reserve that of another."""

    entry_id: int
    judge_id: int
    position: int


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A position for which no judge without a conflict is left."""

    number: int
    position: int


def are_in_conflict(judge_unit: int, competitor_unit: int) -> bool:
    """Say whether a judge must not mark a competitor: no one marks their own unit, in any circumstances."""
    return judge_unit == competitor_unit


def conflicts(judges: Iterable[Panelist], competitors: Sequence[Competitor]) -> tuple[Conflict, ...]:
    """Name every pair of judge and competitor of the same organisation (policy.md 3.4: 回避)."""
    return tuple(
        Conflict(judge.judge_id, competitor.entry_id, competitor.number)
        for judge in judges
        for competitor in competitors
        if are_in_conflict(judge.unit, competitor.unit)
    )


def duties(
    judges: Sequence[Panelist],
    competitors: Iterable[Competitor],
    barred: Container[tuple[int, int]] = frozenset(),
) -> tuple[tuple[Duty, ...], tuple[Uncovered, ...]]:
    """Say who marks whom: every scoring judge, and for a conflict a reserve for that competitor only.

    `barred` names further pairs of judge and competitor (by id) that must not meet.
    """

    def apart(judge: Panelist, competitor: Competitor) -> bool:
        return are_in_conflict(judge.unit, competitor.unit) or (judge.judge_id, competitor.entry_id) in barred

    scoring = sorted((j for j in judges if j.seat is Seat.SCORING), key=lambda j: j.position)
    reserves = sorted((j for j in judges if j.seat is Seat.RESERVE), key=lambda j: j.position)
    found: list[Duty] = []
    gaps: list[Uncovered] = []
    for competitor in competitors:
        free = [judge for judge in reserves if not apart(judge, competitor)]
        for judge in scoring:
            if not apart(judge, competitor):
                found.append(Duty(competitor.entry_id, judge.judge_id, judge.position))
            elif free:
                found.append(Duty(competitor.entry_id, free.pop(0).judge_id, judge.position))
            else:
                gaps.append(Uncovered(competitor.number, judge.position))
    return tuple(found), tuple(gaps)


def marks_aspect(kind: AspectKind, position: int) -> bool:
    """Say whether a position marks a kind of aspect: judgements by all, measurements by the team's lead."""
    return kind is AspectKind.JUDGEMENT or position == LEAD


# --- the scheme as a plain value -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SchemeSection:
    """A section of the occupational standard and the marks it declares."""

    position: int
    name: str
    mark: Decimal


@dataclass(frozen=True, slots=True)
class SchemeAspect:
    """One aspect; `benchmarks` are the four texts of a judgement, `calculation` allows partial marks."""

    kind: AspectKind
    description: str
    max_mark: Decimal
    section: int | None = None
    extra: str = ""
    requirement: str = ""
    calculation: str = ""
    benchmarks: tuple[str, ...] = ()


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
class SchemeTree:
    """A whole marking scheme as a plain value: equal schemes compare equal."""

    title: str
    sections: tuple[SchemeSection, ...]
    criteria: tuple[SchemeCriterion, ...]
    calculations: tuple[tuple[str, ...], ...] = ()

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
        """Sum all aspects' marks; a scheme must come to 100."""
        return sum((criterion.mark for criterion in self.criteria), Decimal())


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
    kinds = [frozenset(aspect.kind for aspect in sub.aspects) for sub in tree.sub_criteria]
    return {
        "criteria": len(tree.criteria),
        "sub_criteria": len(kinds),
        "mixed": sum(len(kind) > 1 for kind in kinds),
        "aspects": len(tree.aspects),
        "measurement": sum(aspect.kind is AspectKind.MEASUREMENT for aspect in tree.aspects),
        "judgement": sum(aspect.kind is AspectKind.JUDGEMENT for aspect in tree.aspects),
    }
