"""Whether this process can do its work."""

from typing import Any

import sqlalchemy as sa

from competition.foundation import schema
from competition.foundation.database import db


def ready() -> dict[str, Any]:
    """Try the database and its tables."""
    try:
        db.session.execute(sa.text("SELECT 1"))
        current = schema.is_current()
    except sa.exc.SQLAlchemyError:
        return {"status": "no database"}
    return {"status": "ready" if current else "tables not current"}
