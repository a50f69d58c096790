"""The judges' pool: who may be recommended and appointed, the commitment before the sheets, cards, and whose eyes."""

import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
import sqlalchemy as sa

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.directory.models import Organisation
from competition.foundation.database import db
from competition.foundation.errors import NotAllowed, Refused
from competition.judging import cards, conflicts, pool, pool_exports, pool_histories, pool_imports, pool_rules, queries
from competition.judging.actions import closing, declaring, pooling, recommending, teams
from competition.judging.actions import sheets as opening
from competition.judging.models import ItemJudge
from competition.judging.pool_rules import CardState, Credentials, Demand, Grade, PoolState, Shortfall
from competition.judging.queries import BlockKind
from competition.judging.rules import Seat
from tests import make
from tests.judging.build import hall
from tests.judging.test_pages import as_

DAY = date(2026, 9, 19)
MOST = 2
PAGE = "/office/judging/recommendations"


def recommend(item, unit, who=None, *, by=None, most=MOST):
    told = recommending.Recommending(who or make.pool_judge(organisation_id=unit.id), unit.id, "省赛执裁经历")
    return recommending.recommend_judge(item, told, most=most, by=by or make.user(), at=make.AT)


def accept(made, *, most=MOST):
    recommending.accept_recommendation(made, most=most, seen=None, by=make.user(Role.ORGANISER), at=make.AT)


def judge_of(item, record, seat=Seat.SCORING):
    user = db.session.get(User, record.user_id)
    naming = teams.Naming(user, record.organisation_id, seat)
    return teams.name_judge(item, naming, by=make.user(Role.ORGANISER), at=make.AT)


def with_account(item, **values):
    user = make.user(Role.JUDGE, scope=Scope.ITEM, scope_id=item.id)
    return make.pool_judge(user_id=user.id, name=user.name, **values)


# --- rules -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "asks", "lacks"),
    [
        (Credentials(PoolState.IN_POOL, trainings=(None,)), Demand(), []),
        (Credentials(PoolState.IN_POOL), Demand(), [Shortfall.UNTRAINED]),
        (Credentials(PoolState.IN_POOL), Demand(trained=False), []),
        (Credentials(PoolState.IN_POOL, trainings=(DAY,)), Demand(), []),
        (Credentials(PoolState.IN_POOL, trainings=(DAY - timedelta(1),)), Demand(), [Shortfall.TRAINING_EXPIRED]),
        (Credentials(PoolState.SUSPENDED, trainings=(None,)), Demand(), [Shortfall.SUSPENDED]),
        (
            Credentials(PoolState.IN_POOL, ((Grade.TECHNICIAN, None),), (None,)),
            Demand((Grade.SENIOR_TECHNICIAN, Grade.ASSESSOR)),
            [Shortfall.QUALIFICATION],
        ),
        (Credentials(PoolState.IN_POOL, ((Grade.SENIOR_ASSESSOR, DAY),), (None,)), Demand((Grade.ASSESSOR,)), []),
        (
            Credentials(PoolState.IN_POOL, ((Grade.ASSESSOR, DAY - timedelta(1)),), (None,)),
            Demand((Grade.ASSESSOR,)),
            [Shortfall.QUALIFICATION_EXPIRED],
        ),
        (Credentials(PoolState.IN_POOL, trainings=(None,), since=2016), Demand(years=10), []),
        (Credentials(PoolState.IN_POOL, trainings=(None,), since=2017), Demand(years=10), [Shortfall.YEARS]),
        (Credentials(PoolState.IN_POOL, trainings=(None,)), Demand(years=1), [Shortfall.YEARS]),
    ],
)
def test_what_a_judge_lacks_for_an_item_on_its_day(of, asks, lacks):
    assert pool_rules.shortfalls(of, asks, DAY) == lacks


@pytest.mark.parametrize(
    ("names", "competes", "full"), [(1, True, False), (2, True, True), (3, True, True), (5, False, False)]
)
def test_only_a_unit_with_competitors_is_limited(names, competes, full):
    assert pool_rules.is_full(["李"] * names, competes=competes, most=MOST) is full


# --- recommending ----------------------------------------------------------------------------------------------------


def test_a_unit_with_a_competitor_recommends_two_and_the_refusal_names_them(app):
    item = make.item()
    competing, other = make.organisation(), make.organisation()
    make.entry(item, organisation=competing)
    first, second = (recommend(item, competing) for _ in range(2))
    with pytest.raises(Refused, match="at most 2 judges") as refused:
        recommend(item, competing)
    assert f"{first.judge.name}、{second.judge.name}" in refused.value.faults[0].message
    for _ in range(3):
        recommend(item, other)
    # elsewhere the unit has nobody who competes, and what was taken back no longer counts
    recommend(make.item(), competing)
    recommending.withdraw_recommendation(second, seen=None, by=make.user(), at=make.AT)
    recommend(item, competing)


def test_the_limit_is_asked_again_when_competitors_came_after_the_recommendation(app):
    item, unit = make.item(), make.organisation()
    made = [recommend(item, unit) for _ in range(3)]
    make.entry(item, organisation=unit)
    accept(made[0])
    accept(made[1])
    with pytest.raises(Refused, match="at most 2 judges"):
        accept(made[2])


def test_accepting_takes_a_newcomer_into_the_pool_and_returning_needs_a_reason(app):
    item, unit = make.item(), make.organisation()
    new = recommending.Newcomer("赵新人", unit.id, "焊工", 2010, Grade.TECHNICIAN, "S7")
    made = recommend(item, unit, new)
    assert made.judge.state is PoolState.RECOMMENDED
    with pytest.raises(Refused, match="in the pool already"):
        recommend(make.item(), unit, new)
    accept(made)
    assert made.judge.state is PoolState.IN_POOL
    with pytest.raises(Refused, match="decided already"):
        accept(made)
    back = recommend(make.item(), unit, made.judge)
    with pytest.raises(Refused, match="Give the reason"):
        recommending.return_recommendation(back, reason=" ", seen=None, by=make.user(), at=make.AT)


# --- appointing ------------------------------------------------------------------------------------------------------


def test_nobody_is_appointed_who_is_suspended_untrained_or_below_what_the_item_asks(app):
    item, organiser = make.item(), make.user(Role.ORGANISER)
    for record, said in (
        (with_account(item, state=PoolState.SUSPENDED), "suspended"),
        (with_account(item, state=PoolState.RECOMMENDED), "not in the judges' pool"),
        (with_account(item, until=date(2026, 9, 18)), "training is not valid"),
    ):
        with pytest.raises(Refused) as refused:
            judge_of(item, record)
        assert said in str(refused.value.faults[0].message)
    judge_of(item, with_account(item, until=item.held_on))
    pooling.set_demand(item, Demand((Grade.CHIEF_TECHNICIAN,)), by=organiser, at=make.AT)
    with pytest.raises(Refused) as refused:
        judge_of(item, with_account(item))
    assert "below what the item asks" in str(refused.value.faults[0].message)
    # who is in no pool is weighed as soon as the item asks for anything
    stranger = make.user(Role.JUDGE, scope=Scope.ITEM, scope_id=item.id)
    with pytest.raises(Refused):
        teams.name_judge(item, teams.Naming(stranger, make.organisation().id, Seat.SCORING), by=organiser, at=make.AT)


def test_the_pools_page_appoints_with_employer_and_qualification_as_the_record_says(app):
    item = make.item()
    record, bare = with_account(item), make.pool_judge()
    client = as_(app.test_client(), make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=item.competition_id))
    page = f"/office/judging/items/{item.id}/appointing"
    assert "no account" in client.get(f"{page}?lang=en").text
    assert client.post(page, data={"judge_id": str(bare.id), "seat": "scoring"}).status_code == 422
    assert client.post(page, data={"judge_id": str(record.id), "seat": "scoring"}).status_code == 302
    named = db.session.scalars(db.select(ItemJudge).filter_by(item_id=item.id)).one()
    assert (named.organisation_id, named.qualification) == (record.organisation_id, "高级技师")
    assert "commitment not signed" in client.get(f"{page}?lang=en").text
    assert client.post(f"/office/judging/items/{item.id}/demand", data={"skill": "technician"}).status_code == 302
    assert pool.demand(item.id).asks == Demand((Grade.TECHNICIAN,), trained=False)
    assert client.get(f"/office/judging/items/{item.id}/cards.pdf").data.startswith(b"%PDF")


# --- the commitment --------------------------------------------------------------------------------------------------


def test_sheets_are_not_opened_before_the_whole_team_has_signed(app):
    there = hall(2, opened=False)
    late = make.judge(there.item, 2, Seat.RESERVE, signed=False)
    assert conflicts.unsigned(there.item.id) == [late.user.name]
    with pytest.raises(Refused) as refused:
        opening.open_sheets(there.item, by=there.organiser, at=make.AT)
    assert [fault.message for fault in refused.value.faults] == [f"{late.user.name} has not signed the commitment."]
    assert (BlockKind.COMMITMENT, late.user.name) in [(b.kind, b.judge) for b in queries.blocking(there.item.id)]
    client = as_(app.test_client(), there.organiser)
    for page in ("", "/closing", "/judges"):
        assert late.user.name in client.get(f"/office/judging/items/{there.item.id}{page}").text
    declaring.sign_commitment(there.item, "承诺", by=late.user, at=make.AT)
    assert opening.open_sheets(there.item, by=there.organiser, at=make.AT) > 0


# --- cards -----------------------------------------------------------------------------------------------------------


def test_a_card_tells_name_seat_item_and_validity_and_nothing_else(app):
    # the page asks the clock, so the competition must not be over
    there = hall(1, opened=False, item=make.item(competition_id=make.competition(ends_on=date(2090, 9, 20)).id))
    judge = there.judges[0]
    code, stranger = cards.code_of(judge), app.test_client()
    text = stranger.get(f"/judge-card/{code}?lang=en").text
    assert judge.user.name in text
    assert "Valid: appointed for this item" in text
    assert "Scoring judge" in text
    assert there.item.name in text
    for kept in (judge.organisation.name, judge.user.login, there.chief.name, there.item.competition.name):
        assert kept not in text
    for wrong in (
        f"{judge.id}-{'0' * 20}",
        f"{there.judges[1].id}{code[code.index('-') :]}",
        "-",
        "9" * 30,
        code + "0",
    ):
        answer = stranger.get(f"/judge-card/{wrong}")
        assert answer.status_code == 404
        assert judge.user.name not in answer.text


def test_a_card_counts_while_named_until_the_last_day_and_not_when_suspended(app):
    there = hall(1, opened=False)
    judge, other = there.judges[:2]
    last = make.AT.replace(month=9, day=20)
    code = cards.code_of(judge)
    assert cards.verified(code, last).state is CardState.VALID
    assert cards.verified(code, last + timedelta(1)).state is CardState.OVER
    make.pool_judge(user_id=other.user_id, state=PoolState.SUSPENDED)
    assert cards.verified(cards.code_of(other), last).state is CardState.ENDED
    teams.end_judge(judge, seen=None, by=there.organiser, at=make.AT)
    assert cards.verified(code, last).state is CardState.ENDED
    # named again, the old card does not count
    naming = teams.Naming(judge.user, judge.organisation_id, Seat.SCORING)
    teams.name_judge(there.item, naming, by=there.organiser, at=make.AT + timedelta(hours=1))
    assert cards.verified(code, last) is None


# --- pages -----------------------------------------------------------------------------------------------------------


def test_workload_and_history_count_what_was_judged(app, statements):
    there = hall(2)
    judge = there.judges[0]
    record = make.pool_judge(user_id=judge.user_id, name="钱数")
    sheet = there.sheet("A1", there.entries[0])
    there.mark(sheet, 2, 39)
    closing.submit_sheet(
        there.sheet("A1", there.entries[0]), seen=None, by=judge.user, at=make.AT + timedelta(minutes=9)
    )
    closing.hand_back(
        there.sheet("A1", there.entries[0]),
        reason="重评",
        seen=None,
        by=there.chief,
        at=make.AT + timedelta(minutes=10),
    )
    statements.clear()
    rows = pool_histories.every(pool_histories.Wanted("钱数"), 2026)
    assert len(statements) == 3
    assert [(row[0].id, *row[1:]) for row in rows] == [(record.id, 1, 2, 0, 4)]
    told = pool_histories.history(judge.user_id)
    assert (told.done, told.handed_back, told.alarms, told.minutes, told.years) == (0, 1, 0, None, [2026])
    closing.submit_sheet(
        there.sheet("A1", there.entries[0]), seen=None, by=judge.user, at=make.AT + timedelta(minutes=9)
    )
    assert (pool_histories.history(judge.user_id).done, pool_histories.history(judge.user_id).minutes) == (1, 9)


def test_the_pool_is_searched_sorted_kept_and_exported(app):
    make.pool_judge(name="孙先", occupation="焊工", since=1999)
    late = make.pool_judge(name="周后", occupation="钳工", state=PoolState.SUSPENDED)
    client = as_(app.test_client(), make.user(Role.ORGANISER))
    assert client.get("/office/judging/pool?q=焊工&sort=since").text.count("/office/judging/pool/") >= 1
    assert "周后" not in client.get("/office/judging/pool?q=焊工").text
    assert "孙先" not in client.get("/office/judging/pool?state=suspended").text
    assert client.get("/office/judging/pool.xlsx?state=suspended").data.startswith(b"PK")
    page = f"/office/judging/pool/{late.id}"
    assert client.post(f"{page}/take-back", data={"reason": ""}).status_code == 422
    assert client.post(f"{page}/take-back", data={"reason": "期满"}).status_code == 302
    sent = {"name": "周后", "organisation_id": late.organisation_id, "user_id": 0, "since": "2001"}
    assert client.post(page, data=sent).status_code == 302
    assert client.post(f"{page}/qualifications", data={"grade": "assessor"}).status_code == 302
    assert client.post(f"{page}/trainings", data={"training": "赛前培训", "passed_on": "2026-08-01"}).status_code == 302
    kept = pool.judge(late.id)
    assert (kept.state, kept.since, len(kept.qualifications), len(kept.trainings)) == (PoolState.IN_POOL, 2001, 2, 2)


def test_a_judge_reads_their_own_record_and_asks_for_a_correction(app):
    there = hall(1, opened=False)
    user = there.judges[0].user
    record = make.pool_judge(user_id=user.id, name=user.name)
    client = as_(app.test_client(), user)
    page = "/office/judging/my-appointments"
    assert record.organisation.name in client.get(page).text
    assert client.post(page, data={"text": "从业起始年份应为2004"}).status_code == 302
    (asked,) = pool.corrections(record.id)
    office = as_(app.test_client(), there.organiser)
    assert user.name in office.get("/office/judging/pool").text
    answer = f"/office/judging/pool-corrections/{asked.id}"
    assert office.post(answer, data={"reason": "已更正"}).status_code == 302
    assert "已更正" in client.get(page).text
    with pytest.raises(NotAllowed):
        pooling.ask_correction("无", by=there.chief, at=make.AT)


def test_a_unit_sees_its_own_recommendations_only_and_not_the_pool(app):
    item, unit, other = make.item(), make.organisation(), make.organisation()
    mine, foreign = recommend(item, unit), recommend(item, other)
    leader = make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=unit.id)
    client = as_(app.test_client(), leader)
    text = client.get(PAGE).text
    assert mine.judge.name in text
    assert foreign.judge.name not in text
    for closed in ("/office/judging/pool", f"/office/judging/pool/{mine.judge_id}", "/office/judging/pool.xlsx"):
        assert client.get(closed).status_code == 403
    assert client.post(f"{PAGE}/{foreign.id}/withdraw").status_code == 403
    assert client.post(f"{PAGE}/{mine.id}/accept").status_code == 403
    sent = {
        "item_id": item.id,
        "unit_id": unit.id,
        "judge_id": 0,
        "organisation_id": 0,
        "name": "吴新",
        "ground": "骨干",
    }
    assert client.post(PAGE, data={**sent, "unit_id": other.id}).status_code == 422
    assert client.post(PAGE, data={**sent, "grade": ""}).status_code == 422
    assert client.post(PAGE, data={**sent, "grade": "technician"}).status_code == 302
    assert pool.named("吴新", unit.id) is not None
    one = make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=make.competition().id)
    assert as_(app.test_client(), one).get("/office/judging/pool").status_code == 403


def filled(*rows):
    book = openpyxl.load_workbook(io.BytesIO(pool_exports.template()))
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_read_whole_or_not_at_all_with_every_fault_named(app):
    unit = make.organisation(name="淄博导入厂")
    good = ("郑一", unit.name, "焊工", "2008", "技师", "S1", "2030-12-31", "赛前培训", "2026-08-01", "")
    (row,) = pool_imports.read(filled(good))
    assert (row.facts.organisation_id, row.held.grade, row.passed.passed_on) == (
        unit.id,
        Grade.TECHNICIAN,
        date(2026, 8, 1),
    )
    assert pooling.read_in([row], by=make.user(Role.ORGANISER), at=make.AT) == 1
    bad = ("王二", "查无此厂", "焊工", "八年", "大师", "", "明年", "赛前培训", "", "")
    with pytest.raises(Refused) as refused:
        pool_imports.read(filled(good, bad))
    assert {fault.column for fault in refused.value.faults} == {
        "姓名", "工作单位", "从业起始年份", "资格等级", "证书有效期至", "培训通过日期",
    }  # fmt: skip


def test_a_workbook_is_looked_at_before_anybody_is_taken_in(app):
    make.organisation(name="淄博预览厂")
    client, address = as_(app.test_client(), make.user(Role.ORGANISER)), "/office/judging/pool/import"
    good = ("孙预览", "淄博预览厂", "焊工", "2008", "技师", "S1", "", "", "", "")
    assert client.post(address, data={}).status_code == 422
    bad = client.post(address, data={"file": (io.BytesIO(filled((*good[:4], "大师", *good[5:]))), "错.xlsx")})
    assert bad.status_code == 422
    assert "资格等级“大师”" in bad.text
    # what is wrong itself is not offered again
    assert "file-waits" not in bad.text
    seen = client.post(address, data={"file": (io.BytesIO(filled(good)), "好.xlsx")})
    assert seen.status_code == 200
    assert "孙预览" in seen.text
    assert pool.named("孙预览", db.session.scalar(sa.select(Organisation.id).filter_by(name="淄博预览厂"))) is None
    carried = re.search(r'name="workbook"[^>]*value="([^"]+)"', seen.text)[1]
    assert client.post(address, data={"workbook": carried[:-3] + "xxx"}).status_code == 422
    assert client.post(address, data={"workbook": carried}).status_code == 302
    assert "孙预览" in client.get("/office/judging/pool?q=孙预览").text
    assert client.post(address, data={"workbook": carried}).status_code == 422
