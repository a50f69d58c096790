"""Every act that any room writes into the trail can be read by the auditor in words."""

import ast
from pathlib import Path

import pytest

from competition.audit import words
from competition.foundation.database import db

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
