"""What keeps a final result from its notice, and one on notice from its announcement: named on the page, each with its link."""

from datetime import UTC, date, datetime

import pytest

from competition.accounts.rules import Role, Scope
from competition.foundation.media import Piece
from competition.policy import actions as policy
from competition.policy import calendar_rules
from competition.policy.actions import DraftData
from competition.results import corrections, queries
from competition.results.actions import objecting
from competition.results.appeal_rules import AppealState
from competition.results.finality_rules import Block, BlockKind, Facts, later_blocks
from competition.results.rules import ResultState
from tests import make
from tests.policy.test_calendar import FIRST, YEAR_2027
from tests.results.appeal_build import appeal_in
from tests.results.build import DAY_AFTER, NOTICE, object_to, result_in, stored
from tests.results.correction_build import begun, with_medals

EN = {"Accept-Language": "en"}
NEW_YEAR = datetime(2026, 12, 30, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (Facts(True), ()),
        # what keeps a result from being final is settled by then
        (Facts(False, undecided=[1], tied=["1, 2"], to_recheck=[3]), ()),
        (Facts(True, waiting=2, correction=5), (Block(BlockKind.WAITING, "2"), Block(BlockKind.CORRECTION, target=5))),
        (
            Facts(True, objections=["YY1"], appeals=[(4, "SS1")], earlier=[(9, "A 初赛")]),
            (
                Block(BlockKind.OBJECTION, "YY1"),
                Block(BlockKind.APPEAL, "SS1", 4),
                Block(BlockKind.EARLIER, "A 初赛", 9),
            ),
        ),
        (Facts(True, unknown_year=2027), (Block(BlockKind.CALENDAR, "2027"),)),
    ],
)
def test_each_reason_after_finality_is_named_once(facts, found):
    assert later_blocks(facts) == found


def page_of(app, result, user=None):
    page = make.sign_in(app.test_client(), user or make.user(Role.ORGANISER))
    return page.get(f"/office/results/{result.id}", headers=EN).text


def test_an_objection_without_an_answer_stands_in_the_way_of_the_announcement(app, set_clock):
    result = stored(2)
    objection = object_to(result)
    set_clock(DAY_AFTER)
    page = page_of(app, result)
    assert "What keeps this result from being announced" in page
    assert "1 objections wait for an answer." in page
    assert 'href="#objections"' in page
    assert 'id="objections"' in page
    assert f"/office/results/{result.id}/announce" not in page
    objecting.answer_objection(objection, False, "经复核，计分无误。", by=make.user(Role.ORGANISER), at=DAY_AFTER)
    page = page_of(app, result)
    assert "What keeps this result" not in page
    assert f"/office/results/{result.id}/announce" in page


def test_an_upheld_appeal_and_a_waiting_set_are_named_while_the_notice_runs(app, set_clock):
    there = with_medals()
    result = result_in(ResultState.ON_NOTICE, there)
    of = begun(there, result)
    appeal = appeal_in(AppealState.FINAL, there.entries[1], upheld=True)
    set_clock(NOTICE)
    page = page_of(app, result)
    assert f"The appeal {appeal.receipt} was upheld." in page
    assert f"/office/appeals/{appeal.id}" in page
    assert f'/office/corrections/{of.id}">To the corrections</a>' in page
    assert corrections.open_of(there.item.id).id == of.id


def entered_2027():
    scan = Piece("通知.pdf", b"%PDF-1.7 notice")
    told = DraftData(FIRST, YEAR_2027, "国务院办公厅关于2027年部分节假日安排的通知", "测试〔2026〕1号", scan=scan)
    draft = policy.draft_value(calendar_rules.TABLE, told, by=make.user(Role.ORGANISER), at=make.AT)
    policy.enact_draft(draft, None, by=make.user(Role.ORGANISER), at=make.AT)


def test_a_notice_into_a_year_without_a_calendar_asks_for_it_and_goes_out_when_it_is_there(app, set_clock):
    result = stored(1, ResultState.FINALISED)
    set_clock(NEW_YEAR)
    page = page_of(app, result)
    assert "The official calendar of 2027 is not in this installation" in page
    assert "/office/policy/tables/plan.calendar/draft" in page
    assert f"/office/results/{result.id}/notice" not in page
    local = make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=result.item.competition_id)
    assert "/office/policy/tables/plan.calendar/draft" not in page_of(app, result, local)
    entered_2027()
    page = page_of(app, result)
    assert "Put up today, it ends on 7 Jan 2027." in page
    office = make.sign_in(app.test_client(), make.user(Role.ORGANISER))
    assert office.post(f"/office/results/{result.id}/notice", headers=EN).status_code == 302
    assert queries.result(result.id).notice_ends_on == date(2027, 1, 7)
