"""Where a competition stands in the eyes of the public, and what a search finds; pure."""

from collections.abc import Collection
from enum import StrEnum

from competition.plan.rules import CompetitionState
from competition.results.rules import ResultState


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


def is_found(wanted: str, *forms: str) -> bool:
    """Say whether what is wanted is a part of any form of a name; case and spaces make no difference."""
    part = "".join(wanted.lower().split())
    return bool(part) and any(part in "".join(form.lower().split()) for form in forms)


def is_latin(wanted: str) -> bool:
    """Say whether it may be pinyin."""
    return wanted.isascii() and any(c.isalpha() for c in wanted)
