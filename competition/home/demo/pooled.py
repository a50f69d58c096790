"""The judges' pool in the demo city: a record for everybody who judges, how they came into it, and what they signed."""

from collections.abc import Iterator
from datetime import date, timedelta

from competition.home.demo.city import City, ItemPlan, Plan
from competition.home.demo.rows import Row, Somebody, name, shown
from competition.judging import words
from competition.judging.declaration_models import Commitment
from competition.judging.pool_models import PoolJudge, PoolQualification, PoolTraining, Recommendation
from competition.judging.pool_rules import Grade, PoolState, RecommendationState
from competition.judging.rules import Seat

GRADES = (Grade.TECHNICIAN, Grade.SENIOR_TECHNICIAN, Grade.SENIOR_TECHNICIAN, Grade.ASSOCIATE_TITLE)
CERTIFICATES = (Grade.ASSESSOR, Grade.SENIOR_ASSESSOR, Grade.CITY_REFEREE)
MOST_WAITING = 3
GROUND = "长期从事本工种工作和教学，参加过市级竞赛执裁"


def take_in(city: City, item: ItemPlan, seat: Row, who: Somebody) -> None:
    """Take a judge who is named for an item into the pool, and let them sign the commitment."""
    at = seat["named_at"]
    signed = city.rows.add(
        Commitment, item_id=item.id, user_id=who.id, text=words.commitment(), signed_at=at + timedelta(hours=8)
    )
    city.rows.act(
        signed["signed_at"], who, "judging.commitment_signed", f"plan_items#{item.id}", after=shown(Commitment, signed)
    )
    judge = _record(city, item, seat, who)
    if seat["seat"] is not Seat.CHIEF:
        _recommended(city, item, judge, seat["organisation_id"])


def _record(city: City, item: ItemPlan, seat: Row, who: Somebody) -> Row:
    dice, day = city.rng("pool", who.id), seat["named_at"].date()
    judge = city.rows.add(
        PoolJudge, user_id=who.id, name=who.name, organisation_id=seat["organisation_id"], state=PoolState.IN_POOL,
        occupation=item.fact.trade.name, since=day.year - dice.randint(8, 30),
        created_at=seat["named_at"] - timedelta(days=20),
    )  # fmt: skip
    certificate = f"{day.year % 100}3703{who.id:08d}"
    held = [city.rows.add(PoolQualification, judge_id=judge["id"], grade=dice.choice(GRADES), number=f"S{certificate}")]
    if dice.random() < 0.6:
        until = date(day.year + dice.randint(1, 3), 12, 31)
        held.append(
            city.rows.add(
                PoolQualification, judge_id=judge["id"], grade=dice.choice(CERTIFICATES), number=f"K{certificate}",
                valid_until=until,
            )
        )  # fmt: skip
    passed = city.rows.add(
        PoolTraining, judge_id=judge["id"], name="裁判员赛前培训", passed_on=day - timedelta(days=9),
        valid_until=day + timedelta(days=721),
    )  # fmt: skip
    after = shown(PoolJudge, judge) | shown(PoolQualification, *held) | shown(PoolTraining, passed)
    city.rows.act(
        seat["named_at"], city.users["organiser"], "judging.pool_read_in", name(PoolJudge, judge), after=after
    )
    return judge


def _recommended(city: City, item: ItemPlan, judge: Row, unit: int) -> None:
    organiser = city.users["organiser"]
    made = city.rows.add(
        Recommendation, judge_id=judge["id"], item_id=item.id, organisation_id=unit, ground=GROUND,
        state=RecommendationState.ACCEPTED, recommended_by_id=organiser.id, recommended_at=judge["created_at"],
        decided_by_id=organiser.id, decided_at=judge["created_at"] + timedelta(days=4),
    )  # fmt: skip
    city.rows.act(
        made["decided_at"], organiser, "judging.recommendation_accepted", name(Recommendation, made),
        after=shown(Recommendation, made),
    )  # fmt: skip


def wait(city: City, plan: Plan, people: Iterator[Somebody]) -> None:
    """Let units recommend people for a competition one can enter now: the organiser has not decided yet."""
    at = plan.course.opens + timedelta(days=1)
    for (unit, leader), who, item in zip(city.leaders.items(), people, plan.items[:MOST_WAITING], strict=False):
        judge = city.rows.add(
            PoolJudge, user_id=who.id, name=who.name, organisation_id=unit, state=PoolState.RECOMMENDED,
            occupation=item.fact.trade.name, since=at.year - 12, created_at=at,
        )  # fmt: skip
        held = city.rows.add(PoolQualification, judge_id=judge["id"], grade=Grade.SENIOR_TECHNICIAN, number="")
        made = city.rows.add(
            Recommendation, judge_id=judge["id"], item_id=item.id, organisation_id=unit, ground=GROUND,
            recommended_by_id=leader.id, recommended_at=at,
        )  # fmt: skip
        after = shown(PoolJudge, judge) | shown(PoolQualification, held) | shown(Recommendation, made)
        city.rows.act(at, leader, "judging.judge_recommended", name(Recommendation, made), after=after)
