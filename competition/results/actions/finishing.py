"""A result is made final, put on public notice and announced."""

from datetime import datetime

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import clock, trail
from competition.foundation.database import transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _, _l
from competition.judging import queries as judging
from competition.policy.book import Book
from competition.results import appeals, corrections, finality, finality_words, queries, snapshots, stages
from competition.results.models import ItemResult
from competition.results.rules import ResultState


def finalise_result(result: ItemResult, comment: str, seen: int | None, by: User, at: datetime) -> None:
    """Make a result final: a named person says that nothing is open; refused with all that is."""
    with transaction():
        result.must_be_as_seen(seen)
        result.move(ResultState.FINALISED)
        _take_up(result, at)
        result.finalised_at, result.finalised_by_id, result.finalised_comment = at, by.id, comment.strip()
        trail.record(by, "results.finalised", result, at)


def _take_up(result: ItemResult, at: datetime) -> None:
    # the closing is held first, so that nobody asks to unlock a sheet after the look
    closed = judging.held_closing(result.item_id)
    faults = [finality_words.fault(block) for block in finality.blocks(result)]
    if faults or closed is None:
        said = " ".join(f"{fault.message} {fault.remedy}" for fault in faults)
        raise Refused(_("This result cannot be made final yet. %(why)s", why=said), faults=faults)
    closed.take_up(at)


def put_on_notice(result: ItemResult, book: Book, seen: int | None, by: User, at: datetime) -> None:
    """Put a final result on public notice from today, for the working days the policy asks for."""
    today = clock.in_city(at).date()
    with transaction():
        result.must_be_as_seen(seen)
        _must_not_be_corrected(result)
        _must_rest_on_what_stands(result)
        result.move(ResultState.ON_NOTICE)
        result.notice_starts_on, result.notice_started_at = today, at
        result.notice_ends_on = finality.notice_end(result, book, today)
        snapshots.release(result, at)
        trail.record(by, "results.put_on_notice", result, at)


def end_notices(at: datetime) -> None:
    """Note the public notices that are over (a job's work; the system acts)."""
    over = queries.notices_to_end(clock.in_city(at).date())
    if not over:
        return
    with transaction() as session:
        for result in session.scalars(sa.select(ItemResult).where(ItemResult.id.in_(over))):
            if result.notice_ended_at is None:
                result.notice_ended_at = at
                snapshots.release(result, at)
                trail.record(None, "results.notice_ended", result, at)


def announce_result(result: ItemResult, document_number: str, seen: int | None, by: User, at: datetime) -> None:
    """Announce a result after its notice, with its document number; refused while an objection is open."""
    if not document_number.strip():
        raise Refused(_l("Give the number of the document that announces it."), field="document_number")
    today = clock.in_city(at).date()
    with transaction():
        result.must_be_as_seen(seen)
        if result.notice_ends_on is None or today <= result.notice_ends_on:
            raise Refused(_("The public notice is not over yet. It can be announced from the day after its last day."))
        if waiting := queries.open_objections(result.id):
            raise Refused(_("%(count)s objections wait for an answer.", count=waiting))
        if receipts := queries.upheld_receipts(result.id):
            raise Refused(
                _(
                    "The objection %(receipts)s was upheld: work the result out anew first.",
                    receipts=", ".join(receipts),
                )
            )
        _must_not_ask_anew(result)
        _must_not_be_corrected(result)
        _must_rest_on_what_stands(result)
        result.move(ResultState.ANNOUNCED)
        result.notice_ended_at = result.notice_ended_at or at
        result.document_number, result.announced_on, result.announced_by_id = document_number.strip(), today, by.id
        snapshots.release(result, at)
        trail.record(by, "results.announced", result, at)


def _must_not_ask_anew(result: ItemResult) -> None:
    if found := appeals.asking_anew(result):
        receipts = ", ".join(each.receipt for each in found)
        raise Refused(_("The appeal %(receipts)s was upheld: work the result out anew first.", receipts=receipts))


def _must_not_be_corrected(result: ItemResult) -> None:
    if corrections.open_of(result.item_id):
        raise Refused(_l("A set of corrections waits for its decision: another person applies or drops it first."))


def _must_rest_on_what_stands(result: ItemResult) -> None:
    for new in stages.outdated([result]).values():
        name = f"{new.item.code} {new.item.name}"
        raise Refused(
            _(
                "The result of %(item)s, whose totals are carried over, was replaced by version %(version)s. Make that"
                " one final, then work this result out anew.",
                item=name,
                version=new.number,
            )
        )
