"""A new competition from the plan to a verified certificate, through the pages, as the people walk it.

On either database the project's own example is marked by, and on SQLite the real CIS workbook too (149 aspects, where
../shared/data/cis has it); all read both in. `make test` walks the first, `make walk` the other two. Each step says what it does in its first sentence; nothing reaches the installation but requests.
"""

import json
from pathlib import Path

import pytest

from tests import postgres
from tests.browser import serving
from tests.journeys import after_the_day, before_the_day, the_day
from tests.journeys.people import House

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.timeout(900)]


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.long]),
        pytest.param("sqlite-real", marks=pytest.mark.long),
    ]
)
def hall(request):
    """Give the address of an empty database ('' for the installation's SQLite file), and whether real data is marked."""
    if request.param == "postgres":
        with postgres.database() as address:
            yield address, False
        return
    real = request.param == "sqlite-real"
    if real and not the_day.EUROSKILLS.exists():
        pytest.skip(f"no real workbook here: {the_day.EUROSKILLS.name}")
    yield "", real


@pytest.fixture
def house(hall, tmp_path: Path, chromium):
    """Serve an empty installation and give its people their browsers."""
    database, real = hall
    hands = json.loads(serving.prepare(tmp_path, "tests.journeys.morning", database))
    with serving.server(tmp_path, database, COMPETITION_SCHEDULER="1") as url:
        house = House(url, chromium, hands)
        house.notes["real"] = real
        yield house
        house.close()


def test_a_competition_from_plan_to_verified_certificate(house):
    before_the_day.people_get_their_parts(house)
    before_the_day.the_year_is_planned(house)
    before_the_day.a_delegation_enters(house)
    before_the_day.entries_are_reviewed_and_numbers_drawn(house)
    the_day.the_team_is_named(house)
    the_day.the_scheme_is_read_in(house)
    the_day.the_day_begins(house)
    the_day.three_judges_mark(house)
    the_day.a_second_person_checks_and_the_chief_closes(house)
    after_the_day.the_result_is_announced(house)
    after_the_day.the_host_claims(house)
    after_the_day.the_prizes_are_paid(house)
    after_the_day.the_winner_is_honoured(house)
    assert not house.troubles()
