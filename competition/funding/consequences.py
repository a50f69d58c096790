"""What a corrected result would do to the prizes of its item."""

from collections import defaultdict
from collections.abc import Sequence

from competition.foundation import money
from competition.foundation.texts import _
from competition.funding import decisions, prizing, queries, words
from competition.funding.models import Prize
from competition.funding.prizing import Terms, Year
from competition.funding.rules import PrizeState
from competition.policy.book import Book
from competition.results.consequences import Consequence
from competition.results.models import ItemResult, ResultLine

NONE = "—"


def of(result: ItemResult, after: Sequence[ResultLine], book: Book) -> list[Consequence]:
    """Say whose prize would be another one, what it is now, and what to do where its money is on the way or gone."""
    if not decisions.has_prizes(result.item.competition, book):
        return []
    kept: dict[int, list[Prize]] = defaultdict(list)
    for prize in queries.prizes_of_item(result.item_id):
        kept[prize.line.entry_id].append(prize)
    shares = [share for prizes in kept.values() for prize in prizes for share in prize.shares]
    back = queries.claimed_back([share.id for share in shares])
    year, terms = Year.of_season(result.item.competition.season_id), Terms.of(result.item.competition, book)
    # what the item itself gave counts as not given: it is worked out anew
    for share in shares:
        year.note(share.person_id, back.get(share.id, 0) - share.gross_fen)
    old, new = (_amounts(lines, year, terms) for lines in (result.lines, after))
    lines = {line.entry_id: line for line in (*result.lines, *after)}
    found = []
    for entry_id in lines:
        given = kept.get(entry_id, [])
        had = sum(share.gross_fen - back.get(share.id, 0) for prize in given for share in prize.shares)
        before = had if given else old.get(entry_id, 0)
        if before != new.get(entry_id, 0):
            found.append(_told(entry_id, given[-1] if given else None, before, new.get(entry_id, 0)))
    return found


def _amounts(lines: Sequence[ResultLine], year: Year, terms: Terms) -> dict[int, int]:
    sharing = prizing.sharing(lines)
    return {line.entry_id: sum(prizing.dues(line, sharing[line.place], year, terms)[1]) for line in lines if line.place}


def _told(entry_id: int, prize: Prize | None, before: int, after: int) -> Consequence:
    state = f" ({words.PRIZES[prize.state][1]})" if prize else ""
    return Consequence(entry_id, _("Prize, yuan"), _yuan(before) + state, _yuan(after), _warning(prize, before, after))


def _yuan(fen: int) -> str:
    return money.yuan(fen) if fen else NONE


def _warning(prize: Prize | None, before: int, after: int) -> str:
    if prize is None:
        return ""
    if prize.state not in queries.GOING_OUT:
        return _(
            "What was decided on the old version counts no more; it is proposed anew once the new one is announced."
        )
    if after < before:
        over = money.yuan(before - after)
        if prize.state is PrizeState.PAID:
            return _("It is paid: %(yuan)s yuan are claimed back once the new version is announced.", yuan=over)
        return _(
            "It stands on a payment list: it is taken off while the list is not released; "
            "what the bank pays too much, %(yuan)s yuan, is claimed back.",
            yuan=over,
        )
    return _("What is still due is proposed once the new version is announced.")
