"""A panel sees its scores at one moment; too far apart, it talks, writes down why and marks again."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.foundation.database import db
from competition.foundation.errors import NotAllowed, Refused
from competition.judging import panel_queries, panels, sheets
from competition.judging.actions import closing
from competition.judging.actions import panels as talking
from competition.judging.panel_models import Discussion
from competition.judging.panels import PanelState
from competition.judging.rules import SheetState
from tests import make
from tests.judging.build import hall, trail_verbs
from tests.judging.test_pages import as_

SCORES = st.lists(st.sampled_from([None, 0, 1, 2, 3]), min_size=2, max_size=7)


@pytest.fixture
def there(app):
    return hall(2)


def give(there, *scores):
    """Let the panel give its scores for A1.1 of the first competitor, in order; None gives nothing."""
    for position, score in enumerate(scores, 1):
        if score is not None:
            there.mark(there.sheet("A1", there.entries[0], position), score)


def seen(app, there, position):
    sheet = there.sheet("A1", there.entries[0], position)
    answer = as_(app.test_client(), there.user_of(sheet)).get(f"/api/v1/sheets/{sheet.id}/panel")
    assert answer.status_code == 200
    return next(iter(answer.json["aspects"].values()))


@pytest.mark.parametrize(
    ("scores", "state"),
    [((2, 2, None), "hidden"), ((None, None, None), "hidden"), ((2, 2, 2), "agreed"), ((1, 2, 2), "agreed"),
     ((1, 2, 3), "stopped"), ((0, 3, 3), "stopped"), ((), "hidden")],
)  # fmt: skip
def test_scores_are_hidden_until_all_have_entered_and_stop_above_the_limit(scores, state):
    assert panels.state([None if s is None else Decimal(s) for s in scores], 1) == state


@given(SCORES, st.integers(0, 3))
def test_the_order_of_the_judges_never_matters(scores, limit):
    given_ = [None if s is None else Decimal(s) for s in scores]
    assert panels.state(given_, limit) is panels.state(list(reversed(given_)), limit)
    assert (panels.state(given_, limit) is PanelState.HIDDEN) == (None in given_)


def test_before_all_have_entered_an_answer_is_the_same_whatever_the_others_gave(app, there):
    nothing = seen(app, there, 3)
    give(there, 3, 0)
    assert seen(app, there, 3) == nothing == {"state": "hidden", "scores": [], "rounds": []}


def test_after_all_have_entered_every_judge_of_the_panel_sees_all(app, there):
    give(there, 1, 2, 2)
    for position in (1, 2, 3):
        assert seen(app, there, position) == {
            "state": "agreed", "scores": [[1, "1"], [2, "2"], [3, "2"]], "rounds": [],
        }  # fmt: skip


def test_a_judge_of_another_panel_sees_nothing_of_it(app, there):
    give(there, 1, 2, 2)
    sheet = there.sheet("A1", there.entries[0], 1)
    beside = hall(1)
    stranger = as_(app.test_client(), beside.user_of(beside.sheet("A1", beside.entries[0])))
    assert stranger.get(f"/api/v1/sheets/{sheet.id}/panel").status_code == 403
    assert stranger.post(f"/tablet/sheets/{sheet.id}/panel/1", data={"reason": "讨论"}).status_code == 403
    other_judge = as_(app.test_client(), there.user_of(there.sheet("A1", there.entries[0], 2)))
    assert other_judge.get(f"/api/v1/sheets/{sheet.id}/panel").status_code == 403


def test_a_score_the_panel_has_seen_no_longer_changes(app, there):
    give(there, 1, 2, 2)
    with pytest.raises(Refused, match="no longer changes"):
        there.mark(there.sheet("A1", there.entries[0], 1), 2)
    assert next(iter(sheets.marks_on(there.sheet("A1", there.entries[0], 1).id).values())) == 1


def test_a_score_may_change_while_nobody_has_seen_it(app, there):
    give(there, 1, 2)
    there.mark(there.sheet("A1", there.entries[0], 1), 3)
    assert list(sheets.marks_on(there.sheet("A1", there.entries[0], 1).id).values()) == [3]


def aspect(there):
    return sheets.aspects_of(there.sheet("A1", there.entries[0], 2))[0].id


def test_a_stopped_aspect_cannot_be_submitted_until_it_was_marked_again(app, there):
    give(there, 1, 3, 3)
    second = there.sheet("A1", there.entries[0], 2)
    judge = there.user_of(second)
    with pytest.raises(Refused, match="too far apart"):
        closing.submit_sheet(second, seen=None, by=judge, at=make.AT)
    talking.write_discussion(second, aspect(there), reason="第一位看漏了底足", by=judge, at=make.AT)
    with pytest.raises(Refused, match="missing"):
        closing.submit_sheet(sheets.one(second.id), seen=None, by=judge, at=make.AT)
    assert seen(app, there, 1)["scores"] == []
    give(there, 2, 3, 3)
    closing.submit_sheet(sheets.one(second.id), seen=None, by=judge, at=make.AT)
    assert sheets.one(second.id).state is SheetState.SUBMITTED
    assert "judging.discussion_written" in trail_verbs()


def test_both_rounds_are_kept_and_stand_on_the_check_page(app, there):
    give(there, 0, 3, 3)
    second = there.sheet("A1", there.entries[0], 2)
    talking.write_discussion(second, aspect(there), reason="第一位看漏了底足", by=there.chief, at=make.AT)
    give(there, 2, 3, 3)
    kept = panel_queries.of_sheet(second)[0]
    assert [(r.number, dict(r.scores), r.reason) for r in kept.rounds] == [(1, {1: 0, 2: 3, 3: 3}, "第一位看漏了底足")]
    assert kept.shown == {1: 2, 2: 3, 3: 3}
    page = as_(app.test_client(), there.chief).get(f"/office/judging/sheets/{second.id}").text
    assert "第一位看漏了底足" in page
    assert panel_queries.re_marked(there.item.id) == 1


def test_a_sheet_sent_off_before_the_others_entered_goes_back_with_the_reason(app, there):
    second = there.sheet("A1", there.entries[0], 2)
    there.mark(second, 3)
    closing.submit_sheet(sheets.one(second.id), seen=None, by=there.user_of(second), at=make.AT)
    give(there, 0, None, 3)
    first = there.sheet("A1", there.entries[0], 1)
    talking.write_discussion(first, aspect(there), reason="重看一次", by=there.user_of(first), at=make.AT)
    back = sheets.one(second.id)
    assert (back.state, back.return_reason, back.submitted_at) == (SheetState.OPEN, "重看一次", None)


@pytest.mark.parametrize("reason", ["", "  ", "好"])
def test_a_discussion_needs_its_words(app, there, reason):
    give(there, 0, 3, 3)
    second = there.sheet("A1", there.entries[0], 2)
    with pytest.raises(Refused, match="Write down"):
        talking.write_discussion(second, aspect(there), reason=reason, by=there.user_of(second), at=make.AT)


def test_a_discussion_needs_a_stopped_aspect_and_a_judge_of_the_panel(app, there):
    give(there, 2, 3, 3)
    second = there.sheet("A1", there.entries[0], 2)
    with pytest.raises(Refused, match="not stopped"):
        talking.write_discussion(second, aspect(there), reason="讨论过了", by=there.user_of(second), at=make.AT)
    with pytest.raises(NotAllowed):
        talking.write_discussion(second, aspect(there), reason="讨论过了", by=there.organiser, at=make.AT)
    assert db.session.scalars(db.select(Discussion)).all() == []


def test_after_the_second_round_too_a_score_no_longer_changes(app, there):
    second = there.sheet("A1", there.entries[0], 2)
    there.mark(second, 3)
    closing.submit_sheet(sheets.one(second.id), seen=None, by=there.user_of(second), at=make.AT)
    give(there, 0, None, 3)
    first = there.sheet("A1", there.entries[0], 1)
    talking.write_discussion(first, aspect(there), reason="重看一次", by=there.user_of(first), at=make.AT)
    give(there, 2, 3, 3)
    for position in (1, 2, 3):
        with pytest.raises(Refused, match="no longer changes"):
            there.mark(there.sheet("A1", there.entries[0], position), 1)
