"""Destruction lists: what may go on which day, two other people's approvals, and nothing lost but what is on the list."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from competition.accounts.rules import Role
from competition.directory.models import Person
from competition.foundation import backups
from competition.foundation.database import db, transaction
from competition.foundation.errors import NotAllowed, Refused, SeenChanged
from competition.foundation.spreadsheets import read_sheets
from competition.foundation.trail import TrailRow
from competition.funding.claim_models import ClaimPaper
from competition.honours import archiving, destroying, destruction_exports, destructions, taking_away
from competition.honours.destroying import Proposal
from competition.honours.destruction_models import DestructionItem
from competition.honours.retention_rules import Destructible, DestructionState, Outcome, Stay
from competition.plan.models import Competition
from competition.plan.rules import CompetitionState
from competition.results.appeal_models import Appeal, AppealFile
from competition.results.appeal_rules import AppealState
from tests import make
from tests.honours import build, doomed
from tests.honours.doomed import BEFORE_THIRTY, DAY_BEFORE, TEN, TEN_YEARS, THIRTY_YEARS, again, noon


def done(of, by=None):
    """Carry a list out on the day it was made for."""
    destroying.carry_out(of.id, by or make.user(Role.ORGANISER), noon(of.as_of), lambda _done, _whole: None)
    return again(of)


def outcomes(of):
    return {(one.kind, one.record_id): (one.outcome, one.why) for one in destructions.items(of.id)}


def state_of(on):
    """Say why everything that stays stays."""
    _basis, kept = destructions.table(doomed.BOOK, on)
    return {one.stays for one in destructions.looked_through(tuple(Destructible), on, kept)}


def test_each_kind_may_go_on_its_day_and_not_the_day_before(app):
    ids = doomed.old().ids()
    days = {DAY_BEFORE: set(), TEN_YEARS: TEN, BEFORE_THIRTY: TEN, THIRTY_YEARS: set(ids)}
    for on, kinds in days.items():
        assert doomed.goes(on) == {kind: ids[kind] for kind in kinds}, on


@pytest.mark.parametrize(("ended", "on_time"), [(date(2026, 12, 31), True), (date(2027, 1, 1), False)])
def test_years_are_counted_from_the_first_of_january_after_the_last_day(app, ended, on_time):
    doomed.old(ended)
    assert bool(doomed.goes(TEN_YEARS)) is on_time


def test_what_is_not_over_or_appealed_stays_with_its_reason(app):
    old = doomed.old()
    with transaction(trail=False) as session:
        session.get(Appeal, old.appeal.id).state = AppealState.ADMITTED
    assert set(doomed.goes(THIRTY_YEARS)) == {Destructible.PERSON_DATA}
    assert state_of(THIRTY_YEARS) == {None, Stay.APPEAL}
    with transaction(trail=False) as session:
        session.get(Competition, old.hall.item.competition_id).state = CompetitionState.RUNNING
    assert state_of(THIRTY_YEARS) == {None, Stay.NOT_OVER}


def test_who_entered_again_later_is_kept_until_that_time_is_over(app):
    old = doomed.old()
    later = make.competition(starts_on=date(2030, 9, 1), ends_on=date(2030, 9, 2), state=CompetitionState.HELD)
    make.entry(make.item(competition_id=later.id), old.plain)
    assert doomed.goes(TEN_YEARS)[Destructible.PERSON_DATA] == {old.titled.id}
    assert old.plain.id in doomed.goes(date(2041, 1, 1))[Destructible.PERSON_DATA]


def test_a_list_holds_exactly_what_was_seen_and_nothing_still_to_come(app):
    doomed.old()
    by, kinds = make.user(Role.ORGANISER), tuple(Destructible)
    for told, wrong in (
        (Proposal(kinds, THIRTY_YEARS, "无保存价值", "0" * 64), SeenChanged),
        (Proposal(kinds, date(2058, 1, 1), "无保存价值", ""), Refused),
        (Proposal(kinds, THIRTY_YEARS, " ", ""), Refused),
        (Proposal(kinds, DAY_BEFORE, "无保存价值", ""), Refused),
    ):
        with pytest.raises(wrong):
            destroying.prepare_list(told, doomed.BOOK, by=by, at=noon(THIRTY_YEARS))
    assert destructions.recent() == []
    of = doomed.prepared(TEN_YEARS, by)
    assert (of.number, of.state, of.basis["table"]) == ("XH2037-001", DestructionState.PROPOSED, "honours.retention")
    assert {kind for kind, _id in outcomes(of)} == TEN


def test_nothing_stands_on_two_lists_whoever_writes_it(app):
    old = doomed.old()
    doomed.prepared(TEN_YEARS)
    assert doomed.goes(TEN_YEARS) == {}
    assert state_of(TEN_YEARS) == {Stay.LISTED, Stay.NOT_DUE}
    other = doomed.prepared(THIRTY_YEARS, kinds=(Destructible.PACKAGES,))
    twice = {"kind": Destructible.PAPER_SCANS, "record_id": old.paper.id, "title": "", "keep": "years_10"}
    with pytest.raises(IntegrityError):
        make.keep(DestructionItem(list_id=other.id, counted_from=DAY_BEFORE, due_on=TEN_YEARS, **twice))


# --- two approvals ----------------------------------------------------------------------------------------------------


def test_two_others_approve_and_nobody_twice(app):
    doomed.old()
    preparer, first, second = (make.user(Role.ORGANISER) for _ in range(3))
    of = doomed.prepared(TEN_YEARS, preparer)
    with pytest.raises(NotAllowed):
        destroying.approve_list(of, None, by=preparer, at=noon(TEN_YEARS))
    assert destroying.approve_list(of, None, by=first, at=noon(TEN_YEARS)) is DestructionState.PROPOSED
    with pytest.raises(NotAllowed):
        destroying.approve_list(of, None, by=first, at=noon(TEN_YEARS))
    with pytest.raises(Refused):
        destroying.ask_destruction(of, "en", noon(TEN_YEARS), by=preparer, at=noon(TEN_YEARS))
    with pytest.raises(Refused):
        done(of)
    assert destroying.approve_list(of, None, by=second, at=noon(TEN_YEARS)) is DestructionState.APPROVED
    with pytest.raises(Refused):
        destroying.approve_list(of, None, by=make.user(Role.ORGANISER), at=noon(TEN_YEARS))


def test_the_database_takes_no_approved_list_without_two_other_people(app):
    doomed.old()
    people = [make.user(Role.ORGANISER) for _ in range(2)]
    of = doomed.prepared(TEN_YEARS, people[0])
    for who in [(1, 1), (0, 1), (1, 0), (1, None), (None, None)]:
        first, second = (None if one is None else people[one].id for one in who)
        told = {"state": DestructionState.APPROVED, "first_by_id": first, "second_by_id": second}
        with pytest.raises(IntegrityError), transaction(trail=False) as session:
            session.execute(sa.update(type(of)).where(type(of).id == of.id).values(**told))


def test_an_old_page_approves_nothing(app):
    doomed.old()
    of = doomed.prepared(TEN_YEARS)
    seen = of.version
    destroying.approve_list(of, seen, by=make.user(Role.ORGANISER), at=noon(TEN_YEARS))
    with pytest.raises(SeenChanged):
        destroying.approve_list(of, seen, by=make.user(Role.ORGANISER), at=noon(TEN_YEARS))


def test_a_list_is_cancelled_with_a_reason_before_both_approved_and_all_of_it_may_be_listed_again(app):
    doomed.old()
    by, before = make.user(Role.ORGANISER), doomed.goes(TEN_YEARS)
    of = doomed.prepared(TEN_YEARS)
    with pytest.raises(Refused):
        destroying.cancel_list(of, " ", None, by=by, at=noon(TEN_YEARS))
    destroying.cancel_list(of, "另有用途", None, by=by, at=noon(TEN_YEARS))
    assert again(of).state is DestructionState.CANCELLED
    assert set(outcomes(of).values()) == {(Outcome.STAYED, "cancelled")}
    assert doomed.goes(TEN_YEARS) == before
    ready = doomed.approved(TEN_YEARS)
    with pytest.raises(Refused):
        destroying.cancel_list(ready, "迟了", None, by=by, at=noon(TEN_YEARS))


# --- carried out ------------------------------------------------------------------------------------------------------


def test_what_is_on_the_list_goes_and_all_else_stays(app):
    old = doomed.old()
    path = archiving.folder() / old.package.file_name
    copy = backups.held(archiving.folder().parent, old.package.sha256)
    archiving.read_again()
    assert copy.exists()
    of = done(doomed.approved(THIRTY_YEARS))
    assert not copy.exists()
    assert (of.state, set(outcomes(of).values())) == (DestructionState.DONE, {(Outcome.GONE, "")})
    assert not path.exists()
    records = [old.package, old.paper, old.note, old.appeal.files[0], old.claim_paper, old.plain]
    assert {(one.destroyed_on, one.destroyed_under) for one in map(again, records)} == {(THIRTY_YEARS, "XH2057-001")}
    assert again(old.paper).scan is None
    assert again(old.paper).scan_sha256 == "1" * 64
    assert again(old.note).photo is None
    assert db.session.scalar(sa.select(AppealFile.content)) is None
    assert db.session.scalar(sa.select(ClaimPaper.content)) is None
    assert (again(old.package).sha256, again(old.package).fault) == (old.package.sha256, "")
    plain = again(old.plain)
    assert (plain.phone, plain.id_number, plain.id_number_index, plain.birth_date) == (None, None, None, None)
    assert (plain.name, again(old.hall.entries[1]).name) == (old.plain.name, "—")
    assert doomed.goes(THIRTY_YEARS) == {}
    assert archiving.check_archives(noon(THIRTY_YEARS)) == []


def test_whoever_an_earlier_title_or_the_register_names_keeps_number_and_birth_date(app):
    old = doomed.old()
    done(doomed.approved(TEN_YEARS))
    titled = again(old.titled)
    assert titled.phone is None
    assert (titled.id_number, titled.birth_date) == (f"37030319900307001{0}", date(1990, 3, 7))


def test_the_register_its_log_and_the_trail_lose_nothing(app):
    build.entered()
    with transaction(trail=False):
        for person in db.session.scalars(sa.select(Person)):
            person.phone = "13800001234"
        for competition in db.session.scalars(sa.select(Competition)):
            competition.state = CompetitionState.HELD
    names = ("honours_entries", "honours_log_leaves", "honours_log_openings", "results_lines", "results_item_results")
    before = {name: db.session.execute(sa.text(f"SELECT * FROM {name} ORDER BY 1")).all() for name in names}
    rows = db.session.scalar(sa.select(sa.func.count()).select_from(TrailRow))
    of = done(doomed.approved(TEN_YEARS))
    assert {one.only_contact for one in destructions.items(of.id)} == {True}
    assert {name: db.session.execute(sa.text(f"SELECT * FROM {name} ORDER BY 1")).all() for name in names} == before
    assert db.session.scalar(sa.select(sa.func.count()).select_from(TrailRow)) > rows


def test_the_trail_names_what_went_and_tells_none_of_it(app):
    old = doomed.old()
    of = done(doomed.approved(TEN_YEARS))
    row = db.session.scalars(sa.select(TrailRow).where(TrailRow.verb == "honours.destroyed")).one()
    assert row.subject == f"honours_destruction_lists#{of.id}"
    assert all(f"{one.kind} {one.record_id}: {one.title}" in row.note for one in destructions.items(of.id))
    assert f"judging_paper_entries#{old.paper.id}" in row.after
    told = row.before + row.after + row.note
    assert not any(word in told for word in ("13800001234", "370303199003070011", doomed.PNG.hex()))
    assert build.trail_verbs()[-1] == "honours.destruction_done"


def test_the_record_is_kept_as_it_was_made_in_chinese(app):
    doomed.old()
    of = done(doomed.approved(TEN_YEARS))
    kept = destructions.record(of.id)
    assert kept.record_pdf.startswith(b"%PDF")
    assert kept.record_xlsx.startswith(b"PK")
    with pytest.raises(Refused):
        done(of)
    assert again(of).record_sha256 == kept.record_sha256
    with pytest.raises(IntegrityError), transaction(trail=False) as session:
        session.execute(sa.update(type(of)).values(record_pdf=None))


def test_what_changed_since_the_approval_stays_and_says_why(app):
    old = doomed.old()
    of = doomed.approved(TEN_YEARS)
    with transaction(trail=False) as session:
        session.get(Appeal, old.appeal.id).state = AppealState.ADMITTED
        session.get(Person, old.plain.id).phone = None
        session.get(Person, old.plain.id).id_number = session.get(Person, old.plain.id).birth_date = None
    of = done(of)
    found = outcomes(of)
    assert found[(Destructible.PAPER_SCANS, old.paper.id)] == (Outcome.STAYED, Stay.APPEAL.value)
    assert found[(Destructible.PERSON_DATA, old.plain.id)] == (Outcome.STAYED, Stay.NOT_THERE.value)
    assert found[(Destructible.PERSON_DATA, old.titled.id)] == (Outcome.GONE, "")
    assert again(old.paper).destroyed_on is None
    assert db.session.scalar(sa.text("SELECT scan FROM judging_paper_entries")) == doomed.PNG


class Killed(BaseException):
    """The worker is gone."""


def test_killed_between_two_steps_it_goes_on_and_nothing_goes_twice(app, monkeypatch):
    monkeypatch.setattr(destroying, "BATCH", 2)
    old = doomed.old()
    of, by, told = doomed.approved(THIRTY_YEARS), make.user(Role.ORGANISER), []

    def dies(done, whole):
        told.append((done, whole))
        if len(told) == 2:
            raise Killed

    with pytest.raises(Killed):
        destroying.carry_out(of.id, by, noon(THIRTY_YEARS), dies)
    assert told == [(0, 10), (2, 10)]
    assert again(of).state is DestructionState.APPROVED
    assert sum(outcome is Outcome.GONE for outcome, _why in outcomes(of).values()) == 4
    of = done(of)
    assert of.state is DestructionState.DONE
    assert set(outcomes(of).values()) == {(Outcome.GONE, "")}
    notes = db.session.scalars(sa.select(TrailRow.note).where(TrailRow.verb == "honours.destroyed")).all()
    assert [sum(f"{one.kind} {one.record_id}:" in note for note in notes) for one in destructions.items(of.id)] == [
        1
    ] * 10
    assert again(old.plain).phone is None


def test_killed_inside_a_step_all_of_it_waits_on(app, monkeypatch):
    old = doomed.old()
    of = doomed.approved(THIRTY_YEARS)
    path = archiving.folder() / old.package.file_name

    def dies(*_arguments):
        raise Killed

    with monkeypatch.context() as dying:
        # the file is unlinked, the row does not say so yet
        dying.setitem(taking_away.GO, Destructible.PAPER_SCANS, dies)
        with pytest.raises(Killed):
            done(of)
    assert not path.exists()
    assert again(old.package).destroyed_on is None
    assert {outcome for outcome, _why in outcomes(of).values()} == {Outcome.WAITS}
    assert done(of).state is DestructionState.DONE
    assert again(old.package).destroyed_on == THIRTY_YEARS


def test_the_files_say_of_whom_only_the_telephone_goes_and_are_a_record_only_once_carried_out(app):
    doomed.old()
    of = doomed.approved(TEN_YEARS)
    before = read_sheets(destruction_exports.sheet(of, destructions.items(of.id), "张三", noon(TEN_YEARS)))[of.number]
    assert before[0][0] == f"销毁清册 {of.number}"
    done(of)
    after = read_sheets(destructions.record(of.id).record_xlsx)[of.number]
    assert after[0][0] == f"销毁记录 {of.number}"
    people = [row for row in after if "报名个人信息" in str(row[1])]
    assert [(row[6], row[9]) for row in people] == [("电话", "已销毁"), ("电话、证件号码和出生日期", "已销毁")]
