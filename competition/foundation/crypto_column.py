"""A column that is stored encrypted and read as plain text."""

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import Dialect

from competition.foundation import keys


class Encrypted(sa.types.TypeDecorator[str]):
    """Text encrypted for its own column ('table.column'), so that it cannot be read from another."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Encrypt on the way in."""
        return None if value is None else keys.ring().encrypted(value, self.field)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Decrypt on the way out."""
        return None if value is None else keys.decrypted(value, self.field)
