"""Marking from naming a team to the closed record: what is kept and what is refused."""

import hashlib
import json
from decimal import Decimal

import pytest
import sqlalchemy as sa

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.foundation.database import db
from competition.foundation.errors import NotAllowed, Refused
from competition.judging import queries, rosters, sheets
from competition.judging.actions import closing, marks, schemes, teams
from competition.judging.actions import sheets as marking
from competition.judging.models import ItemJudge, Mark, Sheet
from competition.judging.operations import Operation
from competition.judging.queries import BlockKind
from competition.judging.rules import Presence, SchemeState, Seat, SheetState
from tests import make
from tests.judging.build import hall, tree, unsigned

AT = make.AT


def kinds(item_id, sub_id=None):
    return {block.kind for block in queries.blocking(item_id, sub_id)}


def test_a_judge_is_named_only_with_the_role_and_takes_the_next_place(app):
    item, organiser, unit = make.item(), make.user(Role.ORGANISER), make.organisation()
    judge = make.user(Role.JUDGE)
    for_other = make.user(Role.JUDGE, scope=Scope.ITEM, scope_id=item.id + 1)
    with pytest.raises(Refused, match="security administrator"):
        teams.name_judge(item, teams.Naming(for_other, unit.id, Seat.SCORING), by=organiser, at=AT)
    with pytest.raises(Refused, match="security administrator"):
        teams.name_judge(item, teams.Naming(judge, unit.id, Seat.CHIEF), by=organiser, at=AT)
    first = teams.name_judge(item, teams.Naming(judge, unit.id, Seat.SCORING), by=organiser, at=AT)
    with pytest.raises(Refused, match="in the team already"):
        teams.name_judge(item, teams.Naming(judge, unit.id, Seat.RESERVE), by=organiser, at=AT)
    second = teams.name_judge(item, teams.Naming(make.user(Role.JUDGE), unit.id, Seat.SCORING), by=organiser, at=AT)
    assert (first.position, second.position) == (1, 2)
    teams.end_judge(first, seen=first.version, by=organiser, at=AT)
    third = teams.name_judge(item, teams.Naming(make.user(Role.JUDGE), unit.id, Seat.SCORING), by=organiser, at=AT)
    assert third.position == 1
    back = teams.name_judge(item, teams.Naming(judge, unit.id, Seat.RESERVE), by=organiser, at=AT)
    assert (back.id, back.ended_at) == (first.id, None)


def test_sheets_are_made_where_a_judge_has_something_to_mark(app):
    there = hall(2)
    rows = sheets.of_item(there.item.id)
    assert sorted((r.code, r.number, r.position, r.due) for r in rows) == [
        ("A1", 1, 1, 2), ("A1", 1, 2, 1), ("A1", 1, 3, 1), ("A1", 2, 1, 2), ("A1", 2, 2, 1), ("A1", 2, 3, 1),
        ("A2", 1, 1, 1), ("A2", 2, 1, 1),
    ]  # fmt: skip
    assert marking.open_sheets(there.item, by=there.organiser, at=AT) == 0
    make.entry(there.item, number=9)
    assert marking.open_sheets(there.item, by=there.organiser, at=AT) == 4


def test_the_reserve_marks_the_competitor_of_a_judges_own_unit_and_only_that_one(app):
    there = hall(1, opened=False)
    own = make.entry(there.item, number=7, organisation=there.judges[0].organisation)
    marking.open_sheets(there.item, by=there.organiser, at=AT)
    by_place = {(r.number, r.code, r.position): r.judge_id for r in sheets.of_item(there.item.id)}
    assert by_place[7, "A1", 1] == by_place[7, "A2", 1] == there.reserve.id
    assert by_place[1, "A1", 1] == there.judges[0].id
    assert by_place[7, "A1", 2] == there.judges[1].id
    assert there.sheet("A1", own).judge_id == there.reserve.id


def test_opening_is_refused_where_nobody_without_a_conflict_is_left(app):
    there = hall(1, opened=False)
    unit = there.judges[0].organisation
    db.session.execute(sa.select(1))
    with make.transaction(trail=False) as session:
        session.get(ItemJudge, there.reserve.id).organisation_id = unit.id
    make.entry(there.item, number=7, organisation=unit)
    with pytest.raises(Refused) as refused:
        marking.open_sheets(there.item, by=there.organiser, at=AT)
    assert "07" in str(refused.value.faults[0].message)
    assert sheets.of_item(there.item.id) == []


def test_a_merged_unit_is_the_same_unit(app):
    there = hall(1, opened=False)
    old = make.organisation(merged_into_id=there.judges[1].organisation_id)
    make.entry(there.item, number=5, organisation=old)
    marking.open_sheets(there.item, by=there.organiser, at=AT)
    by_place = {(r.number, r.code, r.position): r.judge_id for r in sheets.of_item(there.item.id)}
    assert by_place[5, "A1", 2] == there.reserve.id


def test_a_conflict_that_appears_later_stops_the_save(app):
    there = hall(1)
    sheet = there.sheet("A1", there.entries[0])
    with make.transaction(trail=False) as session:
        session.get(ItemJudge, sheet.judge_id).organisation_id = there.entries[0].organisation_id
    with pytest.raises(Refused, match="must not mark"):
        there.mark(sheet, 2)
    assert BlockKind.CONFLICT in kinds(there.item.id)


def test_a_mark_taken_back_is_missing_and_not_zero(app):
    there = hall(1)
    sheet = there.sheet("A1", there.entries[0])
    there.mark(sheet, 2)
    there.mark(sheets.one(sheet.id), None)
    assert sheets.marks_on(sheet.id) == {}
    there.all_present()
    assert queries.entry_marks(there.item.id)[0].practice is None


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ((4,), "0, 1, 2 or 3"),
        (("1.5",), "0, 1, 2 or 3"),
        ((2, 38), "full or zero"),
        ((2, 40), "between 0 and the maximum"),
    ],
)
def test_a_wrong_mark_is_refused_and_holds_back_no_other(app, values, told):
    there = hall(1)
    sheet = there.sheet("A1", there.entries[0])
    with pytest.raises(Refused) as refused:
        there.mark(sheet, *values)
    assert told in str(refused.value.faults[0].message)
    assert list(sheets.marks_on(sheet.id).values()) == [Decimal(each) for each in values[:-1]]


def test_where_partial_marks_are_allowed_they_go_in_hundredths(app):
    there = hall(1)
    sheet = there.sheet("A2", there.entries[0])
    there.mark(sheet, "59.25")
    with pytest.raises(Refused):
        there.mark(sheets.one(sheet.id), "59.255")
    assert list(sheets.marks_on(sheet.id).values()) == [Decimal("59.25")]


def test_only_the_judge_of_a_sheet_marks_it_and_only_their_aspects(app):
    there = hall(1)
    mine, others = there.sheet("A1", there.entries[0], 1), there.sheet("A1", there.entries[0], 2)
    sent = [Operation("operation-1", sheets.aspects_of(mine)[0].id, Decimal(1))]
    with pytest.raises(NotAllowed):
        marks.keep_operations(mine.id, sent, device="", by=there.user_of(others), at=AT)
    measured = sheets.aspects_of(mine)[1].id
    with pytest.raises(Refused, match="not on this sheet"):
        there.send_operations(others, {measured: 39})


def test_an_absent_competitor_gets_no_marks_and_blocks_nothing(app):
    there = hall(2)
    absent = {there.entries[0].id: teams.Said(Presence.ABSENT)}
    sheet = there.sheet("A1", there.entries[0])
    teams.say_presence(there.item, absent, by=there.chief, at=AT)
    with pytest.raises(Refused, match="does not take part"):
        there.mark(sheet, 2)
    assert {row.number for row in sheets.of_item(there.item.id)} == {2}


def test_who_withdrew_or_was_disqualified_needs_a_reason(app):
    there = hall(1)
    for said in (Presence.WITHDRAWN, Presence.DISQUALIFIED):
        with pytest.raises(Refused):
            teams.say_presence(there.item, {there.entries[0].id: teams.Said(said, " ")}, by=there.chief, at=AT)
    teams.say_presence(
        there.item, {there.entries[0].id: teams.Said(Presence.DISQUALIFIED, "夹带")}, by=there.chief, at=AT
    )
    assert queries.entry_marks(there.item.id)[0].presence is Presence.DISQUALIFIED


def test_submit_names_what_is_missing(app):
    there = hall(1)
    sheet = there.sheet("A1", there.entries[0])
    there.mark(sheet, 2)
    with pytest.raises(Refused) as refused:
        closing.submit_sheet(sheets.one(sheet.id), seen=None, by=there.user_of(sheet), at=AT)
    assert [str(fault.message) for fault in refused.value.faults] == ["A1.2 is not marked yet."]


def test_a_sheet_is_checked_by_another_person_who_marks_nothing_beside_it(app):
    there = hall(1)
    sheet = there.sheet("A1", there.entries[0])
    there.mark(sheet, 2, 39)
    closing.submit_sheet(sheets.one(sheet.id), seen=None, by=there.user_of(sheet), at=AT)
    beside = db.session.get(User, there.judges[1].user_id)
    for person in (there.user_of(sheet), beside, there.organiser):
        with pytest.raises(NotAllowed):
            closing.check_sheet(sheets.one(sheet.id), seen=None, by=person, at=AT)
    with pytest.raises(Refused, match="submitted"):
        there.mark(sheets.one(sheet.id), 3)
    reserve = db.session.get(User, there.reserve.user_id)
    closing.check_sheet(sheets.one(sheet.id), seen=None, by=reserve, at=AT)
    assert sheets.one(sheet.id).state is SheetState.CHECKED


def test_a_sheet_handed_back_keeps_its_marks_and_tells_why(app):
    there = hall(1)
    sheet = there.sheet("A2", there.entries[0])
    there.mark(sheet, 50)
    closing.submit_sheet(sheets.one(sheet.id), seen=None, by=there.user_of(sheet), at=AT)
    with pytest.raises(Refused, match="why"):
        closing.hand_back(sheets.one(sheet.id), reason=" ", seen=None, by=there.chief, at=AT)
    closing.hand_back(sheets.one(sheet.id), reason="量具读数与记录不符", seen=None, by=there.chief, at=AT)
    back = sheets.one(sheet.id)
    assert (back.state, back.return_reason) == (SheetState.OPEN, "量具读数与记录不符")
    there.mark(back, 51)
    assert list(sheets.marks_on(sheet.id).values()) == [Decimal(51)]


def test_a_sheet_given_to_the_reserve_starts_empty_and_the_trail_keeps_the_marks(app):
    there = hall(1)
    sheet = there.sheet("A1", there.entries[0], 2)
    there.mark(sheet, 3)
    reserve = closing.give_to_reserve(sheets.one(sheet.id), reason="裁判身体不适", seen=None, by=there.chief, at=AT)
    assert reserve.id == there.reserve.id
    assert sheets.marks_on(sheet.id) == {}
    before = db.session.scalar(sa.text("SELECT before FROM trail_rows ORDER BY seq DESC LIMIT 1"))
    assert '"value":"3"' in before
    with pytest.raises(NotAllowed):
        marks.keep_operations(
            sheet.id,
            [Operation("operation-2", 1, None)],
            device="",
            by=db.session.get(User, there.judges[1].user_id),
            at=AT,
        )


def test_closing_names_everything_that_is_not_ready(app):
    there = hall(2)
    assert kinds(there.item.id) == {BlockKind.PRESENCE, BlockKind.NOT_SUBMITTED, BlockKind.THEORY}
    with pytest.raises(Refused) as refused:
        closing.close_item(there.item, by=there.chief, at=AT)
    assert len(refused.value.faults) == len(queries.blocking(there.item.id))


def test_judges_too_far_apart_stop_the_closing_until_they_mark_again(app):
    there = hall(1)
    there.all_present()
    there.all_theory()
    there.mark_all()
    sheet = there.sheet("A1", there.entries[0], 3)
    closing.hand_back(sheet, reason="重评", seen=None, by=there.chief, at=AT)
    there.mark(sheets.one(sheet.id), 0)
    with pytest.raises(Refused, match="too far apart"):
        there.send(sheet.id)
    far = [block for block in queries.blocking(there.item.id) if block.kind is BlockKind.SPREAD]
    assert [(b.code, b.number, b.scores) for b in far] == [("A1.1", 1, (Decimal(2), Decimal(2), Decimal(0)))]
    with pytest.raises(Refused):
        closing.close_item(there.item, by=there.chief, at=AT)
    there.mark(sheets.one(sheet.id), 1)
    there.send(sheet.id)
    closing.close_item(there.item, by=there.chief, at=AT)
    assert queries.is_closed(there.item.id)


def test_a_closed_item_hands_on_exact_marks_and_never_changes(app):
    there = hall(2)
    there.all_present()
    there.all_theory()
    there.mark_all()
    with pytest.raises(Refused, match="not closed yet"):
        queries.closed_marks(there.item.id)
    with pytest.raises(NotAllowed):
        closing.close_item(there.item, by=there.organiser, at=AT)
    made = closing.close_item(there.item, by=there.chief, at=AT)
    marks = queries.closed_marks(there.item.id)
    assert [(m.number, m.theory, m.practice) for m in marks] == [
        (1, Decimal("80.5"), Decimal("99.67")), (2, Decimal("80.5"), Decimal("99.67")),
    ]  # fmt: skip
    assert [(line.code, line.scores, line.mark) for line in marks[0].lines] == [
        ("A1.1", (Decimal(2),) * 3, Decimal("0.67")),
        ("A1.2", (Decimal(39),), Decimal(39)),
        ("A2.1", (Decimal(60),), Decimal(60)),
    ]
    sheet = there.sheet("A1", there.entries[0])
    assert sheet.state is SheetState.CLOSED
    assert hashlib.sha256(sheet.snapshot.encode()).hexdigest() == sheet.snapshot_sha256
    record = json.loads(sheet.snapshot)
    assert (record["competitor"], [m["value"] for m in record["marks"]]) == (1, ["2", "39"])
    assert sheet.snapshot_sha256 in json.loads(made.snapshot)["sheets"]
    nobody = there.entries[0].unit_as_was, there.entries[0].name
    assert not any(told in made.snapshot + sheet.snapshot for told in nobody)
    for act in (
        lambda: there.mark(sheet, 1),
        lambda: closing.hand_back(sheet, reason="x", seen=None, by=there.chief, at=AT),
        there.all_theory,
        lambda: teams.say_presence(there.item, {}, by=there.chief, at=AT),
        lambda: marking.open_sheets(there.item, by=there.organiser, at=AT),
        lambda: closing.close_item(there.item, by=there.chief, at=AT),
    ):
        with pytest.raises(Refused):
            act()


def test_one_form_can_be_closed_before_the_others(app):
    there = hall(1)
    there.all_present()
    sheet = there.sheet("A2", there.entries[0])
    there.mark(sheet, 60)
    there.send(sheet.id)
    assert closing.close_sub_criterion(there.item, sheet.sub_criterion_id, by=there.chief, at=AT) == 1
    assert sheets.one(sheet.id).state is SheetState.CLOSED
    assert not queries.is_closed(there.item.id)


def test_theory_marks_are_all_kept_or_none(app):
    there = hall(2)
    for wrong in ({1: Decimal(90), 99: Decimal(1)}, {1: Decimal("100.5")}, {1: Decimal("80.123")}, {1: Decimal("NaN")}):
        with pytest.raises(Refused):
            closing.enter_theory(there.item, wrong, by=there.organiser, at=AT)
    assert all(mark.theory is None for mark in queries.entry_marks(there.item.id))
    assert closing.enter_theory(there.item, {1: Decimal(0)}, by=there.organiser, at=AT) == 1
    assert [m.theory for m in queries.entry_marks(there.item.id)] == [Decimal(0), None]


def test_a_new_scheme_replaces_the_locked_one_only_with_a_reason_and_before_any_mark(app):
    there = hall(1)
    source = schemes.Source("新.xlsx", "1" * 64)
    draft = schemes.store_scheme(there.item, tree(), source, by=there.organiser, at=AT)
    assert draft.number == 2
    with pytest.raises(Refused, match="why"):
        schemes.lock_scheme(draft, reason="", seen=None, by=there.organiser, at=AT)
    schemes.lock_scheme(draft, reason="更正A1描述", seen=None, by=there.organiser, at=AT)
    assert sheets.of_item(there.item.id) == []
    assert [s.state for s in rosters.schemes(there.item.id)] == [SchemeState.LOCKED, SchemeState.SUPERSEDED]
    marking.open_sheets(there.item, by=there.organiser, at=AT)
    there.mark(there.sheet("A1", there.entries[0]), 2)
    third = schemes.store_scheme(there.item, tree(), source, by=there.organiser, at=AT)
    with pytest.raises(Refused, match="no longer be replaced"):
        schemes.lock_scheme(third, reason="再改", seen=None, by=there.organiser, at=AT)


def test_a_stored_scheme_is_the_one_that_was_read(app):
    there = hall(1)
    kept = rosters.scheme(rosters.scheme_in_force(there.item.id).id)
    assert rosters.tree(kept) == unsigned(tree())


def test_partial_marks_are_allowed_on_a_draft_only(app):
    there = hall(1)
    locked = rosters.scheme(rosters.scheme_in_force(there.item.id).id)
    with pytest.raises(Refused, match="locked"):
        schemes.allow_partial(locked, frozenset(), seen=None, by=there.organiser, at=AT)
    made = schemes.store_scheme(there.item, tree(), schemes.Source("x", ""), by=there.organiser, at=AT)
    draft = rosters.scheme(made.id)
    measured = draft.criteria[0].sub_criteria[0].aspects[1].id
    schemes.allow_partial(draft, frozenset({measured}), seen=draft.version, by=there.organiser, at=AT)
    assert [a.calculation for a in rosters.tree(rosters.scheme(made.id)).aspects] == ["", "PARTIAL", ""]
    assert draft.version == 2


def test_a_naming_with_marks_does_not_end(app):
    there = hall(1)
    there.mark(there.sheet("A1", there.entries[0]), 2)
    with pytest.raises(Refused, match="has given marks"):
        teams.end_judge(there.judges[0], seen=None, by=there.organiser, at=AT)
    teams.end_judge(there.judges[1], seen=None, by=there.organiser, at=AT)
    assert db.session.scalar(sa.select(sa.func.count()).where(Sheet.judge_id == there.judges[1].id)) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Mark)) == 1
