"""Decisions explained: page, letter and JSON of a prize and a claim, who reads them, and the auditor's walk to the marks."""

import json
import re
from datetime import date

import pytest
import sqlalchemy as sa

from competition.accounts.rules import Role, Scope
from competition.foundation import clock
from competition.foundation.database import db
from competition.funding import facts, limit_words, words
from competition.funding.actions import advancing, claims, payments
from competition.funding.limit_rules import limits
from competition.funding.models import HostClaim
from competition.funding.rules import ClaimState
from competition.plan.rules import Level
from competition.policy import reader
from competition.results.rules import ResultState
from tests import make, scenes
from tests.funding.build import BOOK, Office, announced, data, held, paid, sent
from tests.house import ROOT
from tests.results import build as judged

EN = {"Accept-Language": "en"}
ZH = {"Accept-Language": "zh-CN"}
NOW = clock.now()
TEAM = (ROOT / "examples" / "facts" / "team.yaml").read_text(encoding="utf-8")


@scenes.kept
def decided():
    """A winner of two prizes of a year, the second the difference, on a released list; a host's claim approved."""
    office, winner, unit = Office(), make.person(name="王小明"), make.organisation()
    first = held(level=Level.MUNICIPAL_2, starts_on=date(2026, 5, 18), ends_on=date(2026, 5, 20))
    second = held()
    announced(first, (1, [winner, unit]), code="A01")
    announced(second, (1, [winner, unit]), code="B01")
    paid = [*office.approved(first), *office.approved(second)]
    office.give_accounts(paid)
    claim = office.approved_claim(second)
    made = payments.prepare_list(by=office.one, at=NOW)
    payments.release_list(made, None, by=office.two, at=NOW)
    return office.one, office.two, paid[-1], claim, unit


@pytest.fixture
def there(app):
    return decided()


def test_a_prize_is_told_whole_and_the_same_as_json(app, there) -> None:
    one, two, prize, _claim, _unit = there
    client = make.sign_in(app.test_client(), one)
    page = client.get(f"/office/funding/prizes/{prize.id}/decision", headers=EN).text
    for said in (
        "Decision on a prize JL2026-",
        "2,000.00",
        "Less 3,000.00 yuan already had",
        "The highest prize of a year only: 3,000.00 yuan had before, so 2,000.00 yuan",
        "对获得市级及以上职业技能竞赛奖项的选手",
        "from 16 Aug 2022",
        f"/results/{prize.line.result.item_id}",
        f"/office/results/lines/{prize.line_id}",
        one.name,
        two.name,
        "Payment list released",
    ):
        assert said in page, said
    told = json.loads(client.get(f"/office/funding/prizes/{prize.id}/decision.json").data)
    assert told["decision"] == json.loads(json.dumps(prize.decision))
    assert told["shares"] == [{"name": "王小明", "gross_fen": 200_000, "tax_fen": 40_000, "net_fen": 160_000}]
    assert [act["did"] for act in told["people"]] == ["proposed", "approved", "prepared", "released"]


def test_the_same_facts_in_a_file_come_to_the_same_decision(app, there) -> None:
    prize = there[2]
    told = {
        "format": facts.FORMAT, "kind": "prize", "day": prize.competition.starts_on, "level": "municipal_1", "place": 1,
        "winners": [{"name": "王小明", "had": "3000.00"}], "group": prize.decision["inputs"]["group"],
    }  # fmt: skip
    stored = json.loads(json.dumps(prize.decision))
    # no figure of it: which papers its claim needs
    assert stored["policy"].pop("funding.prize.documents")["value"]
    assert json.loads(json.dumps(facts.explained(told, BOOK)["decision"])) == stored


@pytest.mark.parametrize("language", [ZH, EN])
def test_letters_are_printed_for_the_leader_and_the_host(app, there, language) -> None:
    _one, _two, prize, claim, unit = there
    leader = make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=unit.id)
    host = make.user(Role.HOST_OFFICER, scope=Scope.ORGANISATION, scope_id=claim.organisation_id)
    told = ((leader, f"prizes/{prize.id}", "accounts"), (host, f"claims/{claim.id}", f"claims/{claim.id}"))
    for user, path, from_ in told:
        client = make.sign_in(app.test_client(), user)
        assert f'/office/funding/{path}/decision"' in client.get(f"/office/funding/{from_}").text
        assert client.get(f"/office/funding/{path}/decision", headers=language).status_code == 200
        letter = client.get(f"/office/funding/{path}/decision.pdf", headers=language)
        assert (letter.status_code, letter.data[:5]) == (200, b"%PDF-")
    other = make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=make.organisation().id)
    client = make.sign_in(app.test_client(), other)
    assert client.get(f"/office/funding/prizes/{prize.id}/decision.pdf").status_code == 403
    assert client.get(f"/office/funding/claims/{claim.id}/decision.json").status_code == 403


def test_a_claim_names_what_was_below_the_amount_asked_for(app, there) -> None:
    one, _two, _prize, claim, _unit = there
    page = make.sign_in(app.test_client(), one).get(f"/office/funding/claims/{claim.id}/decision", headers=EN).text
    assert "The eligible costs, 60,000.00 yuan: 20,000.00 yuan below the amount asked for" in page
    assert "对承办市级及以上职业技能大赛的办赛单位" in page


def test_a_claim_names_everybody_who_had_a_hand_in_it_by_the_clock(app, there) -> None:
    one, two, _prize, claim, _unit = there
    reviewed = {"reviewed_at": make.AT, "reviewed_by_id": two.id}
    db.session.execute(sa.update(HostClaim).values(reviewed))
    db.session.commit()
    path = f"/office/funding/claims/{claim.id}/decision"
    client = make.sign_in(app.test_client(), one)
    told = json.loads(client.get(f"{path}.json").data)["people"]
    acts = [act["did"] for act in told]
    assert {"sent", "accounted", "reviewed", "inspected", "approved"} <= set(acts)
    assert [act["name"] for act in told if act["did"] == "reviewed"] == [two.name]
    assert [act["at"] for act in told] == sorted(act["at"] for act in told)
    page = client.get(path, headers=EN).text
    assert "Invoices reviewed" in page
    assert "Inspection noted" in page


@pytest.mark.parametrize("decided", [False, True])
def test_an_advance_is_told_before_the_claim_is_decided_and_after(app, decided) -> None:
    office, claim = Office(), sent(held(), make.user())
    claims.admit_claim(claim, BOOK, None, by=office.one, at=make.AT)
    advancing.approve_advance(claim, BOOK, None, by=office.one, at=make.AT)
    if decided:
        paid(office)
        claims.refuse_claim(claim, "竞赛未举办", BOOK, None, by=office.two, at=make.AT)
    client = make.sign_in(app.test_client(), office.two)
    path = f"/office/funding/claims/{claim.id}/decision"
    page = client.get(path, headers=EN).text
    assert "Of it 50% are paid ahead: 40,000.00 yuan" in page
    if decided:
        told = json.loads(client.get(f"{path}.json").data)["advance"]
        assert (told["amount_fen"], told["decision"]["steps"][-2]["code"]) == (40_000_00, "advance_share")
        assert client.get(f"{path}.pdf", headers=EN).data[:5] == b"%PDF-"


def test_a_refused_claim_says_why_and_what_to_do(app) -> None:
    office = Office()
    claim = office.claimed(held())
    client = make.sign_in(app.test_client(), office.one)
    path = f"/office/funding/claims/{claim.id}/decision"
    assert "Not decided yet" in client.get(path, headers=EN).text
    assert client.get(f"{path}.json", headers=EN).status_code == 422
    claims.refuse_claim(claim, "同一场地重复申报", BOOK, None, by=office.one, at=make.AT)
    page = client.get(path, headers=EN).text
    assert claim.state is ClaimState.REFUSED
    assert "同一场地重复申报" in page
    assert "in writing to look at the reason again" in page
    assert client.get(f"{path}.pdf", headers=EN).data[:5] == b"%PDF-"


def test_a_prize_that_waits_for_its_approval_has_no_letter(app) -> None:
    office, competition = Office(), held()
    announced(competition, (1, [make.person()]))
    (prize,) = office.proposed(competition)
    client = make.sign_in(app.test_client(), office.one)
    path = f"/office/funding/prizes/{prize.id}/decision"
    assert "Decision letter" not in client.get(path, headers=EN).text
    letter = client.get(f"{path}.pdf", headers=EN)
    assert (letter.status_code, "not decided yet" in letter.text) == (422, True)


def test_a_team_is_told_whose_share_was_less() -> None:
    told = facts.explained(reader.value_of(TEAM), BOOK)["decision"]
    assert [(step.code, step.values["name"], step.values["yuan"]) for step in limits(told)] == [
        ("limit_share", "王小明", "2,000.00")
    ]


def test_every_ground_has_its_remedy() -> None:
    assert words.GROUNDS.keys() | {"refused"} <= limit_words.REMEDIES.keys()


@pytest.mark.parametrize(
    ("values", "by"),
    [
        ({"requested_fen": 80_000_00, "eligible_fen": 60_000_00}, ["costs"]),
        ({"requested_fen": 200_000_00, "eligible_fen": 150_000_00}, ["costs", "table"]),
        ({"requested_fen": 900_000_00, "eligible_fen": 800_000_00}, ["costs", "cap", "table"]),
        ({"requested_fen": 10_000_00, "eligible_fen": 60_000_00}, []),
    ],
)
def test_limits_stand_in_their_order_and_the_last_decided(app, values, by) -> None:
    claim = Office().approved_claim(held(), **values)
    assert [step.values["by"] for step in limits(claim.decision)] == by
    assert data().requested_fen == 80_000_00


LINKS = (
    r"/office/funding/prizes/\d+(?=\")",
    r"/office/funding/prizes/\d+/decision(?=\")",
    r"/office/results/lines/\d+(?=\")",
    r"/office/judging/sheets/\d+(?=\")",
)


def test_an_auditor_walks_from_a_payment_to_the_judges_marks_in_five_clicks(app) -> None:
    closed = judged.closed(("80.5", "60"))
    judged.result_in(ResultState.ANNOUNCED, closed)
    office = Office()
    office.give_accounts(office.approved(closed.item.competition))
    listed = payments.prepare_list(by=office.one, at=NOW)
    client = make.sign_in(app.test_client(), make.user(Role.AUDITOR))
    page = client.get(f"/office/funding/lists/{listed.id}", headers=EN).text
    for clicks, link in enumerate(LINKS, 1):
        answer = client.get(re.search(link, page).group(), headers=EN)
        assert (answer.status_code, clicks <= 5) == (200, True)
        page = answer.text
    # the very marks three judges gave: two of three for a judgement, all of 39 measured
    assert re.search(r"2<small>/3</small>", page)
    assert re.search(r"39\.00<small>/39\.00</small>", page)
    seen = [judge.user.name for judge in closed.judges]
    assert any(name in page for name in seen)
