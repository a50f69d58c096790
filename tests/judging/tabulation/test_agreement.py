"""Agreement figures: published worked examples, a real final, and what holds for all."""

import csv
from math import isnan
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.judging.agreement import Given, agreement, alpha, judges

DATA = Path(__file__).parent.parent.parent.parent.parent / "shared" / "data"
# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, data D: 4 observers, 12 units, marks missing
OBSERVERS = {
    "A": "1 2 3 3 2 1 4 1 2 . . .", "B": "1 2 3 3 2 2 4 1 2 5 . 3", "C": ". 3 3 3 2 3 4 2 2 5 1 .", "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}  # fmt: skip
UNITS = [
    {judge: float(text.split()[i]) for judge, text in OBSERVERS.items() if text.split()[i] != "."} for i in range(12)
]


def test_krippendorffs_own_example():
    assert round(alpha(UNITS), 3) == 0.849
    assert round(alpha(UNITS, ordinal=True), 3) == 0.815


def test_shrout_and_fleiss_own_example():
    # Shrout and Fleiss (1979), table 2: six targets, four judges
    table = [(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)]
    found = agreement({str(j): float(v) for j, v in enumerate(row)} for row in table)
    assert [round(x, 2) for x in (found.icc_2_1, found.icc_2_k, found.icc_3_1)] == [0.29, 0.62, 0.71]


@pytest.mark.skipif(not DATA.exists(), reason="the folder shared/data with real results is not here")
def test_the_final_of_sydney():
    final: dict[tuple[str, str], dict[str, float]] = {}
    with (DATA / "diving" / "dives.csv").open() as file:
        for row in csv.DictReader(file):
            if row["Round"] == "Final":
                final.setdefault((row["Diver"], row["DiveNo"]), {})[row["Judge"]] = float(row["JScore"])
    found = agreement(final.values())
    assert (found.objects, found.judges) == (72, 7)
    figures = (found.alpha, found.icc_2_1, found.icc_2_k, found.icc_3_1)
    assert [f"{x:.4f}" for x in figures] == ["0.8996", "0.9008", "0.9845", "0.9092"]
    severity = [one.severity for one in judges(Given(marks) for marks in final.values())]
    assert (round(min(severity), 3), round(max(severity), 3)) == (-0.184, 0.171)


def test_nothing_can_be_said_where_nothing_differs():
    assert isnan(alpha([{"a": 1.0, "b": 1.0}, {"a": 1.0, "b": 1.0}]))
    assert isnan(agreement([{"a": 1.0, "b": 2.0}]).icc_2_1)


def test_favour_for_the_own_unit():
    given_marks = [Given({"a": 9.0, "b": 7.0}, "张店"), Given({"a": 6.0, "b": 6.0}, "博山")]
    first = judges(given_marks, {"a": "张店", "b": "周村"})[0]
    assert (first.own_marks, first.favour) == (1, 1.0)
    assert isnan(judges(given_marks)[0].favour)


@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=2, max_size=8), st.integers(1, 9))
def test_alpha_of_intervals_does_not_change_with_the_unit_of_the_scale(rows, factor):
    def of(times):
        return alpha({str(j): float(v * times) for j, v in enumerate(row)} for row in rows)

    one, other = of(1), of(factor)
    assert (isnan(one) and isnan(other)) or one == pytest.approx(other)
