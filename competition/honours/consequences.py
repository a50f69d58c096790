"""What a corrected result would do to the register: awards and titles entered, titles that would be earned."""

from collections.abc import Sequence

from competition.foundation.texts import _, _l
from competition.honours import earned, queries, words
from competition.honours.models import HonourEntry
from competition.honours.rules import HonourKind
from competition.policy.book import Book
from competition.results import words as results_words
from competition.results.consequences import Consequence
from competition.results.models import ItemResult, ResultLine

NONE = "—"
WHAT = {HonourKind.AWARD: _l("Register, award"), HonourKind.TITLE: _l("Title")}
Key = tuple[int | None, HonourKind]


def of(result: ItemResult, after: Sequence[ResultLine], book: Book) -> list[Consequence]:
    """Say whose title would come or go, and which entries of the register would end."""
    old, new = (_earned(result, lines, book) for lines in (result.lines, after))
    kept: dict[Key, HonourEntry] = {(e.person_id, e.kind): e for e in queries.of_item(result.item_id) if e.stands}
    entry_of = {
        member.person_id: (line.entry_id, member.name_as_was)
        for line in (*result.lines, *after)
        for member in line.entry.members
    }
    found = []
    for key in dict.fromkeys((*kept, *old, *new)):
        entry, person_id = kept.get(key), key[0]
        before = (entry.award or entry.title) if entry else old.get(key, "")
        same = before == new.get(key, "")
        # an award that nobody entered yet stands in the result itself
        if same or person_id not in entry_of or (key[1] is HonourKind.AWARD and entry is None):
            continue
        entry_id, name = entry_of[person_id]
        what = f"{WHAT[key[1]]} · {name}"
        found.append(Consequence(entry_id, what, _named(key, before), _named(key, new.get(key, "")), _warning(entry)))
    return found


def _warning(entry: HonourEntry | None) -> str:
    if entry is None:
        return ""
    return _("Entry %(number)s of the register ends when the new version is entered there.", number=entry.number)


def _earned(result: ItemResult, lines: Sequence[ResultLine], book: Book) -> dict[Key, str]:
    placed = sorted((line for line in lines if line.place), key=lambda line: (line.place, line.number))
    return {one.key: one.what for one in earned.of_lines(result, placed, book)}


def _named(key: Key, code: str) -> str:
    if not code:
        return NONE
    return results_words.award(code) if key[1] is HonourKind.AWARD else str(words.TITLES.get(code, code))
