"""The steps of a sum as data, so that a page can word them in either language."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a code that words.py puts into words, and the figures it names (as text)."""

    code: str
    values: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Give it as it is stored with a decision."""
        return {"code": self.code, **self.values}


def stored(steps: "tuple[Step, ...] | list[Step]") -> list[dict[str, Any]]:
    """Give all steps as they are stored with a decision."""
    return [step.as_json() for step in steps]
