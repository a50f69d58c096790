"""The words of the trail: how the rooms' verbs read, and what their records are called."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa

from competition.accounts.words import FIELDS as ACCOUNT_FIELDS
from competition.accounts.words import VERBS as ACCOUNTS
from competition.foundation.database import Base
from competition.foundation.texts import _l

VERBS: Mapping[str, str] = {
    "audit.exported": _l("exported the trail"),
    "audit.verified": _l("verified the trail"),
}
BREAKS: Mapping[str, str] = {
    "changed": _l("This row was changed after it was written."),
    "missing": _l("This row was taken out."),
    "reordered": _l("This row does not follow the one before it."),
    "cut_off": _l("This row, at the end of the trail, was cut off."),
    "added": _l("This row was put in past the end of the trail."),
}
# how the trail's pages call what records of many rooms have; each room names the rest, or its own otherwise
COMMON_FIELDS: Mapping[str, str] = {
    "id": _l("Record number"),
    "version": _l("Version of the record"),
    "created_at": _l("Created at"),
    "name": _l("Its name"),
    "name_en": _l("English name"),
    "title": _l("Its title"),
    "title_en": _l("Title in English"),
    "state": _l("State"),
    "kind": _l("What kind"),
    "reason": _l("Reason"),
    "number": _l("Its number"),
    "position": _l("Place in the order"),
    "item_id": _l("Item"),
    "competition_id": _l("Competition"),
    "organisation_id": _l("Unit"),
    "person_id": _l("Person"),
    "user_id": _l("Account"),
    "entry_id": _l("Entry"),
    "line_id": _l("Line of the result"),
    "synthetic": _l("Invented for the demo"),
    "sha256": _l("Checksum (SHA-256)"),
    "size": _l("Size in bytes"),
    "media_type": _l("Kind of file"),
    "decided_at": _l("Decided at"),
    "decided_by_id": _l("Decided by"),
    "ended_at": _l("Ended at"),
    "entered_at": _l("Entered at"),
    "entered_by_id": _l("Entered by"),
    "submitted_at": _l("Submitted at"),
    "submitted_by_id": _l("Submitted by"),
    "name_as_was": _l("Name as it was"),
    "unit_as_was": _l("Unit as it was"),
    "document_number": _l("Document number"),
    "deleted": _l("Deleted"),
    "destroyed_on": _l("Destroyed on"),
    "destroyed_under": _l("Destroyed under list"),
    "use": _l("What it is for"),
    "sent_at": _l("Sent at"),
    "sent_by_id": _l("Sent in by"),
}
BOOLEANS: Mapping[str, str] = {"true": _l("yes"), "false": _l("no")}
_values: dict[type[StrEnum], dict[str, str]] = {}
_known: dict[str, str] = {**ACCOUNTS, **VERBS}
_records: dict[str, str] = {}
_fields: dict[str, Mapping[str, str]] = {"accounts": ACCOUNT_FIELDS}


def learn(verbs: Mapping[str, str]) -> None:
    """Learn how a room's verbs read."""
    _known.update(verbs)


def known() -> Mapping[str, str]:
    """Give every verb that has words, by its code."""
    return _known


def learn_records(names: Mapping[str, str]) -> None:
    """Learn what the records of tables are called."""
    _records.update(names)


def record_name(subject: str) -> str:
    """Call a record by its word and number: "judging_sheets#7" is mark sheet 7."""
    table, _sign, number = subject.partition("#")
    return f"{_records[table]} {number}".strip() if table in _records else subject


def learn_fields(room: str, names: Mapping[str, str]) -> None:
    """Learn what a room calls the columns of its records: by column, or by table and column where one has its own."""
    _fields[room] = names


def field_name(subject: str, field: str) -> str:
    """Call a column of a record as the pages do, or by its own name where no room has a word for it."""
    room, _sign, table = subject.partition("#")[0].partition("_")
    words = _fields.get(room, {})
    return words.get(f"{table}.{field}") or words.get(field) or COMMON_FIELDS.get(field, field)


def learn_values(names: Mapping[Any, Any]) -> None:
    """Learn how a room's codes read: a word, or the mark of a state with its word."""
    for code, word in names.items():
        if isinstance(code, StrEnum):
            _values.setdefault(type(code), {})[code.value] = word[-1] if isinstance(word, tuple) else word


def value_name(subject: str, field: str, value: str) -> str:
    """Say a value of a column with a fixed set of words as the pages do; any other, or one of no such set, as it is."""
    kind = _fixed().get((subject.partition("#")[0], field))
    words: Mapping[str, str] = BOOLEANS if kind is bool else _values.get(kind, {}) if kind else {}
    return str(words.get(value, value))


@cache
def _fixed() -> Mapping[tuple[str, str], Any]:
    """Find what each column with a fixed set of words is of, by its table and its name in the trail."""
    columns = {
        (mapper.local_table.name, attribute.key): attribute.columns[0].type
        for mapper in Base.registry.mappers
        if isinstance(mapper.local_table, sa.Table)
        for attribute in mapper.column_attrs
    }
    found = {key: kind.enum_class for key, kind in columns.items() if isinstance(kind, sa.Enum)}
    return found | {key: bool for key, kind in columns.items() if isinstance(kind, sa.Boolean)}


def record_code(told: str) -> str:
    """Give the code of what the pages call "mark sheet 7"; what was typed otherwise stays as it is."""
    for table, word in _records.items():
        name, _space, number = told.rpartition(" ")
        if told == str(word) or (name == str(word) and number.isdecimal()):
            return f"{table}#{number}" if name == str(word) else table
    return told


def verb_name(verb: str) -> str:
    """Say a verb in words, or as it is where its room has none for it."""
    return _known.get(verb, verb)
