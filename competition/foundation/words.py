"""Sets of words that several rooms share."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

What = TypeVar("What")


class Codes(Mapping[StrEnum, What]):
    """What is said of codes of several sets, each code in its own.

    Codes of two sets that read the same are one key to a dict ("kept" of marks and "kept" of paper), and the later word
    would be said of both. So every set comes in a dict of its own.
    """

    def __init__(self, *sets: Mapping[StrEnum, What]) -> None:
        self._said: dict[tuple[type[StrEnum], StrEnum], What] = {}
        for one in sets:
            if not isinstance(one, Codes) and len({type(code) for code in one}) > 1:
                raise TypeError(f"codes of several sets in one dict: {', '.join(one)}")
            self._said |= {(type(code), code): said for code, said in one.items()}

    def __getitem__(self, code: StrEnum) -> What:
        """Give what is said of a code."""
        return self._said[type(code), code]

    def __iter__(self) -> Iterator[StrEnum]:
        """Name the codes, set by set."""
        return (code for _kind, code in self._said)

    def __len__(self) -> int:
        """Count the codes."""
        return len(self._said)


class OrganisationKind(StrEnum):
    """What kind of organisation it is."""

    ENTERPRISE = "enterprise"
    SCHOOL = "school"
    INSTITUTION = "institution"
    GOVERNMENT = "government"
    ASSOCIATION = "association"


class Sex(StrEnum):
    """As the ID number says it."""

    MALE = "male"
    FEMALE = "female"
