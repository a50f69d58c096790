"""What pages and answers ask of the log: proofs for an entry and between two sizes."""

from dataclasses import dataclass

from competition.foundation.errors import NotFound
from competition.foundation.texts import _l
from competition.honours import logs
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
    whole = logs.size()
    of = whole if size is None else size
    if not 0 <= seq < of <= whole:
        raise NotFound(NO_LEAF)
    tree, leaf = logs.tree(of), logs.leaves(seq, 1)[0]
    path = tree.inclusion_proof(seq)
    return Inclusion(leaf, of, tree.root().hex(), tuple(one.hex() for one in path))


def consistency(first: int, second: int) -> Consistency:
    """Prove that the log of `second` leaves begins with that of `first`, or answer that it never had these sizes."""
    if not 0 <= first <= second <= logs.size():
        raise NotFound(NO_SIZE)
    old, new = logs.tree(first), logs.tree(second)
    path = new.consistency_proof(first)
    return Consistency(first, second, old.root().hex(), new.root().hex(), tuple(one.hex() for one in path))
