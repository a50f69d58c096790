"""Budgets of a year: entered, raised or cut by a new entry, and what is left carried into the next year."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from competition.accounts.models import User
from competition.directory.rules import DIVISIONS
from competition.foundation import clock, trail
from competition.foundation.database import transaction
from competition.foundation.errors import Fault, Refused, refuse_faults
from competition.foundation.money import yuan
from competition.foundation.texts import _, _l
from competition.funding import balances, ledger
from competition.funding.ledger import Writer
from competition.funding.ledger_models import Appropriation
from competition.funding.ledger_rules import Kind, Source


@dataclass(frozen=True, slots=True)
class BudgetData:
    """What is entered for an appropriation; the amount in fen."""

    year: int
    source: Source
    name: str
    amount_fen: int
    document_number: str = ""
    district: str = ""
    carries_over: bool = False


def appropriate(data: BudgetData, by: User, at: datetime) -> Appropriation:
    """Enter money given for a year by one source."""
    _must_be_whole(data)
    with transaction() as session:
        there = balances.of_year(data.year)
        if any(one.source is data.source and one.name == data.name.strip() for one in there):
            raise Refused(_l("This appropriation is entered already. Change its amount instead."), field="name")
        made = Appropriation(year=data.year, source=data.source, name=data.name.strip(), left_fen=0)
        made.document_number, made.carries_over = data.document_number.strip(), data.carries_over
        made.district = data.district if data.source is Source.DISTRICT else ""
        made.entered_at, made.entered_by_id = at, by.id
        session.add(made)
        session.flush()
        Writer(at, by, made.document_number).write(Kind.GRANT, made, data.amount_fen)
        session.flush()
        trail.record(by, "funding.budget_entered", made, at)
    return made


def _must_be_whole(data: BudgetData) -> None:
    faults = []
    if not data.name.strip():
        faults.append(Fault(_("This is needed."), field="name"))
    if data.amount_fen <= 0:
        faults.append(Fault(_("Enter more than nothing."), field="amount"))
    if data.source is Source.DISTRICT and data.district not in DIVISIONS:
        faults.append(Fault(_("Say which district gives it."), field="district"))
    refuse_faults(faults, _("The appropriation is not complete."))


def _held(session: Session, appropriation: Appropriation) -> Appropriation:
    """Give the appropriation as it is now, held with its year's others until the transaction ends."""
    return next(one for one in ledger.held(session, appropriation.year) if one.id == appropriation.id)


def change_amount(appropriation: Appropriation, fen: int, paper: str, by: User, at: datetime) -> None:
    """Raise an appropriation, or cut it where `fen` is below zero, by the paper that says so; never below what is left."""
    faults = [] if paper.strip() else [Fault(_("Name the paper that says so."), field="document_number")]
    if fen == 0:
        faults.append(Fault(_("Enter more or less than nothing."), field="amount"))
    refuse_faults(faults, _("The amount cannot be changed so."))
    with transaction() as session:
        held = _held(session, appropriation)
        if fen < 0 and held.left_fen < -fen:
            raise Refused(
                _("Only %(left)s yuan are left; the rest is bound.", left=yuan(held.left_fen)), field="amount"
            )
        Writer(at, by, paper.strip()).write(Kind.GRANT if fen > 0 else Kind.CUT, held, abs(fen))
        session.flush()
        trail.record(by, "funding.budget_changed", held, at, {"paper": paper.strip()})


def carry_over(appropriation: Appropriation, by: User, at: datetime) -> Appropriation:
    """Carry what is left of a year that is over into the next, once; only where the appropriation allows it."""
    with transaction() as session:
        held = _held(session, appropriation)
        if not held.carries_over:
            raise Refused(_l("What is left of this appropriation goes back to its source."))
        if clock.in_city(at).year <= held.year:
            raise Refused(_l("The year is not over yet."))
        if not held.left_fen or balances.carried_on(held.id):
            raise Refused(_l("There is nothing left to carry over, or it was carried over already."))
        made = Appropriation(year=held.year + 1, source=held.source, district=held.district, carries_over=True)
        made.name = _("%(name)s (from %(year)s)", name=held.name, year=held.year)[:120]
        made.document_number, made.left_fen, made.carried_from_id = held.document_number, 0, held.id
        made.entered_at, made.entered_by_id = at, by.id
        session.add(made)
        session.flush()
        left, write = held.left_fen, Writer(at, by)
        write.write(Kind.CARRY_OUT, held, left)
        write.write(Kind.CARRY_IN, made, left)
        session.flush()
        trail.record(by, "funding.budget_carried", made, at)
    return made
