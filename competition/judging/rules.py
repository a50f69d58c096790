"""What a mark may be, how sheets move and how judges' marks become one; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from competition.foundation import money
from competition.foundation.working import Step as Worked
from competition.judging.tabulation import aspects as engine
from competition.judging.tabulation import tally
from competition.judging.tabulation.scheme import (
    JUDGED,
    Aspect,
    Criterion,
    Measure,
    Panel,
    Rounding,
    Step,
    letter,
    share,
)
from competition.judging.tabulation.scheme import Kind as AspectKind
from competition.judging.tabulation.scheme import Scheme as EngineScheme
from competition.judging.tabulation.scheme import SubCriterion as Form
from competition.judging.trees import (
    SchemeAspect,
    SchemeCriterion,
    SchemeSection,
    SchemeSubCriterion,
    SchemeTree,
    SectionTotal,
    Settings,
    counts,
    section_totals,
    total_variation,
)

HIGHEST_SCORE = 3
MARK_PLACES = 2
FULL = Decimal(100)
PARTIAL = "PARTIAL"
LEAD = 1
ONE = Decimal(1)

# a scheme as a plain value is found here too, as the rules speak of it
__all__ = [
    "AspectKind", "SchemeAspect", "SchemeCriterion", "SchemeSection", "SchemeSubCriterion", "SchemeTree", "SectionTotal",
    "Settings", "counts", "section_totals", "total_variation",
]  # fmt: skip


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
    NOT_A_CHOICE = "not_a_choice"
    NOT_A_COUNT = "not_a_count"
    NOT_A_STEP = "not_a_step"


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
    return None if value in (0, max_mark) or value == round(value, MARK_PLACES) else MarkFault.TOO_FINE


def judgement_mark(scores: Sequence[Decimal], max_mark: Decimal, places: int = MARK_PLACES) -> Decimal:
    """Turn the judges' scores 0-3 for one aspect into its mark: sum / (3 x judges) x maximum, rounded half up once.

    With three judges this is (s1 + s2 + s3) / 9 x maximum (judging.md 1.1). ValueError without any score.
    """
    mark = line("", AspectKind.JUDGEMENT, max_mark, tuple(scores), places).mark
    if mark is None:
        raise ValueError("a judgement needs at least one score")
    return mark


def plain(value: Decimal | None) -> str | None:
    """Write a mark for a program or a record: '0.5', or None where there is none."""
    return None if value is None else format(value.normalize(), "f")


@dataclass(frozen=True, slots=True)
class Line:
    """One aspect of one competitor: what each judge gave, in order of position, and the mark it makes (None: missing).

    `code` is 'A1.3'; `scores` are what the judges gave (a score, points, a reading, the place of a choice); a missing
    one is None. `exact` is the mark before it is written with a finite number of decimals.
    """

    code: str
    kind: AspectKind
    max_mark: Decimal
    scores: tuple[Decimal | None, ...]
    mark: Decimal | None
    exact: Fraction | None = None
    # the aspect in the scheme and the team's member (0: the whole entry); 'A1.3' of 'A1.3-A2'
    base: str = ""
    member: int = 0


def line(code: str, kind: AspectKind, max_mark: Decimal, scores: tuple[Decimal | None, ...], places: int) -> Line:
    """Work out a measurement or a judgement; while any judge's score is missing there is none, and never a zero."""
    panel = Panel(len(scores), Decimal(HIGHEST_SCORE)) if kind in JUDGED else None
    aspect = Aspect(code, kind, maximum=max_mark, measure=Measure(partial=True), panel=panel)
    return worked(aspect, max_mark, scores, {Step.PANEL: Rounding(places)})


def worked(
    aspect: Aspect,
    max_mark: Decimal,
    scores: tuple[Decimal | None, ...],
    rounding: Mapping[Step, Rounding],
    coefficient: Decimal | None = ONE,
) -> Line:
    """Work out any aspect by the engine; a mark outside the scheme, or a missing coefficient, leaves it without one."""
    made = None
    if coefficient is not None:
        try:
            made = engine.made(aspect, [told(aspect, score) for score in scores], coefficient, rounding).mark
        except engine.Unusable:
            made = None
    return Line(aspect.code, aspect.kind, max_mark, scores, None if made is None else finite(made), made)


def told(aspect: Aspect, value: Decimal | None) -> Decimal | str | None:
    """Give a mark as the engine takes it: the place of a choice is its label."""
    if value is None or aspect.kind is not AspectKind.CHOICE:
        return value
    labels = list(aspect.measure.choices)
    return labels[int(value)] if 0 <= value < len(labels) and value == int(value) else str(value)


def finite(value: Fraction) -> Decimal:
    """Write an exact figure as a Decimal; one that never ends is shown to eight decimals."""
    figure = money.settled(value, 8)
    return Decimal(f"{figure.normalize():f}")


class Practice(NamedTuple):
    """What a competitor's marks come to: the total, and the marks of criteria (by letter) and parts (by code).

    They are as exact as they are. `steps` tell of attempts, members and pass marks.
    """

    total: Decimal | None
    figures: Mapping[str, Fraction] = {}
    steps: tuple[Worked, ...] = ()


NO_PRACTICE = Practice(None)


def practice(lines: Sequence[Line], scheme: EngineScheme | None = None) -> Practice:
    """Sum the aspect marks as the scheme sums, weighs and rounds them; no total while any is missing or there is none.

    Attempts at one aspect are added; of a team marked member by member each is summed, then all are taken together.
    """
    given = [(each, each.exact) for each in lines if each.exact is not None]
    if not given or len(given) < len(lines):
        return NO_PRACTICE
    members: dict[str, dict[str, list[Fraction]]] = {}
    for each, exact in given:
        of = members.setdefault(letter(each.member) if each.member else "", {})
        of.setdefault(each.base or each.code, []).append(exact)
    if scheme is None:
        aspects = tuple(Aspect(code, AspectKind.GIVEN) for code in members[""])
        scheme = EngineScheme("", (Criterion("", "", (Form("", "", aspects),)),))
    return _practice(members, scheme)


def _practice(members: Mapping[str, Mapping[str, list[Fraction]]], scheme: EngineScheme) -> Practice:
    shares, steps = dict[str, tally.Share](), list[Worked]()
    passed: Mapping[str, bool] = {}
    alone = not any(members)
    for name, attempts in members.items():
        marks = {code: sum(each, Fraction()) for code, each in attempts.items()}
        # as the lines name them: A1.2, and A1.2-B of member B
        suffix = f"-{name}" if name else ""
        told = [tally.added(f"{code}{suffix}", each) for code, each in attempts.items() if len(each) > 1]
        own, passed = tally.summed(scheme if alone else share(scheme, once=not name), marks, [])
        member = [Worked("member", {"member": name, "mark": engine.figure(own)})] if name else []
        steps += [*told, *member]
        shares[name] = tally.Share(own, marks)
    once = shares.pop("", None)
    if alone:
        assert once is not None, "there is a mark"
        total, whole = once
    else:
        total, whole, passed, team = tally.of_members(scheme, shares, once)
        steps.append(team)
    steps += _pass_steps(scheme, whole, passed)
    wanted = {criterion.code for criterion in scheme.criteria} | {part.code for part in scheme.parts}
    return Practice(finite(total), {code: mark for code, mark in whole.items() if code in wanted}, tuple(steps))


def _pass_steps(scheme: EngineScheme, figures: Mapping[str, Fraction], passed: Mapping[str, bool]) -> list[Worked]:
    found = []
    for part in scheme.parts:
        if part.code in passed and part.pass_mark is not None:
            mark = engine.figure(sum((figures[code] for code in part.criteria), Fraction()))
            told = {"part": part.name or part.code, "mark": mark, "asked": plain(part.pass_mark) or ""}
            found.append(Worked("passed" if passed[part.code] else "not_passed", told))
    return found


@dataclass(frozen=True, slots=True)
class EntryMarks:
    """All that judging hands on about one competitor; None is 'nobody said' or 'missing', never zero."""

    entry_id: int
    number: int
    presence: Presence | None
    theory: Decimal | None
    practice: Decimal | None
    lines: tuple[Line, ...]
    # of the practical alone: marks by criterion and part; and how long it took
    figures: Mapping[str, Fraction] = field(default_factory=dict)
    seconds: int | None = None
    steps: tuple[Worked, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Name the aspects without a mark."""
        return tuple(each.code for each in self.lines if each.mark is None)


@dataclass(frozen=True, slots=True)
class Instead:
    """What counts in place of what judging kept, once it was corrected; the closed record itself stays as it is.

    Marks go by competitor, aspect and position in the panel; theory and presence by competitor.
    """

    marks: Mapping[tuple[int, int, int], Decimal] = field(default_factory=dict)
    theory: Mapping[int, Decimal] = field(default_factory=dict)
    presence: Mapping[int, Presence] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SpreadFault:
    """Judges too far apart on one aspect of one competitor."""

    code: str
    number: int
    scores: tuple[Decimal, ...]


def spread_faults(number: int, lines: Iterable[Line], limit: Decimal | int | None) -> tuple[SpreadFault, ...]:
    """Name each aspect judged by a panel whose scores lie more than `limit` apart (TD32, TD34: at most 1)."""
    found: list[SpreadFault] = []
    if limit is None:
        return ()
    for each in lines:
        given = tuple(score for score in each.scores if score is not None)
        if each.kind in JUDGED and given and max(given) - min(given) > limit:
            found.append(SpreadFault(each.code, number, given))
    return tuple(found)


def marks_aspect(kind: AspectKind, position: int, judges: int | None = None) -> bool:
    """Say whether a position marks a kind of aspect: judged ones the panel or its first `judges`, all else the lead."""
    return (judges is None or position <= judges) if kind in JUDGED else position == LEAD


def seconds_of(text: str) -> int:
    """Read a time as h:mm:ss or m:ss, at most 99 hours; raises ValueError."""
    figures = text.replace("：", ":").split(":")
    if len(figures) not in (2, 3) or not all(one.isascii() and one.isdigit() for one in figures):
        raise ValueError(text)
    *rest, minutes, seconds = map(int, figures)
    hours = rest[0] if rest else 0
    if seconds > 59 or (rest and minutes > 59) or hours * 3600 + minutes * 60 + seconds >= 100 * 3600:
        raise ValueError(text)
    return hours * 3600 + minutes * 60 + seconds


def duration(seconds: int | None) -> str:
    """Write a time as h:mm:ss; nothing where there is none."""
    return "" if seconds is None else f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
