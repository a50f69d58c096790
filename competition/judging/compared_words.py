"""The figures of judges compared, in sentences that need no course in statistics; and where a dot stands in a drawing."""

from math import isnan

from competition.foundation.texts import _, _n
from competition.judging.agreement import Agreement, JudgeFigures
from competition.judging.calibrations import Beside
from competition.judging.comparing import JudgeCounts
from competition.judging.rasch import Element, Extreme, Fit, FitState

NEARLY, FAIRLY = 0.8, 0.667
RARE = 0.05
# how much of a scale a mean difference must be before anybody needs to look: a quarter point of 0 to 3
WORTH_A_LOOK = 1 / 12
ERRATIC, EVEN = 1.5, 0.5
SURE = 1.96


def agreement_sentence(found: Agreement) -> str:
    """Say in plain words how far the judges agree (Krippendorff's marks: .8 reliable, .667 tentative)."""
    if isnan(found.alpha):
        return _("There is too little to compare: all scores are equal, or hardly anything was judged by several.")
    if found.alpha >= NEARLY:
        return _("The judges score the competitors nearly alike.")
    if found.alpha >= FAIRLY:
        return _("The judges mostly agree; single scores differ.")
    return _("The judges differ much. Look at their benchmarks and at the aspects that were marked again.")


def judge_sentence(of: JudgeFigures, highest: float = 3.0) -> str:
    """Say in plain words how one judge scores beside the panel, and whether chance alone would do that."""
    if abs(of.severity) < highest / 300:
        return _("gave on average what the panel gave")
    much = amount(of.severity, highest)
    return _less(much, of.chance) if of.severity < 0 else _more(much, of.chance)


def _less(much: str, chance: float) -> str:
    if isnan(chance):
        return _("gave %(much)s less than the panel on average; too few to tell whether by chance", much=much)
    if chance >= RARE:
        return _("gave %(much)s less than the panel on average; that is within what chance gives", much=much)
    return _("gave %(much)s less than the panel on average; chance rarely gives that much", much=much)


def _more(much: str, chance: float) -> str:
    if isnan(chance):
        return _("gave %(much)s more than the panel on average; too few to tell whether by chance", much=much)
    if chance >= RARE:
        return _("gave %(much)s more than the panel on average; that is within what chance gives", much=much)
    return _("gave %(much)s more than the panel on average; chance rarely gives that much", much=much)


def stands_out(value: float, chance: float, highest: float = 3.0) -> bool:
    """Say whether a difference is worth a look: large enough to matter and rare by chance."""
    return abs(value) >= highest * WORTH_A_LOOK and chance < RARE


def home_sentence(marks: int, favour: float, chance: float, highest: float = 3.0) -> str:
    """Say whether a judge scored competitors from home otherwise than all others, beside the panel."""
    if isnan(favour):
        return _("judged none")
    told = {"marks": marks, "much": amount(favour, highest)}
    if abs(favour) < highest / 300:
        return _("%(marks)s scores, the same as for the others", **told)
    if isnan(chance):
        if favour < 0:
            return _("%(marks)s scores, %(much)s lower than for the others; too few to tell", **told)
        return _("%(marks)s scores, %(much)s higher than for the others; too few to tell", **told)
    told["p"] = _p(chance)
    if favour < 0:
        return _("%(marks)s scores, %(much)s lower than for the others (p %(p)s)", **told)
    return _("%(marks)s scores, %(much)s higher than for the others (p %(p)s)", **told)


def _p(chance: float) -> str:
    return "< 0.001" if chance < 0.001 else f"= {chance:.3f}"


def dropped_sentence(of: JudgeCounts) -> str:
    """Say how often a judge's score was left out, and on which side."""
    if not of.could_be:
        return _("the scheme drops none")
    if not of.too_high + of.too_low:
        return _("never of %(all)s", all=of.could_be)
    return _("%(high)s too high, %(low)s too low, of %(all)s", high=of.too_high, low=of.too_low, all=of.could_be)


def again_sentence(of: JudgeCounts) -> str:
    """Say how often a judge marked again after a spread alarm, and how often the score changed then."""
    if not of.alarms:
        return _("never")
    return _n("%(num)s time, score changed %(changed)s", "%(num)s times, score changed %(changed)s", of.alarms,
              changed=of.changed)  # fmt: skip


def amount(value: float, highest: float) -> str:
    """Write a mean difference: points to two decimals, or per cent where the scales differ."""
    return f"{abs(value):.1f} %" if highest == 100 else f"{abs(value):.2f}"


def figure(value: float, places: int = 3) -> str:
    """Write a figure; what is not defined is a dash, and minus is a minus."""
    # what rounds to nothing has no sign
    return "—" if isnan(value) else f"{round(value, places) + 0.0:.{places}f}".replace("-", "\N{MINUS SIGN}")


def sample_sentence(of: Beside, highest: float = 3.0) -> str:
    """Say in plain words how one judge marked a sample work beside the reference."""
    if not of.furthest:
        return _("gave exactly the reference")
    told = {"much": amount(of.difference, highest), "most": amount(of.furthest, highest), "code": of.furthest_at}
    if abs(of.difference) < highest / 300:
        return _("on average the same; furthest at %(code)s, by %(most)s", **told)
    if of.difference < 0:
        return _("%(much)s lower on average; furthest at %(code)s, by %(most)s", **told)
    return _("%(much)s higher on average; furthest at %(code)s, by %(most)s", **told)


# --- the model -----------------------------------------------------------------------------------------------------


def fit_sentence(fit: Fit) -> str:
    """Say what became of the estimate."""
    if fit.state is FitState.ESTIMATED:
        told = {"scores": fit.scores, "rounds": fit.rounds}
        return _("Estimated from %(scores)s scores; the estimate settled after %(rounds)s rounds.", **told)
    if fit.state is FitState.NOT_SETTLED:
        return _(
            "The estimate did not settle: the scores follow each other too exactly for this model. No measure is shown."
        )
    if fit.state is FitState.TOO_FEW:
        return _(
            "Too few scores differ: the model needs at least two judges and two competitors with different scores."
        )
    return _("Not estimated: the judging falls into parts that share nothing, so that they cannot be compared.")


def group_sentence(fit: Fit) -> str:
    """Say what the parts of a design that falls apart are made of."""
    if fit.facet == "judge":
        return _("Judges who can be compared with each other, but not with the rest:")
    if fit.facet == "competitor":
        return _("Competitors who can be compared with each other, but not with the rest:")
    return _("Aspects that can be compared with each other, but not with the rest:")


def measure_sentence(of: Element) -> str:
    """Say in plain words what a judge's measure means, or why there is none."""
    if of.extreme is not None:
        return extreme_sentence(of.extreme)
    if isnan(of.measure):
        return "—"
    if abs(of.measure) <= SURE * of.error:
        return _("neither stricter nor milder than chance gives")
    if of.measure > 0:
        return _("stricter than the middle of the panel, more than chance gives")
    return _("milder than the middle of the panel, more than chance gives")


def apart_sentence(fit: Fit) -> str:
    """Say how far the judges lie apart beside how far the competitors do: whether severity can matter at all."""
    judges, competitors = ([e.measure for e in fit.of(f) if not isnan(e.measure)] for f in ("judge", "competitor"))
    told = {
        "judges": figure(max(judges) - min(judges), 2),
        "competitors": figure(max(competitors) - min(competitors), 2),
    }
    return _(
        "Strictest and mildest judge lie %(judges)s apart, weakest and strongest competitor %(competitors)s.", **told
    )


def extreme_sentence(extreme: Extreme) -> str:
    """Say why something cannot be estimated."""
    if extreme is Extreme.HIGHEST:
        return _("cannot be estimated: only highest scores")
    if extreme is Extreme.LOWEST:
        return _("cannot be estimated: only lowest scores")
    return _("cannot be estimated: all scores are the same")


def pattern_sentence(of: Element) -> str:
    """Say whether scores follow the pattern of all others (mean squares: 0.5 to 1.5 is usual)."""
    if of.extreme is not None:
        return extreme_sentence(of.extreme)
    if isnan(of.infit):
        return "—"
    if max(of.infit, of.outfit) > ERRATIC:
        return _("scores jump: some fit neither competitor nor aspect")
    if of.infit < EVEN:
        return _("scores are more even than usual")
    return _("usual")


# --- drawing -------------------------------------------------------------------------------------------------------


def bar(value: float, most: float = 1.5) -> float:
    """Place a distance from the middle on a scale of 0 to 200, its middle at 100."""
    return round(100 + max(-most, min(most, value)) / most * 100, 1)


def band(value: float, half: float, most: float = 1.5) -> tuple[float, float]:
    """Place a band around a value: where it begins, and how wide it is."""
    start = bar(value - half, most)
    return start, round(bar(value + half, most) - start, 1)


def middle(elements: tuple[Element, ...]) -> float:
    """Say where the middle of a drawing lies: between the lowest and the highest measure."""
    there = [e.measure for e in elements if not isnan(e.measure)]
    return (min(there) + max(there)) / 2 if there else 0.0


def reach(elements: tuple[Element, ...], around: float = 0.0) -> float:
    """Say how far a drawing must reach from its middle so that every measure with its error stands in it."""
    there = [abs(e.measure - around) + SURE * e.error for e in elements if not isnan(e.measure)]
    return max(there, default=1.0) * 1.05
