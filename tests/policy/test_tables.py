"""The tables that are shipped say what their sources say, and no more."""

from datetime import date
from decimal import Decimal

import pytest

from competition.plan.rules import Level
from competition.policy import reader
from competition.results import award_rules
from competition.results import rules as results

DAY = date(2026, 11, 23)
ENACTED = {"funding.host.cap", "funding.prize.cap", "funding.tax.prize", "plan.calendar"}
MEASURES = {name for area in reader.areas() for one in area.measures for name in one.tables}
MUNICIPAL_AND_ABOVE = {str(level) for level in Level} - {"county"}


def test_only_the_articles_own_figures_the_tax_law_and_the_official_calendar_are_enacted() -> None:
    enacted = {table.name for table in reader.book().tables() if table.values[-1].status == "enacted"}
    assert enacted == ENACTED | MEASURES
    assert {table.name for table in reader.book().tables() if table.name.startswith("measures.")} < MEASURES


def test_every_example_says_in_chinese_that_it_is_one() -> None:
    examples = [(t.name, v) for t in reader.book().tables() for v in t.values if v.status == "example"]
    assert [name for name, value in examples if not value.reference.startswith("示例，待业务部门核定：")] == []


@pytest.mark.parametrize(
    ("table", "value"),
    [
        ("funding.host.cap", 500_000_00),
        ("funding.prize.cap", 500_000_00),
        ("funding.host.rate", "1.00"),
        ("funding.tax.prize", "0.20"),
        ("funding.prize.shared_rank", "each_full"),
        ("results.notice_days", 5),
        ("results.appeal_hours", 2),
        ("results.appeal.from_publication", 24),
        ("results.appeal.first_decision", 2),
        ("results.appeal.second_request", 2),
        ("results.appeal.second_decision", 2),
        ("results.minimum_field", 10),
        ("registration.age", 16),
        ("plan.filing_days", 20),
        ("judging.spread", 1),
        ("judging.trim", 5),
        ("judging.recommendations", 2),
        ("results.best_organisers", 3),
    ],
)
def test_each_single_figure_is_what_its_source_says(table: str, value: object) -> None:
    assert reader.book().on(DAY, table).value == value


@pytest.mark.parametrize("table", ["funding.prize.by_rank", "funding.host.by_level"])
def test_money_tables_name_every_level_from_municipal_up_and_no_county(table: str) -> None:
    assert set(reader.book().on(DAY, table).value) == MUNICIPAL_AND_ABOVE


@pytest.mark.parametrize(
    ("level", "yuan"),
    [
        ("world", [500_000, 300_000, 200_000, 100_000]),
        ("national_games", [100_000, 60_000, 40_000]),
        ("national_1", [50_000, 20_000, 10_000]),
        ("national_2", [20_000, 10_000, 5_000]),
        ("provincial_games", [5_000, 3_000, 2_000]),
        ("provincial_1", [5_000, 3_000, 2_000]),
        ("provincial_2", [3_000, 2_000, 1_000]),
        ("municipal_games", [10_000, 8_000, 5_000]),
        ("municipal_1", [5_000, 3_000, 2_000]),
        ("municipal_2", [3_000, 2_000, 1_000]),
    ],
)
def test_the_prize_table_holds_the_printed_figures_in_fen(level: str, yuan: list[int]) -> None:
    places = reader.book().on(DAY, "funding.prize.by_rank").value[level]
    assert places == {place: figure * 100 for place, figure in enumerate(yuan, start=1)}


@pytest.mark.parametrize(
    "table",
    ["results.awards", "results.awards_by_ratio", "results.awards_by_ratio_capped", "results.awards_small_field"],
)
def test_every_award_scheme_is_usable(table: str) -> None:
    assert award_rules.scheme_faults(award_rules.scheme_of(reader.book().on(DAY, table).value)) == ()


def test_the_tie_chain_reads_time_then_practice_then_theory() -> None:
    chain = results.chain_of(reader.book().on(DAY, "results.tie_order").value)
    assert [(link.part, link.higher_is_better) for link in chain] == [
        ("time", False), ("practice", True), ("theory", True),
    ]  # fmt: skip


@pytest.mark.parametrize("table", ["funding.host.rate", "funding.tax.prize"])
def test_shares_are_written_as_text_so_that_they_stay_exact(table: str) -> None:
    value = reader.book().on(DAY, table).value
    assert isinstance(value, str)
    assert 0 < Decimal(value) <= 1
