"""An item's own ranking and awards: laid down, used, refused with its holes; ties that the judges part."""

from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from competition.foundation.database import db
from competition.foundation.errors import Refused, SeenChanged
from competition.foundation.money import Mode
from competition.results import plans, queries, rules, words
from competition.results.actions import finishing, planning
from competition.results.actions.planning import Plan
from competition.results.award_rules import AwardScheme, AwardStep, Band
from competition.results.models import ResultLine
from competition.results.plan_models import TieDecision
from competition.results.rules import Ending, ResultState
from tests import make
from tests.judging.build import trail_verbs
from tests.results.build import closed, computed

D = Decimal
PODIUM = (AwardStep("gold", 1), AwardStep("silver", 2), AwardStep("bronze", 3))
ANY_FIELD = AwardScheme((Band(PODIUM),))


def lay_down(of, scheme=ANY_FIELD, ties=(rules.TIME,), ending=Ending.SHARED, reason="", seen=None):
    return planning.set_plan(of.item, Plan(scheme, ties, ending, reason), seen, by=of.organiser, at=make.AT)


def lines_of(result):
    query = sa.select(ResultLine).where(ResultLine.result_id == result.id).order_by(ResultLine.place, ResultLine.number)
    return [(line.number, line.place, line.decided_by, line.award) for line in db.session.scalars(query)]


@pytest.fixture
def equal(app):
    """Three with one total; given their times, those are said before the closing."""
    return lambda *seconds: closed(("80", "80", "80"), seconds=seconds)


def test_less_time_parts_equal_totals(equal):
    there = equal(3700, 3650, 3600)
    lay_down(there)
    assert lines_of(computed(there)) == [(3, 1, "time", "gold"), (2, 2, "time", "silver"), (1, 3, "time", "bronze")]


def test_times_with_a_hole_part_nobody_and_the_hole_is_named(equal):
    there = equal(3700, None, 3600)
    lay_down(there)
    result = computed(there)
    assert [place for _number, place, *_ in lines_of(result)] == [1, 1, 1]
    assert result.basis["untimed"] == [2]
    with force_locale("en"):
        assert words.how(result.basis)[-1].endswith("it is missing for competitors 2.")


def test_without_a_plan_the_policys_tables_hold(equal):
    there = equal(3700, 3650, 3600)
    result = computed(there)
    # the tables part by time too; a field of three gets no award
    assert lines_of(result) == [(3, 1, "time", ""), (2, 2, "time", ""), (1, 3, "time", "")]
    assert result.basis["plan"] is None


def test_a_plan_stands_with_the_result_it_made(equal):
    there = equal()
    plan = lay_down(there, ties=(rules.BEST, "criterion:A"))
    basis = computed(there).basis
    assert basis["ties"] == ["best", "criterion:A", "decision"]
    assert basis["plan"] == {"awards": plan.awards, "ending": "shared", "version": plan.version}
    assert list(basis["tables"]) == ["results.notice_days"]


def test_where_no_place_is_shared_the_judges_part_those_who_stand_equal(equal):
    there = equal(3600, 3600, 3700)
    lay_down(there, ending=Ending.UNSHARED)
    first = computed(there)
    assert lines_of(first) == [(1, 1, "tied", "gold"), (2, 1, "tied", "gold"), (3, 3, "time", "bronze")]
    assert plans.to_part(first) == [[1, 2]]
    with pytest.raises(Refused, match="between competitors 1, 2 first"):
        finishing.finalise_result(first, "", None, by=there.organiser, at=make.AT)
    for wrong in ([1], [1, 2, 3], [2, 2], [1, 3], []):
        with pytest.raises(Refused, match="Name each of those"):
            planning.part_tied(first, wrong, "再次评议", by=there.organiser, at=make.AT)
    with pytest.raises(Refused, match="on what ground"):
        planning.part_tied(first, [2, 1], "  ", by=there.organiser, at=make.AT)
    planning.part_tied(first, [2, 1], "裁判组复议：2号作品细节更优。", by=there.organiser, at=make.AT)
    second = computed(there, "裁判组裁定")
    assert lines_of(second) == [(2, 1, "decision", "gold"), (1, 2, "decision", "silver"), (3, 3, "time", "bronze")]
    finishing.finalise_result(second, "", None, by=there.organiser, at=make.AT)
    assert queries.standing(there.item.id).state is ResultState.FINALISED
    with pytest.raises(Refused, match="is final"):
        planning.part_tied(second, [1, 2], "再改", by=there.organiser, at=make.AT)
    assert trail_verbs().count("results.tie_parted") == 1


def test_a_decision_counts_only_for_those_it_was_made_about(equal):
    there = equal()
    lay_down(there, ending=Ending.UNSHARED)
    numbers = {entry.number: entry.id for entry in there.entries}
    make.keep(
        TieDecision(
            item_id=there.item.id, entry_ids=[numbers[2], numbers[1]], reason="两人并列时的裁定", decided_at=make.AT,
            decided_by_id=there.organiser.id,
        )
    )  # fmt: skip
    assert [place for _number, place, *_ in lines_of(computed(there))] == [1, 1, 1]


def test_holes_and_overlaps_are_named_and_nothing_is_stored(equal):
    there = equal()
    for bands, told in (
        ((Band(PODIUM, 1, 9), Band(PODIUM, 11)), "fields of 10 competitors"),
        ((Band(PODIUM, 1, 49), Band(PODIUM, 55)), "fields of 50-54 competitors"),
        ((Band(PODIUM, 1, 99),), "fields of from 100 on competitors"),
        ((Band(PODIUM, 1, 20), Band(PODIUM, 20)), "Two rules hold for fields of 20"),
    ):
        with pytest.raises(Refused) as refused:
            lay_down(there, AwardScheme(bands))
        assert told in str(refused.value.faults[0].message)
    with pytest.raises(Refused) as refused:
        lay_down(there, ties=("criterion:Z", "time", "time"))
    assert [fault.field for fault in refused.value.faults] == ["ties", "ties"]
    assert plans.plan(there.item.id) is None


def test_once_a_result_stands_a_change_needs_its_reason_and_the_page_that_was_seen(equal):
    there = equal()
    plan = lay_down(there)
    old = plan.version
    computed(there)
    with pytest.raises(Refused, match="Say why its ranking or awards change"):
        lay_down(there, ties=())
    plan = lay_down(there, ties=(), reason="技术文件更正", seen=old)
    assert (plan.ties, plan.reason) == ([], "技术文件更正")
    with pytest.raises(SeenChanged):
        lay_down(there, reason="另一页", seen=old)
    planning.drop_plan(there.item, plan.version, by=there.organiser, at=make.AT)
    with pytest.raises(Refused, match="no ranking of its own"):
        planning.drop_plan(there.item, None, by=there.organiser, at=make.AT)
    assert [verb for verb in trail_verbs() if "plan" in verb] == ["results.plan_set"] * 2 + ["results.plan_dropped"]


# --- the page ---


def form_of(**more):
    return {
        "ties-0": "time", "ties-1": "practice", "ties-2": "", "ties-3": "", "ending": "unshared",
        "rows-0-first": "4", "rows-0-last": "5", "rows-0-award": "gold", "rows-0-to_place": "1",
        "rows-1-first": "6", "rows-1-last": "", "rows-1-award": "gold", "rows-1-to_place": "1",
        "rows-2-first": "6", "rows-2-last": "", "rows-2-award": "merit", "rows-2-share": "50",
        "rows-3-first": "", "rows-3-last": "", "rows-3-award": "", "rows-3-to_place": "",
        "minimum_total": "60", "near": "", "rounding": "down", "reason": "", **more,
    }  # fmt: skip


def test_the_page_lays_it_down_and_shows_it_again(client, equal):
    there = equal()
    make.sign_in(client, there.organiser)
    path = f"/office/results/items/{there.item.id}/ranking"
    assert "The policy's tables hold for this item" in client.get(path, headers={"Accept-Language": "en"}).text
    assert client.post(path, data=form_of()).status_code == 302
    plan = plans.plan(there.item.id)
    assert plan.scheme == AwardScheme(
        (Band((AwardStep("gold", 1),), 4, 5), Band((AwardStep("gold", 1),), 6, None, D(50))), D(60), mode=Mode.DOWN
    )
    assert (plan.ties, plan.ending) == (["time", "practice"], Ending.UNSHARED)
    again = client.get(path).text
    assert 'value="50"' in again
    assert 'value="60"' in again


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"rows-1-first": "7", "rows-2-first": "7"}, "fields of 6 competitors"),
        ({"rows-0-first": "four"}, "four"),
        ({"rows-0-share": "120"}, "120"),
        ({"rows-0-to_place": ""}, "not both"),
        ({"ties-1": "time"}, "the same thing twice"),
        ({"near": "-1"}, "-1"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, equal, wrong, told):
    there = equal()
    make.sign_in(client, there.organiser)
    path = f"/office/results/items/{there.item.id}/ranking"
    answer = client.post(path, data=form_of(**wrong), headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert told in answer.text
    assert "alert-danger" in answer.text
    assert plans.plan(there.item.id) is None


def test_a_table_of_the_policy_can_be_the_beginning(client, equal):
    there = equal()
    make.sign_in(client, there.organiser)
    text = client.get(f"/office/results/items/{there.item.id}/ranking?from=results.awards_by_ratio_capped").text
    assert [f'value="{cap}"' in text for cap in (3, 6, 9)] == [True] * 3


def test_the_judges_decision_is_written_down_on_the_results_page(client, equal):
    there = equal()
    lay_down(there, ending=Ending.UNSHARED)
    result = computed(there)
    make.sign_in(client, there.organiser)
    page = client.get(f"/office/results/{result.id}", headers={"Accept-Language": "en"}).text
    assert "1, 2, 3 stand equal" in page
    sent = {"numbers": "3、1，2", "reason": "裁判组复议"}
    assert client.post(f"/office/results/{result.id}/ties", data=sent).status_code == 302
    assert [number for number, *_ in lines_of(computed(there, "裁定"))] == [3, 1, 2]
