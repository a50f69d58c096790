"""The papers of winners' claims: what holds a payment, who sends and checks, who sees, and what the decision names."""

import io
from datetime import date, datetime, time, timedelta

import pytest

from competition.accounts.rules import Role, Scope
from competition.foundation import clock
from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.funding import decision_letters, decisions, explained, paper_words, prize_papers, queries, today
from competition.funding.actions import agreements, checking, payments, prizes
from competition.funding.claim_rules import PaperKind
from competition.funding.paper_rules import Check, Slot, Stand, slots, stand, whole_shares
from competition.funding.prizing import Agreement
from competition.honours.destructible import SOURCES
from competition.honours.retention_rules import Destructible
from tests import make
from tests.funding.build import BOOK, CARD, PNG, Office, announced, held, piece, verbs
from tests.funding.test_pages import EN, as_, post

FORM, ID, BANK, WORK = PaperKind.PRIZE_FORM, PaperKind.IDENTITY, PaperKind.CARD, PaperKind.EMPLOYMENT
GOOD, WAITING, RETURNED = Check.CONFIRMED, Check.WAITING, Check.RETURNED


@pytest.mark.parametrize(
    ("answers", "stands"),
    [
        ((), Stand.MISSING),
        ((WAITING,), Stand.WAITING),
        ((GOOD,), Stand.GOOD),
        ((GOOD, GOOD), Stand.GOOD),
        ((GOOD, WAITING), Stand.WAITING),
        ((GOOD, WAITING, RETURNED), Stand.RETURNED),
    ],
)
def test_a_line_is_good_when_all_its_papers_are(answers, stands) -> None:
    assert stand(answers) is stands


@pytest.mark.parametrize(
    ("required", "given", "whole"),
    [
        ([], [], {1, 2}),
        ([FORM, ID], [], set()),
        ([FORM, ID], [(Slot(FORM), GOOD), (Slot(ID, 1), GOOD)], {1}),
        ([FORM, ID], [(Slot(ID, 1), GOOD), (Slot(ID, 2), GOOD)], set()),
        ([FORM, ID], [(Slot(FORM), GOOD), (Slot(ID, 1), GOOD), (Slot(ID, 2), WAITING)], {1}),
        # a paper nobody asks for holds nothing
        ([ID], [(Slot(FORM), RETURNED), (Slot(ID, 1), GOOD), (Slot(ID, 2), GOOD)], {1, 2}),
    ],
)
def test_a_share_is_whole_with_its_own_papers_and_those_of_the_prize(required, given, whole) -> None:
    assert whole_shares(required, [1, 2], given) == whole
    assert slots([ID, FORM], [1, 2]) == [Slot(ID, 1), Slot(ID, 2), Slot(FORM)]


class Won:
    """A team of two with a prize approved and its accounts known, and the leader of its unit."""

    def __init__(self) -> None:
        self.office = Office()
        people = [make.person(name="王小一"), make.person(name="王小二")]
        self.result = announced(held(), (1, people), team_size=2, code="A01")
        (self.prize,) = self.office.approved(self.result.item.competition)
        for share in self.prize.shares:
            payments.set_account(share, "工行", CARD, by=self.office.one, at=make.AT)
        self.unit = self.prize.line.entry.organisation_id
        self.leader = make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=self.unit)

    def send(self, slot: Slot, n: int = 0, **values):
        sent = {"by": self.leader, "at": make.AT, **values}
        return checking.send_paper(self.prize, slot, piece(content=PNG + bytes([n])), **sent)

    def send_all(self):
        return [self.send(line.slot, n) for n, line in enumerate(prize_papers.of(self.prize).lines)]

    def confirm(self, *found):
        checking.confirm_papers(found, by=self.office.one, at=make.AT)

    @property
    def path(self) -> str:
        return f"/office/funding/prizes/{self.prize.id}/papers"


@pytest.fixture
def won(app) -> Won:
    return Won()


def test_a_missing_paper_holds_the_payment_until_another_officer_finds_it_good(won) -> None:
    assert [len(won.prize.shares), won.prize.missing] == [2, []]
    with pytest.raises(Refused, match="with its account and papers"):
        payments.prepare_list(by=won.office.one, at=make.AT)
    said = paper_words.holds(prize_papers.of(won.prize))
    assert len(said) == 1 + 2 * 3
    unit = "the winner's unit or the finance office sends it here"
    assert said[1] == f"Copy of the ID card of 王小一 is missing: {unit}."
    found = won.send_all()
    assert (prize_papers.to_check(won.office.one), queries.for_finance(won.office.one).ready) == (7, 0)
    *rest, last = found
    won.confirm(*rest)
    checking.return_paper(last, "看不清", by=won.office.one, at=make.AT)
    (holds,) = paper_words.holds(prize_papers.of(won.prize))
    assert holds.startswith("Proof of employment or enrolment of 王小二 was returned (看不清)")
    assert [share.has_papers for share in won.prize.shares] == [True, False]
    again = won.send(Slot(WORK, won.prize.shares[1].id), 99, by=won.office.one)
    assert db.session.get(type(last), last.id) is None, "the better one takes its place"
    with pytest.raises(Refused, match="You sent this paper yourself"):
        won.confirm(again)
    checking.confirm_papers([again], by=won.office.two, at=make.AT)
    assert queries.for_finance(won.office.one).ready == 1
    made = payments.prepare_list(by=won.office.one, at=make.AT)
    assert [payment.payee for payment in made.payments] == ["王小一", "王小二"]
    with pytest.raises(Refused, match="papers no longer change"):
        checking.return_paper(again, "晚了", by=won.office.one, at=make.AT)
    assert {"funding.paper_added", "funding.paper_confirmed", "funding.paper_returned"} <= set(verbs())


def test_who_is_paid_nothing_sends_no_paper_of_their_own(app, won) -> None:
    with pytest.raises(Refused, match="takes no such paper"):
        won.send(Slot(ID, 999_999))
    prizes.hold_prize(won.prize, "协议", None, by=won.office.one, at=make.AT)
    agreements.agree_shares(won.prize, Agreement((1, 0), "协议"), BOOK, None, by=won.office.one, at=make.AT)
    first, second = won.prize.shares
    assert {line.slot.share for line in prize_papers.of(won.prize).lines} == {0, first.id}
    with pytest.raises(Refused, match="takes no such paper"):
        won.send(Slot(ID, second.id))


@pytest.mark.parametrize(("late", "refused"), [(0, False), (1, True)])
def test_a_unit_begins_its_claim_until_the_last_day_and_the_bureau_after_it(won, late, refused) -> None:
    last = decisions.last_day_to_claim(won.prize, BOOK)
    assert last == date(2027, 10, 9)
    with make.transaction(trail=False):
        for share in won.prize.shares:
            share.bank_name, share.account = "", None
    at = datetime.combine(last + timedelta(days=late), time(12), clock.CITY)
    if refused:
        with pytest.raises(Refused, match="The time for this ended"):
            won.send(Slot(FORM), at=at, last=last)
        won.send(Slot(FORM), by=won.office.one, at=at)
    else:
        won.send(Slot(FORM), at=at, last=last)
        # begun in time, completed later
        won.send(Slot(FORM), 1, at=at + timedelta(days=9), last=last)


def test_a_paper_with_personal_data_opens_to_its_unit_and_finance_and_each_look_is_recorded(app, won) -> None:
    found = won.send(Slot(ID, won.prize.shares[0].id))
    look = f"/office/funding/prize-papers/{found.id}/look"
    other = make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=make.organisation().id)
    auditor = as_(app, make.user(Role.AUDITOR))
    assert as_(app, other).get(won.path).status_code == 403
    page = auditor.get(won.path, headers=EN).text
    assert "Copy of the ID card of 王小一" in page
    assert (found.name in page, "/look" in page, 'img src="/office' in page) == (False, False, False)
    assert auditor.post(look).status_code == 403
    leader, one = as_(app, won.leader), as_(app, won.office.one)
    for who in (leader, one):
        seen = who.post(look)
        assert (seen.status_code, seen.data[:4], seen.headers["Cache-Control"]) == (200, PNG[:4], "no-store")
    won.confirm(found)
    assert one.post(look).status_code == 422, "whose task it is no more says why"
    assert one.post(look, data={"reason": "复核"}).status_code == 200
    assert verbs().count("funding.paper_seen") == 3
    assert [one.post(look.removesuffix("/look")).status_code, one.get(look.removesuffix("/look")).status_code] == [
        405,
        403,
    ]


def test_the_pages_take_a_paper_answer_it_and_say_what_is_left(app, won) -> None:
    leader, one = as_(app, won.leader), as_(app, won.office.one)
    share = won.prize.shares[0]
    with app.test_request_context(headers=EN):
        assert today.waiting(won.leader, clock.now())[-1].count == 2
    send = {"slot": Slot(ID, share.id).key, "paper": (io.BytesIO(b"GIF89a"), "身份证.gif")}
    path = f"prizes/{won.prize.id}/papers"
    assert "neither a photo" in post(leader, path, **send).text
    send["paper"] = (io.BytesIO(PNG), "身份证.png")
    page = post(leader, path, **send).text
    assert "“Copy of the ID card of 王小一” is kept." in page
    assert "The claim is held until these papers are good" in page
    (found,) = prize_papers.of(won.prize).waiting
    assert "王小一" in one.get("/office/funding/prize-papers", headers=EN).text
    assert "is returned" in post(one, f"prize-papers/{found.id}/return", reason="缺反面").text
    assert "缺反面" in leader.get(won.path, headers=EN).text
    assert "Copy of the bank or social security card" not in one.get("/office/funding/lists", headers=EN).text
    assert "Claim form, signed and stamped is missing" in one.get("/office/funding/lists", headers=EN).text
    assert "taken out" in post(leader, f"prize-papers/{found.id}/drop").text
    assert "Papers not good yet: 7" in one.get(f"/office/funding/prizes/{won.prize.id}", headers=EN).text


def test_the_decision_its_letter_and_its_json_name_the_papers_it_stood_on(app, won) -> None:
    found = won.send_all()
    won.confirm(*found[:2])
    told = explained.prize(won.prize, BOOK)
    assert [paper_words.stood_on(paper) for paper in told.papers] == [
        "Claim form, signed and stamped",
        "Copy of the ID card of 王小一",
    ]
    assert [(one["paper"], one["of"]) for one in told.as_json()["papers"]] == [
        ("prize_form", ""),
        ("prize_identity", "王小一"),
    ]
    assert told.decision["policy"]["funding.prize.documents"]["status"] == "example"
    assert decision_letters.letter(told, make.AT).startswith(b"%PDF-")
    page = as_(app, won.leader).get(f"/office/funding/prizes/{won.prize.id}/decision", headers=EN).text
    assert "found good by 钱会计" in page
    listed = list(SOURCES[Destructible.CLAIM_PAPERS]())
    assert {one.id for one in listed} == {paper.id for paper in found}, "their time is counted like the host's"
