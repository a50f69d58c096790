"""Who goes on from one item to the next that follows it, and what names an earlier result for good; pure.

By place: the first n of the placed result go on, and all who are tied at the cut with them; nobody is parted by a
number or a name. Whoever has no place (absent, withdrawn, disqualified) does not go on. Where fewer than n are left, the
next in rank may move up, again all who share that place. Sources: judging.md 2, 4 (rounds whose totals carry over,
Sydney 2000); policy.md 3.9 (all tied at a cut-off go on).
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What becomes of somebody at the cut."""

    ON = "on"
    TIED = "tied"  # goes on, and shares the last place that does
    MISSED = "missed"  # the next place after those who go on
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Runner:
    """Somebody of the earlier item: who, by which number, at which place; None without one."""

    key: int
    number: int
    place: int | None


def fates(field: Iterable[Runner], first: int) -> dict[int, Fate]:
    """Say who goes on when the first n do, by key; TIED only where the tie takes more than n along."""
    if first < 1:
        raise ValueError("at least one goes on")
    places = {one.key: one.place for one in field}
    placed = sorted(place for place in places.values() if place is not None)
    # equals share a place and the next is skipped: whoever is tied with the n-th stands at a place up to n as well
    on = [place for place in placed if place <= first]
    last, following = max(on, default=0), min((place for place in placed if place > first), default=None)
    return {key: _fate(place, last if len(on) > first else None, following, first) for key, place in places.items()}


def _fate(place: int | None, tied: int | None, following: int | None, first: int) -> Fate:
    if place is None:
        return Fate.OUT
    if place <= first:
        return Fate.TIED if place == tied else Fate.ON
    return Fate.MISSED if place == following else Fate.OUT


def next_in_rank(field: Iterable[Runner], passed: Collection[int]) -> tuple[int, ...]:
    """Name all who share the best place that was not passed yet; nobody where no place is left."""
    waiting = [one for one in field if one.place is not None and one.key not in passed]
    best = min((one.place for one in waiting if one.place is not None), default=None)
    return tuple(one.key for one in waiting if one.place == best)


Line = tuple[int, str, str | None, int | None]
"""Entry, status, total as text, place."""


def digest(item_id: int, version: int, lines: Iterable[Line]) -> str:
    """Give the SHA-256 that names a version of a result by what others rest on: who, whether there, total, place."""
    told = {"item": item_id, "version": version, "lines": sorted(lines)}
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()
