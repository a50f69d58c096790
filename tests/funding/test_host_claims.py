"""A host's claim from the application to the inspection: who may do what, when, and what is refused by name."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from competition.foundation.database import db
from competition.foundation.errors import Refused, SeenChanged
from competition.funding import applications, claim_rules, cost_imports, decisions, queries
from competition.funding.actions import accounting, applying, claims
from competition.funding.actions.accounting import Report
from competition.funding.actions.claims import Found, Said
from competition.funding.claim_models import ClaimPaper
from competition.funding.claim_rules import Aim, Category, CostLine, PaperKind, Verdict
from competition.funding.cost_imports import ReadLine
from competition.funding.models import HostClaim
from competition.funding.rules import ClaimState
from competition.plan.rules import CompetitionState, Level
from tests import make, scenes
from tests.funding.build import AIMS, BOOK, PNG, UNIT_ACCOUNT, Office, data, opened, piece, sent, verbs

FIRST = date(2026, 9, 18)
AFTER = make.AT + timedelta(days=25)
LINE = CostLine(Category.VENUE, date(2026, 9, 10), "淄博会展中心", "24372000000012345678", 30_000_00, "三天场租")
LABOUR = CostLine(Category.LABOUR, date(2026, 9, 21), "裁判员劳务", "24372000000087654321", 12_000_00)
FOUND = Found(date(2026, 9, 24), "张科长、李主任", Verdict.PASSED, "场地、设备与安全符合要求")


@scenes.kept
def applied():
    """An application sent before the competition, with the office and the host."""
    office, competition = Office(), make.competition()
    host = office.host_of(competition)
    return office, host, sent(competition, host)


@scenes.kept
def admitted():
    """The same, admitted, and the competition held with one item, two entries of which one came."""
    office, host, claim = applied()
    claims.admit_claim(claim, BOOK, None, by=office.one, at=make.AT)
    with make.transaction(trail=False):
        claim.competition.state = CompetitionState.HELD
    item = make.item(competition_id=claim.competition_id)
    make.entry(item)
    make.judge(item)
    return office, host, claim


def account(claim, host, *lines) -> None:
    for line in lines or (LINE, LABOUR):
        accounting.put_cost(claim, line, by=host, at=AFTER)
    accounting.report(claim, Report(AIMS, "圆满完成"), by=host, at=AFTER)
    accounting.send_account(claim, BOOK, None, by=host, at=AFTER)


def reviewed(claim, office, *eligible) -> None:
    costs = applications.of(claim).costs
    said = {one.id: Said(yes, "" if yes else "非办赛支出") for one, yes in zip(costs, eligible, strict=True)}
    claims.review_account(claim, said, None, by=office.one, at=AFTER)


# --- the application ---


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"requested_fen": 0}, ["requested"]),
        ({"requested_fen": 100_000_01}, ["requested"]),
        ({"budget": {Category.VENUE: -1, Category.LABOUR: 90_000_00}}, ["budget_venue"]),
        ({"aims": {**AIMS, Aim.ITEMS: None}}, ["aim_items"]),
        ({"aims": {**AIMS, Aim.SATISFACTION: 101}}, ["aim_satisfaction"]),
        ({"bank_name": " "}, ["bank_name"]),
        ({"account_name": ""}, ["account_name"]),
        ({"account": "6217990000000000007"}, ["account"]),
        ({"account": ""}, ["account"]),
    ],
)
def test_an_application_that_is_not_whole_names_its_field_and_nothing_is_kept(app, values, fields) -> None:
    with pytest.raises(Refused) as refusal:
        opened(make.competition(), make.user(), **values)
    assert [fault.field for fault in refusal.value.faults] == fields
    assert db.session.scalar(sa.select(sa.func.count(HostClaim.id))) == 0


@pytest.mark.parametrize("state", [CompetitionState.DRAFT, CompetitionState.CANCELLED])
def test_a_competition_outside_the_published_plan_is_not_applied_for(app, state) -> None:
    with pytest.raises(Refused, match="published plan"):
        opened(make.competition(state=state), make.user())


def test_a_competition_is_applied_for_once_and_within_its_days(app) -> None:
    competition, host = make.competition(), make.user()
    last = decisions.last_days(competition, BOOK)[0]
    assert last == competition.ends_on + timedelta(days=30)
    day_after = make.AT + (last - make.AT.date() + timedelta(days=1))
    with pytest.raises(Refused, match="time for this ended"):
        opened(competition, host, at=day_after)
    opened(competition, host, at=day_after - timedelta(days=1))
    with pytest.raises(Refused, match="claimed already"):
        opened(competition, host)


def test_a_competition_from_before_the_tables_is_never_open_to_apply(app) -> None:
    old = make.competition(starts_on=date(2021, 9, 18), ends_on=date(2021, 9, 20))
    new = make.competition()
    days = (new.ends_on + timedelta(days=30), new.ends_on + timedelta(days=31))
    assert [decisions.may_apply(new, BOOK, day) for day in days] == [True, False]
    assert not decisions.may_apply(old, BOOK, old.starts_on)


def test_an_application_is_sent_with_every_paper_of_the_checklist_and_those_missing_are_named(app) -> None:
    competition, host = make.competition(), make.user()
    claim = opened(competition, host)
    applying.add_paper(claim, PaperKind.PLAN, piece("方案.pdf", b"%PDF-1.7"), by=host, at=make.AT)
    required = decisions.required_papers(competition, BOOK)
    assert [kind.value for kind in applications.of(claim).missing(required)] == [
        "host_application", "host_budget", "host_approval", "host_bank",
    ]  # fmt: skip
    with pytest.raises(Refused, match="Application form, Budget in detail, Approval by the authority in charge, Proof"):
        applying.send_claim(claim, BOOK, None, by=host, at=make.AT)
    assert claim.state is ClaimState.DRAFT


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"MZ\x90", "neither a photo"), (b"<svg onload=x>", "neither a photo"), (PNG + b"\0" * 8 * 1024 * 1024, "larger")],
)
def test_a_paper_is_told_by_its_content(app, content, why) -> None:
    host = make.user()
    claim = opened(make.competition(), host)
    with pytest.raises(Refused, match=why):
        applying.add_paper(claim, PaperKind.PLAN, piece("方案.pdf", content), by=host, at=make.AT)
    assert db.session.scalar(sa.select(sa.func.count(ClaimPaper.id))) == 0


def test_a_paper_is_kept_once_and_taken_out_until_the_application_is_sent(app) -> None:
    office, host, claim = applied()
    papers = applications.of(claim).checklist
    with pytest.raises(Refused, match="present state"):
        applying.drop_paper(claim, papers[0].id, by=host, at=make.AT)
    claims.return_claim(claim, "方案不清楚", None, by=office.one, at=make.AT)
    assert claim.state is ClaimState.RETURNED
    with pytest.raises(Refused, match="there already"):
        applying.add_paper(claim, papers[0].kind, piece(content=PNG + b"\0"), by=host, at=make.AT)
    applying.drop_paper(claim, papers[0].id, by=host, at=make.AT)
    with pytest.raises(Refused, match="missing: Application form"):
        applying.send_claim(claim, BOOK, None, by=host, at=make.AT)
    applying.add_paper(claim, papers[0].kind, piece(), by=host, at=make.AT)
    again = data(budget={Category.VENUE: 90_000_00}, account="")
    applying.change_claim(claim, again, claim.version, by=host, at=make.AT)
    applying.send_claim(claim, BOOK, claim.version, by=host, at=make.AT)
    assert (claim.state, claim.account) == (ClaimState.SUBMITTED, UNIT_ACCOUNT)
    assert applications.of(claim).budget == {Category.VENUE: 90_000_00}
    assert verbs()[-1] == "funding.claim_sent_again"


def test_an_application_is_admitted_by_another_person_and_within_the_measure_only(app) -> None:
    office, host, claim = applied()
    with pytest.raises(Refused, match="Another person"):
        claims.admit_claim(claim, BOOK, None, by=host, at=make.AT)
    with pytest.raises(SeenChanged):
        claims.admit_claim(claim, BOOK, claim.version - 1, by=office.one, at=make.AT)
    claims.admit_claim(claim, BOOK, claim.version, by=office.one, at=make.AT)
    assert claim.state is ClaimState.ADMITTED
    county = sent(make.competition(level=Level.COUNTY), host)
    with pytest.raises(Refused, match="below municipal level"):
        claims.admit_claim(county, BOOK, None, by=office.one, at=make.AT)


# --- the final account ---


def test_an_invoice_is_kept_changed_and_refused_where_it_cannot_be(app) -> None:
    _office, host, claim = admitted()
    made = accounting.put_cost(claim, LINE, by=host, at=AFTER, piece=piece())
    changed = replace(LINE, amount_fen=31_000_00)
    accounting.put_cost(claim, changed, by=host, at=AFTER, cost_id=made.id)
    (cost,) = applications.of(claim).costs
    assert (cost.amount_fen, applications.of(claim).paper_of(cost).kind) == (31_000_00, PaperKind.INVOICE)
    for wrong, field in (
        (replace(LABOUR, amount_fen=0), "amount"),
        (replace(LABOUR, day=AFTER.date() + timedelta(days=2)), "day"),
        (replace(LABOUR, payee=" "), "payee"),
        (replace(LABOUR, number="—"), "number"),
    ):
        with pytest.raises(Refused) as refusal:
            accounting.put_cost(claim, wrong, by=host, at=AFTER)
        assert [fault.field for fault in refusal.value.faults] == [field]
    accounting.drop_cost(claim, cost.id, by=host, at=AFTER)
    assert (applications.of(claim).costs, len(applications.of(claim).papers)) == ([], 5)


@pytest.mark.parametrize(
    "number", [LINE.number, f" {LINE.number[:8]} {LINE.number[8:]}", "２４３７２０００００００１２３４５６７８"]
)
def test_the_same_invoice_is_refused_by_name_in_this_account_and_in_any_other(app, number) -> None:
    office, host, claim = admitted()
    accounting.put_cost(claim, LINE, by=host, at=AFTER)
    with pytest.raises(Refused, match="stands in the account already"):
        accounting.put_cost(claim, replace(LINE, number=number, amount_fen=1), by=host, at=AFTER)
    other = sent(make.competition(), host)
    claims.admit_claim(other, BOOK, None, by=office.one, at=AFTER)
    with pytest.raises(Refused, match=f"“{claim.competition.name}” already"):
        accounting.put_cost(other, replace(LINE, number=number), by=host, at=AFTER)


def test_a_workbook_is_the_whole_account_or_nothing_and_its_faults_are_named_by_row(app) -> None:
    _office, host, claim = admitted()
    kept = accounting.put_cost(claim, LINE, by=host, at=AFTER, piece=piece())
    accounting.put_cost(claim, replace(LINE, number="1"), by=host, at=AFTER)
    wrong = [ReadLine(4, LABOUR), ReadLine(5, LABOUR), ReadLine(6, replace(LINE, amount_fen=-1))]
    with pytest.raises(Refused) as refusal:
        accounting.put_costs(claim, wrong, by=host, at=AFTER)
    assert [(fault.row, fault.column) for fault in refusal.value.faults] == [
        (4, "Invoice number"), (5, "Invoice number"), (6, "Amount in yuan"),
    ]  # fmt: skip
    assert len(applications.of(claim).costs) == 2
    assert accounting.put_costs(claim, [ReadLine(4, LINE), ReadLine(5, LABOUR)], by=host, at=AFTER) == 2
    there = applications.of(claim)
    assert [cost.number for cost in there.costs] == [LINE.number, LABOUR.number]
    assert there.paper_of(db.session.get(type(kept), kept.id)) is not None


def test_a_csv_is_read_by_its_headings_and_says_what_it_cannot_read(app) -> None:
    head = "支出类别,开票日期,收款单位,发票号码,金额（元）,用途说明\r\n"
    good = '场地租赁费,2026-09-10,淄博会展中心,24372000000012345678,"30,000.00",三天场租\r\n'
    lines, faults = cost_imports.read((head + good).encode())
    assert ([one.line for one in lines], faults) == ([LINE], [])
    bad = "饮酒,昨天,某某,1,三万,\r\n"
    lines, faults = cost_imports.read((head + good + bad).encode("gb18030"))
    assert ([one.row for one in lines], [(f.row, f.column) for f in faults]) == (
        [2], [(3, "Category"), (3, "Day of the invoice"), (3, "Amount in yuan")],
    )  # fmt: skip
    with pytest.raises(Refused, match="No row has the headings"):
        cost_imports.read(b"a,b\r\n1,2\r\n")


def test_an_account_is_sent_once_held_with_invoices_and_a_report_in_its_time(app) -> None:
    office, host, claim = applied()
    claims.admit_claim(claim, BOOK, None, by=office.one, at=make.AT)
    refused = partial(accounting.send_account, claim, BOOK, None, by=host, at=AFTER)
    with pytest.raises(Refused, match="has not been held"):
        refused()
    with make.transaction(trail=False):
        claim.competition.state = CompetitionState.HELD
    with pytest.raises(Refused, match="no invoice"):
        refused()
    accounting.put_cost(claim, LINE, by=host, at=AFTER)
    with pytest.raises(Refused, match="report of what was reached is missing"):
        refused()
    accounting.report(claim, Report(AIMS, "圆满完成"), by=host, at=AFTER)
    last = decisions.last_days(claim.competition, BOOK)[1]
    late = make.AT + (last - make.AT.date() + timedelta(days=1))
    with pytest.raises(Refused, match="time for this ended"):
        accounting.send_account(claim, BOOK, None, by=host, at=late)
    accounting.send_account(claim, BOOK, None, by=host, at=late - timedelta(days=1))
    assert (claim.state, claim.round) == (ClaimState.ACCOUNTED, 1)
    with pytest.raises(Refused, match="present state"):
        accounting.put_cost(claim, LABOUR, by=host, at=AFTER)


def test_the_report_needs_every_figure_and_words(app) -> None:
    _office, host, claim = admitted()
    with pytest.raises(Refused) as refusal:
        accounting.report(claim, Report({**AIMS, Aim.UNITS: None}, " "), by=host, at=AFTER)
    assert [fault.field for fault in refusal.value.faults] == ["reached_units", "self_report"]


# --- review and inspection ---


def test_every_invoice_is_found_eligible_or_not_with_its_reason_and_their_sum_counts(app) -> None:
    office, host, claim = admitted()
    account(claim, host)
    venue, labour = applications.of(claim).costs
    with pytest.raises(Refused) as refusal:
        claims.review_account(claim, {venue.id: Said(False, " ")}, None, by=office.one, at=AFTER)
    assert [venue.number in f.message or labour.number in f.message for f in refusal.value.faults] == [True, True]
    with pytest.raises(Refused, match="sent this account yourself"):
        claims.review_account(claim, {}, None, by=host, at=AFTER)
    assert (claim.state, claim.eligible_fen) == (ClaimState.ACCOUNTED, None)
    reviewed(claim, office, True, False)
    assert (claim.state, claim.eligible_fen) == (ClaimState.REVIEWED, 30_000_00)
    assert [cost.reason for cost in applications.of(claim).costs] == ["", "非办赛支出"]


def test_another_person_notes_the_inspection_with_the_competition_as_the_system_counts_it(app) -> None:
    office, host, claim = admitted()
    account(claim, host)
    with pytest.raises(Refused, match="present state"):
        claims.inspect_claim(claim, FOUND, None, by=office.two, at=AFTER)
    reviewed(claim, office, True, True)
    for by in (office.one, host):
        with pytest.raises(Refused, match="Another person"):
            claims.inspect_claim(claim, FOUND, None, by=by, at=AFTER)
    for wrong, field in (
        (replace(FOUND, persons=" "), "persons"),
        (replace(FOUND, opinion=""), "opinion"),
        (replace(FOUND, inspected_on=FIRST - timedelta(days=1)), "inspected_on"),
        (replace(FOUND, inspected_on=AFTER.date() + timedelta(days=2)), "inspected_on"),
    ):
        with pytest.raises(Refused) as refusal:
            claims.inspect_claim(claim, wrong, None, by=office.two, at=AFTER)
        assert [fault.field for fault in refusal.value.faults] == [field]
    with pytest.raises(Refused, match="present state"):
        claims.approve_claim(claim, BOOK, None, by=office.two, at=AFTER)
    made = claims.inspect_claim(claim, FOUND, None, by=office.two, at=AFTER)
    assert claim.state is ClaimState.INSPECTED
    assert made.as_held == {"items": 1, "units": 1, "entries": 1, "present": None, "people": None, "judges": 1}


def test_a_failed_inspection_sends_the_account_back_and_counts_for_that_account_only(app) -> None:
    office, host, claim = admitted()
    account(claim, host)
    reviewed(claim, office, True, True)
    failed = replace(FOUND, verdict=Verdict.FAILED, opinion="器材清单与实物不符")
    claims.inspect_claim(claim, failed, None, by=office.two, at=AFTER)
    assert (claim.state, claim.reason, claim.eligible_fen) == (ClaimState.ADMITTED, "器材清单与实物不符", None)
    accounting.put_cost(claim, replace(LABOUR, number="2", payee="补充"), by=host, at=AFTER)
    accounting.send_account(claim, BOOK, None, by=host, at=AFTER)
    assert claim.round == 2
    # what was said of invoices that did not change is there already
    assert [cost.eligible for cost in applications.of(claim).costs] == [True, True, None]
    reviewed(claim, office, True, True, True)
    claims.inspect_claim(claim, FOUND, None, by=office.two, at=AFTER)
    assert applications.of(claim).inspection.verdict is Verdict.PASSED
    assert queries.claim(claim.id).state is ClaimState.INSPECTED


def test_an_aim_is_met_at_its_target_and_accidents_at_most_at_theirs() -> None:
    assert [claim_rules.is_met(Aim.ENTRIES, 60, reached) for reached in (59, 60, 61)] == [False, True, True]
    assert [claim_rules.is_met(Aim.INCIDENTS, 0, reached) for reached in (0, 1)] == [True, False]


def test_the_eligible_sum_is_none_while_one_invoice_is_not_decided() -> None:
    assert claim_rules.eligible_sum([(1, True), (2, None)]) is None
    assert claim_rules.eligible_sum([(1, True), (2, False), (4, True)]) == 5
