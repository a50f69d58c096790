"""Measures in words: their figures, and each step of an estimate."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from competition.foundation import working
from competition.foundation.money import yuan
from competition.foundation.texts import Text, _, _l, _n
from competition.foundation.working import Step
from competition.policy.catalogue import DOCUMENT, SOURCE, Measure

# each figure of a measure's table: what it is, and how it is written
FIGURES: Mapping[str, tuple[Text, str]] = {
    "intermediate": (_l("Intermediate worker"), "fen"),
    "senior": (_l("Senior worker"), "fen"),
    "pre_technician": (_l("Preparatory technician"), "fen"),
    "months": (_l("Paid for at most"), "months"),
    "within_years": (_l("Newly in Zibo after graduating, within"), "years"),
    "from": (_l("From an annual pay of"), "fen"),
    "share": (_l("Of the annual pay"), "share"),
    "match": (_l("Of the national subsidy"), "share"),
    "technician": (_l("Technician"), "fen"),
    "senior_technician": (_l("Senior technician"), "fen"),
    "cap": (_l("At most for an enterprise and year"), "fen"),
    "each": (_l("For each person"), "fen"),
    "at_least": (_l("People a year, at least"), "people"),
    "master_studio": (_l("National master studio"), "fen"),
    "qilu_station": (_l("Qilu master workstation"), "fen"),
    "provincial_station": (_l("Technician station of the province"), "fen"),
    "municipal_station": (_l("Technician station of the city"), "fen"),
    "school_national": (_l("Excellent school, national"), "fen"),
    "school_provincial": (_l("Excellent school, provincial"), "fen"),
    "speciality_national": (_l("Excellent speciality or group, national"), "fen"),
    "speciality_provincial": (_l("Excellent speciality or group, provincial"), "fen"),
    "pilot_national": (_l("Pilot of learning at work, national"), "fen"),
    "pilot_provincial": (_l("Pilot of learning at work, provincial"), "fen"),
}
SOURCES = (SOURCE, DOCUMENT)
PAYERS = {"": _l("The article does not say."), "city": _l("The city's finance")}
STEPS = {
    "in_time": _l("Graduated %(graduated)s, in Zibo from %(came)s: in time until %(last)s"),
    "most_months": _l("%(worked)s months worked; paid for at most %(months)s"),
    "by_month": _l("%(kind)s: %(each)s yuan a month × %(months)s months = %(yuan)s yuan"),
    "reached": _l("An annual pay of %(pay)s yuan reaches %(least)s yuan"),
    "share": _l("%(of)s yuan × %(percent)s%% = %(yuan)s yuan, rounded down to the fen"),
    "by_count": _l("%(kind)s: %(each)s yuan × %(count)s = %(yuan)s yuan"),
    "left": _l("Ceiling of the year %(cap)s yuan, less %(had)s had already: %(left)s yuan left"),
    "enough": _l("%(people)s people, at least %(least)s: enough"),
    "ceiling": _l("The article gives a ceiling of %(cap)s yuan and no formula"),
    "within": _l("%(due)s yuan lies within %(most)s: %(yuan)s yuan"),
    "over": _l("%(due)s yuan lies above %(most)s: %(yuan)s yuan"),
    "no_before": _l("Began work on %(came)s, before graduating on %(graduated)s. Check the two days."),
    "no_late": _l("Came on %(came)s; five years after graduating ended on %(last)s. This measure is for those who come earlier."),
    "no_months": _l("No whole month was worked. Write the months of full-time work."),
    "no_pay": _l("An annual pay of %(pay)s yuan does not reach %(least)s yuan. The measure begins there."),
    "no_amount": _l("The amount is nothing. Write the amount this measure starts from."),
    "no_nobody": _l("Nobody and nothing is counted. Write how many."),
    "no_few": _l("%(people)s people are less than the %(least)s a year that the measure asks for."),
}  # fmt: skip


def figure(key: str, value: Any) -> tuple[str, str]:
    """Say a figure of a measure: what it is, and how much."""
    label, kind = FIGURES[key]
    if kind == "fen":
        return str(label), _("%(yuan)s yuan", yuan=yuan(value))
    if kind == "share":
        return str(label), f"{working.figure(Decimal(value) * 100)}%"
    if kind == "months":
        return str(label), _n("%(num)s month", "%(num)s months", value)
    if kind == "years":
        return str(label), _n("%(num)s year", "%(num)s years", value)
    return str(label), f"{value:,}"


def step(done: Step) -> str:
    """Word one step of an estimate."""
    kind = done.values.get("kind", "")
    return str(STEPS[done.code]) % {**done.values, "kind": str(FIGURES[kind][0]) if kind else ""}


def payer(measure: Measure) -> str:
    """Say who pays, as far as the article does."""
    return str(PAYERS[measure.payer])
