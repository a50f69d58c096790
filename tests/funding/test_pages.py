"""The money's pages: who sees what, what they say, how much they ask of the database."""

import io
import re
from datetime import date

import pytest
from openpyxl import load_workbook

from competition.accounts.rules import Role, Scope
from competition.foundation import clock
from competition.foundation.database import db
from competition.funding import queries, today
from competition.funding.actions import claims, payments, prizes
from competition.funding.rules import ClaimState, ListState, PrizeState
from competition.plan.rules import Level
from tests import make
from tests.funding.build import CARD, UNIT_ACCOUNT, Office, announced, held, inspected, verbs

EN = {"Accept-Language": "en"}
NOW = clock.now()


class Money:
    """A competition held in this year, claimed, announced, its prizes approved and on a list."""

    def __init__(self) -> None:
        year = NOW.year
        self.office = Office()
        self.unit = make.organisation()
        self.competition = held(
            season_id=make.season(year=year).id,
            starts_on=date(year, 1, 18),
            ends_on=date(year, 1, 20),
            level=Level.MUNICIPAL_GAMES,
        )
        team = [make.person(name="王小一"), make.person(name="王小二")]
        announced(self.competition, (1, [*team, self.unit]), team_size=2, code="A01")
        announced(self.competition, (2, [make.person(name="赵单"), self.unit]), code="B01")
        self.host = self.office.host_of(self.competition)
        self.leader = make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=self.unit.id)
        self.organiser = make.user(Role.ORGANISER)
        self.auditor = make.user(Role.AUDITOR)
        self.claim = inspected(self.competition, self.host)

    def go_on(self) -> "Money":
        """Approve all, enter the accounts, prepare the list."""
        office = self.office
        self.claim = office.approved_of(self.claim)
        self.prizes = office.approved(self.competition)
        office.give_accounts(self.prizes)
        self.list = payments.prepare_list(by=office.one, at=NOW)
        return self

    def paths(self) -> dict[str, str]:
        """Every page by its kind."""
        c = self.competition.id
        return {
            "/office/funding/overview": "city",
            "/office/funding/claims": "claims",
            f"/office/funding/claims/{self.claim.id}": "claims",
            f"/office/funding/competitions/{c}/prizes": "city",
            f"/office/funding/prizes/{self.prizes[0].id}": "city",
            "/office/funding/lists": "city",
            f"/office/funding/lists/{self.list.id}": "city",
            "/office/funding/accounts": "leader",
            f"/office/funding/shares/{self.prizes[0].shares[0].id}/account": "account",
        }


@pytest.fixture
def money(app):
    return Money()


@pytest.fixture
def listed(money):
    return money.go_on()


def as_(app, person):
    return make.sign_in(app.test_client(), person)


# --- who sees what ---


def test_each_part_opens_its_pages_and_no_other(app, listed) -> None:
    parts = {
        listed.office.one: {"city", "claims", "account"},
        listed.auditor: {"city", "claims"},
        listed.organiser: {"city", "claims"},
        listed.host: {"claims"},
        listed.leader: {"leader", "account"},
        make.user(Role.JUDGE): set(),
    }
    for person, kinds in parts.items():
        client = as_(app, person)
        for path, kind in listed.paths().items():
            assert client.get(path).status_code == (200 if kind in kinds else 403), (person.roles, path)


def test_nobody_without_sign_in_sees_any_of_it(client, listed) -> None:
    for path in listed.paths():
        assert "/sign-in" in client.get(path).headers["Location"], path


def test_the_host_of_another_competition_and_the_leader_of_another_unit_see_nothing(app, listed) -> None:
    other = as_(app, listed.office.host_of(held()))
    assert other.get(f"/office/funding/claims/{listed.claim.id}").status_code == 403
    assert other.get(f"/office/funding/competitions/{listed.competition.id}/claim").status_code == 403
    assert listed.competition.name not in other.get("/office/funding/claims").text
    leader = as_(app, make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=make.organisation().id))
    assert leader.get(f"/office/funding/shares/{listed.prizes[0].shares[0].id}/account").status_code == 403
    assert "王小一" not in leader.get("/office/funding/accounts").text


def test_the_organiser_of_one_competition_reads_its_prizes_but_not_the_citys_lists(app, listed) -> None:
    mine = make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=listed.competition.id)
    client = as_(app, mine)
    assert client.get(f"/office/funding/competitions/{listed.competition.id}/prizes").status_code == 200
    assert client.get("/office/funding/lists").status_code == 403
    assert client.get(f"/office/funding/lists/{listed.list.id}").status_code == 403
    assert listed.list.number not in client.get("/office/funding/overview").text
    other = as_(app, make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=held().id))
    assert other.get(f"/office/funding/competitions/{listed.competition.id}/prizes").status_code == 403


def test_only_finance_officers_change_anything(app, listed) -> None:
    claim, prize, c = listed.claim.id, listed.prizes[0].id, listed.competition.id
    acts = [
        f"claims/{claim}/approve",
        f"claims/{claim}/admit",
        f"claims/{claim}/review",
        f"claims/{claim}/advance",
        f"claims/{claim}/advance/end",
        f"claims/{claim}/return",
        f"claims/{claim}/refuse",
        f"claims/{claim}/account",
        f"competitions/{c}/prizes/propose",
        f"competitions/{c}/prizes/approve",
        f"prizes/{prize}/hold",
        f"prizes/{prize}/release",
        f"shares/{listed.prizes[0].shares[0].id}/account/look",
        "lists",
        f"lists/{listed.list.id}/release",
        f"lists/{listed.list.id}/paid",
    ]
    before = len(verbs())
    for person in (listed.auditor, listed.organiser, listed.host, listed.leader):
        client = as_(app, person)
        for act in acts:
            assert client.post(f"/office/funding/{act}", data={"reason": "x"}).status_code == 403, (person.roles, act)
    assert len(verbs()) == before


# --- accounts never in clear ---


def test_no_page_of_anyone_shows_an_account_in_clear(app, listed) -> None:
    for person in (listed.office.one, listed.auditor, listed.organiser, listed.host, listed.leader):
        client = as_(app, person)
        for path in [*listed.paths(), "/office/funding/claims"]:
            text = client.get(path).text
            assert CARD not in text, path
            assert UNIT_ACCOUNT not in text, path
    page = as_(app, listed.auditor).get(f"/office/funding/lists/{listed.list.id}").text
    assert "***0004" in page
    assert "***2345" in page


def test_a_finance_officer_looks_at_an_account_with_a_reason_and_the_trail_keeps_it(app, listed) -> None:
    client = as_(app, listed.office.one)
    look = f"/office/funding/claims/{listed.claim.id}/account"
    assert client.post(look, data={"reason": " "}).status_code == 422
    answer = client.post(look, data={"reason": "核对退票"})
    assert UNIT_ACCOUNT in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    share = listed.prizes[0].shares[0].id
    assert CARD in client.post(f"/office/funding/shares/{share}/account/look", data={"reason": "核对"}).text
    assert verbs()[-2:] == ["funding.account_seen", "funding.account_seen"]


@pytest.mark.parametrize(("who", "whole"), [("finance", True), ("auditor", False), ("organiser", False)])
def test_the_list_as_excel_holds_whole_accounts_for_finance_only_and_says_who_took_it(app, listed, who, whole) -> None:
    person = {"finance": listed.office.two, "auditor": listed.auditor, "organiser": listed.organiser}[who]
    answer = as_(app, person).post(f"/office/funding/lists/{listed.list.id}/files/list", headers=EN)
    rows = list(load_workbook(io.BytesIO(answer.data)).active.values)
    assert rows[0][0].startswith(f"Exported by {person.name}")
    assert {row[3] for row in rows[3:]} == (
        {CARD, UNIT_ACCOUNT} if whole else {"***************0004", "***************2345"}
    )
    assert [row[4] for row in rows[3:]] == [60000, 4000, 4000, 6400]
    assert rows[3][0] == f"{listed.list.number}-0001"
    assert verbs()[-1] == "funding.list_exported"


# --- the way of the money, through the pages ---


def post(client, path, **form):
    return client.post(f"/office/funding/{path}", data=form, headers=EN, follow_redirects=True)


def test_a_claim_that_cannot_be_approved_says_so_instead_of_offering_it(app, money) -> None:
    county = held(level=Level.COUNTY)
    claim = money.office.claimed(county)
    page = as_(app, money.office.one).get(f"/office/funding/claims/{claim.id}", headers=EN).text
    assert "Cannot be approved" in page
    assert "below municipal level" in page
    assert "/approve" not in page


def test_prizes_are_proposed_by_one_and_approved_by_another(app, money) -> None:
    one, two = as_(app, money.office.one), as_(app, money.office.two)
    path = f"competitions/{money.competition.id}/prizes"
    assert "Announced results without proposed prizes: 2" in one.get(f"/office/funding/{path}", headers=EN).text
    page = post(one, f"{path}/propose").text
    for words in ("2 prizes are proposed", "10,000.00", "8,000.00", "place 1: 10,000.00", "20%"):
        assert words in page
    assert "Approve all" not in page
    shown = re.search(r'name="shown"[^>]*value="([^"]+)"', two.get(f"/office/funding/{path}", headers=EN).text).group(1)
    assert "2 prizes are approved" in post(two, f"{path}/approve", shown=shown).text
    assert post(two, f"{path}/approve", shown=shown).status_code == 409


def test_a_prizes_page_shows_its_working_in_words_and_holds_it(app, money) -> None:
    team = money.office.proposed(money.competition)[0]
    client, path = as_(app, money.office.two), f"prizes/{team.id}"
    page = client.get(f"/office/funding/{path}", headers=EN).text
    for words in (
        "Municipal skills games, place 1: 10,000.00 yuan",
        "王小一: 5,000.00 yuan, less 20% tax 1,000.00 = 4,000.00",
    ):
        assert words in page
    assert "on hold" in post(client, f"{path}/hold", reason="身份待核", seen_version=team.version).text
    assert "proposed again" in post(client, f"{path}/release").text


def test_a_leader_enters_the_accounts_of_the_units_winners(app, money) -> None:
    share = money.office.approved(money.competition)[0].shares[0]
    client = as_(app, money.leader)
    page = client.get("/office/funding/accounts", headers=EN).text
    assert "Accounts still missing: 3" in page
    path = f"shares/{share.id}/account"
    bad = client.post(
        f"/office/funding/{path}", data={"bank_name": "工行", "account": "6217990000000000007"}, headers=EN
    )
    assert bad.status_code == 422
    assert "last digit" in bad.text
    page = post(client, path, bank_name="工行张店支行", account=CARD).text
    assert "Accounts still missing: 2" in page
    assert CARD not in page


def test_a_list_waits_for_missing_accounts_and_names_them(app, money) -> None:
    team, single = money.office.approved(money.competition)
    money.office.give_accounts([single])
    money.office.give_account(team.shares[0])
    client = as_(app, money.office.one)
    page = client.get("/office/funding/lists", headers=EN).text
    assert "0 host subsidies (0.00 yuan) and 1 prizes (6,400.00 yuan after tax)" in page
    assert "王小二" in page
    assert "is prepared" in post(client, "lists").text
    assert "nothing to pay" in post(client, "lists").text


def test_a_list_is_released_and_paid_through_its_page(app, listed) -> None:
    one, two = as_(app, listed.office.one), as_(app, listed.office.two)
    path = f"lists/{listed.list.id}"
    assert "Another person must release it" in one.get(f"/office/funding/{path}", headers=EN).text
    assert "is released" in post(two, f"{path}/release", seen_version=listed.list.version).text
    for day, told in (("", "Please fill this in."), ("2026-01-02", "It cannot be paid before it was released.")):
        refused = post(one, f"{path}/paid", paid_on=day)
        assert (refused.status_code, told in refused.text, "To the bank" in refused.text) == (422, True, True)
    assert "is paid" in post(one, f"{path}/paid", paid_on=clock.today().isoformat()).text
    db.session.expire_all()
    assert queries.payment_list(listed.list.id).state is ListState.PAID
    assert {p.state for p in queries.prizes_of(listed.competition.id)} == {PrizeState.PAID}
    assert queries.claim(listed.claim.id).state is ClaimState.PAID


def test_the_empty_pages_say_what_to_do_next(app) -> None:
    finance = as_(app, make.user(Role.FINANCE_OFFICER))
    assert "No competition in this year" in finance.get("/office/funding/overview", headers=EN).text
    assert "Nothing is ready to pay" in finance.get("/office/funding/lists", headers=EN).text
    leader = as_(app, make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=1))
    assert "No prize of your unit yet" in leader.get("/office/funding/accounts", headers=EN).text
    host = as_(app, make.user(Role.HOST_OFFICER, scope=Scope.ORGANISATION, scope_id=1))
    assert "Nothing to claim in this year" in host.get("/office/funding/claims", headers=EN).text


# --- what waits, and what pages cost ---


def said(app, person) -> dict[str, int]:
    db.session.expire_all()
    with app.test_request_context(headers=EN):
        return {one.text: one.count for one in today.waiting(person, NOW) if one.count}


def test_today_says_what_waits_for_each_and_nothing_that_another_must_do(app, money) -> None:
    one, two = money.office.one, money.office.two
    soon = {"starts_on": clock.today(), "ends_on": clock.today()}
    unclaimed = held(host_id=money.competition.host_id, **soon)
    assert said(app, one) == {"host subsidies to approve": 1, "announced results without proposed prizes": 2}
    assert said(app, money.host) == {"competitions whose subsidy is not applied for yet": 1}
    claims.return_claim(money.claim, "缺发票", None, by=one, at=NOW)
    money.office.claimed(unclaimed)
    assert said(app, money.host) == {"final accounts to send": 1}
    money.office.proposed(money.competition)
    assert "prizes to approve" not in said(app, one)
    assert said(app, two)["prizes to approve"] == 2
    assert said(app, money.leader) == {
        "winners' bank accounts to enter": 3,
        "winners whose papers are to be sent": 3,
    }
    found = queries.prizes_of(money.competition.id)
    prizes.approve_prizes(found, by=two, at=NOW)
    assert said(app, one)["prizes and subsidies that wait for an account"] == 3
    money.office.give_accounts(found)
    assert said(app, one)["approved claims and prizes to put on a payment list"] == 2
    made = payments.prepare_list(by=one, at=NOW)
    assert "payment lists to release" not in said(app, one)
    assert said(app, two)["payment lists to release"] == 1
    payments.release_list(made, None, by=two, at=NOW)
    assert said(app, one)["payment lists to mark as paid"] == 1


def test_a_county_competition_is_not_said_to_wait_for_prizes(app) -> None:
    announced(held(level=Level.COUNTY), (1, [make.person()]))
    assert said(app, make.user(Role.FINANCE_OFFICER)) == {}


@pytest.mark.parametrize("path", ["overview", "claims", "lists", "competitions/{0}/prizes", "accounts"])
def test_a_page_asks_as_much_whether_little_or_much_is_there(app, listed, statements, path) -> None:
    client = as_(app, listed.leader if path == "accounts" else listed.office.one)
    path = f"/office/funding/{path.format(listed.competition.id)}"
    counts = []
    _more(listed)
    for _round in range(2):
        db.session.expire_all()
        del statements[:]
        assert client.get(path).status_code == 200
        counts.append(len(statements))
        _more(listed)
    assert counts[0] == counts[1] <= 22


def _more(money: Money) -> None:
    for n in range(3):
        announced(
            money.competition,
            (1, [make.person(), money.unit]),
            (2, [make.person(), money.unit]),
            code=f"Z{n}{len(verbs())}"[:12],
        )
        other = held(season_id=money.competition.season_id)
        money.office.approved_claim(other)
    money.office.approved(money.competition)
