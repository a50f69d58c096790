"""Addresses of our own scripts, styles and pictures: each carries the print of its content, so a new one is seen at once."""

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask


def register(app: Flask) -> None:
    """Let every address of a static file carry its content's print."""
    folder = Path(str(app.static_folder))
    prints: dict[str, str] = {}

    @app.url_defaults
    def add_print(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint != "static":
            return
        name = values.get("filename", "")
        if name not in prints:
            path = folder / name
            prints[name] = hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else ""
        values["v"] = prints[name] or None
