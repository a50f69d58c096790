"""Workbooks that wait for their confirmation, each for its sender alone and for a day at most."""

import hashlib
import time
from pathlib import Path

KEEP_SECONDS = 24 * 3600


def _folder(instance: Path, user_id: int) -> Path:
    return instance / "waiting" / str(user_id)


def keep(instance: Path, user_id: int, content: bytes) -> str:
    """Keep a workbook under its checksum, and drop what waited too long."""
    folder = _folder(instance, user_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > KEEP_SECONDS:
            old.unlink(missing_ok=True)
    name = hashlib.sha256(content).hexdigest()
    part = folder / f"{name}.part"
    part.write_bytes(content)
    part.replace(folder / name)
    return name


def take(instance: Path, user_id: int, name: str) -> bytes | None:
    """Give a waiting workbook back, if it is this sender's and still what it was."""
    path = _folder(instance, user_id) / name
    if len(name) != 64 or not name.isalnum() or not path.is_file():
        return None
    content = path.read_bytes()
    return content if hashlib.sha256(content).hexdigest() == name else None


def drop(instance: Path, user_id: int, name: str) -> None:
    """Forget a workbook that was stored."""
    (_folder(instance, user_id) / name).unlink(missing_ok=True)
