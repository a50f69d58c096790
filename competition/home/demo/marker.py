"""The two files that mark an installation as a demo: one while it is being loaded, one for good, with its sign-ins."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LOADED = "demo.json"
LOADING = "demo.loading"


def begin(instance: Path) -> None:
    """Say that a load has begun; until it is done, whatever is there is a broken half."""
    (instance / LOADING).touch(mode=0o600)


def is_interrupted(instance: Path) -> bool:
    """Say whether a load was begun and never done."""
    return (instance / LOADING).exists()


def finish(instance: Path, about: Mapping[str, Any]) -> None:
    """Mark the installation as a demo and keep its sign-ins, readable by its owner only."""
    part = instance / f"{LOADED}.part"
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(about, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.replace(instance / LOADED)
    (instance / LOADING).unlink(missing_ok=True)


def kept(instance: Path) -> dict[str, Any] | None:
    """Read what a demo keeps of itself; nothing where the installation is none, or only half of one."""
    path = instance / LOADED
    if is_interrupted(instance) or not path.exists():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
