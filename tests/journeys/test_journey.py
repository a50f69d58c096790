"""A new competition from the plan to a verified certificate, through the pages, as the people walk it."""

import json
from pathlib import Path

import pytest

from tests import postgres
from tests.browser import serving
from tests.journeys import before_the_day
from tests.journeys.people import House

pytestmark = pytest.mark.browser


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request):
    """Give the address of an empty database of its own, '' for the installation's SQLite file."""
    if request.param == "sqlite":
        yield ""
        return
    with postgres.database() as address:
        yield address


@pytest.fixture
def installation(database, tmp_path: Path, chromium):
    """Serve an empty installation and give its people their browsers."""
    hands = json.loads(serving.prepare(tmp_path, "tests.journeys.morning", database))
    with serving.server(tmp_path, database, COMPETITION_SCHEDULER="1") as url:
        house = House(url, chromium)
        yield house, hands
        house.close()


@pytest.mark.timeout(400)
def test_a_competition_from_plan_to_verified_certificate(installation):
    house, hands = installation
    before_the_day.people_get_their_parts(house, hands)
    before_the_day.the_year_is_planned(house)
    before_the_day.a_delegation_enters(house)
    before_the_day.entries_are_reviewed_and_numbers_drawn(house)
    assert not house.troubles()
