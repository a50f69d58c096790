"""How a trail row's before and after read as a table of differences; pure."""

import json
from dataclasses import dataclass
from typing import Any

ABSENT = "—"
HIDDEN = "•••"
_NOTHING = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """One value of one record, as it was and as it became; a record that is new or gone has no other side."""

    record: str
    field: str
    before: str
    after: str


def differences(before: str, after: str) -> list[Difference]:
    """Set the values before and after side by side, by record and field; unchanged ones are left out."""
    old, new = json.loads(before or "{}"), json.loads(after or "{}")
    found: list[Difference] = []
    for record in sorted({*old, *new}):
        mine, theirs = old.get(record, {}), new.get(record, {})
        found += [
            Difference(record, field, shown(mine, field), shown(theirs, field))
            for field in [*mine, *(name for name in theirs if name not in mine)]
            if _differs(mine, theirs, field)
        ]
    return found


def _differs(mine: dict[str, Any], theirs: dict[str, Any], field: str) -> bool:
    # a value that is kept hidden reads the same on both sides, yet it did change
    return bool(mine.get(field, _NOTHING) != theirs.get(field, _NOTHING) or mine[field] == HIDDEN)


def shown(values: dict[str, Any], field: str) -> str:
    """Write one value; an absent, empty or missing one is a dash."""
    value = values.get(field)
    if value is None or value == "":
        return ABSENT
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def note_lines(note: str) -> list[tuple[str, str]]:
    """Give what was noted beside an act, name by name."""
    told = json.loads(note or "{}")
    return [(name, shown(told, name)) for name in told]
