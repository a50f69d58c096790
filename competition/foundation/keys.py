"""The ring of keys this process uses."""

from pathlib import Path

from competition.foundation.crypto import Ring, kept_ring

_ring: Ring | None = None


def open_ring(instance: Path) -> None:
    """Use the ring of an installation."""
    use_keys(kept_ring(instance / "keys.json"))


def use_keys(ring: Ring) -> None:
    """Use this ring from now on."""
    global _ring  # noqa: PLW0603 - one ring a process, on purpose
    _ring = ring


def ring() -> Ring:
    """Give the ring in use."""
    if _ring is None:
        raise RuntimeError("no keys are open")
    return _ring


def blind_index(plain: str, field: str) -> str:
    """Make the blind index of a value with the ring in use."""
    return ring().index(plain, field)
