"""The prize of an award that an appeal holds waits; every other prize goes on."""

import pytest
from flask import g

from competition.foundation.errors import Refused
from competition.funding import queries, words
from competition.funding.actions import payments, prizes
from competition.funding.rules import PrizeState
from competition.results.appeal_rules import AppealState
from tests import make
from tests.funding.build import BOOK, Office, announced, held
from tests.results.appeal_build import stored_about


@pytest.fixture
def office(app):
    g.language = "en"
    return Office()


@pytest.fixture
def competition(app):
    made = held()
    announced(made, (1, [make.person()]), (2, [make.person()]))
    return made


def lines(of):
    (result,) = queries.announced_results(of.id)
    return result.lines


def test_a_held_award_is_proposed_on_hold_and_the_other_prize_goes_on(office, competition):
    first, _second = lines(competition)
    made = stored_about(first)
    proposed = prizes.propose_prizes(competition, BOOK, by=office.one, at=make.AT)
    states = {prize.line_id == first.id: prize.state for prize in proposed}
    assert states == {True: PrizeState.HELD, False: PrizeState.PROPOSED}
    waiting = next(prize for prize in proposed if prize.line_id == first.id)
    assert words.reason(waiting.reason) == str(words.HELD)
    with pytest.raises(Refused, match=f"The appeal {made.receipt} holds this award back"):
        prizes.release_prize(waiting, None, by=office.one, at=make.AT)
    with make.transaction(trail=False):
        made.state = AppealState.FINAL
    prizes.release_prize(waiting, None, by=office.one, at=make.AT)
    assert waiting.state is PrizeState.PROPOSED


def test_a_prize_is_not_approved_while_its_award_is_held(office, competition):
    proposed = prizes.propose_prizes(competition, BOOK, by=office.one, at=make.AT)
    stored_about(lines(competition)[0])
    with pytest.raises(Refused, match="holds this award back"):
        prizes.approve_prizes(proposed, by=office.two, at=make.AT)
    only = [prize for prize in queries.prizes_of(competition.id) if prize.line.place == 2]
    assert prizes.approve_prizes(only, by=office.two, at=make.AT) == 1


def test_an_approved_prize_goes_on_no_list_while_its_award_is_held(office, competition):
    approved = office.approved(competition)
    office.give_accounts(approved)
    stored_about(lines(competition)[0])
    made = payments.prepare_list(office.one, make.AT)
    assert len(made.payments) == 1
    states = {prize.line.place: prize.state for prize in queries.prizes_of(competition.id)}
    assert states == {1: PrizeState.APPROVED, 2: PrizeState.LISTED}
