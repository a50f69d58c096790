"""What the register issues, signed when it is asked for: credentials, bundles with their proof, lists, what to trust."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from competition.foundation.database import db
from competition.honours import credentials, integrity, logs, signing_keys
from competition.honours.credentials import BUNDLE, PLACES, TRUST, Purpose
from competition.honours.integrity import Document, Signer
from competition.honours.log_models import HonourLeaf, HonourOpening
from competition.honours.log_tree import Tree
from competition.honours.models import HonourEntry
from competition.honours.rules import EntryState

# the states in which a place is marked, by list
MARKED = {
    # by what they are, not by what they are not: so an index finds the few among the many
    Purpose.REVOCATION: HonourEntry.state.in_(set(EntryState) - {EntryState.ENTERED}),
    Purpose.REFRESH: HonourEntry.state == EntryState.SUPERSEDED,
}


def credential(entry: HonourEntry, at: datetime) -> Document | None:
    """Sign the credential of an entry as it was entered; None where what names the person was taken away."""
    found = _entered([entry.id]).get(entry.id)
    return None if found is None else _signed(found, signing_keys.signer(), at)


def bundles(entries: Sequence[HonourEntry], at: datetime) -> dict[str, Document]:
    """Give each entry's credential with the log's proof, lists and keys of this moment, by number: a file that stands alone."""
    found = _entered([entry.id for entry in entries])
    if not found:
        return {}
    tree = logs.tree(logs.size())
    told = _trust(tree, sorted({entry_id // PLACES for entry_id in found}), at)
    paths = {leaf.seq: tree.inclusion_proof(leaf.seq) for leaf, _opening in found.values()}
    # asked for once: it is read and opened for each signature else
    signer = signing_keys.signer()
    return {
        entry.number: _bundle(_signed(found[entry.id], signer, at), found[entry.id], paths, told)
        for entry in entries
        if entry.id in found
    }


def _bundle(
    issued: Document, found: tuple[HonourLeaf, HonourOpening], paths: Mapping[int, list[bytes]], told: Document
) -> Document:
    leaf, opening = found
    listed = issued["credentialStatus"]["statusListCredential"]
    lists = {credentials.beside(listed, purpose) for purpose in Purpose}
    return {
        "format": BUNDLE,
        "credential": issued,
        "salt": opening.salt,
        "leaf": leaf.data,
        "index": leaf.seq,
        "path": [one.hex() for one in paths[leaf.seq]],
        "head": told["head"],
        "status": [one for one in told["status"] if one["id"] in lists],
        "issuer": told["issuer"],
    }


def _signed(found: tuple[HonourLeaf, HonourOpening], by: Signer, at: datetime) -> Document:
    leaf, opening = found
    # from the log, not from the register: what is issued is what was logged
    honour = credentials.of_leaf(leaf.entry_id, json.loads(leaf.data), json.loads(opening.told))
    return integrity.signed(credentials.credential(honour, signing_keys.address()), by, at)


def _entered(ids: Sequence[int]) -> dict[int, tuple[HonourLeaf, HonourOpening]]:
    query = (
        sa.select(HonourLeaf, HonourOpening)
        .join(HonourOpening, HonourOpening.seq == HonourLeaf.seq)
        .where(HonourLeaf.entry_id.in_(ids), HonourLeaf.event.in_(credentials.ISSUES))
    )
    # the newest of an entry stands last
    rows = db.session.execute(query.order_by(HonourLeaf.seq))
    return {leaf.entry_id: (leaf, opening) for leaf, opening in rows}


def trust(at: datetime) -> Document:
    """Give what somebody needs to verify without a network: the keys, every list and the log's head, as of now."""
    return _trust(logs.tree(logs.size()), range(lists()), at)


def _trust(tree: Tree, numbers: Iterable[int], at: datetime) -> Document:
    purposes = [(number, purpose) for number in numbers for purpose in Purpose]
    return {
        "format": TRUST,
        "at": integrity.moment(at),
        "issuer": signing_keys.document(),
        "status": [status_list(number, purpose, at) for number, purpose in purposes],
        "head": logs.signed_head(tree, at),
    }


def lists() -> int:
    """Count the lists there are."""
    return (db.session.scalar(sa.select(sa.func.max(HonourEntry.id))) or 0) // PLACES + 1


def status_list(number: int, purpose: Purpose, at: datetime) -> Document:
    """Sign the list of what no longer counts, or of what was superseded."""
    first = number * PLACES
    query = sa.select(HonourEntry.id).where(HonourEntry.id.between(first, first + PLACES - 1), MARKED[purpose])
    ended = [entry_id - first for entry_id in db.session.scalars(query)]
    of = credentials.list_address(signing_keys.address(), number, purpose)
    told = credentials.status_list(of, signing_keys.issuer(), purpose, ended, at)
    return integrity.signed(told, signing_keys.signer(), at)
