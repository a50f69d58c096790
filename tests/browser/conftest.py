"""The city and a page, for every test in this folder."""

from tests.browser.serving import city, page

__all__ = ["city", "page"]
