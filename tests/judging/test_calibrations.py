"""Sample works: marked by all before they begin, hidden until all have entered, counted nowhere."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from competition.foundation import clock
from competition.foundation.database import db
from competition.foundation.errors import NotAllowed, Refused
from competition.judging import boards, calibrations, queries, rosters, sheets
from competition.judging.actions import calibrating, closing, pairing, teams
from competition.judging.actions.calibrating import Sample
from competition.judging.calibration_models import CalibrationMark
from competition.judging.models import Mark
from tests import make
from tests.judging.build import hall, trail_verbs
from tests.judging.test_pages import as_


@pytest.fixture
def there(app):
    return hall(2)


def aspect(there):
    return calibrations.aspects(there.item.id)[0].aspect_id


def laid(there, reference=Decimal(2)):
    made = calibrating.make_calibration(
        there.item, Sample("去年决赛的花瓶", "一号台", {aspect(there): reference}), by=there.chief, at=make.AT
    )
    return calibrations.one(made.id)


def everybody(there):
    return [each.user for each in (*there.judges, there.reserve)]


def enter(there, sample, *scores):
    """Let the panel enter in order: the three judges, then the reserve."""
    for who, score in zip(everybody(there), scores, strict=False):
        calibrating.mark_calibration(
            calibrations.one(sample.id), {sample.lines[0].id: Decimal(score)}, by=who, at=make.AT
        )


def page(app, there, who, sample):
    answer = as_(app.test_client(), who).get(f"/tablet/sample-works/{sample.id}")
    assert answer.status_code == 200
    return answer.text


def test_nobody_sees_a_score_before_all_have_entered_and_then_all_do(app, there):
    sample = laid(there)
    first, second = everybody(there)[:2]
    before = page(app, there, second, sample)
    enter(there, sample, 3, 1, 2)
    db.session.expire_all()
    assert calibrations.rows(calibrations.one(sample.id))[0].scores == {}
    assert calibrations.rows(calibrations.one(sample.id))[0].reference is None
    assert "逐个评分项对照" not in page(app, there, first, sample)
    chief = as_(app.test_client(), there.chief).get(f"/office/judging/sample-works/{sample.id}").text
    assert "逐个评分项对照" not in chief
    assert before.count("checked") == 0
    enter(there, sample, 3, 1, 2, 2)
    row = calibrations.rows(calibrations.one(sample.id))[0]
    assert (sorted(row.scores.values()), row.reference) == ([1, 2, 2, 3], 2)
    assert "逐个评分项对照" in page(app, there, second, sample)
    assert trail_verbs().count("judging.calibration_marked") == 7


def test_what_a_judge_sees_before_the_reveal_is_the_same_whatever_the_others_gave(app, there):
    sample = laid(there)
    third = everybody(there)[2]
    enter(there, sample, 0)
    one = calibrations.rows(calibrations.one(sample.id), shown=True)
    enter(there, sample, 3)
    assert calibrations.rows(calibrations.one(sample.id), shown=True) == one
    assert "仍在评分" not in page(app, there, third, sample)


def test_each_judge_is_put_beside_the_expert_or_else_beside_the_mean(app, there):
    sample = laid(there)
    enter(there, sample, 3, 1, 2, 2)
    names = [user.name for user in everybody(there)]
    found = {each.name: each for each in calibrations.beside(calibrations.rows(calibrations.one(sample.id)))}
    assert [(found[n].difference, found[n].same) for n in names] == [(1, 0), (-1, 0), (0, 1), (0, 1)]
    bare = laid(there, None)
    enter(there, bare, 3, 1, 1, 1)
    found = {each.name: each for each in calibrations.beside(calibrations.rows(calibrations.one(bare.id)))}
    assert [found[n].difference for n in names] == [1.5, -0.5, -0.5, -0.5]


def test_scores_may_change_until_all_have_entered_and_then_stand(app, there):
    sample = laid(there)
    enter(there, sample, 3)
    enter(there, sample, 2, 1, 1, 1)
    assert sorted(calibrations.rows(calibrations.one(sample.id))[0].scores.values()) == [1, 1, 1, 2]
    with pytest.raises(Refused, match="no longer change"):
        enter(there, sample, 0)


@pytest.mark.parametrize(("marks", "told"), [({}, "not marked yet"), ({0: "4"}, "0, 1, 2 or 3"), ({0: "1.5"}, "0, 1")])
def test_a_sample_work_is_marked_whole_and_on_its_scale(there, marks, told):
    sample = laid(there)
    sent = {sample.lines[place].id: Decimal(value) for place, value in marks.items()}
    with pytest.raises(Refused) as refusal:
        calibrating.mark_calibration(sample, sent, by=everybody(there)[0], at=make.AT)
    assert told in str(refusal.value.faults[0].message)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CalibrationMark)) == 0


def test_only_the_panel_marks_and_only_the_chief_lays_out(app, there):
    sample, other = laid(there), hall(1)
    for who in (there.chief, there.organiser, other.judges[0].user):
        with pytest.raises(NotAllowed):
            calibrating.mark_calibration(sample, {sample.lines[0].id: Decimal(1)}, by=who, at=make.AT)
    for who in (there.organiser, there.judges[0].user, other.chief):
        with pytest.raises(NotAllowed):
            calibrating.make_calibration(there.item, Sample("样品", "", {aspect(there): None}), by=who, at=make.AT)
    assert as_(app.test_client(), other.judges[0].user).get(f"/tablet/sample-works/{sample.id}").status_code == 403
    assert as_(app.test_client(), other.chief).get(f"/office/judging/sample-works/{sample.id}").status_code == 403
    assert (
        as_(app.test_client(), there.judges[0].user).get(f"/office/judging/sample-works/{sample.id}").status_code == 403
    )


def test_a_judge_who_left_keeps_nobody_waiting_and_one_who_came_late_marks_first(app, there):
    sample = laid(there)
    enter(there, sample, 3, 1, 2)
    with pytest.raises(Refused, match="before all have"):
        calibrating.reveal_calibration(calibrations.one(sample.id), by=there.chief, at=make.AT)
    teams.end_judge(rosters.judge(there.reserve.id), seen=None, by=there.organiser, at=make.AT)
    calibrating.reveal_calibration(calibrations.one(sample.id), by=there.chief, at=make.AT)
    late = make.judge(there.item, 9)
    db.session.expire_all()
    assert "逐个评分项对照" not in page(app, there, late.user, sample)
    calibrating.mark_calibration(
        calibrations.one(sample.id), {sample.lines[0].id: Decimal(0)}, by=late.user, at=make.AT
    )
    assert "逐个评分项对照" in page(app, there, late.user, sample)


def test_one_nobody_marked_is_taken_away_and_a_marked_one_stays(there):
    sample = laid(there)
    calibrating.withdraw_calibration(sample, by=there.chief, at=make.AT)
    assert calibrations.one(sample.id) is None
    marked = laid(there)
    enter(there, marked, 1)
    with pytest.raises(Refused, match="stays in the record"):
        calibrating.withdraw_calibration(calibrations.one(marked.id), by=there.chief, at=make.AT)


def counted(there):
    """Everything that counts competitors, sheets or marks of an item."""
    item = there.item.id
    return (
        rosters.competitors(item), sheets.of_item(item), queries.entry_marks(item), queries.blocking(item),
        queries.scores(item), boards.board(item).cells, sheets.waiting(there.judges[0].user_id),
        db.session.scalar(sa.select(sa.func.count()).select_from(Mark)),
    )  # fmt: skip


def test_a_sample_work_counts_nowhere_and_stops_no_closing(there):
    there.all_present()
    there.all_theory()
    before = counted(there)
    sample = laid(there)
    enter(there, sample, 3, 0)
    assert counted(there) == before
    there.mark_all()
    without = queries.entry_marks(there.item.id)
    enter(there, sample, 3, 0, 0, 0)
    assert queries.entry_marks(there.item.id) == without
    closing.close_item(there.item, by=there.chief, at=make.AT)
    assert queries.closed_marks(there.item.id) == without
    assert "花瓶" not in queries.closing(there.item.id).snapshot
    with pytest.raises(Refused, match="closed"):
        laid(there)


def test_the_chief_lays_it_out_and_a_judge_marks_it_by_the_pages(app, there):
    chief, judge = (as_(app.test_client(), who) for who in (there.chief, there.judges[0].user))
    path, key = f"/office/judging/items/{there.item.id}/sample-works", aspect(there)
    assert "发布试评作品" in chief.get(path).text
    assert chief.post(path, data={"title": "花瓶"}).status_code == 422
    made = chief.post(path, data={"title": "花瓶", f"a-{key}": "y", f"r-{key}": "2"})
    sample = calibrations.one(int(made.location.rsplit("/", 1)[1]))
    assert "花瓶" in judge.get("/tablet").text
    line = sample.lines[0].id
    wrong = judge.post(f"/tablet/sample-works/{sample.id}", data={})
    assert wrong.status_code == 422
    kept = judge.post(f"/tablet/sample-works/{sample.id}", data={f"m{line}": "3"})
    assert kept.status_code == 302
    assert calibrations.own(sample.id, there.judges[0].id) == {line: 3}


def test_a_paired_tablet_opens_the_sample_work_of_its_item_and_of_no_other(app, there):
    other, sample = hall(1), laid(there)
    with make.transaction(trail=False):
        other.judges[0].user_id = there.judges[0].user_id
    db.session.expire_all()
    beside = laid(other)
    tablet = app.test_client()
    tablet.post("/pair", data={"code": pairing.offer_pairing(there.judges[0], by=there.chief, at=clock.now())})
    assert tablet.get(f"/tablet/sample-works/{sample.id}").status_code == 200
    assert tablet.get(f"/tablet/sample-works/{beside.id}").status_code == 403


def test_a_sample_work_waits_under_today_and_on_the_tablet_until_the_judge_has_marked_it(app, there):
    done, due = laid(there), laid(there)
    judge = there.judges[0].user
    enter(there, done, 2)
    client, link = as_(app.test_client(), judge), "/tablet/sample-works/{}"
    today = client.get("/office", headers={"Accept-Language": "en"}).text
    assert (link.format(due.id) in today, link.format(done.id) in today) == (True, False)
    assert f"sample work “{due.title}” to mark" in today
    start = client.get("/tablet").text
    # on the tablet both have their link, the one to mark first
    assert start.index(link.format(due.id)) < start.index(link.format(done.id))
    enter(there, due, 2)
    assert link.format(due.id) not in client.get("/office").text
    # the chief marks no sample work
    assert link.format(due.id) not in as_(app.test_client(), there.chief).get("/office").text
