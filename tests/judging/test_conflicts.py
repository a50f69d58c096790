"""Conflicts hard and soft, declarations and the commitment, and rosters without conflicts."""

from itertools import combinations, permutations

import pytest
import sqlalchemy as sa
from flask import g
from hypothesis import given
from hypothesis import strategies as st

from competition.accounts.models import User
from competition.foundation.database import db
from competition.foundation.errors import NotAllowed, Refused
from competition.judging import conflict_rules, conflicts, queries, rosters, sheets
from competition.judging.actions import declaring
from competition.judging.actions import sheets as marking
from competition.judging.actions.declaring import Relation
from competition.judging.conflict_rules import Declared, Reason
from competition.judging.duty_rules import Competitor, Panelist
from competition.judging.queries import BlockKind
from competition.judging.rules import Seat
from competition.registration.models import Coach, Entry
from tests import make
from tests.judging.build import hall, trail_verbs
from tests.judging.test_pages import as_


@pytest.fixture
def there(app):
    return hall(3, opened=False)


def judge(key, unit=1, name="王伟", *, school=False, seat=Seat.SCORING):
    return Panelist(key, seat, key, unit, name, school)


@pytest.mark.parametrize(
    ("of", "competitor", "declared", "reasons", "hard"),
    [
        (judge(1, 5), Competitor(9, 1, 5), [], [Reason.EMPLOYER], True),
        (judge(1, 5, school=True), Competitor(9, 1, 5), [], [Reason.SCHOOL], True),
        (judge(1, 5), Competitor(9, 1, 6), [], [], False),
        (judge(1, 5, "王 伟"), Competitor(9, 1, 6, "李娜、王伟"), [], [Reason.COACH], True),
        (judge(1, 5, "王伟"), Competitor(9, 1, 6, "王伟东"), [], [], False),
        (judge(1, 5), Competitor(9, 1, 6, ""), [], [], False),
        (judge(1, 5), Competitor(9, 1, 6), [Declared(1, 6, None, Reason.TRAINEE)], [Reason.TRAINEE], True),
        (judge(1, 5), Competitor(9, 1, 6), [Declared(1, 6, 9, Reason.RELATIVE)], [Reason.RELATIVE], True),
        (judge(1, 5), Competitor(9, 1, 6), [Declared(1, 6, 8, Reason.RELATIVE)], [], False),
        (judge(1, 5), Competitor(9, 1, 6), [Declared(2, 6, None, Reason.RELATIVE)], [], False),
        (judge(1, 5), Competitor(9, 1, 6), [Declared(1, 6, None, Reason.FORMER)], [Reason.FORMER], False),
        (judge(1, 5), Competitor(9, 1, 6), [Declared(1, 6, None, Reason.OTHER)], [Reason.OTHER], False),
    ],
)
def test_each_rule_names_its_reason_and_only_hard_ones_bar(of, competitor, declared, reasons, hard):
    found = conflict_rules.clashes([of], [competitor], declared)
    assert [each.reason for each in found] == reasons
    assert bool(conflict_rules.barred(found)) is hard


UNITS = st.lists(st.integers(1, 4), min_size=3, max_size=6)


@given(UNITS, st.lists(st.integers(1, 5), max_size=8), st.integers(1, 3))
def test_the_proposal_is_as_light_as_the_best_of_all_teams_and_none_only_where_none_exists(mine, theirs, places):
    judges = [judge(key, unit) for key, unit in enumerate(mine, 1)]
    competitors = [Competitor(100 + n, n, unit) for n, unit in enumerate(theirs, 1)]
    found = conflict_rules.clashes(judges, competitors, [])
    apart = conflict_rules.barred(found)

    def covered(team):
        rest = [each for each in judges if each not in team]
        return all(
            any(
                all((who.judge_id, each.entry_id) not in apart for who in stand_ins)
                for stand_ins in permutations(rest, sum((m.judge_id, each.entry_id) in apart for m in team))
            )
            for each in competitors
        )

    teams = [team for team in combinations(judges, places) if covered(team)]
    weights = [sum((m.judge_id, each.entry_id) in apart for m in team for each in competitors) for team in teams]
    made = conflict_rules.proposal(judges, competitors, found, places)
    assert (made.stand_ins if made else None) == min(weights, default=None)
    assert bool(made) is not bool(conflict_rules.shortages(judges, competitors, found, places))


def test_a_soft_rule_is_avoided_where_it_costs_no_stand_in():
    judges = [judge(1, 1), judge(2, 2), judge(3, 3, seat=Seat.RESERVE)]
    competitors = [Competitor(9, 1, 7)]
    told = [Declared(1, 7, None, Reason.FORMER)]
    made = conflict_rules.proposal(judges, competitors, conflict_rules.clashes(judges, competitors, told), 2)
    assert (made.scoring, made.reserves, made.soft) == ((2, 3), (1,), 0)


def test_shortages_name_the_competitor_and_the_judges_who_must_step_back():
    judges = [judge(1, 7), judge(2, 7), judge(3, 3), judge(4, 4)]
    found = conflict_rules.clashes(judges, [Competitor(9, 12, 7), Competitor(8, 13, 3)], [])
    short = conflict_rules.shortages(judges, [Competitor(9, 12, 7), Competitor(8, 13, 3)], found, 3)
    assert [(each.number, each.free, each.barred) for each in short] == [(12, 2, (1, 2))]


def user_of(naming):
    return db.session.get(User, naming.user_id)


def declared(there, naming, entry, reason, name=""):
    told = Relation(entry.organisation_id, reason, name)
    return declaring.declare_relation(there.item, told, by=user_of(naming), at=make.AT)


def judges_of(there, entry):
    return {r.position: r.judge_id for r in sheets.of_item(there.item.id) if r.entry_id == entry.id and r.code == "A1"}


@pytest.mark.parametrize("reason", [Reason.TRAINEE, Reason.RELATIVE])
def test_a_declared_relation_sends_that_competitor_only_to_the_reserve(there, reason):
    declared(there, there.judges[1], there.entries[0], reason)
    marking.open_sheets(there.item, by=there.organiser, at=make.AT)
    assert judges_of(there, there.entries[0])[2] == there.reserve.id
    assert judges_of(there, there.entries[1])[2] == there.judges[1].id


def test_a_soft_relation_changes_no_sheet(there):
    declared(there, there.judges[1], there.entries[0], Reason.FORMER)
    marking.open_sheets(there.item, by=there.organiser, at=make.AT)
    assert judges_of(there, there.entries[0])[2] == there.judges[1].id


def test_a_relation_declared_after_the_opening_stops_the_next_mark_and_the_closing(there):
    marking.open_sheets(there.item, by=there.organiser, at=make.AT)
    sheet, other = there.sheet("A1", there.entries[0], 2), there.sheet("A1", there.entries[1], 2)
    there.mark(sheet, 2)
    declared(there, there.judges[1], there.entries[0], Reason.TRAINEE)
    with pytest.raises(Refused, match="must not mark this competitor"):
        there.mark(there.sheet("A1", there.entries[0], 2), 3)
    there.mark(other, 2)
    assert any(block.kind is BlockKind.CONFLICT for block in queries.blocking(there.item.id))
    assert rosters.free_reserve(there.sheet("A1", there.entries[0], 2)).id == there.reserve.id


def test_a_coach_named_by_the_entry_cannot_save_a_mark(there):
    marking.open_sheets(there.item, by=there.organiser, at=make.AT)
    sheet = there.sheet("A1", there.entries[0], 2)
    for position, name in enumerate(("李四", there.user_of(sheet).name), 1):
        person, entry = make.person(name=name), there.entries[0]
        make.keep(Coach(entry_id=entry.id, person_id=person.id, position=position, name_as_was=name))
    with pytest.raises(Refused, match="must not mark this competitor"):
        there.mark(sheet, 2)


def test_a_name_narrows_a_declaration_to_the_one_competitor_who_bears_it(there):
    first = there.entries[0]
    second = make.entry(there.item, number=77, organisation=first.organisation)
    made = declared(there, there.judges[0], first, Reason.TRAINEE, first.members[0].name_as_was)
    wide = declared(there, there.judges[1], first, Reason.TRAINEE, "查无此人")
    assert (made.entry_id, wide.entry_id) == (first.id, None)
    panel, there_now = rosters.panel(there.item.id), rosters.numbered(rosters.competitors(there.item.id))
    apart = conflict_rules.barred(conflicts.clashes(there.item.id, panel, there_now))
    one, two = there.judges[0].id, there.judges[1].id
    assert apart == {(one, first.id), (two, first.id), (two, second.id)}


def test_only_judges_of_the_item_declare_and_only_about_units_of_the_directory(there):
    told, nowhere = (Relation(unit, Reason.OTHER) for unit in (there.entries[0].organisation_id, 999_999))
    with pytest.raises(NotAllowed):
        declaring.declare_relation(there.item, told, by=there.organiser, at=make.AT)
    with pytest.raises(Refused, match="not in the directory"):
        declaring.declare_relation(there.item, nowhere, by=user_of(there.judges[0]), at=make.AT)
    with pytest.raises(Refused, match="relations listed"):
        declared(there, there.judges[0], there.entries[0], Reason.EMPLOYER)


def test_a_judge_signs_once_and_declares_on_one_page_that_names_no_number(app, there):
    page = f"/tablet/items/{there.item.id}/declaration"
    with make.transaction(trail=False) as session:
        session.delete(conflicts.commitment(there.item.id, there.judges[0].user_id))
    client = as_(app.test_client(), user_of(there.judges[0]))
    assert page in client.get("/tablet").text
    assert client.post(f"/tablet/items/{there.item.id}/commitment").status_code == 302
    client.post(f"/tablet/items/{there.item.id}/commitment")
    assert trail_verbs().count("judging.commitment_signed") == 1
    signed = conflicts.commitment(there.item.id, there.judges[0].user_id)
    assert signed.text in client.get(page).text
    assert client.post(page, data={"organisation_id": "0", "reason": "other"}).status_code == 422
    sent = {"organisation_id": str(there.entries[0].organisation_id), "reason": "former"}
    assert client.post(page, data=sent).status_code == 302
    assert len(conflicts.own(there.item.id, there.judges[0].user_id)) == 1
    stranger = as_(app.test_client(), user_of(make.judge(make.item())))
    assert stranger.get(page).status_code == 403


def test_the_roster_board_proposes_sets_and_says_why_it_cannot(app, there):
    page = f"/office/judging/items/{there.item.id}/roster"
    make.entry(there.item, number=42, organisation=there.judges[0].organisation)
    client = as_(app.test_client(), there.organiser)
    assert "42 · " in client.get(page).text
    proposed = client.get(f"{page}?propose=1&lang=en").text
    assert "no conflict" in proposed
    wanted = [there.judges[1].id, there.judges[2].id, there.reserve.id]
    assert (
        client.post(page, data={"place": [str(each) for each in [wanted[0], wanted[0], wanted[2]]]}).status_code == 422
    )
    assert client.post(page, data={"place": [str(each) for each in wanted]}).status_code == 302
    seats = {judge.judge_id: (judge.seat, judge.position) for judge in rosters.panel(there.item.id)}
    assert seats[there.reserve.id] == (Seat.SCORING, 3)
    assert seats[there.judges[0].id] == (Seat.RESERVE, 1)
    make.entry(there.item, number=43, organisation=there.judges[1].organisation)
    declared(there, there.judges[2], db.session.scalar(sa.select(Entry).filter_by(number=43)), Reason.RELATIVE)
    assert "No roster is possible" in client.get(f"{page}?lang=en").text
    g.language = "en"
    with pytest.raises(Refused, match="cannot be marked without a conflict"):
        marking.open_sheets(there.item, by=there.organiser, at=make.AT)


def test_a_roster_stays_once_sheets_are_open(there):
    marking.open_sheets(there.item, by=there.organiser, at=make.AT)
    with pytest.raises(Refused, match="Sheets are open"):
        declaring.set_roster(there.item, [there.judges[0].id], by=there.organiser, at=make.AT)
