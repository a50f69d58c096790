"""What a program asks in an address, read strictly: a slip is refused by name, so that it never gives another answer."""

import re
from collections.abc import Collection

from flask import request

from competition.foundation.errors import Refused
from competition.foundation.texts import _
from competition.foundation.web import LARGEST

WHOLE = re.compile(r"0|[1-9][0-9]{0,9}")
# every page and answer may be asked for in a language
ALWAYS = ("lang",)


def only(*names: str) -> None:
    """Refuse whatever else the address asks."""
    for name in request.args:
        if name not in (*names, *ALWAYS):
            told = ", ".join(names) or "—"
            raise Refused(_("“%(name)s” cannot be asked here; what can: %(names)s.", name=name, names=told), field=name)


def text(name: str) -> str | None:
    """Give what is asked under a name, None where it is left out."""
    told = request.args.getlist(name)
    if len(told) > 1:
        raise Refused(_("Give “%(name)s” once.", name=name), field=name)
    return told[0] if told else None


def whole(name: str, least: int = 0, most: int = LARGEST) -> int | None:
    """Give a whole number that is asked, None where it is left out."""
    told = text(name)
    if told is None:
        return None
    if WHOLE.fullmatch(told) and least <= int(told) <= most:
        return int(told)
    raise _no_number(name, least, most)


def must_have(name: str, least: int = 0, most: int = LARGEST) -> int:
    """Give a whole number that has to be asked."""
    told = whole(name, least, most)
    if told is None:
        raise _no_number(name, least, most)
    return told


def _no_number(name: str, least: int, most: int) -> Refused:
    said = _("Give “%(name)s” as a whole number from %(least)s to %(most)s.", name=name, least=least, most=most)
    return Refused(said, field=name)


def one_of(name: str, words: Collection[str]) -> str | None:
    """Give one of some words that is asked, None where it is left out."""
    told = text(name)
    if told is None or told in words:
        return told
    raise Refused(_("“%(name)s” is one of these: %(words)s.", name=name, words=", ".join(words)), field=name)
