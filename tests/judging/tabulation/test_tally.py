"""Totals by criterion, part and stage; what is missing; schemes and marks in files."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.foundation.errors import Refused
from competition.foundation.money import Mode
from competition.judging.tabulation import files, tally
from competition.judging.tabulation.scheme import Step, Team
from competition.judging.tabulation.tally import Status
from competition.results import tabulating

D = Decimal
EXAMPLES = Path(__file__).parent.parent.parent.parent / "examples" / "schemes"


def scheme(**more):
    content = {
        "title": "焊工",
        "rounding": {"aspect": {"places": 2}, "total": {"places": 2}},
        "criteria": [
            {"id": "T", "sub_criteria": [{"id": "T1", "aspects": [{"id": "T1.1", "kind": "given", "maximum": "100"}]}]},
            {"id": "P", "sub_criteria": [{"id": "P1", "aspects": [{"id": "P1.1", "kind": "given", "maximum": "100"}]}]},
        ],
        "parts": [
            {"id": "theory", "criteria": ["T"], "weight": "30", "pass_mark": "60"},
            {"id": "practice", "criteria": ["P"], "weight": "70", "pass_mark": "60"},
        ],
        "ties": [{"by": "practice"}, {"by": "theory"}],
        **more,
    }
    return files.read_scheme(files.write_scheme(content))


def marks(rows, of):
    return files.read_marks(files.write_marks(rows), of)


def row(entry, aspect, value, **more):
    return {"entry": entry, "aspect": aspect, "value": value, **more}


def test_theory_and_practice_are_weighed_and_rounded_once():
    of = scheme()
    done = tally.tabulate(of, marks([row("1", "T1.1", "77.5"), row("1", "P1.1", "83.25")], of).sheets)[""]["1"]
    assert done.total == Fraction("81.53")
    assert done.figures["theory"] == Fraction("23.25")
    assert done.passed == {"theory": True, "practice": True}


def test_a_pass_mark_is_asked_of_the_part_before_weighing():
    of = scheme()
    done = tally.tabulate(of, marks([row("1", "T1.1", "59.99"), row("1", "P1.1", "60")], of).sheets)[""]["1"]
    assert done.passed == {"theory": False, "practice": True}


def test_what_is_missing_is_named_and_nobody_absent_is_asked():
    of = scheme()
    given = [row("1", "T1.1", "80"), row("2", "", "", status="absent"), row("3", "T1.1", ""), row("3", "P1.1", "70")]
    done = tally.tabulate(of, marks(given, of).sheets)[""]
    assert (done["1"].total, done["1"].missing) == (None, ("P1.1",))
    assert (done["2"].status, done["2"].missing) == (Status.ABSENT, ())
    assert done["3"].missing == ("T1.1",)
    assert [r.place for r in tabulating.rows(of, done)] == [None, None, None]


def test_a_final_carries_the_semi_final_over_and_whoever_lacks_it_has_no_total():
    stages = [{"id": "semi"}, {"id": "final", "adds": ["semi"]}]
    of = scheme(stages=stages)
    given = [
        row("1", "T1.1", "80", stage="semi"), row("1", "P1.1", "80", stage="semi"),
        row("1", "T1.1", "90", stage="final"), row("1", "P1.1", "90", stage="final"),
        row("2", "T1.1", "90", stage="final"), row("2", "P1.1", "90", stage="final"),
    ]  # fmt: skip
    final = tally.tabulate(of, marks(given, of).sheets)["final"]
    assert final["1"].total == 170
    assert (final["2"].own, final["2"].total, final["2"].missing) == (Fraction(90), None, ("semi",))


def test_equal_totals_go_through_the_chain_and_then_share_the_place():
    of = scheme()
    given = [row(e, a, v) for e, t, p in (("1", "70", "80"), ("2", "93.34", "70"), ("3", "70", "80"), ("4", "60", "60"))
             for a, v in (("T1.1", t), ("P1.1", p))]  # fmt: skip
    rows = tabulating.rows(of, tally.tabulate(of, marks(given, of).sheets)[""])
    assert [(r.tally.entry, r.place, r.shared, r.decided_by) for r in rows] == [
        ("1", 1, True, "tied"), ("3", 1, True, "tied"), ("2", 3, False, "practice"), ("4", 4, False, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(("team", "total"), [(Team.SUM, "150"), (Team.MEAN, "75")])
def test_a_team_is_the_sum_or_mean_of_its_members(team, total):
    of = scheme(team=team.value)
    none = dict.fromkeys("TP", Fraction())
    members = {name: tally.Share(Fraction(own), none) for name, own in (("A", 70), ("B", 80))}
    assert tally.of_members(of, members)[0] == Fraction(total)
    assert tally.of_members(of, members, tally.Share(Fraction("5.5"), none))[0] == Fraction(total) + Fraction("5.5")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"criteria": []}, "criterion"),
        ({"parts": [{"id": "theory", "criteria": ["T"], "weight": "100"}]}, "P: stands in no part"),
        ({"parts": [{"id": "a", "criteria": ["T", "P"], "weight": "90"}]}, "weights come to 90"),
        ({"stages": [{"id": "final", "adds": ["semi"]}]}, "adds semi"),
        ({"ties": [{"by": "time"}]}, "time"),
    ],
)
def test_an_unusable_scheme_is_refused_by_name(change, named):
    with pytest.raises(Refused) as refused:
        scheme(**change)
    assert any(named in str(fault.message) for fault in refused.value.faults)


def test_every_fault_of_a_file_of_marks_is_named_by_row_and_column():
    of = scheme()
    rows = [
        row("1", "X9", "1"), row("", "T1.1", "1"), row("1", "T1.1", "viel"), row("1", "T1.1", "1", stage="final"),
        row("2", "T1.1", "1", attempt="2"), row("2", "", "", status="ill"), row("3", "T1.1", "1"), row("3", "T1.1", "2"),
    ]  # fmt: skip
    with pytest.raises(Refused) as refused:
        marks(rows, of)
    assert [(f.row, f.column) for f in refused.value.faults] == [
        (2, "aspect"), (3, "entry"), (4, "value"), (5, "stage"), (6, "attempt"), (7, "status"), (9, "judge"),
    ]  # fmt: skip


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_the_ready_schemes_are_sound_and_come_to_a_hundred(path):
    of = files.read_scheme(path.read_text(encoding="utf-8"))
    most = sum((a.maximum or (a.panel.highest * a.panel.factor if a.panel else D())) for a in of.aspects)
    assert most == 100 * max(1, len(of.parts))


def test_there_are_ready_schemes_of_four_kinds():
    assert len(list(EXAMPLES.glob("*.json"))) == 4


@given(st.lists(st.integers(0, 60), min_size=2, max_size=8), st.integers(0, 40))
def test_the_same_constant_for_everyone_changes_no_place(values, constant):
    of = scheme()

    def places(more):
        given = [row(str(i), a, str(v + more)) for i, v in enumerate(values) for a in ("T1.1", "P1.1")]
        return {r.tally.entry: r.place for r in tabulating.rows(of, tally.tabulate(of, marks(given, of).sheets)[""])}

    assert places(0) == places(constant)


@given(st.permutations([("1", "T1.1"), ("1", "P1.1"), ("2", "T1.1"), ("2", "P1.1")]))
def test_the_order_of_arrival_never_changes_a_result(order):
    of = scheme()
    figures = {("1", "T1.1"): "70", ("1", "P1.1"): "81", ("2", "T1.1"): "90", ("2", "P1.1"): "55.5"}
    done = tally.tabulate(of, marks([row(*key, figures[key]) for key in order], of).sheets)[""]
    assert {entry: json.dumps(str(one.total)) for entry, one in done.items()} == {
        "1": json.dumps(str(Fraction("77.7"))), "2": json.dumps(str(Fraction("65.85"))),
    }  # fmt: skip


PLACES = st.integers(0, 4)


@given(
    st.lists(st.decimals(0, 10, places=1), min_size=5, max_size=5),
    st.decimals(0, 100, places=2),
    st.fixed_dictionaries({step.value: PLACES for step in Step}),
    st.sampled_from(list(Mode)),
)
def test_every_rounding_step_keeps_the_places_it_declares(points, theory, places, mode):
    rounding = {step: {"places": n, "mode": mode.value} for step, n in places.items()}
    panel = {"judges": 5, "highest": "10", "step": "0.1", "drop_high": 1, "drop_low": 1, "factor": "3.7"}
    aspects = [{"id": "P1.1", "kind": "panel", "panel": panel}]
    whole = scheme(
        rounding=rounding,
        criteria=[
            {"id": "T", "sub_criteria": [{"id": "T1", "aspects": [{"id": "T1.1", "kind": "given", "maximum": "100"}]}]},
            {"id": "P", "sub_criteria": [{"id": "P1", "aspects": aspects}]},
        ],
    )
    sheet = tally.Sheet({"T1.1": (tally.Attempt((theory,)),), "P1.1": (tally.Attempt(tuple(points)),)})
    done = tally.tallied(whole, "1", sheet)
    steps = {"P1.1": Step.ASPECT, "T1.1": Step.ASPECT, "T": Step.CRITERION, "P": Step.CRITERION}
    steps |= {"theory": Step.PART, "practice": Step.PART}
    figures = [(done.figures[code], step) for code, step in steps.items()] + [(done.own, Step.TOTAL)]
    for figure, step in figures:
        assert (figure * 10 ** places[step.value]).denominator == 1, (step, figure)


@given(st.lists(st.decimals(0, 100, places=2), min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_entries_come_to_the_same_totals_in_whatever_order_they_arrive(values, chance):
    entries = {
        str(n): tally.Sheet({"T1.1": (tally.Attempt((v,)),), "P1.1": (tally.Attempt((v,)),)})
        for n, v in enumerate(values)
    }
    mixed = list(entries.items())
    chance.shuffle(mixed)
    told, again = tally.tabulate(scheme(), {"": entries})[""], tally.tabulate(scheme(), {"": dict(mixed)})[""]
    assert told == again
    places = {row.tally.entry: row.place for row in tabulating.rows(scheme(), told)}
    assert places == {row.tally.entry: row.place for row in tabulating.rows(scheme(), again)}
