"""Money in the demo city, through the pages: a host and its winners from the first page to the last payment.

On the way a table of the bureau takes the place of an example, a correction takes medals away after they were paid for,
and an auditor walks from a payment back to the marks. With COMPETITION_PICTURES=folder each page is kept as pictures.
"""

import pytest

from tests.journeys import hosting, winning

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.long, pytest.mark.timeout(1500)]


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
