"""A team marked member by member, and an aspect done twice: given on a tablet without a network, kept when it is back."""

import json
from dataclasses import dataclass

import pytest

from tests.browser import hall, serving
from tests.browser.test_mark_sheet import SAVED, Sheet, go, settled, unsent
from tests.browser.test_outbox import KEPT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
SIZES = {"upright": (820, 1180), "across": (1180, 820)}


@dataclass
class Team:
    """The sheets of one team, judge by judge, and who may change its scheme."""

    sheets: list[Sheet]
    organiser: str
    item: int


@pytest.fixture(scope="module")
def team(tmp_path_factory):
    """Serve a hall of one team: the lead judge's sheet and the aspects on it, member by member."""
    folder = tmp_path_factory.mktemp("team")
    told = json.loads(serving.prepare(folder, "tests.browser.hall", "", "team"))
    with serving.server(folder) as url:
        of = zip(told["judges"], told["sheets"], strict=True)
        sheets = [Sheet(url, folder, login, there[0], told["aspects"]) for login, there in of]
        yield Team(sheets, told["organiser"], told["item"])


@pytest.mark.long
def test_each_member_and_each_attempt_is_marked_through_the_outbox(chromium, team):
    lead = team.sheets[0]
    context = chromium.new_context(locale="en-US", viewport={"width": 820, "height": 1180})
    page = context.new_page()
    serving.sign_in(page, lead.url, lead.login, hall.PASSWORD)
    page.goto(f"{lead.url}/tablet")
    page.locator("#prefetch[data-ready]").wait_for()
    go(page, lead)
    context.set_offline(True)
    for number, aspect in enumerate(lead.aspects, 1):
        box = page.locator(f"#a{aspect}")
        if box.get_attribute("data-kind") == "judgement":
            box.locator("input[value='3']").check()
        else:
            box.locator("[data-number]").fill(str(number))
            box.locator("[data-number]").press("Tab")
    page.evaluate(KEPT)
    settled(page, lambda: unsent(page) == str(len(lead.aspects)))
    assert lead.marks() == {}
    context.set_offline(False)
    page.locator(SAVED).wait_for()
    assert lead.marks() == dict(zip(lead.aspects, (3, 2, 3, 3, 5, 6), strict=True))
    context.close()


@pytest.mark.long
@pytest.mark.parametrize("size", SIZES)
def test_members_are_told_apart_at_a_glance_and_nothing_is_wider_than_the_tablet(chromium, team, size):
    width, height = SIZES[size]
    context = chromium.new_context(locale="en-US", viewport={"width": width, "height": height})
    page = context.new_page()
    sheet = team.sheets[1]
    serving.sign_in(page, sheet.url, sheet.login, hall.PASSWORD)
    go(page, sheet)
    assert page.locator(".member-head").all_inner_texts() == ["Member A", "Member B"]
    assert page.locator(".aspect").count() == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.long
def test_the_editor_says_how_often_and_of_whom_and_counts_it_into_the_hundred(page, team):
    sheet = team.sheets[0]
    serving.sign_in(page, sheet.url, team.organiser, hall.PASSWORD)
    page.goto(f"{sheet.url}/office/judging/items/{team.item}/scheme/edit")
    whole, (first, second) = page.locator("#editor-total"), page.locator("[data-node=aspect]").all()
    assert whole.inner_text() == "100.00"
    for aspect in (first, second):
        aspect.locator("[data-text]").click()
    assert first.locator("[data-field=times]").input_value() == "1"
    first.locator("[data-field=times]").fill("3")
    assert whole.inner_text() == "220.00"
    first.locator("[data-field=maximum]").fill("10")
    page.locator("summary", has_text="Rounding, spread and signatures").click()
    assert page.locator("[data-field=team]").input_value() == "mean"
    page.locator("[data-field=team]").select_option("sum")
    assert whole.inner_text() == "140.00"
    second.locator("[data-field=maximum]").fill("10")
    assert whole.inner_text() == "100.00"
    # what is marked once for the whole team counts once; it is asked only where members are marked
    second.locator("[data-field=once]").check()
    assert whole.inner_text() == "80.00"
    page.locator("[data-field=team]").select_option("once")
    assert second.locator("[data-field=once]").is_hidden()
    page.locator("[data-field=team]").select_option("sum")
    second.locator("[data-field=maximum]").fill("20")
    assert whole.inner_text() == "100.00"
    page.fill("[name=reason]", "more attempts")
    page.click("#scheme-editor button[type=submit]")
    page.wait_for_url(f"**/items/{team.item}/scheme")
    newest = sheet.rows("SELECT tag FROM judging_aspects ORDER BY sub_criterion_id DESC, position LIMIT 10")
    assert [tag for (tag,) in newest[:8]] == ["2-1", "2-2", "1-A1", "1-A2", "1-A3", "1-B1", "1-B2", "1-B3"]
