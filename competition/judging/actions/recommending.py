"""Recommending judges for an item, and deciding on it."""

from dataclasses import dataclass
from datetime import date, datetime

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.judging import pool, pool_rules, queries
from competition.judging.pool_models import PoolJudge, PoolQualification, Recommendation
from competition.judging.pool_rules import Grade, PoolState, RecommendationState
from competition.plan.models import Item


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody the pool does not know yet, with the certificate the recommendation rests on."""

    name: str
    organisation_id: int
    occupation: str = ""
    since: int | None = None
    grade: Grade | None = None
    number: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Recommending:
    """Who is recommended and why; `unit_id` None: by the organiser, whose recommendations no number limits."""

    who: PoolJudge | Newcomer
    unit_id: int | None
    ground: str


def recommend_judge(item: Item, told: Recommending, *, most: int, by: User, at: datetime) -> Recommendation:
    """Recommend a judge for an item; a unit with competitors in it may recommend no more than `most`."""
    with transaction() as session:
        queries.must_not_be_closed(item.id)
        if not told.ground.strip():
            raise Refused(_l("Give the ground of the recommendation."), field="ground")
        if told.unit_id is not None:
            _must_have_room(item, told.unit_id, pool.recommended_names(item.id, told.unit_id), most)
        judge = told.who if isinstance(told.who, PoolJudge) else _entered(told.who, at)
        session.add(judge)
        session.flush()
        if judge.state in pool_rules.OUT:
            raise Refused(_l("This judge is suspended or has left the pool."), field="judge_id")
        if pool.is_recommended(judge.id, item.id):
            raise Refused(_l("This judge is recommended for the item already."), field="judge_id")
        made = Recommendation(judge_id=judge.id, item_id=item.id, organisation_id=told.unit_id, recommended_at=at)
        made.ground, made.recommended_by_id = told.ground.strip(), by.id
        session.add(made)
        session.flush()
        trail.record(by, "judging.judge_recommended", made, at)
    return made


def _must_have_room(item: Item, unit_id: int, names: list[str], most: int) -> None:
    if pool_rules.is_full(names, competes=pool.competes(item.id, unit_id), most=most):
        told = {"most": most, "count": len(names), "names": "、".join(names)}
        raise Refused(
            _l(
                "A unit with competitors in the item may recommend at most %(most)s judges; "
                "it has recommended %(count)s: %(names)s.",
                **told,
            ),
            field="item_id",
        )


def _entered(new: Newcomer, at: datetime) -> PoolJudge:
    name = new.name.strip()
    if not name:
        raise Refused(_l("Choose a judge of the pool, or enter the name of a new one."), field="name")
    if pool.named(name, new.organisation_id) is not None:
        raise Refused(_l("This person is in the pool already. Choose the record from the list."), field="judge_id")
    if new.grade is None:
        raise Refused(_l("State the qualification of a new judge."), field="grade")
    judge = PoolJudge(name=name, organisation_id=new.organisation_id, occupation=new.occupation.strip())
    judge.since, judge.created_at = new.since, at
    held = PoolQualification(grade=new.grade, number=new.number.strip(), valid_until=new.valid_until)
    judge.qualifications = [held]
    return judge


def accept_recommendation(of: Recommendation, *, most: int, seen: int | None, by: User, at: datetime) -> None:
    """Accept a recommendation: the judge is in the pool; the number is asked again, as competitors may have come since."""
    with transaction():
        of.must_be_as_seen(seen)
        if of.organisation_id is not None:
            names = pool.recommended_names(of.item_id, of.organisation_id, [RecommendationState.ACCEPTED])
            _must_have_room(of.item, of.organisation_id, names, most)
        of.decide(RecommendationState.ACCEPTED, by, at)
        if of.judge.state is PoolState.RECOMMENDED:
            of.judge.move(PoolState.IN_POOL)
        trail.record(by, "judging.recommendation_accepted", of, at)


def return_recommendation(of: Recommendation, *, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Give a recommendation back to its unit with the reason."""
    with transaction():
        of.must_be_as_seen(seen)
        if not reason.strip():
            raise Refused(_l("Give the reason."), field="reason")
        of.decide(RecommendationState.RETURNED, by, at, reason)
        trail.record(by, "judging.recommendation_returned", of, at)


def withdraw_recommendation(of: Recommendation, *, seen: int | None, by: User, at: datetime) -> None:
    """Take a recommendation back that nobody decided on; the unit may then recommend somebody else."""
    with transaction():
        of.must_be_as_seen(seen)
        of.decide(RecommendationState.WITHDRAWN, by, at)
        trail.record(by, "judging.recommendation_withdrawn", of, at)
