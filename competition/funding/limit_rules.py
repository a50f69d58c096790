"""What took something off a sum, read from its stored decision; pure."""

from collections.abc import Mapping
from typing import Any

from competition.foundation.money import fen_of, yuan
from competition.foundation.working import Step

# the figures a host's subsidy is the least of
FIGURES = ("table", "costs", "requested", "cap", "cap_item", "cap_year", "budget")
# a step that took something off a prize, and how it is told
CODES = {"highest_only": "limit_had", "share_had": "limit_share"}


def limits(decision: Mapping[str, Any]) -> tuple[Step, ...]:
    """Name each ceiling and rule that took something off, from a stored decision; the one that decided last.

    A host's: every figure below the amount asked for. A prize's: a shared place, its group, the highest of a year only.
    """
    steps = {step["code"]: step for step in decision["steps"]}
    if "host_least" in steps:
        return _host_limits(steps, steps["host_least"]["by"])
    found = [
        Step(CODES[step["code"]], {"name": step.get("name", ""), "had": step["had"], "yuan": step["yuan"]})
        for step in decision["steps"]
        if step["code"] in CODES
    ]
    if group := steps.get("prize_group"):
        found.insert(0, Step("limit_group", {name: group[name] for name in ("group", "percent", "yuan")}))
    divided = steps.get("prize_divided")
    if divided:
        found.insert(0, Step("limit_divided", {name: divided[name] for name in ("places", "sharing", "yuan")}))
    return tuple(found)


def _host_limits(steps: Mapping[str, Mapping[str, str]], by: str) -> tuple[Step, ...]:
    fen = {name: fen_of(steps[f"host_{name}"]["yuan"]) for name in FIGURES if f"host_{name}" in steps}
    asked = fen["requested"]
    below = sorted((name for name in fen if fen[name] < asked), key=lambda name: (-fen[name], name == by))
    return tuple(
        Step("limit_figure", {"by": name, "yuan": yuan(fen[name]), "less": yuan(asked - fen[name])}) for name in below
    )
