"""What is done with decisions of other bodies: recorded with their document, confirmed by a second person, dropped."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from competition.accounts.models import User
from competition.foundation import clock, media, trail
from competition.foundation.database import transaction
from competition.foundation.errors import Fault, NotAllowed, Refused, refuse_faults
from competition.foundation.texts import _l
from competition.honours import decision_words, decisions, entries
from competition.honours.decision_models import Decision, DecisionLine
from competition.honours.decision_rules import MOST_LINES, DecisionRow, DecisionState, RowFault, honour_of, own_faults
from competition.honours.models import HonourEntry


@dataclass(frozen=True, slots=True)
class DecisionData:
    """A decision as its document says it: which body, when, and the scan; its rows come beside it."""

    body: str
    document_title: str
    document_number: str
    decided_on: date
    scan_name: str
    scan: bytes
    competition_id: int | None = None


def record_decision(
    data: DecisionData, rows: Sequence[DecisionRow], faults: Sequence[RowFault], by: User, at: datetime
) -> Decision:
    """Record a decision with everybody it honours; it makes no entry before a second person confirms it."""
    today = clock.in_city(at).date()
    _refuse(data, rows, [*faults, *decisions.faults(rows, today)], today)
    with transaction() as session:
        made = Decision(
            body=data.body.strip(), document_title=data.document_title.strip(), decided_on=data.decided_on,
            document_number=data.document_number.strip(), state=DecisionState.WAITING, recorded_at=at, recorded_by_id=by.id,
            competition_id=data.competition_id, scan=data.scan, scan_name=data.scan_name[:120], scan_type=media.media_type(data.scan, media.SCANS),
            scan_sha256=hashlib.sha256(data.scan).hexdigest(),
        )  # fmt: skip
        made.lines = decisions.lines_of(rows, data.competition_id)
        session.add(made)
        session.flush()
        trail.record(by, "honours.decision_recorded", made, at, {"lines": len(made.lines)})
    return made


def _refuse(data: DecisionData, rows: Sequence[DecisionRow], found: Sequence[RowFault], today: date) -> None:
    ours = own_faults(rows) if data.competition_id else []
    faults = [decision_words.fault(one) for one in (*found, *ours)]
    if not rows and not found:
        faults.append(Fault(_l("Name somebody by hand, or choose a workbook with at least one row."), field="name"))
    if len(rows) > MOST_LINES:
        faults.append(Fault(_l("A decision takes at most 500 rows. Split the workbook."), field="workbook"))
    if data.decided_on > today:
        faults.append(Fault(_l("This day is still to come. Give the day on the document."), field="decided_on"))
    if not media.media_type(data.scan, media.SCANS):
        faults.append(Fault(_l("This is neither a photo (JPEG, PNG) nor a PDF."), field="scan"))
    elif len(data.scan) > media.LARGEST_SCAN:
        faults.append(Fault(_l("The scan is larger than 8 MB. Send a smaller copy."), field="scan"))
    refuse_faults(faults, _l("The decision cannot be kept so."))


def confirm_decision(decision: Decision, seen: int | None, by: User, at: datetime) -> list[HonourEntry]:
    """Confirm a decision after comparing it with its document: its entries are made; never by whoever recorded it."""
    with transaction() as session:
        entries.take_turn(session)
        decision.must_be_as_seen(seen)
        if decision.recorded_by_id == by.id:
            raise NotAllowed(_l("A second person confirms: you recorded this decision yourself."))
        decision.move(DecisionState.CONFIRMED)
        decision.confirmed_at, decision.confirmed_by_id = at, by.id
        made = [_entry(decision, line, by, at) for line in decision.lines]
        entries.keep(session, made)
        for line, entry in zip(decision.lines, made, strict=True):
            line.entry_id = entry.id
        trail.record(by, "honours.decision_confirmed", decision, at, {"entries": len(made)})
    return made


def _entry(decision: Decision, line: DecisionLine, by: User, at: datetime) -> HonourEntry:
    kind, award, title = honour_of(line.honour)
    ours = decision.competition
    where = entries.of_competition(ours) if ours else {"competition_name": line.competition_name}
    return HonourEntry(
        **where,
        kind=kind,
        year=decision.decided_on.year,
        person_id=line.person_id,
        organisation_id=line.organisation_id,
        **entries.named(line.name_as_was, line.unit_as_was),
        issuer_as_was=decision.body,
        item_name=line.item_name,
        award=award,
        title=title,
        honour_name=line.honour,
        awarded_on=decision.decided_on,
        document_number=decision.document_number,
        ground={"decision": decision.id},
        **entries.begun(by, at),
    )


def drop_decision(decision: Decision, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Drop a decision that was recorded wrongly, with the reason; it stays readable and makes no entry."""
    if not reason.strip():
        raise Refused(_l("Give the reason."), field="reason")
    with transaction():
        decision.must_be_as_seen(seen)
        decision.move(DecisionState.DROPPED)
        decision.reason, decision.confirmed_at, decision.confirmed_by_id = reason.strip(), at, by.id
        trail.record(by, "honours.decision_dropped", decision, at, {"reason": reason.strip()})
