"""Reads of what keeps a result from its next step: being made final, put on notice, announced."""

from datetime import date

from competition.foundation.workdays import NoCalendar
from competition.judging import blind, signatures, unlockings
from competition.judging import queries as judging
from competition.judging.queries import BlockKind as Judged
from competition.judging.signature_models import Unlocking
from competition.policy import working_days
from competition.policy.book import Book
from competition.results import appeals, corrections, finality_rules, plans, queries, reviews, rules, stages
from competition.results.finality_rules import Block, Facts
from competition.results.models import ItemResult
from competition.results.rules import ResultState

UNMARKED = frozenset(
    {Judged.SHEET_MISSING, Judged.MARK_MISSING, Judged.NOT_SUBMITTED, Judged.NOT_CHECKED, Judged.THEORY}
)
UNSIGNED = frozenset({Judged.NOT_SIGNED, Judged.NOT_SIGNED_BY_CHIEF})


def blocks(result: ItemResult) -> tuple[Block, ...]:
    """Name every reason that keeps a result from being made final now."""
    item_id = result.item_id
    found, waiting, review = signatures.blocking(item_id), corrections.open_of(item_id), reviews.of_result(result)
    return finality_rules.blocks(
        Facts(
            is_closed=judging.is_closed(item_id),
            is_veiled=blind.is_veiled(item_id),
            has_same_sheets=judging.closed_hashes(item_id) == result.basis["sheets"],
            undecided=[each.number or 0 for each in found if each.kind is Judged.PRESENCE],
            unmarked=[each.number or 0 for each in found if each.kind in UNMARKED],
            unsigned=[each.code for each in found if each.kind in UNSIGNED],
            far_apart=[f"{each.number} ({each.code})" for each in found if each.kind is Judged.SPREAD],
            unlockings=[_asked(each) for each in unlockings.waiting_of(item_id)],
            tied=[", ".join(map(str, numbers)) for numbers in plans.to_part(result)],
            objections=queries.upheld_receipts(result.id),
            appeals=[(each.id, each.receipt) for each in appeals.asking_anew(result)],
            correction=waiting.id if waiting else None,
            earlier=[(new.id, f"{new.item.code} {new.item.name}") for new in stages.outdated([result]).values()],
            is_drawn=review is None or review.is_drawn,
            to_recheck=sorted(each.line.number for each in review.open) if review else (),
            erroneous=sorted(each.line.number for each in review.wrong) if review else (),
        )
    )


def _asked(each: Unlocking) -> tuple[int, str]:
    return each.snapshot.sheet_id or 0, str(unlockings.waiting_fault(each).message)


def next_blocks(result: ItemResult, book: Book, today: date) -> tuple[Block, ...]:
    """Name every reason that keeps a result from its next step now; none where there is no next step."""
    if result.state is ResultState.COMPUTED:
        return blocks(result)
    if result.state not in (ResultState.FINALISED, ResultState.ON_NOTICE):
        return ()
    shown, waiting = result.state is ResultState.ON_NOTICE, corrections.open_of(result.item_id)
    return finality_rules.later_blocks(
        Facts(
            is_closed=True,
            waiting=queries.open_objections(result.id) if shown else 0,
            objections=queries.upheld_receipts(result.id) if shown else (),
            appeals=[(each.id, each.receipt) for each in appeals.asking_anew(result)] if shown else (),
            correction=waiting.id if waiting else None,
            earlier=[(new.id, f"{new.item.code} {new.item.name}") for new in stages.outdated([result]).values()],
            unknown_year=None if shown else _unknown_year(result, book, today),
        )
    )


def notice_end(result: ItemResult, book: Book, today: date) -> date:
    """Give the last day of a notice put up today; a year without an official calendar is refused."""
    days = int(book.on(result.item.competition.starts_on, "results.notice_days").value)
    return rules.notice_end(today, days, working_days.of(book))


def _unknown_year(result: ItemResult, book: Book, today: date) -> int | None:
    try:
        notice_end(result, book, today)
    except NoCalendar as missing:
        return missing.year
    return None
