"""The tablet's list of colleagues' sheets to check: the very sheets a judge may check, by number and never with a mark."""

import pytest
from flask import g

from competition.accounts.models import User
from competition.foundation.database import db
from competition.judging import access, sheets
from competition.judging.actions import closing
from competition.judging.rules import SheetState
from tests import make
from tests.judging.build import hall
from tests.judging.test_pages import EN, as_


@pytest.fixture
def there(app):
    """Give a hall in which every sheet was submitted."""
    made = hall(2)
    for row in sheets.of_item(made.item.id):
        sheet = sheets.one(row.id)
        made.mark(sheet, *[2 if a.kind == "judgement" else a.max_mark for a in sheets.aspects_of(sheet)])
        closing.submit_sheet(sheets.one(row.id), seen=None, by=made.user_of(sheet), at=make.AT)
    return made


def everybody(there):
    named = [*there.judges, there.reserve]
    return [db.session.get_one(User, judge.user_id) for judge in named] + [there.chief, there.organiser]


def test_the_list_names_the_sheets_that_access_lets_one_check_and_no_others(there):
    rows = sheets.of_item(there.item.id)
    sizes = []
    for person in everybody(there):
        g.pop("_login_user", None)
        listed = {row.id for row in sheets.to_check_beside(person)}
        allowed = {
            row.id for row in rows if row.state is SheetState.SUBMITTED and access.may_check(person, sheets.one(row.id))
        }
        # the chief judge has a door of their own
        assert listed == (set() if person is there.chief else allowed), person.name
        sizes.append(len(listed))
    # the lead judge holds every form; the others no measured one; the reserve none at all
    assert sizes == [0, 2, 2, len(rows), 0, 0]


def test_the_tablet_shows_them_by_form_and_number_and_leads_to_each(app, there, statements):
    judge = db.session.get_one(User, there.judges[1].user_id)
    client = as_(app.test_client(), judge)
    page = client.get("/tablet", headers=EN).get_data(as_text=True)
    listed = sheets.to_check_beside(judge)
    assert [f'href="/office/judging/sheets/{row.id}"' in page for row in listed] == [True, True]
    assert "To check" in page
    lead = db.session.get_one(User, there.judges[0].user_id)
    assert lead.name not in page
    before = len(statements)
    client.get("/tablet", headers=EN)
    few = len(statements) - before
    reserve = as_(app.test_client(), db.session.get_one(User, there.reserve.user_id))
    reserve.get("/tablet", headers=EN)
    before = len(statements)
    reserve.get("/tablet", headers=EN)
    # the reserve's list is four times as long
    assert len(statements) - before <= few


def test_after_a_check_or_a_hand_back_a_judge_goes_on_with_the_list(app, there):
    judge = db.session.get_one(User, there.judges[1].user_id)
    first, second = sheets.to_check_beside(judge)
    client = as_(app.test_client(), judge)
    checked = client.post(f"/office/judging/sheets/{first.id}/check", headers=EN)
    back = client.post(f"/office/judging/sheets/{second.id}/hand-back", data={"reason": "看错一行"}, headers=EN)
    assert [answer.headers["Location"] for answer in (checked, back)] == ["/tablet#to-check"] * 2
    assert [sheets.one(row.id).state for row in (first, second)] == [SheetState.CHECKED, SheetState.OPEN]
    assert sheets.to_check_beside(judge) == []
    page = client.get("/tablet", headers=EN).get_data(as_text=True)
    assert "To check" not in page
