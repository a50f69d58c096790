"""The keys that sign what the register issues: which there are, the one that signs now, and the issuer's document."""

import base64

import sqlalchemy as sa
from flask import current_app

from competition.foundation.database import Base, db
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.honours import integrity
from competition.honours.integrity import Document, Key, Signer
from competition.honours.log_models import SigningKey

TABLE = Base.metadata.tables["honours_signing_keys"]


def address() -> str:
    """Give the site's address, as credentials name it."""
    return str(current_app.config["PUBLIC_URL"])


def issuer() -> str:
    """Name the issuer of this installation."""
    return integrity.did(address())


def kept() -> list[SigningKey]:
    """List all keys, the newest first."""
    return list(db.session.scalars(sa.select(SigningKey).order_by(SigningKey.id.desc())))


def document() -> Document:
    """Write the issuer's document: every key with its days."""
    keys = [Key(one.public, one.since, one.until, one.revoked_at) for one in kept()]
    return integrity.issuer_document(address(), keys)


def signer() -> Signer:
    """Give the key that signs now; Refused where the register has issued nothing yet."""
    query = sa.select(SigningKey).where(SigningKey.until.is_(None)).order_by(SigningKey.id.desc()).limit(1)
    key = db.session.scalar(query)
    if key is None or key.secret is None:
        raise Refused(_l("The register has no key yet. It gets one with its first entry."))
    return Signer(base64.b64decode(key.secret), integrity.method_of(issuer(), key.public))


def new_values() -> dict[str, str]:
    """Make a key in the form in which it is kept."""
    secret, public = integrity.new_pair()
    return {"public": public, "secret": base64.b64encode(secret).decode()}


def must_be_there(connection: sa.Connection, since: object) -> None:
    """Make the first key, within the transaction of the register's first entry."""
    if connection.scalar(sa.select(sa.func.count()).select_from(TABLE)) == 0:
        connection.execute(sa.insert(SigningKey), {**new_values(), "since": since})
