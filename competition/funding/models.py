"""Claims of hosts, prizes of winners, and the payment lists that carry both to the bank."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.directory.models import Organisation, Person
from competition.foundation.crypto_column import Encrypted
from competition.foundation.database import Base, Versioned, one_of
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.funding import claim_rules, rules
from competition.funding.claim_rules import AdvanceState
from competition.funding.rules import ClaimState, ListState, PaymentState, PrizeState, RecoveryState
from competition.plan.models import Competition
from competition.results.models import ResultLine
from competition.results.rules import ResultState

NOT_NOW = _l("This cannot be done in its present state. Load the page again to see where it stands.")


class HostClaim(Versioned, Base):
    """A host's claim for the subsidy of one competition: what was applied for, and where it stands."""

    __tablename__ = "funding_host_claims"
    __table_args__ = (
        sa.CheckConstraint("requested_fen > 0", name="requested"),
        sa.CheckConstraint("eligible_fen IS NULL OR eligible_fen >= 0", name="eligible"),
        # the ceiling of the municipal measure: 500,000.00 yuan
        sa.CheckConstraint("amount_fen IS NULL OR amount_fen BETWEEN 0 AND 50000000", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_competitions.id"), unique=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("directory_organisations.id"), index=True)
    state: Mapped[ClaimState] = mapped_column(one_of(ClaimState), default=ClaimState.DRAFT, index=True)
    requested_fen: Mapped[int] = mapped_column(sa.BigInteger)
    # the sum of the invoices found eligible; none before the final account was reviewed
    eligible_fen: Mapped[int | None] = mapped_column(sa.BigInteger)
    statement: Mapped[str] = mapped_column(sa.Text, default="")
    # what the host says afterwards of how far it came (绩效自评)
    self_report: Mapped[str] = mapped_column(sa.Text, default="")
    # how often the final account was sent; an inspection counts for the account it was made of
    round: Mapped[int] = mapped_column(default=0)
    bank_name: Mapped[str] = mapped_column(sa.String(80))
    account_name: Mapped[str] = mapped_column(sa.String(120))
    # none while the bank could not pay to the one before
    account: Mapped[str | None] = mapped_column(Encrypted("funding_host_claims.account"), info={"secret": True})
    # what was paid ahead when the amount was decided; it is taken off
    ahead_fen: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    amount_fen: Mapped[int | None] = mapped_column(sa.BigInteger)
    # the decision as made: tables, days, references, inputs and worked steps
    decision: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    submitted_at: Mapped[datetime]
    submitted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    accounted_at: Mapped[datetime | None]
    accounted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    reviewed_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))

    competition: Mapped[Competition] = relationship()
    organisation: Mapped[Organisation] = relationship()
    submitted_by: Mapped[User] = relationship(foreign_keys=[submitted_by_id])
    accounted_by: Mapped[User | None] = relationship(foreign_keys=[accounted_by_id])
    reviewed_by: Mapped[User | None] = relationship(foreign_keys=[reviewed_by_id])

    @property
    def due_fen(self) -> int:
        """Give what the final payment comes to: the amount decided, less what was paid ahead."""
        return claim_rules.settled(self.amount_fen or 0, self.ahead_fen)[0]

    def move(self, new: ClaimState, reason: str = "") -> None:
        """Go to another state, where the rules allow it."""
        if not rules.may_move_claim(self.state, new):
            raise Refused(NOT_NOW)
        self.state, self.reason = new, reason

    def must_be(self, *states: ClaimState) -> None:
        """Refuse what is for another state only."""
        if self.state not in states:
            raise Refused(NOT_NOW)


class HostAdvance(Versioned, Base):
    """What a host is paid ahead of its competition, of the same claim; the final payment pays the rest."""

    __tablename__ = "funding_host_advances"
    __table_args__ = (sa.CheckConstraint("amount_fen BETWEEN 1 AND 50000000", name="amount"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("funding_host_claims.id"), unique=True)
    state: Mapped[AdvanceState] = mapped_column(one_of(AdvanceState), index=True)
    amount_fen: Mapped[int] = mapped_column(sa.BigInteger)
    decision: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    approved_at: Mapped[datetime]
    approved_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))

    claim: Mapped[HostClaim] = relationship()

    def move(self, new: AdvanceState, reason: str = "") -> None:
        """Go to another state, where the rules allow it."""
        if not claim_rules.may_move_advance(self.state, new):
            raise Refused(NOT_NOW)
        self.state, self.reason = new, reason


class Prize(Versioned, Base):
    """The prize of one announced result line, or that of its coaches, with its decision."""

    __tablename__ = "funding_prizes"
    __table_args__ = (
        sa.UniqueConstraint("line_id", "for_coaches", "round"),
        sa.CheckConstraint("amount_fen BETWEEN 0 AND 50000000", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("results_lines.id"))
    for_coaches: Mapped[bool] = mapped_column(default=False)
    # a later round pays what became due since, when a higher honour of the same winner was corrected away
    round: Mapped[int] = mapped_column(default=1)
    competition_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_competitions.id"), index=True)
    state: Mapped[PrizeState] = mapped_column(one_of(PrizeState), default=PrizeState.PROPOSED, index=True)
    amount_fen: Mapped[int] = mapped_column(sa.BigInteger)
    decision: Mapped[dict[str, Any]]
    # the weights of a team's signed agreement by position, and the paper that says so
    agreed: Mapped[list[Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    agreement: Mapped[str] = mapped_column(sa.String(300), default="")
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))

    line: Mapped[ResultLine] = relationship()
    competition: Mapped[Competition] = relationship()
    shares: Mapped[list["PrizeShare"]] = relationship(back_populates="prize", order_by="PrizeShare.position")

    def move(self, new: PrizeState, reason: str = "") -> None:
        """Go to another state, where the rules allow it."""
        if not rules.may_move_prize(self.state, new):
            raise Refused(NOT_NOW)
        self.state, self.reason = new, reason

    @property
    def stands(self) -> bool:
        """Say whether it counts: its result is announced and not superseded, or its money is on the way or gone."""
        return self.line.result.state is ResultState.ANNOUNCED or self.state in (PrizeState.LISTED, PrizeState.PAID)

    @property
    def tax_fen(self) -> int:
        """Sum the tax withheld from its shares."""
        return sum(share.tax_fen for share in self.shares)

    @property
    def net_fen(self) -> int:
        """Sum what its winners are paid."""
        return sum(share.net_fen for share in self.shares)

    @property
    def missing(self) -> list["PrizeShare"]:
        """List the shares that cannot be paid because their account is not known."""
        return [share for share in self.shares if share.net_fen and not share.account]

    @property
    def may_be_listed(self) -> bool:
        """Say whether it may go on a payment list: something is due, and no account and no paper is missing."""
        return rules.may_be_listed([(share.net_fen, bool(share.account and share.has_papers)) for share in self.shares])


class PrizeShare(Base):
    """One person's part of a prize: gross, tax withheld and net, in fen."""

    __tablename__ = "funding_prize_shares"
    __table_args__ = (
        sa.UniqueConstraint("prize_id", "person_id"),
        sa.CheckConstraint("gross_fen >= 0 AND tax_fen >= 0 AND net_fen >= 0", name="not_negative"),
        sa.CheckConstraint("gross_fen = tax_fen + net_fen", name="adds_up"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    prize_id: Mapped[int] = mapped_column(sa.ForeignKey("funding_prizes.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("directory_persons.id"), index=True)
    position: Mapped[int]
    name_as_was: Mapped[str] = mapped_column(sa.String(60))
    gross_fen: Mapped[int] = mapped_column(sa.BigInteger)
    tax_fen: Mapped[int] = mapped_column(sa.BigInteger)
    net_fen: Mapped[int] = mapped_column(sa.BigInteger)
    bank_name: Mapped[str] = mapped_column(sa.String(80), default="")
    account: Mapped[str | None] = mapped_column(Encrypted("funding_prize_shares.account"), info={"secret": True})
    # every paper of its checklist was found good; written by whatever changes a paper (prize_papers.settle)
    has_papers: Mapped[bool] = mapped_column(default=False)

    prize: Mapped[Prize] = relationship(back_populates="shares")
    person: Mapped[Person] = relationship()


class PaymentList(Versioned, Base):
    """A list of payments: prepared by one officer, released by another, then answered for by the bank."""

    __tablename__ = "funding_payment_lists"
    __table_args__ = (
        sa.CheckConstraint("released_by_id IS NULL OR released_by_id <> prepared_by_id", name="two_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    state: Mapped[ListState] = mapped_column(one_of(ListState), default=ListState.PREPARED)
    total_fen: Mapped[int] = mapped_column(sa.BigInteger)
    prepared_at: Mapped[datetime]
    prepared_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    paid_on: Mapped[date | None]
    # from when the public reads what was paid by it
    noticed_at: Mapped[datetime | None]

    payments: Mapped[list["Payment"]] = relationship(back_populates="payment_list", order_by="Payment.id")
    prepared_by: Mapped[User] = relationship(foreign_keys=[prepared_by_id])
    released_by: Mapped[User | None] = relationship(foreign_keys=[released_by_id])

    def move(self, new: ListState) -> None:
        """Go to another state, where the rules allow it."""
        if not rules.may_move_list(self.state, new):
            raise Refused(NOT_NOW)
        self.state = new

    @property
    def waiting(self) -> list["Payment"]:
        """List the payments the bank has not answered for."""
        return [payment for payment in self.payments if payment.state is PaymentState.LISTED]

    def count(self, state: PaymentState) -> int:
        """Count its payments in a state."""
        return sum(payment.state == state for payment in self.payments)


LIVE = "state IN ('listed', 'paid')"
# a payment is for a claim, an advance or a share: for exactly one
GROUNDS = ("claim_id", "advance_id", "share_id")
ONE_GROUND = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in GROUNDS) + " = 1"


class Payment(Base):
    """One payment, with its own number; of a claim or a share one at most is on its way or paid."""

    __tablename__ = "funding_payments"
    __table_args__ = (
        sa.CheckConstraint(ONE_GROUND, name="one_ground"),
        sa.CheckConstraint("amount_fen > 0", name="amount"),
        sa.CheckConstraint("(paid_on IS NOT NULL) = (state IN ('paid', 'reversed'))", name="paid_on"),
        sa.Index(
            "uq_funding_payments_claim_live", "claim_id", unique=True,
            sqlite_where=sa.text(LIVE), postgresql_where=sa.text(LIVE),
        ),
        sa.Index(
            "uq_funding_payments_advance_live", "advance_id", unique=True,
            sqlite_where=sa.text(LIVE), postgresql_where=sa.text(LIVE),
        ),
        sa.Index(
            "uq_funding_payments_share_live", "share_id", unique=True,
            sqlite_where=sa.text(LIVE), postgresql_where=sa.text(LIVE),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(sa.ForeignKey("funding_payment_lists.id"), index=True)
    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    claim_id: Mapped[int | None] = mapped_column(sa.ForeignKey("funding_host_claims.id"))
    advance_id: Mapped[int | None] = mapped_column(sa.ForeignKey("funding_host_advances.id"))
    share_id: Mapped[int | None] = mapped_column(sa.ForeignKey("funding_prize_shares.id"))
    state: Mapped[PaymentState] = mapped_column(one_of(PaymentState), default=PaymentState.LISTED)
    payee: Mapped[str] = mapped_column(sa.String(120))
    bank_name: Mapped[str] = mapped_column(sa.String(80))
    account: Mapped[str] = mapped_column(Encrypted("funding_payments.account"), info={"secret": True})
    amount_fen: Mapped[int] = mapped_column(sa.BigInteger)
    paid_on: Mapped[date | None] = mapped_column(index=True)
    # what the bank or an officer said where it was not paid, and when it was given back
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    reversed_on: Mapped[date | None]

    payment_list: Mapped[PaymentList] = relationship(back_populates="payments")
    claim: Mapped[HostClaim | None] = relationship()
    advance: Mapped[HostAdvance | None] = relationship()
    share: Mapped[PrizeShare | None] = relationship()

    def move(self, new: PaymentState, reason: str = "") -> None:
        """Go to another state, where the rules allow it."""
        if not rules.may_move_payment(self.state, new):
            raise Refused(NOT_NOW)
        self.state, self.reason = new, reason

    @property
    def ground(self) -> HostClaim | HostAdvance | PrizeShare:
        """Give what it pays."""
        found = self.claim or self.advance or self.share
        assert found is not None, "the database asks for one of them"
        return found

    @property
    def is_live(self) -> bool:
        """Say whether it is on its way or paid."""
        return self.state in (PaymentState.LISTED, PaymentState.PAID)


class TaxExemption(Versioned, Base):
    """The prizes of one competition that the tax office holds exempt, and its ground."""

    __tablename__ = "funding_tax_exemptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_competitions.id"), unique=True)
    ground: Mapped[str] = mapped_column(sa.String(300))
    document_number: Mapped[str] = mapped_column(sa.String(80))
    marked_at: Mapped[datetime]
    marked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))


class Recovery(Versioned, Base):
    """A claim for what a winner or a host was paid too much: until repaid, or let off by two people with a reason."""

    __tablename__ = "funding_recoveries"
    __table_args__ = (
        sa.CheckConstraint("gross_fen > 0 AND tax_fen >= 0 AND net_fen >= 0", name="not_negative"),
        sa.CheckConstraint("gross_fen = tax_fen + net_fen", name="adds_up"),
        sa.CheckConstraint("(share_id IS NULL) <> (advance_id IS NULL)", name="one_ground"),
        sa.CheckConstraint(
            "state <> 'let_off' OR (asked_by_id IS NOT NULL AND closed_by_id <> asked_by_id)", name="two_people"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    share_id: Mapped[int | None] = mapped_column(sa.ForeignKey("funding_prize_shares.id"), index=True)
    advance_id: Mapped[int | None] = mapped_column(sa.ForeignKey("funding_host_advances.id"), index=True)
    state: Mapped[RecoveryState] = mapped_column(one_of(RecoveryState), default=RecoveryState.OPEN, index=True)
    gross_fen: Mapped[int] = mapped_column(sa.BigInteger)
    tax_fen: Mapped[int] = mapped_column(sa.BigInteger)
    net_fen: Mapped[int] = mapped_column(sa.BigInteger)
    # what they had and what still stands, as it was when the claim was made
    had_fen: Mapped[int] = mapped_column(sa.BigInteger)
    best_fen: Mapped[int] = mapped_column(sa.BigInteger)
    opened_at: Mapped[datetime]
    due_on: Mapped[date]
    # what the policy said of the days to repay, as it stood that day
    policy: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    repaid_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    # who proposed to let it off, and when
    asked_at: Mapped[datetime | None]
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))

    share: Mapped[PrizeShare | None] = relationship()
    advance: Mapped[HostAdvance | None] = relationship()
    asked_by: Mapped[User | None] = relationship(foreign_keys=[asked_by_id])

    def move(self, new: RecoveryState) -> None:
        """Go to another state, where the rules allow it."""
        if not rules.may_move_recovery(self.state, new):
            raise Refused(NOT_NOW)
        self.state = new

    @property
    def ground(self) -> PrizeShare | HostAdvance:
        """Give what was paid too much of."""
        found = self.share or self.advance
        assert found is not None, "the database asks for one of them"
        return found

    @property
    def competition(self) -> Competition:
        """Give the competition it was paid for."""
        of = self.ground
        return of.claim.competition if isinstance(of, HostAdvance) else of.prize.competition

    @property
    def debtor(self) -> str:
        """Name who pays back: a winner, or a host."""
        of = self.ground
        return of.claim.account_name if isinstance(of, HostAdvance) else of.name_as_was

    @property
    def unit(self) -> str:
        """Name the winner's unit, or the host."""
        of = self.ground
        return of.claim.organisation.name if isinstance(of, HostAdvance) else of.prize.line.unit_as_was

    @property
    def winner_share(self) -> PrizeShare:
        """Give the winner's share, where a winner owes it."""
        assert self.share is not None, "only a winner's claim is asked for it"
        return self.share
