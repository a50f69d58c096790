"""Several people change the register at the same moment: the log gives each a place of its own, on both databases."""

from functools import partial

from competition.accounts.models import User
from competition.foundation.database import db
from competition.honours import actions, log_checks, logs, queries
from competition.honours.models import HonourEntry
from tests import make
from tests.funding.test_at_once import at_once
from tests.honours import build
from tests.honours.build import entered


def test_entries_revoked_by_five_at_once_stand_one_after_another_in_the_log(app):
    entered()
    ids, by = db.session.scalars(db.select(HonourEntry.id)).all(), build.organiser().id
    db.session.rollback()

    def revoke(entry_id: int) -> None:
        actions.revoke_entry(queries.entry(entry_id), "查实替考", None, by=db.session.get(User, by), at=make.AT)

    assert at_once(app, *[partial(revoke, one) for one in ids]) == ["kept"] * 5
    leaves = logs.leaves()
    assert [leaf.seq for leaf in leaves] == list(range(10))
    assert {leaf.entry_id for leaf in leaves[5:]} == set(ids)
    assert log_checks.faults() == []
