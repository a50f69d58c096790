"""What pages and answers ask of the log: proofs for an entry and between two sizes."""

from dataclasses import dataclass

from competition.foundation.errors import NotFound
from competition.foundation.texts import _l
from competition.honours import logs, merkle
from competition.honours.log_models import HonourLeaf

NO_LEAF = _l("The log has no leaf there. Give a place from 0 up, below the size.")
NO_SIZE = _l("The log never had this size. Give sizes from 0 up to the one it has now, the smaller first.")


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That a leaf is in the log of a size: its words, its hash, the path, the root."""

    leaf: HonourLeaf
    size: int
    root: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consistency:
    """That the log of one size begins with that of another: both roots and the path."""

    first: int
    second: int
    first_root: str
    second_root: str
    path: tuple[str, ...]


def inclusion(seq: int, size: int | None = None) -> Inclusion:
    """Prove that a leaf is in the log (of a size; as it is now), or answer that there is none."""
    if size is not None and size < 0:
        raise NotFound(NO_LEAF)
    hashes = logs.hashes(size)
    found = logs.leaves(seq, 1)
    if not found or found[0].seq != seq or seq >= len(hashes) or (size or 0) > len(hashes):
        raise NotFound(NO_LEAF)
    path = merkle.inclusion_proof(hashes, seq)
    return Inclusion(found[0], len(hashes), merkle.root(hashes).hex(), tuple(one.hex() for one in path))


def consistency(first: int, second: int) -> Consistency:
    """Prove that the log of `second` leaves begins with that of `first`, or answer that it never had these sizes."""
    if not 0 <= first <= second or second > len(hashes := logs.hashes(second)):
        raise NotFound(NO_SIZE)
    path = merkle.consistency_proof(hashes, first)
    roots = merkle.root(hashes[:first]).hex(), merkle.root(hashes).hex()
    return Consistency(first, second, *roots, tuple(one.hex() for one in path))
