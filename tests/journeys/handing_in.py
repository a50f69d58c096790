"""The papers of winners' claims, handed in and checked through the pages."""

from tests.journeys.hosting import paper
from tests.journeys.people import Person

PAPERS = "/office/funding/prize-papers"


def send_all(who: Person) -> None:
    """Send what the page says is missing; the form offers the next one by itself."""
    shade = 100
    while " is missing: " in who.says():
        shade += 1
        who.upload("材料.png", paper(shade), "paper")
        with who.page.expect_navigation(wait_until="domcontentloaded"):
            who.press("Send the paper")
        who.told("is kept")


def check_all(who: Person) -> None:
    """Find good every paper that waits, winner after winner."""
    who.page.goto(who.url + PAPERS)
    while who.page.locator("main tbody tr a").count():
        who.page.locator("main tbody tr a").first.click()
        who.at("Papers of the claim")
        while who.page.locator("main").get_by_role("button", name="Good", exact=True).count():
            with who.page.expect_navigation(wait_until="domcontentloaded"):
                who.press("Good")
            who.told("is found good")
        who.page.goto(who.url + PAPERS)
    assert "No paper waits" in who.says()
