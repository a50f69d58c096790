"""Drafts in words: where they stand, what is wrong with them, and two values side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from competition.audit import words as audit_words
from competition.foundation.formats import is_chinese
from competition.foundation.texts import _, _l
from competition.policy import cells, measure_words, payer_tables, reader, rules, words
from competition.policy.book import Table
from competition.policy.rules import DraftState, Shape, ValueFault

STATES = {
    DraftState.DRAFTED: ("progress", _l("Waits for a second person")),
    DraftState.RETURNED: ("warn", _l("Returned to be mended")),
    DraftState.ENACTED: ("good", _l("Enacted")),
    DraftState.DROPPED: ("neutral", _l("Given up")),
}
NEEDS_REASON = _l(
    "From today or an earlier day on, a value changes the book backwards. Say why; it is recorded as a correction."
)
FAULTS = {
    "mapping": _l("a table of keys and values is needed here"),
    "list": _l("a list of at least one is needed here"),
    "level": _l("“%(found)s” is no level of a competition"),
    "below": _l("the policy's money is for competitions of municipal level and above"),
    "places": _l("places are counted 1, 2, 3 … without a gap, not: %(found)s"),
    "unknown": _l("“%(found)s” does not belong here"),
    "missing": _l("“%(found)s” is missing"),
    "empty": _l("nothing stands here; write a figure, and 0 where nothing is meant"),
    "yes_or_no": _l("write true or false, not “%(found)s”"),
    "whole": _l("write a whole number of at least 0, not “%(found)s”"),
    "amount": _l("write an amount in yuan such as 5,000.00, not “%(found)s”"),
    "part": _l('write a share from 0 to 1 in quotation marks, such as "0.50", not “%(found)s”'),
    "share": _l('write a share above 0 and up to 1 in quotation marks, such as "0.20", not “%(found)s”'),
    "payer": _l("“%(found)s” is no payer; write city, district or sponsor"),
    "whole_of_parts": _l("the parts come to %(found)s%%; together they must come to 100%%"),
    "choice": _l("write one of %(known)s, not “%(found)s”"),
    "code": _l("“%(found)s” is no word this table knows"),
    "student": _l("students are not given titles; take “%(found)s” out"),
    "ground": _l("say exactly one of to_place, to_share and award"),
    "from_one": _l("write a whole number from 1 on within bounds, not “%(found)s”"),
    "skill_level": _l('write the skill level as "5" (junior) to "1" (senior technician), not “%(found)s”'),
    "gap": _l("fields of %(found)s are left out; say what holds for them"),
    "overlap": _l("fields of %(found)s stand in two rows; leave them in one"),
    "backwards": _l("the sizes %(found)s run backwards"),
    "open_end": _l("fields larger than %(found)s are left out; leave the last row without “largest”"),
    "keep": _l("write one of permanent, years_30, years_10, months_6 and months_3, not “%(found)s”"),
    "keep_ground": _l("“%(found)s” is no ground this table knows"),
    "for_good": _l("the register, results, tables, trail and records of destruction are kept for good; write permanent"),
    "holidays": _l("a year has 4 to 20 holidays, not %(found)s"),
    "day": _l("write a day as 2027-01-01, not “%(found)s”"),
    "other_year": _l("%(found)s lies in another year"),
    "backwards_days": _l("a holiday ends before it begins: %(found)s"),
    "two_holidays": _l("%(found)s lies in two holidays"),
    "no_weekend": _l("%(found)s is no Saturday or Sunday; it is worked anyway"),
    "twice_a_day": _l("%(found)s stands twice"),
    "both": _l("%(found)s is a holiday and worked at once"),
    "above": _l("the policy's ceiling is 500,000.00 yuan; more is refused as long as it is in force"),
}  # fmt: skip
VERBS = {
    "policy.value_drafted": _l("New value of a policy table drafted"),
    "policy.value_changed": _l("Draft of a policy table changed"),
    "policy.value_returned": _l("Draft of a policy table returned"),
    "policy.value_dropped": _l("Draft of a policy table given up"),
    "policy.value_enacted": _l("New value of a policy table enacted"),
}
FIELDS: Mapping[str, str] = {
    "table_name": _l("Policy table"),
    "first_day": _l("First day"),
    "value_text": _l("Value of the table"),
    "document_title": _l("Title of the document"),
    "scan": _l("Scan of the document"),
    "scan_name": _l("File name of the scan"),
    "scan_type": _l("Kind of the scan"),
    "scan_sha256": _l("Checksum of the scan (SHA-256)"),
    "drafted_at": _l("Drafted at"),
    "drafted_by_id": _l("Drafted by"),
    "checked_at": _l("Checked at"),
    "checked_by_id": _l("Checked by"),
    "returned_reason": _l("Why it was returned"),
    "sequence": _l("Order of enacting"),
    "touched": _l("Decisions it touches"),
}


def shape(table: Table) -> Shape:
    """Say what a new value of a table must look like: the one that stands now."""
    codes = frozenset({*words.CODES, "first", "second", "third"})
    return Shape(table.name, table.unit, table.values[-1].value, frozenset(words.LEVELS), codes)


def faults(value: Any, table: Table) -> list[ValueFault]:
    """Name every fault of a value of a table."""
    return rules.value_faults(value, shape(table))


def fault(one: ValueFault, table: Table) -> str:
    """Say what is wrong and where, with the remedy."""
    known = ", ".join(rules.CHOICES.get(table.name, ()))
    told = str(FAULTS[one.code]) % {"found": one.found, "known": known}
    place = where(one.place, table)
    return f"{place}: {told}" if place else told


def where(place: Sequence[str], table: Table) -> str:
    """Name a place in a value as the page shows it."""
    return " · ".join(_part(part, table) for part in place)


def _part(part: str, table: Table) -> str:
    if part.isdecimal():
        return _("Place %(place)s", place=part) if table.unit.startswith("fen") else part
    if table.unit == "figures" and part in measure_words.FIGURES:
        return str(measure_words.FIGURES[part][0])
    return str(words.CODES.get(part, part))


def title(name: str) -> str:
    """Call a table by its title in the reader's language."""
    table = reader.book().table(name)
    return table.title if is_chinese() else table.title_en


def record(subject: str) -> str:
    """Call a decision as the trail does."""
    return audit_words.record_name(subject)


def grid(table: Table, paths: Sequence[cells.Path]) -> list[tuple[str, list[cells.Path]]]:
    """Lay the cells of a table in rows: a level with its places, or one figure a row."""
    rows: dict[str, list[cells.Path]] = {}
    for path in paths:
        rows.setdefault(where(path[:1], table) or _("Value"), []).append(path)
    return list(rows.items())


def hint(table: Table) -> str:
    """Say what the cells take."""
    if table.unit == "figures":
        return _("Amounts in yuan, such as 5,000.00; other figures as they stand. An empty cell is left out.")
    if table.unit.startswith("fen"):
        return _("Amounts in yuan, such as 5,000.00. An empty cell gives nothing.")
    if table.unit == "share / group":
        return _("Shares of the whole: 0.50 is half of it, 0 gives nothing.")
    if table.unit == payer_tables.UNIT:
        return _("Parts of the whole: 0.50 is half of it. A row comes to 1; an empty row is paid as usual.")
    return str(words.UNITS.get(table.unit, ""))


def column(table: Table, key: str) -> str:
    """Call a column of the cells: a payer, or a place."""
    return words.word(key) if table.unit == payer_tables.UNIT else _("Place %(place)s", place=key)


def above(day: date) -> str:
    """Say that a table would stand above its ceiling from a day on."""
    return _("From %(day)s on, a figure of the table would stand above its ceiling.", day=day.isoformat())


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure on two sides, and whether they differ."""

    label: str
    left: str
    right: str

    @property
    def differs(self) -> bool:
        """Say whether the sides differ."""
        return self.left != self.right


def pairs(left: tuple[Table, Any] | None, right: tuple[Table, Any] | None) -> list[Pair]:
    """Lay two values side by side, figure by figure, as the pages word them."""
    one, other = (_flat(*side) if side else {} for side in (left, right))
    return [Pair(label, one.get(label, "—"), other.get(label, "—")) for label in dict.fromkeys((*one, *other))]


def _flat(table: Table, value: Any) -> dict[str, str]:
    shown = words.shown(table, value)
    found = {_("Value"): f"{shown.figure} {shown.unit}".strip()} if shown.figure else {}
    found |= {str(number): line for number, line in enumerate(shown.lines, start=1)}
    several = len(shown.head) > 2
    for label, figures in shown.rows:
        for head, cell in zip(shown.head[1:], figures, strict=True):
            if cell != "—":
                found[f"{label} · {head}" if several else label] = cell
    return found
