"""What is done with the log: its head signed and published, and the key that signs put in the place of an older one."""

import json
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.honours import logs, signing_keys
from competition.honours.integrity import Document
from competition.honours.log_models import HonourHead, SigningKey
from competition.honours.log_tree import Tree

# the newest head, beside the database and in no backup: a restored database does not bring an older one back
FILE = "register-head.json"
OTHER = _l(
    "The register's log does not continue the head that was published last: an older backup was put back, or somebody rewrote it. Run `competition honours check-log`; where it was a restore, publish with `competition honours sign-head --restored` and the reason."
)
BROKEN = _l(
    "The register's log does not fit together: a leaf is missing, or a root kept over some of them is another. Nothing is signed; run `competition honours check-log`, which names it."
)


def sign_head(at: datetime, restored: str = "") -> HonourHead | None:
    """Sign and publish the log's head; None while there is nothing in it.

    A log that does not continue the head published last is Refused, until somebody says why (`restored`).
    """
    with transaction() as session:
        _take_turn(session)
        if not (tree := logs.tree(logs.size())).size:
            return None
        root = _continued(tree, None if restored else published())
        told = logs.sign(tree.size, root, at, restored.strip())
        head = HonourHead(at=at, size=told["size"], root=told["root"], document=json.dumps(told, ensure_ascii=False))
        session.add(head)
        session.flush()
        if restored:
            trail.record(None, "honours.log_continued", head, at, {"reason": restored.strip()})
    _keep(head)
    return head


def _take_turn(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(logs.TURN)))


def _path() -> Path:
    return Path(current_app.config["INSTANCE"]) / FILE


def published() -> Document | None:
    """Give the head that was published last from this machine, wherever the database has been since."""
    try:
        told: Document = json.loads(_path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return told


def _keep(head: HonourHead) -> None:
    part = _path().with_suffix(".part")
    part.write_text(head.document, encoding="utf-8")
    part.replace(_path())


def forget_published() -> None:
    """Forget the head published last, as a demo does that begins anew in an emptied installation."""
    _path().unlink(missing_ok=True)


def _continued(tree: Tree, last: Document | None) -> bytes:
    """Give the root, where the tree continues the head published last; what grew since is held against its leaves."""
    before = last["size"] if last else 0
    try:
        if last and (before > tree.size or logs.tree(before).root().hex() != last["root"]):
            raise Refused(OTHER)
        # the last head vouches for the pieces under it
        if logs.wrong_pieces(before, tree.size):
            raise Refused(BROKEN)
        return tree.root()
    except LookupError as missing:
        raise Refused(BROKEN) from missing


def rotate_key(at: datetime, *, is_revoked: bool = False) -> SigningKey:
    """Let a new key sign from now on. The old one's secret is destroyed; what it signed counts on, unless it is revoked."""
    with transaction() as session:
        old = session.scalar(sa.select(SigningKey).where(SigningKey.until.is_(None)).with_for_update())
        if old is None:
            raise Refused(_l("The register has no key yet. It gets one with its first entry."))
        old.until, old.secret = at, None
        old.revoked_at = at if is_revoked else None
        new = SigningKey(**signing_keys.new_values(), since=at)
        session.add(new)
        session.flush()
        trail.record(None, "honours.key_rotated", new, at, {"retired": old.public, "revoked": is_revoked})
    return new
