"""Keeping the judges' pool: records, certificates, trainings, what items ask, corrections."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import NotAllowed, Refused
from competition.foundation.texts import _l
from competition.judging import pool, queries
from competition.judging.pool_models import (
    ItemDemand,
    PoolCorrection,
    PoolJudge,
    PoolQualification,
    PoolTraining,
)
from competition.judging.pool_rules import Demand, Grade, PoolState
from competition.plan.models import Item


@dataclass(frozen=True, slots=True)
class Facts:
    """What a record says of a judge."""

    name: str
    organisation_id: int
    occupation: str
    since: int | None
    user_id: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate."""

    grade: Grade
    number: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """A training passed."""

    name: str
    passed_on: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class PoolRow:
    """A judge as a workbook gives them."""

    facts: Facts
    held: Held
    passed: Passed | None


def change_pool_judge(judge: PoolJudge, facts: Facts, *, seen: int | None, by: User, at: datetime) -> None:
    """Change what a record says, and tie the account to it."""
    with transaction() as session:
        judge.must_be_as_seen(seen)
        other = pool.of_user(facts.user_id) if facts.user_id else None
        if other is not None and other.id != judge.id:
            raise Refused(_l("This account is tied to another record."), field="user_id")
        judge.name, judge.occupation = facts.name.strip(), facts.occupation.strip()
        judge.organisation_id, judge.since, judge.user_id = facts.organisation_id, facts.since, facts.user_id
        session.flush()
        trail.record(by, "judging.pool_judge_changed", judge, at)


def move_pool_judge(judge: PoolJudge, new: PoolState, *, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Suspend a judge, take one back or let one leave, each with its reason."""
    with transaction():
        judge.must_be_as_seen(seen)
        if not reason.strip():
            raise Refused(_l("Give the reason."), field="reason")
        judge.move(new, reason)
        trail.record(by, "judging.pool_judge_moved", judge, at)


def add_qualification(judge: PoolJudge, held: Held, *, by: User, at: datetime) -> None:
    """Enter a certificate a judge holds."""
    with transaction() as session:
        session.add(
            PoolQualification(
                judge_id=judge.id, grade=held.grade, number=held.number.strip(), valid_until=held.valid_until
            )
        )
        session.flush()
        trail.record(by, "judging.qualification_added", judge, at)


def add_training(judge: PoolJudge, passed: Passed, *, by: User, at: datetime) -> None:
    """Enter a training a judge passed."""
    with transaction() as session:
        if passed.valid_until is not None and passed.valid_until < passed.passed_on:
            raise Refused(_l("A training is valid at least on the day it was passed."), field="valid_until")
        session.add(_training(judge, passed))
        session.flush()
        trail.record(by, "judging.training_added", judge, at)


def _training(judge: PoolJudge, passed: Passed) -> PoolTraining:
    return PoolTraining(
        judge_id=judge.id, name=passed.name.strip(), passed_on=passed.passed_on, valid_until=passed.valid_until
    )


def read_in(rows: Sequence[PoolRow], *, by: User, at: datetime) -> int:
    """Take judges of a workbook into the pool, all of them; gives how many."""
    with transaction() as session:
        for row in rows:
            facts, held = row.facts, row.held
            judge = PoolJudge(name=facts.name, organisation_id=facts.organisation_id, occupation=facts.occupation)
            judge.since, judge.state, judge.created_at = facts.since, PoolState.IN_POOL, at
            judge.qualifications = [
                PoolQualification(grade=held.grade, number=held.number, valid_until=held.valid_until)
            ]
            session.add(judge)
            session.flush()
            if row.passed:
                session.add(_training(judge, row.passed))
        session.flush()
        trail.record(by, "judging.pool_read_in", None, at, {"judges": len(rows)})
    return len(rows)


def set_demand(item: Item, asks: Demand, *, by: User, at: datetime) -> None:
    """Say what an item asks of its judges; those named already stay."""
    with transaction() as session:
        queries.must_not_be_closed(item.id)
        said = pool.demand(item.id) or ItemDemand(item_id=item.id)
        said.grades, said.trained, said.years = [str(each) for each in asks.grades], asks.trained, asks.years
        session.add(said)
        session.flush()
        trail.record(by, "judging.demand_set", item, at)


def ask_correction(text: str, *, by: User, at: datetime) -> PoolCorrection:
    """Ask for a correction of one's own record."""
    with transaction() as session:
        mine = pool.of_user(by.id)
        if mine is None:
            raise NotAllowed(_l("The pool holds no record of yours."))
        if not text.strip():
            raise Refused(_l("Say what is wrong and how it should be."), field="text")
        asked = PoolCorrection(judge_id=mine.id, text=text.strip(), asked_at=at)
        session.add(asked)
        session.flush()
        trail.record(by, "judging.correction_asked", asked, at)
    return asked


def answer_correction(of: PoolCorrection, *, answer: str, seen: int | None, by: User, at: datetime) -> None:
    """Answer a correction somebody asked for: what was changed, or why nothing was."""
    with transaction():
        of.must_be_as_seen(seen)
        if of.answered_at is not None:
            raise Refused(_l("This was answered already."))
        if not answer.strip():
            raise Refused(_l("Give the answer."), field="reason")
        of.answer, of.answered_by_id, of.answered_at = answer.strip(), by.id, at
        trail.record(by, "judging.correction_answered", of, at)
