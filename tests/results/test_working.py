"""A total opened: down to each judge's mark, who entered it and when, and what counts in its place."""

from decimal import Decimal

import pytest

from competition.accounts.rules import Role
from competition.foundation.database import db
from competition.results import queries
from competition.results.models import ItemResult
from tests import make
from tests.results.build import closed, computed
from tests.results.correction_build import apply, begun, put, with_medals

EN = {"Accept-Language": "en"}


def opened(app, line, by):
    answer = make.sign_in(app.test_client(), by).get(f"/office/results/lines/{line.id}", headers=EN)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_a_total_opens_down_to_each_judges_mark_with_who_entered_it_and_when(app):
    there = closed()
    line = queries.result(computed(there).id).lines[0]
    page = opened(app, line, there.organiser)
    for step in ("theory 80.5 × 20% = 16.1", "practice 99.67 × 80% = 79.736", "95.836"):
        assert step in page
    for judge in there.judges:
        assert f"entered by {judge.user.name}, 1 Sep 2026" in page
    assert page.count(f"checked by {there.chief.name}, 1 Sep 2026") == page.count('class="tabular opened-mark"') == 5
    assert f"entered by {there.organiser.name}, 1 Sep 2026" in page
    for code in ("A1.1", "A1.2", "A2.1"):
        assert f">{code}<" in page
    for position in (1, 2, 3):
        assert f"/office/judging/sheets/{there.sheet('A1', line.entry, position).id}" in page


def test_every_figure_of_the_result_leads_to_its_working(app):
    there = closed()
    result = queries.result(computed(there).id)
    page = make.sign_in(app.test_client(), there.organiser).get(f"/office/results/{result.id}", headers=EN).text
    for line in result.lines:
        for anchor in ("", "#theory", "#practice"):
            assert f'"/office/results/lines/{line.id}{anchor}"' in page


def test_who_may_not_see_marks_reads_the_steps_without_a_judges_name(app):
    there = closed()
    page = opened(app, queries.result(computed(there).id).lines[0], make.user(Role.FINANCE_OFFICER))
    assert "judges gave 2 / 2 / 2" in page
    assert "opened-mark" not in page
    assert not [judge for judge in there.judges if judge.user.name in page]


@pytest.fixture
def corrected(app):
    there = with_medals()
    of = begun(there)
    sheet = there.sheet("A1", there.entries[2], 2)
    put(there, of, theory=Decimal(95), marks={(sheet.id, sheet.marks[0].aspect_id): Decimal(3)})
    return there, of.result_id, apply(of, make.user(Role.ORGANISER))


def test_a_corrected_mark_stands_beside_what_the_judge_gave_in_its_version_alone(app, corrected):
    there, old_id, new = corrected
    lines = [
        next(line for line in db.session.get_one(ItemResult, result_id).lines if line.number == 3)
        for result_id in (old_id, new.id)
    ]
    before, after = (opened(app, line, there.organiser) for line in lines)
    assert "is to count as" not in before
    assert "Corrected: 2 is to count as 3." in after
    assert "Corrected: 70 is to count as 95." in after
    assert after.count("<s>2") == 1
    assert "Sheets changed after this version" not in before + after


def test_a_version_whose_sheets_were_marked_anew_says_so(app):
    there = closed()
    result = computed(there)
    with make.transaction(trail=False):
        result.basis = {**result.basis, "sheets": ["0" * 64]}
    page = opened(app, queries.result(result.id).lines[0], there.organiser)
    assert "Sheets changed after this version was worked out." in page
