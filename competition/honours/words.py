"""The register's codes in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from competition.directory.rules import DIVISIONS
from competition.foundation import formats
from competition.foundation.cards import Card
from competition.foundation.texts import _, _l
from competition.honours import decision_words, nomination_words, request_words, rules
from competition.honours.models import HonourEntry
from competition.honours.rules import EntryState, HonourKind
from competition.plan import words as plan_words
from competition.results import words as results_words

EXAMPLE_CODE = "ABCD EFGH JKMN PQRS"
# the city's own units are of no district
WHOLE_CITY = "370300"
KINDS = {
    HonourKind.AWARD: _l("Awards of items"),
    HonourKind.TITLE: _l("Titles given"),
    HonourKind.HOST: _l("Hosts honoured"),
    HonourKind.MERIT: _l("Merits honoured"),
}
PICTURES = {
    HonourKind.AWARD: "medal",
    HonourKind.TITLE: "award",
    HonourKind.HOST: "building-bank",
    HonourKind.MERIT: "user-check",
}
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
TITLES = {
    rules.TECHNICIAN: _l("Technical Expert of Zibo"),
    "provincial_technician": _l("Provincial technical expert (省技术能手)"),
    "national_technician": _l("National technical expert (全国技术能手)"),
    "china_skills_award": _l("China Skills Award (中华技能大奖)"),
}
VERBS = {
    **nomination_words.VERBS,
    **decision_words.VERBS,
    **request_words.VERBS,
    "honours.certificate_data_seen": _l("Certificate data taken out for a printer"),
    "honours.entered": _l("Honours entered"),
    "honours.host_entered": _l("Host's honour entered"),
    "honours.corrected": _l("Entry of the register corrected"),
    "honours.revoked": _l("Entry of the register revoked"),
    "honours.certificate_printed": _l("Certificate made"),
}
STEPS = {
    "award_place": _l("place %(place)s with %(total)s: %(award)s"),
}


def what(entry: HonourEntry) -> str:
    """Say what an entry is for; in the words of its document where another body gave it."""
    if entry.honour_name:
        return entry.honour_name
    match entry.kind:
        case HonourKind.AWARD:
            return results_words.award(entry.award)
        case HonourKind.TITLE:
            return str(TITLES.get(entry.title, entry.title))
        case HonourKind.HOST:
            return _("Host of the competition")
        case HonourKind.MERIT:
            return entry.honour_name


def choices() -> list[tuple[str, str]]:
    """List awards and titles, to filter by."""
    return [(code, str(label)) for code, label in (*results_words.AWARDS.items(), *TITLES.items())]


def districts() -> list[tuple[str, str]]:
    """List the city's districts, to filter by."""
    return [(code, names[0 if formats.is_chinese() else 1]) for code, names in DIVISIONS.items() if code != WHOLE_CITY]


def competition(entry: HonourEntry) -> str:
    """Name the competition in the reader's language."""
    return entry.competition_name if formats.is_chinese() else entry.competition_name_en or entry.competition_name


def item(entry: HonourEntry) -> str:
    """Name the item in the reader's language."""
    return entry.item_name if formats.is_chinese() else entry.item_name_en or entry.item_name


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry as a list shows it, in the reader's language; `more` names the team and the unit below the holder."""

    name: str
    more: tuple[str, ...]
    picture: str
    what: str
    competition: str
    item: str
    day: str
    number: str


def listed(rows: Sequence[Any]) -> list[Listed]:
    """Word a page of `queries.LISTED`: each honour and each day once, as a page names the same few over and over."""
    chinese = formats.is_chinese()
    days = {day: formats.day(day) for day in {e.awarded_on for e in rows}}
    whats = {said: what(e) for said, e in {_honour(e): e for e in rows}.items()}
    return [
        Listed(
            e.name_as_was, tuple(filter(None, (e.team, e.unit_as_was))), PICTURES[e.kind], whats[_honour(e)],
            e.competition_name if chinese else e.competition_name_en or e.competition_name,
            e.item_name if chinese else e.item_name_en or e.item_name,
            days[e.awarded_on], e.number,
        )
        for e in rows
    ]  # fmt: skip


def _honour(entry: Any) -> tuple[str, ...]:
    return entry.kind, entry.award, entry.title, entry.honour_name


def step(data: dict[str, Any]) -> str:
    """Word one step of what an entry rests on."""
    if data["code"] in nomination_words.STEPS:
        return nomination_words.step(data)
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
    **nomination_words.FIELDS,
    **decision_words.FIELDS,
    **request_words.FIELDS,
    "award": _l("Award"),
    "awarded_on": _l("Awarded on"),
    "code": _l("Code of the certificate"),
    "competition_name": _l("Competition"),
    "competition_name_en": _l("Competition in English"),
    "item_name": _l("Item"),
    "item_name_en": _l("Item in English"),
    "entries.occupation_code": _l("Occupation code"),
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
