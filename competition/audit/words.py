"""The words of the trail: how the rooms' verbs read, and what their records are called."""

from collections.abc import Mapping

from competition.accounts.words import VERBS as ACCOUNTS
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
_known: dict[str, str] = {**ACCOUNTS, **VERBS}
_records: dict[str, str] = {}


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
