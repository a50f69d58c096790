"""A scheme locked by the clock: what is a draft at the moment that was set changes no more."""

from datetime import timedelta

import pytest

from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.errors import Refused
from competition.judging import rosters
from competition.judging.actions import locking, schemes
from competition.judging.jobs import lock_schemes
from competition.judging.rules import SchemeState
from tests import make
from tests.judging.build import tree

SECOND = timedelta(seconds=1)
WHEN = make.AT + timedelta(hours=2)


@pytest.fixture
def organiser(app):
    return make.user(Role.ORGANISER)


def draft(organiser, item=None, at=make.AT):
    begins = (at + timedelta(days=3)).date()
    item = item or make.item(competition_id=make.competition(starts_on=begins, ends_on=begins).id)
    source = schemes.Source("方案.xlsx", "0" * 64)
    return schemes.store_scheme(item, tree(), source, by=organiser, at=make.AT)


def test_it_is_locked_at_the_moment_and_not_a_second_before(organiser):
    scheme = draft(organiser)
    locking.set_lock_time(scheme, WHEN, seen=None, by=organiser, at=make.AT)
    lock_schemes(WHEN - SECOND)
    assert scheme.state is SchemeState.DRAFT
    lock_schemes(WHEN)
    assert (scheme.state, scheme.locked_at) == (SchemeState.LOCKED, WHEN)
    assert rosters.scheme_in_force(scheme.item_id).id == scheme.id


def test_nobody_changes_it_between_its_moment_and_the_job(organiser):
    scheme = draft(organiser)
    locking.set_lock_time(scheme, WHEN, seen=None, by=organiser, at=make.AT)
    schemes.allow_partial(scheme, frozenset(), seen=None, by=organiser, at=WHEN - SECOND)
    with pytest.raises(Refused, match="locked"):
        schemes.allow_partial(scheme, frozenset(), seen=None, by=organiser, at=WHEN)
    with pytest.raises(Refused, match="locked"):
        schemes.store_scheme(scheme.item, tree(), schemes.Source("乙", "0" * 64), by=organiser, at=WHEN)


def test_a_draft_read_in_later_is_locked_at_the_same_moment(organiser):
    first = draft(organiser)
    locking.set_lock_time(first, WHEN, seen=None, by=organiser, at=make.AT)
    second = draft(organiser, first.item)
    assert (first.state, second.locks_at) == (SchemeState.SUPERSEDED, WHEN)
    lock_schemes(WHEN)
    assert (first.state, second.state) == (SchemeState.SUPERSEDED, SchemeState.LOCKED)


@pytest.mark.parametrize(("when", "said"), [(make.AT, "over"), (make.AT + timedelta(days=4), "begun")])
def test_a_moment_that_is_over_or_too_late_is_refused(organiser, when, said):
    with pytest.raises(Refused, match=said):
        locking.set_lock_time(draft(organiser), when, seen=None, by=organiser, at=make.AT)


def test_the_organiser_sets_it_on_the_schemes_page(app, organiser):
    scheme = draft(organiser, at=clock.now())
    client = make.sign_in(app.test_client(), organiser)
    address = f"/office/judging/schemes/{scheme.id}/lock-time"
    day = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT08:00")
    assert client.post(address, data={"locks_at": day, "seen_version": scheme.version}).status_code == 302
    assert scheme.locks_at is not None
    assert "08:00" in client.get(f"/office/judging/items/{scheme.item_id}/scheme").text
    assert client.post(address, data={"locks_at": "never", "seen_version": scheme.version}).status_code == 422
