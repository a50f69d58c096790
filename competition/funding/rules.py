"""Host subsidies, prizes, shares and tax, each with its working; pure. Sources: policy.md 1.1, 2.5-2.7, 4.7."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from competition.foundation.money import Mode, part_of, rounded, shares, yuan
from competition.foundation.working import Step, figure, stored
from competition.policy.book import Dated


class ClaimState(StrEnum):
    """Where a host's claim stands: applied for, admitted, accounted for, reviewed, inspected, then paid."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ADMITTED = "admitted"
    ACCOUNTED = "accounted"
    REVIEWED = "reviewed"
    INSPECTED = "inspected"
    APPROVED = "approved"
    REFUSED = "refused"
    LISTED = "listed"
    PAID = "paid"


class PrizeState(StrEnum):
    """Where a prize stands."""

    PROPOSED = "proposed"
    HELD = "held"
    APPROVED = "approved"
    LISTED = "listed"
    PAID = "paid"
    # its result was corrected before any of it was paid
    ENDED = "ended"


class ListState(StrEnum):
    """Where a payment list stands; it is paid when the bank has answered for each line, whatever it answered."""

    PREPARED = "prepared"
    RELEASED = "released"
    PAID = "paid"
    WITHDRAWN = "withdrawn"


class PaymentState(StrEnum):
    """Where one payment stands; only those on a list or paid count, so what failed goes on a later list."""

    LISTED = "listed"
    PAID = "paid"
    FAILED = "failed"
    TAKEN_BACK = "taken_back"
    REVERSED = "reversed"


class RecoveryState(StrEnum):
    """Where a claim for money paid too much stands."""

    OPEN = "open"
    # one officer proposed to let it off; it is owed until another agrees
    PROPOSED = "let_off_proposed"
    REPAID = "repaid"
    LET_OFF = "let_off"


# what is still to be repaid
OWED = (RecoveryState.OPEN, RecoveryState.PROPOSED)
CLAIM_MOVES: dict[ClaimState, frozenset[ClaimState]] = {
    ClaimState.DRAFT: frozenset({ClaimState.SUBMITTED}),
    ClaimState.SUBMITTED: frozenset({ClaimState.RETURNED, ClaimState.ADMITTED, ClaimState.REFUSED}),
    ClaimState.RETURNED: frozenset({ClaimState.SUBMITTED}),
    ClaimState.ADMITTED: frozenset({ClaimState.ACCOUNTED, ClaimState.REFUSED}),
    # the final account goes back to the host as well: it is mended where it is written
    ClaimState.ACCOUNTED: frozenset({ClaimState.ADMITTED, ClaimState.REVIEWED, ClaimState.REFUSED}),
    ClaimState.REVIEWED: frozenset({ClaimState.ADMITTED, ClaimState.INSPECTED, ClaimState.REFUSED}),
    ClaimState.INSPECTED: frozenset({ClaimState.ADMITTED, ClaimState.APPROVED, ClaimState.REFUSED}),
    ClaimState.APPROVED: frozenset({ClaimState.LISTED, ClaimState.PAID, ClaimState.ADMITTED}),
    ClaimState.REFUSED: frozenset(),
    ClaimState.LISTED: frozenset({ClaimState.PAID, ClaimState.APPROVED}),
    # the bank gave a payment back
    ClaimState.PAID: frozenset({ClaimState.LISTED}),
}
PRIZE_MOVES: dict[PrizeState, frozenset[PrizeState]] = {
    PrizeState.PROPOSED: frozenset({PrizeState.HELD, PrizeState.APPROVED}),
    PrizeState.HELD: frozenset({PrizeState.PROPOSED}),
    PrizeState.APPROVED: frozenset({PrizeState.LISTED, PrizeState.HELD, PrizeState.ENDED}),
    PrizeState.LISTED: frozenset({PrizeState.PAID, PrizeState.APPROVED, PrizeState.ENDED}),
    PrizeState.PAID: frozenset({PrizeState.LISTED}),
    PrizeState.ENDED: frozenset(),
}
LIST_MOVES: dict[ListState, frozenset[ListState]] = {
    ListState.PREPARED: frozenset({ListState.RELEASED, ListState.WITHDRAWN}),
    ListState.RELEASED: frozenset({ListState.PAID}),
    ListState.PAID: frozenset(),
    ListState.WITHDRAWN: frozenset(),
}
PAYMENT_MOVES: dict[PaymentState, frozenset[PaymentState]] = {
    PaymentState.LISTED: frozenset({PaymentState.PAID, PaymentState.FAILED, PaymentState.TAKEN_BACK}),
    PaymentState.PAID: frozenset({PaymentState.REVERSED}),
    PaymentState.FAILED: frozenset(),
    PaymentState.TAKEN_BACK: frozenset(),
    PaymentState.REVERSED: frozenset(),
}
RECOVERY_MOVES: dict[RecoveryState, frozenset[RecoveryState]] = {
    RecoveryState.OPEN: frozenset({RecoveryState.PROPOSED, RecoveryState.REPAID}),
    RecoveryState.PROPOSED: frozenset({RecoveryState.OPEN, RecoveryState.LET_OFF, RecoveryState.REPAID}),
    RecoveryState.REPAID: frozenset(),
    RecoveryState.LET_OFF: frozenset(),
}


def may_move_claim(old: ClaimState, new: ClaimState) -> bool:
    """Say whether a claim may go from one state to another."""
    return new in CLAIM_MOVES[old]


def may_move_prize(old: PrizeState, new: PrizeState) -> bool:
    """Say whether a prize may go from one state to another."""
    return new in PRIZE_MOVES[old]


def may_move_list(old: ListState, new: ListState) -> bool:
    """Say whether a payment list may go from one state to another."""
    return new in LIST_MOVES[old]


def may_move_payment(old: PaymentState, new: PaymentState) -> bool:
    """Say whether a payment may go from one state to another."""
    return new in PAYMENT_MOVES[old]


def may_move_recovery(old: RecoveryState, new: RecoveryState) -> bool:
    """Say whether a claim for repayment may go from one state to another."""
    return new in RECOVERY_MOVES[old]


@dataclass(frozen=True, slots=True)
class Used:
    """A policy value a decision rests on: its table, first day, status and reference."""

    table: str
    first_day: date
    status: str
    reference: str

    @classmethod
    def of(cls, said: Dated) -> "Used":
        """Note what the book said."""
        return cls(said.table, said.first_day, said.status, said.reference)

    def as_json(self) -> dict[str, str]:
        """Give it as it is stored with a decision."""
        return {
            "table": self.table,
            "first_day": self.first_day.isoformat(),
            "status": self.status,
            "reference": self.reference,
        }


@dataclass(frozen=True, slots=True)
class Worked:
    """An amount in fen and every step that led to it; `refusal` names the ground when nothing is due."""

    fen: int
    steps: tuple[Step, ...]
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided and all it rests on: the working, the inputs, and each policy value used; kept for good."""

    worked: Worked
    inputs: Mapping[str, Any]
    used: tuple[Used, ...]
    # what each payer pays of it, in fen
    payers: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Give it as it is stored with a claim or a prize."""
        return {
            "fen": self.worked.fen,
            "refusal": self.worked.refusal,
            "steps": stored(self.worked.steps),
            "inputs": dict(self.inputs),
            "used": [used.as_json() for used in self.used],
            "payers": dict(self.payers),
        }


class CapScope(StrEnum):
    """What the ceiling of a host's subsidy is counted for: one competition, each of its items, or all of a host's year."""

    COMPETITION = "competition"
    ITEM = "item"
    HOST_YEAR = "host_year"


@dataclass(frozen=True, slots=True)
class HostCase:
    """What a host subsidy is worked out from: level, whether planned and held, and the costs in fen."""

    level: str
    in_plan: bool
    held: bool
    requested_fen: int
    eligible_fen: int
    left_in_budget_fen: int | None = None
    # granted to the host for other competitions of the year
    had_this_year_fen: int = 0
    items: int = 1


def ceiling(case: HostCase, cap_fen: int, scope: CapScope) -> tuple[str, int]:
    """Name the ceiling by its scope, with what it leaves: whole, once for each item, or less what the host's year had."""
    if scope is CapScope.ITEM:
        return "cap_item", cap_fen * case.items
    if scope is CapScope.HOST_YEAR:
        return "cap_year", max(cap_fen - case.had_this_year_fen, 0)
    return "cap", cap_fen


def decide_host(case: HostCase, by_level: Dated, cap: Dated, rate: Dated, scope: Dated) -> Decision:
    """Decide a host's claim on what tables funding.host.by_level, .cap, .rate and .cap_scope say on the contest's day."""
    worked = host_subsidy(case, by_level.value, cap.value, Decimal(rate.value), CapScope(scope.value))
    return Decision(worked, asdict(case), tuple(map(Used.of, (by_level, cap, rate, scope))))


def host_subsidy(
    case: HostCase, by_level: Mapping[str, int], cap_fen: int, rate: Decimal, scope: CapScope = CapScope.COMPETITION
) -> Worked:
    """Work out a host subsidy: the least of table, request, eligible costs times rate, cap and what the budget holds.

    Rounds once, down to the fen, at eligible costs times rate. The cap is counted in its scope.
    Refuses ('level', 'plan', 'not_held') competitions below municipal level, outside the published plan, or not yet held
    (技能兴淄26条: 市级及以上); where the least of the figures is nothing, that figure's name is the ground ('costs' ...).
    """
    if ground := _host_refusal(case, by_level):
        return refused(ground, case.level)
    costs = int(rounded(Decimal(case.eligible_fen) * rate, 0, Mode.DOWN))
    figures = {"table": by_level[case.level], "costs": costs, "requested": case.requested_fen}
    of_scope, left = ceiling(case, cap_fen, scope)
    figures[of_scope] = left
    if case.left_in_budget_fen is not None:
        figures["budget"] = case.left_in_budget_fen
    by = min(figures, key=lambda name: figures[name])
    least = max(figures[by], 0)
    named = {"level": case.level, "rate": figure(rate), "eligible": yuan(case.eligible_fen)}
    named |= {"ceiling": yuan(cap_fen), "had": yuan(case.had_this_year_fen), "items": str(case.items)}
    steps = [Step(f"host_{name}", {"yuan": yuan(fen)} | named) for name, fen in figures.items()]
    steps.append(Step("host_least", {"yuan": yuan(least), "by": by}))
    return Worked(least, tuple(steps), "" if least else by)


def _host_refusal(case: HostCase, by_level: Mapping[str, int]) -> str:
    if case.level not in by_level:
        return "level"
    if not case.in_plan:
        return "plan"
    return "" if case.held else "not_held"


def refused(ground: str, level: str, **values: str) -> Worked:
    """Give nothing, with its ground."""
    return Worked(0, (Step("refused", {"ground": ground, "level": level} | values),), ground)


class SharedRank(StrEnum):
    """What competitors who share a place are paid: each in full, or the sum of the places divided."""

    EACH_FULL = "each_full"
    DIVIDED = "divided"


@dataclass(frozen=True, slots=True)
class PrizeCase:
    """What a prize is worked out from: level, place, how many share it, what this winner had this year, the group."""

    level: str
    place: int
    sharing: int = 1
    in_plan: bool = True
    had_this_year_fen: int = 0
    # employees, teachers or students; empty where nobody said, and then no group's rule is used
    group: str = ""


ByRank = Mapping[str, Mapping[int, int]]
Shares = Mapping[str, str]
ALIKE: Shares = {}


def decide_prize(case: PrizeCase, by_rank: Dated, cap: Dated, shared: Dated, by_group: Dated) -> Decision:
    """Decide a prize on what tables funding.prize.by_rank, .cap, .shared_rank and .by_group say on the contest's day."""
    worked = prize(case, by_rank.value, cap.value, SharedRank(shared.value), by_group.value)
    return Decision(worked, asdict(case), tuple(map(Used.of, (by_rank, cap, shared, by_group))))


def prize(
    case: PrizeCase, by_rank: ByRank, cap_fen: int, shared: SharedRank = SharedRank.EACH_FULL, by_group: Shares = ALIKE
) -> Worked:
    """Work out a prize: level times place, shared places and groups by declared rules, at most the cap, highest only.

    Highest only (就高不重复): what the winner already had this year under this policy is taken off, so that together
    they come to the highest (补差). A table figure above the cap is refused by ValueError: the table is wrong, not the
    case. Grounds of refusal: 'level' (below municipal or unknown), 'plan', 'place' (no prize for it), 'group' (none for
    it), 'had' (as much or more before). A group's share rounds down to the fen.
    """
    if any(fen > cap_fen for places in by_rank.values() for fen in places.values()):
        raise ValueError("the prize table stands above the cap of the policy in force")
    places = by_rank.get(case.level)
    if places is None or not case.in_plan:
        return refused("level" if places is None else "plan", case.level)
    full, step = _place_amount(case, places, shared)
    if not full:
        return refused("place", case.level, place=str(case.place))
    steps = [step]
    share = Decimal(by_group.get(case.group, 1))
    if share != 1:
        full, step = _group_amount(full, case.group, share)
        steps.append(step)
        if not full:
            return refused("group", case.level, group=case.group)
    due = max(full - case.had_this_year_fen, 0)
    steps.append(Step("prize_cap", {"cap": yuan(cap_fen), "yuan": yuan(full)}))
    if case.had_this_year_fen:
        steps.append(Step("highest_only", {"had": yuan(case.had_this_year_fen), "yuan": yuan(due)}))
    return Worked(due, tuple(steps), "" if due else "had")


def _group_amount(full: int, group: str, share: Decimal) -> tuple[int, Step]:
    fen = int(rounded(full * share, 0, Mode.DOWN))
    return fen, Step("prize_group", {"group": group, "percent": figure(share * 100), "yuan": yuan(fen)})


def _place_amount(case: PrizeCase, places: Mapping[int, int], shared: SharedRank) -> tuple[int, Step]:
    if case.sharing == 1 or shared is SharedRank.EACH_FULL:
        fen = places.get(case.place, 0)
        return fen, Step("prize_table", {"level": case.level, "place": str(case.place), "yuan": yuan(fen)})
    taken = range(case.place, case.place + case.sharing)
    pot = sum(places.get(place, 0) for place in taken)
    # rounded down to the fen, so that the sharers together never get more than their places
    fen = int(rounded(Decimal(pot) / case.sharing, 0, Mode.DOWN))
    values = {"level": case.level, "places": f"{taken[0]}-{taken[-1]}", "pot": yuan(pot)}
    return fen, Step("prize_divided", values | {"sharing": str(case.sharing), "yuan": yuan(fen)})


@dataclass(frozen=True, slots=True)
class Taxed:
    """A payment in fen: gross, tax withheld and net."""

    gross: int
    tax: int
    net: int


def taxed(gross_fen: int, rate: Decimal, exempt: bool = False) -> Taxed:
    """Withhold tax on an incidental income (偶然所得, 个人所得税法 art. 3(3), 6(6)): rate on the whole, half up to the fen."""
    tax = 0 if exempt else part_of(gross_fen, rate)
    return Taxed(gross_fen, tax, gross_fen - tax)


def team_shares(fen: int, members: int, agreed: Sequence[int] | None = None) -> list[int]:
    """Split a team's prize: equally, or by the weights of a signed agreement; the shares sum to the whole."""
    weights = [1] * members if agreed is None else list(agreed)
    if len(weights) != members:
        raise ValueError("an agreement names a weight for each member")
    return shares(fen, weights)


def highest_only(shares: Sequence[int], had: Sequence[int]) -> list[int]:
    """Give what is due of each member's share, less what that very person had this year (就高不重复, 补差).

    So a person's dues of a year come to the highest single share, in whatever order they come.
    """
    return [max(share - before, 0) for share, before in zip(shares, had, strict=True)]


def may_be_listed(shares: Sequence[tuple[int, bool]]) -> bool:
    """Say whether a prize may go on a payment list: something is due, and nobody due something lacks account or papers.

    Each share is its net in fen and whether both are there; a prize is paid whole or waits whole.
    """
    due = [known for net, known in shares if net > 0]
    return bool(due) and all(due)
