"""Counts, past the program, what became of every mark that tablets gave."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

import sqlalchemy as sa

from bench.faults.tablets import Tablet

STEPS = 1_000_000


def of(engine: sa.Engine, tablets: Sequence[Tablet]) -> dict[str, int]:
    """Count marks acknowledged, lost (acknowledged and not there, or not what stands) and duplicated."""
    with engine.connect() as connection:
        rows = connection.execute(
            sa.text(
                "SELECT id, sheet_id, aspect_id, value, number FROM judging_mark_operations ORDER BY sheet_id, number"
            )
        ).all()
        marks = connection.execute(sa.text("SELECT sheet_id, aspect_id, value FROM judging_marks")).all()
        saved = connection.execute(
            sa.text("SELECT count(*) FROM trail_rows WHERE verb = 'judging.marks_saved'")
        ).scalar_one()
    there = Counter(row.id.partition(":")[2] for row in rows)
    values = {row.id.partition(":")[2]: row.value for row in rows}
    stand = Counter((row.sheet_id, row.aspect_id) for row in marks)
    standing = {(row.sheet_id, row.aspect_id): row.value for row in marks}
    entered = {one.id: one for tablet in tablets for one in tablet.entered}
    acknowledged = {one for tablet in tablets for one in tablet.acknowledged}
    lost = [one for one in acknowledged if values.get(one) != int(Decimal(entered[one].value) * STEPS)]
    lost += [
        one.id
        for tablet in tablets
        for one in tablet.last()
        if standing.get((tablet.sheet, one.aspect)) != int(one.value) * STEPS
    ]
    doubled = sum(n - 1 for n in there.values()) + sum(n - 1 for n in stand.values())
    # two numbers for one mark, or a mark nobody gave, would be doubled work too
    doubled += len([row for row in rows if row.id.partition(":")[2] not in entered])
    return {
        "entered": len(entered),
        "acknowledged": len(acknowledged),
        "waiting": sum(len(tablet.outbox) for tablet in tablets),
        "refused": sum(len(tablet.refused) for tablet in tablets),
        "sendings_kept": int(saved),
        "lost": len(lost),
        "duplicated": doubled,
    }
