"""After a sheet a judge is led on from where they are, and finds a competitor by number."""

import re

import pytest

from competition.accounts.models import User
from competition.foundation.database import db
from competition.judging.kinds import stored_settings
from competition.judging.models import Scheme, Sheet
from competition.judging.rules import SheetState
from tests import make
from tests.judging.build import hall
from tests.judging.test_pages import as_


@pytest.fixture
def there(app):
    return hall(3)


def led(text):
    return re.findall(r'form-foot">.*?</div>', text, re.DOTALL)[0]


def test_the_next_sheet_is_the_one_behind_the_one_just_submitted(app, there):
    first, second, third = (there.sheet("A1", entry) for entry in there.entries)
    judge = as_(app.test_client(), there.user_of(second))
    there.mark(second, 2, 39)
    answer = judge.post(
        f"/tablet/sheets/{second.id}/submit", data={"seen_version": db.session.get(Sheet, second.id).version}
    )
    assert answer.headers["Location"] == f"/tablet/forms/{second.sub_criterion_id}?after={second.id}"
    assert f"/tablet/sheets/{third.id}" in led(judge.get(answer.headers["Location"]).text)
    with make.transaction(trail=False):
        db.session.get(Sheet, third.id).state = SheetState.SUBMITTED
    assert f"/tablet/sheets/{first.id}" in led(judge.get(answer.headers["Location"]).text)


def test_a_competitor_is_found_by_number_with_every_form_of_the_judge_and_nobody_elses(app, there):
    entry = there.entries[1]
    mine = [there.sheet(code, entry) for code in ("A1", "A2")]
    judge = as_(app.test_client(), there.user_of(mine[0]))
    addresses = re.findall(r"/tablet/sheets/\d+/competitor", judge.get("/tablet").text)
    assert len(addresses) == len(there.entries)
    page = judge.get(addresses[1]).text
    assert {int(n) for n in re.findall(r'/tablet/sheets/(\d+)"', page)} == {sheet.id for sheet in mine}
    other = as_(app.test_client(), db.session.get(User, there.reserve.user_id))
    assert other.get(addresses[1]).status_code == 403


def test_a_judge_reviews_all_own_marks_of_a_form_and_no_others(app, there):
    mine, other = (there.sheet("A1", there.entries[0], place) for place in (1, 2))
    there.mark(mine, 2, 39)
    there.mark(other, 3)
    page = as_(app.test_client(), there.user_of(mine)).get(f"/tablet/forms/{mine.sub_criterion_id}/marks").text
    told = {cell: text.strip() for cell, text in re.findall(r'data-cell="([\d-]+)"[^>]*>([^<]*)<', page)}
    assert [text for cell, text in told.items() if cell.startswith(f"{mine.id}-")] == ["2", "39.00"]
    assert not any(cell.startswith(f"{other.id}-") for cell in told)


def test_a_scheme_may_keep_the_sum_from_the_judges(app, there):
    sheet = there.sheet("A1", there.entries[0])
    judge = as_(app.test_client(), there.user_of(sheet))
    assert 'id="running"' in judge.get(f"/tablet/sheets/{sheet.id}").text
    with make.transaction(trail=False):
        scheme = sheet.sub_criterion.criterion.scheme_id
        kept = db.session.get(Scheme, scheme)
        kept.settings = kept.settings | {"running": "hidden"}
    assert kept.how.running is False
    assert stored_settings(kept.how)["running"] == "hidden"
    assert 'id="running"' not in judge.get(f"/tablet/sheets/{sheet.id}").text
