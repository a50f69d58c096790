"""What is done with the register: honours entered, corrected and revoked."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import clock, trail
from competition.foundation.database import transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.honours import earned, entries, queries, rules
from competition.honours.earned import Earned
from competition.honours.models import HonourEntry
from competition.honours.rules import EntryState, HonourKind
from competition.plan.models import Competition, Item
from competition.plan.rules import CompetitionState
from competition.policy.book import Book
from competition.results import appeals
from competition.results.models import ItemResult, ResultLine


def enter_honours(result: ItemResult, book: Book, by: User, at: datetime) -> list[HonourEntry]:
    """Enter the awards of an announced result and give the new entries; nobody earned anything: an empty list.

    Entering the same result twice is Refused; what an appeal holds back is entered once it is decided. A corrected
    version leaves what is unchanged, supersedes what changed and revokes what is no longer earned, titles among them.
    """
    with transaction() as session:
        entries.take_turn(session)
        session.execute(sa.select(Item.id).where(Item.id == result.item_id).with_for_update())
        result.must_be_announced()
        held = _held_people(result, at)
        kept = queries.of_item(result.item_id)
        here = {(one.person_id, one.kind) for one in kept if _line(one).result_id == result.id}
        earlier = {(o.person_id, o.kind): o for o in kept if _is_earlier(o, result, held)}
        # a title is given by a nomination list; here one that was given is only kept or ended
        found = [o for o in earned.from_result(result, book) if o.kind is HonourKind.AWARD or o.key in earlier]
        new = [one for one in found if one.key not in here and one.member.person_id not in held]
        if here and not new and not earlier:
            raise Refused(_l("This result stands in the register already."))
        changed = _only_changed(new, earlier)
        _end(earlier.values(), {one.key for one in changed}, result, at)
        session.flush()
        made = [_from_earned(one, result, earlier.get(one.key), by, at) for one in changed]
        entries.keep(session, made)
        if made or earlier:
            trail.record(by, "honours.entered", result, at, {"entries": len(made)})
    return made


def _held_people(result: ItemResult, at: datetime) -> set[int]:
    # what an appeal holds back is neither entered nor ended
    held = appeals.held_of(result, at)
    return {member.person_id for line in result.lines if line.id in held for member in line.entry.members}


def _is_earlier(entry: HonourEntry, result: ItemResult, held: Container[int | None]) -> bool:
    return entry.stands and _line(entry).result_id != result.id and entry.person_id not in held


def _only_changed(new: list[Earned], earlier: dict[tuple[int | None, HonourKind], HonourEntry]) -> list[Earned]:
    """Let entries that a corrected version leaves as they were rest on its lines, and give what is to be entered."""
    changed = []
    for one in new:
        old = earlier.get(one.key)
        if old is None or (old.award or old.title) != one.what:
            changed.append(one)
            continue
        old.line_id, old.ground = one.line.id, dict(one.ground)
        del earlier[one.key]
    return changed


def _end(
    earlier: Iterable[HonourEntry], again: set[tuple[int | None, HonourKind]], result: ItemResult, at: datetime
) -> None:
    for one in earlier:
        is_replaced = (one.person_id, one.kind) in again
        one.end(EntryState.SUPERSEDED if is_replaced else EntryState.REVOKED, result.reason, at)


def _from_earned(one: Earned, result: ItemResult, old: HonourEntry | None, by: User, at: datetime) -> HonourEntry:
    is_title = one.kind is HonourKind.TITLE
    announced = result.announced_on or clock.in_city(at).date()
    return HonourEntry(
        **entries.of_competition(result.item.competition),
        kind=one.kind,
        year=announced.year,
        person_id=one.member.person_id,
        organisation_id=one.line.entry.organisation_id,
        **entries.named(one.member.name_as_was, one.line.unit_as_was),
        issuer_as_was=rules.TITLE_ISSUER if is_title else result.item.competition.organiser.name,
        item_name=result.item.name,
        item_name_en=result.item.name_en,
        award="" if is_title else one.what,
        title=one.what if is_title else "",
        awarded_on=announced,
        document_number=result.document_number,
        line_id=one.line.id,
        ground=dict(one.ground),
        supersedes_id=old.id if old else None,
        **entries.begun(by, at),
    )


def _line(entry: HonourEntry) -> ResultLine:
    assert entry.line is not None
    return entry.line


def enter_host_honour(competition: Competition, document_number: str, by: User, at: datetime) -> HonourEntry:
    """Enter the honour of hosting a competition that was held; once."""
    if not document_number.strip():
        raise Refused(_l("Give the number of the document that honours the host."), field="document_number")
    with transaction() as session:
        entries.take_turn(session)
        if competition.state is not CompetitionState.HELD:
            raise Refused(_l("This competition has not been held yet."))
        if queries.host_entry(competition.id) is not None:
            raise Refused(_l("This competition's host stands in the register already."))
        today = clock.in_city(at).date()
        entry = HonourEntry(
            **entries.of_competition(competition),
            kind=HonourKind.HOST,
            year=today.year,
            organisation_id=competition.host_id,
            **entries.named(competition.host.name, ""),
            issuer_as_was=competition.organiser.name,
            awarded_on=today,
            document_number=document_number.strip(),
            ground={},
            **entries.begun(by, at),
        )
        entries.keep(session, [entry])
        trail.record(by, "honours.host_entered", entry, at)
    return entry


@dataclass(frozen=True, slots=True)
class EntryData:
    """What a correction may say anew, and by which document; an award changes with a corrected result only.

    An empty document number leaves the one of the old entry.
    """

    name: str
    unit: str = ""
    document_number: str = ""


COPIED = (
    "kind", "year", "person_id", "organisation_id", "competition_id", "issuer_as_was", "competition_name",
    "competition_name_en", "item_name", "item_name_en", "award", "title", "honour_name", "awarded_on", "line_id", "ground",
    "synthetic",
)  # fmt: skip


def correct_entry(
    entry: HonourEntry, data: EntryData, reason: str, seen: int | None, by: User, at: datetime
) -> HonourEntry:
    """Put a corrected entry, with a number of its own, in the place of one that stands; the old one stays readable."""
    name, unit = data.name.strip(), data.unit.strip()
    document = data.document_number.strip() or entry.document_number
    if not name:
        raise Refused(_l("Give the name."), field="name")
    _must_have(reason)
    with transaction() as session:
        entries.take_turn(session)
        entry.must_be_as_seen(seen)
        if (name, unit, document) == (entry.name_as_was, entry.unit_as_was, entry.document_number):
            raise Refused(_l("Nothing differs from what stands in the register."), field="name")
        entry.end(EntryState.SUPERSEDED, reason.strip(), at)
        session.flush()
        copied = {column: getattr(entry, column) for column in COPIED}
        new = HonourEntry(
            **copied,
            **entries.named(name, unit),
            document_number=document,
            supersedes_id=entry.id,
            **entries.begun(by, at),
        )
        entries.keep(session, [new])
        trail.record(by, "honours.corrected", new, at, {"reason": reason.strip(), "supersedes": entry.number})
    return new


def revoke_entry(entry: HonourEntry, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Revoke an entry with its reason; it stays readable and its certificate verifies as revoked."""
    _must_have(reason)
    with transaction():
        entry.must_be_as_seen(seen)
        entry.end(EntryState.REVOKED, reason.strip(), at)
        trail.record(by, "honours.revoked", entry, at, {"reason": reason.strip()})


def _must_have(reason: str) -> None:
    if not reason.strip():
        raise Refused(_l("Give the reason."), field="reason")


def note_printers_data(count: int, kind: str, by: User, at: datetime) -> None:
    """Keep who takes the data of how many certificates out for a printer."""
    with transaction():
        trail.record(by, "honours.certificate_data_seen", None, at, {"certificates": count, "format": kind})
