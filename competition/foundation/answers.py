"""Where the answer of a kept form led, so that the same form sent again leads there too."""

import sqlalchemy as sa

from competition.foundation import sendings
from competition.foundation.database import db, transaction
from competition.foundation.tables import SentForm


def remember(key: str, location: str) -> None:
    """Note where a kept form's answer led; nothing happens where the form was not kept."""
    if not key or db.session.get(SentForm, key[:64]) is None:
        return
    # this transaction is not the form's own: without its key it is not taken for a second sending
    with sendings.sending(""), transaction(trail=False) as session:
        session.execute(
            sa.update(SentForm).where(SentForm.key == key[:64], SentForm.location == "").values(location=location[:500])
        )
