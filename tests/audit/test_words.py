"""Every act that any room writes into the trail can be read by the auditor in words."""

import ast
from pathlib import Path

import pytest

from competition.audit import words
from competition.foundation.database import Base, db

PACKAGE = Path(__file__).parent.parent.parent / "competition"


def recorded() -> set[str]:
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "record":
                found |= {a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    return found


@pytest.mark.usefixtures("app")
def test_every_verb_has_words():
    verbs = recorded()
    assert len(verbs) > 60
    assert {verb for verb in verbs if verb not in words.known()} == set()


def test_every_record_has_a_name_and_is_found_by_it(app) -> None:
    tables = set(db.metadata.tables) - {"leases", "sent_forms", "trail_head", "trail_rows"}
    assert [table for table in sorted(tables) if words.record_name(f"{table}#7") == f"{table}#7"] == []
    with app.test_request_context(headers={"Accept-Language": "zh-CN"}):
        assert words.record_name("judging_sheets#7") == "评分表 7"
        assert [words.record_code(told) for told in ("评分表 7", "评分表", "plan_items#3", "别的 7")] == [
            "judging_sheets#7", "judging_sheets", "plan_items#3", "别的 7",
        ]  # fmt: skip


def audited() -> set[tuple[str, str]]:
    """Name every column whose changes the trail keeps, by its table."""
    return {
        (mapper.local_table.name, attribute.key)
        for mapper in Base.registry.mappers
        if not mapper.local_table.info.get("untracked")
        for attribute in mapper.column_attrs
    }


@pytest.mark.usefixtures("app")
def test_every_audited_column_has_a_word():
    columns = audited()
    assert len(columns) > 600
    assert sorted(each for each in columns if words.field_name(f"{each[0]}#7", each[1]) == each[1]) == []


@pytest.mark.usefixtures("app")
def test_no_word_is_kept_for_a_column_that_is_gone():
    columns = audited()
    for room, names in words._fields.items():
        there = {(table.removeprefix(f"{room}_"), field) for table, field in columns if table.startswith(f"{room}_")}
        known = {field for _table, field in there} | {f"{table}.{field}" for table, field in there}
        assert set(names) - known == set(), room


def test_a_column_is_called_as_its_own_room_calls_it(app) -> None:
    asked = (("judging_marks#7", "value"), ("judging_coefficients#7", "value"), ("plan_competitions#7", "level"))
    with app.test_request_context(headers={"Accept-Language": "zh-CN"}):
        assert [words.field_name(*each) for each in asked] == ["得分", "难度系数", "级别"]
        # what a record had before it was given up stays readable
        assert words.field_name("judging_gone#7", "colour") == "colour"


@pytest.mark.usefixtures("app")
def test_every_code_of_a_fixed_set_has_a_word():
    codes = [(where, kind, code) for where, kind in words._fixed().items() if kind is not bool for code in kind]
    kept = {where for where, _kind, _code in codes} & audited()
    assert len(kept) > 30
    lacks = [
        (*where, code.value)
        for where, kind, code in codes
        if where in kept and code.value not in words._values.get(kind, {})
    ]
    assert lacks == []


def test_the_trail_says_codes_in_words_and_leaves_anything_else_as_it_is(app) -> None:
    asked = (
        ("judging_sheets#7", "state", "closed"),
        ("plan_items#7", "group", "student"),
        ("judging_sheets#7", "checked_blind", "true"),
        # a code of before, a text that only looks like one, a record that is gone
        ("judging_sheets#7", "state", "burnt"),
        ("judging_sheets#7", "return_reason", "closed"),
        ("judging_gone#7", "state", "closed"),
    )
    with app.test_request_context(headers={"Accept-Language": "zh-CN"}):
        said = [words.value_name(*each) for each in asked]
        assert said == ["已封存", "学生组", "是", "burnt", "closed", "closed"]
