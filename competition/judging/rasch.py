"""The many-facet Rasch model of a panel's scores: who is able, who is severe, what is difficult; pure.

ln(P of score k / P of score k - 1) = ability - severity - difficulty - step k (Linacre's facets; judging.md 4.3). The
aspects of one scale share its steps (a rating scale model each). Estimated by joint maximum likelihood with Newton's
method: the likelihood is concave, so where it has a highest point this finds it. Missing scores are left out. Scores
that nobody gave count as no step. Information for the chief judge; no result and no rank rests on it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import nan
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
Whole = np.ndarray[Any, np.dtype[np.int64]]
FACETS = ("competitor", "judge", "aspect")
MOST_ROUNDS = 60
SETTLED = 1e-6
LIKE = 1e-6
# a measure this far off is on its way to infinity
FAR = 25.0


class FitState(StrEnum):
    """What became of an estimate."""

    ESTIMATED = "estimated"
    NOT_SETTLED = "not_settled"
    DISCONNECTED = "disconnected"
    TOO_FEW = "too_few"


class Extreme(StrEnum):
    """Why somebody has no measure: only the highest scores, only the lowest, or no two different ones."""

    HIGHEST = "highest"
    LOWEST = "lowest"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Score:
    """What one judge gave one competitor for one aspect; aspects of the same scale share its steps."""

    competitor: str
    judge: str
    aspect: str
    value: float
    scale: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """A competitor, judge or aspect: scores, their mean, the measure in logits with its standard error, and the fit.

    `infit` and `outfit` are mean squares: 1 as the model expects, above 1.5 erratic, below 0.5 too even. What cannot be
    estimated is nan, and `extreme` says why.
    """

    name: str
    scores: int
    mean: float
    measure: float = nan
    error: float = nan
    infit: float = nan
    outfit: float = nan
    extreme: Extreme | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """An estimate: its state, how many rounds it took, all elements by facet, steps by scale.

    `groups` names, where the design falls apart, which of `facet` can be compared with each other.
    """

    state: FitState
    rounds: int = 0
    scores: int = 0
    elements: Mapping[str, tuple[Element, ...]] | None = None
    steps: Mapping[str, tuple[tuple[float, float], ...]] | None = None
    facet: str = ""
    groups: tuple[tuple[str, ...], ...] = ()

    def of(self, facet: str) -> tuple[Element, ...]:
        """Give the elements of a facet."""
        return (self.elements or {}).get(facet, ())


def fit(scores: Iterable[Score]) -> Fit:
    """Estimate the model; what it cannot estimate it names: extreme scores, a design that falls apart, too few scores."""
    told = sorted(scores, key=lambda s: (s.competitor, s.judge, s.aspect, s.scale, s.value))
    kept, extreme = _without_extremes(told)
    frame = _Frame(kept)
    bare = {facet: tuple(_bare(told, facet, extreme)) for facet in FACETS}
    if any(len(frame.names[facet]) < 2 for facet in ("competitor", "judge")):
        return Fit(FitState.TOO_FEW, 0, len(kept), bare)
    for facet in ("judge", "competitor", "aspect"):
        if len(groups := frame.comparable(facet)) > 1:
            return Fit(FitState.DISCONNECTED, 0, len(kept), bare, facet=facet, groups=groups)
    likelihood = _Likelihood(frame)
    state, rounds, at = _highest(likelihood)
    if state is not FitState.ESTIMATED:
        return Fit(state, rounds, len(kept), bare)
    found = {facet: tuple(_measured(bare[facet], facet, likelihood, at)) for facet in FACETS}
    return Fit(state, rounds, len(kept), found, likelihood.steps(at))


# --- what can be estimated -----------------------------------------------------------------------------------------


def _without_extremes(told: list[Score]) -> tuple[list[Score], dict[tuple[str, str], Extreme]]:
    """Leave out, until none is left, whoever has only the highest or only the lowest scores: theirs is no number."""
    kept, extreme = told, dict[tuple[str, str], Extreme]()
    while found := dict(_extremes(kept)):
        extreme |= found
        kept = [s for s in kept if not any((facet, getattr(s, facet)) in found for facet in FACETS)]
    return kept, extreme


def _extremes(kept: Sequence[Score]) -> Iterator[tuple[tuple[str, str], Extreme]]:
    ends: dict[str, tuple[float, float]] = {}
    for s in kept:
        low, high = ends.get(s.scale, (s.value, s.value))
        ends[s.scale] = min(low, s.value), max(high, s.value)
    for facet in FACETS:
        lows, highs = set(), set()
        for s in kept:
            name, (low, high) = getattr(s, facet), ends[s.scale]
            if s.value != low:
                lows.add(name)
            if s.value != high:
                highs.add(name)
        for name in {getattr(s, facet) for s in kept}:
            if name not in lows or name not in highs:
                both = name not in lows and name not in highs
                yield (facet, name), Extreme.ALIKE if both else Extreme.LOWEST if name not in lows else Extreme.HIGHEST


def _bare(told: Sequence[Score], facet: str, extreme: Mapping[tuple[str, str], Extreme]) -> Iterator[Element]:
    values: dict[str, list[float]] = {}
    for s in told:
        values.setdefault(getattr(s, facet), []).append(s.value)
    for name, given in sorted(values.items()):
        yield Element(name, len(given), sum(given) / len(given), extreme=extreme.get((facet, name)))


class _Frame:
    """The scores as arrays: which element of each facet, which scale, which category."""

    def __init__(self, kept: Sequence[Score]) -> None:
        self.names = {facet: sorted({getattr(s, facet) for s in kept}) for facet in FACETS}
        self.start = dict(zip(FACETS, np.cumsum([0, *(len(self.names[f]) for f in FACETS)]).tolist(), strict=False))
        places = {facet: {name: n for n, name in enumerate(self.names[facet], self.start[facet])} for facet in FACETS}
        self.at: Whole = np.array([[places[f][getattr(s, f)] for f in FACETS] for s in kept], dtype=np.int64)
        self.scales = sorted({s.scale for s in kept})
        self.values = {scale: sorted({s.value for s in kept if s.scale == scale}) for scale in self.scales}
        self.scale: Whole = np.array([self.scales.index(s.scale) for s in kept], dtype=np.int64)
        self.category: Whole = np.array([self.values[s.scale].index(s.value) for s in kept], dtype=np.int64)

    def __len__(self) -> int:
        return sum(len(names) for names in self.names.values())

    def place(self, facet: str) -> slice:
        """Say where a facet's parameters stand."""
        return slice(self.start[facet], self.start[facet] + len(self.names[facet]))

    def comparable(self, facet: str) -> tuple[tuple[str, ...], ...]:
        """Group the names of a facet so that those of one group can be compared.

        Two can be compared when no change of the parameters that leaves every score's chances as they are moves one
        against the other: their rows in the null space of the design are the same.
        """
        signs = np.array([1.0, -1.0, -1.0])
        product = np.zeros((len(self), len(self)))
        for one, a in enumerate(self.at.T):
            for other, b in enumerate(self.at.T):
                np.add.at(product, (a, b), signs[one] * signs[other])
        sizes, vectors = np.linalg.eigh(product)
        free = vectors[:, sizes < max(sizes[-1], 1.0) * 1e-9][self.place(facet)]
        groups: list[tuple[Floats, list[str]]] = []
        for row, name in zip(free, self.names[facet], strict=True):
            beside = next((names for first, names in groups if np.abs(first - row).max(initial=0) < LIKE), None)
            if beside is None:
                groups.append((row, [name]))
            else:
                beside.append(name)
        return tuple(tuple(names) for _first, names in groups)


# --- the likelihood ------------------------------------------------------------------------------------------------


class _Likelihood:
    """The joint likelihood over all parameters: abilities, severities, difficulties, then the steps of each scale."""

    def __init__(self, frame: _Frame) -> None:
        self.frame = frame
        self.sizes = [len(frame.values[scale]) - 1 for scale in frame.scales]
        self.first = np.cumsum([len(frame), *self.sizes])
        self.size = int(self.first[-1])
        self.rows = [np.flatnonzero(frame.scale == n) for n in range(len(frame.scales))]
        self.free = self._free()

    def _free(self) -> Floats:
        """Give the directions in which no chance changes: where zero lies on each scale of measures."""
        frame, found = self.frame, []
        for facet in ("judge", "aspect"):
            one = np.zeros(self.size)
            one[frame.place("competitor")] = one[frame.place(facet)] = 1
            found.append(one)
        for n, rows in enumerate(self.rows):
            one = np.zeros(self.size)
            one[np.unique(frame.at[rows, 2])] = 1
            one[self.first[n] : self.first[n + 1]] = -1
            found.append(one)
        return np.asarray(np.linalg.qr(np.array(found).T)[0])

    def chances(self, at: Floats, n: int) -> Floats:
        """Give the chance of each category for each score of the n-th scale."""
        rows, steps = self.frame.at[self.rows[n]], at[self.first[n] : self.first[n + 1]]
        logit = at[rows[:, 0]] - at[rows[:, 1]] - at[rows[:, 2]]
        weight = np.outer(logit, np.arange(self.sizes[n] + 1)) - np.concatenate([[0.0], np.cumsum(steps)])
        weight = np.exp(weight - weight.max(axis=1, keepdims=True))
        return np.asarray(weight / weight.sum(axis=1, keepdims=True))

    def value(self, at: Floats) -> float:
        """Give the logarithm of the likelihood."""
        total = 0.0
        for n, rows in enumerate(self.rows):
            chosen = self.chances(at, n)[np.arange(len(rows)), self.frame.category[rows]]
            total += float(np.log(np.maximum(chosen, 1e-300)).sum())
        return total

    def slopes(self, at: Floats) -> tuple[Floats, Floats]:
        """Give the gradient, observed less expected, and the information."""
        gradient, information = np.zeros(self.size), np.zeros((self.size, self.size))
        signs = (1.0, -1.0, -1.0)
        for n, rows in enumerate(self.rows):
            chances, places, scores = self.chances(at, n), self.frame.at[rows], self.frame.category[rows]
            count = np.arange(self.sizes[n] + 1)
            expected = chances @ count
            spread = chances @ (count**2) - expected**2
            # chance of reaching step k, and how reaching it goes together with the score
            reach = np.cumsum(chances[:, ::-1], axis=1)[:, ::-1][:, 1:]
            joint = np.cumsum((chances * count)[:, ::-1], axis=1)[:, ::-1][:, 1:] - expected[:, None] * reach
            steps = np.arange(self.first[n], self.first[n + 1])
            gradient[steps] -= (scores[:, None] >= count[1:]).sum(axis=0) - reach.sum(axis=0)
            higher = np.maximum.outer(count[1:], count[1:]) - 1
            information[np.ix_(steps, steps)] += reach.sum(axis=0)[higher] - reach.T @ reach
            for one, sign in zip(places.T, signs, strict=True):
                np.add.at(gradient, one, sign * (scores - expected))
                across = np.zeros((self.size, len(steps)))
                np.add.at(across, one, -sign * joint)
                information[:, steps] += across
                information[steps, :] += across.T
                for other, beside in zip(places.T, signs, strict=True):
                    np.add.at(information, (one, other), sign * beside * spread)
        return gradient, information

    def centred(self, at: Floats) -> Floats:
        """Put zero where it is read: steps, severities and difficulties each come to nothing together."""
        found, frame = at.copy(), self.frame
        for n, rows in enumerate(self.rows):
            middle = found[self.first[n] : self.first[n + 1]].mean(axis=0)
            found[self.first[n] : self.first[n + 1]] -= middle
            found[np.unique(frame.at[rows, 2])] += middle
        for facet in ("judge", "aspect"):
            middle = found[frame.place(facet)].mean(axis=0)
            found[frame.place(facet)] -= middle
            found[frame.place("competitor")] -= middle
        return found

    def solved(self, information: Floats) -> Callable[[Floats], Floats]:
        """Solve with the information; the free directions stay where they are."""
        whole = information + self.free @ self.free.T
        return lambda right: np.asarray(np.linalg.solve(whole, right))

    def steps(self, at: Floats) -> dict[str, tuple[tuple[float, float], ...]]:
        """Give for each scale the score above each step, and the step."""
        found = {}
        for n, scale in enumerate(self.frame.scales):
            there = at[self.first[n] : self.first[n + 1]].tolist()
            found[scale] = tuple(zip(self.frame.values[scale][1:], there, strict=True))
        return found


def _highest(of: _Likelihood) -> tuple[FitState, int, Floats]:
    """Climb to the highest point: settled when neither the slope nor the last step is to be seen."""
    at = np.zeros(of.size)
    value = of.value(at)
    for rounds in range(1, MOST_ROUNDS + 1):
        gradient, information = of.slopes(at)
        try:
            step = of.solved(information)(gradient)
        except np.linalg.LinAlgError:
            break
        if np.abs(gradient).max() < SETTLED and np.abs(step).max() < SETTLED:
            return FitState.ESTIMATED, rounds, of.centred(at)
        length = 1.0
        while (further := of.value(at + length * step)) < value and length > 1e-6:
            length /= 2
        at, value = at + length * step, max(further, value)
        if not np.isfinite(at).all() or np.abs(at).max() > FAR:
            break
    return FitState.NOT_SETTLED, rounds, at


def _measured(bare: Sequence[Element], facet: str, of: _Likelihood, at: Floats) -> Iterator[Element]:
    """Complete the elements of a facet with measure, standard error and fit."""
    frame = of.frame
    covariance = of.centred(of.centred(np.asarray(np.linalg.inv(of.slopes(at)[1] + of.free @ of.free.T))).T)
    errors = np.sqrt(np.maximum(np.diag(covariance), 0))
    off, spread = np.zeros(len(frame.at)), np.zeros(len(frame.at))
    for n, rows in enumerate(of.rows):
        chances, count = of.chances(at, n), np.arange(of.sizes[n] + 1)
        expected = chances @ count
        off[rows], spread[rows] = (frame.category[rows] - expected) ** 2, chances @ (count**2) - expected**2
    places = {name: n for n, name in enumerate(frame.names[facet], frame.start[facet])}
    column = frame.at[:, FACETS.index(facet)]
    for each in bare:
        if each.name not in places:
            yield each
            continue
        mine = column == places[each.name]
        infit, outfit = off[mine].sum() / spread[mine].sum(), (off[mine] / spread[mine]).mean()
        figures = (float(at[places[each.name]]), float(errors[places[each.name]]), float(infit), float(outfit))
        yield Element(each.name, each.scores, each.mean, *figures)
