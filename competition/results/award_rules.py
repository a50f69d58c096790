"""Awards as data: who gets which, by place, by share of the field, by its size, or on the WorldSkills scale; pure.

A scheme has bands by the size of the field; each band gives its awards best first. Everyone tied at a cut-off gets the
award, unless that would pass its cap: then those tied get the next one, so that equals are never parted and a cap is
never passed. Sources: policy.md 3.10; judging.md 2.1, 2.2.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Any

from competition.foundation.money import Mode, rounded
from competition.foundation.working import Step, figure
from competition.results.rules import HUNDRED, Placed, scale

MEDALS = ("gold", "silver", "bronze")
MERIT = "merit"
AWARDS = (*MEDALS, "first", "second", "third", MERIT)


@dataclass(frozen=True, slots=True)
class AwardStep:
    """One award of a band: by places (to the place named) or by a share of the field in per cent, with an optional cap."""

    award: str
    to_place: int | None = None
    share: Decimal | None = None
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """What a field of `first` to `last` competitors gets (None: any larger one), best award first.

    `merit_share` of the field, counted from the top, gets the merit award where it has no other.
    """

    steps: tuple[AwardStep, ...]
    first: int = 1
    last: int | None = None
    merit_share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AwardScheme:
    """A declared scheme: its bands, smallest field first; fields below the first band get no awards.

    `near` shares medals by the WorldSkills rule: whoever is no more than so many scale points behind the one before.
    """

    bands: tuple[Band, ...]
    minimum_total: Decimal | None = None
    near: Decimal | None = None
    mode: Mode = Mode.HALF_UP

    def band(self, field: int) -> Band | None:
        """Find the band of a field, if there is one."""
        return next((b for b in self.bands if b.first <= field and (b.last is None or field <= b.last)), None)


class Unusable(ValueError):  # noqa: N818 - reads as what it says
    """A scheme has faults; `faults` names them."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(f"an award scheme is unusable: {', '.join(faults)}")
        self.faults = tuple(faults)


# --- as data ---------------------------------------------------------------------------------------------------------


def scheme_of(value: Mapping[str, Any], minimum_field: int = 1) -> AwardScheme:
    """Read a scheme as a policy table or an item's plan holds it, shares in per cent.

    `{steps, merit_share}` holds for every field from `minimum_field` on; `{bands, minimum_total, near,
    rounding}` says more.
    Raises Unusable where it has faults.
    """
    scheme = read_scheme(value, minimum_field)
    if faults := scheme_faults(scheme):
        raise Unusable(faults)
    return scheme


def read_scheme(value: Mapping[str, Any], minimum_field: int = 1) -> AwardScheme:
    """Read a scheme whatever faults it may have; `scheme_faults` names them."""
    bands = value.get("bands") or [{"first": max(minimum_field, 1), **value}]
    return AwardScheme(
        tuple(_band(band) for band in bands),
        _decimal(value.get("minimum_total")),
        _decimal(value.get("near")),
        Mode(value.get("rounding", Mode.HALF_UP)),
    )


def content_of(scheme: AwardScheme) -> dict[str, Any]:
    """Write a scheme as an item's plan keeps it; `scheme_of` reads it back equal."""
    return {
        "bands": [
            {
                "first": band.first,
                "last": band.last,
                "steps": [_step_content(step) for step in band.steps],
                "merit_share": _text(band.merit_share),
            }
            for band in scheme.bands
        ],
        "minimum_total": _text(scheme.minimum_total),
        "near": _text(scheme.near),
        "rounding": scheme.mode.value,
    }


def _step_content(step: AwardStep) -> dict[str, Any]:
    told = {"award": step.award, "to_place": step.to_place, "share": _text(step.share), "cap": step.cap}
    return {key: value for key, value in told.items() if value is not None}


def _band(told: Mapping[str, Any]) -> Band:
    steps = tuple(
        AwardStep(s["award"], s.get("to_place"), _decimal(s.get("share")), s.get("cap")) for s in told["steps"]
    )
    return Band(steps, told.get("first", 1), told.get("last"), _decimal(told.get("merit_share")))


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _text(value: Decimal | None) -> str | None:
    return None if value is None else figure(value)


# --- what makes one unusable -----------------------------------------------------------------------------------------


def scheme_faults(scheme: AwardScheme) -> tuple[str, ...]:
    """Name what makes a scheme unusable.

    Of a band: 'empty', 'doubled' (an award twice), 'both_or_neither' (of places and share), 'mixed' (places and shares
    side by side), 'not_positive', 'not_rising' (places overlap), 'over_the_field' (shares pass 100 %), 'merit' (not
    0-100 %). Between bands: 'no_bands', 'upside_down', 'overlap', 'gap' (`holes` says which fields), 'near' (negative, or medals
    by share).
    """
    found = [] if scheme.bands else ["no_bands"]
    for band in scheme.bands:
        found += [fault for fault in _band_faults(band) if fault not in found]
    between = {
        "upside_down": any(b.first < 1 or (b.last is not None and b.last < b.first) for b in scheme.bands),
        "overlap": bool(overlaps(scheme.bands)),
        "gap": bool(holes(scheme.bands)),
        "near": scheme.near is not None and (scheme.near < 0 or not all(_by_place(band) for band in scheme.bands)),
    }
    return (*found, *(fault for fault, is_so in between.items() if is_so))


def _by_place(band: Band) -> bool:
    return all(step.to_place is not None for step in band.steps)


def _band_faults(band: Band) -> tuple[str, ...]:
    ends = [step.to_place for step in band.steps if step.to_place is not None]
    shares = [step.share for step in band.steps if step.share is not None]
    caps = [step.cap for step in band.steps if step.cap is not None]
    found = {
        "empty": not band.steps and band.merit_share is None,
        "doubled": len({step.award for step in band.steps}) != len(band.steps),
        "both_or_neither": any((step.to_place is None) == (step.share is None) for step in band.steps),
        "mixed": bool(ends) and bool(shares),
        "not_positive": any(number <= 0 for number in (*ends, *caps)) or any(share <= 0 for share in shares),
        "not_rising": ends != sorted(set(ends)),
        "over_the_field": sum(shares, Decimal(0)) > HUNDRED,
        "merit": band.merit_share is not None and not 0 < band.merit_share <= HUNDRED,
    }
    return tuple(fault for fault, is_so in found.items() if is_so)


def holes(bands: Iterable[Band]) -> list[tuple[int, int | None]]:
    """Name the fields that no band holds, from the first band on: (11, 14), or (60, None) for all from 60 on.

    Published tables have such holes: "fewer than 10" and "more than 10" leave out exactly 10.
    """
    ordered = sorted(bands, key=lambda band: band.first)
    found: list[tuple[int, int | None]] = [
        (one.last + 1, two.first - 1)
        for one, two in pairwise(ordered)
        if one.last is not None and one.last + 1 < two.first
    ]
    if ordered and all(band.last is not None for band in ordered):
        found.append((max(band.last or 0 for band in ordered) + 1, None))
    return found


def overlaps(bands: Iterable[Band]) -> list[tuple[int, int | None]]:
    """Name the fields that two bands hold."""
    ordered = sorted(bands, key=lambda band: band.first)
    return [
        (two.first, one.last if two.last is None or (one.last is not None and one.last < two.last) else two.last)
        for one, two in pairwise(ordered)
        if one.last is None or one.last >= two.first
    ]


# --- who gets what ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Awarded:
    """Who gets which award ('' for none), by the key of the standing, and how the cut-offs came about."""

    awards: Mapping[int, str]
    steps: tuple[Step, ...]


def awarded(rows: Sequence[Placed], scheme: AwardScheme) -> Awarded:
    """Give the awards of a scheme; the field is everyone who competed.

    Shares are of the field, rounded as the scheme says and then capped; each award takes up where the one before ends.
    Whoever stands below the lowest total for awards gets none, and nobody moves up for it.
    """
    ranked = [row for row in rows if row.place is not None]
    nothing = dict.fromkeys((row.standing.key for row in rows), "")
    band = scheme.band(len(ranked))
    if band is None:
        least = min(one.first for one in scheme.bands)
        return Awarded(nothing, (Step("field_too_small", {"field": str(len(ranked)), "minimum": str(least)}),))
    found, steps = _given(ranked, band, scheme)
    if scheme.near is not None:
        found, told = _shared_by_scale(ranked, band, scheme.near, found)
        steps += told
    merit, told = _merit(ranked, band)
    steps += told
    awards = {row.standing.key: found.get(row.standing.key) or merit.get(row.standing.key, "") for row in ranked}
    if scheme.minimum_total is not None:
        low = [row for row in ranked if awards[row.standing.key] and (row.standing.total or 0) < scheme.minimum_total]
        awards |= {row.standing.key: "" for row in low}
        steps.append(Step("below_minimum", {"minimum": figure(scheme.minimum_total), "count": str(len(low))}))
    return Awarded(nothing | awards, tuple(steps))


def _given(ranked: Sequence[Placed], band: Band, scheme: AwardScheme) -> tuple[dict[int, str], list[Step]]:
    groups = [list(tied) for _, tied in groupby(ranked, key=lambda row: row.place)]
    found: dict[int, str] = {}
    steps: list[Step] = []
    end, next_up = 0, 0
    for step in band.steps:
        end = step.to_place or end + _count(step, scheme.mode, len(ranked))
        last = next_up
        while last < len(groups) and (groups[last][0].place or 0) <= end:
            last += 1
        while step.cap is not None and sum(map(len, groups[next_up:last])) > step.cap:
            last -= 1
        given = [row for tied in groups[next_up:last] for row in tied]
        found |= {row.standing.key: step.award for row in given}
        next_up = max(next_up, last)
        words = {"award": step.award, "to_place": str(end), "field": str(len(ranked)), "cap": str(step.cap or "")}
        share = {"share": figure(step.share), "rounding": scheme.mode.value} if step.share else {"share": ""}
        steps.append(Step("cut_off", {**words, **share, "given": str(len(given))}))
    return found, steps


def _count(step: AwardStep, mode: Mode, field: int) -> int:
    assert step.share is not None
    count = int(rounded(field * step.share / HUNDRED, 0, mode))
    return count if step.cap is None else min(count, step.cap)


def _merit(ranked: Sequence[Placed], band: Band) -> tuple[dict[int, str], list[Step]]:
    if band.merit_share is None:
        return {}, []
    last = int(rounded(len(ranked) * band.merit_share / HUNDRED, 0, Mode.DOWN))
    told = {"share": figure(band.merit_share), "field": str(len(ranked)), "to_place": str(last)}
    return {row.standing.key: MERIT for row in ranked if (row.place or 0) <= last}, [Step("merit", told)]


def _shared_by_scale(
    ranked: Sequence[Placed], band: Band, near: Decimal, found: dict[int, str]
) -> tuple[dict[int, str], list[Step]]:
    """Share medals by scale points where the scale applies; otherwise leave them by place, and say why."""
    totals = {row.standing.key: row.standing.total for row in ranked if row.standing.total is not None}
    on = scale(totals)
    if on.not_applied:
        return found, [Step("near_not_applied", {"why": on.not_applied})]
    medals = near_medals([(row.standing.key, on.scores[row.standing.key]) for row in ranked], near)
    offered = {step.award for step in band.steps}
    others = {key: award for key, award in found.items() if award not in MEDALS}
    given = {key: medal for key, medal in medals.items() if medal in offered}
    told = {medal: str(list(given.values()).count(medal)) for medal in MEDALS}
    return others | given, [Step("near", {"near": figure(near), **told})]


def near_medals(points: Sequence[tuple[int, int]], near: Decimal) -> dict[int, str]:
    """Give medals by the WorldSkills rule, best first: a medal is shared with whoever is near the one before.

    "Near" compares neighbours, so a chain of near ones shares one medal. Two golds: no silver; three or more: no silver
    and no bronze, as whoever were near the last gold has gold. Two or more silvers: no bronze. Source: judging.md 2.2.
    """
    groups: list[list[int]] = []
    before: int | None = None
    for key, score in points:
        if before is not None and before - score <= near:
            groups[-1].append(key)
        else:
            groups.append([key])
        before = score
    found: dict[int, str] = {}
    left = list(MEDALS)
    for group in groups:
        if not left:
            break
        medal = left.pop(0)
        found |= dict.fromkeys(group, medal)
        # a medal shared takes as many of the next ones away as there are more who share it
        left = left[min(len(group) - 1, len(left)) :]
    return found
