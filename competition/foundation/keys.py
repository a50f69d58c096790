"""The ring of keys this process uses."""

from pathlib import Path

from competition.foundation.crypto import Ring, kept_ring

FILE = "keys.json"
_ring: Ring | None = None
_file: Path | None = None


def open_ring(instance: Path) -> None:
    """Use the ring of an installation."""
    global _file  # noqa: PLW0603 - one ring a process, on purpose
    use_keys(kept_ring(instance / FILE))
    _file = instance / FILE


def use_keys(ring: Ring) -> None:
    """Use this ring from now on."""
    global _ring, _file
    _ring, _file = ring, None


def ring() -> Ring:
    """Give the ring in use."""
    if _ring is None:
        raise RuntimeError("no keys are open")
    return _ring


def decrypted(stored: str, field: str) -> str:
    """Decrypt a value; a key that was added while this process runs is read from the ring's file first."""
    if _file is not None and not ring().knows(stored):
        open_ring(_file.parent)
    return ring().decrypted(stored, field)


def opened(stored: bytes, field: str) -> bytes:
    """Decrypt a file, as `decrypted` does a value."""
    if _file is not None and not ring().knows(stored[:60].decode("ascii", "replace")):
        open_ring(_file.parent)
    return ring().opened(stored, field)


def blind_index(plain: str, field: str) -> str:
    """Make the blind index of a value with the ring in use."""
    return ring().index(plain, field)
