"""A disputed result of the demo city, through the pages: every blocked step says why and leads to what mends it.

Worked out, re-checked, final, on notice, appealed against, corrected so that an award goes to another, on notice again
over a make-up weekend, announced.
"""

import json
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.browser import serving
from tests.journeys.before_the_day import grant, travel
from tests.journeys.people import House

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.long, pytest.mark.timeout(600)]
# the item of the demo whose judging is closed and whose result nobody worked out
ITEM = "Chemical analyst"
COMPETITION = "New medicine"
PROOF = b"%PDF-1.4 a page of the theory paper"


@pytest.fixture
def house(tmp_path, chromium):
    hands = serving.demo(tmp_path, "", "--day", "2026-09-28")
    with serving.server(tmp_path, COMPETITION_SCHEDULER="1") as url:
        there = House(url, chromium, hands)
        for one in json.loads((tmp_path / "demo.json").read_text(encoding="utf-8"))["sign_ins"]:
            there.accounts[one["login"]].name = one["name"]
        yield there
        there.close()


def test_a_result_is_disputed_and_corrected_before_it_is_announced(house):
    the_result_waits_for_its_rechecks(house)
    it_goes_on_notice_and_a_leader_appeals(house)
    the_board_upholds_the_appeal(house)
    an_award_goes_to_another_by_a_correction(house)
    it_is_announced_when_the_notice_is_over(house)
    assert not house.troubles()


def to_the_result(who):
    who.menu("Results")
    who.follow(COMPETITION)
    card = who.page.locator("main section.card", has_text=ITEM)
    card.get_by_role("link", name="Open").click()


def standing(who):
    """Read number, competitor, total and award by place."""
    return [(row[1], row[2], row[6].split()[0], row[-1]) for row in who.table() if row[0][:1].isdigit()]


def the_result_waits_for_its_rechecks(house):
    """A result with quotas is not final before the sample is drawn and everybody due was looked at again."""
    organiser = house.who("organiser")
    travel(organiser, date(2026, 9, 29))
    organiser.menu("Results")
    organiser.follow(COMPETITION)
    organiser.follow("Re-checks")
    organiser.press("Save")
    organiser.menu("Results")
    organiser.follow(COMPETITION)
    card = organiser.page.locator("main section.card", has_text=ITEM)
    card.get_by_role("button", name="Work it out").click()
    organiser.told("was worked out")
    assert not organiser.page.get_by_role("button", name="Make it final").count()
    organiser.at(ITEM)
    organiser.follow("To the re-check")
    organiser.fill(word="2026年9月29日上证收盘3901")
    organiser.press("Draw the sample")
    organiser.told("drawn")
    all_due_are_found_right(house.who("supervisor"))
    to_the_result(organiser)
    organiser.press("Make it final")
    organiser.told("is final")


def all_due_are_found_right(supervisor):
    to_the_result(supervisor)
    supervisor.follow("Re-check")
    due = supervisor.page.locator("main").get_by_role("button", name="Right", exact=True)
    while left := due.count():
        due.first.click()
        expect(due).to_have_count(left - 1)


def it_goes_on_notice_and_a_leader_appeals(house):
    """The notice runs over a make-up Saturday and the National Day; whoever just missed an award appeals in time."""
    organiser = house.who("organiser")
    organiser.confirm("Put it on public notice")
    assert "12 Oct 2026" in organiser.told("On public notice to")
    places = standing(organiser)
    last = max(n for n, row in enumerate(places) if "medal" in row[-1])
    loser, gainer = places[last : last + 2]
    house.notes |= {"loser": loser, "gainer": gainer}
    row = organiser.page.locator("main table").first.locator("tbody tr", has_text=gainer[1])
    unit = row.locator("td").nth(3).inner_text()
    security, leader = house.who("security"), house.who("leader")
    grant(security, leader.name, "Delegation leader", unit)
    leader.menu("Appeals")
    mine = leader.page.locator("main tr", has_text=gainer[1])
    mine.get_by_role("link").first.click()
    leader.page.locator("main [name=kind]").select_option("fact")
    about = leader.page.locator("main [name=about]")
    about.select_option(about.locator("option", has_text=loser[1]).get_attribute("value"))
    leader.fill(text="第3名理论卷第二大题重复计分，请求核对原卷。")
    leader.upload("原卷.pdf", PROOF)
    leader.press("File the appeal")
    leader.told("The receipt is")


def the_board_upholds_the_appeal(house):
    """The award is held for everyone to see; the board admits the appeal and upholds it with its reasons."""
    organiser, supervisor = house.who("organiser"), house.who("supervisor")
    organiser.page.reload()
    held = organiser.page.locator("main table").first.locator("tbody tr", has_text=house.notes["loser"][1])
    assert "Held by an appeal" in held.inner_text()
    supervisor.menu("Appeals")
    supervisor.page.locator("main tr", has_text=house.notes["gainer"][1]).get_by_role("link").first.click()
    supervisor.page.check("main [name=admitted][value=yes]")
    supervisor.press("Save")
    supervisor.told("is admitted")
    supervisor.page.check("main [name=upheld][value=yes]")
    supervisor.fill(reasons="经核对原卷，第二大题确有一小题重复计分，应扣除25分。")
    supervisor.press("Decide the appeal")
    supervisor.told("is decided")


def an_award_goes_to_another_by_a_correction(house):
    """The set shows before and after; whoever prepared it cannot apply it, another organiser does."""
    organiser, other = house.who("organiser"), house.who("organiser2")
    to_the_result(organiser)
    organiser.fill(reason="复议认定理论卷重复计分")
    organiser.press("Prepare corrections")
    organiser.follow(house.notes["loser"][1])
    theory = organiser.page.locator("main [name=theory]")
    theory.fill(str(Decimal(theory.input_value()) - 25))
    organiser.fill(reason="复议决定，原卷第二大题")
    organiser.press("Put it into the set")
    told = organiser.says()
    for words in ("other award", "higher award", "another organiser applies it"):
        assert words in told
    assert not organiser.page.locator("summary", has_text="Apply all of it").count()
    to_the_result(other)
    other.page.locator("#corrections .list-group a").first.click()
    other.confirm("Apply all of it")
    other.told("Applied")
    to_the_result(organiser)
    after = {row[1]: row[-1] for row in standing(organiser)}
    assert after[house.notes["gainer"][1]] == house.notes["loser"][-1]


def it_is_announced_when_the_notice_is_over(house):
    """Before the last day is over the page says when it can be announced; afterwards everyone sees whose award it is."""
    organiser = house.who("organiser")
    assert "due to be re-checked" in organiser.says()
    all_due_are_found_right(house.who("supervisor"))
    to_the_result(organiser)
    organiser.press("Make it final")
    organiser.told("is final")
    organiser.confirm("Put it on public notice")
    assert "12 Oct 2026" in organiser.told("On public notice to")
    travel(organiser, date(2026, 10, 12))
    to_the_result(organiser)
    assert "once the notice is over" in organiser.says()
    assert not organiser.page.get_by_role("button", name="Announce it").count()
    travel(organiser, date(2026, 10, 13))
    to_the_result(organiser)
    organiser.fill(document_number="淄人社字〔2026〕95号")
    organiser.press("Announce it")
    organiser.told("The result is announced")
    everyone = house.stranger()
    organiser.follow("As everyone sees it")
    everyone.page.goto(organiser.page.url)
    assert "铜牌" in everyone.page.locator("tr", has_text=house.notes["gainer"][1]).first.inner_text()
    assert "铜牌" not in everyone.page.locator("tr", has_text=house.notes["loser"][1]).first.inner_text()
    assert "淄人社字〔2026〕95号" in everyone.says()
