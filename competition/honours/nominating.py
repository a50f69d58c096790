"""What is done with nomination lists: proposed, reviewed, put on notice, objected to, entered with their document."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from competition.accounts.models import User
from competition.foundation import clock, trail
from competition.foundation.database import transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _, _l
from competition.honours import entries, nominations, rules, title_rules
from competition.honours.models import HonourEntry
from competition.honours.nomination_models import ListObjection, NominationList, Nominee
from competition.honours.rules import HonourKind
from competition.honours.title_rules import ListKind, ListState, Verdict
from competition.plan.models import Competition
from competition.policy import working_days
from competition.policy.book import Book
from competition.results import rules as results
from competition.results.objecting_models import filled


def propose_list(competition: Competition, kind: ListKind, book: Book, by: User, at: datetime) -> NominationList:
    """Propose a list from a competition's announced results by the table of its first day, with the working of each."""
    with transaction() as session:
        entries.take_turn(session)
        if nominations.open_list(competition.id, kind) is not None:
            raise Refused(_l("A list of this kind is under way for this competition. Finish or drop it first."))
        found = nominations.proposed(competition, kind, book, at)
        if not any(each.earned for each in found):
            raise Refused(_l("By the table nobody new can be proposed from this competition's announced results."))
        number = nominations.last_number(competition.id, kind) + 1
        basis = book.on(competition.starts_on, nominations.TABLES[kind]).as_json()
        made = NominationList(
            competition_id=competition.id, kind=kind, number=number, basis=basis, state=ListState.ON_REVIEW,
            proposed_at=at, proposed_by_id=by.id,
        )  # fmt: skip
        made.nominees = [_nominee(each) for each in found]
        session.add(made)
        session.flush()
        proposed = sum(each.earned for each in found)
        trail.record(by, "honours.list_proposed", made, at, {"proposed": proposed, "looked_at": len(found)})
    return made


def _nominee(each: nominations.Proposed) -> Nominee:
    line, item = each.line, each.line.entry.item
    return Nominee(
        line_id=line.id,
        person_id=each.member.person_id,
        organisation_id=line.entry.organisation_id,
        name_as_was=each.member.name_as_was,
        unit_as_was=line.unit_as_was,
        item_name=item.name,
        item_name_en=item.name_en,
        place=line.place or 0,
        level_from=each.level_from,
        level_to=each.level_to,
        ground=each.ground,
        verdict=Verdict.OPEN if each.earned else Verdict.NOT_PROPOSED,
        papers=[],
    )


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on one person: whether they stay, which papers were seen, and why."""

    keep: bool
    papers: Sequence[str] = ()
    reason: str = ""


def decide_nominee(one: Nominee, told: Decision, seen: int | None, by: User, at: datetime) -> None:
    """Keep somebody on the list or strike them with a reason; who is kept without a paper needs one too."""
    papers = [code for code in title_rules.papers_of(one.of.kind) if code in told.papers]
    lacking = len(papers) < len(title_rules.papers_of(one.of.kind))
    if not told.reason.strip() and (lacking or not told.keep):
        message = _l("Say which paper is missing and why they stay.") if told.keep else _l("Give the reason.")
        raise Refused(message, field="reason")
    with transaction():
        one.must_be_as_seen(seen)
        one.of.must_be_on_review()
        if one.verdict is Verdict.NOT_PROPOSED:
            raise Refused(
                _l("The table does not propose this person. If a fact is wrong, correct it and propose anew.")
            )
        one.verdict = Verdict.KEPT if told.keep else Verdict.STRUCK
        one.papers, one.reason, one.decided_at, one.decided_by_id = papers, told.reason.strip(), at, by.id
        trail.record(by, "honours.nominee_kept" if told.keep else "honours.nominee_struck", one, at)


def put_list_on_notice(of: NominationList, book: Book, seen: int | None, by: User, at: datetime) -> None:
    """Put a reviewed list on public notice from today, for the working days the policy asks for."""
    today = clock.in_city(at).date()
    days = int(book.on(of.competition.starts_on, "results.notice_days").value)
    with transaction():
        of.must_be_as_seen(seen)
        if waiting := sum(each.verdict is Verdict.OPEN for each in of.nominees):
            raise Refused(_("%(count)s people on the list are not decided on yet.", count=waiting))
        if not of.kept:
            raise Refused(_l("Nobody is left on the list. Drop it instead."))
        of.move(ListState.ON_NOTICE)
        of.notice_starts_on, of.notice_started_at = today, at
        of.notice_ends_on = results.notice_end(today, days, working_days.of(book))
        trail.record(by, "honours.list_on_notice", of, at)


def take_list_back(of: NominationList, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Take a list from its notice back to review, with the reason; its lines can be decided on anew."""
    _must_have(reason)
    with transaction():
        of.must_be_as_seen(seen)
        of.move(ListState.ON_REVIEW)
        of.reason = reason.strip()
        trail.record(by, "honours.list_taken_back", of, at, {"reason": reason.strip()})


def drop_list(of: NominationList, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Give a list up, with the reason; it stays readable."""
    _must_have(reason)
    with transaction():
        of.must_be_as_seen(seen)
        of.move(ListState.DROPPED)
        of.reason, of.ended_at, of.ended_by_id = reason.strip(), at, by.id
        trail.record(by, "honours.list_dropped", of, at, {"reason": reason.strip()})


def _must_have(reason: str) -> None:
    if not reason.strip():
        raise Refused(_l("Give the reason."), field="reason")


def enter_list(of: NominationList, document_number: str, seen: int | None, by: User, at: datetime) -> list[HonourEntry]:
    """Enter a list after its notice, with its document: a title a person; a promotion is approved and waits for its certificate."""
    if not document_number.strip():
        raise Refused(_l("Give the number of the document that gives it."), field="document_number")
    with transaction() as session:
        entries.take_turn(session)
        of.must_be_as_seen(seen)
        _must_be_over(of, clock.in_city(at).date())
        _must_still_be_good(of, at)
        of.move(ListState.ENTERED)
        of.document_number, of.ended_at, of.ended_by_id = document_number.strip(), at, by.id
        made = [_entry(of, each, by, at) for each in of.kept] if of.kind is ListKind.TITLE else []
        entries.keep(session, made)
        for each, entry in zip(of.kept, made, strict=False):
            each.entry_id = entry.id
        trail.record(by, "honours.list_entered", of, at, {"entries": len(made), "people": len(of.kept)})
    return made


def _must_be_over(of: NominationList, today: date) -> None:
    if of.state is not ListState.ON_NOTICE or of.notice_ends_on is None or today <= of.notice_ends_on:
        raise Refused(_l("The public notice is not over yet. It can be entered from the day after its last day."))
    waiting, upheld = nominations.keeps_back(of)
    if waiting:
        raise Refused(_("%(count)s objections wait for an answer.", count=len(waiting)))
    if upheld:
        said = ", ".join(upheld)
        raise Refused(_("The objection %(receipts)s was upheld: take the list back to review first.", receipts=said))


def _must_still_be_good(of: NominationList, at: datetime) -> None:
    if gone := nominations.no_longer_good(of, at):
        said = "、".join(each.name_as_was for each in gone)
        raise Refused(
            _(
                "What these people were proposed on no longer stands: %(names)s. Take the list back and strike them.",
                names=said,
            )
        )


def _entry(of: NominationList, one: Nominee, by: User, at: datetime) -> HonourEntry:
    today = clock.in_city(at).date()
    return HonourEntry(
        **entries.of_competition(of.competition),
        kind=HonourKind.TITLE,
        year=today.year,
        person_id=one.person_id,
        organisation_id=one.organisation_id,
        **entries.named(one.name_as_was, one.unit_as_was),
        issuer_as_was=rules.TITLE_ISSUER,
        item_name=one.item_name,
        item_name_en=one.item_name_en,
        award="",
        title=rules.TECHNICIAN,
        awarded_on=today,
        document_number=of.document_number,
        line_id=one.line_id,
        ground=dict(one.ground),
        **entries.begun(by, at),
    )


def note_certificate(one: Nominee, number: str, seen: int | None, by: User, at: datetime) -> None:
    """Note the number of the certificate of the new skill level, once the list was approved; one that stands is corrected."""
    _must_have_number(number)
    with transaction():
        one.must_be_as_seen(seen)
        _must_be_promoted(one)
        if one.level_certificate:
            raise Refused(_l("A number is noted already. Correct it, with the reason."), field="number")
        one.level_certificate = number.strip()
        trail.record(by, "honours.level_certificate_noted", one, at)


def correct_certificate(one: Nominee, number: str, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Put another number in the place of one that was noted wrongly; the trail keeps both and the reason."""
    _must_have_number(number)
    _must_have(reason)
    with transaction():
        one.must_be_as_seen(seen)
        _must_be_promoted(one)
        if not one.level_certificate:
            raise Refused(_l("No number is noted yet. Note it first."), field="number")
        if number.strip() == one.level_certificate:
            raise Refused(_l("This is the number that is noted. Write the right one."), field="number")
        one.level_certificate = number.strip()
        trail.record(by, "honours.level_certificate_corrected", one, at, {"reason": reason.strip()})


def _must_have_number(number: str) -> None:
    if not number.strip():
        raise Refused(_l("Give the number on the certificate."), field="number")


def _must_be_promoted(one: Nominee) -> None:
    of = one.of
    if of.kind is not ListKind.LEVEL or of.state is not ListState.ENTERED or one.verdict is not Verdict.KEPT:
        raise Refused(_l("A certificate is noted for somebody on an approved list of promotions."))


def receive_objection(of: NominationList, name: str, contact: str, text: str, at: datetime) -> str:
    """Take an objection against a list on notice, and give its receipt."""
    today = clock.in_city(at).date()
    with transaction() as session:
        of.must_take_objections(today)
        receipt = results.receipt("YM", today)
        made = ListObjection(list_id=of.id, **filled(receipt, name, contact, text, at))
        session.add(made)
        session.flush()
        trail.record(None, "honours.list_objection_received", made, at)
    return receipt


def answer_objection(one: ListObjection, upheld: bool, answer: str, by: User, at: datetime) -> None:
    """Answer an objection with reasons; one that is right keeps the list from being entered until it is taken back."""
    with transaction():
        one.take_answer(upheld, answer, by.id, at)
        trail.record(by, "honours.list_objection_answered", one, at)
