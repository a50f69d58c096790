"""The city, the browser and a page, for every test in this folder."""

from tests.browser.serving import chromium, city, page

__all__ = ["chromium", "city", "page"]
