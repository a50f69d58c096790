"""What a room offers in the menu and what it says is waiting, for the hall to gather."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the office menu: `group` is the stage it belongs to."""

    label: str
    endpoint: str
    icon: str
    group: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for a person: how many, and where to go; tone is info, warning or danger."""

    text: str
    count: int
    url: str
    icon: str
    tone: str = "info"
