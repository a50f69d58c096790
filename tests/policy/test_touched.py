"""What a recorded correction of each room's tables names: what was decided in the days it is about, and nothing else."""

from datetime import date, timedelta

import pytest

from competition.funding.models import Recovery
from competition.judging.pool_models import Recommendation
from competition.judging.pool_rules import RecommendationState
from competition.policy import touched
from competition.policy.touched import Span
from competition.registration.rules import EntryState
from tests import make
from tests.funding.build import Office, announced, held, paid

# tests.make: competitions are published on 2026-08-02 and begin on 2026-09-18
PUBLISHED, BEGUN, OPENED = date(2026, 8, 2), date(2026, 9, 18), date(2026, 9, 1)
DAY = timedelta(days=1)


def competition() -> str:
    return f"plan_competitions#{make.competition().id}"


def entry() -> str:
    item = make.item()
    make.entry(item, state=EntryState.WITHDRAWN)
    return f"registration_entries#{make.entry(item).id}"


def recommendation() -> str:
    item, judge, by = make.item(), make.pool_judge(), make.user()
    made = [
        make.keep(
            Recommendation(
                judge_id=judge.id, item_id=item.id, ground="技能等级", state=state, recommended_by_id=by.id,
                recommended_at=make.AT,
            )
        )
        for state in (RecommendationState.RETURNED, RecommendationState.ACCEPTED)
    ]  # fmt: skip
    return f"judging_recommendations#{made[1].id}"


def recovery() -> str:
    office, competition = Office(), held()
    announced(competition, (1, [make.person()]))
    (prize,) = office.approved(competition)
    office.give_accounts([prize])
    paid(office)
    told = {"gross_fen": 100, "tax_fen": 20, "net_fen": 80, "had_fen": 500_000, "best_fen": 0, "due_on": OPENED}
    made = make.keep(Recovery(number="ZH2026-001", share_id=prize.shares[0].id, opened_at=make.AT, **told))
    return f"funding_recoveries#{made.id}"


@pytest.mark.parametrize(
    ("table", "build", "day"),
    [
        ("plan.filing_days", competition, PUBLISHED),
        ("registration.age", entry, BEGUN),
        ("registration.barred_titles", entry, BEGUN),
        ("judging.recommendations", recommendation, BEGUN),
        ("funding.recovery.days", recovery, OPENED),
    ],
)
def test_a_correction_names_what_was_decided_in_its_days(app, table, build, day) -> None:
    record = build()

    def named(first: date, until: date | None) -> list[str]:
        return [one.record for one in touched.by(Span(table, first, until))]

    assert named(day, None) == [record]
    assert named(day, day + DAY) == [record]
    # the day before ends before it, the day after begins after it
    assert named(day - DAY, day) == []
    assert named(day + DAY, None) == []
    assert [one.record for one in touched.by(Span("judging.spread", day, None))] == []
