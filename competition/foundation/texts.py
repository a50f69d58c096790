"""Words a person reads, in that person's language; msgids are English."""

from typing import Any

from babel.support import LazyProxy
from flask_babel import gettext, lazy_gettext, ngettext

__all__ = ["Text", "_", "_l", "_n"]

Text = str | LazyProxy


def _(message: str, **values: Any) -> str:
    """Say a message now."""
    return str(gettext(message, **values))


def _l(message: str, **values: Any) -> str:
    """Say a message when it is shown; reads as a plain str to the rest of the code."""
    return lazy_gettext(message, **values)  # type: ignore[no-any-return]


def _n(one: str, many: str, num: int, **values: Any) -> str:
    """Say a message for one or for many."""
    return str(ngettext(one, many, num, **values))
