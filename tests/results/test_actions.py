"""Results worked out, made final, put on notice, announced; objections received and answered."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from competition.accounts.rules import Role
from competition.foundation import trail
from competition.foundation.database import db
from competition.foundation.errors import Refused, SeenChanged
from competition.judging.actions import closing, teams
from competition.judging.actions.teams import Said
from competition.judging.rules import Presence
from competition.results import queries
from competition.results.actions import finishing
from competition.results.models import ItemResult
from competition.results.rules import ResultState, Status
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
    assert codes == ["part", "part", "total", "module", "aspect", "aspect", "aspect"]
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
    assert rows[1].working == []


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
    "finalise": lambda r, by: finishing.finalise_result(r, "", None, by=by, at=make.AT),
    "notice": lambda r, by: finishing.put_on_notice(r, BOOK, None, by=by, at=NOTICE),
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
        "finalise": lambda: finishing.finalise_result(result, "", old, by=organiser, at=make.AT),
        "notice": lambda: finishing.put_on_notice(result, BOOK, old, by=organiser, at=NOTICE),
        "announce": lambda: finishing.announce_result(result, "1号", old, by=organiser, at=DAY_AFTER),
    }
    with pytest.raises(SeenChanged):
        stale[move]()
    db.session.expire_all()
    assert db.session.get(ItemResult, result.id).state is state


def test_whoever_makes_a_result_final_is_named(organiser):
    named = make.user(Role.ORGANISER, name="赵审定")
    result = stored(2, ResultState.COMPUTED)
    finishing.finalise_result(result, " 经核对无误 ", None, by=named, at=make.AT)
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
    finishing.put_on_notice(result, BOOK, None, by=organiser, at=at)
    assert (result.notice_starts_on, result.notice_ends_on) == (starts, ends)


def test_the_day_of_a_notice_is_the_citys_day(organiser):
    result = stored(2, ResultState.FINALISED)
    finishing.put_on_notice(result, BOOK, None, by=organiser, at=datetime(2026, 9, 28, 16, 0, tzinfo=UTC))
    assert result.notice_starts_on == date(2026, 9, 29)


def test_a_year_without_an_official_calendar_is_refused_by_name(organiser):
    result = stored(2, ResultState.FINALISED)
    with pytest.raises(Refused, match="official calendar of 2027 is not in this installation"):
        finishing.put_on_notice(result, BOOK, None, by=organiser, at=datetime(2026, 12, 30, 2, tzinfo=UTC))
    db.session.expire_all()
    kept = queries.result(result.id)
    assert (kept.state, kept.notice_ends_on) == (ResultState.FINALISED, None)


def test_the_job_ends_a_notice_once_and_only_after_its_last_day(organiser):
    result = stored(2, ResultState.ON_NOTICE)
    finishing.end_notices(LAST_MINUTE)
    assert trail_of("results.notice_ended") == []
    finishing.end_notices(DAY_AFTER)
    finishing.end_notices(DAY_AFTER)
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
        finishing.announce_result(result, "  ", None, by=organiser, at=DAY_AFTER)
    assert refusal.value.faults[0].field == "document_number"


def test_nothing_rests_on_a_result_that_is_not_announced(organiser):
    with pytest.raises(Refused, match="not announced yet"):
        stored(2, ResultState.ON_NOTICE).must_be_announced()


def test_the_trail_of_a_whole_life_is_unbroken(item):
    result_in(ResultState.ANNOUNCED, item)
    steps = [verb for verb in trail_verbs() if verb.startswith("results.")]
    assert steps == ["results.computed", "results.finalised", "results.put_on_notice", "results.announced"]
    assert list(trail.breaks()) == []
