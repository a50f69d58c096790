"""Where a competition stands in the eyes of the public, what a search finds, and the medal table; pure."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from competition.plan.rules import CompetitionState
from competition.results.award_rules import AWARDS
from competition.results.rules import ResultState

Whose = TypeVar("Whose", bound=Hashable)


class Stage(StrEnum):
    """What a reader wants to know of a competition first, in the order of the front page."""

    RUNNING = "running"
    OPEN = "open"
    ON_NOTICE = "on_notice"
    COMING = "coming"
    DECIDING = "deciding"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"


_BY_STATE = {
    CompetitionState.RUNNING: Stage.RUNNING,
    CompetitionState.OPEN: Stage.OPEN,
    CompetitionState.CANCELLED: Stage.CANCELLED,
    CompetitionState.HELD: Stage.DECIDING,
}


def stage_of(state: CompetitionState, results: Collection[ResultState]) -> Stage:
    """Say where a competition stands: once held, its public results decide; before that, its own state."""
    if state is CompetitionState.HELD and ResultState.ON_NOTICE in results:
        return Stage.ON_NOTICE
    if state is CompetitionState.HELD and ResultState.ANNOUNCED in results:
        return Stage.ANNOUNCED
    return _BY_STATE.get(state, Stage.COMING)


def season_to_show(years: Collection[int], today: int) -> int | None:
    """Choose the year of the front page: this one where it has something public, else the newest; None without any."""
    return today if today in years else max(years, default=None)


def plain(wanted: str) -> str:
    """Write what is wanted as it is compared: small letters, no spaces, no tone marks; ü is typed v."""
    small = wanted.lower().replace("ü", "v").replace("’", "").replace("'", "")
    parts = unicodedata.normalize("NFD", "".join(small.split()))
    return unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))


def is_found(wanted: str, *forms: str) -> bool:
    """Say whether what is wanted is a part of any form of a name; case, spaces and tone marks make no difference."""
    part = plain(wanted)
    return bool(part) and any(part in plain(form) for form in forms)


def is_latin(wanted: str) -> bool:
    """Say whether it may be pinyin."""
    return plain(wanted).isascii() and any(c.isalpha() for c in wanted)


@dataclass(frozen=True, slots=True)
class MedalRow(Generic[Whose]):
    """Whose awards, how many of each, and the rank; equals share it and the next one is skipped."""

    whose: Whose
    counts: Mapping[str, int]
    rank: int
    shared: bool

    @property
    def total(self) -> int:
        """Count all awards."""
        return sum(self.counts.values())


def medal_table(counts: Mapping[Whose, Mapping[str, int]]) -> list[MedalRow[Whose]]:
    """Rank by gold medals, then silver, bronze, first, second and third prizes, then merit awards (1-2-2-4).

    Equals share a rank and stand in the order given; whoever has no award stands nowhere.
    """
    keys = {whose: tuple(had.get(award, 0) for award in AWARDS) for whose, had in counts.items()}
    ranked = sorted((whose for whose, key in keys.items() if any(key)), key=keys.__getitem__, reverse=True)
    ranks: dict[tuple[int, ...], int] = {}
    for rank, whose in enumerate(ranked, 1):
        ranks.setdefault(keys[whose], rank)
    same = Counter(keys[whose] for whose in ranked)
    return [MedalRow(whose, counts[whose], ranks[keys[whose]], same[keys[whose]] > 1) for whose in ranked]
