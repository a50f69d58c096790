"""The coaches an entry names: read from two cells, checked, and made values to store; pure.

Each coach is a person with an ID number, as competitors are: whoever is paid, honoured and kept from judging must be
told from others of the same name. Birth date and sex are read from the number; nothing else is asked.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from competition.directory import rules as directory
from competition.foundation.words import Sex

SEPARATORS = re.compile(r"[、，,;；/\n]")
MOST = 3

Named = tuple[str, str]
# the column, the code of what is wrong, what stands there, and what should be known of it
Found = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class NewCoach:
    """A coach of an entry, checked."""

    name: str
    id_number: str
    birth_date: date
    sex: Sex


def plain(number: str) -> str:
    """Give an ID number without spaces and in capitals."""
    return "".join(number.split()).upper()


def named(names: str, numbers: str) -> list[Named]:
    """Read coaches from the cell of names and that of ID numbers, as many in the same order; empty pairs are left out."""
    pairs = zip_longest(SEPARATORS.split(names), SEPARATORS.split(numbers), fillvalue="")
    read = [(name.strip(), plain(number)) for name, number in pairs]
    return [pair for pair in read if any(pair)]


def faults(coaches: Sequence[Named], today: date, known: Mapping[str, str]) -> list[Found]:
    """Name what is wrong with the coaches of one entry; `known` maps ID numbers to the names of the directory.

    Codes: 'coach_unnamed', 'name_characters', 'id_…' as of competitors, 'name_differs' (known under another name),
    'coach_twice', 'coaches_many'.
    """
    found: list[Found] = []
    if len(coaches) > MOST:
        found.append(("coach", "coaches_many", str(len(coaches)), str(MOST)))
    for place, (name, number) in enumerate(coaches):
        fault = directory.id_number(number, today).fault
        if not name:
            found.append(("coach", "coach_unnamed", "", ""))
        elif not directory.name_is_plain(name):
            found.append(("coach", "name_characters", name, ""))
        elif known.get(number, name) != name:
            found.append(("coach", "name_differs", name, ""))
        if fault:
            found.append(("coach_id", f"id_{fault}", number, ""))
        elif number in [other for _name, other in coaches[:place]]:
            found.append(("coach_id", "coach_twice", name, ""))
    return found


def made(coaches: Iterable[Named], today: date) -> tuple[NewCoach, ...]:
    """Make the values to store of coaches without a fault."""
    return tuple(_made(name, directory.id_number(number, today)) for name, number in coaches)


def _made(name: str, read: directory.IdNumber) -> NewCoach:
    assert read.birth_date is not None
    assert read.sex is not None
    return NewCoach(name, read.number, read.birth_date, read.sex)
