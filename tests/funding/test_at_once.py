"""Several people act on the money at the same moment, on both databases."""

from functools import partial
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.orm.exc import StaleDataError

from competition.accounts.models import User
from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.funding import balances, queries
from competition.funding.actions import accounting, claims, payments, prizes, settling
from competition.funding.claim_models import ClaimCost
from competition.funding.claim_rules import Category, CostLine
from competition.funding.imports import Answer
from competition.funding.models import HostClaim, Payment, PaymentList, Prize
from competition.funding.rules import ClaimState
from competition.plan import queries as plan
from competition.plan.rules import CompetitionState, Level
from tests import make
from tests.funding.build import BOOK, Office, announced, budget, held, inspected, left, verbs


@pytest.fixture
def office(app):
    return Office()


def at_once(app, *acts) -> list[str]:
    """Do things in threads that begin together, and name what came of each: 'kept' or the refusal's kind."""
    gate, found = Barrier(len(acts)), []

    def run(act) -> None:
        with app.app_context():
            gate.wait()
            try:
                act()
                found.append("kept")
            except (Refused, StaleDataError) as refusal:
                found.append(type(refusal).__name__)
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def test_prizes_proposed_by_three_at_once_are_proposed_once(app, office) -> None:
    winner, one, two = make.person(), held(), held()
    announced(one, (1, [winner]))
    announced(two, (1, [winner]))
    ids, by = (one.id, one.id, two.id), office.one.id
    db.session.rollback()

    def propose(competition_id: int) -> None:
        prizes.propose_prizes(plan.competition(competition_id), BOOK, by=db.session.get(User, by), at=make.AT)

    assert at_once(app, *[partial(propose, key) for key in ids]) == ["Refused", "kept", "kept"]
    found = db.session.scalars(sa.select(Prize.amount_fen).order_by(Prize.amount_fen)).all()
    assert found == [0, 5_000_00]


def test_lists_prepared_by_three_at_once_pay_once(app, office) -> None:
    competition = held(level=Level.MUNICIPAL_GAMES)
    announced(competition, (1, [make.person(), make.person()]), team_size=2, code="A01")
    announced(competition, (2, [make.person()]), code="B01")
    office.approved_claim(competition)
    office.give_accounts(office.approved(competition))
    by = office.one.id
    db.session.rollback()

    def prepare() -> None:
        payments.prepare_list(by=db.session.get(User, by), at=make.AT)

    assert at_once(app, prepare, prepare, prepare) == ["Refused", "Refused", "kept"]
    assert db.session.scalars(sa.select(PaymentList.number)).all() == ["ZF2026-001"]
    assert db.session.scalar(sa.select(sa.func.count(Payment.id))) == 4


def test_a_claim_approved_by_two_at_once_is_approved_once(app, office) -> None:
    claim = office.claimed(held())
    key, seen, people = claim.id, claim.version, (office.one.id, office.two.id)
    db.session.rollback()

    def approve(by: int) -> None:
        claims.approve_claim(queries.claim(key), BOOK, seen, by=db.session.get(User, by), at=make.AT)

    first, second = at_once(app, *[partial(approve, by) for by in people])
    assert (first in {"SeenChanged", "StaleDataError"}, second) == (True, "kept")
    assert verbs().count("funding.claim_approved") == 1


def test_fifty_claims_for_what_one_of_them_takes_pay_no_fen_more(app, office) -> None:
    budget(fen=100_000_00)
    many = [office.claimed(make.competition(state=CompetitionState.HELD)).id for _ in range(50)]
    by = office.one.id
    db.session.rollback()

    def approve(key: int) -> None:
        claims.approve_claim(queries.claim(key), BOOK, None, by=db.session.get(User, by), at=make.AT)

    found = at_once(app, *[partial(approve, key) for key in many])
    # 60,000.00 each: the first gets it whole, the second what is left, all others are told why not
    assert (found.count("kept"), set(found)) == (2, {"kept", "Refused"})
    assert (left(), balances.faults()) == (0, [])
    given = sa.select(sa.func.sum(HostClaim.amount_fen)).where(HostClaim.state == ClaimState.APPROVED)
    assert db.session.scalar(given) == 100_000_00


def test_twenty_releases_of_one_list_release_it_once_and_twenty_answers_pay_once(app, office) -> None:
    competition = held()
    announced(competition, (1, [make.person()]))
    office.give_accounts(office.approved(competition))
    made = payments.prepare_list(by=office.one, at=make.AT)
    key, people, number = made.id, (office.one.id, office.two.id), made.payments[0].number
    db.session.rollback()

    def release() -> None:
        payments.release_list(queries.payment_list(key), None, by=db.session.get(User, people[1]), at=make.AT)

    def answer() -> None:
        by, told = db.session.get(User, people[0]), [Answer(2, number, make.AT.date())]
        settling.note_answers(queries.payment_list(key), told, by=by, at=make.AT)

    assert at_once(app, *[release] * 20).count("kept") == 1
    assert at_once(app, *[answer] * 20).count("kept") == 20
    db.session.rollback()
    assert verbs().count("funding.list_released") == 1
    assert verbs().count("funding.answers_noted") == 1
    assert balances.faults() == []


def test_one_invoice_entered_in_ten_accounts_at_once_stands_in_one(app, office) -> None:
    many = [inspected(held(), office.one, state=ClaimState.ADMITTED).id for _ in range(10)]
    line, by = CostLine(Category.VENUE, make.AT.date(), "会展中心", "24370001", 1_00), office.one.id
    db.session.rollback()

    def enter(key: int) -> None:
        accounting.put_cost(queries.claim(key), line, by=db.session.get(User, by), at=make.AT)

    found = at_once(app, *[partial(enter, key) for key in many])
    assert (found.count("kept"), set(found)) == (1, {"kept", "Refused"})
    same = sa.select(sa.func.count(ClaimCost.id)).where(ClaimCost.invoice_key == line.key)
    assert db.session.scalar(same) == 1
