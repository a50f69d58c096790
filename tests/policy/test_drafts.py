"""New values of the policy's tables: drafted, checked by a second person, enacted; the book that everything reads."""

from datetime import date
from functools import partial

import pytest
import sqlalchemy as sa
from flask import g

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.foundation.database import db
from competition.foundation.errors import NotAllowed, Refused
from competition.foundation.media import Piece
from competition.foundation.trail import TrailRow
from competition.policy import actions, queries, reader
from competition.policy.actions import DraftData
from competition.policy.models import TableDraft
from competition.policy.rules import DraftState
from tests import make
from tests.funding.test_at_once import at_once

# make.AT is 2026-09-01
COMING, TODAY, PAST = date(2026, 9, 2), date(2026, 9, 1), date(2026, 1, 1)
CAP, RANKS = "funding.prize.cap", "funding.prize.by_rank"
SCAN = Piece("文件.pdf", b"%PDF-1.7 scan")


@pytest.fixture(autouse=True)
def english(app):
    """Faults are read in English here."""
    g.language = "en"


def data(value: str = "40000000", first_day: date = COMING, **more: object) -> DraftData:
    told = {"document_title": "淄博市竞赛奖励办法", "document_number": "淄人社发〔2026〕1号", "scan": SCAN}
    return DraftData(first_day, value, **(told | more))


def ranks(**levels: dict[int, int]) -> str:
    return reader.text_of(levels)


def drafted(table: str = RANKS, **more: object) -> TableDraft:
    given = data(**({"value": ranks(municipal_1={1: 600000, 2: 300000})} | more))
    return actions.draft_value(table, given, by=make.user(Role.ORGANISER), at=make.AT)


def enacted(**more: object) -> TableDraft:
    draft = drafted(**more)
    actions.enact_draft(draft, draft.version, by=make.user(Role.FINANCE_OFFICER), at=make.AT)
    return draft


def test_without_anything_enacted_the_book_is_the_shipped_one(app):
    assert queries.book() is reader.book()


def test_an_enacted_value_holds_from_its_first_day_and_the_example_before_it(app):
    draft = enacted()
    book = queries.book()
    before, after = book.on(TODAY, RANKS), book.on(COMING, RANKS)
    assert (before.status, before.value["municipal_1"][1]) == ("example", 500000)
    assert (after.status, after.value) == ("enacted", {"municipal_1": {1: 600000, 2: 300000}})
    assert after.reference == "淄博市竞赛奖励办法（淄人社发〔2026〕1号）"
    assert draft.touched is None
    assert draft.state is DraftState.ENACTED
    assert reader.book().on(COMING, RANKS).is_example


def test_every_worker_sees_what_another_enacted_and_reads_it_once(app, statements):
    enacted()
    first = queries.book()
    statements.clear()
    assert queries.book() is first
    assert len(statements) == 1
    # another worker enacts one more
    enacted(value=ranks(municipal_1={1: 700000}), first_day=date(2026, 10, 1))
    second = queries.book()
    assert second is not first
    assert second.on(date(2026, 9, 30), RANKS).value == first.on(date(2026, 9, 30), RANKS).value
    assert second.on(date(2026, 10, 1), RANKS).value == {"municipal_1": {1: 700000}}


def test_a_later_document_for_the_same_day_takes_the_place_of_the_earlier(app):
    enacted()
    enacted(value=ranks(municipal_1={1: 450000}))
    assert queries.book().on(COMING, RANKS).value == {"municipal_1": {1: 450000}}
    assert [one.sequence for one in queries.enacted()] == [1, 2]
    assert len({one.sha256 for one in queries.enacted()}) == 2


def test_nobody_checks_a_draft_of_their_own(app):
    author = make.user(Role.ORGANISER, Role.FINANCE_OFFICER)
    draft = actions.draft_value(CAP, data(first_day=date(2099, 1, 1), value="50000000"), by=author, at=make.AT)
    for act in (actions.enact_draft, lambda *told, **who: actions.return_draft(told[0], "falsch", told[1], **who)):
        with pytest.raises(NotAllowed):
            act(draft, None, by=author, at=make.AT)
    assert queries.book() is reader.book()


def test_whoever_changed_it_last_may_not_check_it_and_the_first_author_may(app):
    draft, first = drafted(), None
    first, second = draft.drafted_by, make.user(Role.ORGANISER)
    actions.change_draft(draft, data(ranks(municipal_1={1: 1})), draft.version, by=second, at=make.AT)
    with pytest.raises(NotAllowed):
        actions.enact_draft(draft, None, by=second, at=make.AT)
    actions.enact_draft(draft, None, by=first, at=make.AT)
    assert queries.book().on(COMING, RANKS).value == {"municipal_1": {1: 1}}


@pytest.mark.parametrize(
    ("table", "value", "role", "may"),
    [
        (CAP, "50000000", Role.FINANCE_OFFICER, True),
        ("measures.own_assessment", "9000000", Role.FINANCE_OFFICER, True),
        ("results.notice_days", "7", Role.FINANCE_OFFICER, False),
        ("results.notice_days", "7", Role.ORGANISER, True),
        ("results.notice_days", "7", Role.AUDITOR, False),
    ],
)
def test_finance_checks_what_is_about_money_and_organisers_everything(app, table, value, role, may):
    draft, checker = drafted(table, value=value, first_day=date(2099, 1, 1)), make.user(role)
    if may:
        actions.enact_draft(draft, None, by=checker, at=make.AT)
        assert queries.book().on(date(2099, 1, 1), table).value == int(value)
    else:
        with pytest.raises(NotAllowed):
            actions.enact_draft(draft, None, by=checker, at=make.AT)


def test_only_the_citys_organisers_draft(app):
    competition = make.competition()
    for person in (
        make.user(Role.FINANCE_OFFICER),
        make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=competition.id),
    ):
        with pytest.raises(NotAllowed):
            actions.draft_value(CAP, data(), by=person, at=make.AT)


def test_a_returned_draft_is_mended_and_a_dropped_one_never_holds(app):
    draft, checker = drafted(), make.user(Role.ORGANISER)
    actions.return_draft(draft, "第2名金额与文件不符", draft.version, by=checker, at=make.AT)
    with pytest.raises(Refused):
        actions.enact_draft(draft, None, by=checker, at=make.AT)
    actions.change_draft(draft, data(ranks(municipal_1={1: 2})), draft.version, by=draft.drafted_by, at=make.AT)
    assert draft.state is DraftState.DRAFTED
    actions.drop_draft(draft, draft.version, by=draft.drafted_by, at=make.AT)
    with pytest.raises(Refused):
        actions.enact_draft(draft, None, by=checker, at=make.AT)
    assert queries.book() is reader.book()
    verbs = db.session.scalars(
        sa.select(TrailRow.verb).where(TrailRow.verb.startswith("policy.")).order_by(TrailRow.seq)
    )
    assert list(verbs) == [f"policy.value_{act}" for act in ("drafted", "returned", "changed", "dropped")]


@pytest.mark.parametrize("first_day", [PAST, TODAY])
def test_from_today_or_earlier_on_a_value_needs_its_reason(app, first_day):
    with pytest.raises(Refused) as refused:
        drafted(first_day=first_day)
    assert [fault.field for fault in refused.value.faults] == ["reason"]
    draft = enacted(first_day=first_day, reason="按2026年文件追溯执行")
    # nothing was decided yet, and that is recorded too
    assert draft.touched == []


def test_a_draft_whose_day_came_while_it_waited_is_not_enacted_without_a_reason(app):
    draft, checker = drafted(), make.user(Role.ORGANISER)
    with pytest.raises(Refused) as refused:
        actions.enact_draft(draft, None, by=checker, at=make.AT.replace(day=2))
    assert [fault.field for fault in refused.value.faults] == ["reason"]


@pytest.mark.parametrize(
    ("table", "value", "told"),
    [
        (RANKS, "municipal_1: {1: 50000001}", "above its ceiling"),
        (RANKS, "municipal_9: {1: 1}", "“municipal_9” is no level"),
        (RANKS, "municipal_1: {1: 1, 3: 1}", "without a gap, not: 1, 3"),
        (RANKS, "municipal_1: {1: 12.5}", "not “12.5”"),
        (RANKS, "municipal_1: {1: -1}", "at least 0"),
        (RANKS, "municipal_1: {1: }", "nothing stands here"),
        (RANKS, "municipal_1: 5", "keys and values"),
        (RANKS, "", "keys and values"),
        (RANKS, "municipal_1: {1: 5, 1: 6}", "key stands twice: 1"),
        (RANKS, "a: &a [1]\nb: *a", "alias"),
        (RANKS, "[" * 9000, "cannot be read as YAML"),
        (CAP, "50000001", "500,000.00 yuan"),
        # below what the prize table of the day gives a world champion
        (CAP, "49999999", "above its ceiling"),
        ("funding.host.rate", '"1.5"', "up to 1"),
        ("funding.host.rate", "0.5", "not “0.5”"),
        ("funding.prize.shared_rank", "split", "each_full, divided"),
        ("measures.public_training", "{each: 65000}", "“at_least” is missing"),
        ("measures.public_training", "{each: 65000, at_least: 2000, cap: 5}", "“cap” does not belong"),
        ("results.tie_order", "[]", "at least one"),
        ("results.tie_order", "[{part: colour, higher_is_better: 1}]", "“colour” is no word"),
        ("results.tie_order", "[{part: colour, higher_is_better: 1}]", "true or false"),
        ("results.awards", "{steps: [{award: gold, to_place: one}], merit_share: 50}", "whole number"),
        (
            "results.awards_by_ratio",
            "{steps: [{award: first, share: 60}, {award: second, share: 60}], merit_share: null}",
            "more than the whole field",
        ),
        (
            "results.awards_small_field",
            "{bands: [{first: 4, last: 4, steps: [{award: gold, to_place: 1}]}, {first: 6, last: null, steps: [{award: gold, to_place: 1}]}]}",
            "fields of 5 competitors",
        ),
        ("plan.calendar", "{year: 2027, holidays: [], worked: []}", "4 to 20 holidays"),
    ],
)
def test_every_fault_of_a_value_is_named(app, table, value, told):
    with pytest.raises(Refused) as refused:
        drafted(table, value=value, first_day=date(2099, 1, 1))
    assert any(told in str(fault.message) for fault in refused.value.faults), refused.value.faults
    assert {fault.field for fault in refused.value.faults} == {"value_text"}


def test_all_faults_are_named_at_once_with_the_scan(app):
    with pytest.raises(Refused) as refused:
        drafted(value="municipal_9: {1: 1}\nmunicipal_1: {1: -1}", first_day=PAST, scan=Piece("x.exe", b"MZ"))
    assert sorted(fault.field for fault in refused.value.faults) == ["reason", "scan", "value_text", "value_text"]


@pytest.mark.parametrize(("scan", "told"), [(None, "Attach"), (Piece("a.pdf", b"%PDF-" + b"0" * 2**23), "8 MB")])
def test_a_draft_has_its_scan(app, scan, told):
    with pytest.raises(Refused) as refused:
        actions.draft_value(
            CAP, data("50000000", date(2099, 1, 1), scan=scan), by=make.user(Role.ORGANISER), at=make.AT
        )
    assert [(fault.field, told in str(fault.message)) for fault in refused.value.faults] == [("scan", True)]


@pytest.mark.parametrize("name", sorted(table.name for table in reader.book().tables()))
def test_the_value_that_stands_can_be_drafted_again_as_it_is(app, name):
    value = reader.text_of(reader.book().table(name).values[-1].value)
    draft = drafted(name, value=value, first_day=date(2099, 1, 1))
    assert queries.value(draft).value == reader.book().table(name).values[-1].value


def test_two_tables_enacted_at_one_moment_both_stand_or_one_is_asked_to_check_again(app):
    checker = make.user(Role.ORGANISER).id
    made = [drafted(value=ranks(municipal_1={1: yuan}), first_day=date(2099, 1, yuan)).id for yuan in (1, 2)]

    def enact(number: int) -> None:
        draft, by = db.session.get(TableDraft, number), db.session.get(User, checker)
        actions.enact_draft(draft, None, by=by, at=make.AT)

    came = at_once(app, *(partial(enact, number) for number in made))
    stands = queries.enacted()
    assert set(came) <= {"kept", "SeenChanged"}
    assert [one.sequence for one in stands] == list(range(1, came.count("kept") + 1))
    book = queries.book()
    assert all(book.on(one.first_day, RANKS).value == queries.value(one).value for one in stands)
