"""Results worked out, made final, put on notice, announced; objections received and answered."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from competition.accounts.rules import Role, Scope
from competition.foundation import trail
from competition.foundation.database import db
from competition.foundation.errors import Refused, SeenChanged
from competition.judging.actions import closing, teams
from competition.judging.actions.teams import Said
from competition.judging.rules import Presence
from competition.results import actions, queries, today
from competition.results.models import ItemResult
from competition.results.rules import ObjectionState, ResultState, Status
from tests import make
from tests.judging.build import hall, trail_verbs
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

STATES = list(ResultState)


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


def lines_of(result):
    return {
        line.number: (line.theory, line.practice, line.total, line.place, line.shared)
        for line in queries.result(result.id).lines
    }


# working out


def test_a_result_is_worked_out_from_the_closed_sheets(item):
    result = computed(item)
    # 80.5 x 20 % + 99.67 x 80 % = 16.1 + 79.736 = 95.836; 60 x 20 % + 79.736 = 91.736
    assert lines_of(result) == {
        1: (Decimal("80.5"), Decimal("99.67"), Decimal("95.84"), 1, False),
        2: (Decimal(60), Decimal("99.67"), Decimal("91.74"), 2, False),
    }
    assert (result.number, result.state) == (1, ResultState.COMPUTED)


def test_a_result_keeps_what_it_was_worked_out_with(item):
    basis = computed(item).basis
    assert basis["weights"] == {"theory": "20", "practice": "80"}
    assert basis["tables"]["results.awards"]["status"] == "example"
    assert basis["tables"]["results.notice_days"]["reference"]
    assert len(basis["sheets"]) == 2 * (3 + 1)
    assert all(len(digest) == 64 for digest in basis["sheets"])


def test_a_line_keeps_its_working_down_to_each_judges_mark(item):
    line = queries.result(computed(item).id).lines[0]
    codes = [step["code"] for step in line.working]
    assert codes == ["part", "part", "total", "aspect", "aspect", "aspect"]
    judged = next(step for step in line.working if step["code"] == "aspect" and "/" in step["scores"])
    assert judged["scores"] == "2 / 2 / 2"


def test_equal_totals_share_the_place_and_the_next_is_skipped(app):
    result = computed(closed(("70", "90", "90", "60")))
    places = [(line.number, line.place, line.shared, line.decided_by) for line in queries.result(result.id).lines]
    assert places == [(2, 1, True, "tied"), (3, 1, True, "tied"), (1, 3, False, ""), (4, 4, False, "")]


def test_whoever_stayed_away_is_listed_without_a_place_and_never_as_a_zero(app):
    there = hall(2)
    there.all_theory()
    said = {there.entries[0].id: Said(Presence.PRESENT), there.entries[1].id: Said(Presence.ABSENT)}
    teams.say_presence(there.item, said, by=there.chief, at=make.AT)
    there.mark_entry(there.entries[0])
    closing.close_item(there.item, by=there.chief, at=make.AT)
    rows = queries.result(computed(there).id).lines
    assert [(line.number, line.status, line.total, line.place) for line in rows] == [
        (1, Status.PRESENT, Decimal("95.84"), 1),
        (2, Status.ABSENT, None, None),
    ]


def test_a_field_below_the_minimum_gets_no_award_and_says_so(item):
    result = computed(item)
    assert {line.award for line in queries.result(result.id).lines} == {""}
    assert result.basis["award_steps"][0]["code"] == "field_too_small"


def test_an_item_that_is_not_closed_has_no_result(app):
    there = hall(2)
    with pytest.raises(Refused, match="not closed yet"):
        computed(there)
    assert queries.standing(there.item.id) is None


def test_somebody_neither_marked_nor_excused_is_named_by_number(item):
    make.entry(item.item, number=17)
    make.entry(item.item, number=23)
    with pytest.raises(Refused, match="Competitors 17, 23 are neither marked nor excused"):
        computed(item)
    assert queries.last_number(item.item.id) == 0
    assert "results.computed" not in trail_verbs()


def test_a_second_working_out_needs_a_reason(item):
    first = computed(item)
    for reason in ("", "   "):
        with pytest.raises(Refused, match="Say why it is worked out anew") as refusal:
            computed(item, reason)
        assert refusal.value.faults[0].field == "reason"
    assert queries.standing(item.item.id).id == first.id


def test_a_second_working_out_supersedes_the_first_which_stays_readable(item):
    first = computed(item)
    before = lines_of(first)
    second = computed(item, "理论成绩漏录")
    db.session.expire_all()
    assert [(v.number, v.state) for v in queries.versions(item.item.id)] == [
        (2, ResultState.COMPUTED),
        (1, ResultState.SUPERSEDED),
    ]
    assert queries.standing(item.item.id).id == second.id
    assert lines_of(queries.result(first.id)) == before
    assert second.reason == "理论成绩漏录"
    assert trail_verbs()[-2:] == ["results.superseded", "results.computed"]


# the life of a result: what may follow what

MOVES = {
    "finalise": lambda r, by: actions.finalise_result(r, "", None, by=by, at=make.AT),
    "notice": lambda r, by: actions.put_on_notice(r, BOOK, None, by=by, at=NOTICE),
    "announce": announce,
}
ALLOWED = {
    ("finalise", ResultState.COMPUTED),
    ("notice", ResultState.FINALISED),
    ("announce", ResultState.ON_NOTICE),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("move", MOVES)
def test_each_step_follows_the_one_before_and_no_other(app, organiser, move, state):
    result = stored(2, state)
    if (move, state) in ALLOWED:
        MOVES[move](result, organiser)
        assert result.state is not state
        return
    with pytest.raises(Refused):
        MOVES[move](result, organiser)
    db.session.expire_all()
    assert db.session.get(ItemResult, result.id).state is state


@pytest.mark.parametrize(("move", "state"), sorted(ALLOWED))
def test_an_old_page_moves_nothing(app, organiser, move, state):
    result = stored(2, state)
    old = result.version - 1
    stale = {
        "finalise": lambda: actions.finalise_result(result, "", old, by=organiser, at=make.AT),
        "notice": lambda: actions.put_on_notice(result, BOOK, old, by=organiser, at=NOTICE),
        "announce": lambda: actions.announce_result(result, "1号", old, by=organiser, at=DAY_AFTER),
    }
    with pytest.raises(SeenChanged):
        stale[move]()
    db.session.expire_all()
    assert db.session.get(ItemResult, result.id).state is state


def test_whoever_makes_a_result_final_is_named(organiser):
    named = make.user(Role.ORGANISER, name="赵审定")
    result = stored(2, ResultState.COMPUTED)
    actions.finalise_result(result, " 经核对无误 ", None, by=named, at=make.AT)
    db.session.expire_all()
    kept = queries.result(result.id)
    assert (kept.finalised_by.name, kept.finalised_at, kept.finalised_comment) == ("赵审定", make.AT, "经核对无误")
    row = trail_of("results.finalised")[0]
    assert (row.actor_id, row.actor_name) == (named.id, "赵审定")


# public notice

NOTICES = [
    # on the Tuesday before the holidays: 30, then 8, 9, 10 (a worked Saturday) and 12
    (date(2026, 9, 29), date(2026, 10, 12)),
    (date(2026, 9, 30), date(2026, 10, 13)),
    (date(2026, 10, 9), date(2026, 10, 15)),
    (date(2026, 11, 2), date(2026, 11, 9)),
]


@pytest.mark.parametrize(("starts", "ends"), NOTICES)
def test_a_notice_lasts_five_working_days_after_the_day_it_is_put_up(organiser, starts, ends):
    result = stored(2, ResultState.FINALISED)
    at = datetime(starts.year, starts.month, starts.day, 2, tzinfo=UTC)
    actions.put_on_notice(result, BOOK, None, by=organiser, at=at)
    assert (result.notice_starts_on, result.notice_ends_on) == (starts, ends)


def test_the_day_of_a_notice_is_the_citys_day(organiser):
    result = stored(2, ResultState.FINALISED)
    actions.put_on_notice(result, BOOK, None, by=organiser, at=datetime(2026, 9, 28, 16, 0, tzinfo=UTC))
    assert result.notice_starts_on == date(2026, 9, 29)


def test_a_year_without_an_official_calendar_is_refused_by_name(organiser):
    result = stored(2, ResultState.FINALISED)
    with pytest.raises(Refused, match="official calendar of 2027 is not in this installation"):
        actions.put_on_notice(result, BOOK, None, by=organiser, at=datetime(2026, 12, 30, 2, tzinfo=UTC))
    db.session.expire_all()
    kept = queries.result(result.id)
    assert (kept.state, kept.notice_ends_on) == (ResultState.FINALISED, None)


def test_the_job_ends_a_notice_once_and_only_after_its_last_day(organiser):
    result = stored(2, ResultState.ON_NOTICE)
    actions.end_notices(LAST_MINUTE)
    assert trail_of("results.notice_ended") == []
    actions.end_notices(DAY_AFTER)
    actions.end_notices(DAY_AFTER)
    db.session.expire_all()
    assert len(trail_of("results.notice_ended")) == 1
    kept = queries.result(result.id)
    assert (kept.notice_ended_at, kept.state) == (DAY_AFTER, ResultState.ON_NOTICE)


# announcing


def test_a_result_is_not_announced_on_the_last_day_of_its_notice(organiser):
    result = stored(2, ResultState.ON_NOTICE)
    with pytest.raises(Refused, match="notice is not over"):
        announce(result, organiser, LAST_MINUTE)


def test_a_result_is_announced_the_day_after(organiser):
    result = stored(2, ResultState.ON_NOTICE)
    announce(result, organiser, DAY_AFTER)
    assert (result.state, result.announced_on) == (ResultState.ANNOUNCED, date(2026, 10, 13))
    assert (result.document_number, result.announced_by_id) == ("淄人社字〔2026〕1号", organiser.id)
    result.must_be_announced()


def test_announcing_needs_a_document_number(organiser):
    result = stored(2, ResultState.ON_NOTICE)
    with pytest.raises(Refused, match="number of the document") as refusal:
        actions.announce_result(result, "  ", None, by=organiser, at=DAY_AFTER)
    assert refusal.value.faults[0].field == "document_number"


def test_nothing_rests_on_a_result_that_is_not_announced(organiser):
    with pytest.raises(Refused, match="not announced yet"):
        stored(2, ResultState.ON_NOTICE).must_be_announced()


def test_an_open_objection_holds_the_announcement(organiser):
    result = stored(2, ResultState.ON_NOTICE)
    objection = object_to(result)
    with pytest.raises(Refused, match="1 objections wait for an answer"):
        announce(result, organiser)
    actions.answer_objection(objection, False, "经复核，计分无误。", by=organiser, at=DAY_AFTER)
    announce(result, organiser)
    assert result.state is ResultState.ANNOUNCED


def test_an_upheld_objection_asks_for_a_new_version(item):
    result = result_in(ResultState.ON_NOTICE, item)
    objection = object_to(result)
    actions.answer_objection(objection, True, "确有漏计，重新核算。", by=item.organiser, at=NOTICE)
    with pytest.raises(Refused, match=f"{objection.receipt} was upheld: work the result out anew"):
        announce(result, item.organiser)
    anew = computed(item, "异议成立，更正")
    actions.finalise_result(anew, "", None, by=item.organiser, at=NOTICE)
    actions.put_on_notice(anew, BOOK, None, by=item.organiser, at=NOTICE)
    announce(anew, item.organiser)
    assert anew.state is ResultState.ANNOUNCED


def test_an_objection_to_an_older_version_still_waits_for_its_answer(item):
    first = result_in(ResultState.ON_NOTICE, item)
    object_to(first)
    anew = computed(item, "更正单位名称")
    actions.finalise_result(anew, "", None, by=item.organiser, at=NOTICE)
    actions.put_on_notice(anew, BOOK, None, by=item.organiser, at=NOTICE)
    with pytest.raises(Refused, match="1 objections wait"):
        announce(anew, item.organiser)


# objections


@pytest.mark.parametrize("state", [s for s in STATES if s is not ResultState.ON_NOTICE])
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
        actions.answer_objection(objection, False, " ", by=organiser, at=NOTICE)
    actions.answer_objection(objection, False, " 计分无误。 ", by=organiser, at=NOTICE)
    kept = queries.objection(objection.id)
    assert (kept.state, kept.answer, kept.answered_by_id) == (ObjectionState.REJECTED, "计分无误。", organiser.id)
    with pytest.raises(Refused, match="answered already"):
        actions.answer_objection(objection, True, "又改了", by=organiser, at=NOTICE)


# what waits


def waiting(user):
    return {str(one.text): one.count for one in today.waiting(user, NOTICE) if one.count}


def test_today_names_each_step_that_waits(in_english_pages, organiser):
    result = stored(2, ResultState.COMPUTED)
    assert waiting(organiser) == {"results to make final": 1}
    actions.finalise_result(result, "", None, by=organiser, at=make.AT)
    assert waiting(organiser) == {"results to put on public notice": 1}
    actions.put_on_notice(result, BOOK, None, by=organiser, at=NOTICE)
    assert waiting(organiser) == {}
    objections = [object_to(result), object_to(result)]
    assert waiting(organiser) == {"objections wait for an answer": 2}
    for objection in objections:
        actions.answer_objection(objection, False, "无误", by=organiser, at=NOTICE)
    actions.end_notices(DAY_AFTER)
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


def test_the_trail_of_a_whole_life_is_unbroken(item):
    result_in(ResultState.ANNOUNCED, item)
    steps = [verb for verb in trail_verbs() if verb.startswith("results.")]
    assert steps == ["results.computed", "results.finalised", "results.put_on_notice", "results.announced"]
    assert list(trail.breaks()) == []
