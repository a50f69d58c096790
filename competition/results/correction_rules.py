"""What a correction changes in a result, line beside line; pure.

Source: docs/rules/corrections.md. A set of corrections is applied or dropped as a whole; what it does is shown before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from competition.results.rules import Status


class CorrectionState(StrEnum):
    """Where a set of corrections stands."""

    OPEN = "open"
    APPLIED = "applied"
    DROPPED = "dropped"


class ChangeKind(StrEnum):
    """What a correction changes."""

    MARK = "mark"
    THEORY = "theory"
    PRESENCE = "presence"
    TIE = "tie"


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a competitor stands in a version of a result."""

    key: int
    status: Status
    total: Decimal | None
    place: int | None
    shared: bool = False
    award: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """A competitor before and after; None where a version does not know them."""

    key: int
    before: Stand | None
    after: Stand | None

    @property
    def moved(self) -> bool:
        """Say whether anything is different."""
        return self.before != self.after

    @property
    def award_moved(self) -> bool:
        """Say whether the award is another one, or gone."""
        return _award(self.before) != _award(self.after)

    @property
    def loses(self) -> bool:
        """Say whether an award is taken away or replaced by another."""
        return bool(_award(self.before)) and self.award_moved

    @property
    def rises(self) -> bool:
        """Say whether an award is replaced by that of a better place."""
        old, new = self.before, self.after
        if not (self.loses and _award(new)) or old is None or new is None or old.place is None or new.place is None:
            return False
        return new.place < old.place


def _award(of: Stand | None) -> str:
    return of.award if of else ""


def beside(before: Iterable[Stand], after: Iterable[Stand]) -> Sequence[Beside]:
    """Put two versions beside each other, in the order of the newer; who is missing there follows."""
    old, new = {one.key: one for one in before}, {one.key: one for one in after}
    return [Beside(key, old.get(key), new.get(key)) for key in (*new, *(key for key in old if key not in new))]
