"""A Merkle tree as RFC 9162 hashes it: its root, proofs that a leaf is in it and that it only grew; pure.

Leaves are given by their hashes, in order. Source: RFC 9162, section 2.1 (the hashing of RFC 6962).
"""

from collections.abc import Collection, Sequence
from functools import reduce
from hashlib import sha256

EMPTY = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Hash what a leaf says."""
    return sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two nodes into the one above them."""
    return sha256(b"\1" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Work out the root over leaf hashes; nothing at all has a root too."""
    level = list(leaves)
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else EMPTY


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Give the nodes that lead from a leaf (counted from 0) to the root; IndexError where there is no such leaf."""
    return inclusion_proofs(leaves, [index])[index]


def inclusion_proofs(leaves: Sequence[bytes], indexes: Collection[int]) -> dict[int, list[bytes]]:
    """Give the proofs of several leaves, by their places: the tree is hashed once for all of them."""
    if wrong := [index for index in indexes if not 0 <= index < len(leaves)]:
        raise IndexError(wrong[0])
    level, height, paths = list(leaves), 0, {index: list[bytes]() for index in indexes}
    while len(level) > 1:
        for index, path in paths.items():
            if (beside := index >> height ^ 1) < len(level):
                path.append(level[beside])
        level, height = _above(level), height + 1
    return paths


def consistency_proof(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """Give the nodes that show how the tree of the first `old` leaves became this one; ValueError where it cannot."""
    return [root(leaves[first:end]) for first, end in consistency_spans(old, len(leaves))]


# from a leaf to before another: the node over these leaves
Span = tuple[int, int]


def inclusion_spans(index: int, size: int) -> list[Span]:
    """Name the leaves under each node of an inclusion proof; IndexError where there is no such leaf."""
    if not 0 <= index < size:
        raise IndexError(index)
    beside = [((index >> height ^ 1) << height, 1 << height) for height in range((size - 1).bit_length())]
    return [(first, min(first + width, size)) for first, width in beside if first < size]


def consistency_spans(old: int, new: int) -> list[Span]:
    """Name the leaves under each node of a consistency proof; ValueError where the tree never had this size."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} leaves never had {old}")
    return _grown(0, new, old, whole=True) if old else []


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], to: bytes) -> bool:
    """Say whether a leaf hash stands at this place of the tree of that size and root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, here = index, size - 1, leaf
    for beside in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            here = node_hash(beside, here)
            node, last = _up_to_a_right_node(node, last)
        else:
            here = node_hash(here, beside)
        node, last = node >> 1, last >> 1
    return last == 0 and here == to


def is_consistent(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Say whether the tree of `new` leaves begins with that of `old` (RFC 9162, 2.1.4.2)."""
    if old == new:
        return not path and old_root == new_root
    if not 0 <= old < new:
        return False
    if old == 0:
        return not path and old_root == EMPTY
    nodes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not path:
        return False
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    before = after = nodes[0]
    for beside in nodes[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            before, after = node_hash(beside, before), node_hash(beside, after)
            node, last = _up_to_a_right_node(node, last)
        else:
            after = node_hash(after, beside)
        node, last = node >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def roots_at(leaves: Sequence[bytes], sizes: Collection[int]) -> dict[int, bytes]:
    """Work out the roots the tree had at earlier sizes, all in one walk."""
    found, peaks = {0: EMPTY} if 0 in sizes else {}, list[bytes]()
    for count, leaf in enumerate(leaves, 1):
        peaks.append(leaf)
        # as in counting: each full pair becomes one node above
        for _ in range((count & -count).bit_length() - 1):
            right, left = peaks.pop(), peaks.pop()
            peaks.append(node_hash(left, right))
        if count in sizes:
            found[count] = reduce(lambda after, before: node_hash(before, after), reversed(peaks))
    return found


def _above(level: list[bytes]) -> list[bytes]:
    paired = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
    return paired + level[-1:] if len(level) % 2 else paired


def _grown(first: int, end: int, old: int, *, whole: bool) -> list[Span]:
    if old == end:
        return [] if whole else [(first, end)]
    split = first + (1 << ((end - first - 1).bit_length() - 1))
    if old <= split:
        return [*_grown(first, split, old, whole=whole), (split, end)]
    return [*_grown(split, end, old, whole=False), (first, split)]


def _up_to_a_right_node(node: int, last: int) -> tuple[int, int]:
    while not node & 1 and node:
        node, last = node >> 1, last >> 1
    return node, last
