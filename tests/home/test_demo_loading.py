"""Loading the demo: the same from the same seed, into an empty installation only, on a day that has a calendar."""

import hashlib
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from competition.accounts.models import HeldRole, User
from competition.accounts.rules import Role
from competition.directory import rules as directory
from competition.foundation import trail, workdays
from competition.foundation.database import Base, db
from competition.foundation.errors import Refused
from competition.home.demo import building, days, facts, loading
from competition.home.demo.cast import credit_code
from competition.home.demo.paid import card
from tests import make

ANCHOR = date(2026, 11, 25)
# made anew at every load, or sealed with this installation's keys: all else is the same
CHANGING = {
    "directory_persons": {"id_number", "id_number_index", "phone"},
    "directory_organisations": {"contact_phone"},
    "funding_host_claims": {"account"},
    "funding_prize_shares": {"account"},
    "funding_payments": {"account"},
    "results_objections": {"receipt"},
    "results_appeals": {"receipt"},
    "honours_entries": {"code"},
    # salts and keys are made anew, and what is hashed and signed with them
    "honours_log_leaves": {"data", "hash"},
    "honours_log_openings": {"salt"},
    "honours_log_heads": {"root", "document"},
    "honours_signing_keys": {"public", "secret"},
    "results_public_persons": {"code"},
    "accounts_api_keys": {"key_hash", "hint"},
    # their pages lead to the pages of persons
    "results_snapshots": {"content", "sha256"},
    "results_releases": {"sha256"},
    "trail_rows": {"after", "previous", "hash"},
    "trail_head": {"hash"},
}


def digest() -> str:
    """Sum up every table's content, what changes on purpose aside."""
    whole = hashlib.sha256()
    for table in Base.metadata.sorted_tables:
        columns = [c for c in table.columns if c.name not in CHANGING.get(table.name, ())]
        for row in db.session.execute(sa.select(*columns).order_by(*table.primary_key)):
            whole.update(repr((table.name, tuple(row))).encode())
    return whole.hexdigest()


def test_the_same_seed_and_day_make_the_same_city(app):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("what is invented does not depend on where it is kept")
    counts, first = loading.load("small", 7, ANCHOR), digest()
    building.empty()
    assert loading.load("small", 7, ANCHOR) == counts
    assert digest() == first


@pytest.mark.parametrize("order", [1, 6, 1000, 99999])
def test_a_credit_code_also_carries_the_check_of_the_code_within(order):
    code = credit_code(facts.Level and loading.cast.Kind.SCHOOL, "370303", order)
    assert directory.credit_code_fault(code) == ""
    values = [int(c) if c.isdigit() else ord(c) - 55 for c in code[8:16]]
    total = sum(v * w for v, w in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    assert code[16] == {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def test_bank_cards_carry_their_luhn_digit():
    from random import Random

    from competition.funding.account_rules import account_fault

    dice = Random(1)
    assert [account_fault(card(dice)) for _ in range(50)] == [""] * 50


def test_nothing_is_loaded_over_what_is_there(app):
    make.user(Role.ORGANISER)
    with pytest.raises(Refused):
        loading.load("small", 7, ANCHOR)
    assert db.session.scalar(sa.select(sa.func.count(User.id))) == 1


@pytest.mark.parametrize(
    ("today", "anchor"),
    [
        (date(2026, 11, 25), date(2026, 11, 25)),
        (date(2026, 12, 3), date(2026, 12, 3)),
        (date(2026, 12, 4), date(2026, 11, 27)),
        (date(2027, 3, 1), date(2026, 11, 30)),
    ],
)
def test_the_demo_stands_on_a_day_whose_weeks_ahead_have_a_calendar(today, anchor):
    assert days.anchor_for(today) == anchor
    assert isinstance(workdays.is_working_day(anchor + timedelta(days=28)), bool)


@pytest.mark.parametrize("anchor", [date(2026, 2, 14), date(2026, 5, 1), date(2026, 10, 9), date(2026, 12, 3)])
def test_every_course_keeps_its_order_on_any_day(anchor):
    for fact in facts.CITY:
        course = days.course(fact, anchor)
        moments = [course.added, course.published, course.opens, course.closes, course.drawn]
        assert moments == sorted(moments)
        assert course.drawn < days.moment(course.first, 0)
        if fact.stage is facts.Stage.ON_NOTICE:
            assert course.last < course.decided < anchor <= workdays.add_working_days(course.decided, 5)
        if fact.stage >= facts.Stage.ANNOUNCED:
            assert course.last < course.decided < course.announced < anchor


def test_the_season_has_15_competitions_and_29_items():
    items = [item for fact in facts.CITY for item in fact.items]
    assert (len(facts.CITY), len(items)) == (15, 29)
    assert {fact.stage for fact in facts.CITY} == set(facts.Stage)
    assert all(directory.OCCUPATION.match(item.trade.code) for item in items)
    assert len({item.code for item in items}) == 29


@pytest.mark.long
def test_the_whole_city_is_as_large_as_promised(app):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the whole city is loaded on SQLite; PostgreSQL loads the small one")
    began = datetime.now()  # noqa: DTZ005
    told: list[float] = []
    counts = loading.load("city", 2026, ANCHOR, lambda share, _what: told.append(share))
    took = (datetime.now() - began).total_seconds()  # noqa: DTZ005
    assert (counts["plan_competitions"], counts["plan_items"]) == (15, 29)
    assert 1350 <= counts["registration_members"] <= 1450
    judges = sa.select(sa.func.count(sa.distinct(HeldRole.user_id))).where(HeldRole.role == Role.JUDGE)
    assert 1300 <= db.session.scalar(judges) <= 1310
    assert counts["directory_organisations"] == 150
    assert counts["judging_marks"] > 30_000
    assert told == sorted(told)
    assert told[-1] == 1
    assert list(trail.breaks()) == []
    assert took < 240, f"{took:.0f} s; with a machine to itself it takes under a minute"
