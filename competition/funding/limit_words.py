"""What limited a sum, and what to do where nothing is due, in words."""

from competition.foundation import formats
from competition.foundation.texts import _l
from competition.foundation.working import Step
from competition.funding import words

LIMITS = {
    "limit_figure": _l("%(what)s, %(yuan)s yuan: %(less)s yuan below the amount asked for"),
    "limit_divided": _l("Shared place: places %(places)s are divided by %(sharing)s, so %(yuan)s yuan"),
    "limit_group": _l("%(group)s: %(percent)s%% of the place's prize, so %(yuan)s yuan"),
    "limit_share": _l("%(name)s, the highest prize of a year only: %(had)s yuan had before, so %(yuan)s yuan"),
    "limit_had": _l("The highest prize of a year only: %(had)s yuan had before, so %(yuan)s yuan"),
}
REMEDIES = {
    "level": _l("Nothing can be done under this measure. Ask the county whether it has a prize or subsidy of its own."),
    "plan": _l("Ask the organiser to publish the competition in the year's plan, or to say why it does not stand in it."),
    "not_held": _l("Wait until the competition has been held, then send the claim again."),
    "costs": _l("Enter the eligible costs with their vouchers, then send the claim again."),
    "budget": _l("Wait for a further appropriation; the claim stays and is decided as soon as there is money."),
    "table": _l("Ask the bureau whether the table is meant to give nothing for this level."),
    "cap": _l("Ask the bureau whether the ceiling is meant to leave nothing."),
    "cap_item": _l("Ask the bureau whether the ceiling is meant to leave nothing."),
    "cap_year": _l("Ask the bureau which of the year's competitions it counts; the ceiling is for all of them together."),
    "requested": _l("Send the claim again with the amount you ask for."),
    "place": _l("Compare the place with the announced result. If it is wrong there, appeal against the result in time."),
    "group": _l("Ask the bureau whether this group is meant to have no prize, or the employer whether it gives one."),
    "coaches": _l("Ask the bureau whether its table is meant to give these coaches nothing; honours of theirs do not hang on it."),
    "had": _l("Nothing is lost: what was paid before this year is as much or more. Ask the finance office for its letter."),
    "refused": _l("Ask the finance office in writing to look at the reason again; it answers in writing."),
}  # fmt: skip


def limit(step: Step) -> str:
    """Word one thing that took something off."""
    named = {"what": words.LEAST.get(step.values.get("by", ""), ""), "group": words.group(step.values.get("group", ""))}
    values = step.values | named
    said = str(LIMITS[step.code]) % values
    return said[:1].upper() + said[1:] if not formats.is_chinese() else said
