"""What a host's claim is made of: costs by category, papers, aims, invoices and the inspection; pure. Source: policy.md 1.1, 2.5."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from competition.foundation.money import Mode, rounded, yuan
from competition.foundation.working import Step, figure
from competition.funding import rules
from competition.funding.rules import CapScope, ClaimState, Decision, HostCase, Used, Worked
from competition.policy.book import Dated

MOST_LINES = 1000
MOST_PAPERS = 60
# what an officer may give back to its host to be mended
RETURNABLE = frozenset(
    {
        ClaimState.SUBMITTED,
        ClaimState.ACCOUNTED,
        ClaimState.REVIEWED,
        ClaimState.INSPECTED,
        ClaimState.APPROVED,
    }
)


class Category(StrEnum):
    """What a host spends on, as the budget and the final account name it."""

    VENUE = "venue"
    EQUIPMENT = "equipment"
    LABOUR = "labour"
    BOARD = "board"
    PUBLICITY = "publicity"
    AWARDS = "awards"
    SAFETY = "safety"
    OTHER = "other"


class PaperKind(StrEnum):
    """What a paper of a host's or a winner's claim is; the policy's checklists name those that must be there."""

    APPLICATION = "host_application"
    PLAN = "host_plan"
    BUDGET = "host_budget"
    APPROVAL = "host_approval"
    BANK = "host_bank"
    INVOICE = "host_invoice"
    OTHER = "host_other"
    PRIZE_FORM = "prize_form"
    CERTIFICATE = "prize_certificate"
    ANNOUNCEMENT = "prize_announcement"
    IDENTITY = "prize_identity"
    CARD = "prize_card"
    EMPLOYMENT = "prize_employment"
    PRIZE_OTHER = "prize_other"


class Aim(StrEnum):
    """What a host sets out to reach, and says afterwards whether it did (绩效目标、绩效自评)."""

    ITEMS = "items"
    ENTRIES = "entries"
    UNITS = "units"
    SATISFACTION = "satisfaction"
    REPORTS = "reports"
    INCIDENTS = "incidents"


# what should stay at or below its target; the others should reach theirs
AT_MOST = frozenset({Aim.INCIDENTS})
# shares of a hundred
PERCENT = frozenset({Aim.SATISFACTION})
LARGEST_AIM = 1_000_000


class Verdict(StrEnum):
    """What an inspection found (验收结论)."""

    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CostLine:
    """One invoice of the final account; the amount in fen."""

    category: Category
    day: date
    payee: str
    number: str
    amount_fen: int
    note: str = ""

    @property
    def key(self) -> str:
        """Give what makes the invoice the same one wherever it is entered."""
        return invoice_key(self.payee, self.number)


def invoice_key(payee: str, number: str) -> str:
    """Name an invoice by its payee and number, whatever spaces, widths and letters they were typed with."""
    return f"{_plain(payee)}|{_plain(number)}"


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isalnum())


def cost_faults(line: CostLine, today: date) -> list[tuple[str, str]]:
    """Name what is wrong with an invoice line: its field, and a code for words."""
    found = [(name, "needed") for name, text in (("payee", line.payee), ("number", line.number)) if not _plain(text)]
    if line.amount_fen <= 0:
        found.append(("amount", "amount"))
    if line.day > today:
        found.append(("day", "future"))
    return found


def doubled(keys: Sequence[str]) -> set[str]:
    """Name the invoices that stand in a row of keys more than once."""
    return {key for key in keys if keys.count(key) > 1}


def budget_faults(requested_fen: int, budget: Mapping[Category, int]) -> list[tuple[str, str]]:
    """Name what is wrong with a budget: nothing in it, an amount below zero, or less in it than is asked for."""
    found = [(f"budget_{category}", "negative") for category, fen in budget.items() if fen < 0]
    if requested_fen <= 0:
        found.append(("requested", "requested"))
    elif not found and sum(budget.values()) < requested_fen:
        found.append(("requested", "above_budget"))
    return found


def aim_faults(targets: Mapping[Aim, int | None], prefix: str) -> list[tuple[str, str]]:
    """Name the aims without a figure, and figures that cannot be."""
    found = []
    for aim in Aim:
        figure = targets.get(aim)
        if figure is None:
            found.append((f"{prefix}_{aim}", "needed"))
        elif not 0 <= figure <= (100 if aim in PERCENT else LARGEST_AIM):
            found.append((f"{prefix}_{aim}", "percent" if aim in PERCENT else "whole"))
    return found


def is_met(aim: Aim, target: int, reached: int) -> bool:
    """Say whether an aim was met."""
    return reached <= target if aim in AT_MOST else reached >= target


def missing_papers(required: Iterable[str], there: Collection[PaperKind]) -> list[PaperKind]:
    """Name the papers of the checklist that are not there, in its order."""
    return [kind for kind in map(PaperKind, required) if kind not in there]


def eligible_sum(lines: Sequence[tuple[int, bool | None]]) -> int | None:
    """Sum the lines found eligible; None while one of them is not decided, as missing is not zero."""
    if any(eligible is None for _, eligible in lines):
        return None
    return sum(fen for fen, eligible in lines if eligible)


def last_day(after: date, days: int) -> date:
    """Give the last day on which something is taken or repaid, so many days after another."""
    return after + timedelta(days=days)


class AdvanceState(StrEnum):
    """Where the money paid ahead of a competition stands (预拨)."""

    APPROVED = "approved"
    ENDED = "ended"
    LISTED = "listed"
    PAID = "paid"


ADVANCE_MOVES: dict[AdvanceState, frozenset[AdvanceState]] = {
    AdvanceState.APPROVED: frozenset({AdvanceState.LISTED, AdvanceState.ENDED}),
    # decided anew
    AdvanceState.ENDED: frozenset({AdvanceState.APPROVED}),
    AdvanceState.LISTED: frozenset({AdvanceState.PAID, AdvanceState.APPROVED}),
    # the bank gave it back
    AdvanceState.PAID: frozenset({AdvanceState.LISTED}),
}
# an advance that is neither paid nor ended: nothing final is decided beside it
ON_ITS_WAY = (AdvanceState.APPROVED, AdvanceState.LISTED)


def may_move_advance(old: AdvanceState, new: AdvanceState) -> bool:
    """Say whether an advance may go from one state to another."""
    return new in ADVANCE_MOVES[old]


def decide_advance(case: HostCase, by_level: Dated, cap: Dated, scope: Dated, share: Dated) -> Decision:
    """Decide an advance on what tables funding.host.by_level, .cap, .cap_scope and .advance say on the contest's day."""
    worked = advance(
        case, by_level.value, rules.ceiling(case, cap.value, CapScope(scope.value))[1], Decimal(share.value)
    )
    return Decision(worked, asdict(case), tuple(map(Used.of, (by_level, cap, scope, share))))


def advance(case: HostCase, by_level: Mapping[str, int], cap_fen: int, share: Decimal) -> Worked:
    """Work out an advance: a share of the least of table, request and ceiling, within what the budget holds.

    Rounds once, down to the fen. Nothing is due ('level', 'plan') outside the measure, or where a figure is nothing.
    """
    ground = "level" if case.level not in by_level else "" if case.in_plan else "plan"
    if ground:
        return Worked(0, (Step("refused", {"ground": ground, "level": case.level}),), ground)
    figures = {"table": by_level[case.level], "requested": case.requested_fen, "cap": cap_fen}
    by = min(figures, key=lambda name: figures[name])
    ahead = int(rounded(Decimal(figures[by]) * share, 0, Mode.DOWN))
    percent = figure(share * 100)
    steps = [
        Step("advance_of", {"yuan": yuan(figures[by]), "by": by}),
        Step("advance_share", {"yuan": yuan(ahead), "percent": percent}),
    ]
    left = ahead if case.left_in_budget_fen is None else case.left_in_budget_fen
    if left < ahead:
        ahead, by = max(left, 0), "budget"
        steps.append(Step("host_budget", {"yuan": yuan(left)}))
    return Worked(ahead, tuple(steps), "" if ahead else by)


def settled(amount_fen: int, ahead_fen: int) -> tuple[int, int]:
    """Part a final amount after what was paid ahead: what is still due, and what was too much (多退少补)."""
    return max(amount_fen - ahead_fen, 0), max(ahead_fen - amount_fen, 0)
