"""The codes of appeals in words."""

from collections.abc import Iterable

from competition.foundation.formats import is_chinese
from competition.foundation.texts import _, _l
from competition.plan.models import Item
from competition.policy.book import Book
from competition.results import appeals
from competition.results.appeal_rules import AppealKind, AppealState, Bar

KINDS = {
    AppealKind.FACT: _l("A fact of judging"),
    AppealKind.CONDUCT: _l("Conduct of staff, judges or others"),
    AppealKind.ELIGIBILITY: _l("Eligibility of a competitor"),
    AppealKind.RECHECK: _l("Re-check of the marks: counting faults only"),
}
STATES = {
    AppealState.FILED: ("warn", _l("Filed")),
    AppealState.NOT_ADMITTED: ("neutral", _l("Not admitted")),
    AppealState.ADMITTED: ("progress", _l("Being heard")),
    AppealState.DECIDED: ("good", _l("Decided at the first level")),
    AppealState.ASKED_ON: ("warn", _l("At the second level")),
    AppealState.FINAL: ("good", _l("Decided finally")),
}
VERDICTS = {True: ("good", _l("Appeal upheld")), False: ("neutral", _l("Appeal rejected"))}
LEVELS = {1: _l("First level: the appeal board"), 2: _l("Second level: the organiser of the city")}
BARS = {
    Bar.JUDGE: _l("judges in it"),
    Bar.COACH: _l("coaches a competitor of it"),
    Bar.UNIT: _l("belongs to a unit that competes in it"),
}
HELD = _l("Held by an appeal")
TABLE_WORDS = {
    appeals.FROM_END: _l("hours from the end of the competition"),
    appeals.FROM_PUBLICATION: _l("hours from the publication of the result"),
    appeals.FIRST_DECISION: _l("hours for the first decision"),
    appeals.SECOND_REQUEST: _l("hours to ask for the second level"),
    appeals.SECOND_DECISION: _l("hours for the second decision"),
}
FIGURES = {"theory": _l("Theory"), "practice": _l("Practice"), "total": _l("Total mark")}
LIFE = (AppealState.FILED, AppealState.ADMITTED, AppealState.DECIDED)
SECOND_LIFE = (AppealState.ASKED_ON, AppealState.FINAL)
VERBS = {
    "results.appeal_filed": _l("Appeal filed"),
    "results.appeal_admitted": _l("Appeal admitted"),
    "results.appeal_not_admitted": _l("Appeal not admitted"),
    "results.appeal_decided": _l("Appeal decided at the first level"),
    "results.appeal_asked_on": _l("Second level of an appeal asked for"),
    "results.appeal_final": _l("Appeal decided finally"),
    "results.appeal_let_go": _l("Award no longer held by an appeal"),
    "results.board_member_named": _l("Member of the appeal board named"),
    "results.board_member_ended": _l("Member of the appeal board let go"),
}


def life(state: AppealState) -> list[tuple[str, str]]:
    """Say where an appeal stands in its life, for the stepper; the second level shows once it was asked for."""
    if state is AppealState.NOT_ADMITTED:
        return [(str(STATES[AppealState.FILED][1]), "done"), (str(STATES[state][1]), "ended")]
    steps = LIFE + SECOND_LIFE if state in SECOND_LIFE else LIFE
    at = steps.index(state)
    return [(str(STATES[s][1]), "done" if i < at else "now" if i == at else "") for i, s in enumerate(steps)]


def barred(name: str, found: Iterable[Bar]) -> str:
    """Say why somebody must not sit on the board."""
    reasons = ("；" if is_chinese() else "; ").join(str(BARS[bar]) for bar in found)
    return _("%(name)s cannot decide about this: %(reasons)s.", name=name, reasons=reasons)


def when(item: Item, book: Book) -> str:
    """Say in which time appeals about an item are filed."""
    told = appeals.hours(item, book)
    return _(
        "%(end)s hours from the end of the competition, or %(public)s hours from the publication of the result; "
        "marks are re-checked after publication only.",
        end=told.from_end,
        public=told.from_publication,
    )


def figure(code: str) -> str:
    """Name a figure of the re-addition: a part, the total, or an aspect by its code."""
    return str(FIGURES.get(code, code))
