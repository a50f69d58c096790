"""Holds the log against itself, against the heads that were published and against the register."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

import sqlalchemy as sa

from competition.foundation.database import db
from competition.honours import credentials, log_files, log_tree, logs, merkle, signing_keys
from competition.honours.integrity import Document
from competition.honours.log_files import LogFault, LogFaultKind, LogFile
from competition.honours.log_models import HonourLeaf, HonourOpening
from competition.honours.models import HonourEntry


def copy(at: datetime) -> LogFile:
    """Give the log as a file holds it, with a head of this moment."""
    leaves = logs.leaves()
    root = merkle.root([bytes.fromhex(one.hash) for one in leaves])
    return LogFile(signing_keys.document(), logs.sign(len(leaves), root, at), tuple(one.data for one in leaves))


def faults(published: Document | None = None) -> list[LogFault]:
    """Name everything that does not fit; `published` is a head kept beside the database."""
    leaves = logs.leaves()
    openings = {one.seq: one for one in db.session.scalars(sa.select(HonourOpening))}
    found = list(_leaf_faults(leaves, openings))
    hashes = [bytes.fromhex(one.hash) for one in leaves]
    found += [*_head_faults(hashes, published), *_piece_faults(hashes)]
    return found + list(_entry_faults(leaves, openings))


def _leaf_faults(leaves: list[HonourLeaf], openings: Mapping[int, HonourOpening]) -> Iterator[LogFault]:
    expected = 0
    for leaf in leaves:
        if leaf.seq != expected:
            yield LogFault(LogFaultKind.LEAF_MISSING, str(expected))
        if merkle.leaf_hash(leaf.data.encode()).hex() != leaf.hash:
            yield LogFault(LogFaultKind.LEAF_CHANGED, str(leaf.seq))
        opening = openings.get(leaf.seq)
        if opening and credentials.sealed(opening.salt, _json(opening.told)) != _json(leaf.data).get("personal"):
            yield LogFault(LogFaultKind.SEAL_BROKEN, str(leaf.seq))
        expected = leaf.seq + 1


def _head_faults(hashes: list[bytes], published: Document | None) -> list[LogFault]:
    issuer = signing_keys.document()
    heads = [logs.read(one) for one in logs.heads()] + ([published] if published else [])
    roots = merkle.roots_at(hashes, {head["size"] for head in heads})
    found = []
    for head in heads:
        where = f"{head['size']} {head['at']}"
        if head["size"] > len(hashes):
            found.append(LogFault(LogFaultKind.SHORTER, f"{len(hashes)} < {where}"))
        elif roots[head["size"]].hex() != head["root"]:
            found.append(LogFault(LogFaultKind.HEAD_WRONG, where))
        if not log_files.is_signed(head, issuer):
            found.append(LogFault(LogFaultKind.HEAD_UNSIGNED, where))
    return found


def _piece_faults(hashes: list[bytes]) -> list[LogFault]:
    # proofs rest on them
    differ = log_tree.roots(hashes).items() ^ logs.pieces().items()
    return [
        LogFault(LogFaultKind.PIECE_WRONG, f"{level}/{place}")
        for level, place in sorted({key for key, _root in differ})
    ]


def _entry_faults(leaves: list[HonourLeaf], openings: Mapping[int, HonourOpening]) -> Iterator[LogFault]:
    # the newest of an entry stands last
    newest = {leaf.entry_id: leaf for leaf in leaves}
    issued = {leaf.entry_id: openings.get(leaf.seq) for leaf in leaves if leaf.event in credentials.ISSUES}
    entries = {one.id: one for one in db.session.scalars(sa.select(HonourEntry).order_by(HonourEntry.id))}
    for entry in entries.values():
        leaf, opening = newest.get(entry.id), issued.get(entry.id)
        if leaf is None:
            yield LogFault(LogFaultKind.ENTRY_NOT_LOGGED, entry.number)
        elif not _says(leaf, entry, entries) or (opening and not _names(opening, entry)):
            yield LogFault(LogFaultKind.ENTRY_DIFFERS, entry.number)
    gone = [leaf for entry_id, leaf in newest.items() if entry_id not in entries]
    yield from (LogFault(LogFaultKind.ENTRY_DIFFERS, str(_json(leaf.data).get("number"))) for leaf in gone)


def _says(leaf: HonourLeaf, entry: HonourEntry, entries: Mapping[int, HonourEntry]) -> bool:
    before = entries.get(entry.supersedes_id) if entry.supersedes_id else None
    honour = logs.honour(entry, before.number if before else "")
    is_state = leaf.event in (credentials.CHANGED, str(entry.state))
    personal = str(_json(leaf.data).get("personal"))
    return is_state and credentials.leaf(honour, leaf.event, leaf.at, personal).decode() == leaf.data


def _names(opening: HonourOpening, entry: HonourEntry) -> bool:
    return _json(opening.told) == credentials.persons(logs.honour(entry, ""))


def _json(text: str) -> Document:
    # whoever rewrites a row need not write JSON
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
