"""What is wrong with a new value beyond its shape; the later rooms, which know what a table means, are let in to say it."""

from collections.abc import Callable
from typing import Any

Asked = Callable[[str, Any], list[str]]
_rooms: list[Asked] = []


def offer(room: Asked) -> None:
    """Let a later room look at new values of its tables; said once, however many applications are made."""
    if room not in _rooms:
        _rooms.append(room)


def by(table: str, value: Any) -> list[str]:
    """Ask every later room what is wrong with a value of the right shape, in sentences."""
    return [fault for room in _rooms for fault in room(table, value)]
