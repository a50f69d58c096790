"""The people of the small demo city at their browsers, for the journeys that begin there."""

import json

import pytest

from tests.browser import serving
from tests.journeys.people import House


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
