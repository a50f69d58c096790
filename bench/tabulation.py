"""Tabulating 10,000 competitors × 100 aspects × 3 judges, exactly, against bare NumPy on the same arrays."""

import resource
import time
from decimal import Decimal

import numpy as np

from bench.measuring import Row, interleaved
from competition.judging.tabulation import columns, tally
from competition.judging.tabulation.columns import Given
from competition.judging.tabulation.scheme import Aspect, Criterion, Kind, Panel, Rounding, Scheme, Step, SubCriterion
from competition.judging.tabulation.tally import Attempt, Sheet

COMPETITORS = 10_000
ASPECTS = 100
JUDGES = 3
CHECKED = 500


def rows(rounds: int) -> list[Row]:
    """Measure competitors per second, and compare rows with the one-by-one working."""
    scheme = _scheme()
    scores = np.random.default_rng(1).integers(0, 4, (COMPETITORS, ASPECTS, JUDGES))
    there = np.ones((COMPETITORS, JUDGES), bool)
    given = {a.code: Given(np.ascontiguousarray(scores[:, i, :]), there) for i, a in enumerate(scheme.aspects)}
    found, _ = columns.totals(scheme, given)
    _must_be_equal(scheme, scores, found)
    ours, bare = interleaved(
        lambda: _per_second(lambda: columns.totals(scheme, given)), lambda: _per_second(lambda: _bare(scores)), rounds
    )
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    what = f"{COMPETITORS:,} × {ASPECTS} × {JUDGES}; {CHECKED} rows compared with Decimal working; {most} MiB at most"
    return [Row("tabulation", ours, bare, ours / bare, ">= 0.333", "competitors/s", "none", rounds, what)]


def _scheme() -> Scheme:
    aspects = tuple(
        Aspect(f"A1.{n}", Kind.JUDGEMENT, maximum=Decimal(1), panel=Panel(JUDGES, Decimal(3)))
        for n in range(1, ASPECTS + 1)
    )
    form = SubCriterion("A1", "", aspects)
    return Scheme("bench", (Criterion("A", "", (form,)),), rounding={Step.ASPECT: Rounding(2), Step.TOTAL: Rounding(2)})


def _bare(scores: "np.ndarray[tuple[int, int, int], np.dtype[np.int64]]") -> object:
    # the same arithmetic in binary floats, with no care for half-up, missing marks or working
    return np.round(np.round(scores.sum(axis=2) / 9, 2).sum(axis=1), 2)


def _per_second(work: object) -> float:
    began = time.perf_counter()
    work()  # type: ignore[operator]
    return COMPETITORS / (time.perf_counter() - began)


def _must_be_equal(scheme: Scheme, scores: object, found: columns.Column) -> None:
    for row in range(CHECKED):
        attempts = {
            a.code: [Attempt(tuple(Decimal(int(s)) for s in scores[row, i]))]  # type: ignore[index]
            for i, a in enumerate(scheme.aspects)
        }
        if tally.tallied(scheme, str(row), Sheet(attempts)).total != found.at(row):
            raise RuntimeError(f"row {row} differs")
