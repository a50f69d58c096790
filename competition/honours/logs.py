"""The register's log: each entry and each change of one is appended by the flush that stores it, so no action forgets it."""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from competition.foundation import clock
from competition.foundation.database import Base, db
from competition.honours import credentials, integrity, log_tree, merkle, signing_keys
from competition.honours.credentials import CHANGED, ISSUES, Honour
from competition.honours.integrity import Document
from competition.honours.log_models import HonourHead, HonourLeaf, HonourOpening
from competition.honours.log_tree import Tree
from competition.honours.models import HonourEntry

LEAVES = Base.metadata.tables["honours_log_leaves"]
PIECES = Base.metadata.tables["honours_log_pieces"]
OPENINGS = Base.metadata.tables["honours_log_openings"]
# whoever holds it gives out the next places of the log
TURN = 0x6C6F67
# what the public reads of an entry: where one of them changes, the log says so
PUBLIC = (
    "number", "kind", "award", "title", "honour_name", "name_as_was", "unit_as_was", "competition_name", "item_name", "awarded_on",
    "issuer_as_was", "document_number", "supersedes_id", "synthetic",
)  # fmt: skip


@sa.event.listens_for(Session, "after_flush")
def _log(session: Session, _context: object) -> None:
    changed = [(one, event) for one in session.dirty if isinstance(one, HonourEntry) and (event := _event(one))]
    new = [(one, str(one.state)) for one in session.new if isinstance(one, HonourEntry)]
    told = [*sorted(changed, key=_by_id), *sorted(new, key=_by_id)]
    if told:
        _append(session.connection(), told)


def _by_id(told: tuple[HonourEntry, str]) -> int:
    return told[0].id


def _event(entry: HonourEntry) -> str:
    attributes = sa.inspect(entry).attrs
    if attributes["state"].history.has_changes():
        return str(entry.state)
    return CHANGED if any(attributes[name].history.has_changes() for name in PUBLIC) else ""


def _append(connection: sa.Connection, told: Sequence[tuple[HonourEntry, str]]) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(TURN)))
    signing_keys.must_be_there(connection, told[0][0].entered_at)
    first = connection.scalar(sa.select(sa.func.coalesce(sa.func.max(LEAVES.c.seq) + 1, 0)))
    before = _numbers(connection, [entry.supersedes_id for entry, _event in told])
    leaves, openings = [], []
    for seq, (entry, event) in enumerate(told, first or 0):
        leaf, opening = _leaf(entry, event, before.get(entry.supersedes_id, ""))
        leaves.append({"seq": seq, **leaf})
        openings.append({"seq": seq, **opening})
    connection.execute(sa.insert(LEAVES), leaves)
    connection.execute(sa.insert(OPENINGS), openings)
    for level, place in log_tree.filled(leaves[0]["seq"], leaves[-1]["seq"] + 1):
        root = merkle.root(_piece(connection, level - 1, place)).hex()
        connection.execute(sa.insert(PIECES), {"level": level, "place": place, "hash": root})


def _piece(connection: sa.Connection, level: int, place: int) -> list[bytes]:
    first, last = place * log_tree.SPAN, (place + 1) * log_tree.SPAN - 1
    if level:
        query = sa.select(PIECES.c.hash).where(PIECES.c.level == level, PIECES.c.place.between(first, last))
        query = query.order_by(PIECES.c.place)
    else:
        query = sa.select(LEAVES.c.hash).where(LEAVES.c.seq.between(first, last)).order_by(LEAVES.c.seq)
    return [bytes.fromhex(one) for one in connection.scalars(query)]


def _leaf(entry: HonourEntry, event: str, supersedes: str) -> tuple[dict[str, Any], dict[str, str]]:
    at = clock.now() if event == CHANGED else entry.ended_at or entry.entered_at
    told, salt = honour(entry, supersedes), secrets.token_hex(16)
    personal = credentials.persons(told) if event in ISSUES else {"reason": entry.reason}
    data = credentials.leaf(told, event, at, credentials.sealed(salt, personal))
    leaf = {"entry_id": entry.id, "event": event, "at": at, "data": data.decode()}
    return leaf | {"hash": merkle.leaf_hash(data).hex()}, {"salt": salt, "told": integrity.canonical(personal).decode()}


def _numbers(connection: sa.Connection, ids: Sequence[int | None]) -> dict[int | None, str]:
    asked = [one for one in ids if one is not None]
    if not asked:
        return {}
    rows = connection.execute(sa.select(HonourEntry.id, HonourEntry.number).where(HonourEntry.id.in_(asked)))
    return {row.id: row.number for row in rows}


def honour(entry: HonourEntry, supersedes: str) -> Honour:
    """Give an entry as the public reads it; `supersedes` is the number of the one whose place it took."""
    return Honour(
        place=entry.id,
        number=entry.number,
        kind=str(entry.kind),
        award=entry.award,
        title=entry.title,
        what=entry.honour_name or credentials.what(entry.award, entry.title),
        name=entry.name_as_was,
        unit=entry.unit_as_was,
        team=entry.team,
        competition=entry.competition_name,
        item=entry.item_name,
        awarded_on=entry.awarded_on,
        issuer=entry.issuer_as_was,
        document=entry.document_number,
        entered_at=entry.entered_at,
        supersedes=supersedes,
        synthetic=entry.synthetic,
    )


def hashes(size: int | None = None) -> list[bytes]:
    """Give the hashes of the log's leaves, in order; of its first `size` where asked for. For what reads all of it again."""
    query = sa.select(LEAVES.c.hash).order_by(LEAVES.c.seq).limit(size)
    return [bytes.fromhex(one) for one in db.session.scalars(query)]


def size() -> int:
    """Count the leaves: they have no gap."""
    return db.session.scalar(sa.select(sa.func.coalesce(sa.func.max(LEAVES.c.seq) + 1, 0))) or 0


def tree(size: int) -> Tree:
    """Give the tree over the first leaves, to ask for its root and proofs."""
    connection = db.session.connection()
    return Tree(size, lambda level, place: _piece(connection, level, place))


def wrong_pieces(before: int, after: int) -> list[tuple[int, int]]:
    """Name the pieces that became full while the log grew and whose kept root is not that of what lies under it."""
    connection = db.session.connection()
    return [
        (level, place)
        for level, place in log_tree.filled(before, after)
        if [merkle.root(_piece(connection, level - 1, place))] != _kept(connection, level, place)
    ]


def _kept(connection: sa.Connection, level: int, place: int) -> list[bytes]:
    query = sa.select(PIECES.c.hash).where(PIECES.c.level == level, PIECES.c.place == place)
    return [bytes.fromhex(one) for one in connection.scalars(query)]


def pieces() -> dict[tuple[int, int], bytes]:
    """Give every root that is kept, by level and place."""
    return {(one.level, one.place): bytes.fromhex(one.hash) for one in db.session.execute(sa.select(PIECES))}


def leaves(first: int = 0, most: int | None = None) -> list[HonourLeaf]:
    """List leaves from a place on."""
    query = sa.select(HonourLeaf).where(HonourLeaf.seq >= first).order_by(HonourLeaf.seq).limit(most)
    return list(db.session.scalars(query))


def leaves_of(entry_id: int) -> list[HonourLeaf]:
    """List what the log says of an entry, in order."""
    return list(
        db.session.scalars(sa.select(HonourLeaf).where(HonourLeaf.entry_id == entry_id).order_by(HonourLeaf.seq))
    )


def opening(seq: int) -> HonourOpening | None:
    """Find what opens a leaf."""
    return db.session.get(HonourOpening, seq)


def heads(most: int | None = None) -> list[HonourHead]:
    """List the published heads, the newest first."""
    return list(db.session.scalars(sa.select(HonourHead).order_by(HonourHead.id.desc()).limit(most)))


def signed_head(of: Tree, at: datetime) -> Document:
    """Sign the head of the log's tree as it is at this moment."""
    return sign(of.size, of.root(), at)


def sign(size: int, root: bytes, at: datetime, restored: str = "") -> Document:
    """Sign a head of the log."""
    told = credentials.head(signing_keys.issuer(), size, root, at, restored)
    return integrity.signed(told, signing_keys.signer(), at)


def read(head: HonourHead) -> Document:
    """Read a published head as it was signed."""
    told: Document = json.loads(head.document)
    return told
