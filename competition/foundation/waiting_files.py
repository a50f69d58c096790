"""Files that wait for their confirmation or for a form to be mended, each for its sender alone and for a day at most.

They lie encrypted on the disk: a workbook of entries carries ID numbers, an evidence anything.
"""

import base64
import hashlib
import time
from pathlib import Path

from competition.foundation import crypto, keys

KEEP_SECONDS = 24 * 3600
FIELD = "waiting.files"
# what one person may have waiting; the oldest go first
MOST = 20


def _folder(instance: Path, user_id: int) -> Path:
    return instance / "waiting" / str(user_id)


def keep(instance: Path, user_id: int, content: bytes) -> str:
    """Keep a file under its checksum, and drop what waited too long or is one too many."""
    folder = _folder(instance, user_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = hashlib.sha256(content).hexdigest()
    part = folder / f"{name}.part"
    part.write_text(keys.ring().encrypted(base64.b64encode(content).decode(), FIELD), encoding="ascii")
    part.replace(folder / name)
    _tidy(folder)
    return name


def _tidy(folder: Path) -> None:
    # another request of the same person may tidy at the same moment: what is gone is gone
    aged = sorted(((_age(path), path) for path in folder.iterdir()), key=lambda each: each[0])
    for place, (age, path) in enumerate(aged):
        if place >= MOST or age > KEEP_SECONDS:
            path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def take(instance: Path, user_id: int, name: str) -> bytes | None:
    """Give a waiting file back, if it is this sender's and still what it was."""
    path = _folder(instance, user_id) / name
    if len(name) != 64 or not name.isalnum() or not path.is_file() or _age(path) > KEEP_SECONDS:
        return None
    try:
        content = base64.b64decode(keys.decrypted(path.read_text(encoding="ascii"), FIELD))
    except crypto.Unreadable:
        return None
    return content if hashlib.sha256(content).hexdigest() == name else None


def drop(instance: Path, user_id: int, name: str) -> None:
    """Forget a file that was used."""
    (_folder(instance, user_id) / name).unlink(missing_ok=True)
