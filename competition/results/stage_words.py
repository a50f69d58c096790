"""What becomes of competitors at the cut, in words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from competition.foundation.texts import _, _l, _n
from competition.foundation.working import figure
from competition.results.rules import HUNDRED
from competition.results.stage_rules import Fate
from competition.results.stages import Going

FATES = {
    Fate.ON: ("good", _l("Goes on")),
    Fate.TIED: ("good", _l("Goes on, tied at the cut")),
    Fate.MISSED: ("warn", _l("Just missed it")),
    Fate.OUT: ("neutral", _l("Does not go on")),
}
WITHDRAWN = ("neutral", _l("Withdrew, does not go on"))
MOVED_UP = ("good", _l("Moved up"))
VERBS = {
    "results.stage_set": _l("What an item follows was laid down"),
    "results.stage_dropped": _l("The item follows no other any more"),
    "results.going_on_entered": _l("Those who go on were entered"),
    "results.moved_up": _l("The next in rank moved up"),
}


def fate(of: Going) -> tuple[str, Any]:
    """Say what becomes of somebody."""
    if (of.is_on or of.moved_up) and of.has_withdrawn:
        return WITHDRAWN
    return MOVED_UP if of.moved_up else FATES[of.fate]


def fate_told(of: Going) -> str:
    """Say it in one line with the reason it was given, for a list on paper."""
    reason = of.here.reason if of.here else ""
    return f"{fate(of)[1]} ({reason})" if reason else str(fate(of)[1])


def how(earlier: Mapping[str, Any]) -> list[str]:
    """Say what a result carries over from an earlier item, and who came from there."""
    item = f"{earlier['code']} {earlier['name']}"
    first = _("The first %(first)s of %(item)s went on.", first=earlier["first"], item=item)
    # results of before this was kept say nothing of it
    if moved_up := earlier.get("moved_up"):
        told = _n("%(num)s moved up for others who withdrew.", "%(num)s moved up for others who withdrew.", moved_up)
        first = f"{first} {told}"
    if earlier["weight"] is None:
        return [f"{first} " + _("Nothing is carried over.")]
    total = _(
        "Total = own sum × %(own)s%% + total of %(item)s × %(weight)s%%, rounded once, half up to two decimals.",
        own=figure(HUNDRED - Decimal(earlier["weight"])),
        item=item,
        weight=earlier["weight"],
    )
    return [total, first]
