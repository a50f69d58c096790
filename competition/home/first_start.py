"""The first start of an installation."""

from datetime import datetime
from typing import Any


def administrators(at: datetime) -> dict[str, str]:
    """X."""
    return {}


def demo_city(console: Any) -> None:
    """X."""


def greet(console: Any, url: str, instance: Any) -> None:
    """X."""
