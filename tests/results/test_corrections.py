"""Corrections as sets: prepared, looked at before and after, applied or dropped as a whole by another person."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
import sqlalchemy as sa

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation.database import db
from competition.foundation.errors import NotAllowed, Refused, SeenChanged
from competition.funding.actions import prizes
from competition.funding.models import Prize
from competition.funding.rules import PrizeState
from competition.honours import queries as honours
from competition.honours.actions import enter_honours
from competition.judging.actions import unlocking
from competition.judging.models import Mark, Sheet
from competition.judging.rules import Presence
from competition.plan.rules import CompetitionState
from competition.results import corrections, finality, queries, rules
from competition.results.actions import correcting, finishing, planning
from competition.results.actions.planning import Plan
from competition.results.award_rules import AwardScheme, AwardStep, Band
from competition.results.correction_rules import CorrectionState
from competition.results.finality_rules import BlockKind
from competition.results.models import ItemResult
from competition.results.rules import Ending, ResultState
from tests import make
from tests.judging.build import trail_verbs
from tests.results.build import BOOK, DAY_AFTER, NOTICE, announce, closed, computed, result_in
from tests.results.correction_build import apply, awards, begun, put, read, standing, wanted, with_medals

D = Decimal
EN = {"Accept-Language": "en"}


@pytest.fixture
def there(app):
    return with_medals()


@pytest.fixture
def second(app):
    return make.user(Role.ORGANISER)


BEFORE = {1: (1, "gold"), 2: (2, "silver"), 3: (3, "bronze")}
AFTER = {1: (2, "silver"), 2: (3, "bronze"), 3: (1, "gold")}


def test_a_set_that_changes_a_medal_becomes_a_new_version_and_the_old_stays_readable(there, second):
    of = begun(there)
    old = of.result_id
    assert put(there, of, theory=D(95)) == 1
    result = apply(of, second)
    assert awards(result) == AFTER
    assert (result.number, result.state, result.reason) == (2, ResultState.COMPUTED, "第三名理论成绩漏计")
    assert awards(db.session.get(ItemResult, old)) == BEFORE
    kept = read(of)
    assert (kept.state, kept.made_id, kept.decided_by_id) == (CorrectionState.APPLIED, result.id, second.id)
    assert trail_verbs()[-3:] == ["results.superseded", "results.computed", "results.correction_applied"]


def test_the_preview_shows_what_would_be_and_keeps_nothing(there):
    of = begun(there)
    put(there, of, theory=D(95))
    shown = corrections.preview(read(of), BOOK)
    assert [(row.before.place, row.after.place, row.loses, row.rises) for row in shown.rows] == [
        (3, 1, True, True),
        (1, 2, True, False),
        (2, 3, True, False),
    ]
    db.session.commit()
    assert awards(standing(there)) == BEFORE
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ItemResult)) == 1


def test_a_set_that_was_dropped_changes_nothing(there, second):
    of = begun(there)
    put(there, of, theory=D(95))
    correcting.drop_set(read(of), "原卷无误", None, by=second, at=make.AT)
    assert awards(standing(there)) == BEFORE
    assert awards(computed(there, "重算")) == BEFORE
    with pytest.raises(Refused, match="decided already"):
        apply(of, second)


def test_a_mark_is_corrected_beside_the_signed_sheet(there, second):
    of = begun(there)
    now = corrections.standing(there.item.id, there.entries[0].id)
    height = next(mark for mark in now.marks if mark.code == "A2.1")
    assert put(there, of, 1, marks={(height.sheet_id, height.aspect.id): D("35.5")}) == 1
    before = db.session.scalars(sa.select(Sheet.snapshot_sha256).order_by(Sheet.id)).all()
    result = apply(of, second)
    # 99.67 - 60 + 35.5
    line = next(one for one in queries.result(result.id).lines if one.number == 1)
    assert (line.practice, line.place) == (D("75.17"), 3)
    assert db.session.scalars(sa.select(Sheet.snapshot_sha256).order_by(Sheet.id)).all() == before
    mark = db.session.scalar(sa.select(Mark).filter_by(sheet_id=height.sheet_id, aspect_id=height.aspect.id))
    assert mark.value == 60
    # a later version goes on counting it
    assert awards(computed(there, "重算")) == awards(result)


def test_whoever_is_disqualified_has_no_place_and_the_others_move_up(there, second):
    of = begun(there)
    put(there, of, 1, presence=Presence.DISQUALIFIED)
    assert awards(apply(of, second)) == {1: (None, ""), 2: (1, "gold"), 3: (2, "silver")}


def test_a_set_nobody_could_be_placed_by_is_refused_and_leaves_all(app, second):
    made = closed(("90", "80", "70"))
    of = begun(made)
    # present, but nobody marked them
    with make.transaction(trail=False):
        sheets = sa.select(Sheet.id).where(Sheet.entry_id == made.entries[0].id)
        db.session.execute(sa.delete(Mark).where(Mark.sheet_id.in_(sheets)))
    put(made, of, 2, theory=D(81))
    with pytest.raises(Refused, match="neither marked nor excused"):
        apply(of, second)
    db.session.rollback()
    assert (read(of).state, standing(made).number) == (CorrectionState.OPEN, 1)


def test_whoever_put_something_into_a_set_does_not_apply_it(there, second):
    of = begun(there)
    now = corrections.standing(there.item.id, there.entries[2].id)
    correcting.put_changes(read(of), now, wanted(now, theory=D(95)), by=second, at=make.AT)
    for author in (there.organiser, second):
        with pytest.raises(NotAllowed, match="another person"):
            apply(of, author)
        db.session.rollback()
    assert awards(apply(of, make.user(Role.ORGANISER))) == AFTER


def test_what_was_added_after_the_page_was_shown_is_not_applied_unseen(there, second):
    of = begun(there)
    put(there, of, theory=D(95))
    seen = read(of).version
    put(there, of, 2, theory=D(99))
    with pytest.raises(SeenChanged):
        apply(of, second, seen)


def test_a_set_against_a_version_since_replaced_is_refused_with_what_changed(there, second):
    of = begun(there)
    put(there, of, theory=D(95))
    plan = Plan(AwardScheme((Band((AwardStep("gold", 1),)),)), (rules.TIME,), Ending.SHARED, "改设一枚金牌")
    planning.set_plan(there.item, plan, None, by=there.organiser, at=make.AT)
    assert [str(fault.message) for fault in corrections.moved(read(of))] == [
        "Ranking and awards of the item were laid down anew."
    ]
    computed(there, "奖项方案调整")
    with pytest.raises(Refused) as refused:
        apply(of, second)
    assert "Version 1 was replaced by version 2: 奖项方案调整" in str(refused.value)
    assert "competitors 2, 3" in str(refused.value)
    db.session.rollback()
    assert awards(standing(there)) == {1: (1, "gold"), 2: (2, ""), 3: (3, "")}


def test_a_sheet_unlocked_since_refuses_the_set(there, second):
    of = begun(there)
    put(there, of, theory=D(95))
    sheet = there.sheet("A2", there.entries[0])
    asked = unlocking.ask_unlocking(sheet, reason="录入错误", by=there.chief, at=make.AT)
    unlocking.answer_unlocking(asked, unlocking.Answer(agreed=True), seen=None, by=there.organiser, at=make.AT)
    with pytest.raises(Refused, match="A sheet was unlocked"):
        apply(of, second)


def test_two_people_who_apply_at_once_make_one_version(app, there, second):
    of = begun(there)
    put(there, of, theory=D(95))
    people = [second.id, make.user(Role.ORGANISER).id]
    seen, set_id, gate = read(of).version, of.id, Barrier(2)
    db.session.remove()

    def go(person):
        with app.app_context():
            try:
                mine, by = corrections.one(set_id), db.session.get(User, person)
                gate.wait(10)
                correcting.apply_set(mine, BOOK, seen, by=by, at=make.AT)
            except Refused:
                return "refused"
            finally:
                db.session.remove()
            return "applied"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(go, people)) == ["applied", "refused"]
    assert [version.number for version in queries.versions(there.item.id)] == [2, 1]


def test_one_set_at_a_time_for_an_item(there):
    begun(there)
    with pytest.raises(Refused, match="waits for its decision"):
        correcting.open_set(standing(there), "再改", by=there.organiser, at=make.AT)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"theory": D("100.5")}, "between 0 and 100"),
        ({"theory": D("90.555")}, "between 0 and 100"),
        ({"theory": D("NaN")}, "between 0 and 100"),
        ({"theory": D(95), "reason": " "}, "Say why"),
    ],
)
def test_what_cannot_be_meant_is_refused(there, values, said):
    of = begun(there)
    with pytest.raises(Refused) as refused:
        put(there, of, **values)
    assert said in " ".join([str(refused.value), *(str(fault.message) for fault in refused.value.faults)])


@pytest.mark.parametrize("value", ["-1", "60.01", None])
def test_a_mark_outside_its_aspect_or_missing_is_refused(there, value):
    of = begun(there)
    now = corrections.standing(there.item.id, there.entries[0].id)
    height = next(mark for mark in now.marks if mark.code == "A2.1")
    with pytest.raises(Refused) as refused:
        put(there, of, 1, marks={(height.sheet_id, height.aspect.id): value and D(value)})
    assert refused.value.faults[0].field == correcting.field_of(height)


def test_writing_what_counts_already_takes_a_correction_out(there, second):
    of = begun(there)
    put(there, of, theory=D(95))
    assert put(there, of) == 0
    with pytest.raises(Refused, match="nothing in this set"):
        apply(of, second)


def test_a_tie_that_a_correction_makes_is_parted_in_the_same_set(there, second):
    of = begun(there)
    put(there, of, theory=D(90))
    (tied,) = corrections.preview(read(of), BOOK).tied
    assert {line.number for line in tied} == {1, 3}
    order = [there.entries[2].id, there.entries[0].id]
    with pytest.raises(Refused, match="Name each"):
        correcting.put_order(read(of), order[:1], "合议", BOOK, by=there.organiser, at=make.AT)
    db.session.rollback()
    correcting.put_order(read(of), order, "裁判组合议", BOOK, by=there.organiser, at=make.AT)
    assert awards(apply(of, second)) == {3: (1, "gold"), 1: (2, "silver"), 2: (3, "bronze")}


def test_an_open_set_keeps_the_result_from_being_final_or_announced(there, second):
    of = begun(there)
    (block,) = finality.blocks(standing(there))
    assert (block.kind, block.target) == (BlockKind.CORRECTION, of.id)
    correcting.drop_set(read(of), "无误", None, by=second, at=make.AT)
    result = standing(there)
    finishing.finalise_result(result, "", None, by=there.organiser, at=make.AT)
    again = correcting.open_set(standing(there), "再查", by=there.organiser, at=make.AT)
    with pytest.raises(Refused, match="waits for its decision"):
        finishing.put_on_notice(standing(there), BOOK, None, by=there.organiser, at=NOTICE)
    db.session.rollback()
    correcting.drop_set(read(again), "无误", None, by=second, at=make.AT)
    finishing.put_on_notice(standing(there), BOOK, None, by=there.organiser, at=NOTICE)
    last = correcting.open_set(standing(there), "三查", by=there.organiser, at=make.AT)
    with pytest.raises(Refused, match="waits for its decision"):
        announce(standing(there), there.organiser)
    db.session.rollback()
    assert read(last).state is CorrectionState.OPEN


# prizes and honours


@pytest.fixture
def rewarded(there):
    """The same, announced, with prizes proposed and the register written."""
    with make.transaction(trail=False):
        there.item.competition.state = CompetitionState.HELD
    result = result_in(ResultState.ANNOUNCED, there)
    prizes.propose_prizes(result.item.competition, BOOK, by=there.organiser, at=DAY_AFTER)
    enter_honours(result, BOOK, by=there.organiser, at=DAY_AFTER)
    return there


def follows(of):
    return {(c.entry_id, c.what.partition(" · ")[0]): c for c in corrections.preview(read(of), BOOK).follows}


def test_the_preview_names_prizes_paid_and_entries_of_the_register(rewarded, second):
    first = rewarded.entries[0]
    with make.transaction(trail=False):
        for prize in db.session.scalars(sa.select(Prize)):
            if prize.line.entry_id == first.id:
                prize.state = PrizeState.PAID
    of = begun(rewarded, standing(rewarded))
    put(rewarded, of, 1, presence=Presence.DISQUALIFIED)
    found = follows(of)
    paid = found[first.id, "Prize, yuan"]
    assert (paid.after, "claimed back" in paid.warning) == ("—", True)
    assert paid.before.endswith("(Paid)")
    entry = found[first.id, "Register, award"]
    assert (entry.before, entry.after, "ends" in entry.warning) == ("Gold medal", "—", True)
    assert found[rewarded.entries[1].id, "Register, award"].after == "Gold medal"


def test_after_the_corrected_result_money_gone_stays_and_the_register_follows(rewarded, second):
    with make.transaction(trail=False):
        for prize in db.session.scalars(sa.select(Prize)):
            if prize.line.entry_id == rewarded.entries[0].id:
                prize.state = PrizeState.PAID
    of = begun(rewarded, standing(rewarded))
    put(rewarded, of, 1, presence=Presence.DISQUALIFIED)
    apply(of, second)
    db.session.expire_all()
    stands = {prize.line.number: prize.stands for prize in db.session.scalars(sa.select(Prize))}
    assert stands == {1: True, 2: False, 3: False}
    result = standing(rewarded)
    finishing.finalise_result(result, "", None, by=second, at=NOTICE)
    finishing.put_on_notice(result, BOOK, None, by=second, at=NOTICE)
    announce(result, second)
    enter_honours(queries.result(result.id), BOOK, by=second, at=DAY_AFTER)
    told = {(e.name_as_was, e.award): e.state for e in honours.of_item(rewarded.item.id) if e.award}
    one, two, three = (entry.name for entry in rewarded.entries)
    assert told[one, "gold"] == "revoked"
    assert (told[two, "silver"], told[two, "gold"]) == ("superseded", "entered")
    assert told[three, "silver"] == "entered"
