"""Appeals: filed in time with evidence, admitted, decided in two levels, holding one award and nothing else."""

from decimal import Decimal

import pytest

from competition.accounts.rules import Role, Scope
from competition.foundation.database import db
from competition.foundation.errors import NotAllowed, Refused, SeenChanged
from competition.foundation.media import LARGEST_SCAN, Piece
from competition.judging.rules import Seat
from competition.plan.models import TimetableEntry
from competition.results import appeals, queries, readdition, today
from competition.results.actions import appealing, boards, finishing
from competition.results.appeal_rules import MOST_FILES, MOST_MEMBERS, AppealKind, AppealState
from competition.results.rules import ResultState
from tests import make
from tests.judging.build import trail_verbs
from tests.results.appeal_build import (
    BOOK,
    ENDED,
    PDF,
    PHOTO,
    admit,
    appeal_in,
    ask_on,
    board,
    decide,
    filed,
    later,
    leader_of,
    supervisor,
)
from tests.results.build import DAY_AFTER, NOTICE, announce, closed, computed, stored, trail_of


@pytest.fixture
def organiser(app):
    return make.user(Role.ORGANISER)


@pytest.fixture
def entry(app):
    return make.entry(make.item())


# filing


def test_an_appeal_gets_a_receipt_a_deadline_and_keeps_its_evidence(entry):
    made = filed(entry, files=[Piece("照片.png", PHOTO), Piece("记录.exe", PDF)])
    assert made.receipt.startswith("SS260921-")
    assert (made.state, made.about_id, made.due_at) == (AppealState.FILED, entry.id, later(2))
    kept = [appeals.file(each.id) for each in made.files]
    # told by the content, whatever the name says
    assert [(one.media_type, one.size) for one in kept] == [("image/jpeg", len(PHOTO)), ("application/pdf", len(PDF))]
    assert kept[1].content == PDF
    assert made.tables["results.appeal_hours"]["status"] == "example"


def test_the_trail_says_that_somebody_appealed_and_not_what(entry):
    filed(entry, text="裁判王某偏袒", files=[Piece("秘密.jpg", PHOTO)])
    rows = str([(row.before, row.after, row.note) for row in trail_of("results.appeal_filed")])
    assert rows != "[]"
    assert "偏袒" not in rows
    assert "秘密" not in rows


@pytest.mark.parametrize("seconds", [0, 1])
def test_an_appeal_comes_within_two_hours_of_the_end(entry, seconds):
    if seconds == 0:
        assert filed(entry, at=later(2)).id
        return
    with pytest.raises(Refused, match="2 hours from the end of the competition, or 24 hours from the publication"):
        filed(entry, at=later(2, seconds=1))


def test_an_item_ends_with_its_last_line_of_the_timetable(entry):
    item = entry.item
    slot = {"competition_id": item.competition_id, "item_id": item.id, "title": "比赛"}
    make.keep(TimetableEntry(starts_at=later(-30), ends_at=later(-20), **slot))
    with pytest.raises(Refused, match="not the time"):
        filed(entry, at=later(-17))
    assert filed(entry, at=later(-18)).id


def test_marks_are_re_checked_only_once_they_are_public_and_once_only(organiser):
    result = stored(2, ResultState.FINALISED)
    entry = queries.result(result.id).lines[0].entry
    with pytest.raises(Refused, match="not the time"):
        filed(entry, AppealKind.RECHECK, at=NOTICE)
    finishing.put_on_notice(result, BOOK, None, by=organiser, at=NOTICE)
    first = filed(entry, AppealKind.RECHECK, at=NOTICE)
    admit(first, board(entry.item.competition, organiser), admitted=False)
    with pytest.raises(Refused, match="re-checked once"):
        filed(entry, AppealKind.RECHECK, at=NOTICE)


def test_only_the_leader_of_the_unit_files(entry):
    elsewhere = make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=make.organisation().id)
    for somebody in (elsewhere, make.user(Role.ORGANISER)):
        with pytest.raises(NotAllowed, match="leader of the competitor's unit"):
            filed(entry, by=somebody)


def test_one_appeal_of_a_kind_is_open_at_a_time(entry):
    first = filed(entry)
    with pytest.raises(Refused, match=f"{first.receipt} of this kind is still open"):
        filed(entry)
    assert filed(entry, AppealKind.CONDUCT).id


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([Piece("a.pdf", b"MZ a program")], "a.pdf is neither a photo"),
        ([Piece("a.pdf", b"")], "a.pdf is neither a photo"),
        ([Piece("b.pdf", PDF.ljust(LARGEST_SCAN + 1))], "b.pdf is larger than 8 MB"),
        ([Piece("c.pdf", PDF)] * (MOST_FILES + 1), "At most 5 files"),
    ],
)
def test_evidence_that_cannot_be_kept_is_named(entry, files, said):
    with pytest.raises(Refused) as refusal:
        filed(entry, files=files)
    assert [fault.field for fault in refusal.value.faults] == ["files"]
    assert said in str(refusal.value.faults[0].message)
    assert appeals.of_entry(entry.id) == []


def test_an_appeal_against_another_touches_the_others_award_only(app):
    item = make.item()
    own, other = make.entry(item), make.entry(item)
    made = filed(own, AppealKind.ELIGIBILITY, about_id=other.id)
    assert made.about_id == other.id
    with pytest.raises(Refused, match="competitor of the same item"):
        filed(own, AppealKind.CONDUCT, about_id=make.entry(make.item()).id)


# the board


def test_a_board_has_at_most_five_members(organiser):
    held = make.competition()
    for _ in range(MOST_MEMBERS):
        board(held, organiser)
    with pytest.raises(Refused, match="at most 5"):
        board(held, organiser)
    boards.end_member(appeals.board(held.id)[0], None, by=organiser, at=make.AT)
    board(held, organiser)
    assert len(appeals.board(held.id)) == MOST_MEMBERS


def test_whoever_judges_coaches_or_belongs_to_a_unit_that_competes_is_refused_with_the_reason(organiser):
    item = make.item()
    entry = make.entry(item, coaches=[make.person(name="李教练")])
    held = item.competition
    judge = supervisor(held)
    make.judge(item, 1, Seat.RESERVE, user=judge)
    coach, leader, stranger = supervisor(held, name="李教练"), supervisor(held), make.user(Role.AUDITOR)
    make.keep(held_role(leader, entry.organisation_id))
    for somebody, why in (
        (judge, "judges in it"),
        (coach, "coaches a competitor"),
        (leader, "belongs to a unit that competes"),
        (stranger, "no supervisor of the competition"),
    ):
        with pytest.raises(Refused, match=why):
            boards.name_member(held, db.session.merge(somebody), by=organiser, at=make.AT)
    assert appeals.board(held.id) == []


def held_role(user, unit_id):
    from competition.accounts.models import HeldRole

    return HeldRole(
        user_id=user.id, role=Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=unit_id, granted_at=make.AT
    )


def test_a_member_whose_unit_enters_later_must_not_decide(organiser, entry):
    member = board(entry.item.competition, organiser)
    unit = make.organisation()
    make.keep(held_role(member, unit.id))
    made = filed(entry)
    make.entry(entry.item, organisation=unit)
    db.session.expire_all()
    with pytest.raises(Refused, match="belongs to a unit that competes"):
        admit(made, member)


# two levels


def test_an_appeal_goes_through_two_levels_and_each_says_why(organiser, entry):
    first = board(entry.item.competition, organiser)
    made = filed(entry)
    admit(made, first)
    decide(made, first, upheld=False)
    assert (made.state, made.ask_until) == (AppealState.DECIDED, later(2))
    ask_on(made, at=later(2))
    assert (made.state, made.due_at) == (AppealState.ASKED_ON, later(4))
    decide(made, organiser, upheld=True)
    told = [(one.level, one.upheld, one.decided_by_id) for one in appeals.one(made.id).decisions]
    assert (made.state, told) == (AppealState.FINAL, [(1, False, first.id), (2, True, organiser.id)])
    assert [verb for verb in trail_verbs() if verb.startswith("results.appeal")] == [
        "results.appeal_filed",
        "results.appeal_admitted",
        "results.appeal_decided",
        "results.appeal_asked_on",
        "results.appeal_final",
    ]


def test_an_appeal_that_is_not_admitted_says_why_and_ends(organiser, entry):
    first, made = board(entry.item.competition, organiser), filed(entry)
    with pytest.raises(Refused, match="Say why the appeal is not admitted"):
        appealing.admit_appeal(made, False, " ", None, by=first, at=ENDED)
    admit(made, first, admitted=False)
    assert (made.state, made.admission_reason) == (AppealState.NOT_ADMITTED, "超出受理范围")
    with pytest.raises(Refused, match="cannot make this move"):
        decide(made, first, upheld=True)


def test_the_second_level_is_asked_in_its_time_and_by_the_leader(entry):
    made = appeal_in(AppealState.DECIDED, entry)
    with pytest.raises(NotAllowed, match="leader of the competitor's unit"):
        appealing.ask_on(made, "不服", None, by=make.user(Role.ORGANISER), at=ENDED)
    with pytest.raises(Refused, match="time to ask for the second level is over"):
        ask_on(made, at=later(2, seconds=1))
    assert made.state is AppealState.DECIDED


def test_whoever_is_not_of_the_board_decides_nothing_at_the_first_level(organiser, entry):
    made = filed(entry)
    for somebody in (organiser, supervisor(entry.item.competition), made.filed_by):
        with pytest.raises(NotAllowed, match="appeal board"):
            admit(made, somebody)


def test_nobody_decides_at_both_levels(organiser, entry):
    held = entry.item.competition
    both = make.user(Role.ORGANISER, Role.SUPERVISOR)
    boards.name_member(held, both, by=organiser, at=make.AT)
    made = filed(entry)
    admit(made, both)
    decide(made, both, upheld=False)
    ask_on(made)
    of_this_one = make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=held.id)
    for somebody in (both, of_this_one):
        with pytest.raises(NotAllowed, match="organiser of the city who did not decide"):
            decide(made, somebody, upheld=True)
    decide(made, organiser, upheld=True)
    assert made.state is AppealState.FINAL


def test_an_old_page_decides_nothing(organiser, entry):
    first, made = board(entry.item.competition, organiser), filed(entry)
    old = made.version
    admit(made, first)
    with pytest.raises(SeenChanged):
        appealing.decide_appeal(made, appealing.Verdict(True, "成立"), old, by=first, at=ENDED)


# what it holds


@pytest.fixture
def item(app):
    return closed(("80.5", "60", "70"))


def on_notice(item):
    result = computed(item)
    finishing.finalise_result(result, "", None, by=item.organiser, at=make.AT)
    finishing.put_on_notice(result, BOOK, None, by=item.organiser, at=NOTICE)
    return queries.result(result.id)


def test_one_open_appeal_holds_one_award_and_the_result_goes_out(item):
    result = on_notice(item)
    line = result.lines[0]
    made = filed(line.entry, at=NOTICE)
    announce(result, item.organiser)
    assert result.state is ResultState.ANNOUNCED
    assert appeals.held_of(queries.result(result.id), DAY_AFTER) == {line.id: made.receipt}
    with pytest.raises(Refused, match=f"The appeal {made.receipt} holds this award back"):
        appeals.must_not_be_held([each.id for each in result.lines], DAY_AFTER)
    appeals.must_not_be_held([each.id for each in result.lines[1:]], DAY_AFTER)


def test_a_rejected_appeal_lets_go_once_nobody_can_ask_on(item):
    result = on_notice(item)
    line = result.lines[0]
    appeal_in(AppealState.DECIDED, line.entry, at=NOTICE)
    until = appeals.of_entry(line.entry_id)[0].ask_until
    assert set(appeals.held_lines([line.id], until)) == {line.id}
    assert appeals.held_lines([line.id], DAY_AFTER) == {}


@pytest.mark.parametrize("state", [AppealState.NOT_ADMITTED, AppealState.FINAL])
def test_an_appeal_that_ended_without_success_holds_nothing(item, state):
    line = on_notice(item).lines[0]
    appeal_in(state, line.entry, at=NOTICE)
    assert appeals.held_lines([line.id], NOTICE) == {}


def test_an_upheld_appeal_asks_for_a_new_version_and_holds_until_it_stands(item):
    result = on_notice(item)
    made = appeal_in(AppealState.FINAL, result.lines[0].entry, upheld=True, at=NOTICE)
    with pytest.raises(Refused, match=f"{made.receipt} was upheld: work the result out anew"):
        announce(result, item.organiser)
    anew = computed(item, "申诉成立，更正")
    finishing.finalise_result(anew, "", None, by=item.organiser, at=NOTICE)
    finishing.put_on_notice(anew, BOOK, None, by=item.organiser, at=NOTICE)
    announce(anew, item.organiser)
    assert appeals.held_of(queries.result(anew.id), DAY_AFTER) == {}


def test_an_upheld_appeal_keeps_the_old_version_from_becoming_final(item):
    result = computed(item)
    made = appeal_in(AppealState.FINAL, queries.result(result.id).lines[0].entry, upheld=True)
    with pytest.raises(Refused) as refusal:
        finishing.finalise_result(result, "", None, by=item.organiser, at=ENDED)
    assert made.receipt in str(refusal.value.message) + str([f.message for f in refusal.value.faults])


def test_a_re_check_adds_the_kept_marks_again(item):
    result = on_notice(item)
    line = result.lines[0]
    made = filed(line.entry, AppealKind.RECHECK, at=NOTICE)
    sums = readdition.of(made)
    assert sums.agree
    assert [each.code for each in sums.figures] == ["A1.1", "A1.2", "A2.1", "theory", "practice", "total"]
    assert sums.figures[-1].again == line.total
    with make.transaction(trail=False):
        # a figure entered wrongly in the result
        sums.line.total = Decimal(90)
    again = readdition.of(made)
    assert [each.code for each in again.figures if not each.is_same] == ["total"]


# what waits


def test_today_names_what_waits_for_the_board_and_for_the_city_and_what_is_late(app, organiser, entry):
    first, made = board(entry.item.competition, organiser), filed(entry)

    def waiting(user, at):
        with app.test_request_context(headers={"Accept-Language": "en"}):
            told = {str(one.text): one.count for one in today.waiting(user, at) if one.count}
        return {text: count for text, count in told.items() if "appeal" in text}

    assert waiting(first, later(2)) == {"appeals wait for your decision": 1}
    assert waiting(organiser, later(2)) == {}
    assert waiting(first, later(3)) == waiting(organiser, later(3)) == {"appeals are overdue": 1}
    admit(made, first)
    decide(made, first, upheld=False)
    assert waiting(first, later(3)) == {}
    ask_on(made)
    assert waiting(organiser, later(1)) == {"appeals wait for your decision": 1}
    assert waiting(leader_of(entry), later(3)) == {}
