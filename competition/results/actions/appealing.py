"""Appeals: filed with evidence, admitted or not, decided in two levels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import clock, trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import NotAllowed, Refused
from competition.foundation.media import Piece
from competition.foundation.texts import _, _l
from competition.plan.models import Item
from competition.policy.book import Book
from competition.registration.models import Entry
from competition.registration.rules import EntryState
from competition.results import appeal_access, appeal_rules, appeal_words, appeals, evidence, queries, rules, snapshots
from competition.results.appeal_models import Appeal, AppealDecision, AppealFile
from competition.results.appeal_rules import AppealKind, AppealState, Proof

FIRST, SECOND = 1, 2


@dataclass(frozen=True, slots=True)
class Filing:
    """What a leader or competitor brings forward: for which entry, about whose, what, and with what evidence."""

    entry: Entry
    kind: AppealKind
    text: str
    about_id: int | None = None
    files: Sequence[Piece] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a level decides, and why."""

    upheld: bool
    reasons: str


def file_appeal(filing: Filing, book: Book, by: User, at: datetime) -> Appeal:
    """Take an appeal within its time and give it a receipt; from now on the award it touches is held."""
    if not appeal_access.may_file(by, filing.entry):
        raise NotAllowed(_l("The leader of the competitor's unit files the appeal."))
    return _file(filing, book, by, at)


def file_own_appeal(filing: Filing, shown: Proof, book: Book, at: datetime) -> Appeal:
    """Take an appeal of a competitor, who has no account and proves to be one of the entry."""
    if not appeals.is_own(filing.entry, shown):
        raise NotAllowed(_l("Only a competitor of this entry files for it here."))
    return _file(filing, book, None, at)


def _file(filing: Filing, book: Book, by: User | None, at: datetime) -> Appeal:
    entry = filing.entry
    if not filing.text.strip():
        raise Refused(_l("Say what happened and what you ask for."), field="text")
    evidence.must_be_usable(filing.files)
    with transaction() as session:
        # one at a time for an entry, so that nothing is filed twice side by side
        session.execute(sa.select(Entry.id).where(Entry.id == entry.id).with_for_update())
        _must_be_in_time(filing, book, at)
        _must_be_the_only_one(filing, at)
        made = _appeal(filing, book, at)
        made.filed_by_id, made.about_id = by and by.id, _about(filing)
        session.add(made)
        session.flush()
        _release_anew(made.item_id, at)
        trail.record(by, "results.appeal_filed", made, at)
    return made


def _appeal(filing: Filing, book: Book, at: datetime) -> Appeal:
    tables = {name: book.on(filing.entry.item.competition.starts_on, name) for name in appeals.TABLES}
    return Appeal(
        item_id=filing.entry.item_id,
        entry_id=filing.entry.id,
        kind=filing.kind,
        receipt=rules.receipt("SS", clock.in_city(at).date()),
        text=filing.text.strip(),
        state=AppealState.FILED,
        filed_at=at,
        tables={name: said.as_json() for name, said in tables.items()},
        due_at=at + timedelta(hours=int(tables[appeals.FIRST_DECISION].value)),
        files=[_kept(piece, at) for piece in filing.files],
    )


def _must_be_in_time(filing: Filing, book: Book, at: datetime) -> None:
    item = filing.entry.item
    if filing.entry.state is not EntryState.ACCEPTED:
        raise Refused(_l("Only an accepted entry can be appealed for."))
    told = appeals.open_kinds(item, appeals.moments([item])[item.id], book, at)
    if filing.kind not in told:
        raise Refused(
            _("It is not the time for this kind of appeal: %(when)s", when=appeal_words.when(item, book)), field="kind"
        )


def _must_be_the_only_one(filing: Filing, at: datetime) -> None:
    for each in appeals.of_entry(filing.entry.id):
        if each.kind is not filing.kind:
            continue
        if filing.kind is AppealKind.RECHECK:
            raise Refused(_l("The marks of a competitor are re-checked once; it was asked for already."), field="kind")
        if each.is_open(at):
            raise Refused(_("The appeal %(receipt)s of this kind is still open.", receipt=each.receipt), field="kind")


def _about(filing: Filing) -> int:
    own, about = filing.entry, filing.about_id
    if about is None or about == own.id:
        return own.id
    other = db.session.get(Entry, about)
    if other is None or other.item_id != own.item_id or filing.kind is AppealKind.RECHECK:
        raise Refused(
            _l("Choose a competitor of the same item; marks are re-checked for your own only."), field="about"
        )
    return other.id


def _kept(piece: Piece, at: datetime) -> AppealFile:
    return AppealFile(
        name=piece.name[:120],
        content=piece.content,
        media_type=piece.media_type,
        size=len(piece.content),
        sha256=piece.sha256,
        added_at=at,
    )


def admit_appeal(appeal: Appeal, admitted: bool, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Admit an appeal to a hearing, or say why it is not heard; the board does."""
    if not admitted and not reason.strip():
        raise Refused(_l("Say why the appeal is not admitted; its leader reads it."), field="reason")
    with transaction():
        appeal.must_be_as_seen(seen)
        _must_hear(appeal, by)
        appeal.move(AppealState.ADMITTED if admitted else AppealState.NOT_ADMITTED)
        appeal.admitted_at, appeal.admitted_by_id, appeal.admission_reason = at, by.id, reason.strip()
        if not admitted:
            _release_anew(appeal.item_id, at)
        trail.record(by, f"results.appeal_{appeal.state}", appeal, at)


def decide_appeal(appeal: Appeal, verdict: Verdict, seen: int | None, by: User, at: datetime) -> None:
    """Decide an appeal at the level it has reached, with reasons: the board first, then the organiser of the city."""
    if not verdict.reasons.strip():
        raise Refused(_l("Give the reasons."), field="reasons")
    with transaction() as session:
        appeal.must_be_as_seen(seen)
        level = SECOND if appeal.state is AppealState.ASKED_ON else FIRST
        if level == FIRST:
            _must_hear(appeal, by)
            appeal.move(AppealState.DECIDED)
            appeal.ask_until = at + timedelta(hours=_hours(appeal, appeals.SECOND_REQUEST))
        else:
            _must_be_second(appeal, by)
            appeal.move(AppealState.FINAL)
        told = {"level": level, "upheld": verdict.upheld, "reasons": verdict.reasons.strip()}
        appeal.decisions.append(AppealDecision(decided_at=at, decided_by_id=by.id, **told))
        appeal.upheld_version = queries.last_number(appeal.item_id) if verdict.upheld else None
        session.flush()
        if level == SECOND:
            _release_anew(appeal.item_id, at)
        trail.record(by, f"results.appeal_{appeal.state}", appeal, at)


def let_go(at: datetime) -> None:
    """Release anew what a first decision held until nobody could ask on any more (a job's work; the system acts)."""
    if not appeals.to_let_go(at):
        return
    with transaction():
        for item_id in appeals.to_let_go(at):
            _release_anew(item_id, at)
            trail.record(None, "results.appeal_let_go", db.session.get(Item, item_id), at)


def _release_anew(item_id: int, at: datetime) -> None:
    # what everyone reads says of each award whether it is held; a hold begins or ends here
    db.session.flush()
    if result := queries.public_result(item_id):
        snapshots.release(result, at)


def _must_hear(appeal: Appeal, by: User) -> None:
    if not appeal_access.may_hear(by, appeal):
        raise NotAllowed(_l("The appeal board of the competition hears this."))
    _must_be_free(by, appeal)


def _must_be_second(appeal: Appeal, by: User) -> None:
    if not appeal_access.may_decide_finally(by, appeal):
        raise NotAllowed(_l("An organiser of the city who did not decide at the first level decides this."))
    _must_be_free(by, appeal)


def _must_be_free(by: User, appeal: Appeal) -> None:
    # asked again at the decision: seats and entries change after somebody was named
    found = appeal_rules.bars(appeals.candidate(by), appeals.concerned(item_id=appeal.item_id))
    if found:
        raise Refused(appeal_words.barred(by.name, found))


def _hours(appeal: Appeal, table: str) -> int:
    return int(appeal.tables[table]["value"])


def ask_on(appeal: Appeal, text: str, seen: int | None, by: User, at: datetime) -> None:
    """Take an appeal to the second level, within its time; its leader does."""
    if not appeal_access.may_file(by, appeal.entry):
        raise NotAllowed(_l("The leader of the competitor's unit asks for the second level."))
    _ask_on(appeal, text, seen, by, at)


def ask_on_own(appeal: Appeal, text: str, seen: int | None, at: datetime) -> None:
    """Take a competitor's own appeal to the second level; whoever holds its receipt does."""
    if appeal.filed_by_id is not None:
        raise NotAllowed(_l("The leader of the competitor's unit asks for the second level."))
    _ask_on(appeal, text, seen, None, at)


def _ask_on(appeal: Appeal, text: str, seen: int | None, by: User | None, at: datetime) -> None:
    if not text.strip():
        raise Refused(_l("Say why the first decision is wrong."), field="text")
    with transaction():
        appeal.must_be_as_seen(seen)
        if appeal.state is AppealState.DECIDED and not appeal.may_ask_on(at):
            raise Refused(_l("The time to ask for the second level is over; the first decision is final."))
        appeal.move(AppealState.ASKED_ON)
        appeal.second_text, appeal.second_asked_at, appeal.second_asked_by_id = text.strip(), at, by and by.id
        appeal.due_at = at + timedelta(hours=_hours(appeal, appeals.SECOND_DECISION))
        # what the first level decided is no longer in force
        appeal.upheld_version = None
        trail.record(by, "results.appeal_asked_on", appeal, at)
