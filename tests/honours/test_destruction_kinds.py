"""Plan, entries, accounts of payments, requests and sessions go under a list; register, results, ledger and trail lose nothing."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from competition.accounts.models import SignIn
from competition.accounts.rules import Role
from competition.foundation.database import db, transaction
from competition.foundation.trail import TrailRow
from competition.funding.models import HostClaim, Payment, PrizeShare
from competition.funding.rules import ClaimState
from competition.honours import destroying, destructions, person_requests
from competition.honours.request_models import PersonRequest, RequestKind, RequestState
from competition.honours.retention_rules import Destructible, Stay
from competition.plan.models import TimetableEntry
from competition.plan.rules import CompetitionState
from competition.registration.models import Entry, Member
from competition.results.appeal_models import Appeal, AppealDecision
from tests import make
from tests.funding import build as money
from tests.honours import build, doomed
from tests.honours.doomed import THIRTY_YEARS, noon

EN = {"Accept-Language": "en"}


def carried_out(*kinds):
    """Prepare, approve and carry out a list of some kinds thirty years on."""
    of = doomed.prepared(THIRTY_YEARS, kinds=kinds)
    for _time in range(2):
        destroying.approve_list(of, None, by=make.user(Role.ORGANISER), at=noon(THIRTY_YEARS))
    destroying.carry_out(of.id, make.user(Role.ORGANISER), noon(THIRTY_YEARS), lambda _done, _whole: None)
    db.session.expire_all()
    return of


def stays(kind):
    """Say what of a kind may go in thirty years (None) and what stays, and why."""
    _basis, kept = destructions.table(doomed.BOOK, THIRTY_YEARS)
    return [one.stays for one in destructions.looked_through((kind,), THIRTY_YEARS, kept)]


def asked(kind, state, person_id, decided_at=make.AT, **values):
    return make.keep(
        PersonRequest(
            receipt=f"SQ-{kind}{state}"[:20].upper(), kind=kind, state=state, name="王小明", contact="13800001234", text="请更正",
            received_at=make.AT, person_id=person_id, answer="已核验", decided_at=decided_at, **values,
        )
    )  # fmt: skip


def test_accounts_go_once_no_money_waits_and_decision_payment_and_ledger_stay(app):
    office, competition = money.Office(), money.held()
    money.announced(competition, (1, [make.person()]), (2, [make.person()]), (3, [make.person()]))
    office.give_accounts(office.approved(competition))
    office.approved_claim(competition)
    paid = money.paid(office)
    tables = ("funding_ledger", "funding_prizes")
    before = {name: db.session.execute(sa.text(f"SELECT * FROM {name} ORDER BY 1")).all() for name in tables}
    payments = [(p.number, p.payee, p.amount_fen, p.state) for p in paid.payments]
    assert stays(Destructible.PAYMENTS) == [None]
    of = carried_out(Destructible.PAYMENTS)
    again = db.session.scalars(sa.select(Payment).order_by(Payment.id)).all()
    assert [(p.number, p.payee, p.amount_fen, p.state) for p in again] == payments
    assert {(p.account, p.bank_name) for p in again} == {("", "")}
    assert {(s.account, s.bank_name) for s in db.session.scalars(sa.select(PrizeShare))} == {("", "")}
    assert {name: db.session.execute(sa.text(f"SELECT * FROM {name} ORDER BY 1")).all() for name in tables} == before
    assert stays(Destructible.PAYMENTS) == []
    browser = make.sign_in(app.test_client(), make.user(Role.FINANCE_OFFICER))
    page = browser.get(f"/office/funding/lists/{again[0].list_id}", headers=EN)
    assert (page.status_code, again[0].payee in page.text) == (200, True)
    note = db.session.scalars(sa.select(TrailRow.note).where(TrailRow.verb == "honours.destroyed")).one()
    assert f"payments {destructions.items(of.id)[0].record_id}" in note


def test_what_an_appeal_says_goes_and_its_decisions_stay(app):
    old, by = doomed.old(), make.user()
    told = {"level": 1, "upheld": False, "reasons": "评分无误", "decided_at": make.AT, "decided_by_id": by.id}
    with transaction(trail=False) as session:
        old.appeal.second_text = "再次请求"
        session.add(AppealDecision(appeal_id=old.appeal.id, **told))
    carried_out(Destructible.APPEALS)
    gone = db.session.get(Appeal, old.appeal.id)
    assert (gone.text, gone.second_text, gone.destroyed_under) == ("", "", "XH2057-001")
    assert [one.reasons for one in gone.decisions] == ["评分无误"]
    assert stays(Destructible.APPEALS) == []
    page = make.sign_in(app.test_client(), make.user(Role.ORGANISER)).get(f"/office/appeals/{gone.id}", headers=EN)
    assert all(said in page.text for said in (gone.receipt, "XH2057-001", "评分无误"))


@pytest.mark.parametrize(("state", "why"), [(ClaimState.INSPECTED, Stay.MONEY), (ClaimState.PAID, None)])
def test_an_account_stays_while_money_of_its_competition_waits(app, state, why):
    doomed.old()
    with transaction(trail=False):
        db.session.scalars(sa.select(HostClaim)).one().state = state
    assert stays(Destructible.PAYMENTS) == [why]


def test_names_of_an_entry_without_a_result_go_and_one_with_a_result_stays_whole(app):
    competition = make.competition(state=CompetitionState.HELD)
    item = make.item(competition_id=competition.id)
    placed, never = (make.entry(item, make.person(name=name), number=n) for n, name in ((1, "王小明"), (2, "李四")))
    build.announced([placed])
    carried_out(Destructible.ENTRIES)
    assert db.session.get(Entry, placed.id).name == "王小明"
    gone = db.session.get(Entry, never.id)
    assert (gone.name, gone.unit_as_was, gone.destroyed_under) == ("—", never.unit_as_was, "XH2057-001")
    assert db.session.scalars(sa.select(Member.name_as_was).where(Member.entry_id == never.id)).all() == [""]
    assert "李四" not in "".join(
        db.session.scalars(sa.select(TrailRow.before).where(TrailRow.verb == "honours.destroyed"))
    )


def test_the_timetable_goes_and_the_competition_stays(client):
    competition = make.competition(state=CompetitionState.HELD)
    make.item(competition_id=competition.id)
    line = {"competition_id": competition.id, "starts_at": make.AT, "ends_at": make.AT + timedelta(hours=1)}
    make.keep(TimetableEntry(title="检录", **line))
    carried_out(Destructible.PLAN)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(TimetableEntry)) == 0
    page = client.get(f"/competitions/{competition.id}", headers=EN)
    assert (page.status_code, competition.name in page.text) == (200, True)


def test_a_request_goes_with_all_that_names_a_person_and_a_hiding_that_holds_stays(client):
    person = make.person(name="王小明")
    done = asked(RequestKind.COPY, RequestState.GRANTED, person.id)
    asked(RequestKind.CORRECTION, RequestState.OPEN, None, decided_at=None)
    asked(RequestKind.HIDING, RequestState.GRANTED, person.id)
    carried_out(Destructible.PERSON_REQUESTS)
    gone = db.session.get(PersonRequest, done.id)
    assert (gone.name, gone.contact, gone.text, gone.answer, gone.person_id) == ("", "", "", "", None)
    assert gone.destroyed_under == "XH2057-001"
    assert person_requests.hidden() == {person.id}
    browser = make.sign_in(client, make.user(Role.ORGANISER))
    assert "XH2057-001" in browser.get(f"/office/honours/requests/{done.id}", headers=EN).text
    assert done.receipt in browser.get("/office/honours/requests", headers=EN).text
    assert "XH2057-001" in client.get(f"/honours/request/answer?receipt={done.receipt}", headers=EN).text


def test_sessions_go_month_by_month_and_nobody_is_signed_out_before(app):
    user = make.user()
    old = make.session(user, "a" * 64, make.AT).id
    make.session(user, "b" * 64, noon(THIRTY_YEARS))
    assert stays(Destructible.SIGN_INS) == [None, Stay.NOT_DUE]
    of = carried_out(Destructible.SIGN_INS)
    assert [one.title for one in destructions.items(of.id)] == ["2026-09 · 1"]
    assert old not in set(db.session.scalars(sa.select(SignIn.id)))
    assert stays(Destructible.SIGN_INS) == [Stay.NOT_DUE]
