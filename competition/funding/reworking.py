"""Works open prizes out again within an action, when what they rest on changed before they were approved."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from competition.funding import prize_papers, prizing
from competition.funding.models import Prize
from competition.funding.prizing import Terms, Year
from competition.funding.rules import PrizeState
from competition.plan.models import Season
from competition.policy.book import Book
from competition.results import queries as results

OPEN = (PrizeState.PROPOSED, PrizeState.HELD)


def hold_season(session: Session, season_id: int) -> None:
    """Let one at a time work prizes of a season out."""
    session.execute(sa.select(Season.id).where(Season.id == season_id).with_for_update())


def work_out_again(session: Session, season_id: int, prizes: Sequence[Prize], book: Book) -> None:
    """Decide prizes of a season anew, as if they had not been worked out; they keep their rows."""
    hold_season(session, season_id)
    year, terms = Year.of_season(season_id), dict[int, Terms]()
    for prize in prizes:
        for share in prize.shares:
            year.note(share.person_id, -share.gross_fen)
    # in the order they were worked out first, so that the same winner's highest comes first again
    for prize in sorted(prizes, key=lambda one: one.id):
        of = terms.setdefault(prize.competition_id, Terms.of(prize.competition, book))
        result = results.result(prize.line.result_id)
        assert result is not None
        line = next(one for one in result.lines if one.id == prize.line_id)
        won = next(one for one in prizing.places_of(line, result.lines) if one.for_coaches == prize.for_coaches)
        _copy(prize, prizing.made(won, year, of))
        prize_papers.settle(session, prize)


def _copy(prize: Prize, made: Prize | None) -> None:
    assert made is not None, "a prize that was proposed has a place with a prize"
    prize.amount_fen, prize.decision = made.amount_fen, made.decision
    by_person = {share.person_id: share for share in made.shares}
    for share in prize.shares:
        fresh = by_person[share.person_id]
        share.gross_fen, share.tax_fen, share.net_fen = fresh.gross_fen, fresh.tax_fen, fresh.net_fen
