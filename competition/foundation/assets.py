"""Our own scripts, styles and pictures: read once, sent as they were when this process began, each address with its print.

A file on the disk may be away for a moment, or be another one already: while an upgrade copies it, or where no more files
may be opened. Pages made by this process fit the files it read and no others, so it sends those.
"""

import hashlib
import mimetypes
from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from flask import Flask, current_app

from competition.foundation.front import FOR_EVER, Answer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PLACE = "/static/"
ICONS = "vendor/icons.svg"
# asked for by the address of another make, or by none: what is there now, and not for long
A_WHILE = "public, max-age=3600"
# what a computer's own table of endings may lack or name otherwise
KINDS = {".js": "text/javascript", ".webmanifest": "application/manifest+json", ".svg": "image/svg+xml"}


class KeptFiles:
    """Stands before the application: sends the static files from memory, compressed where the browser takes it."""

    def __init__(self, inner: "WSGIApplication", files: Mapping[str, bytes], headers: Mapping[str, str]) -> None:
        self._inner, self._files, self._headers = inner, files, headers
        self._prints = {name: print_of(content) for name, content in files.items()}
        self._answer = lru_cache(None)(self._made)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Send a file, or let the application answer."""
        path = environ["PATH_INFO"]
        if path.startswith(PLACE) and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            name = path.removeprefix(PLACE)
            if name in self._files:
                asked = parse_qs(environ.get("QUERY_STRING", "")).get("v")
                return self._answer(name, asked == [self._prints[name]]).send(environ, start_response, True)
        return self._inner(environ, start_response)

    def _made(self, name: str, for_ever: bool) -> Answer:
        headers = {**self._headers, "Content-Type": _kind(name), "Cache-Control": FOR_EVER if for_ever else A_WHILE}
        return Answer(list(headers.items()), self._files[name], "", inf)


def _kind(name: str) -> str:
    kind = KINDS.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def print_of(content: bytes) -> str:
    """Give the short print of a file's content."""
    return hashlib.sha256(content).hexdigest()[:10]


def files() -> Mapping[str, bytes]:
    """Give the static files as this process read them, by name."""
    kept: Mapping[str, bytes] = current_app.extensions["static_files"]
    return kept


def read(folder: Path) -> dict[str, bytes]:
    """Read all files of a folder, by their path in it."""
    there = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in there}


def register(app: Flask, headers: Mapping[str, str]) -> None:
    """Send the static files from memory, and let each address carry its content's print."""
    kept = app.extensions["static_files"] = read(Path(str(app.static_folder)))
    prints = {name: print_of(content) for name, content in kept.items()}
    # a page draws dozens of icons: their file's address is made once
    app.jinja_env.globals["ICONS"] = f"{PLACE}{ICONS}?v={prints.get(ICONS)}"
    app.wsgi_app = KeptFiles(app.wsgi_app, kept, headers)  # type: ignore[method-assign]

    @app.url_defaults
    def add_print(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values["v"] = prints.get(values.get("filename", ""))
