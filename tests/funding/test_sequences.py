"""Whatever is done with the money, in whatever order: the ledger fits, no budget goes below nothing, nobody has too much."""

from collections import Counter, defaultdict
from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.funding import balances, ledger_rules, queries, recovery_rules, rules
from competition.funding.actions import claims, payments, prizes, recovering, settling
from competition.funding.imports import Answer
from competition.funding.ledger_rules import MOVES, Kind
from competition.funding.models import Payment, PaymentList, PrizeShare, Recovery
from competition.funding.rules import OWED, ListState, PaymentState, PrizeState, RecoveryState, Taxed
from competition.plan.rules import CompetitionState
from tests import make
from tests.conftest import empty_tables
from tests.funding.build import BOOK, UNIT_ACCOUNT, Office, another_version, budget
from tests.funding.build import announced as announce

DAY = date(2026, 9, 1)
BEST = {1: 5_000_00, 2: 3_000_00, 3: 2_000_00}

# --- rules ---


@given(st.lists(st.tuples(st.sampled_from(Kind), st.integers(1, 10**12))))
def test_a_ledger_of_any_moves_comes_to_nothing(moves) -> None:
    holds = ledger_rules.balances((*MOVES[kind], fen) for kind, fen in moves)
    assert sum(holds.by_account.values()) == 0


shares = st.lists(st.integers(0, 500_000_00), min_size=1, max_size=6)


@given(st.lists(shares, min_size=1, max_size=6), st.randoms())
def test_dues_come_to_each_persons_best_share_in_whatever_order(teams, dice) -> None:
    best: Counter[int] = Counter()
    for team in teams:
        for person, share in enumerate(team):
            best[person] = max(best[person], share)
    dice.shuffle(teams)
    had: Counter[int] = Counter()
    for team in teams:
        for person, due in enumerate(rules.highest_only(team, [had[person] for person in range(len(team))])):
            had[person] += due
    assert had == best


@given(st.integers(1, 500_000_00), st.integers(0, 100), st.lists(st.integers(1, 500_000_00), max_size=5))
def test_claims_of_one_share_never_come_to_more_than_it_and_their_tax_to_its_tax(gross, percent, parts) -> None:
    tax = gross * percent // 100
    of, before, taken = Taxed(gross, tax, gross - tax), 0, []
    for wanted in [*parts, gross]:
        if fen := min(wanted, gross - before):
            taken.append(recovery_rules.recovered(of, before, fen))
            before += fen
    assert (sum(one.gross for one in taken), sum(one.tax for one in taken)) == (gross, tax)
    assert all(one.tax + one.net == one.gross and one.tax >= 0 and one.net >= 0 for one in taken)


@pytest.mark.parametrize(("before", "fen"), [(-1, 1), (0, 10_01), (5_00, 5_01)])
def test_no_more_is_claimed_back_of_a_share_than_it_was(before, fen) -> None:
    with pytest.raises(ValueError, match="no more"):
        recovery_rules.recovered(Taxed(10_00, 2_00, 8_00), before, fen)


# --- everything together ---


class Town:
    """A year with little money, three winners, and whatever is done."""

    def __init__(self) -> None:
        self.office = Office()
        budget(fen=68_000_00)
        self.people = [make.person() for _ in range(3)]
        self.results = []
        self.competitions = []
        self.best: dict[int, int] = defaultdict(int)

    def do(self, what: str, n: int) -> None:
        """Do one thing, where it can be done."""
        try:
            getattr(self, what)(n)
        except Refused:
            db.session.rollback()

    def held(self, n: int) -> None:
        competition = make.competition(state=CompetitionState.HELD)
        self.competitions.append(competition)
        placed = [(place, [person]) for place, person in enumerate(self._turned(n), 1)]
        self.results.append(announce(competition, *placed))
        self._noted(placed)

    def _turned(self, n: int) -> list:
        return self.people[n % 3 :] + self.people[: n % 3]

    def _noted(self, placed) -> None:
        for place, (person,) in placed:
            self.best[person.id] = max(self.best[person.id], BEST.get(place, 0))

    def correct(self, n: int) -> None:
        if self.results:
            at = n % len(self.results)
            # one of them may fall out of the prizes
            placed = [(place if place < 3 or n % 2 else 9, [one]) for place, one in enumerate(self._turned(n), 1)]
            self.results[at] = another_version(self.results[at], *placed)
            self._noted(placed)

    def claim(self, n: int) -> None:
        for competition in self.competitions[n % 4 :]:
            if queries.claim_of(competition.id) is None:
                self.office.claimed(competition)
            claims.approve_claim(queries.claim_of(competition.id), BOOK, None, by=self.office.one, at=make.AT)

    def propose(self, n: int) -> None:
        if self.competitions:
            self.office.proposed(self.competitions[n % len(self.competitions)])

    def approve(self, n: int) -> None:
        if self.competitions:
            found = queries.prizes_of(self.competitions[n % len(self.competitions)].id)
            wanted = [prize for prize in found if prize.state is PrizeState.PROPOSED and prize.stands]
            prizes.approve_prizes(wanted, by=self.office.two, at=make.AT)

    def hold(self, n: int) -> None:
        approved = queries.approved_prizes()
        if approved:
            prizes.hold_prize(approved[n % len(approved)], "核对", None, by=self.office.one, at=make.AT)

    def accounts(self, _n: int) -> None:
        lacking = sa.or_(PrizeShare.account.is_(None), PrizeShare.has_papers.is_(False))
        for share in db.session.scalars(sa.select(PrizeShare).where(lacking, PrizeShare.net_fen > 0)).all():
            self.office.give_account(share)
        for competition in self.competitions:
            if (claim := queries.claim_of(competition.id)) and claim.account is None:
                payments.set_account(claim, "工行", UNIT_ACCOUNT, by=self.office.one, at=make.AT)

    def prepare(self, _n: int) -> None:
        payments.prepare_list(by=self.office.one, at=make.AT)

    def _newest(self, state: ListState) -> PaymentList | None:
        query = sa.select(PaymentList.id).where(PaymentList.state == state).order_by(PaymentList.id.desc()).limit(1)
        return queries.payment_list(db.session.scalar(query) or 0)

    def take_back(self, n: int) -> None:
        if n % 3 == 0 and (there := self._newest(ListState.PREPARED)):
            payments.take_list_back(there, "再核对", None, by=self.office.one, at=make.AT)

    def release(self, _n: int) -> None:
        if there := self._newest(ListState.PREPARED):
            payments.release_list(there, None, by=self.office.two, at=make.AT)

    def answer(self, n: int) -> None:
        if there := self._newest(ListState.RELEASED):
            told = [
                Answer(row, one.number, *((None, "退汇") if (row + n) % 3 == 0 else (DAY, "")))
                for row, one in enumerate(there.waiting)
            ]
            settling.note_answers(there, told[: n + 1], by=self.office.one, at=make.AT)

    def give_back(self, n: int) -> None:
        paid = db.session.scalars(sa.select(Payment).where(Payment.state == PaymentState.PAID)).all()
        if paid and n % 2:
            settling.reverse_payment(paid[n % len(paid)], "退汇", by=self.office.one, at=make.AT)

    def follow(self, _n: int) -> None:
        recovering.follow_results(BOOK, make.AT)

    def settle(self, n: int) -> None:
        found = db.session.scalars(sa.select(Recovery).where(Recovery.state.in_(OWED))).first()
        if found and n % 2:
            recovering.note_repaid(found, DAY, None, by=self.office.one, at=make.AT)
        elif found and found.state is RecoveryState.OPEN:
            recovering.propose_let_off(found, "经批准", None, by=self.office.one, at=make.AT)
        elif found and n % 3:
            recovering.let_off(found, None, by=self.office.two, at=make.AT)
        elif found:
            recovering.uphold_claim(found, "不予免除", None, by=self.office.two, at=make.AT)

    def must_fit(self) -> None:
        """The ledger fits, and what each has and keeps is no more than the best they ever were entitled to."""
        db.session.rollback()
        db.session.expire_all()
        assert balances.faults() == []
        season = self.competitions[0].season_id if self.competitions else 0
        had = queries.had_in_season(season)
        for person in self.people:
            assert had.get(person.id, 0) <= self.best[person.id]


DOINGS = [name for name, it in vars(Town).items() if not name.startswith("_") and name not in ("do", "must_fit")]
doings = st.lists(st.tuples(st.sampled_from(DOINGS), st.integers(0, 11)), max_size=12)
START = ["held", "propose", "claim", "approve", "accounts", "prepare", "release"]


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(doings)
def test_after_any_doings_the_ledger_fits_and_nobody_has_more_than_the_best(app, steps) -> None:
    # money of one example must not serve the next
    db.session.rollback()
    empty_tables()
    town = Town()
    for what, n in [*((what, 0) for what in START), *steps]:
        town.do(what, n)
        town.must_fit()
