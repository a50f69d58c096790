"""A decision about money in words: who did what, whom it is about, and what to do where nothing is due."""

from competition.foundation import formats
from competition.foundation.money import yuan
from competition.foundation.texts import _, _l
from competition.funding import limit_words, words
from competition.funding.explained import Told
from competition.funding.models import HostClaim, Prize
from competition.funding.rules import ClaimState
from competition.plan import words as plan

ACTS = {
    "sent": _l("Claim sent"),
    "accounted": _l("Final account sent"),
    "reviewed": _l("Invoices reviewed"),
    "ahead": _l("Advance approved"),
    "failed": _l("Inspection failed"),
    "inspected": _l("Inspection noted"),
    "returned": _l("Claim returned"),
    "refused": _l("Claim refused"),
    "proposed": _l("Prize proposed"),
    "approved": _l("Decided and approved"),
    "prepared": _l("Payment list prepared"),
    "released": _l("Payment list released"),
}


def remedy(told: Told) -> str:
    """Say what to do where nothing is due; empty where something is."""
    return str(limit_words.REMEDIES[told.refusal]) if told.refusal else ""


def ground(told: Told) -> str:
    """Say why nothing is due: a person's reason, or the rule's."""
    if told.refusal == "refused":
        return words.reason(told.of.reason)
    return str(words.GROUNDS[told.refusal]) if told.refusal else ""


def title(told: Told) -> str:
    """Call a decision."""
    if isinstance(told.of, Prize) and told.of.for_coaches:
        return _("Decision on a prize of coaches")
    return _("Decision on a prize") if isinstance(told.of, Prize) else _("Decision on a host subsidy")


def receiver(of: Prize | HostClaim) -> str:
    """Name whom a decision is about."""
    if isinstance(of, HostClaim):
        return formats.name(of.organisation)
    if of.for_coaches:
        names, line = "、".join(share.name_as_was for share in of.shares), of.line
        return _("%(names)s, coaches of %(name)s (%(unit)s)", names=names, name=line.name_as_was, unit=line.unit_as_was)
    return _("%(name)s (%(unit)s)", name=of.line.name_as_was, unit=of.line.unit_as_was)


def settled(of: HostClaim) -> str:
    """Say what of a host's amount was paid ahead, and what comes in the end."""
    paid = of.state is ClaimState.PAID
    ahead, due = yuan(of.ahead_fen), yuan(of.due_fen)
    if paid:
        return _("Paid ahead: %(ahead)s yuan; paid in the end: %(due)s yuan.", ahead=ahead, due=due)
    return _("Paid ahead: %(ahead)s yuan; still due: %(due)s yuan.", ahead=ahead, due=due)


def facts(told_of: Told) -> list[tuple[str, str]]:
    """Name the inputs of a stored decision; of a refused claim what was asked for."""
    told = told_of.decision["inputs"]
    if not told:
        return [(_("Asked for"), _yuan(told_of.of.requested_fen))] if isinstance(told_of.of, HostClaim) else []
    found = [(_("Level"), str(plan.LEVELS.get(told["level"], told["level"])))]
    found.append((_("In the published plan"), _yes(told["in_plan"])))
    if "place" in told:
        found.append((_("Place won"), str(told["place"])))
        found.append((_("Competitors or teams who hold it"), str(told["sharing"])))
        if told.get("coaches"):
            found.append((_("Given to"), _("the coaches of whoever won the place")))
        elif told.get("group"):
            found.append((_("Group"), words.group(told["group"])))
        had = told.get("members_had_fen", [told["had_this_year_fen"]])
        found.append((_("Had this year, before tax"), "; ".join(_yuan(fen) for fen in had)))
        if "others_fen" in told:
            found.append((_("Given by other payers this year"), "; ".join(_yuan(fen) for fen in told["others_fen"])))
        return found
    found.append((_("Held"), _yes(told["held"])))
    found.append((_("Asked for"), _yuan(told["requested_fen"])))
    found.append((_("Eligible costs"), _yuan(told["eligible_fen"])))
    if told.get("items", 1) > 1:
        found.append((_("Items"), str(told["items"])))
    if told.get("had_this_year_fen"):
        found.append((_("Granted for other competitions of the year"), _yuan(told["had_this_year_fen"])))
    if told.get("left_in_budget_fen") is not None:
        found.append((_("Left in the budget"), _yuan(told["left_in_budget_fen"])))
    return found


def _yes(there: bool) -> str:
    return _("Yes") if there else _("No")


def _yuan(fen: int) -> str:
    return _("%(yuan)s yuan", yuan=yuan(fen))
