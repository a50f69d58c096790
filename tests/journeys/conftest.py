"""A browser for the journeys."""

from tests.browser.serving import chromium

__all__ = ["chromium"]
