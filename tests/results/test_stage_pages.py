"""The pages of an item that follows an earlier one, in the office, for judges and for everyone."""

import pytest

from competition.accounts.rules import Role
from competition.registration import queries as registration
from competition.results import stages
from competition.results.actions import finishing
from competition.results.rules import Status
from tests import make
from tests.results.build import BOOK, NOTICE, computed
from tests.results.stage_build import correct_earlier, enter, follow, hold, pair, whole

EN = {"Accept-Language": "en"}


@pytest.fixture
def there(client):
    first, final = pair()
    return first, final, make.sign_in(client, final.organiser)


def test_it_is_laid_down_previewed_entered_and_printed_on_a_page(there):
    first, final, browser = there
    url = f"/office/results/items/{final.item.id}/stage"
    assert browser.get(url, headers=EN).status_code == 200
    page = browser.post(url, data={"earlier_id": first.item.id, "first": "", "weight": "40"}, headers=EN)
    assert page.status_code == 422
    assert "Say how many go on." in page.get_data(as_text=True)
    sent = {"earlier_id": first.item.id, "first": "2", "weight": "40"}
    assert browser.post(url, data=sent, headers=EN).status_code == 302
    page = browser.get(url, headers=EN).get_data(as_text=True)
    assert page.count("Goes on, tied at the cut") == 2
    assert page.count("Just missed it") == 1
    assert "Enter those who go on (3)" in page
    shown = stages.final(first.item.id)
    for kind in ("xlsx", "pdf"):
        assert browser.get(f"{url}.{kind}").status_code == 200
    assert browser.post(f"{url}/enter/{shown.id}", headers=EN).status_code == 302
    assert len(registration.accepted(final.item.id)) == 3
    page = browser.get(url, headers=EN).get_data(as_text=True)
    assert "They are entered" in page
    correct_earlier(first)
    assert browser.get(url, headers=EN).status_code == 200


def test_a_changed_result_says_who_would_go_on_now(there):
    first, final, browser = there
    follow(first, final)
    enter(final)
    new = correct_earlier(first)
    line = next(one for one in new.lines if one.entry_id == first.entries[0].id)
    with make.transaction(trail=False):
        line.place, line.total, line.status = None, None, Status.DISQUALIFIED
    page = browser.get(f"/office/results/items/{final.item.id}/stage", headers=EN).get_data(as_text=True)
    assert "which stands now, it is otherwise" in page


def test_only_who_runs_the_competition_lays_it_down(there, client):
    first, final, _browser = there
    url = f"/office/results/items/{final.item.id}/stage"
    make.sign_in(client, make.user(Role.AUDITOR))
    assert client.get(url).status_code == 200
    assert client.post(url, data={"earlier_id": first.item.id, "first": "2"}).status_code == 403
    make.sign_in(client, final.chief)
    assert client.get(url).status_code == 403


def test_the_public_page_leads_to_the_earlier_item(client):
    first, final, result = whole()
    finishing.finalise_result(result, "", None, by=final.organiser, at=make.AT)
    finishing.put_on_notice(result, BOOK, None, by=final.organiser, at=NOTICE)
    page = client.get(f"/results/{final.item.id}", headers=EN).get_data(as_text=True)
    assert f'href="/results/{first.item.id}"' in page
    told = client.get(f"/api/v1/results/{final.item.id}.json").get_json()
    assert (told["earlier"]["id"], told["earlier"]["weight"]) == (first.item.id, "40")
    item = f"/competitions/{final.item.competition_id}/items/{final.item.id}"
    assert "the first 2 go on" in client.get(item, headers=EN).get_data(as_text=True)


def test_the_working_leads_to_the_version_it_carries_over(there):
    first, final, browser = there
    follow(first, final)
    result = computed(hold(enter(final)))
    page = browser.get(f"/office/results/lines/{result.lines[0].id}", headers=EN).get_data(as_text=True)
    assert "carried over from A1 初赛, version 1" in page
    assert f'/office/results/{stages.final(first.item.id).id}"' in page
    assert browser.get(f"/office/results/{result.id}/recount.zip").status_code == 200
    assert browser.get(f"/office/results/{stages.final(first.item.id).id}/recount.zip").status_code == 404


def test_nothing_a_judge_sees_tells_who_was_where_in_the_preliminary(client):
    first, final = pair()
    follow(first, final)
    enter(final)
    judge = final.user_of(final.sheet("A1", final.entries[0]))
    browser = make.sign_in(client, judge)
    sheet = final.sheet("A1", final.entries[0])
    pages = [f"/judge/sheets/{sheet.id}", "/judge", f"/office/judging/items/{final.item.id}"]
    read = "".join(browser.get(one, headers=EN).get_data(as_text=True) for one in pages)
    for line in stages.final(first.item.id).lines:
        assert line.name_as_was not in read
        assert str(line.total) not in read


def test_the_page_reads_in_chinese_too(there):
    first, final, browser = there
    follow(first, final)
    page = browser.get(f"/office/results/items/{final.item.id}/stage", headers={"Accept-Language": "zh-CN"})
    assert page.status_code == 200
    assert "转入晋级者（3名）" in page.get_data(as_text=True)
