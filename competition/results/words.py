"""The results' codes in words."""

from typing import Any

from competition.foundation.texts import _, _l
from competition.results.rules import ObjectionState, ResultState, Status

STATES = {
    ResultState.COMPUTED: ("neutral", _l("Worked out")),
    ResultState.FINALISED: ("progress", _l("Final")),
    ResultState.ON_NOTICE: ("progress", _l("On public notice")),
    ResultState.ANNOUNCED: ("good", _l("Announced")),
    ResultState.SUPERSEDED: ("neutral", _l("Superseded")),
}
LIFE = (ResultState.COMPUTED, ResultState.FINALISED, ResultState.ON_NOTICE, ResultState.ANNOUNCED)
STATUSES = {
    Status.PRESENT: _l("Competed"),
    Status.ABSENT: _l("Absent"),
    Status.WITHDRAWN: _l("Withdrew"),
    Status.DISQUALIFIED: _l("Disqualified"),
    Status.NOT_MARKED: _l("Not marked"),
}
AWARDS = {
    "gold": _l("Gold medal"),
    "silver": _l("Silver medal"),
    "bronze": _l("Bronze medal"),
    "first": _l("First prize"),
    "second": _l("Second prize"),
    "third": _l("Third prize"),
    "merit": _l("Merit award"),
}
PARTS = {"theory": _l("theory"), "practice": _l("practice"), "time": _l("time")}
OBJECTIONS = {
    ObjectionState.OPEN: ("warn", _l("Waiting for an answer")),
    ObjectionState.REJECTED: ("neutral", _l("Rejected")),
    ObjectionState.UPHELD: ("bad", _l("Upheld")),
}
VERBS = {
    "results.computed": _l("Result worked out"),
    "results.superseded": _l("Result superseded"),
    "results.finalised": _l("Result made final"),
    "results.put_on_notice": _l("Result put on public notice"),
    "results.notice_ended": _l("Public notice ended"),
    "results.announced": _l("Result announced"),
    "results.objection_received": _l("Objection received"),
    "results.objection_answered": _l("Objection answered"),
}


def life(state: ResultState) -> list[tuple[str, str]]:
    """Say where a result stands in its life, for the stepper."""
    if state is ResultState.SUPERSEDED:
        return [(str(STATES[state][1]), "ended")]
    at = LIFE.index(state)
    return [(str(STATES[s][1]), "done" if i < at else "now" if i == at else "") for i, s in enumerate(LIFE)]


def award(code: str) -> str:
    """Name an award, or a dash."""
    return str(AWARDS[code]) if code else "—"


def decided_by(code: str) -> str:
    """Say what parted two equal totals."""
    if not code:
        return ""
    if code == "tied":
        return _("tied in everything: the place is shared")
    return _("equal total, decided by %(part)s", part=PARTS.get(code, code))


STEPS = {
    "part": _l("%(part)s %(mark)s × %(weight)s%% = %(gives)s"),
    "total": _l("together %(sum)s, rounded half up to two decimals: %(rounded)s"),
    "aspect": _l("%(aspect)s: judges gave %(scores)s, mark %(mark)s of %(most)s"),
    "cut_off": _l("%(award)s: to place %(to_place)s of a field of %(field)s"),
    "merit": _l("merit award: the first %(share)s%% of a field of %(field)s, to place %(to_place)s"),
    "field_too_small": _l("a field of %(field)s gets no awards; at least %(minimum)s must compete"),
}


def step(data: dict[str, Any]) -> str:
    """Word one step of a working."""
    named = {"part": PARTS.get(data.get("part", ""), ""), "award": award(data.get("award", ""))}
    said = STEPS.get(data["code"])
    return data["code"] if said is None else str(said) % {**data, **named}
