"""Every act that any room writes into the trail can be read by the auditor in words."""

import ast
from pathlib import Path

import pytest

from competition.audit import words

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
