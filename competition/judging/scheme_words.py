"""The words for schemes: how a mark is made, what may be given, where is rounded."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal

from competition.foundation.money import Mode
from competition.foundation.texts import _, _l
from competition.judging.models import Aspect
from competition.judging.rules import AspectKind, SchemeAspect, Settings, plain, told
from competition.judging.tabulation.scheme import Rounding, Step, Team, letter

_STEPS: dict[Step, str] = {
    Step.PANEL: _l("each panel"),
    Step.ASPECT: _l("each aspect"),
    Step.CRITERION: _l("each criterion"),
    Step.PART: _l("each part"),
    Step.TOTAL: _l("the total"),
    Step.CARRIED: _l("the total with those carried over"),
}
_MODES: dict[Mode, str] = {
    Mode.HALF_UP: _l("half up"),
    Mode.HALF_EVEN: _l("half to even"),
    Mode.DOWN: _l("towards zero"),
    Mode.UP: _l("always up"),
    Mode.FLOOR: _l("always down"),
}


# how each state looks: the tone of its badge
def modes() -> dict[str, str]:
    """Name the ways to settle what lies between two decimals, the usual one first."""
    return {mode.value: str(_MODES[mode]) for mode in Mode}


def rounding(told: Mapping[Step, Rounding]) -> str:
    """Say where a scheme rounds, to how many decimals and how."""
    each = [
        _("%(step)s to %(places)s decimals, %(mode)s", step=_STEPS[s], places=told[s].places, mode=_MODES[told[s].mode])
        for s in Step
        if s in told
    ]
    return "；".join(each) or _("nowhere; every figure stays exact")


_READY: dict[str, str] = {
    "judged-by-three": _l("Judged by three, 0 to 3"),
    "judged-by-five-trimmed": _l("Points of five judges, highest and lowest dropped"),
    "measured-by-instrument": _l("Measured by instrument"),
    "theory-practice-defence": _l("Theory 25, practice 55, oral defence 20"),
}


def ready_schemes(names: Iterable[str]) -> list[tuple[str, str]]:
    """Name the ready schemes that one may begin from."""
    return [(name, str(_READY[name])) for name in names]


def usual_points(aspect: Aspect) -> list[str]:
    """Offer the points a judge gives most often: from 60 to 95 in a hundred of the scale, on its steps."""
    panel = aspect.engine().panel
    assert panel is not None
    step = panel.step or Decimal("0.1")
    shares = (Decimal("0.6"), Decimal("0.7"), Decimal("0.75"), Decimal("0.8"), Decimal("0.85"), Decimal("0.9"))
    values = [panel.highest * share // step * step for share in (*shares, Decimal("0.95"))]
    return [plain(value) or "0" for value in dict.fromkeys(values)]


def needs(aspect: Aspect) -> str:
    """Write what an aspect's kind needs for the tablet, labels in their own order."""
    return json.dumps(aspect.needs, ensure_ascii=False)


def how(of: SchemeAspect) -> str:
    """Say in one line how an aspect's mark is made, where its kind needs more than a maximum."""
    measure, panel = of.measure, of.panel
    said = [_("done %(times)s times, the marks are added", times=of.times)] if of.times else []
    said += [_("marked once for the whole team")] if of.once else []
    if measure.target is not None:
        said.append(" ".join((_("Target %(target)s", target=plain(measure.target)), measure.unit_name)).strip())
    said += [f"±{plain(distance)} → {plain(worth)}" for distance, worth in measure.bands]
    if of.kind is AspectKind.DEDUCTION:
        step, unit = plain(measure.step), plain(measure.unit)
        said.append(_("%(step)s off for each %(unit)s of deviation", step=step, unit=unit))
    if of.kind is AspectKind.ERRORS:
        said.append(_("%(step)s off for each error", step=plain(measure.step)))
    said += [f"{label} −{plain(off)}" if off else label for label, off in measure.choices.items()]
    if panel and of.kind is AspectKind.PANEL:
        dropped = {"high": panel.drop_high, "low": panel.drop_low}
        said.append(_("%(judges)s judges, 0 to %(highest)s", judges=panel.judges, highest=plain(panel.highest)))
        said.append(_("without the %(high)s highest and %(low)s lowest", **dropped) if any(dropped.values()) else "")
        said.append("" if panel.factor == 1 else f"× {plain(panel.factor)}")
    return " · ".join(part for part in said if part)


def member(number: int) -> str:
    """Name a team's member for judges: by a letter, never by name; 0 is the team as a whole."""
    return _("Member %(letter)s", letter=letter(number)) if number else _("Whole team")


def which(of: Aspect) -> str:
    """Say of whom and which attempt an aspect is here, where there are several."""
    attempt = _("attempt %(number)s", number=of.attempt) if of.attempt else ""
    whose = member(of.member) if of.member or of.needs.get("once") else ""
    return " · ".join(part for part in (whose, attempt) if part)


def team(how: Settings) -> str:
    """Say how a team's mark comes of its members'; nothing where an entry is marked as one."""
    words = {
        Team.SUM: _("each of %(members)s members is marked; the team has their sum", members=how.members),
        Team.MEAN: _("each of %(members)s members is marked; the team has their mean", members=how.members),
    }
    return words.get(how.team, "")


def less(aspect: Aspect, off: str) -> Decimal:
    """Say what a label is worth."""
    return max(aspect.max_mark - Decimal(off), Decimal())


def given(aspect: Aspect, value: Decimal) -> str:
    """Write what a judge gave, the label of a choice in words and a reading with its unit."""
    if aspect.kind is AspectKind.CHOICE:
        return str(told(aspect.engine(), value))
    unit = str(aspect.needs.get("unit_name", ""))
    return " ".join(part for part in (plain(value), unit) if part)


def most(aspect: Aspect) -> str:
    """Say what a judge gives, and within what: a reading is no mark."""
    if aspect.kind in (AspectKind.READING, AspectKind.DEDUCTION):
        unit = aspect.needs.get("unit_name")
        return _("reading in %(unit)s", unit=unit) if unit else _("reading")
    said = {AspectKind.ERRORS: _("errors"), AspectKind.PENALTY: _("marks off"), AspectKind.JUDGEMENT: "0–3"}
    if aspect.kind in said:
        return said[aspect.kind]
    highest = aspect.needs["panel"]["highest"] if aspect.kind is AspectKind.PANEL else plain(aspect.max_mark)
    if aspect.kind is AspectKind.MEASUREMENT and not aspect.partial:
        return _("%(most)s or 0", most=highest)
    return f"0–{highest}"
