"""What the hall shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Front:
    """What the front page shows."""

    at: datetime


def front(at: datetime) -> Front:
    """Gather the front page."""
    return Front(at)


def search(wanted: str) -> list[Any]:
    """Search what is public."""
    return [wanted] if wanted else []
