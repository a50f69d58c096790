"""What is wrong with a new value of the policy's award tables: holes, overlaps, shares above the field."""

from typing import Any

from competition.results import award_rules, words

AWARDS = "results.awards"


def of(table: str, value: Any) -> list[str]:
    """Name every fault of an award scheme that its shape does not show, as an item's own scheme is checked."""
    return words.scheme_faults(award_rules.read_scheme(value)) if table.startswith(AWARDS) else []
