"""Prizes: proposed from announced results, approved by another person, held and taken off hold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Refused
from competition.foundation.money import yuan
from competition.foundation.texts import _l
from competition.foundation.working import Step, figure, stored
from competition.funding import decisions, queries, rules, words
from competition.funding.models import Prize, PrizeShare
from competition.funding.rules import PrizeState, Taxed
from competition.plan.models import Competition, Season
from competition.policy.book import Book
from competition.registration.models import Member
from competition.results import appeals
from competition.results import queries as results
from competition.results.models import ResultLine


@dataclass(slots=True)
class _Year:
    """What each winner had this year, told by the record that was kept of two merged ones."""

    kept: Mapping[int, int]
    had: Counter[int] = field(default_factory=Counter)

    def person(self, person_id: int) -> int:
        """Follow merged records to the one that was kept."""
        while person_id in self.kept:
            person_id = self.kept[person_id]
        return person_id

    def note(self, person_id: int, fen: int) -> None:
        """Note what a winner gets."""
        self.had[self.person(person_id)] += fen

    def of(self, member: Member) -> int:
        """Give what a winner had."""
        return self.had[self.person(member.person_id)]


def propose_prizes(competition: Competition, book: Book, by: User, at: datetime) -> list[Prize]:
    """Propose a prize for each announced line whose place has one and that has none yet; the best places first.

    Highest only: what a winner had from other prizes of the season that stand is taken off; of a team the member who
    had most counts.
    """
    with transaction() as session:
        # one proposal at a time in a season, so that no winner is given two prizes side by side
        session.execute(sa.select(Season.id).where(Season.id == competition.season_id).with_for_update())
        year = _year(competition)
        done = queries.lines_with_prize(competition.id)
        prizes = []
        placed = _placed(competition.id)
        held = appeals.held_lines([line.id for line, _ in placed], at)
        for line, sharing in placed:
            made = None if line.id in done else _prize(competition, line, sharing, year, book)
            if made is not None:
                _hold_back(made, held)
                made.proposed_at, made.proposed_by_id = at, by.id
                prizes.append(made)
        if not prizes:
            raise Refused(_l("No announced result of this competition waits for its prizes."))
        session.add_all(prizes)
        session.flush()
        trail.record(by, "funding.prizes_proposed", competition, at, {"count": len(prizes)})
    return prizes


def _hold_back(prize: Prize, held: Mapping[int, str]) -> None:
    # one open appeal holds the prize of the award it touches, and no other
    if prize.line_id in held:
        prize.state, prize.reason = PrizeState.HELD, words.APPEAL


def _year(competition: Competition) -> _Year:
    year = _Year(queries.same_people())
    for person_id, fen in queries.had_in_season(competition.season_id).items():
        year.note(person_id, fen)
    return year


def _placed(competition_id: int) -> list[tuple[ResultLine, int]]:
    found = []
    for result in queries.announced_results(competition_id):
        sharing = Counter(line.place for line in result.lines)
        found += [(line, sharing[line.place]) for line in result.lines if line.place]
    # the best places first, whatever the item, so that the highest prize is the one paid in full
    return sorted(found, key=lambda one: one[0].place or 0)


def _prize(competition: Competition, line: ResultLine, sharing: int, year: _Year, book: Book) -> Prize | None:
    members = line.entry.members
    most = max(members, key=year.of)
    decision = decisions.for_place(competition, line.place or 0, sharing, year.of(most), book)
    if decision.worked.refusal not in ("", "had"):
        return None
    (tax,) = decisions.figures(book, competition, decisions.TAX)
    shares = _shares(decision.worked.fen, members, Decimal(tax.value))
    for share in shares:
        year.note(share.person_id, share.gross_fen)
    said = (*decisions.figures(book, competition, *decisions.PRIZE), tax)
    kept = decisions.kept(decision, said)
    kept["steps"] = _steps(kept["steps"], most, year_had=decision.inputs["had_this_year_fen"], team=len(members) > 1)
    kept["steps"] += stored([_share_step(share, Decimal(tax.value)) for share in shares if share.gross_fen])
    objected = results.open_objections(line.result_id) > 0
    return Prize(
        line_id=line.id,
        competition_id=competition.id,
        state=PrizeState.HELD if objected else PrizeState.PROPOSED,
        reason=words.OBJECTION if objected else "",
        amount_fen=decision.worked.fen,
        decision=kept,
        shares=shares,
    )


def _shares(fen: int, members: Sequence[Member], rate: Decimal) -> list[PrizeShare]:
    parts = [rules.taxed(part, rate) for part in rules.team_shares(fen, len(members))]
    return [_share(member, part) for member, part in zip(members, parts, strict=True)]


def _share(member: Member, part: Taxed) -> PrizeShare:
    return PrizeShare(
        person_id=member.person_id,
        position=member.position,
        name_as_was=member.name_as_was,
        gross_fen=part.gross,
        tax_fen=part.tax,
        net_fen=part.net,
    )


def _steps(steps: list[dict[str, Any]], most: Member, *, year_had: int, team: bool) -> list[dict[str, Any]]:
    if not (team and year_had):
        return steps
    said = Step("team_had", {"name": most.name_as_was, "yuan": yuan(year_had)})
    return [*steps[:-1], *stored([said]), steps[-1]]


def _share_step(share: PrizeShare, rate: Decimal) -> Step:
    figures = {"gross": yuan(share.gross_fen), "tax": yuan(share.tax_fen), "net": yuan(share.net_fen)}
    return Step("share", {"name": share.name_as_was, "rate": figure(rate * 100), **figures})


def approve_prizes(prizes: Sequence[Prize], by: User, at: datetime, seen: Mapping[int, int] | None = None) -> int:
    """Approve proposed prizes, all or none; nobody approves a proposal of their own. `seen` maps prizes to versions."""
    with transaction() as session:
        for prize in queries.prizes_by_id([prize.id for prize in prizes]):
            prize.must_be_as_seen((seen or {}).get(prize.id))
            if prize.proposed_by_id == by.id:
                raise Refused(_l("You proposed these prizes yourself. Another person must approve them."))
            prize.line.result.must_be_announced()
            appeals.must_not_be_held([prize.line_id], at)
            prize.move(PrizeState.APPROVED)
            prize.approved_at, prize.approved_by_id = at, by.id
        if not prizes:
            raise Refused(_l("No proposed prize waits for approval."))
        session.flush()
        trail.record(by, "funding.prizes_approved", prizes[0].competition, at, {"count": len(prizes)})
    return len(prizes)


def hold_prize(prize: Prize, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Put a prize on hold, with the reason; an approval is taken back with it."""
    if not reason.strip():
        raise Refused(_l("Say why it is put on hold."), field="reason")
    with transaction():
        prize.must_be_as_seen(seen)
        prize.move(PrizeState.HELD, reason.strip())
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
