"""The log's tree read in pieces: a root or a proof needs a few hundred hashes, however long the log is; pure.

Leaves lie in pieces of 256; the root over each full piece is kept, over each full piece of those again, and so on.
"""

from collections.abc import Callable, Iterator, Sequence

from competition.honours import merkle

# hashes of a piece: a power of two, so that a piece is a node of the tree
SPAN = 256
# gives the hashes of a piece, by level (0: leaves) and place
Piece = Callable[[int, int], Sequence[bytes]]


class Tree:
    """The tree over the first `size` leaves; each piece it needs is read once."""

    def __init__(self, size: int, piece: Piece) -> None:
        self.size, self._piece = size, piece
        self._read: dict[tuple[int, int], Sequence[bytes]] = {}
        self._roots: dict[tuple[int, int], bytes] = {}

    def root(self) -> bytes:
        """Give the root."""
        return self._over(0, self.size)

    def inclusion_proof(self, index: int) -> list[bytes]:
        """Give the nodes that lead from a leaf to the root; IndexError where there is no such leaf."""
        return [self._over(*span) for span in merkle.inclusion_spans(index, self.size)]

    def consistency_proof(self, old: int) -> list[bytes]:
        """Give the nodes that show how the tree of the first `old` leaves became this one; ValueError where it cannot."""
        return [self._over(*span) for span in merkle.consistency_spans(old, self.size)]

    def _over(self, first: int, end: int) -> bytes:
        if (first, end) not in self._roots:
            self._roots[first, end] = merkle.root(self._nodes(first, end))
        return self._roots[first, end]

    def _nodes(self, first: int, end: int) -> list[bytes]:
        # as many whole pieces as there are, then what is left of one
        level = 0
        while SPAN ** (level + 1) <= end - first:
            level += 1
        width = SPAN**level
        full = (end - first) // width
        nodes, rest = self._hashes(level, first // width, full), first + full * width
        return [*nodes, self._over(rest, end)] if rest < end else nodes

    def _hashes(self, level: int, first: int, count: int) -> list[bytes]:
        place, at = divmod(first, SPAN)
        if (level, place) not in self._read:
            self._read[level, place] = self._piece(level, place)
        found = list(self._read[level, place][at : at + count])
        if len(found) < count:
            raise LookupError(f"the log lacks a hash of level {level} from {first} on")
        return found


def filled(before: int, after: int) -> Iterator[tuple[int, int]]:
    """Name the pieces that become full while the log grows, by the level and place of their roots; the lowest first."""
    level, width = 1, SPAN
    while places := range(before // width, after // width):
        yield from ((level, place) for place in places)
        level, width = level + 1, width * SPAN


def roots(leaves: Sequence[bytes]) -> dict[tuple[int, int], bytes]:
    """Work out from all leaves the roots that are kept, by level and place."""
    found: dict[tuple[int, int], bytes] = {}
    for level, place in filled(0, len(leaves)):
        first = place * SPAN
        below = (
            leaves[first : first + SPAN]
            if level == 1
            else [found[level - 1, one] for one in range(first, first + SPAN)]
        )
        found[level, place] = merkle.root(below)
    return found
