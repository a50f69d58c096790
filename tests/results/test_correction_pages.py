"""The pages of corrections: who sees them, what they lead through, what they ask of the database."""

from decimal import Decimal

import pytest

from competition.accounts.rules import Role
from competition.results import corrections
from competition.results.actions import correcting
from tests import make
from tests.results.build import computed
from tests.results.correction_build import awards, begun, put, standing, with_medals

D = Decimal
EN = {"Accept-Language": "en"}
AFTER = {1: (2, "silver"), 2: (3, "bronze"), 3: (1, "gold")}


@pytest.fixture
def there(app):
    return with_medals()


@pytest.fixture
def second(app):
    return make.user(Role.ORGANISER)


def browser(app, person):
    return make.sign_in(app.test_client(), person)


def test_the_pages_lead_through_a_set(app, there, second):
    result = computed(there)
    mine = browser(app, there.organiser)
    made = mine.post(f"/office/results/{result.id}/corrections", data={"reason": "理论成绩漏计"}, headers=EN)
    url = made.headers["Location"]
    assert "Nothing is in this set yet" in mine.get(url, headers=EN).text
    entry = f"{url}/entries/{there.entries[2].id}"
    page = mine.get(entry, headers=EN).text
    assert "A2.1" in page
    now = corrections.standing(there.item.id, there.entries[2].id)
    sent = {correcting.field_of(mark): str(mark.value) for mark in now.marks}
    wrong = mine.post(entry, data={**sent, "presence": "present", "theory": "九十五", "reason": "按原卷"}, headers=EN)
    assert (wrong.status_code, "is no number" in wrong.text, "九十五" in wrong.text) == (422, True, True)
    done = mine.post(entry, data={**sent, "presence": "present", "theory": "95", "reason": "按原卷"}, headers=EN)
    assert done.status_code == 302
    # opened again it shows what the set holds, so that sending it once more takes nothing out
    assert 'value="95"' in mine.get(entry, headers=EN).text
    shown = mine.get(url, headers=EN).text
    assert "another organiser applies it" in shown
    assert "3 of 3 competitors are affected" in shown
    assert "/apply" not in shown
    theirs = browser(app, second)
    assert "/apply" in theirs.get(url, headers=EN).text
    applied = theirs.post(f"{url}/apply", data={}, headers=EN)
    assert applied.status_code == 302
    assert awards(standing(there)) == AFTER
    after = theirs.get(url, headers=EN).text
    assert "What it changed" in after
    assert "理论成绩漏计" in theirs.get(f"/office/results/{result.id}", headers=EN).text


@pytest.mark.parametrize(("role", "status"), [(Role.AUDITOR, 200), (Role.JUDGE, 403), (None, 302)])
def test_who_may_read_a_set(app, there, role, status):
    of = begun(there)
    client = browser(app, make.user(role)) if role else app.test_client()
    assert client.get(f"/office/corrections/{of.id}", headers=EN).status_code == status


def test_a_stale_set_says_so_on_its_page(app, there, second):
    of = begun(there)
    put(there, of, theory=D(95))
    computed(there, "重算")
    page = browser(app, second).get(f"/office/corrections/{of.id}", headers=EN).text
    assert "it cannot be applied" in page
    assert "Version 1 was replaced by version 2" in page


def test_a_page_of_a_set_asks_the_database_as_often_for_a_large_set(app, there, second, statements):
    of = begun(there)
    put(there, of, theory=D(95))
    client = browser(app, second)
    url = f"/office/corrections/{of.id}"
    client.get(url, headers=EN)
    statements.clear()
    client.get(url, headers=EN)
    few = len(statements)
    put(there, of, 2, theory=D(79))
    put(there, of, 1, theory=D(89))
    statements.clear()
    client.get(url, headers=EN)
    assert len(statements) == few
