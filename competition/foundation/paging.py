"""Longer lists, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from flask import request, url_for

from competition.foundation.database import db

Row = TypeVar("Row")
SIZE = 50


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a longer list, and where the others are."""

    rows: Sequence[Row]
    page: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """Count the pages; an empty list still has one."""
        return max(1, -(-self.total // self.size))

    def url(self, number: int) -> str:
        """Say where another page of the same list is."""
        kept: dict[str, Any] = {**(request.view_args or {}), **request.args, "page": number}
        return url_for(request.endpoint or "", **kept)


def paged(query: "sa.Select[Any]", number: int, size: int = SIZE, most: int | None = None) -> Page[Any]:
    """Read one page of a query and count the whole: two statements; no further than one more than `most`."""
    counted = query.order_by(None).limit(None if most is None else most + 1).subquery()
    total = db.session.scalar(sa.select(sa.func.count()).select_from(counted)) or 0
    number = min(max(number, 1), max(1, -(-total // size)))
    rows = db.session.execute(query.limit(size).offset((number - 1) * size))
    single = len(query.column_descriptions) == 1
    return Page(rows.scalars().all() if single else rows.all(), number, size, total)
