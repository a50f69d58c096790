"""What keeps the encryption fresh: a new key before the old ones, and what is stored encrypted anew with it."""

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from competition.foundation import crypto, keys, rotation, trail
from competition.foundation.database import transaction
from competition.foundation.errors import Refused
from competition.foundation.rotation import Batch
from competition.foundation.texts import _l


def add_key(instance: Path, cipher: str, at: datetime) -> str:
    """Put a new key before the old ones and give its id; from now on it encrypts, and the old ones still read."""
    if crypto.is_told():
        raise Refused(
            _l(
                "The keys come from COMPETITION_KEYS: put the new key first there, then run `competition keys reencrypt`."
            )
        )
    with transaction():
        crypto.add_key(instance / keys.FILE, cipher)
        keys.open_ring(instance)
        newest = keys.ring().keys[0]
        trail.record(None, "home.key_added", None, at, {"key": newest.id, "cipher": newest.cipher})
    return newest.id


def encrypt_anew(column: sa.Column[str], after: int, at: datetime) -> Batch:
    """Encrypt one batch of a column anew; whatever was done before stays done when the next one is broken off."""
    with transaction() as session:
        batch = rotation.one_batch(session, column, after)
        if batch.moved:
            note = {"column": rotation.field_of(column), "values": batch.moved, "key": keys.ring().keys[0].id}
            trail.record(None, "home.values_encrypted_anew", None, at, note)
    return batch
