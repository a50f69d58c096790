"""The judges of a closed item beside each other, in figures and in plain words."""

from math import isnan, nan

import pytest

from competition.foundation import spreadsheets
from competition.judging import agreement, comparing
from competition.judging.actions import closing
from competition.judging.agreement import Agreement, JudgeFigures
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
    rows = spreadsheets.read_sheets(chief.get(f"{path}.xlsx").data)
    assert len(rows) == 2


@pytest.mark.parametrize(
    ("alpha", "says"),
    [
        (0.9, "nearly alike"),
        (0.8, "nearly alike"),
        (0.7, "mostly"),
        (0.667, "mostly"),
        (0.5, "differ much"),
        (nan, "too little"),
    ],
)
def test_agreement_in_words(app, alpha, says):
    assert says in comparing.agreement_sentence(Agreement(4, 3, alpha, alpha, nan, nan, nan))


@pytest.mark.parametrize(
    ("severity", "favour", "says", "own"),
    [(0.3, nan, "higher", "nobody"), (-0.3, 0.3, "lower", "worth a look"), (0.1, 0.0, "like the panel", "no favour")],
)
def test_a_judge_in_words(app, severity, favour, says, own):
    figures = JudgeFigures("甲", 9, severity, 0.2, 3, favour)
    assert says in comparing.judge_sentence(figures)
    assert own in comparing.favour_sentence(figures)


@pytest.mark.parametrize(("value", "at"), [(0, 100), (1.5, 200), (-9, 0), (0.75, 150)])
def test_a_judge_stands_within_the_drawing(value, at):
    assert comparing.bar(value) == at
