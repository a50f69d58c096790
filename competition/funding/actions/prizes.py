"""Prizes: proposed from announced results, approved by another person, held and taken off hold."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.funding import ledger, payer_rules, prize_papers, prizing, queries, reworking, words
from competition.funding.ledger import Writer
from competition.funding.models import NOT_NOW, Prize
from competition.funding.prizing import Terms, Won, Year
from competition.funding.rules import PrizeState
from competition.plan.models import Competition
from competition.policy.book import Book
from competition.results import appeals
from competition.results import queries as results


def propose_prizes(competition: Competition, book: Book, by: User, at: datetime) -> list[Prize]:
    """Propose a prize for each announced place that has one and its coach team's; the best places first.

    Highest only: what a winner had from other prizes of the season that stand is taken off that winner's share. A line
    that has its prize gets another round where more is due since, as a higher honour was corrected away.
    """
    with transaction() as session:
        # one at a time in a season, so that no winner is given two prizes side by side
        reworking.hold_season(session, competition.season_id)
        year, terms = Year.of_season(competition.season_id), Terms.of(competition, book)
        done = queries.rounds(competition.id)
        placed = _placed(competition.id)
        held = appeals.held_lines([won.line.id for won in placed], at)
        found = [_proposed(won, year, terms, done.get(won.key, 0)) for won in placed]
        prizes = [prize for prize in found if prize is not None]
        if not prizes:
            raise Refused(_l("No announced result of this competition waits for its prizes."))
        for prize in prizes:
            _hold_back(prize, held)
            prize.proposed_at, prize.proposed_by_id = at, by.id
        session.add_all(prizes)
        session.flush()
        for prize in prizes:
            prize_papers.settle(session, prize)
        trail.record(by, "funding.prizes_proposed", competition, at, {"count": len(prizes)})
    return prizes


def _hold_back(prize: Prize, held: Mapping[int, str]) -> None:
    # one open appeal holds the prize of the award it touches, and no other
    if prize.line_id in held:
        prize.state, prize.reason = PrizeState.HELD, words.APPEAL


def _placed(competition_id: int) -> list[Won]:
    found = [won for result in queries.announced_results(competition_id) for won in prizing.places(result.lines)]
    # the best places first, whatever the item, so that the highest prize is the one paid in full
    return sorted(found, key=lambda won: won.line.place or 0)


def _proposed(won: Won, year: Year, terms: Terms, rounds: int) -> Prize | None:
    made = prizing.made(won, year, terms)
    if made is None or (rounds and not made.amount_fen):
        return None
    objected = results.open_objections(won.line.result_id) > 0
    made.round = rounds + 1
    made.state = PrizeState.HELD if objected else PrizeState.PROPOSED
    made.reason = words.OBJECTION if objected else ""
    return made


def approve_prizes(prizes: Sequence[Prize], by: User, at: datetime, seen: Mapping[int, int] | None = None) -> int:
    """Approve proposed prizes and commit their money, all or none; nobody approves a proposal of their own.

    `seen` maps prizes to versions.
    """
    with transaction() as session:
        found = queries.prizes_by_id([prize.id for prize in prizes])
        budget = ledger.held(session, found[0].competition.season.year) if found else []
        for prize in found:
            prize.must_be_as_seen((seen or {}).get(prize.id))
            if prize.state is not PrizeState.PROPOSED:
                raise Refused(NOT_NOW)
            if prize.proposed_by_id == by.id:
                raise Refused(_l("You proposed these prizes yourself. Another person must approve them."))
            prize.line.result.must_be_announced()
            appeals.must_not_be_held([prize.line_id], at)
            prize.move(PrizeState.APPROVED)
            prize.approved_at, prize.approved_by_id = at, by.id
            paid = payer_rules.on_shares([share.gross_fen for share in prize.shares], prize.decision["payers"])
            for share, of_share in zip(prize.shares, paid, strict=True):
                ledger.commit(budget, share, of_share, _district(prize), Writer(at, by))
        if not prizes:
            raise Refused(_l("No proposed prize waits for approval."))
        session.flush()
        trail.record(by, "funding.prizes_approved", prizes[0].competition, at, {"count": len(prizes)})
    return len(prizes)


def _district(prize: Prize) -> str:
    return prize.line.entry.organisation.division_code


def hold_prize(prize: Prize, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Put a prize on hold, with the reason; an approval is taken back with it."""
    if not reason.strip():
        raise Refused(_l("Say why it is put on hold."), field="reason")
    with transaction() as session:
        prize.must_be_as_seen(seen)
        prize.move(PrizeState.HELD, reason.strip())
        ledger.free(session, prize.shares, Writer(at, by, reason.strip()))
        prize.approved_at = prize.approved_by_id = None
        trail.record(by, "funding.prize_held", prize, at, {"reason": reason.strip()})


def release_prize(prize: Prize, seen: int | None, by: User, at: datetime) -> None:
    """Take a prize off hold: it is a proposal again, and another person approves it."""
    with transaction():
        prize.must_be_as_seen(seen)
        if results.open_objections(prize.line.result_id):
            raise Refused(words.OPEN_OBJECTION)
        appeals.must_not_be_held([prize.line_id], at)
        prize.move(PrizeState.PROPOSED)
        trail.record(by, "funding.prize_released", prize, at)
