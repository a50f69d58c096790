"""What later rooms offer on an item's public page where the item has it, such as a blind draw."""

from collections.abc import Callable

from competition.foundation.menu import Link

Offer = Callable[[int], list[Link]]
_rooms: list[Offer] = []


def offer(room: Offer) -> None:
    """Let a later room offer links on the pages of items; said once, however many applications are made."""
    if room not in _rooms:
        _rooms.append(room)


def on(item_id: int) -> list[Link]:
    """Gather what the later rooms offer on the page of one item; each link's endpoint takes the item's id."""
    return [link for room in _rooms for link in room(item_id)]
