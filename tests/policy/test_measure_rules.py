"""What each measure of the article comes to: its own figures, and the edges of each threshold and ceiling."""

from datetime import date

import pytest

from competition.policy import measure_rules as rules
from competition.policy import reader
from competition.policy.book import NoValue
from competition.policy.measure_rules import Graduate, Leaders

DAY = date(2022, 8, 16)


def said(name: str):
    return reader.book().on(DAY, name).value


def graduate(grade: str = "senior", graduated=date(2024, 6, 30), came=date(2024, 9, 1), months: int = 60):
    return rules.living_allowance(Graduate(grade, graduated, came, months), said("measures.graduate_allowance"))


@pytest.mark.parametrize(("grade", "yuan"), [("intermediate", 18_000), ("senior", 30_000), ("pre_technician", 60_000)])
def test_five_years_of_allowance_are_what_the_article_comes_to(grade, yuan):
    made = graduate(grade)
    assert (made.fen, made.refusal) == (yuan * 100, "")
    assert [step.code for step in made.steps] == ["in_time", "by_month"]


@pytest.mark.parametrize(
    ("graduated", "came", "months", "fen", "refusal"),
    [
        (date(2020, 6, 30), date(2025, 6, 30), 1, 500_00, ""),
        (date(2020, 6, 30), date(2025, 7, 1), 1, 0, "late"),
        # five years after a leap day is the last of February
        (date(2020, 2, 29), date(2025, 2, 28), 1, 500_00, ""),
        (date(2020, 2, 29), date(2025, 3, 1), 1, 0, "late"),
        (date(2024, 6, 30), date(2024, 6, 30), 1, 500_00, ""),
        (date(2024, 6, 30), date(2024, 6, 29), 1, 0, "before"),
        (date(2024, 6, 30), date(2024, 9, 1), 0, 0, "months"),
        (date(2024, 6, 30), date(2024, 9, 1), 59, 29_500_00, ""),
        (date(2024, 6, 30), date(2024, 9, 1), 60, 30_000_00, ""),
        (date(2024, 6, 30), date(2024, 9, 1), 61, 30_000_00, ""),
    ],
)
def test_the_allowance_begins_within_five_years_and_ends_after_sixty_months(graduated, came, months, fen, refusal):
    made = graduate(graduated=graduated, came=came, months=months)
    assert (made.fen, made.refusal) == (fen, refusal)


@pytest.mark.parametrize(
    ("pay", "fen", "refusal"),
    [
        (199_999_99, 0, "pay"),
        (200_000_00, 40_000_00, ""),
        (200_000_01, 40_000_00, ""),
        (200_000_04, 40_000_00, ""),
        (200_000_05, 40_000_01, ""),
        (1_000_000_00, 200_000_00, ""),
    ],
)
def test_a_fifth_of_the_pay_from_two_hundred_thousand_on_down_to_the_fen(pay, fen, refusal):
    made = rules.pay_subsidy(pay, said("measures.flexible_hiring"))
    assert (made.fen, made.refusal) == (fen, refusal)


@pytest.mark.parametrize(
    ("technicians", "seniors", "had", "fen", "refusal"),
    [
        (1, 0, 0, 2_500_00, ""),
        (0, 1, 0, 3_000_00, ""),
        (2, 3, 0, 14_000_00, ""),
        (0, 0, 0, 0, "nobody"),
        (20, 0, 0, 50_000_00, ""),
        (20, 1, 0, 50_000_00, ""),
        (1, 0, 47_499_99, 2_500_00, ""),
        (1, 0, 47_500_00, 2_500_00, ""),
        (1, 0, 47_500_01, 2_499_99, ""),
        (1, 0, 49_999_99, 1, ""),
        (1, 0, 50_000_00, 0, "had"),
        (1, 0, 50_000_01, 0, "had"),
    ],
)
def test_an_enterprises_leaders_get_at_most_fifty_thousand_a_year(technicians, seniors, had, fen, refusal):
    made = rules.skill_leaders(Leaders(technicians, seniors, had), said("measures.skill_leaders"))
    assert (made.fen, made.refusal) == (fen, refusal)


@pytest.mark.parametrize(
    ("table", "people", "fen", "refusal"),
    [
        ("public_training", 0, 0, "nobody"),
        ("public_training", 1_999, 0, "few"),
        ("public_training", 2_000, 1_300_000_00, ""),
        ("public_training", 2_001, 1_300_650_00, ""),
        ("order_classes", 0, 0, "nobody"),
        ("order_classes", 1, 10_000_00, ""),
        ("order_classes", 36, 360_000_00, ""),
    ],
)
def test_an_amount_a_person_from_the_least_number_on(table, people, fen, refusal):
    made = rules.per_person(people, said(f"measures.{table}"))
    assert (made.fen, made.refusal) == (fen, refusal)


@pytest.mark.parametrize(("national", "fen"), [(0, 0), (1, 0), (2, 1), (5_000_000_00, 2_500_000_00)])
def test_the_city_matches_half_of_the_national_subsidy(national, fen):
    made = rules.matched(national, said("measures.base_match"))
    assert (made.fen, made.refusal) == (fen, "" if national else "amount")


@pytest.mark.parametrize(
    ("table", "kind", "yuan"),
    [
        ("platforms", "master_studio", 300_000),
        ("platforms", "qilu_station", 150_000),
        ("platforms", "provincial_station", 100_000),
        ("municipal_station", "municipal_station", 80_000),
        ("schools", "school_national", 5_000_000),
        ("schools", "school_provincial", 3_000_000),
        ("schools", "speciality_national", 1_000_000),
        ("schools", "speciality_provincial", 500_000),
        ("schools", "pilot_national", 1_000_000),
        ("schools", "pilot_provincial", 500_000),
    ],
)
def test_fixed_amounts_are_the_articles(table, kind, yuan):
    figures = said(f"measures.{table}")
    assert rules.fixed(kind, 1, figures).fen == yuan * 100
    assert rules.fixed(kind, 3, figures).fen == 3 * yuan * 100
    assert rules.fixed(kind, 0, figures).refusal == "nobody"


@pytest.mark.parametrize(
    ("table", "cap"),
    [
        ("measures.leading_talent", 1_000_000_00),
        ("measures.own_assessment", 80_000_00),
        ("measures.education_group", 2_000_000_00),
        ("funding.host.cap", 500_000_00),
        ("funding.prize.cap", 500_000_00),
    ],
)
def test_a_ceiling_lets_through_what_lies_within_it_to_the_fen(table, cap):
    figure = said(table)
    asked = (0, 1, cap - 1, cap, cap + 1)
    assert [rules.within(fen, figure).fen for fen in asked] == [0, 1, cap - 1, cap, cap]
    assert [rules.within(fen, figure).steps[-1].code for fen in asked] == [
        "no_amount", "within", "within", "within", "over",
    ]  # fmt: skip


def test_the_day_before_the_policy_has_no_figure_for_any_measure():
    names = {name for area in reader.areas() for one in area.measures for name in one.tables}
    for name in names:
        with pytest.raises(NoValue):
            reader.book().on(date(2022, 8, 15), name)
