"""What a corrected result would do to the prizes of its item."""

from collections import Counter
from collections.abc import Mapping, Sequence

from competition.foundation import money
from competition.foundation.texts import _
from competition.funding import decisions, queries, words
from competition.funding.models import Prize
from competition.funding.rules import PrizeState
from competition.policy.book import Book
from competition.results.consequences import Consequence
from competition.results.models import ItemResult, ResultLine

NONE = "—"


def of(result: ItemResult, after: Sequence[ResultLine], book: Book) -> list[Consequence]:
    """Say whose prize would be another one, what it is now, and what to do where its money is on the way or gone."""
    if not decisions.has_prizes(result.item.competition, book):
        return []
    kept = {prize.line.entry_id: prize for prize in queries.prizes_of_item(result.item_id)}
    # what the item itself gave counts as not given: it is worked out anew
    had = Counter(queries.had_in_season(result.item.competition.season_id))
    for share in (share for prize in kept.values() for share in prize.shares):
        had[share.person_id] -= share.gross_fen
    old, new = (_amounts(result, lines, had, book) for lines in (result.lines, after))
    lines = {line.entry_id: line for line in (*result.lines, *after)}
    found = []
    for entry_id in lines:
        prize = kept.get(entry_id)
        before = prize.amount_fen if prize else old.get(entry_id, 0)
        if before != new.get(entry_id, 0):
            found.append(_told(entry_id, prize, before, new.get(entry_id, 0)))
    return found


def _amounts(result: ItemResult, lines: Sequence[ResultLine], had: Mapping[int, int], book: Book) -> dict[int, int]:
    sharing = Counter(line.place for line in lines)
    return {
        line.entry_id: decisions.for_place(
            result.item.competition, line.place, sharing[line.place], _most(line, had), book
        ).worked.fen
        for line in lines
        if line.place
    }


def _most(line: ResultLine, had: Mapping[int, int]) -> int:
    return max((had.get(member.person_id, 0) for member in line.entry.members), default=0)


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
            return _("It is paid: %(yuan)s yuan are to be claimed back.", yuan=over)
        return _("It stands on a payment list: stop that payment at the bank, or claim %(yuan)s yuan back.", yuan=over)
    return _("What is still due is proposed once the new version is announced.")
