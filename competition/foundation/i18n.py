"""Both languages: which one a reader wants, and the catalogues of all rooms read as one."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, Response, g, has_request_context, redirect, request
from flask_babel import Babel, Domain, get_locale
from flask_login import current_user
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from competition.foundation import clock

LANGUAGES = {"zh_Hans_CN": "中文", "en": "English"}
DEFAULT = "zh_Hans_CN"
COOKIE = "language"
_IN_COOKIE = re.compile(r"(?:^|;\s*)" + COOKIE + r"=\"?(\w+)")
PACKAGE = Path(__file__).parent.parent


def catalogues(language: str) -> list[Path]:
    """Name the catalogue of each room that has one."""
    return sorted(PACKAGE.glob(f"*/translations/{language}/LC_MESSAGES/messages.po"))


@cache
def translations(language: str) -> Translations:
    """Read all rooms' catalogues into one; the sources are read directly, so no compiled copy can go stale."""
    whole = Translations()
    for path in catalogues(language):
        compiled = BytesIO()
        with path.open("rb") as source:
            write_mo(compiled, read_po(source, locale=language))
        compiled.seek(0)
        part = Translations(compiled)
        whole.merge(part)
        # merge() forgets the plural rule
        whole.plural = part.plural
    return whole


class Catalogues(Domain):  # type: ignore[misc,unused-ignore]
    """The domain that Flask-Babel asks for words."""

    def get_translations(self) -> Any:
        """Give the words of the reader's language."""
        return translations(str(get_locale() or DEFAULT))


class Words(dict[str, Markup]):
    """The texts of pages in one language, each looked up once: a long list asks for the same few thousands of times."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.catalogue = translations(language)

    def __missing__(self, message: str) -> Markup:
        """Look a text up in the catalogue."""
        found = self[message] = Markup(self.catalogue.gettext(message))  # noqa: S704 - our own texts
        return found


@cache
def words(language: str) -> Words:
    """Give the texts of one language."""
    return Words(language)


def say(message: str, **values: Any) -> Markup:
    """Say a text on a page; values are escaped where they enter."""
    kept: Words | None = g.get("words")
    if kept is None:
        kept = g.words = words(str(get_locale() or DEFAULT))
    return kept[message] % values


class BothLanguages(Babel):  # type: ignore[misc,unused-ignore]
    """Flask-Babel with our catalogues."""

    domain_instance = Catalogues()


def wanted_language() -> str:
    """Choose: what the address asks for, then the cookie, then the signed-in person's setting, then the browser."""
    if not has_request_context():
        return str(g.get("language", DEFAULT))
    for choice in (request.args.get("lang"), request.cookies.get(COOKIE), getattr(current_user, "language", None)):
        if choice in LANGUAGES:
            return str(choice)
    return _spoken(request.accept_languages)


def readers_language(environ: Mapping[str, Any]) -> tuple[str, bool]:
    """Choose for a reader who is nobody, before the application: the language, and whether the address asks for it."""
    kept = _IN_COOKIE.search(environ.get("HTTP_COOKIE", ""))
    asked = environ.get("QUERY_STRING", "")
    return _readers_language(asked, kept[1] if kept else "", environ.get("HTTP_ACCEPT_LANGUAGE", ""))


@lru_cache(1024)
def _readers_language(query: str, kept: str, accepted: str) -> tuple[str, bool]:
    asked = parse_qs(query).get("lang", [""])[0]
    if asked in LANGUAGES:
        return asked, True
    return (kept if kept in LANGUAGES else _spoken(parse_accept_header(accepted, LanguageAccept))), False


def tag(language: str) -> str:
    """Name a language as HTML and HTTP do."""
    return "zh-CN" if language == DEFAULT else language


def _spoken(accepted: LanguageAccept) -> str:
    best = accepted.best_match(["zh-CN", "zh", "en"], default="zh")
    return "en" if best == "en" else DEFAULT


def register(app: Flask) -> None:
    """Give the application both languages and the link that switches between them."""
    app.config.update(BABEL_DEFAULT_LOCALE=DEFAULT, BABEL_DEFAULT_TIMEZONE="Asia/Shanghai")
    BothLanguages(app, locale_selector=wanted_language, timezone_selector=lambda: str(clock.CITY))
    app.jinja_env.globals["_"] = say

    @app.get("/language/<any(zh_Hans_CN, en):language>")
    def switch_language(language: str) -> Response:
        """Remember the language and go back to the page."""
        there = request.args.get("next", "/")
        # the same bytes stand at several addresses below one: the browser tells at which they were read
        read_at = urlsplit(request.referrer or "").path
        if there != "/" and read_at.startswith(f"{there}/"):
            there = read_at
        answer = redirect(there if there.startswith("/") and not there.startswith(("//", "/\\")) else "/")
        answer.set_cookie(COOKIE, language, max_age=31_536_000, samesite="Lax", httponly=True)
        return answer  # type: ignore[return-value]
