"""What a corrected result would do to prizes and honours; the later rooms say it, as they are let in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from competition.policy.book import Book
from competition.results.models import ItemResult, ResultLine


@dataclass(frozen=True, slots=True)
class Consequence:
    """One thing of a competitor before and after, in words; `warning` says what has to be done by hand."""

    entry_id: int
    what: str
    before: str
    after: str
    warning: str = ""


Asked = Callable[[ItemResult, Sequence[ResultLine], Book], list[Consequence]]
_rooms: list[Asked] = []


def offer(room: Asked) -> None:
    """Let a later room say what follows in it; said once, however many applications are made."""
    if room not in _rooms:
        _rooms.append(room)


def of(result: ItemResult, after: Sequence[ResultLine], book: Book) -> list[Consequence]:
    """Ask every later room what follows from these lines in place of a result's."""
    return [one for room in _rooms for one in room(result, after, book)]
