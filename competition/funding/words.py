"""The codes of the money in words."""

from datetime import date
from decimal import Decimal
from typing import Any

from competition.directory import words as directory
from competition.foundation import formats, masking
from competition.foundation.money import yuan
from competition.foundation.texts import _, _l, _n
from competition.foundation.working import figure
from competition.funding import claim_words
from competition.funding.claim_rules import PaperKind
from competition.funding.ledger_rules import Account, Kind, Source
from competition.funding.models import Payment, Prize, PrizeShare
from competition.funding.rules import ClaimState, ListState, PaymentState, PrizeState, RecoveryState
from competition.plan import words as plan
from competition.plan.rules import Group
from competition.policy import payer_tables
from competition.policy import words as policy

CLAIMS = {
    ClaimState.DRAFT: ("neutral", _l("Being written")),
    ClaimState.SUBMITTED: ("progress", _l("Application to review")),
    ClaimState.RETURNED: ("warn", _l("Returned")),
    ClaimState.ADMITTED: ("good", _l("Application admitted")),
    ClaimState.ACCOUNTED: ("progress", _l("Final account to review")),
    ClaimState.REVIEWED: ("progress", _l("To be inspected")),
    ClaimState.INSPECTED: ("progress", _l("To be approved")),
    ClaimState.APPROVED: ("good", _l("Approved")),
    ClaimState.REFUSED: ("bad", _l("Refused")),
    ClaimState.LISTED: ("progress", _l("On a payment list")),
    ClaimState.PAID: ("good", _l("Paid")),
}
PRIZES = {
    PrizeState.PROPOSED: ("progress", _l("Proposed")),
    PrizeState.HELD: ("warn", _l("On hold")),
    PrizeState.APPROVED: ("good", _l("Approved")),
    PrizeState.LISTED: ("progress", _l("On a payment list")),
    PrizeState.PAID: ("good", _l("Paid")),
    PrizeState.ENDED: ("neutral", _l("Ended: result corrected")),
}
LISTS = {
    ListState.PREPARED: ("warn", _l("Prepared")),
    ListState.RELEASED: ("progress", _l("Released")),
    ListState.PAID: ("good", _l("Paid")),
    ListState.WITHDRAWN: ("neutral", _l("List taken back")),
}
PAYMENTS = {
    PaymentState.LISTED: ("progress", _l("Waits for the bank")),
    PaymentState.PAID: ("good", _l("Paid")),
    PaymentState.FAILED: ("bad", _l("Not paid")),
    PaymentState.TAKEN_BACK: ("neutral", _l("Taken off the list")),
    PaymentState.REVERSED: ("warn", _l("Given back by the bank")),
}
RECOVERIES = {
    RecoveryState.OPEN: ("warn", _l("To be repaid")),
    RecoveryState.PROPOSED: ("warn", _l("Letting off proposed")),
    RecoveryState.REPAID: ("good", _l("Repaid")),
    RecoveryState.LET_OFF: ("neutral", _l("Let off")),
}
SOURCES = {
    Source.CITY: _l("City budget"),
    Source.DISTRICT: _l("District budget"),
    Source.SPONSOR: _l("Sponsor"),
}
MONEY = {
    Account.GRANTED: _l("source"),
    Account.FREE: _l("free"),
    Account.COMMITTED: _l("committed"),
    Account.PAID: _l("paid out"),
    Account.TAX: _l("tax withheld"),
    Account.OWED: _l("to be repaid"),
    Account.CARRIED: _l("carried over"),
}
MOVES = {
    Kind.GRANT: _l("Money given"),
    Kind.CUT: _l("Money cut"),
    Kind.COMMIT: _l("Committed by an approval"),
    Kind.FREE: _l("Commitment freed"),
    Kind.PAY: _l("Paid"),
    Kind.WITHHOLD: _l("Tax withheld"),
    Kind.UNPAY: _l("Payment given back"),
    Kind.UNWITHHOLD: _l("Tax of a payment given back"),
    Kind.CLAIM_BACK: _l("Claimed back"),
    Kind.CLAIM_TAX_BACK: _l("Tax claimed back"),
    Kind.REPAY: _l("Repaid"),
    Kind.LET_OFF: _l("Claim let off"),
    Kind.LET_TAX_OFF: _l("Tax of a claim let off"),
    Kind.CARRY_OUT: _l("Carried into the next year"),
    Kind.CARRY_IN: _l("Carried over from the year before"),
}
FAULTS = {
    "left": _l("what is left differs from the entries"),
    "committed": _l("what is committed differs from what was approved"),
    "paid": _l("what is paid differs from the payments"),
    "owed": _l("what is owed differs from the claims"),
    **{f"below_{account}": _l("an account stands below zero") for account in Account},
}
GROUNDS = {
    "level": _l("Competitions below municipal level are outside this measure."),
    "plan": _l("The competition does not stand in the published plan."),
    "not_held": _l("The competition has not been held yet."),
    "costs": _l("There are no eligible costs to support."),
    "budget": _l("The budget of the year holds nothing more. Enter a further appropriation first."),
    "table": _l("The table gives nothing for this level."),
    "cap": _l("The ceiling leaves nothing."),
    "cap_item": _l("The ceiling leaves nothing."),
    "cap_year": _l("The host's other competitions of the year fill the ceiling."),
    "requested": _l("Nothing was asked for."),
    "place": _l("There is no prize for this place."),
    "group": _l("Competitors of this group have no prize."),
    "coaches": _l("The table of coach teams gives nothing for this level and place."),
    "had": _l("This winner already had as much or more this year (the highest prize only)."),
}
NEEDS = {
    "level": _l("The competition is of municipal level or above."),
    "plan": _l("It stands in the published plan."),
    "not_held": _l("It has been held."),
}
CAP_SCOPES = {
    "competition": _l("for each competition"),
    "item": _l("for each item of a competition"),
    "host_year": _l("for all competitions of a host in a year"),
}
SHARED = {
    "each_full": _l("each in full"),
    "divided": _l("the sum of the places, divided"),
}
REACHES = {
    "within_policy": _l("highest only within this policy, not across payers"),
    "across_payers": _l("highest only across payers"),
}
# tables that say which of several rules holds
ONE_OF = {
    "funding.prize.shared_rank": SHARED,
    "funding.host.cap_scope": CAP_SCOPES,
    "funding.prize.highest_only": REACHES,
}
LEAST = {
    "table": _l("the table's figure"),
    "costs": _l("the eligible costs"),
    "requested": _l("the amount asked for"),
    "cap": _l("the ceiling"),
    "cap_item": _l("the ceiling of its items"),
    "cap_year": _l("the ceiling of the host's year"),
    "budget": _l("what the budget holds"),
}
# how each reference of an example begins, whose mark says so too
EXAMPLE = "示例，待业务部门核定："
OBJECTION = "objection"
OPEN_OBJECTION = _l("An objection to this result waits for an answer.")
APPEAL = "appeal"
CORRECTED = "corrected"
RESULT_CORRECTED = _l("The result it rests on was corrected.")
HELD = _l("An appeal holds this award back; its prize waits until the appeal is decided.")
STEPS = {
    "host_table": _l("Table for %(level)s: %(yuan)s yuan"),
    "host_costs": _l("Eligible costs %(eligible)s × %(rate)s = %(yuan)s yuan, rounded down to the fen"),
    "host_requested": _l("Asked for: %(yuan)s yuan"),
    "host_cap": _l("Ceiling for one competition: %(yuan)s yuan"),
    "host_cap_item": _l("Ceiling for %(items)s items: %(ceiling)s yuan each, together %(yuan)s yuan"),
    "host_cap_year": _l("Ceiling of the host's year: %(ceiling)s yuan, less %(had)s yuan granted = %(yuan)s yuan"),
    "host_budget": _l("Left in the budget: %(yuan)s yuan"),
    "advance_of": _l("An advance on the least of table, request and ceiling: %(yuan)s yuan (%(by)s)"),
    "advance_share": _l("Of it %(percent)s%% are paid ahead: %(yuan)s yuan, rounded down to the fen"),
    "host_least": _l("The least of these is due: %(yuan)s yuan (%(by)s)"),
    "refused": _l("Nothing is due: %(ground)s"),
    "prize_table": _l("Table for %(level)s, place %(place)s: %(yuan)s yuan"),
    "prize_divided": _l("%(level)s, places %(places)s come to %(pot)s yuan, divided by %(sharing)s: %(yuan)s yuan"),
    "prize_group": _l("%(group)s: %(percent)s%% of it, so %(yuan)s yuan, rounded down to the fen"),
    "prize_cap": _l("At most %(cap)s yuan, so %(yuan)s yuan"),
    "agreed": _l("Shares by the team's signed agreement, %(weights)s (%(paper)s)"),
    "share_had": _l("%(name)s already had %(had)s yuan this year (the highest prize only), so %(yuan)s yuan are left"),
    "exempt": _l("Exempt from tax: %(ground)s (%(paper)s)"),
    "highest_only": _l("Less %(had)s yuan already had this year (the highest prize only): %(yuan)s yuan"),
    "others_count": _l("%(name)s was given %(yuan)s yuan by other payers this year, which counts as had (%(rule)s)"),
    "others_on_top": _l("%(name)s was given %(yuan)s yuan by other payers this year, which is not counted (%(rule)s)"),
    "payer": _l("%(payer)s pays %(percent)s%%: %(yuan)s yuan"),
    "share": _l("%(name)s: %(gross)s yuan, less %(rate)s%% tax %(tax)s = %(net)s yuan"),
}
CLAIM_LIFE = (
    (_l("Application"), (ClaimState.DRAFT, ClaimState.SUBMITTED, ClaimState.RETURNED)),
    (_l("Final account"), (ClaimState.ADMITTED, ClaimState.ACCOUNTED)),
    (_l("Inspection"), (ClaimState.REVIEWED,)),
    (_l("Approval"), (ClaimState.INSPECTED, ClaimState.APPROVED)),
    (_l("Paying out"), (ClaimState.LISTED, ClaimState.PAID)),
)
PRIZE_LIFE = (PrizeState.PROPOSED, PrizeState.APPROVED, PrizeState.LISTED, PrizeState.PAID)
LIST_LIFE = (ListState.PREPARED, ListState.RELEASED, ListState.PAID)
VERBS = {
    "funding.claim_opened": _l("Application for a host subsidy begun"),
    "funding.claim_changed": _l("Application changed"),
    "funding.paper_added": _l("Paper of a claim added"),
    "funding.paper_dropped": _l("Paper of a claim taken out"),
    "funding.paper_confirmed": _l("Paper of a winner's claim found good"),
    "funding.paper_returned": _l("Paper of a winner's claim returned"),
    "funding.paper_seen": _l("Paper of a winner's claim looked at"),
    "funding.claim_submitted": _l("Host subsidy claimed"),
    "funding.claim_sent_again": _l("Claim sent again"),
    "funding.claim_returned": _l("Claim returned"),
    "funding.claim_refused": _l("Claim refused"),
    "funding.claim_admitted": _l("Application admitted"),
    "funding.cost_put": _l("Invoice entered"),
    "funding.cost_dropped": _l("Invoice taken out"),
    "funding.costs_read": _l("Invoices read from a workbook"),
    "funding.claim_reported": _l("Host's own report written"),
    "funding.account_sent": _l("Final account sent"),
    "funding.account_reviewed": _l("Final account reviewed"),
    "funding.claim_inspected": _l("Competition inspected"),
    "funding.advance_approved": _l("Advance approved"),
    "funding.advance_ended": _l("Approval of an advance taken back"),
    "funding.claim_approved": _l("Claim approved"),
    "funding.prizes_proposed": _l("Prizes proposed"),
    "funding.prizes_approved": _l("Proposed prizes approved"),
    "funding.prize_held": _l("Prize put on hold"),
    "funding.prize_released": _l("Prize taken off hold"),
    "funding.account_set": _l("Bank account entered"),
    "funding.account_seen": _l("Bank account looked at"),
    "funding.list_prepared": _l("Payment list prepared"),
    "funding.list_released": _l("Payment list released"),
    "funding.list_paid": _l("Payment list paid"),
    "funding.list_exported": _l("Payment list taken out"),
    "funding.list_taken_back": _l("Payment list taken back"),
    "funding.answers_noted": _l("Bank's answer stored"),
    "funding.payment_reversed": _l("Payment given back by the bank"),
    "funding.notice_published": _l("Notice of payments published"),
    "funding.prize_ended": _l("Prize of a corrected result ended"),
    "funding.recovery_opened": _l("Overpayment claimed back"),
    "funding.recovery_repaid": _l("Overpayment repaid"),
    "funding.let_off_proposed": _l("Letting off an overpayment proposed"),
    "funding.claim_upheld": _l("Claim for repayment upheld"),
    "funding.recovery_let_off": _l("Overpayment let off"),
    "funding.budget_entered": _l("Appropriation entered"),
    "funding.budget_changed": _l("Appropriation changed"),
    "funding.budget_carried": _l("Appropriation carried over"),
    "funding.shares_agreed": _l("Shares of a team agreed"),
    "funding.exemption_marked": _l("Prizes marked exempt from tax"),
    "funding.exemption_ended": _l("Exemption from tax ended"),
    "funding.withheld_exported": _l("Withholding list taken out"),
}


def step(data: dict[str, Any]) -> str:
    """Word one step of a working."""
    named = {
        "level": plan.LEVELS.get(data.get("level", ""), data.get("level", "")),
        "ground": GROUNDS.get(data.get("ground", ""), ""),
        "by": LEAST.get(data.get("by", ""), ""),
        "group": group(data.get("group", "")),
        "payer": SOURCES.get(data.get("payer", ""), ""),
        "rule": REACHES["across_payers" if data["code"] == "others_count" else "within_policy"],
    }
    said = STEPS.get(data["code"])
    return data["code"] if said is None else str(said) % {**data, **named}


def group(code: str) -> str:
    """Name a group of competitors; nothing where nobody said."""
    return str(plan.GROUPS[Group(code)]) if code else ""


def reason(kept: str) -> str:
    """Say why something is on hold or was returned: in a person's words, or the one reason the system gives."""
    return str({OBJECTION: OPEN_OBJECTION, APPEAL: HELD, CORRECTED: RESULT_CORRECTED}.get(kept, kept))


def value(said: dict[str, Any], level: str) -> str:
    """Word what a policy table says for a level."""
    table, stands = said["table"], said["value"]
    if isinstance(stands, list) or table in ONE_OF:
        return _chosen(table, stands)
    if table == "funding.prize.by_group":
        return _("; ").join(f"{group(code)} {figure(Decimal(share) * 100)}%" for code, share in stands.items())
    if table in ("funding.prize.by_rank", "funding.prize.coach"):
        places = stands.get(level, {})
        return (
            _("; ").join(_("place %(place)s: %(yuan)s yuan", place=p, yuan=yuan(fen)) for p, fen in places.items())
            or "—"
        )
    if table.endswith(".payers"):
        return policy.payers(payer_tables.parts_of(stands, level))
    if table == "funding.host.by_level":
        return _in_yuan(stands[level]) if level in stands else "—"
    return _figure(table, stands)


def _figure(table: str, stands: Any) -> str:
    if table.endswith("days"):
        return _n("%(num)s day", "%(num)s days", stands)
    return _in_yuan(stands) if isinstance(stands, int) else f"{figure(Decimal(stands) * 100)}%"


def _chosen(table: str, stands: Any) -> str:
    if isinstance(stands, list):
        return _(", ").join(str(claim_words.PAPERS[PaperKind(kind)]) for kind in stands)
    return str(ONE_OF[table][stands])


def _in_yuan(fen: int) -> str:
    return _("%(yuan)s yuan", yuan=yuan(fen))


def purpose(payment: Payment) -> str:
    """Say what a payment is for."""
    if payment.advance is not None:
        return _("Advance on the host subsidy: %(name)s", name=formats.name(payment.advance.claim.competition))
    if payment.claim is not None:
        return _("Host subsidy: %(name)s", name=formats.name(payment.claim.competition))
    assert payment.share is not None
    return purpose_of(payment.share)


def purpose_of(share: PrizeShare) -> str:
    """Say what a winner's share is for."""
    line = share.prize.line
    names = {"name": formats.name(share.prize.competition), "item": formats.name(line.result.item)}
    if share.prize.for_coaches:
        return _("Coach's prize: %(name)s, %(item)s, place %(place)s", place=line.place, **names)
    return _("Prize: %(name)s, %(item)s, place %(place)s", place=line.place, **names)


def winner(prize: Prize) -> str:
    """Name whom a prize is for: who won the place, or those who taught them."""
    name = prize.line.name_as_was
    return _("Coaches of %(name)s", name=name) if prize.for_coaches else name


def prize_of(prize: Prize) -> str:
    """Call a prize by whom it is for."""
    name = prize.line.name_as_was
    return _("Prize of the coaches of %(name)s", name=name) if prize.for_coaches else _("Prize of %(name)s", name=name)


def short_purpose(payment: Payment) -> str:
    """Say what a payment is for in the few letters a bank takes."""
    if payment.advance_id:
        return _("Advance on a host subsidy")
    return _("Host subsidy") if payment.claim_id else _("Skills competition prize")


def payee(payment: Payment) -> str:
    """Name whom a payment went to, as the public reads it: a unit whole, a person masked."""
    return masking.masked("name", payment.payee) if payment.share_id else payment.payee


def district(code: str) -> str:
    """Name a district."""
    return directory.division(code)


def claim_life(state: ClaimState) -> list[tuple[str, str]]:
    """Say where a claim stands in its life, for the stepper; the present phase is called by its state."""
    if state is ClaimState.REFUSED:
        return [(str(CLAIM_LIFE[0][0]), "done"), (str(CLAIMS[state][1]), "ended")]
    at = next(place for place, (_name, states) in enumerate(CLAIM_LIFE) if state in states)
    return [
        (str(CLAIMS[state][1] if i == at else name), "done" if i < at else "now" if i == at else "")
        for i, (name, _states) in enumerate(CLAIM_LIFE)
    ]


def prize_life(state: PrizeState) -> list[tuple[str, str]]:
    """Say where a prize stands in its life, for the stepper."""
    first = state if state is PrizeState.HELD else PrizeState.PROPOSED
    if state is PrizeState.ENDED:
        return [(str(PRIZES[PrizeState.APPROVED][1]), "done"), (str(PRIZES[state][1]), "ended")]
    return _life((first, *PRIZE_LIFE[1:]), state, PRIZES)


def list_life(state: ListState) -> list[tuple[str, str]]:
    """Say where a payment list stands in its life, for the stepper."""
    if state is ListState.WITHDRAWN:
        return [(str(LISTS[ListState.PREPARED][1]), "done"), (str(LISTS[state][1]), "ended")]
    return _life(LIST_LIFE, state, LISTS)


def _life(life: tuple[Any, ...], state: Any, names: dict[Any, tuple[str, str]]) -> list[tuple[str, str]]:
    at = life.index(state)
    return [(str(names[s][1]), "done" if i < at else "now" if i == at else "") for i, s in enumerate(life)]


def basis(said: dict[str, Any]) -> str:
    """Say from when a figure holds and where it is written; that it is an example stands beside it already."""
    day = formats.day(date.fromisoformat(said["first_day"]))
    return _("from %(day)s", day=day) + " · " + str(said["reference"]).removeprefix(EXAMPLE)
