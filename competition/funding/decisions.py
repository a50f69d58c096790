"""What the policy tables of the contest's first day give for a claim and for a place."""

from typing import Any

from competition.foundation.errors import Refused
from competition.foundation.texts import _
from competition.funding import rules
from competition.funding.prize_rules import Tables
from competition.funding.rules import Decision, HostCase
from competition.plan.models import Competition
from competition.plan.rules import CompetitionState
from competition.policy.book import Book, Dated, NoValue

HOST = ("funding.host.by_level", "funding.host.cap", "funding.host.rate")
PRIZE = ("funding.prize.by_rank", "funding.prize.cap", "funding.prize.shared_rank")
TAX = "funding.tax.prize"


def figures(book: Book, competition: Competition, *names: str) -> tuple[Dated, ...]:
    """Give what the tables say on the first day of a competition; a day without a figure is refused."""
    try:
        return tuple(book.on(competition.starts_on, name) for name in names)
    except NoValue as missing:
        raise Refused(
            _("The policy table %(table)s has no figure for %(day)s.", table=missing.table, day=missing.day.isoformat())
        ) from missing


def in_plan(competition: Competition) -> bool:
    """Say whether a competition stands in a published plan."""
    return competition.is_public and competition.state is not CompetitionState.CANCELLED


def for_host(
    competition: Competition, requested_fen: int, eligible_fen: int, book: Book, left_fen: int | None = None
) -> Decision:
    """Work out a host's subsidy for a competition as it stands, of what an appropriation still holds."""
    held = competition.state is CompetitionState.HELD
    case = HostCase(competition.level.value, in_plan(competition), held, requested_fen, eligible_fen, left_fen)
    by_level, cap, rate = figures(book, competition, *HOST)
    return rules.decide_host(case, by_level, cap, rate)


def prize_tables(book: Book, competition: Competition) -> Tables:
    """Give what the policy says of prizes on the first day of a competition."""
    return Tables(*figures(book, competition, *PRIZE, TAX))


def kept(decision: Decision, said: tuple[Dated, ...]) -> dict[str, Any]:
    """Give a decision as it is stored, with the very figures of the policy it rests on."""
    return decision.as_json() | {"policy": {one.table: one.as_json() for one in said}}


def has_prizes(competition: Competition, book: Book) -> bool:
    """Say whether the tables know a prize for this competition's level."""
    try:
        return competition.level.value in book.on(competition.starts_on, PRIZE[0]).value
    except NoValue:
        return False


def needs(competition: Competition, book: Book) -> tuple[tuple[str, bool], ...]:
    """Name what the approval of a host's claim needs, and whether it is there."""
    (by_level,) = figures(book, competition, HOST[0])
    return (
        ("level", competition.level.value in by_level.value),
        ("plan", in_plan(competition)),
        ("not_held", competition.state is CompetitionState.HELD),
    )


def policy(book: Book, competition: Competition, *names: str) -> dict[str, Any]:
    """Give the figures of the day as they are stored with a decision, to be shown before there is one."""
    return {one.table: one.as_json() for one in figures(book, competition, *names)}


def most_for_host(competition: Competition, book: Book) -> int:
    """Give the most a host of this competition can get, in fen: the table's figure within the ceiling."""
    by_level, cap = figures(book, competition, *HOST[:2])
    return int(min(by_level.value.get(competition.level.value, 0), cap.value))
