"""The people of the small demo city at their browsers, for the journeys that begin there."""

import pytest

from tests.browser import serving
from tests.journeys.people import House


@pytest.fixture
def house(tmp_path, chromium):
    """Serve the small demo city as it is on a Monday with its holidays known, and give its people their browsers."""
    hands = serving.handed(tmp_path, "", "--day", "2026-09-28")
    with serving.server(tmp_path, COMPETITION_SCHEDULER="1") as url:
        there = House(url, chromium, {one["login"]: one["password"] for one in hands})
        for one in hands:
            there.accounts[one["login"]].name = one["name"]
        yield there
        there.close()
