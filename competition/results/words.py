"""The results' codes in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from competition.foundation.money import Mode
from competition.foundation.texts import _, _l
from competition.judging import scheme_words
from competition.judging.tabulation import contents
from competition.results import appeal_words, appeals, award_rules, correction_words, review_words, rules, stage_words
from competition.results.award_rules import AwardScheme
from competition.results.rules import Ending, ObjectionState, ResultState, Status
from competition.results.snapshot_models import ReleaseState

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
HELD = appeal_words.HELD
PARTS = {
    rules.THEORY: _l("theory"),
    rules.PRACTICE: _l("practice"),
    rules.TIME: _l("time used"),
    rules.BEST: _l("best single module"),
    rules.DECISION: _l("the judges' decision"),
}
ENDINGS = {
    Ending.SHARED: _l("Share the place; the next one is skipped (1-2-2-4)"),
    Ending.UNSHARED: _l("No place is shared; the judges decide, with a record"),
}
ROUNDINGS = {
    Mode.HALF_UP: _l("rounded half up"),
    Mode.DOWN: _l("rounded down"),
    Mode.UP: _l("rounded up"),
}
FAULTS = {
    "no_bands": _l("There is no award. Add a row."),
    "empty": _l("A size of field has no award."),
    "doubled": _l("An award stands twice for the same size of field."),
    "both_or_neither": _l("Each award needs either the last place or a share, not both."),
    "mixed": _l("Places and shares cannot stand side by side for the same size of field."),
    "not_positive": _l("Places, shares and caps are above zero."),
    "not_rising": _l("Each award's last place must be after the one before."),
    "over_the_field": _l("The shares are more than the whole field."),
    "merit": _l("The share for the merit award lies between 0 and 100 %."),
    "upside_down": _l("A size of field ends before it begins."),
    "near": _l("Medals within scale points need medals by place, and points of 0 or more."),
}
OBJECTIONS = {
    ObjectionState.OPEN: ("warn", _l("Waiting for an answer")),
    ObjectionState.REJECTED: ("neutral", _l("Rejected")),
    ObjectionState.UPHELD: ("bad", _l("Upheld")),
}
RELEASES = {
    ReleaseState.ON_NOTICE: ("progress", _l("On public notice")),
    ReleaseState.NOTICE_OVER: ("progress", _l("Public notice over")),
    ReleaseState.ANNOUNCED: ("good", _l("Announced")),
    ReleaseState.WITHDRAWN: ("warn", _l("Taken back")),
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
    "results.plan_set": _l("Ranking and awards laid down"),
    "results.plan_dropped": _l("Own ranking and awards dropped"),
    "results.objections_seen": _l("Objections taken out as Excel"),
    "results.record_asked": _l("Full record of an item asked for"),
    "results.tie_parted": _l("Tie parted by the judges"),
    **appeal_words.VERBS,
    **correction_words.VERBS,
    **review_words.VERBS,
    **stage_words.VERBS,
}


def life(state: ResultState) -> list[tuple[str, str]]:
    """Say where a result stands in its life, for the stepper."""
    if state is ResultState.SUPERSEDED:
        return [(str(STATES[state][1]), "ended")]
    at = LIFE.index(state)
    return [(str(STATES[s][1]), "done" if i < at else "now" if i == at else "") for i, s in enumerate(LIFE)]


def award(code: str) -> str:
    """Name an award, or a dash."""
    return str({**AWARDS, appeals.HELD: HELD}[code]) if code else "—"


def decided_by(code: str) -> str:
    """Say what parted two equal totals."""
    if not code:
        return ""
    if code == "tied":
        return _("tied in everything: the place is shared")
    return _("equal total, decided by %(part)s", part=part(code))


def part(code: str) -> str:
    """Name what a link of the tie chain compares."""
    if code.startswith(rules.CRITERION):
        return _("criterion %(code)s", code=code.removeprefix(rules.CRITERION))
    return str(PARTS.get(code, code))


def chain(ties: Sequence[str]) -> str:
    """Name a tie chain in order."""
    return " → ".join(part(code) for code in ties)


def how(basis: Mapping[str, Any]) -> list[str]:
    """Say how a result came about: weights, rounding, the order of ties and its ending."""
    if (basis.get("earlier") or {}).get("weight"):
        told = [_("Own sum = theory × %(theory)s%% + practice × %(practice)s%%.", **basis["weights"])]
    else:
        told = [
            _(
                "Total = theory × %(theory)s%% + practice × %(practice)s%%, rounded half up to two decimals.",
                **basis["weights"],
            )
        ]
    if basis.get("earlier"):
        told += stage_words.how(basis["earlier"])
    if basis.get("ties"):
        ending = (basis.get("plan") or {}).get("ending", Ending.SHARED)
        told.append(
            _("Equal totals are parted by: %(chain)s.", chain=chain(basis["ties"])) + " " + str(ENDINGS[Ending(ending)])
        )
        untimed = basis.get("untimed", [])
        if rules.TIME in basis["ties"] and untimed:
            told.append(
                _(
                    "The time used was not compared: it is missing for competitors %(numbers)s.",
                    numbers=", ".join(map(str, untimed[:10])) + (" …" if len(untimed) > 10 else ""),
                )
            )
    return told


def facts(basis: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Say, label by label, what a printed result rests on: weights, rounding, ties, pass marks, awards, sources."""
    told = how(basis)
    found = [(_("Total mark"), told[0]), *([(_("Equal totals"), " ".join(told[1:]))] if told[1:] else [])]
    judged = basis.get("judged", {})
    if judged:
        found.insert(1, (_("Rounding of marks"), scheme_words.rounding(contents.rounding_of(judged))))
        found += [(_("Pass marks"), text) for text in _pass_marks(judged)]
    steps = [step(one) for one in basis["award_steps"]]
    found += [(_("Awards"), "；".join(steps))] if steps else []
    sources = dict.fromkeys(used["reference"] for used in basis["tables"].values())
    return found + ([(_("Rests on"), "；".join(sources))] if sources else [])


def _pass_marks(judged: Mapping[str, Any]) -> list[str]:
    asked = [part for part in contents.parts_of(judged) if part.pass_mark is not None]
    if not asked:
        return []
    said = "；".join(f"{part.name or part.code} {part.pass_mark:f}" for part in asked)
    return [_("%(marks)s, asked of the sum before weighing; a place does not hang on them.", marks=said)]


def fields(hole: tuple[int, int | None]) -> str:
    """Write sizes of field: 10, 50-54, from 100 on."""
    first, last = hole
    if last is None:
        return _("from %(first)s on", first=first)
    return str(first) if first == last else f"{first}-{last}"


def scheme_faults(scheme: AwardScheme) -> list[str]:
    """Say what makes a scheme unusable."""
    found = []
    for fault in award_rules.scheme_faults(scheme):
        if fault == "gap":
            holes = ", ".join(map(fields, award_rules.holes(scheme.bands)))
            found.append(_("Nothing is said for fields of %(holes)s competitors.", holes=holes))
        elif fault == "overlap":
            twice = ", ".join(map(fields, award_rules.overlaps(scheme.bands)))
            found.append(_("Two rules hold for fields of %(fields)s competitors.", fields=twice))
        else:
            found.append(str(FAULTS[fault]))
    return found


SCALE = {
    "field": _l("the WorldSkills scale needs ten competitors"),
    "spread": _l("the totals lie too close together for the WorldSkills scale"),
}
STEPS = {
    "part": _l("%(part)s %(mark)s × %(weight)s%% = %(gives)s"),
    "module": _l("criterion %(module)s: %(mark)s"),
    "own": _l("own sum %(sum)s × %(weight)s%% = %(gives)s"),
    "carried": _l("carried over from %(item)s, version %(version)s: %(mark)s × %(weight)s%% = %(gives)s"),
    "total": _l("together %(sum)s, rounded half up to two decimals: %(rounded)s"),
    "aspect": _l("%(aspect)s: judges gave %(scores)s, mark %(mark)s of %(most)s"),
    "attempts": _l("%(aspect)s, every attempt: %(marks)s = %(mark)s"),
    "member": _l("member %(member)s: %(mark)s"),
    "team_sum": _l("the team has the sum of its members: %(members)s; %(gives)s"),
    "team_mean": _l("the team has the mean of its members: %(members)s; %(gives)s"),
    "team_sum_once": _l(
        "the team has what is marked once, %(once)s, and the sum of its members: %(members)s; %(gives)s"
    ),
    "team_mean_once": _l(
        "the team has what is marked once, %(once)s, and the mean of its members: %(members)s; %(gives)s"
    ),
    "passed": _l("%(part)s %(mark)s: pass mark %(asked)s reached"),
    "not_passed": _l("%(part)s %(mark)s: pass mark %(asked)s not reached"),
    "cut_off": _l("%(award)s: to place %(to_place)s of a field of %(field)s"),
    "share": _l("%(award)s: %(share)s%% of a field of %(field)s, %(rounding)s, to place %(to_place)s"),
    "below_minimum": _l("below %(minimum)s in total no award is given; that was so for %(count)s"),
    "near": _l("medals shared within %(near)s scale points: %(gold)s gold, %(silver)s silver, %(bronze)s bronze"),
    "near_not_applied": _l("medals not shared by scale points: %(why)s"),
    "merit": _l("merit award: the first %(share)s%% of a field of %(field)s, to place %(to_place)s"),
    "field_too_small": _l("a field of %(field)s gets no awards; at least %(minimum)s must compete"),
}


def step(data: dict[str, Any]) -> str:
    """Word one step of a working."""
    named = {"part": PARTS.get(data.get("part", ""), data.get("part", "")), "award": award(data.get("award", ""))}
    named |= {"why": SCALE.get(data["why"], data["why"])} if "why" in data else {}
    named |= {"rounding": ROUNDINGS[Mode(data.get("rounding", Mode.HALF_UP))]}
    code = "share" if data["code"] == "cut_off" and data.get("share") else data["code"]
    said = STEPS.get(code)
    return data["code"] if said is None else str(said) % {**data, **named}


def kind_of(schema: Mapping[str, Any]) -> str:
    """Say what kind of value a schema of the open data asks for."""
    if "anyOf" in schema:
        return " | ".join(kind_of(one) for one in schema["anyOf"])
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "const" in schema:
        return str(schema["const"])
    kind = schema["type"]
    named = " | ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{kind_of(schema['items'])}[]" if named == "array" else named
