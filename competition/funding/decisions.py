"""What the policy tables of the contest's first day give for a claim and for a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from competition.foundation import clock, formats
from competition.foundation.errors import Refused, SeenChanged
from competition.foundation.texts import _, _l
from competition.funding import claim_rules, payer_rules, rules
from competition.funding.models import Prize
from competition.funding.payer_rules import Parts
from competition.funding.prize_rules import Tables
from competition.funding.rules import Decision, HostCase
from competition.plan.models import Competition
from competition.plan.rules import CompetitionState
from competition.policy import payer_tables
from competition.policy.book import Book, Dated, NoValue

HOST = ("funding.host.by_level", "funding.host.cap", "funding.host.rate", "funding.host.cap_scope")
PAPERS, APPLY, ACCOUNT = "funding.host.documents", "funding.host.apply_days", "funding.host.account_days"
PRIZE = ("funding.prize.by_rank", "funding.prize.cap", "funding.prize.shared_rank", "funding.prize.by_group")
TAX = "funding.tax.prize"
CLAIM, PRIZE_PAPERS = "funding.prize.claim_days", "funding.prize.documents"
# of coaches: their own table, no group's rule, and all else as of competitors
COACH = ("funding.prize.coach", "funding.prize.cap", "funding.prize.shared_rank")
HIGHEST, PRIZE_PAYERS = "funding.prize.highest_only", "funding.prize.payers"
HOST_PAYERS = "funding.host.payers"
# all that a decision is kept with
HOST_KEPT, PRIZE_KEPT = (*HOST, HOST_PAYERS), (*PRIZE, TAX, HIGHEST, PRIZE_PAYERS)
COACH_KEPT = (*COACH, TAX, HIGHEST, PRIZE_PAYERS)
REPAY = "funding.recovery.days"


def figures(book: Book, competition: Competition, *names: str) -> tuple[Dated, ...]:
    """Give what the tables say on the first day of a competition; a day without a figure is refused."""
    return _on(book, competition.starts_on, names)


def days_to_repay(book: Book, day: date) -> Dated:
    """Give how many days somebody has to repay what is claimed back on a day; a day without a figure is refused."""
    return _on(book, day, (REPAY,))[0]


def _on(book: Book, day: date, names: Sequence[str]) -> tuple[Dated, ...]:
    try:
        return tuple(book.on(day, name) for name in names)
    except NoValue as missing:
        raise Refused(
            _("The policy table %(table)s has no figure for %(day)s.", table=missing.table, day=missing.day.isoformat())
        ) from missing


def in_plan(competition: Competition) -> bool:
    """Say whether a competition stands in a published plan."""
    return competition.is_public and competition.state is not CompetitionState.CANCELLED


def for_host(competition: Competition, asked: "Asked", book: Book, *, beforehand: bool = False) -> Decision:
    """Work out a host's subsidy for a competition as it stands; `beforehand` what it would be once it was held."""
    held = beforehand or competition.state is CompetitionState.HELD
    level, planned = competition.level.value, in_plan(competition)
    case = HostCase(
        level, planned, held, asked.requested_fen, asked.eligible_fen, asked.left_fen, asked.had_fen, asked.items
    )
    *said, payers = figures(book, competition, *HOST_KEPT)
    return payer_rules.shared_out(rules.decide_host(case, *said), payers, level)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a subsidy is worked out from besides the competition, in fen: asked for, eligible, left in the budget, had."""

    requested_fen: int
    eligible_fen: int
    left_fen: int | None = None
    # granted to the host for other competitions of the year
    had_fen: int = 0
    # what the competition had of items, for a ceiling that is counted for each
    items: int = 1


def required_papers(competition: Competition, book: Book) -> list[str]:
    """Name the papers an application needs, as the checklist of the competition's first day says."""
    (said,) = figures(book, competition, PAPERS)
    return list(said.value)


def last_days(competition: Competition, book: Book) -> tuple[date, date]:
    """Give the last day to apply for a competition's subsidy, and the last day to send its final account."""
    apply, account = figures(book, competition, APPLY, ACCOUNT)
    return (
        claim_rules.last_day(competition.ends_on, apply.value),
        claim_rules.last_day(competition.ends_on, account.value),
    )


def last_day_to_claim(of: Prize, book: Book) -> date | None:
    """Give the last day on which a winner's unit claims a prize; None where no table says one, or nothing is announced."""
    announced, first = of.line.result.announced_on, of.competition.starts_on
    try:
        days = book.on(first, CLAIM).value
    except NoValue:
        return None
    return claim_rules.last_day(announced, days) if announced else None


def may_apply(competition: Competition, book: Book, day: date) -> bool:
    """Say whether a subsidy may be applied for on a day; never for a competition from before the tables begin."""
    try:
        return day <= claim_rules.last_day(competition.ends_on, book.on(competition.starts_on, APPLY).value)
    except NoValue:
        return False


def must_be_in_time(last: date, at: datetime) -> None:
    """Refuse what comes after its last day."""
    if clock.in_city(at).date() > last:
        raise Refused(_("The time for this ended on %(day)s. Ask the bureau.", day=formats.day(last)))


def must_be_as_shown(decision: Decision, shown_fen: int | None) -> None:
    """Refuse where the page a person approves on named another sum than is due now."""
    if shown_fen is not None and shown_fen != decision.worked.fen:
        raise SeenChanged(
            _l("The budget holds less or more than when your page was shown. Look at the sum as it is now.")
        )


def prize_tables(book: Book, competition: Competition, *, coaches: bool = False) -> Tables:
    """Give what the policy says of prizes, or of those of coaches, on the first day of a competition."""
    if coaches:
        by_rank, cap, shared, *rest = figures(book, competition, *COACH_KEPT)
        return Tables(by_rank, cap, shared, None, *rest)
    return Tables(*figures(book, competition, *PRIZE_KEPT))


def parts(book: Book, competition: Competition, table: str) -> Parts:
    """Give what each payer pays of the whole for a competition, by the table of a host's or a prize's payers."""
    (said,) = figures(book, competition, table)
    return payer_tables.parts_of(said.value, competition.level.value)


def kept(decision: Decision, said: tuple[Dated, ...]) -> dict[str, Any]:
    """Give a decision as it is stored, with the very figures of the policy it rests on."""
    return decision.as_json() | {"policy": {one.table: one.as_json() for one in said}}


def has_prizes(competition: Competition, book: Book) -> bool:
    """Say whether the tables know a prize for this competition's level, of competitors or of coaches."""
    return _knows(competition, book, PRIZE[0]) or pays_coaches(competition, book)


def pays_coaches(competition: Competition, book: Book) -> bool:
    """Say whether the table of coach teams gives something at this competition's level."""
    return _knows(competition, book, COACH[0])


def _knows(competition: Competition, book: Book, table: str) -> bool:
    try:
        return competition.level.value in book.on(competition.starts_on, table).value
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
