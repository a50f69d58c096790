"""When an appeal comes in time, what it holds back, who must not sit on its board, and a re-addition; pure.

Source: policy.md 3.8 (appeals) and judging.md 8.15. One open appeal holds back the award it touches and its prize, and
nothing else. A score re-check looks for counting faults only; it is an addition done again, never a new judgement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from competition.judging import conflict_rules
from competition.results import rules

MOST_MEMBERS = 5
MOST_FILES = 5


class AppealKind(StrEnum):
    """What an appeal is about."""

    FACT = "fact"
    CONDUCT = "conduct"
    ELIGIBILITY = "eligibility"
    RECHECK = "recheck"


class AppealState(StrEnum):
    """Where an appeal stands."""

    FILED = "filed"
    NOT_ADMITTED = "not_admitted"
    ADMITTED = "admitted"
    DECIDED = "decided"
    ASKED_ON = "asked_on"
    FINAL = "final"


MOVES: Mapping[AppealState, frozenset[AppealState]] = {
    AppealState.FILED: frozenset({AppealState.ADMITTED, AppealState.NOT_ADMITTED}),
    AppealState.ADMITTED: frozenset({AppealState.DECIDED}),
    AppealState.DECIDED: frozenset({AppealState.ASKED_ON}),
    AppealState.ASKED_ON: frozenset({AppealState.FINAL}),
    AppealState.NOT_ADMITTED: frozenset(),
    AppealState.FINAL: frozenset(),
}
WAITING = frozenset({AppealState.FILED, AppealState.ADMITTED, AppealState.ASKED_ON})


def may_move(old: AppealState, new: AppealState) -> bool:
    """Say whether an appeal may go from one state to another."""
    return new in MOVES[old]


@dataclass(frozen=True, slots=True)
class Moments:
    """What the time for appeals is counted from: when the item begins, when it ends, when its result became public."""

    begins_at: datetime
    ended_at: datetime
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """How long an appeal may be filed, in hours from the end of the competition and from publication."""

    from_end: int
    from_publication: int


def open_until(kind: AppealKind, of: Moments, hours: Hours, at: datetime) -> datetime | None:
    """Say until when an appeal may be filed, that very moment included; None where it may not be filed at `at`.

    Marks can be re-checked only once they are public; everything else also while the item runs and after its end.
    """
    found = []
    if of.published_at and of.published_at <= at and rules.appeal_in_time(of.published_at, at, hours.from_publication):
        found.append(of.published_at + timedelta(hours=hours.from_publication))
    during = of.begins_at <= at and rules.appeal_in_time(of.ended_at, at, hours.from_end)
    if kind is not AppealKind.RECHECK and during:
        found.append(of.ended_at + timedelta(hours=hours.from_end))
    return max(found, default=None)


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether an appeal is still open: its state, and the version of the result it was upheld against.

    `ask_until` is when the second level can no longer be asked; `upheld_version` is None where it was not upheld.
    """

    state: AppealState
    ask_until: datetime | None = None
    upheld_version: int | None = None


def is_open(of: Standing, at: datetime) -> bool:
    """Say whether an appeal waits for a decision, or may still be taken to the second level."""
    if of.state is AppealState.DECIDED:
        return of.ask_until is not None and at <= of.ask_until
    return of.state in WAITING


def asks_anew(of: Standing, version: int) -> bool:
    """Say whether an upheld appeal asks for a new computation: no version was worked out after its decision."""
    decided = of.state in (AppealState.DECIDED, AppealState.FINAL)
    return decided and of.upheld_version is not None and version <= of.upheld_version


def holds(of: Standing, version: int, at: datetime) -> bool:
    """Say whether an appeal holds back the award it touches in a version of the result."""
    return is_open(of, at) or asks_anew(of, version)


# --- the board -------------------------------------------------------------------------------------------------------


class Bar(StrEnum):
    """Why somebody must not sit on the board."""

    JUDGE = "judge"
    COACH = "coach"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who is to sit on the board, with the units they speak for or belong to."""

    user_id: int
    name: str
    units: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom an item, or several, concern: those who judge it, who coach for it, and its competitors' units."""

    judges: frozenset[int] = frozenset()
    coaches: tuple[str, ...] = ()
    units: frozenset[int] = frozenset()


def bars(candidate: Candidate, of: Concerned) -> tuple[Bar, ...]:
    """Name every reason why somebody must not decide about these items."""
    found = {
        Bar.JUDGE: candidate.user_id in of.judges,
        Bar.COACH: any(conflict_rules.is_coach(candidate.name, each) for each in of.coaches),
        Bar.UNIT: bool(candidate.units & of.units),
    }
    return tuple(bar for bar, is_so in found.items() if is_so)


# --- who files for themselves ----------------------------------------------------------------------------------------

ENDING = 6


@dataclass(frozen=True, slots=True)
class Proof:
    """What a competitor without an account shows to file: the name, and how the ID number ends."""

    name: str
    ending: str


def is_proven(shown: Proof, name: str, id_number: str | None) -> bool:
    """Say whether what is shown fits a person: the whole name and the last six characters of the ID number."""
    ending, said = "".join(shown.ending.split()).upper(), "".join(shown.name.split())
    known = (id_number or "").upper()
    return len(ending) == ENDING and bool(said) and said == "".join(name.split()) and known.endswith(ending)


# --- the re-addition -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Readded:
    """One figure of a result beside the same figure added again from the marks that were kept."""

    code: str
    stated: Decimal | None
    again: Decimal | None

    @property
    def is_same(self) -> bool:
        """Say whether both agree; a missing figure agrees with nothing but a missing one."""
        return self.stated == self.again


def readded(stated: Mapping[str, Decimal | None], again: Mapping[str, Decimal | None]) -> Sequence[Readded]:
    """Lay the figures of a result beside those added again; a figure that only one side has is shown too."""
    codes = [*stated, *(code for code in again if code not in stated)]
    return [Readded(code, stated.get(code), again.get(code)) for code in codes]
