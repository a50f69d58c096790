"""The steps of a sum as data, so that a page can word them in either language."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a code that words.py puts into words, and the figures it names (as text)."""

    code: str
    values: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Give it as it is stored with a decision."""
        return {"code": self.code, **self.values}


def figure(value: Decimal) -> str:
    """Write a figure as a step names it: no exponent and no idle zeros, 85.500000 -> '85.5'."""
    return f"{value.normalize():f}"


def stored(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Give all steps as they are stored with a decision."""
    return [step.as_json() for step in steps]
