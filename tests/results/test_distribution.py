"""How totals lie: bands without gap or overlap, quartiles as a spreadsheet gives them."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.results.distribution import MOST_BANDS, STEP, bands, quartiles

TOTALS = st.lists(st.decimals(-5, 120, places=2), min_size=1, max_size=60)


def spans(*totals: str) -> list[str]:
    return [f"{one.low}-{one.high}" for one in bands([Decimal(total) for total in totals])]


@pytest.mark.parametrize(
    ("totals", "cut"),
    [
        ([], []),
        (["86"], ["86-86"]),
        (["86", "86.00", "86"], ["86-86"]),
        (["85", "86"], ["85.5-86", "85.0-85.49"]),
        (["59.99", "60"], ["59.5-60"]),
        (["90", "95", "100"], ["95-100", "90-94.99"]),
        (["40", "80"], ["70-80", "60-69.99", "50-59.99", "40-49.99"]),
        (["-3", "4.5"], ["0-4.99", "-5--0.01"]),
    ],
)
def test_totals_are_cut_into_even_bands_the_highest_first(totals, cut) -> None:
    assert spans(*totals) == cut


@given(TOTALS)
def test_every_total_lies_in_one_band_and_the_bands_have_no_gap(totals) -> None:
    cut = bands(totals)
    assert len(cut) <= MOST_BANDS
    assert all(sum(band.holds(total) for band in cut) == 1 for total in totals)
    assert all(above.low - STEP == below.high for above, below in itertools.pairwise(cut))
    # neither end is empty
    assert any(cut[0].holds(total) for total in totals)
    assert any(cut[-1].holds(total) for total in totals)


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        (["7"], ["7", "7", "7", "7"]),
        (["1", "2"], ["1.25", "1.5", "1.75", "2"]),
        (["5", "1", "3", "2", "4"], ["2", "3", "4", "5"]),
        (["10", "10", "10", "10"], ["10", "10", "10", "10"]),
        (["1", "2", "3", "10"], ["1.75", "2.5", "4.75", "10"]),
    ],
)
def test_quartiles_lie_between_two_marks_by_their_distance(marks, told) -> None:
    found = quartiles([Decimal(mark) for mark in marks])
    assert [found.low, found.middle, found.high, found.best] == [Decimal(one) for one in told]
