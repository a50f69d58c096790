"""The Merkle tree: the published vectors of RFC 6962/9162, and proofs over any appends."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.honours import log_tree, merkle

# the reference tree of Certificate Transparency
DATA = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
LEAVES = [merkle.leaf_hash(bytes.fromhex(one)) for one in DATA]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
NODES = {
    "01": "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "1": "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "23": "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "4567": "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    "4": "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "67": "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "0123": "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "45": "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "6": "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
    "0": "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
}


def nodes(*names):
    return [bytes.fromhex(NODES[name]) for name in names]


@pytest.mark.parametrize("size", range(9))
def test_each_size_of_the_reference_tree_has_its_published_root(size):
    assert merkle.root(LEAVES[:size]).hex() == ROOTS[size]
    assert merkle.roots_at(LEAVES, {size})[size].hex() == ROOTS[size]


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (0, 1, ()),
        (0, 8, ("1", "23", "4567")),
        (5, 8, ("4", "67", "0123")),
        (2, 3, ("01",)),
        (1, 5, ("0", "23", "4")),
    ],
)
def test_inclusion_proofs_are_the_published_ones(index, size, path):
    assert merkle.inclusion_proof(LEAVES[:size], index) == nodes(*path)
    assert merkle.is_included(LEAVES[index], index, size, nodes(*path), bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (1, 1, ()),
        (1, 8, ("1", "23", "4567")),
        (6, 8, ("45", "67", "0123")),
        (2, 5, ("23", "4")),
        (6, 7, ("45", "6", "0123")),
        (2, 8, ("23", "4567")),
    ],
)
def test_consistency_proofs_are_the_published_ones(old, new, path):
    assert merkle.consistency_proof(LEAVES[:new], old) == nodes(*path)
    assert merkle.is_consistent(old, bytes.fromhex(ROOTS[old]), new, bytes.fromhex(ROOTS[new]), nodes(*path))


def tree(size, mark=""):
    return [merkle.leaf_hash(f"{mark}{n}".encode()) for n in range(size)]


def recursive(leaves):
    """The root as the RFC defines it, word for word."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\1" + recursive(leaves[:split]) + recursive(leaves[split:])).digest()


@given(st.integers(0, 130))
def test_the_root_is_the_one_the_rfc_defines(size):
    leaves = tree(size)
    assert merkle.root(leaves) == recursive(leaves)
    assert merkle.roots_at(leaves, range(size + 1)) == {n: recursive(leaves[:n]) for n in range(size + 1)}


@given(st.data())
def test_every_leaf_is_proved_at_its_place_and_nowhere_else(data):
    size = data.draw(st.integers(1, 130))
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    leaves = tree(size)
    path, root = merkle.inclusion_proof(leaves, index), merkle.root(leaves)
    assert merkle.is_included(leaves[index], index, size, path, root)
    assert merkle.is_included(leaves[index], other, size, path, root) == (index == other)
    assert merkle.is_included(leaves[other], index, size, path, root) == (index == other)
    assert not merkle.is_included(leaves[index], index, size, [*path, root], root)
    assert not path or not merkle.is_included(leaves[index], index, size, path[1:], root)


@given(st.data())
def test_growth_is_proved_and_a_rewritten_leaf_is_not(data):
    new = data.draw(st.integers(1, 130))
    old = data.draw(st.integers(0, new))
    leaves = tree(new)
    path, roots = merkle.consistency_proof(leaves, old), (merkle.root(leaves[:old]), merkle.root(leaves))
    assert merkle.is_consistent(old, roots[0], new, roots[1], path)
    if not old:
        return
    rewritten = list(leaves)
    rewritten[data.draw(st.integers(0, old - 1))] = merkle.leaf_hash(b"rewritten")
    forged = merkle.root(rewritten)
    assert not merkle.is_consistent(old, roots[0], new, forged, merkle.consistency_proof(rewritten, old))
    assert not merkle.is_consistent(old, roots[0], new, forged, path)


@given(st.integers(0, 40), st.integers(0, 40), st.lists(st.binary(min_size=32, max_size=32), max_size=8))
def test_no_made_up_proof_is_taken(old, new, path):
    before, after = merkle.root(tree(old)), merkle.root(tree(new, "other"))
    if old > 0:
        assert not merkle.is_consistent(old, before, new, after, path)
    assert not merkle.is_included(merkle.leaf_hash(b"never"), old, new, path, after)


def test_what_the_tree_never_had_is_refused():
    with pytest.raises(IndexError):
        merkle.inclusion_proof(LEAVES, 8)
    with pytest.raises(ValueError, match="never had"):
        merkle.consistency_proof(LEAVES, 9)
    assert not merkle.is_consistent(5, bytes(32), 3, bytes(32), [])


@given(st.data())
def test_a_tree_read_in_pieces_gives_the_same_roots_and_proofs(data):
    size = data.draw(st.integers(1, 130))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    leaves = tree(size)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(log_tree, "SPAN", 4)
        kept, read = log_tree.roots(leaves), []

        def piece(level, place):
            read.append((level, place))
            places = range(place * 4, place * 4 + 4)
            return (
                leaves[place * 4 : place * 4 + 4]
                if level == 0
                else [kept[level, n] for n in places if (level, n) in kept]
            )

        read_in_pieces = log_tree.Tree(size, piece)
        assert read_in_pieces.root() == merkle.root(leaves)
        assert read_in_pieces.inclusion_proof(index) == merkle.inclusion_proof(leaves, index)
        assert read_in_pieces.consistency_proof(old) == merkle.consistency_proof(leaves, old)
        # of each level those of the leaf, of the older size and of the edge
        assert len(read) == len(set(read)) <= 3 * 4
        # what is kept as the log grows is what all its leaves come to
        assert sorted([*log_tree.filled(0, old), *log_tree.filled(old, size)]) == sorted(kept)


def test_a_log_that_lacks_a_piece_gives_no_proof():
    with pytest.raises(LookupError, match="lacks a hash of level 0"):
        log_tree.Tree(5, lambda _level, _place: LEAVES[:4]).root()
