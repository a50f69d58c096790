"""The transaction border: kept whole or not at all, once, and never over somebody else's change."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
import sqlalchemy as sa

from competition.foundation import sendings, trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import AlreadyKept, SeenChanged
from competition.plan.models import Item
from tests import make


def test_a_change_without_a_trail_is_not_kept(app):
    item = make.item(name="焊工")
    with pytest.raises(RuntimeError, match="without a trail"), transaction():
        item.name = "电工"
    assert db.session.get(Item, item.id).name == "焊工"


def test_nothing_is_written_outside_an_action(app):
    item = make.item()
    item.name = "电工"
    with pytest.raises(RuntimeError, match="only an action writes"):
        db.session.flush()


def test_an_action_never_calls_another(app):
    with transaction(trail=False), pytest.raises(RuntimeError, match="never calls another"), transaction():
        pass


def test_a_form_sent_twice_is_kept_once(app):
    by, item = make.user(), make.item()
    for attempt in range(2):
        with sendings.sending("key-1"):
            if attempt:
                with pytest.raises(AlreadyKept), transaction():
                    item.name = "第二次"
            else:
                with transaction():
                    item.name = "第一次"
                    trail.record(by, "plan.item_changed", item, make.AT)
    assert db.session.get(Item, item.id).name == "第一次"


def test_a_refused_form_can_be_sent_again(app):
    with sendings.sending("key-2"), pytest.raises(ZeroDivisionError), transaction():
        raise ZeroDivisionError
    with sendings.sending("key-2"), transaction(trail=False):
        pass


def test_an_old_page_never_overwrites(app):
    item = make.item()
    seen = item.version
    with transaction(trail=False):
        item.name = "别人改过"
    with pytest.raises(SeenChanged):
        item.must_be_as_seen(seen)
    item.must_be_as_seen(item.version)


@pytest.mark.parametrize("theory", ["0", "0.01", "66.666667", "100"])
def test_decimals_come_back_exactly(app, theory):
    item = make.item(theory_weight=Decimal(theory), practice_weight=100 - Decimal(theory))
    db.session.expire_all()
    assert item.theory_weight == Decimal(theory)
    assert item.practice_weight == 100 - Decimal(theory)


def test_more_decimals_than_declared_are_refused(app):
    kind = Item.__table__.c.theory_weight.type
    with pytest.raises(ValueError, match="decimals"):
        kind.process_bind_param(Decimal("0.0000001"), None)


def test_moments_keep_their_zone(app):
    shanghai = timezone(timedelta(hours=8))
    made = make.competition(registration_opens_at=datetime(2026, 9, 1, 8, tzinfo=shanghai))
    db.session.expire_all()
    assert made.registration_opens_at == datetime(2026, 9, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "values",
    [
        {"theory_weight": Decimal(20), "practice_weight": Decimal(79)},
        {"team_size": 0},
        {"unit_quota": 0},
        {"group": "nobody"},
    ],
)
def test_the_database_itself_refuses_what_cannot_be(app, values):
    with pytest.raises((sa.exc.IntegrityError, sa.exc.StatementError, LookupError)):
        make.item(**values)
    db.session.rollback()
