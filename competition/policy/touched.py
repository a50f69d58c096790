"""Which decisions rest on a table's value; the later rooms say it, as they are let in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """A table and the days from which, and up to which, a value of it holds; `until` None where it holds for good."""

    table: str
    first_day: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Touched:
    """One decision: its record as the trail names it, what it was about, and where it stands, in the city's own names."""

    record: str
    about: str

    def as_json(self) -> dict[str, str]:
        """Give it as it is stored with a correction."""
        return {"record": self.record, "about": self.about}


Asked = Callable[[Span], list[Touched]]
_rooms: list[Asked] = []


def offer(room: Asked) -> None:
    """Let a later room name its decisions; said once, however many applications are made."""
    if room not in _rooms:
        _rooms.append(room)


def by(span: Span) -> list[Touched]:
    """Ask every later room which of its decisions rest on what the table said in these days."""
    return [one for room in _rooms for one in room(span)]
