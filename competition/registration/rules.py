"""Who may enter, what is wrong with the rows of a workbook, and the draw of numbers; pure.

Sources: policy.md 3.1, 3.3, 4.4, 4.5. Every fault is a code; words.py says it in both languages with its remedy.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from competition.directory import rules as directory
from competition.foundation.words import Sex
from competition.plan.rules import Group
from competition.registration import coach_rules
from competition.registration.coach_rules import NewCoach


class EntryState(StrEnum):
    """Where an entry stands."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


MOVES: dict[EntryState, frozenset[EntryState]] = {
    EntryState.SUBMITTED: frozenset({EntryState.ACCEPTED, EntryState.RETURNED, EntryState.WITHDRAWN}),
    EntryState.RETURNED: frozenset({EntryState.SUBMITTED, EntryState.WITHDRAWN}),
    EntryState.ACCEPTED: frozenset({EntryState.RETURNED, EntryState.WITHDRAWN}),
    EntryState.WITHDRAWN: frozenset(),
}


def may_move(old: EntryState, new: EntryState) -> bool:
    """Say whether an entry may go from one state to another."""
    return new in MOVES[old]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a registration workbook as typed; `number` is the row as Excel shows it."""

    number: int
    item: str = ""
    team: str = ""
    name: str = ""
    id_number: str = ""
    sex: str = ""
    birth_date: str = ""
    phone: str = ""
    unit: str = ""
    credit_code: str = ""
    level: str = ""
    coach: str = ""
    coach_id: str = ""


@dataclass(frozen=True, slots=True)
class ItemRule:
    """What an item asks of entries."""

    id: int
    code: str
    group: Group
    team_size: int
    cancelled: bool = False
    follows: bool = False
    unit_quota: int | None = None
    places: int | None = None
    born_from: date | None = None
    born_to: date | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """All that rows are checked against; facts from the database are passed in, by ID number and credit code."""

    items: Mapping[str, ItemRule]
    held_on: date
    today: date
    youngest: int
    own_codes: frozenset[str] | None
    units: Mapping[str, str] = field(default_factory=dict)
    entered: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    barred: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[tuple[int, str], int] = field(default_factory=dict)
    totals: Mapping[int, int] = field(default_factory=dict)
    team_names: frozenset[tuple[int, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in one cell: the row and column, the code, what stands there and what should be known of it."""

    row: int
    column: str
    code: str
    value: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NewMember:
    """A person of an entry, checked."""

    row: int
    name: str
    id_number: str
    birth_date: date
    sex: Sex
    phone: str
    level: str


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry that may be stored."""

    item_id: int
    unit: str
    credit_code: str
    team_name: str
    members: tuple[NewMember, ...]
    coaches: tuple[NewCoach, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome: entries to store, or everything that is wrong, by row and column."""

    entries: tuple[NewEntry, ...]
    faults: tuple[RowFault, ...]


SEXES = {"男": Sex.MALE, "女": Sex.FEMALE, "male": Sex.MALE, "female": Sex.FEMALE}
MOST_ROWS = 5000


def check_rows(rows: Sequence[Row], context: Context) -> Checked:
    """Check every row and then what only shows among rows: the same person twice, teams, quotas and places."""
    if not rows:
        return Checked((), (RowFault(0, "item", "empty"),))
    if len(rows) > MOST_ROWS:
        return Checked((), (RowFault(0, "item", "too_many_rows", str(len(rows)), str(MOST_ROWS)),))
    faults: list[RowFault] = []
    members: dict[int, NewMember] = {}
    for row in rows:
        found = _row_faults(row, context)
        faults += found
        if not found:
            members[row.number] = _member(row, context.today)
    faults += _twice(rows) + _team_faults(rows, context) + _coach_faults(rows, context)
    entries = _entries(rows, members, context)
    faults += _quota_faults(entries, context)
    order = {column: i for i, column in enumerate(Row.__slots__)}
    ordered = sorted(faults, key=lambda f: (f.row, order.get(f.column, 99)))
    return Checked(() if faults else tuple(entries), tuple(ordered))


def _row_faults(row: Row, context: Context) -> list[RowFault]:
    found = [*_item_faults(row, context), *_name_faults(row), *_unit_faults(row, context)]
    if row.phone and not directory.phone_is_plain(row.phone):
        found.append(RowFault(row.number, "phone", "phone", row.phone))
    if row.level and level_code(row.level) is None:
        found.append(RowFault(row.number, "level", "level", row.level))
    return found + _person_faults(row, context)


def level_code(text: str) -> str | None:
    """Find the code of a skill level by its name or number."""
    names = {name: code for code, name in directory.SKILL_LEVELS.items()}
    return names.get(text.strip()) or (text.strip() if text.strip() in directory.SKILL_LEVELS else None)


def _item_faults(row: Row, context: Context) -> list[RowFault]:
    if not row.item:
        return [RowFault(row.number, "item", "item_missing")]
    item = context.items.get(row.item)
    if item is None:
        return [RowFault(row.number, "item", "item_unknown", row.item, "、".join(sorted(context.items)))]
    if item.follows:
        return [RowFault(row.number, "item", "item_follows", row.item)]
    return [RowFault(row.number, "item", "item_cancelled", row.item)] if item.cancelled else []


def _name_faults(row: Row) -> list[RowFault]:
    if not row.name:
        return [RowFault(row.number, "name", "name_missing")]
    return [] if directory.name_is_plain(row.name) else [RowFault(row.number, "name", "name_characters", row.name)]


def _unit_faults(row: Row, context: Context) -> list[RowFault]:
    found = [] if row.unit else [RowFault(row.number, "unit", "unit_missing")]
    code = row.credit_code.upper()
    if not code:
        return [*found, RowFault(row.number, "credit_code", "code_missing")]
    fault = directory.credit_code_fault(code)
    if fault:
        return [*found, RowFault(row.number, "credit_code", f"code_{fault}", row.credit_code)]
    if context.own_codes is not None and code not in context.own_codes:
        return [*found, RowFault(row.number, "credit_code", "not_own_unit", row.credit_code)]
    known = context.units.get(code)
    if row.unit and known and known != row.unit:
        found.append(RowFault(row.number, "unit", "unit_name", row.unit, known))
    return found


def _person_faults(row: Row, context: Context) -> list[RowFault]:
    number = directory.id_number(row.id_number, context.today)
    if number.fault:
        return [RowFault(row.number, "id_number", f"id_{number.fault}", row.id_number)]
    assert number.birth_date is not None
    found = _stated_faults(row, number)
    item = context.items.get(row.item)
    age = directory.age_on(number.birth_date, context.held_on)
    if age < context.youngest:
        found.append(RowFault(row.number, "birth_date", "too_young", str(number.birth_date), str(context.youngest)))
    elif item is not None and not _born_in_time(number.birth_date, item):
        found.append(RowFault(row.number, "birth_date", "born_outside", str(number.birth_date), _window(item)))
    return found + _history_faults(row, number.number, context)


def _stated_faults(row: Row, number: directory.IdNumber) -> list[RowFault]:
    found = []
    if row.sex and row.sex.lower() not in SEXES:
        found.append(RowFault(row.number, "sex", "sex_unknown", row.sex))
    elif row.sex and SEXES[row.sex.lower()] is not number.sex:
        found.append(RowFault(row.number, "sex", "sex_differs", row.sex))
    if row.birth_date:
        stated = read_day(row.birth_date)
        if stated is None:
            found.append(RowFault(row.number, "birth_date", "birth_unreadable", row.birth_date))
        elif stated != number.birth_date:
            found.append(RowFault(row.number, "birth_date", "birth_differs", row.birth_date, str(number.birth_date)))
    return found


def _history_faults(row: Row, number: str, context: Context) -> list[RowFault]:
    if number in context.entered:
        return [RowFault(row.number, "id_number", "entered_already", row.name, context.entered[number])]
    known = context.names.get(number)
    if known and row.name and known != row.name:
        return [RowFault(row.number, "name", "name_differs", row.name)]
    if number in context.barred:
        return [RowFault(row.number, "name", "barred", row.name, context.barred[number])]
    return []


def read_day(text: str) -> date | None:
    """Read a day typed as 1990-03-07, 1990/3/7, 1990.3.7, 19900307 or 1990年3月7日."""
    plain = text.strip().replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-")
    if plain.isdigit() and len(plain) == 8:
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    parts = plain.split(" ")[0].split("-")
    try:
        return date(*(int(part) for part in parts)) if len(parts) == 3 else None
    except ValueError:
        return None


def _born_in_time(born: date, item: ItemRule) -> bool:
    return (item.born_from is None or born >= item.born_from) and (item.born_to is None or born <= item.born_to)


def _window(item: ItemRule) -> str:
    return f"{item.born_from or ''} – {item.born_to or ''}"


def _member(row: Row, today: date) -> NewMember:
    number = directory.id_number(row.id_number, today)
    assert number.birth_date is not None
    assert number.sex is not None
    return NewMember(
        row.number, row.name, number.number, number.birth_date, number.sex, row.phone, level_code(row.level) or ""
    )


def _twice(rows: Sequence[Row]) -> list[RowFault]:
    first: dict[str, int] = {}
    found = []
    for row in rows:
        number = "".join(row.id_number.split()).upper()
        if len(number) == 18 and number in first:
            found.append(RowFault(row.number, "id_number", "twice", row.name, str(first[number])))
        first.setdefault(number, row.number)
    return found


def _team_faults(rows: Sequence[Row], context: Context) -> list[RowFault]:
    found = []
    teams: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        item = context.items.get(row.item)
        if item is None or item.team_size == 1:
            if item is not None and row.team:
                found.append(RowFault(row.number, "team", "team_in_single", row.team))
        elif not row.team:
            found.append(RowFault(row.number, "team", "team_missing"))
        else:
            teams[row.item, row.team].append(row)
    for (code, name), team in teams.items():
        found += _one_team_faults(context.items[code], name, team, context)
    return found


def _one_team_faults(item: ItemRule, name: str, team: Sequence[Row], context: Context) -> list[RowFault]:
    first = team[0].number
    if len({row.credit_code.upper() for row in team}) > 1:
        return [RowFault(first, "team", "team_units", name)]
    if len(team) != item.team_size:
        code = "team_small" if len(team) < item.team_size else "team_big"
        return [RowFault(first, "team", code, name, str(item.team_size))]
    return [RowFault(first, "team", "team_twice", name)] if (item.id, name) in context.team_names else []


def _coaches(row: Row) -> list[coach_rules.Named]:
    return coach_rules.named(row.coach, row.coach_id)


def _coach_faults(rows: Sequence[Row], context: Context) -> list[RowFault]:
    found = []
    for group in _grouped(rows):
        told = {tuple(_coaches(row)): row.number for row in reversed(group) if _coaches(row)}
        for named, number in told.items():
            found += [RowFault(number, *fault) for fault in coach_rules.faults(named, context.today, context.names)]
            own = {coach_rules.plain(row.id_number) for row in group}
            found += [RowFault(number, "coach_id", "coach_competes", name) for name, of in named if of in own]
        if len(told) > 1:
            # the team is one entry: whoever is named in one of its rows holds for all
            found.append(RowFault(max(told.values()), "coach", "coaches_differ", group[0].team))
    return found


def _grouped(rows: Sequence[Row]) -> list[list[Row]]:
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.item, row.team or f"#{row.number}"), []).append(row)
    return list(groups.values())


def _entries(rows: Sequence[Row], members: Mapping[int, NewMember], context: Context) -> list[NewEntry]:
    return [
        NewEntry(
            context.items[group[0].item].id,
            group[0].unit,
            group[0].credit_code.upper(),
            group[0].team,
            tuple(members[row.number] for row in group),
            coach_rules.made(next((named for row in group if (named := _coaches(row))), ()), context.today),
        )
        for group in _grouped([row for row in rows if row.number in members])
    ]


def _quota_faults(entries: Sequence[NewEntry], context: Context) -> list[RowFault]:
    items = {item.id: item for item in context.items.values()}
    by_unit, in_all = Counter(context.counts), Counter(context.totals)
    found = []
    for entry in entries:
        item, row = items[entry.item_id], entry.members[0].row
        by_unit[entry.item_id, entry.credit_code] += 1
        in_all[entry.item_id] += 1
        if item.unit_quota is not None and by_unit[entry.item_id, entry.credit_code] > item.unit_quota:
            found.append(RowFault(row, "item", "quota", item.code, str(item.unit_quota)))
        elif item.places is not None and in_all[entry.item_id] > item.places:
            found.append(RowFault(row, "item", "places", item.code, str(item.places)))
    return found


def draw(keys: Sequence[int], seed: str) -> dict[int, int]:
    """Draw numbers 1..n: entries in the order of SHA-256("seed:key"), so that anyone with the seed can draw again."""
    ordered = sorted(keys, key=lambda key: (hashlib.sha256(f"{seed}:{key}".encode()).digest(), key))
    return {key: number for number, key in enumerate(ordered, 1)}
