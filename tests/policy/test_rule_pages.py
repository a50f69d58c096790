"""The pages of docs/rules tell the truth: their cases come out, their functions and tables are there."""

import doctest
import re
from importlib import import_module
from pathlib import Path

import pytest

from competition.policy import reader

FOLDER = Path(__file__).parents[2] / "docs" / "rules"
NAMES = (
    "measures",
    "policy-tables",
    "ranking",
    "awards",
    "host-subsidy",
    "prize",
    "tax",
    "titles",
    "appeals",
    "reviews",
    "corrections",
    "looking-ahead",
    "retention",
    "payments",
)
PAGES = [FOLDER / f"{name}.md" for name in NAMES]
TABLES = {table.name for table in reader.book().tables()}
# rests on standards of others and on no table of ours
STANDARDS = [FOLDER / f"{name}.md" for name in ("register-log", "register-search", "certificates")]


@pytest.mark.parametrize("page", [*PAGES, *STANDARDS], ids=lambda page: page.stem)
def test_the_worked_cases_of_a_page_come_out(page: Path) -> None:
    outcome = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert outcome.failed == 0
    assert outcome.attempted > 0
    assert page.read_text(encoding="utf-8").count("## Case ") >= 2


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_functions_and_tables_a_page_names_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    room, module, names = re.findall(r"`competition/(\w+)/(\w*rules)\.py`: ((?:`\w+`(?:, )?)+)", text)[0]
    rules = import_module(f"competition.{room}.{module}")
    assert [name for name in re.findall(r"`(\w+)`", names) if not hasattr(rules, name)] == []
    named = set(re.findall(r"`((?:results|funding|honours|measures)\.[\w.]+)`", text))
    assert named
    assert named <= TABLES


def test_every_table_of_results_money_and_honours_has_its_page() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    ours = {name for name in TABLES if name.startswith(("results.", "funding.", "honours.", "measures."))}
    assert {name for name in ours if f"`{name}`" not in text} == set()
