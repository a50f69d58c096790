"""When the judges of a panel see each other's scores for an aspect, and when they must talk first; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from competition.judging.rules import AspectKind


class PanelState(StrEnum):
    """Where one judged aspect of one competitor stands in its panel."""

    HIDDEN = "hidden"
    AGREED = "agreed"
    STOPPED = "stopped"


def state(scores: Iterable[Decimal | None], limit: Decimal) -> PanelState:
    """Hide the scores until every judge has entered one; a spread above the limit stops the aspect (judging.md 1.1)."""
    given = list(scores)
    known = [score for score in given if score is not None]
    if not given or len(known) < len(given):
        return PanelState.HIDDEN
    return PanelState.STOPPED if max(known) - min(known) > limit else PanelState.AGREED


def is_shared(kind: AspectKind, panel: int) -> bool:
    """Say whether an aspect is marked by several judges side by side."""
    return kind is AspectKind.JUDGEMENT and panel > 1


@dataclass(frozen=True, slots=True)
class Round:
    """A round that was marked and talked about: its number, the scores by position, and why they were changed."""

    number: int
    scores: Mapping[int, Decimal]
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class PanelAspect:
    """One judged aspect of one competitor: scores by position (None: not entered) and the rounds before."""

    aspect_id: int
    code: str
    scores: Mapping[int, Decimal | None]
    rounds: tuple[Round, ...]
    limit: Decimal

    @property
    def state(self) -> PanelState:
        """Say where it stands."""
        return state(self.scores.values(), self.limit)

    @property
    def shown(self) -> Mapping[int, Decimal]:
        """Give the scores that the panel may see now: all of them, or none."""
        if self.state is PanelState.HIDDEN:
            return {}
        return {position: score for position, score in self.scores.items() if score is not None}
