"""What the policy book answers on a day, and what it will not answer."""

from datetime import date

import pytest

from competition.policy.book import Book, NoValue, Table, Value

OLD = Value(date(2022, 8, 16), "enacted", "first text", {"municipal_1": {1: 500000}})
NEW = Value(date(2025, 1, 1), "example", "second text", {"municipal_1": {1: 600000}})
# out of order on purpose: the book itself looks for the newest
BOOK = Book({"a.b": Table("a.b", "奖励", "Prize", "fen", "law", (NEW, OLD))})


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2022, 8, 16), OLD),
        (date(2024, 12, 31), OLD),
        (date(2025, 1, 1), NEW),
        (date(2099, 1, 1), NEW),
    ],
)
def test_a_value_holds_from_its_first_day_to_the_day_before_the_next(day: date, expected: Value) -> None:
    said = BOOK.on(day, "a.b")
    assert (said.first_day, said.status, said.reference, said.value) == (
        expected.first_day,
        expected.status,
        expected.reference,
        expected.value,
    )
    assert said.is_example is (expected.status == "example")


def test_the_day_before_the_first_value_is_an_error_naming_table_and_day() -> None:
    with pytest.raises(NoValue, match=r"table a\.b has no value on 2022-08-15") as error:
        BOOK.on(date(2022, 8, 15), "a.b")
    assert (error.value.table, error.value.day) == ("a.b", date(2022, 8, 15))


def test_a_table_that_is_not_there_is_an_error_naming_it() -> None:
    with pytest.raises(NoValue, match=r"there is no table a\.c"):
        BOOK.on(date(2025, 1, 1), "a.c")


def test_what_a_caller_does_to_a_value_changes_nothing_in_the_book() -> None:
    BOOK.on(date(2025, 1, 1), "a.b").value["municipal_1"][1] = 0
    assert BOOK.on(date(2025, 1, 1), "a.b").value == {"municipal_1": {1: 600000}}


def test_what_is_stored_with_a_decision_names_table_day_status_reference_and_value() -> None:
    assert BOOK.on(date(2024, 12, 31), "a.b").as_json() == {
        "table": "a.b",
        "title": "奖励",
        "title_en": "Prize",
        "first_day": "2022-08-16",
        "status": "enacted",
        "reference": "first text",
        "value": {"municipal_1": {1: 500000}},
    }
