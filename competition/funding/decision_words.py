"""A decision about money in words: what limited it, who did what, and what to do where nothing is due."""

from competition.foundation import formats
from competition.foundation.money import yuan
from competition.foundation.texts import _, _l
from competition.foundation.working import Step
from competition.funding import words
from competition.funding.explained import Told
from competition.funding.models import HostClaim, Prize
from competition.plan import words as plan

LIMITS = {
    "limit_figure": _l("%(what)s, %(yuan)s yuan: %(less)s yuan below the amount asked for"),
    "limit_divided": _l("Shared place: places %(places)s are divided by %(sharing)s, so %(yuan)s yuan"),
    "limit_had": _l("The highest prize of a year only: %(had)s yuan had before, so %(yuan)s yuan"),
}
ACTS = {
    "sent": _l("Claim sent"),
    "returned": _l("Claim returned"),
    "refused": _l("Claim refused"),
    "proposed": _l("Prize proposed"),
    "approved": _l("Decided and approved"),
    "prepared": _l("Payment list prepared"),
    "released": _l("Payment list released"),
}
REMEDIES = {
    "level": _l("Nothing can be done under this measure. Ask the county whether it has a prize or subsidy of its own."),
    "plan": _l("Ask the organiser to publish the competition in the year's plan, or to say why it does not stand in it."),
    "not_held": _l("Wait until the competition has been held, then send the claim again."),
    "costs": _l("Enter the eligible costs with their vouchers, then send the claim again."),
    "budget": _l("Wait for a further appropriation; the claim stays and is decided as soon as there is money."),
    "table": _l("Ask the bureau whether the table is meant to give nothing for this level."),
    "cap": _l("Ask the bureau whether the ceiling is meant to leave nothing."),
    "cap_year": _l("Ask the bureau which of the year's competitions it counts; the ceiling is for all of them together."),
    "requested": _l("Send the claim again with the amount you ask for."),
    "place": _l("Compare the place with the announced result. If it is wrong there, appeal against the result in time."),
    "had": _l("Nothing is lost: what was paid before this year is as much or more. Ask the finance office for its letter."),
    "refused": _l("Ask the finance office in writing to look at the reason again; it answers in writing."),
}  # fmt: skip


def limit(step: Step) -> str:
    """Word one thing that took something off."""
    values = step.values | {"what": words.LEAST.get(step.values.get("by", ""), "")}
    said = str(LIMITS[step.code]) % values
    return said[:1].upper() + said[1:] if not formats.is_chinese() else said


def remedy(told: Told) -> str:
    """Say what to do where nothing is due; empty where something is."""
    return str(REMEDIES[told.refusal]) if told.refusal else ""


def ground(told: Told) -> str:
    """Say why nothing is due: a person's reason, or the rule's."""
    if told.refusal == "refused":
        return words.reason(told.of.reason)
    return str(words.GROUNDS[told.refusal]) if told.refusal else ""


def title(told: Told) -> str:
    """Call a decision."""
    return _("Decision on a prize") if isinstance(told.of, Prize) else _("Decision on a host subsidy")


def receiver(of: Prize | HostClaim) -> str:
    """Name whom a decision is about."""
    if isinstance(of, HostClaim):
        return formats.name(of.organisation)
    return _("%(name)s (%(unit)s)", name=of.line.name_as_was, unit=of.line.unit_as_was)


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
        had = told.get("members_had_fen", [told["had_this_year_fen"]])
        found.append((_("Had this year, before tax"), "; ".join(_yuan(fen) for fen in had)))
        return found
    found.append((_("Held"), _yes(told["held"])))
    found.append((_("Asked for"), _yuan(told["requested_fen"])))
    found.append((_("Eligible costs"), _yuan(told["eligible_fen"])))
    if told.get("had_this_year_fen"):
        found.append((_("Granted for other competitions of the year"), _yuan(told["had_this_year_fen"])))
    if told.get("left_in_budget_fen") is not None:
        found.append((_("Left in the budget"), _yuan(told["left_in_budget_fen"])))
    return found


def _yes(there: bool) -> str:
    return _("Yes") if there else _("No")


def _yuan(fen: int) -> str:
    return _("%(yuan)s yuan", yuan=yuan(fen))
