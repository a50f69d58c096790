"""The trail tells before and after, and any tampering shows."""

import json

import pytest
import sqlalchemy as sa

from competition.foundation import trail
from competition.foundation.database import db, transaction
from competition.foundation.trail import Break, TrailRow
from tests import make


def acts(count=5):
    by, item = make.user(name="张三"), make.item(name="焊工0")
    for n in range(1, count + 1):
        with transaction():
            item.name = f"焊工{n}"
            trail.record(by, "plan.item_changed", item, make.AT, {"reason": "更名"})
    return item


def tamper(statement):
    with db.engine.connect().execution_options(write=True) as connection:
        connection.execute(sa.text(statement))
        connection.commit()
    db.session.rollback()


def test_a_row_says_who_what_before_and_after(app):
    item = acts(1)
    row = db.session.scalars(sa.select(TrailRow)).one()
    key = f"plan_items#{item.id}"
    assert (row.actor_name, row.verb, row.subject) == ("张三", "plan.item_changed", key)
    assert json.loads(row.before) == {key: {"name": "焊工0"}}
    assert json.loads(row.after)[key]["name"] == "焊工1"
    assert json.loads(row.note) == {"reason": "更名"}


def test_secrets_never_reach_the_trail(app):
    by = make.user()
    with transaction() as session:
        by.totp_secret = "JBSWY3DPEHPK3PXP"
        session.flush()
        trail.record(by, "accounts.second_factor_set", by, make.AT)
    assert "JBSWY3DPEHPK3PXP" not in db.session.scalars(sa.select(TrailRow)).one().after


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE trail_rows SET after = replace(after, '焊工3', '焊工9') WHERE seq = 3", [Break(3, "changed")]),
        ("UPDATE trail_rows SET actor_name = '李四' WHERE seq = 2", [Break(2, "changed")]),
        ("DELETE FROM trail_rows WHERE seq = 4", [Break(4, "missing")]),
        ("DELETE FROM trail_rows WHERE seq = 5", [Break(5, "cut_off")]),
        ("UPDATE trail_head SET hash = '0'", [Break(5, "changed")]),
    ],
)
def test_tampering_is_found_and_named(app, statement, found):
    acts()
    assert list(trail.breaks()) == []
    tamper(statement)
    assert list(trail.breaks()) == found
