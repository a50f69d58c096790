"""Facts in a file: decided exactly as the house decides, every fault named, no installation asked for."""

import json
import subprocess
import sys
from datetime import date

import pytest
from click.testing import CliRunner

from competition.foundation.errors import Refused
from competition.funding import facts
from competition.funding.explain_command import explain
from competition.policy import reader
from competition.policy.book import Book
from tests.house import ROOT

EXAMPLES = ROOT / "examples" / "facts"
BOOK = reader.book()


def told(name: str) -> object:
    return reader.value_of((EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "fen", "refusal", "codes"),
    [
        ("prize", 3_000_00, "", ["prize_table", "prize_cap", "share", "payer"]),
        ("shared-rank", 2_500_00, "", ["prize_divided", "prize_cap", "share", "payer"]),
        ("team", 7_000_00, "", ["prize_table", "prize_cap", "agreed", "share_had", "share", "share", "share", "payer"]),
        ("top-up", 2_000_00, "", ["prize_table", "prize_cap", "highest_only", "share", "payer"]),
        (
            "payers",
            3_000_00,
            "",
            ["others_count", "prize_table", "prize_cap", "highest_only", "share", "payer", "payer"],
        ),
        ("below-level", 0, "level", ["refused"]),
        ("coaches", 100_000_00, "", ["prize_table", "prize_cap", "agreed", "share", "share", "payer"]),
        (
            "host",
            60_000_00,
            "",
            ["host_table", "host_costs", "host_requested", "host_cap", "host_budget", "host_least", "payer"],
        ),
    ],
)
def test_each_example_is_decided(name, fen, refusal, codes) -> None:
    decision = facts.explained(told(name), BOOK)["decision"]
    assert (decision["fen"], decision["refusal"]) == (fen, refusal)
    assert [step["code"] for step in decision["steps"]] == codes


def test_every_example_is_tried() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.yaml")} == {
        *("prize", "shared-rank", "team", "top-up", "below-level", "coaches", "host", "payers")
    }


def fault_of(**changed: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        facts.explained({**told("prize"), **changed}, BOOK)
    return [fault.field for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"place": 0}, ["place"]),
        ({"place": True}, ["place"]),
        ({"level": "city"}, ["level"]),
        ({"day": "2026-09-18"}, ["day"]),
        ({"winners": []}, ["winners"]),
        ({"winners": [{"name": "王小明", "had": 30.5}]}, ["winners[1].had"]),
        ({"winners": [{"nam": "王小明"}]}, ["winners[1].nam", "winners[1].name"]),
        ({"agreement": {"weights": [1, 2]}}, ["agreement.weights"]),
        ({"tables": {"funding.host.cap": 1}}, ["tables.funding.host.cap"]),
        ({"tables": {"funding.prize.by_rank": {"municipal_1": {2: 100}}}}, ["tables.funding.prize.by_rank"]),
        ({"requested": 5, "sharing": "two"}, ["requested", "sharing"]),
    ],
)
def test_every_wrong_fact_is_named(changed, fields) -> None:
    assert fault_of(**changed) == fields


@pytest.mark.parametrize("what", [[], "text", None, {"format": "competition-facts/1"}, {"kind": "prize"}])
def test_what_is_no_facts_says_what_they_need(what) -> None:
    with pytest.raises(Refused, match="competition-facts/1"):
        facts.explained(what, BOOK)


def test_a_day_without_a_table_and_a_table_above_its_ceiling_are_refused() -> None:
    with pytest.raises(Refused, match="no value on 2020-01-01"):
        facts.explained({**told("prize"), "day": date(2020, 1, 1)}, BOOK)
    above = {"funding.prize.by_rank": {"municipal_1": {1: 500_000_01}}}
    with pytest.raises(Refused, match="above the cap"):
        facts.explained({**told("prize"), "tables": above}, BOOK)


def test_another_table_counts_for_the_facts_alone() -> None:
    other = {"funding.prize.by_rank": {"municipal_1": {1: 900_00, 2: 800_00}}}
    decision = facts.explained({**told("prize"), "tables": other}, BOOK)["decision"]
    assert (decision["fen"], decision["policy"]["funding.prize.by_rank"]["status"]) == (800_00, "example")
    assert facts.explained(told("prize"), BOOK)["decision"]["fen"] == 3_000_00
    assert isinstance(BOOK, Book)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ("应付：2,000.00 元", "就高不重复", "获奖选手奖励标准")),
        ("en", ("Due: 2,000.00 yuan", "the highest prize only", "Prize by level and place")),
    ],
)
def test_the_command_shows_every_step_in_both_languages(language, said) -> None:
    done = CliRunner().invoke(explain, [str(EXAMPLES / "top-up.yaml"), "--language", language])
    assert done.exit_code == 0, done.output
    for part in said:
        assert part in done.output


def test_the_command_names_faults_and_gives_json(tmp_path) -> None:
    wrong = tmp_path / "facts.yaml"
    wrong.write_text("format: competition-facts/1\nkind: host\nday: 2026-09-18\nlevel: moon\n", encoding="utf-8")
    done = CliRunner().invoke(explain, [str(wrong), "--language", "en"])
    assert done.exit_code == 1
    assert all(name in done.output for name in ("level: must be one of", "requested: must be an amount", "eligible:"))
    found = CliRunner().invoke(explain, [str(EXAMPLES / "host.yaml"), "--json"])
    assert json.loads(found.output)["decision"]["fen"] == 60_000_00
    wrong.write_text("a: &b 1\nc: *b\n", encoding="utf-8")
    assert "is not YAML" in CliRunner().invoke(explain, [str(wrong), "--language", "en"]).output


def test_the_command_starts_without_the_house() -> None:
    code = (
        "import sys; sys.argv = ['competition', 'fund', 'explain', sys.argv[1], '--json'];"
        "from competition.__main__ import main\n"
        "try: main()\n"
        "except SystemExit as over: assert not over.code, over.code\n"
        "assert 'competition.app' not in sys.modules and 'competition.home' not in sys.modules"
    )
    path = str(EXAMPLES / "prize.yaml")
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["decision"]["fen"] == 3_000_00
