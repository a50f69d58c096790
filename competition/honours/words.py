"""The register's codes in words."""

from collections.abc import Mapping
from typing import Any

from competition.foundation import formats
from competition.foundation.cards import Card
from competition.foundation.texts import _, _l
from competition.honours import rules
from competition.honours.models import HonourEntry
from competition.honours.rules import EntryState, HonourKind
from competition.plan import words as plan_words
from competition.results import words as results_words

EXAMPLE_CODE = "ABCD EFGH JKMN PQRS"
KINDS = {
    HonourKind.AWARD: _l("Awards of items"),
    HonourKind.TITLE: _l("Titles given"),
    HonourKind.HOST: _l("Hosts honoured"),
}
PICTURES = {HonourKind.AWARD: "medal", HonourKind.TITLE: "award", HonourKind.HOST: "building-bank"}
STATES = {
    EntryState.ENTERED: ("good", _l("Valid")),
    EntryState.SUPERSEDED: ("warn", _l("Corrected")),
    EntryState.REVOKED: ("bad", _l("Revoked")),
}
SAID = {
    EntryState.ENTERED: _l("This honour stands in the city's register."),
    EntryState.SUPERSEDED: _l("This entry was corrected. What counts is the entry that took its place."),
    EntryState.REVOKED: _l("This honour was revoked. A certificate of it no longer counts."),
}
TITLES = {rules.TECHNICIAN: _l("Technical Expert of Zibo")}
VERBS = {
    "honours.certificate_data_seen": _l("Certificate data taken out for a printer"),
    "honours.entered": _l("Honours entered"),
    "honours.host_entered": _l("Host's honour entered"),
    "honours.corrected": _l("Entry of the register corrected"),
    "honours.revoked": _l("Entry of the register revoked"),
    "honours.certificate_printed": _l("Certificate made"),
}
STEPS = {
    "award_place": _l("place %(place)s with %(total)s: %(award)s"),
    "title_earned": _l(
        "%(level)s, %(group)s: the title goes to place %(to_place)s; place %(place)s, both parts passed, title not held before"
    ),
}


def what(entry: HonourEntry) -> str:
    """Say what an entry is for."""
    match entry.kind:
        case HonourKind.AWARD:
            return results_words.award(entry.award)
        case HonourKind.TITLE:
            return str(TITLES.get(entry.title, entry.title))
        case HonourKind.HOST:
            return _("Host of the competition")


def choices() -> list[tuple[str, str]]:
    """List awards and titles, to filter by."""
    return [(code, str(label)) for code, label in (*results_words.AWARDS.items(), *TITLES.items())]


def competition(entry: HonourEntry) -> str:
    """Name the competition in the reader's language."""
    return entry.competition_name if formats.is_chinese() else entry.competition_name_en or entry.competition_name


def item(entry: HonourEntry) -> str:
    """Name the item in the reader's language."""
    return entry.item_name if formats.is_chinese() else entry.item_name_en or entry.item_name


def step(data: dict[str, Any]) -> str:
    """Word one step of what an entry rests on."""
    said = STEPS.get(data["code"])
    if said is None:
        return str(data["code"])
    named = {
        "award": results_words.award(data.get("award", "")),
        "level": plan_words.LEVELS.get(data.get("level", ""), ""),
        "group": plan_words.GROUPS.get(data.get("group", ""), ""),
    }
    return str(said) % {**data, **named}


def card(entry: HonourEntry) -> Card:
    """Say what stands on an honour's card; one that no longer stands names nobody."""
    if not entry.stands:
        return Card(_("Register of honours"), entry.number, (str(STATES[entry.state][1]),), entry.synthetic)
    where = " · ".join(part for part in (competition(entry), item(entry)) if part)
    return Card(f"{what(entry)} · {entry.number}", entry.name_as_was, (where, entry.unit_as_was), entry.synthetic)


# how the trail's pages call the columns of this room's records; `table.column` where one table has its own
FIELDS: Mapping[str, str] = {
    "award": _l("Award"),
    "awarded_on": _l("Awarded on"),
    "code": _l("Code of the certificate"),
    "competition_name": _l("Competition"),
    "competition_name_en": _l("Competition in English"),
    "item_name": _l("Item"),
    "item_name_en": _l("Item in English"),
    "ground": _l("Ground"),
    "issuer_as_was": _l("Issuer as it was"),
    "name_pinyin": _l("Name in pinyin"),
    "entries.number": _l("Number of the certificate"),
    "printed_at": _l("Printed at"),
    "printed_by_id": _l("Printed by"),
    "reprint": _l("Printed again"),
    "seq": _l("Running number"),
    "state_key": _l("Key of the state's register"),
    "title": _l("Title"),
    "supersedes_id": _l("Entry it takes the place of"),
    "certificate_prints.entry_id": _l("Entry of the register"),
    "year": _l("Year"),
}
