"""Refusals are compared in English."""

import pytest
from flask import g


@pytest.fixture(autouse=True)
def in_english(request):
    """Speak English outside of requests, where a test has an application."""
    if "app" in request.fixturenames:
        request.getfixturevalue("app")
        g.language = "en"
