"""Reads of what was released: the newest of an item, an old one, what is new; no table of marks is asked."""

import gzip
import json
from collections.abc import Callable, Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from competition.foundation.database import db
from competition.plan.models import Competition, Item
from competition.results.snapshot_models import Release, Snapshot, SnapshotKind

# a reader's page asks what is new since it was opened, not what ever was
RECENT = 100


def snapshot(
    item_id: int, kind: SnapshotKind, language: str = "", number: int | None = None
) -> tuple[Release, Snapshot] | None:
    """Find a release in one form: the newest, or the one of a number; one statement."""
    query = (
        sa.select(Release, Snapshot)
        .join(Snapshot, Snapshot.release_id == Release.id)
        .where(Release.item_id == item_id, Snapshot.kind == kind, Snapshot.language == language)
        .order_by(Release.number.desc())
        .limit(1)
    )
    row = db.session.execute(query if number is None else query.where(Release.number == number)).one_or_none()
    return None if row is None else (row[0], row[1])


def content(item_id: int) -> dict[str, Any] | None:
    """Read the newest release of an item as it stands in its JSON."""
    found = snapshot(item_id, SnapshotKind.JSON)
    return None if found is None else read(found[1])


def read(kept: Snapshot) -> dict[str, Any]:
    """Read a JSON snapshot."""
    told: dict[str, Any] = json.loads(gzip.decompress(kept.content))
    return told


def contents(release_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Read several releases as they stand in their JSON, by release: one statement."""
    query = sa.select(Snapshot).where(Snapshot.kind == SnapshotKind.JSON, Snapshot.release_id.in_(release_ids))
    return {one.release_id: read(one) for one in db.session.scalars(query)}


def podium(told: dict[str, Any]) -> list[tuple[int, list[dict[str, Any]]]]:
    """Give who stands on the podium, the third place first; a place may be shared, or stay empty for that."""
    placed = ((place, [one for one in told["lines"] if one["place"] == place]) for place in (3, 2, 1))
    return [(place, lines) for place, lines in placed if lines]


def newest(item_id: int) -> Release | None:
    """Find the newest release of an item."""
    query = sa.select(Release).where(Release.item_id == item_id).order_by(Release.number.desc()).limit(1)
    return db.session.scalar(query)


def releases(item_id: int) -> Sequence[Release]:
    """List the releases of an item, the newest first."""
    query = sa.select(Release).where(Release.item_id == item_id).order_by(Release.number.desc())
    return db.session.scalars(query).all()


def newest_of_all() -> sa.Select[Release]:
    """Select the newest release of every item."""
    last = sa.select(sa.func.max(Release.sequence)).group_by(Release.item_id)
    return sa.select(Release).where(Release.sequence.in_(last))


def recent() -> dict[int, int]:
    """Give the newest version of the items released of late, by item."""
    query = sa.select(Release.item_id, Release.number).order_by(Release.sequence.desc()).limit(RECENT)
    return dict(reversed([(row.item_id, row.number) for row in db.session.execute(query)]))


def feed(most: int) -> Sequence[Release]:
    """List the newest releases of all items, the newest first, with item and competition."""
    whole = joinedload(Release.item).joinedload(Item.competition)
    return db.session.scalars(sa.select(Release).options(whole).order_by(Release.sequence.desc()).limit(most)).all()


def of_year(year: int) -> Sequence[Release]:
    """List the newest release of each item of a year's competitions, by competition and item."""
    query = newest_of_all().join(Release.item).join(Item.competition)
    whole = joinedload(Release.item).joinedload(Item.competition)
    in_year = sa.extract("year", Competition.starts_on) == year
    return db.session.scalars(
        query.options(whole).where(in_year).order_by(Competition.starts_on, Competition.id, Item.code)
    ).all()


def of_items(item_ids: Collection[int]) -> dict[int, Release]:
    """Find the newest release of each of these items, by item."""
    found = db.session.scalars(newest_of_all().where(Release.item_id.in_(item_ids)))
    return {one.item_id: one for one in found}


def last_sequence() -> int:
    """Give the number of the newest release of all."""
    return db.session.scalar(sa.select(sa.func.max(Release.sequence))) or 0


def last_number(item_id: int) -> int:
    """Give the number of an item's newest release, 0 where there is none."""
    return db.session.scalar(sa.select(sa.func.max(Release.number)).where(Release.item_id == item_id)) or 0


def stamps(engine: sa.Engine, more: Sequence[sa.ScalarSelect[Any]] = ()) -> Callable[[], str]:
    """Give what reads the stamp of all releases: it changes with every one, in every worker and on every machine.

    `more` is what else public pages are made of: the stamp changes with each of these, too.
    """
    table = Release.__table__
    newest = sa.select(table.c.sequence, table.c.sha256).order_by(table.c.sequence.desc()).limit(1).subquery()
    # one row, whether anything was released or not
    one = sa.select(sa.literal(1).label("one")).subquery()
    query = sa.select(newest.c.sequence, newest.c.sha256, *more).select_from(one.outerjoin(newest, sa.true()))

    def stamp() -> str:
        with engine.connect() as connection:
            sequence, sha256, *others = connection.execute(query).one()
        return "-".join((str(sequence or 0), (sha256 or "")[:12], *map(_short, others)))

    return stamp


def _short(told: object) -> str:
    return "" if told is None else str(told)[:26].replace(" ", "T")
