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
# an entry, and whether its coaches are meant
Of = tuple[int, bool]


def of(result: ItemResult, after: Sequence[ResultLine], book: Book) -> list[Consequence]:
    """Say whose prize would be another one, what it is now, and what to do where its money is on the way or gone."""
    if not decisions.has_prizes(result.item.competition, book):
        return []
    kept: dict[Of, list[Prize]] = defaultdict(list)
    for prize in queries.prizes_of_item(result.item_id):
        kept[prize.line.entry_id, prize.for_coaches].append(prize)
    shares = [share for prizes in kept.values() for prize in prizes for share in prize.shares]
    back = queries.claimed_back([share.id for share in shares])
    year, terms = Year.of_season(result.item.competition.season_id), Terms.of(result.item.competition, book)
    # what the item itself gave counts as not given: it is worked out anew
    for share in shares:
        year.note(share.person_id, back.get(share.id, 0) - share.gross_fen)
    prizing.read_coaches({line.entry_id for line in (*result.lines, *after)})
    old, new = (_amounts(lines, year, terms) for lines in (result.lines, after))
    asked = dict.fromkeys((line.entry_id, of) for line in (*result.lines, *after) for of in (False, True))
    found = []
    for of in asked:
        given = kept.get(of, [])
        had = sum(share.gross_fen - back.get(share.id, 0) for prize in given for share in prize.shares)
        before = had if given else old.get(of, 0)
        if before != new.get(of, 0):
            found.append(_told(of, given[-1] if given else None, before, new.get(of, 0)))
    return found


def _amounts(lines: Sequence[ResultLine], year: Year, terms: Terms) -> dict[Of, int]:
    return {
        (won.line.entry_id, won.for_coaches): sum(prizing.dues(won, year, terms)[1]) for won in prizing.places(lines)
    }


def _told(of: Of, prize: Prize | None, before: int, after: int) -> Consequence:
    state = f" ({words.PRIZES[prize.state][1]})" if prize else ""
    what = _("Prize of the coaches, yuan") if of[1] else _("Prize, yuan")
    return Consequence(of[0], what, _yuan(before) + state, _yuan(after), _warning(prize, before, after))


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
