"""The demo city: the same from the same seed, true in every stage, with something to do for everyone who signs in."""

import csv
import io
import subprocess
import sys
import zipfile
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from competition.accounts import api_keys
from competition.accounts import queries as accounts
from competition.accounts.models import HeldRole, User
from competition.accounts.rules import Role, Scope
from competition.audit.commands import audit
from competition.directory import rules as directory
from competition.directory.models import Organisation, Person
from competition.foundation import clock, trail
from competition.foundation.database import db, transaction
from competition.funding.claim_rules import AdvanceState
from competition.funding.models import HostAdvance, HostClaim, PaymentList, Prize
from competition.funding.rules import ClaimState, ListState, PrizeState
from competition.home import gathering
from competition.home.demo import building, days, loading
from competition.home.demo.cast import HANDS
from competition.honours import destructions, title_rules
from competition.honours.certificate_rules import TemplateState
from competition.honours.models import HonourEntry
from competition.honours.nomination_models import NominationList, Nominee
from competition.honours.retention_rules import DestructionState
from competition.honours.template_models import CertificateTemplate
from competition.judging import queries as judging
from competition.judging import rosters
from competition.judging.models import Aspect, ItemJudge, Mark, Scheme, Sheet
from competition.judging.rules import AspectKind, Seat, SheetState, mark_fault
from competition.plan.models import Competition, Item, News, TimetableEntry
from competition.plan.rules import CompetitionState
from competition.policy import reader
from competition.registration.models import Entry, Member
from competition.registration.rules import EntryState
from competition.results import corrections, queries, records, reviews
from competition.results.appeal_models import Appeal
from competition.results.appeal_rules import AppealState
from competition.results.correction_models import CorrectionSet
from competition.results.correction_rules import CorrectionState
from competition.results.models import ItemResult, Objection
from competition.results.review_rules import Why
from competition.results.rules import ObjectionState, ResultState
from tests import make

# what is invented does not depend on where it is kept; SQLite has its loads in test_demo_loading and test_first_start
pytestmark = pytest.mark.either("postgres")
ROOT = Path(__file__).parent.parent.parent
ANCHOR = date(2026, 11, 25)


@pytest.fixture(scope="module")
def small(installation):
    """Load the small demo as on the anchor day, once for all these tests; they only read."""
    building.empty()
    yield loading.load("small", 7, ANCHOR)
    db.session.rollback()
    building.empty()


@pytest.fixture(autouse=True)
def read_anew(small):
    db.session.rollback()
    db.session.expire_all()


def test_small_shows_every_stage(small):
    states = Counter(db.session.scalars(sa.select(Competition.state)))
    assert states == {
        CompetitionState.DRAFT: 1,
        CompetitionState.PUBLISHED: 1,
        CompetitionState.OPEN: 1,
        CompetitionState.CLOSED: 1,
        CompetitionState.RUNNING: 1,
        CompetitionState.HELD: 4,
    }
    assert set(db.session.scalars(sa.select(Entry.state))) >= {
        EntryState.SUBMITTED,
        EntryState.RETURNED,
        EntryState.ACCEPTED,
    }
    assert Counter(db.session.scalars(sa.select(ItemResult.state))) == {
        ResultState.ON_NOTICE: 1,
        ResultState.ANNOUNCED: 4,
        ResultState.SUPERSEDED: 1,
    }
    assert set(db.session.scalars(sa.select(Objection.state))) == {ObjectionState.OPEN, ObjectionState.REJECTED}
    assert set(db.session.scalars(sa.select(Prize.state))) == {
        PrizeState.PROPOSED,
        PrizeState.APPROVED,
        PrizeState.PAID,
    }
    assert set(db.session.scalars(sa.select(HostClaim.state))) == {
        ClaimState.DRAFT,
        ClaimState.SUBMITTED,
        ClaimState.ADMITTED,
        ClaimState.ACCOUNTED,
        ClaimState.INSPECTED,
        ClaimState.PAID,
    }
    assert set(db.session.scalars(sa.select(HostAdvance.state))) == {AdvanceState.APPROVED, AdvanceState.PAID}
    assert set(db.session.scalars(sa.select(PaymentList.state))) == {ListState.PAID}
    assert db.session.scalar(sa.select(sa.func.count(HonourEntry.id))) > 3


def awards_of(lines):
    return {line.entry_id: line.award for line in lines}


def test_some_of_it_is_not_agreed_on(small):
    appeal, own = db.session.scalars(sa.select(Appeal).order_by(Appeal.id))
    assert appeal.state is AppealState.ASKED_ON
    # a competitor's, who has no account
    assert (own.state, own.filed_by_id) == (AppealState.DECIDED, None)
    assert appeal.is_open(days.moment(ANCHOR, 9))
    assert [piece.media_type for piece in appeal.files] == ["image/png"]
    sets = db.session.scalars(sa.select(CorrectionSet).order_by(CorrectionSet.id)).all()
    assert [one.state for one in sets] == [CorrectionState.APPLIED, CorrectionState.OPEN]
    # both change who gets which award
    applied, waiting = (corrections.one(one.id) for one in sets)
    assert awards_of(applied.result.lines) != awards_of(queries.result(applied.made_id).lines)
    assert awards_of(waiting.result.lines) != awards_of(corrections.outcome(waiting, reader.book()).lines)
    assert db.session.scalar(sa.select(sa.func.count(News.id))) == 2


def test_marks_were_looked_at_again_before_a_result_was_final(small):
    (result,) = db.session.scalars(sa.select(ItemResult).where(ItemResult.state == ResultState.ON_NOTICE))
    review = reviews.of_result(result)
    assert review.is_drawn
    assert {each.why for each in review.due} == {Why.TOP, Why.SAMPLE}
    assert len(review.due) > 4
    assert all(each.is_right and each.found.by.login == "supervisor" for each in review.due)
    assert max(each.found.at for each in review.due) < result.finalised_at


def test_an_item_is_being_judged_at_this_moment(small):
    running = db.session.scalar(sa.select(Competition).where(Competition.state == CompetitionState.RUNNING))
    assert running.starts_on <= ANCHOR <= running.ends_on
    item = running.items[0]
    assert rosters.scheme_in_force(item.id).source_name == "marking-scheme-ceramics.xlsx"
    sheets = sa.select(Sheet.state, sa.func.count()).join(Sheet.entry).where(Entry.item_id == item.id)
    counted = dict(db.session.execute(sheets.group_by(Sheet.state)).all())
    assert set(counted) == {SheetState.OPEN, SheetState.SUBMITTED, SheetState.CHECKED}
    assert min(counted.values()) > 5


def test_everyone_who_signs_in_finds_something_true_to_do(small, installation):
    now = days.moment(ANCHOR, 9)
    with installation.test_request_context("/"):
        for login, _role in HANDS:
            user = accounts.user_of_login(login)
            assert gathering.waiting(user, now), f"nothing waits for {login}"


def test_the_bureau_has_a_certificate_of_its_own_keys_given_out_and_a_list_half_approved(small):
    versions = db.session.scalars(sa.select(CertificateTemplate).order_by(CertificateTemplate.id)).all()
    assert [one.state for one in versions] == [TemplateState.IN_FORCE, TemplateState.DRAFTED]
    assert versions[0].drafted_by_id != versions[0].checked_by_id
    assert len(api_keys.used(ANCHOR)) == 2
    assert all(one.lately for one in api_keys.used(ANCHOR))
    ((of, things),) = destructions.recent()
    assert (of.state, things, of.first_by.login, of.second_by) == (DestructionState.PROPOSED, 1, "finance", None)
    assert destructions.to_approve(accounts.user_of_login("finance2").id) == 1


def test_there_is_one_to_sign_in_for_every_role(small):
    found = {role for login, _ in HANDS for role in accounts.user_of_login(login).roles}
    assert found == set(Role)


def test_nobody_can_sign_in_before_passwords_are_given(small):
    assert set(db.session.scalars(sa.select(User.password_hash))) == {"-"}


def test_the_trail_is_whole_and_in_the_order_of_time(small):
    assert list(trail.breaks()) == []
    moments = list(db.session.scalars(sa.select(trail.TrailRow.at).order_by(trail.TrailRow.seq)))
    assert moments == sorted(moments)
    assert moments[-1] < days.moment(ANCHOR, 0)


def rewrite(seq, text):
    with transaction(trail=False) as session:
        session.execute(sa.update(trail.TrailRow.__table__).where(trail.TrailRow.seq == seq).values(after=text))


def test_one_byte_changed_in_the_trail_is_named(small):
    saved = sa.select(trail.TrailRow).where(trail.TrailRow.verb == "judging.marks_saved").limit(1)
    row = db.session.scalars(saved).one()
    seq, was, changed = row.seq, row.after, row.after.replace('"value":"', '"value":"9', 1)
    assert len(changed) == len(was) + 1
    rewrite(seq, changed)
    done = CliRunner().invoke(audit, ["verify"])
    rewrite(seq, was)
    assert done.exit_code == 1
    assert [line.split("\t")[:2] for line in done.stdout.splitlines()] == [[str(seq), "changed"]]


def test_every_mark_lies_in_its_aspects_range(small):
    query = sa.select(Aspect.kind, Aspect.max_mark, Mark.value, Aspect.calculation != "").join(Mark.aspect)
    rows = db.session.execute(query).all()
    assert len(rows) == small["judging_marks"] > 2000
    assert [row for row in rows if mark_fault(row[0], row[1], row[2], partial=row[3])] == []
    assert {row[2] for row in rows if row[0] is AspectKind.JUDGEMENT} == {Decimal(n) for n in range(4)}


def test_no_judge_marks_a_competitor_of_their_own_unit(small):
    own = sa.select(sa.func.count(Sheet.id)).join(Sheet.judge).join(Sheet.entry)
    assert db.session.scalar(own.where(ItemJudge.organisation_id == Entry.organisation_id)) == 0
    # one conflict is there on purpose, and its sheets are the reserve's
    conflicts = sa.select(Item.name).join(ItemJudge, ItemJudge.item_id == Item.id).join(Entry, Entry.item_id == Item.id)
    shown = conflicts.where(ItemJudge.organisation_id == Entry.organisation_id, ItemJudge.seat == Seat.SCORING)
    assert len(db.session.scalars(shown).all()) == 1
    assert db.session.scalar(sa.select(sa.func.count(Sheet.id)).join(Sheet.judge).where(ItemJudge.seat == Seat.RESERVE))


def test_people_and_units_are_invented_and_their_numbers_valid(small):
    people = db.session.scalars(sa.select(Person)).all()
    assert all(person.synthetic for person in people)
    for person in people:
        read = directory.id_number(person.id_number, ANCHOR)
        assert (read.fault, read.birth_date, read.sex) == ("", person.birth_date, person.sex)
        assert directory.name_is_plain(person.name), person.name
    units = db.session.scalars(sa.select(Organisation)).all()
    assert [unit.name for unit in units if directory.credit_code_fault(unit.credit_code) or not unit.synthetic] == []
    assert len({unit.name for unit in units}) == len(units)
    assert {unit.division_code for unit in units} <= set(directory.DIVISIONS)
    assert all(db.session.scalars(sa.select(Competition.synthetic)))


def test_the_database_counts_on_where_the_demo_ends(small):
    before = db.session.scalar(sa.select(sa.func.max(Organisation.id)))
    made = make.organisation()
    assert made.id == before + 1
    with transaction(trail=False) as session:
        session.delete(made)


def test_every_public_competition_has_a_timetable_without_clashes(small):
    from competition.plan import rules

    for competition in db.session.scalars(sa.select(Competition)):
        lines = db.session.scalars(
            sa.select(TimetableEntry).where(TimetableEntry.competition_id == competition.id)
        ).all()
        assert lines
        slots = [rules.Slot(e.id, e.starts_at, e.ends_at, e.place, e.item_id) for e in lines]
        assert rules.clashes(slots) == []


def test_the_demo_leader_sees_returned_entries_and_the_judge_open_sheets(small):
    leader, judge = accounts.user_of_login("leader"), accounts.user_of_login("judge")
    (unit,) = leader.scope_ids(Role.DELEGATION_LEADER, Scope.ORGANISATION)
    states = db.session.scalars(sa.select(Entry.state).where(Entry.organisation_id == unit)).all()
    assert {EntryState.RETURNED, EntryState.SUBMITTED} <= set(states)
    mine = sa.select(sa.func.count(Sheet.id)).join(Sheet.judge)
    assert db.session.scalar(mine.where(ItemJudge.user_id == judge.id, Sheet.state == SheetState.OPEN)) > 10


def test_names_are_varied_and_some_are_rare(small):
    names = list(db.session.scalars(sa.select(Person.name)))
    assert len(set(names)) > len(names) * 0.9
    assert any(ord(c) > 0xFFFF or "㐀" <= c <= "䶿" or "·" in name for name in names for c in name)


def test_members_and_schemes_are_those_of_the_plan(small):
    sizes = dict(db.session.execute(sa.select(Item.id, Item.team_size)).all())
    counted = sa.select(Entry.item_id, sa.func.count(Member.id)).join(Member.entry).group_by(Entry.item_id, Entry.id)
    assert all(count == sizes[item_id] for item_id, count in db.session.execute(counted))
    assert db.session.scalar(sa.select(sa.func.count(Scheme.id))) == small["judging_schemes"] == 8
    assert clock.shift() == timedelta()


def test_every_result_is_recounted_from_its_items_record_without_a_database(small, tmp_path):
    auditor = db.session.scalars(
        sa.select(User).join(HeldRole, HeldRole.user_id == User.id).where(HeldRole.role == Role.AUDITOR)
    ).first()
    standing = db.session.scalars(sa.select(ItemResult).where(ItemResult.state != ResultState.SUPERSEDED)).all()
    assert len(standing) >= 3
    for result in standing:
        folder = tmp_path / str(result.id)
        (folder / "empty").mkdir(parents=True)
        closed = judging.closing(result.item_id)
        content = records.zipped(records.record(result.item, closed, auditor, clock.now()), lambda *_: None)
        zipfile.ZipFile(io.BytesIO(content)).extractall(folder)
        done = subprocess.run(
            [sys.executable, "-m", "competition", "tabulate", "recount/scheme.json", "recount/marks.csv", "--as", "csv"],
            cwd=folder, env={"COMPETITION_INSTANCE": str(folder / "empty"), "PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        rows = {int(row["entry"]): row for row in csv.DictReader(io.StringIO(done.stdout))}
        assert {n: (Decimal(row["total"] or 0), row["place"], row["decided_by"]) for n, row in rows.items()} == {
            one.number: (one.total or Decimal(), str(one.place or ""), one.decided_by) for one in result.lines
        }
        assert not list((folder / "empty").iterdir())


def test_lists_of_nominees_are_entered_and_one_is_on_review(small):
    told = Counter((of.kind, of.state) for of in db.session.scalars(sa.select(NominationList)))
    assert told == {
        (title_rules.ListKind.TITLE, title_rules.ListState.ENTERED): 1,
        (title_rules.ListKind.LEVEL, title_rules.ListState.ENTERED): 1,
        (title_rules.ListKind.TITLE, title_rules.ListState.ON_REVIEW): 1,
    }
    waiting = db.session.scalars(sa.select(NominationList).filter_by(state=title_rules.ListState.ON_REVIEW)).one()
    assert {one.verdict for one in waiting.nominees} >= {title_rules.Verdict.OPEN, title_rules.Verdict.KEPT}
    certificates = [one.level_certificate for one in db.session.scalars(sa.select(Nominee)) if one.level_certificate]
    assert len(certificates) == 1
