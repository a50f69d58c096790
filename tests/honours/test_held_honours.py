"""What an appeal holds back is neither entered nor ended in the register; it is entered once it was decided."""

import pytest
from flask import g

from competition.accounts.rules import Role
from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.honours import actions, queries
from competition.honours.rules import EntryState
from competition.policy import reader
from competition.results.appeal_rules import AppealState
from competition.results.rules import ResultState
from tests import make
from tests.honours.build import announced, entries
from tests.results.appeal_build import stored_about

BOOK = reader.book()


@pytest.fixture(autouse=True)
def in_english(app):
    g.language = "en"


def enter(result):
    db.session.expire_all()
    return actions.enter_honours(result, BOOK, by=make.user(Role.ORGANISER), at=make.AT)


def awards(item_id):
    return {one.award: one.state for one in queries.of_item(item_id) if one.award}


def awards_of(entry):
    person = entry.members[0].person_id
    return [(one.award, one.state) for one in queries.of_item(entry.item_id) if one.person_id == person and one.award]


def test_a_held_award_is_entered_after_the_decision_and_the_others_at_once(app):
    result = announced(entries(make.item(), 3))
    made, organiser = stored_about(result.lines[0]), make.user(Role.ORGANISER)
    enter(result)
    assert set(awards(result.item_id)) == {"silver", "bronze"}
    # nothing waits for the organiser while the appeal is open
    assert queries.waiting(organiser, make.AT) == []
    with pytest.raises(Refused, match="in the register already"):
        enter(result)
    with make.transaction(trail=False):
        made.state = AppealState.FINAL
    assert [one.id for one in queries.waiting(organiser, make.AT)] == [result.id]
    enter(result)
    assert set(awards(result.item_id)) == {"gold", "silver", "bronze"}
    assert queries.waiting(organiser, make.AT) == []


def test_an_appeal_about_a_corrected_version_leaves_the_earlier_entry_as_it_is(app):
    entered = entries(make.item(), 2)
    first = announced(entered, awards=("gold", "silver"))
    enter(first)
    with make.transaction(trail=False):
        first.state = ResultState.SUPERSEDED
    second = announced(entered, awards=("", "gold"), number=2, reason="更正")
    made = stored_about(second.lines[0])
    enter(second)
    # the winner of before keeps what stands in the register until the appeal is decided
    assert awards_of(entered[0]) == [("gold", EntryState.ENTERED)]
    with make.transaction(trail=False):
        made.state = AppealState.FINAL
    enter(second)
    assert awards_of(entered[0]) == [("gold", EntryState.REVOKED)]
