"""Objections to a result on notice: received with a receipt, answered with reasons; and what waits for whom."""

import pytest

from competition.accounts.rules import Role, Scope
from competition.foundation.errors import Refused
from competition.results import queries, today
from competition.results.actions import finishing, objecting
from competition.results.rules import ObjectionState, ResultState
from tests import make
from tests.results.build import (
    BOOK,
    DAY_AFTER,
    LAST_MINUTE,
    NOTICE,
    announce,
    closed,
    computed,
    object_to,
    result_in,
    stored,
    trail_of,
)


@pytest.fixture
def item(app):
    return closed()


@pytest.fixture
def organiser(app):
    return make.user(Role.ORGANISER)


@pytest.fixture
def in_english_pages(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield app


def test_an_open_objection_holds_the_announcement(organiser):
    result = stored(2, ResultState.ON_NOTICE)
    objection = object_to(result)
    with pytest.raises(Refused, match="1 objections wait for an answer"):
        announce(result, organiser)
    objecting.answer_objection(objection, False, "经复核，计分无误。", by=organiser, at=DAY_AFTER)
    announce(result, organiser)
    assert result.state is ResultState.ANNOUNCED


def test_an_upheld_objection_asks_for_a_new_version(item):
    result = result_in(ResultState.ON_NOTICE, item)
    objection = object_to(result)
    objecting.answer_objection(objection, True, "确有漏计，重新核算。", by=item.organiser, at=NOTICE)
    with pytest.raises(Refused, match=f"{objection.receipt} was upheld: work the result out anew"):
        announce(result, item.organiser)
    anew = computed(item, "异议成立，更正")
    finishing.finalise_result(anew, "", None, by=item.organiser, at=NOTICE)
    finishing.put_on_notice(anew, BOOK, None, by=item.organiser, at=NOTICE)
    announce(anew, item.organiser)
    assert anew.state is ResultState.ANNOUNCED


def test_an_objection_to_an_older_version_still_waits_for_its_answer(item):
    first = result_in(ResultState.ON_NOTICE, item)
    object_to(first)
    anew = computed(item, "更正单位名称")
    finishing.finalise_result(anew, "", None, by=item.organiser, at=NOTICE)
    finishing.put_on_notice(anew, BOOK, None, by=item.organiser, at=NOTICE)
    with pytest.raises(Refused, match="1 objections wait"):
        announce(anew, item.organiser)


@pytest.mark.parametrize("state", [s for s in ResultState if s is not ResultState.ON_NOTICE])
def test_nobody_objects_to_a_result_that_is_not_on_notice(organiser, state):
    result = stored(2, state)
    with pytest.raises(Refused, match="not on public notice now"):
        object_to(result)
    assert queries.objections(result.item_id) == []


def test_an_objection_comes_on_the_last_day_and_not_after(organiser):
    result = stored(2, ResultState.ON_NOTICE)
    assert object_to(result, LAST_MINUTE).state is ObjectionState.OPEN
    # the job that notes the end may run a minute later: the day counts, not the job
    with pytest.raises(Refused, match="not on public notice now"):
        object_to(result, DAY_AFTER)


def test_an_objection_has_a_receipt_of_its_own(organiser):
    result = stored(2, ResultState.ON_NOTICE)
    receipts = {object_to(result).receipt for _ in range(5)}
    assert len(receipts) == 5
    assert all(r.startswith("YY260929-") and len(r) == 19 for r in receipts)


def test_the_trail_says_that_somebody_objected_and_not_who(organiser):
    object_to(stored(2, ResultState.ON_NOTICE))
    rows = str([(row.before, row.after, row.note) for row in trail_of("results.objection_received")])
    assert rows
    for secret in ("王异议", "13955550000", "漏计"):
        assert secret not in rows


def test_an_answer_gives_its_reasons_once(organiser):
    objection = object_to(stored(2, ResultState.ON_NOTICE))
    with pytest.raises(Refused, match="Give the reasons"):
        objecting.answer_objection(objection, False, " ", by=organiser, at=NOTICE)
    objecting.answer_objection(objection, False, " 计分无误。 ", by=organiser, at=NOTICE)
    kept = queries.objection(objection.id)
    assert (kept.state, kept.answer, kept.answered_by_id) == (ObjectionState.REJECTED, "计分无误。", organiser.id)
    with pytest.raises(Refused, match="answered already"):
        objecting.answer_objection(objection, True, "又改了", by=organiser, at=NOTICE)


# what waits


def waiting(user):
    return {str(one.text): one.count for one in today.waiting(user, NOTICE) if one.count}


def test_today_names_each_step_that_waits(in_english_pages, organiser):
    result = stored(2, ResultState.COMPUTED)
    assert waiting(organiser) == {"results to make final": 1}
    finishing.finalise_result(result, "", None, by=organiser, at=make.AT)
    assert waiting(organiser) == {"results to put on public notice": 1}
    finishing.put_on_notice(result, BOOK, None, by=organiser, at=NOTICE)
    assert waiting(organiser) == {}
    objections = [object_to(result), object_to(result)]
    assert waiting(organiser) == {"objections wait for an answer": 2}
    for objection in objections:
        objecting.answer_objection(objection, False, "无误", by=organiser, at=NOTICE)
    finishing.end_notices(DAY_AFTER)
    assert waiting(organiser) == {"results whose notice is over: announce them": 1}
    announce(result, organiser)
    assert waiting(organiser) == {}


def test_today_tells_only_those_who_run_the_competition(in_english_pages):
    result = stored(2, ResultState.ON_NOTICE)
    object_to(result)
    elsewhere = make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=make.competition().id)
    here = make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=result.item.competition_id)
    assert waiting(elsewhere) == {}
    assert waiting(here) == {"objections wait for an answer": 1}
    assert waiting(make.user(Role.AUDITOR)) == {}
