"""Money in the demo city, through the pages: a host and its winners from the first page to the last payment.

On the way a table of the bureau takes the place of an example, a correction takes medals away after they were paid for,
and an auditor walks from a payment back to the marks. With COMPETITION_PICTURES=folder each page is kept as pictures.
"""

import json

import pytest

from tests.browser import serving
from tests.journeys import hosting, winning
from tests.journeys.people import House

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.long, pytest.mark.timeout(1500)]


@pytest.fixture
def house(tmp_path, chromium):
    """Serve the small demo city as it is on a Monday with its holidays known, and give its people their browsers."""
    hands = serving.demo(tmp_path, "", "--day", "2026-09-28")
    with serving.server(tmp_path, COMPETITION_SCHEDULER="1") as url:
        there = House(url, chromium, hands)
        for one in json.loads((tmp_path / "demo.json").read_text(encoding="utf-8"))["sign_ins"]:
            there.accounts[one["login"]].name = one["name"]
        yield there
        there.close()


def test_money_from_its_table_to_its_last_payment(house):
    hosting.the_competition_is_published(house)
    hosting.the_host_applies(house)
    hosting.it_is_returned_mended_and_admitted(house)
    hosting.the_advance_is_paid(house)
    hosting.a_table_takes_the_place_of_an_example(house)
    winning.the_prizes_are_approved(house)
    winning.the_accounts_are_entered(house)
    winning.the_bank_answers(house, hosting.a_list_is_released(house))
    winning.a_correction_takes_medals_away(house)
    winning.what_was_paid_is_claimed_back(house)
    hosting.the_competition_is_held(house)
    hosting.the_host_accounts(house)
    hosting.it_is_reviewed_inspected_and_approved(house)
    hosting.the_rest_is_paid(house)
    winning.the_auditor_walks_back_to_the_marks(house)
    assert not house.troubles()
