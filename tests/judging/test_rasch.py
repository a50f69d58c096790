"""The many-facet Rasch model: known answers, known parameters, and what it refuses to estimate."""

import csv
from itertools import pairwise, product
from math import isnan, log
from pathlib import Path

import numpy as np
import pytest

from competition.judging import rasch
from competition.judging.rasch import Extreme, FitState, Score

DATA = Path(__file__).parent.parent.parent.parent / "shared" / "data"
ABILITY = np.linspace(-1.6, 2.0, 24)
SEVERITY = np.array([-0.9, -0.2, 0.3, 0.8])
DIFFICULTY = np.array([-1.0, -0.4, 0.0, 0.2, 0.5, 0.7])
STEPS = np.array([-1.3, 0.1, 1.2])


def drawn(seed=11, share=1.0):
    """Draw scores of 0 to 3 by the model itself, of all places or a share of them."""
    chance = np.random.default_rng(seed)
    found = []
    for n, j, i in product(range(len(ABILITY)), range(len(SEVERITY)), range(len(DIFFICULTY))):
        logit = np.arange(4) * (ABILITY[n] - SEVERITY[j] - DIFFICULTY[i]) - np.concatenate([[0], np.cumsum(STEPS)])
        weight = np.exp(logit - logit.max())
        value = int(chance.choice(4, p=weight / weight.sum()))
        if chance.random() < share:
            found.append(Score(f"n{n:02}", f"j{j}", f"a{i}", value))
    return found


def measures(fit, facet):
    return {each.name: each.measure for each in fit.of(facet)}


def close(one, other, within=1e-6):
    assert one.keys() == other.keys()
    assert all(one[name] == pytest.approx(other[name], abs=within, nan_ok=True) for name in one)


def test_two_judges_and_one_aspect_come_to_andersens_answer():
    # Andersen (1973): with two items joint maximum likelihood gives twice the logarithm of the ratio, in closed form
    ones = [(f"x{n}", (1, 0)) for n in range(30)] + [(f"y{n}", (0, 1)) for n in range(10)]
    fit = rasch.fit(Score(name, f"j{j}", "a", value) for name, pair in ones for j, value in enumerate(pair))
    first, second = fit.of("judge")
    assert second.measure - first.measure == pytest.approx(2 * log(30 / 10), abs=1e-6)
    assert first.infit == pytest.approx(1, abs=1e-6)


def test_known_parameters_are_found_again_in_order_and_within_their_errors():
    fit = rasch.fit(drawn())
    assert fit.state is FitState.ESTIMATED
    for facet, truth in (("judge", SEVERITY), ("aspect", DIFFICULTY)):
        there = fit.of(facet)
        off = np.array([each.measure for each in there]) - (truth - truth.mean())
        assert np.abs(off).max() < 0.35
        assert all(abs(o) < 3.5 * each.error for o, each in zip(off, there, strict=True))
    assert all(one.measure < other.measure for one, other in pairwise(fit.of("judge")))
    found = np.array([each.measure for each in fit.of("competitor")])
    assert np.corrcoef(found, ABILITY)[0, 1] > 0.95
    steps = [step for _score, step in fit.steps[""]]
    assert np.abs(np.array(steps) - STEPS).max() < 0.3
    assert all(0.6 < each.infit < 1.5 for each in fit.of("judge"))


def test_judges_are_found_again_where_half_of_the_scores_are_missing():
    fit = rasch.fit(drawn(share=0.5))
    assert sorted(fit.of("judge"), key=lambda each: each.measure) == list(fit.of("judge"))
    assert sum(each.scores for each in fit.of("judge")) == len(drawn(share=0.5))


def test_the_order_of_the_scores_and_the_words_for_them_change_nothing():
    scores = drawn()
    fit, turned = rasch.fit(scores), rasch.fit(reversed(scores))
    assert turned == fit
    shifted = rasch.fit(Score(s.competitor, s.judge, s.aspect, 10 + 5 * s.value) for s in scores)
    for facet in rasch.FACETS:
        close(measures(shifted, facet), measures(fit, facet))


def test_turning_the_scale_round_turns_every_sign():
    scores = drawn()
    fit = rasch.fit(scores)
    turned = rasch.fit(Score(s.competitor, s.judge, s.aspect, 3 - s.value) for s in scores)
    close(measures(turned, "judge"), {name: -value for name, value in measures(fit, "judge").items()})


def test_who_has_only_highest_scores_is_named_and_moves_nobody_else():
    scores, best = drawn(), [Score("best", f"j{j}", f"a{i}", 3) for j in range(4) for i in range(6)]
    with_best = rasch.fit([*scores, *best])
    told = next(each for each in with_best.of("competitor") if each.name == "best")
    assert (told.extreme, told.scores, isnan(told.measure)) == (Extreme.HIGHEST, 24, True)
    close(measures(with_best, "judge"), measures(rasch.fit(scores), "judge"))


def test_a_strict_judge_who_always_gave_nothing_is_not_infinitely_strict():
    fit = rasch.fit([*drawn(), *(Score(f"n{n:02}", "zero", "a0", 0) for n in range(24))])
    told = next(each for each in fit.of("judge") if each.name == "zero")
    assert (told.extreme, isnan(told.measure)) == (Extreme.LOWEST, True)
    assert fit.state is FitState.ESTIMATED


def test_a_score_that_nobody_gave_is_no_step():
    fit = rasch.fit(Score(s.competitor, s.judge, s.aspect, 4 if s.value == 3 else s.value) for s in drawn())
    assert [score for score, _step in fit.steps[""]] == [1, 2, 4]
    close(measures(fit, "judge"), measures(rasch.fit(drawn()), "judge"))


def test_aspects_of_another_scale_have_their_own_steps():
    scores = [Score(s.competitor, s.judge, s.aspect, s.value, "three") for s in drawn()]
    scores += [Score(s.competitor, s.judge, f"p{s.aspect}", 2 * s.value, "six") for s in drawn(5) if s.aspect < "a3"]
    fit = rasch.fit(scores)
    assert (fit.state, set(fit.steps)) == (FitState.ESTIMATED, {"three", "six"})
    assert all(abs(sum(step for _score, step in steps)) < 1e-9 for steps in fit.steps.values())


@pytest.mark.parametrize(
    ("seat", "facet", "groups"),
    [
        (lambda n, _i: (0, 1) if n < 12 else (2, 3), "judge", (("j0", "j1"), ("j2", "j3"))),
        # every judge has an aspect of their own: nobody can say whether the judge is strict or the aspect hard
        (lambda _n, i: (i % 4,) if i < 4 else (), "judge", (("j0",), ("j1",), ("j2",), ("j3",))),
    ],
)
def test_a_design_that_falls_apart_is_named_and_not_estimated(seat, facet, groups):
    there = [s for s in drawn() if int(s.judge[1:]) in seat(int(s.competitor[1:]), int(s.aspect[1:]))]
    fit = rasch.fit(there)
    assert (fit.state, fit.facet, fit.groups) == (FitState.DISCONNECTED, facet, groups)
    assert all(isnan(each.measure) for each in fit.of("judge"))


def test_one_judge_in_common_holds_a_design_together():
    there = [s for s in drawn() if s.judge in ({"j0", "j1"} if s.competitor < "n12" else {"j0", "j2"})]
    assert rasch.fit(there).state is FitState.ESTIMATED


def test_scores_in_which_everybody_agrees_on_the_order_do_not_settle_and_say_so():
    # the one judge always gives one more than the other: no finite severity is most likely
    scores = [Score(f"n{n}", "mild", "a", n % 3 + 1) for n in range(9)]
    scores += [Score(f"n{n}", "strict", "a", n % 3) for n in range(9)]
    fit = rasch.fit(scores)
    assert fit.state is FitState.NOT_SETTLED
    assert all(isnan(each.measure) for each in fit.of("judge"))


@pytest.mark.parametrize("scores", [[], [Score("n", "j", "a", 1)], [Score(f"n{n}", "j", "a", n) for n in range(4)]])
def test_too_few_scores_are_said_to_be_too_few(scores):
    assert rasch.fit(scores).state is FitState.TOO_FEW


@pytest.mark.skipif(not DATA.exists(), reason="the folder shared/data with real results is not here")
def test_the_final_of_sydney_has_the_judges_in_the_order_of_their_severity():
    with (DATA / "diving" / "dives.csv").open() as file:
        final = [row for row in csv.DictReader(file) if row["Round"] == "Final"]
    fit = rasch.fit(Score(r["Diver"], r["Judge"], r["DiveNo"], float(r["JScore"])) for r in final)
    assert (fit.state, fit.scores) == (FitState.ESTIMATED, 504)
    # all judged everything, so the model must order them as their means do
    by_mean = sorted(fit.of("judge"), key=lambda each: -each.mean)
    assert by_mean == sorted(fit.of("judge"), key=lambda each: each.measure)
