"""What the tests of results share: refusals are compared in English, and the clock stands where a test puts it."""

import pytest
from flask import g

from competition.foundation import clock


@pytest.fixture(autouse=True)
def in_english(request):
    """Speak English outside of requests, where a test has an application."""
    if "app" in request.fixturenames:
        request.getfixturevalue("app")
        g.language = "en"


@pytest.fixture
def set_clock(tmp_path):
    """Move the clock the pages read to a moment."""
    clock.use_shift_file(tmp_path / "clock.json")
    yield clock.travel_to
    clock.use_shift_file(None)
