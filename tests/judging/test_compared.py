"""The judges of a closed item beside each other, in figures and in plain words."""

import json
from decimal import Decimal
from math import isnan, nan
from random import Random

import pytest
from click.testing import CliRunner

from competition.foundation import spreadsheets
from competition.judging import agreement, commands, comparing, sheets
from competition.judging import compared_words as say
from competition.judging.actions import closing, panels
from competition.judging.agreement import Agreement, JudgeFigures
from competition.judging.rules import (
    AspectKind,
    SchemeAspect,
    SchemeCriterion,
    SchemeSection,
    SchemeSubCriterion,
    SchemeTree,
    Settings,
)
from competition.judging.tabulation.scheme import Panel, Rounding, Step
from tests import make
from tests.judging.build import hall
from tests.judging.test_pages import as_


@pytest.fixture
def there(app):
    made = hall(4)
    made.all_present()
    made.all_theory()
    for entry, scores in zip(made.entries, [(1, 1, 2), (2, 2, 3), (3, 3, 3), (0, 0, 1)], strict=True):
        for position, score in enumerate(scores, 1):
            sheet = made.sheet("A1", entry, position)
            made.mark(sheet, score, *([39] if position == 1 else []))
            made.send(sheet.id)
        sheet = made.sheet("A2", entry)
        made.mark(sheet, 50)
        made.send(sheet.id)
    return made


def test_the_figures_are_those_of_agreement_on_the_same_scores(app, there):
    told = comparing.compared(there.item.id)
    names = [there.user_of(there.sheet("A1", there.entries[0], p)).name for p in (1, 2, 3)]
    objects = [
        dict(zip(names, map(float, scores), strict=True)) for scores in [(1, 1, 2), (2, 2, 3), (3, 3, 3), (0, 0, 1)]
    ]
    assert told.overall == agreement.agreement(objects)
    assert [j.judge for j in told.judges if j.severity > 0.25] == [names[2]]
    assert all(isnan(j.favour) for j in told.judges)


def test_the_page_says_nothing_before_closing_and_speaks_plainly_after(app, there):
    chief, path = as_(app.test_client(), there.chief), f"/office/judging/items/{there.item.id}/compared"
    names = [judge.user.name for judge in there.judges]
    assert not any(name in chief.get(path).text.split("<main")[1] for name in names)
    assert chief.get(f"{path}.xlsx").status_code == 422
    closing.close_item(there.item, by=there.chief, at=make.AT)
    page = chief.get(path).text
    assert all(name in page for name in names)
    assert page.count('class="beside"') == 3
    # the three agree on the order to the letter: no finite measure is most likely, and the page says so
    assert "估计未收敛" in page
    assert "总分和名次均不以此为据" in page
    rows = spreadsheets.read_sheets(chief.get(f"{path}.xlsx").data)
    assert len(rows) == 5


@pytest.mark.parametrize(
    ("alpha", "told"),
    [
        (0.9, "nearly alike"),
        (0.8, "nearly alike"),
        (0.7, "mostly"),
        (0.667, "mostly"),
        (0.5, "differ much"),
        (nan, "too little"),
    ],
)
def test_agreement_in_words(app, alpha, told):
    assert told in say.agreement_sentence(Agreement(4, 3, alpha, alpha, nan, nan, nan))


@pytest.mark.parametrize(
    ("severity", "chance", "told", "looks"),
    [
        (0.3, 0.01, "0.30 more than the panel on average; chance rarely", True),
        (-0.4, 0.2, "0.40 less than the panel on average; that is within what chance gives", False),
        (-0.3, nan, "0.30 less than the panel on average; too few", False),
        (0.1, 0.01, "0.10 more than the panel on average; chance rarely", False),
        (0.001, 0.9, "on average what the panel gave", False),
    ],
)
def test_a_judge_in_words(app, severity, chance, told, looks):
    assert told in say.judge_sentence(JudgeFigures("甲", 9, severity, 0.2, 3, nan, chance))
    assert say.stands_out(severity, chance) is looks


@pytest.mark.parametrize(
    ("favour", "chance", "told"),
    [(nan, nan, "judged none"), (0.5, nan, "0.50 higher than for the others; too few"), (-0.5, 0.2, "lower"),
     (0.5, 0.0001, "(p < 0.001)")],
)  # fmt: skip
def test_home_in_words(app, favour, chance, told):
    assert told in say.home_sentence(4, favour, chance)


@pytest.mark.parametrize(("value", "at"), [(0, 100), (1.5, 200), (-9, 0), (0.75, 150)])
def test_a_judge_stands_within_the_drawing(value, at):
    assert say.bar(value) == at
    start, width = say.band(value, 5.0)
    assert start >= 0
    assert start + width <= 200


def test_who_marked_again_after_an_alarm_is_counted_with_what_changed(app):
    made = hall(1)
    entry = made.entries[0]
    for position, score in enumerate((0, 3, 3), 1):
        made.mark(made.sheet("A1", entry, position), score)
    sheet = made.sheet("A1", entry, 2)
    aspect_id = sheets.aspects_of(sheet)[0].id
    panels.write_discussion(sheet, aspect_id, reason="第一位看漏了底足", by=made.chief, at=make.AT)
    for position, score in enumerate((2, 3, 2), 1):
        made.mark(made.sheet("A1", entry, position), score)
    told = comparing.compared(made.item.id)
    names = [judge.user.name for judge in made.judges]
    assert [(told.counts[name].alarms, told.counts[name].changed) for name in names] == [(1, 1), (1, 0), (1, 1)]
    assert told.counts[names[0]].could_be == 0


def five(drop):
    """A scheme of one aspect that five judges give 0 to 10 points, the highest and lowest dropped."""
    panel = Panel(5, Decimal(10), Decimal("0.5"), drop, drop, 5, factor=Decimal(10))
    aspect = SchemeAspect(AspectKind.PANEL, "成品", Decimal(100), 1, panel=panel)
    form = SchemeSubCriterion("A1", "成品", 1, (aspect,))
    rounds = Settings({Step.PANEL: Rounding(2)}, None)
    return SchemeTree(
        "面塑", (SchemeSection(1, "成品", Decimal(100)),), (SchemeCriterion("A", "成品", (form,)),), (), rounds
    )


def test_scores_that_the_scheme_leaves_out_are_counted_by_side(app):
    item = make.item()
    judges = [make.judge(item, position) for position in (4, 5)]
    made = hall(2, item=item, scheme=five(1))
    names = [judge.user.name for judge in (*made.judges, *judges)]
    for entry, scores in zip(made.entries, [(9, 7, 7, 7, 5), (8, 8, 8, 7, 6)], strict=True):
        for position, score in enumerate(scores, 1):
            made.mark(made.sheet("A1", entry, position), score)
    told = comparing.compared(made.item.id)
    counts = [told.counts[name] for name in names]
    # of the second, which of three eights goes is arbitrary: nobody's was too high
    assert [(c.too_high, c.too_low, c.could_be) for c in counts] == [
        (1, 0, 2), (0, 0, 2), (0, 0, 2), (0, 0, 2), (0, 2, 2),
    ]  # fmt: skip
    assert told.highest == 10


def test_the_same_comes_from_plain_files(tmp_path):
    marks = tmp_path / "marks.csv"
    lines = ["entry,aspect,judge,value,district,judge_district"]
    chance = Random(3)
    for entry in range(12):
        for judge, more in (("甲", 0), ("乙", 2), ("丙", 1)):
            for aspect in ("A1.1", "A1.2"):
                value = min(5, max(0, entry % 4 + more + chance.choice((-1, 0, 1))))
                lines.append(f"{entry},{aspect},{judge},{value},张店,博山")
    marks.write_text("\n".join(lines), encoding="utf-8")
    run = CliRunner().invoke(commands.agreement, [str(marks), "--rasch", "--as", "json"])
    assert run.exit_code == 0, run.output
    told = json.loads(run.output)
    assert told["rasch"]["state"] == "estimated"
    measures = {each["name"]: each["measure"] for each in told["rasch"]["judge"]}
    assert measures["甲"] > measures["丙"] > measures["乙"]
    assert told["judges"][0]["favour"] is None
    table = CliRunner().invoke(commands.agreement, [str(marks), "--rasch"])
    assert "no rank rests on it" in table.output
