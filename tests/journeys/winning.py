"""Prizes in the demo city: announced, approved and paid; a correction takes medals away; an auditor walks back to the marks."""

import io
from datetime import date

import openpyxl

from tests.journeys.before_the_day import grant, travel
from tests.journeys.handing_in import check_all, send_all
from tests.journeys.hosting import again, paper
from tests.journeys.people import House, Person

COMPETITION = "New-energy vehicles"
ITEM = "F01"
CARD = "6205500000000000004"
# begins like the cards of a bank we know: one digit wrong, and one digit short
WRONG, SHORT = "6217990000000000007", "621799000000000000"
MOST_CLICKS = 5


def to_prizes(who: Person) -> None:
    """Open the prizes of the competition."""
    who.menu("Subsidies and prizes")
    who.follow_in(COMPETITION, "^Open it")
    who.at("Prizes")


def the_prizes_are_approved(house: House) -> None:
    """One officer proposes what the announced results give, another approves it."""
    one, two = house.who("finance"), house.who("finance2")
    one.menu("Subsidies and prizes")
    one.picture("20-money-of-the-year")
    to_prizes(one)
    one.picture("20-prizes-none-yet")
    one.confirm("Propose the prizes")
    one.told("propos")
    to_prizes(two)
    two.picture("20-prizes-to-approve")
    two.confirm("Approve all")
    two.told("approved")
    rows = [[cell.split("\n") for cell in row] for row in two.table() if row[0].startswith(ITEM)]
    house.notes["places"] = {row[1][0]: row[2][0] for row in rows}
    house.notes["unit"] = rows[0][2][-1].strip()


def the_accounts_are_entered(house: House) -> None:
    """A mistyped card is refused on the page; a doubtful one is kept and marked; a leader enters, and the officer."""
    leader, money = house.who("leader"), house.who("finance")
    grant(house.who("security"), leader.name, "Delegation leader", house.notes["unit"])
    leader.menu("Our winners' prizes")
    leader.picture("21-our-winners")
    first = house.notes["places"]["1"]
    leader.follow_in(first, "Enter the account")
    leader.fill(bank_name="邮储银行张店支行", account=WRONG)
    leader.press("Save")
    assert "The last digit of this card number does not fit the others." in leader.says()
    leader.picture("21-card-refused", again(leader, "account"))
    leader.fill(account=SHORT)
    leader.press("Save")
    leader.told("is kept")
    assert "have 19 digits" in leader.row(first).inner_text()
    leader.picture("21-card-doubtful")
    leader.follow_in(first, "Change")
    leader.fill(bank_name="工商银行张店支行", account=CARD)
    leader.press("Save")
    leader.told("is kept")
    assert CARD not in leader.says()
    to_prizes(money)
    pages = [a.get_attribute("href") for a in money.page.locator("main tbody td.num a").all()]
    for page in pages:
        money.page.goto(money.url + page)
        missing = money.page.locator("main").get_by_role("link", name="Enter the account")
        while missing.count():
            missing.first.click()
            money.fill(bank_name="工商银行张店支行", account=CARD)
            money.press("Save")
            money.told("is kept")
    money.picture("21-prize")
    the_papers_are_sent(house, [page for page in pages if page])


def the_papers_are_sent(house: House, prizes: list[str]) -> None:
    """The unit sends its winner's papers, one is returned and sent again; the bureau sends the others', and another checks."""
    leader, money, other = house.who("leader"), house.who("finance"), house.who("finance2")
    leader.menu("Our winners' prizes")
    leader.follow_in(house.notes["places"]["1"], "^Papers")
    leader.picture("21-papers-missing")
    send_all(leader)
    own = leader.page.url.removeprefix(leader.url)
    other.page.goto(other.url + own)
    other.picture("21-papers-to-check")
    other.confirm("Return", "看不清")
    other.told("is returned")
    leader.page.goto(leader.url + own)
    assert "was returned (看不清)" in leader.says()
    leader.picture("21-paper-returned")
    leader.upload("申领表.png", paper(99), "paper")
    leader.press("Send the paper")
    leader.told("is kept")
    for page in prizes:
        money.page.goto(f"{money.url}{page}/papers")
        send_all(money)
    check_all(other)


def the_bank_answers(house: House, two: Person) -> None:
    """The bank's workbook is looked at first, its faults named; one payment failed, all others are paid."""
    house.notes["list"] = two.page.url.removeprefix(two.url)
    two.picture("22-list-released")
    whole = two.download(lambda: two.press("Workbook to fill in"))
    two.upload("银行结果.xlsx", answered(whole, house, spoiled=True))
    two.press("Look at it first")
    two.at("Faults in the bank's answer")
    two.follow("Back")

    def look() -> None:
        two.page.goto(two.url + house.notes["list"])
        two.upload("银行结果.xlsx", answered(whole, house, spoiled=True))
        again(two, "file")()

    two.picture("22-answer-with-faults", look)

    def look_again() -> None:
        two.page.goto(two.url + house.notes["list"])
        two.upload("银行结果.xlsx", answered(whole, house))
        again(two, "file")()

    look_again()
    two.at("The bank's answer for")
    two.picture("22-answer", look_again)
    two.press("Store the answer")
    two.told("stored")
    two.picture("22-list-answered")
    two.confirm("Publish the notice")
    two.told("public now")
    everyone = house.stranger()
    everyone.page.goto(f"{house.url}/payments")
    everyone.picture("22-public-notice")
    assert house.notes["places"]["1"] not in everyone.says()


def answered(template: bytes, house: House, *, spoiled: bool = False) -> bytes:
    """Fill the workbook in as the bank does: paid today, but for one who is no winner of the item."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    page = book.worksheets[0]
    top = next(n for n in range(1, 10) if page.cell(n, 1).value == "Payment")
    winners = {*house.notes["places"].values()}
    rows = [n for n in range(top + 1, page.max_row + 1) if page.cell(n, 1).value]
    failed = next(n for n in reversed(rows) if page.cell(n, 2).value not in winners)
    for n in rows:
        page.cell(n, 4).value, page.cell(n, 5).value = "paid", date(2026, 9, 28)
    page.cell(failed, 4).value, page.cell(failed, 5).value, page.cell(failed, 6).value = (
        "failed",
        None,
        "账号与户名不符",
    )
    if spoiled:
        page.cell(rows[0], 3).value, page.cell(rows[1], 5).value = 1, date(2026, 1, 2)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def to_the_result(who: Person) -> None:
    """Open the result of the item."""
    who.menu("Results")
    who.follow(COMPETITION)
    who.page.locator("main section.card", has_text=ITEM).get_by_role("link", name="Open").click()
    who.at(ITEM)


def a_correction_takes_medals_away(house: House) -> None:
    """Two theory papers were marked wrongly: the set says what follows in the money; another organiser applies it."""
    organiser, other = house.who("organiser"), house.who("organiser2")
    fallen = [house.notes["places"][place] for place in ("1", "2")]
    to_the_result(organiser)
    organiser.page.locator("#corrections .list-group a").first.click()
    for name in fallen:
        organiser.page.locator("main summary", has_text="Correct a competitor").click()
        organiser.follow(name)
        organiser.fill(theory="0", reason="理论卷系代考，成绩取消")
        organiser.press("Put it into the set")
        organiser.at("Corrections")
    assert "are claimed back once the new version is announced" in organiser.says()
    organiser.picture("23-correction-and-its-prizes")
    to_the_result(other)
    other.page.locator("#corrections .list-group a").first.click()
    other.confirm("Apply all of it")
    other.told("Applied")
    to_the_result(organiser)
    organiser.press("Make it final")
    organiser.told("is final")
    organiser.confirm("Put it on public notice")
    organiser.told("On public notice to")
    travel(organiser, date(2026, 10, 13))
    to_the_result(organiser)
    organiser.fill(document_number="淄人社字〔2026〕95号")
    organiser.press("Announce it")
    organiser.told("The result is announced")


def what_was_paid_is_claimed_back(house: House) -> None:
    """One winner repays, on a day that can be; the other's claim is let off by two officers."""
    one, two, leader = house.who("finance"), house.who("finance2"), house.who("leader")
    first, second = (house.notes["places"][place] for place in ("1", "2"))
    one.menu("Claims for repayment")
    one.waits_for(second)
    assert [one.row(name).locator("td.num").inner_text() for name in (first, second)] == ["4,000.00", "2,400.00"]
    one.picture("24-claims-for-repayment")
    one.follow_in(first, "^ZH2026")
    assert "30 days" in one.says()
    assert one.file("Letter to the winner").startswith(b"%PDF")
    leader.menu("Our winners' prizes")
    assert "the result was corrected after the payment" in leader.says()
    leader.picture("24-our-winners-to-repay")
    one.fill(repaid_on="2026-01-02")
    one.press("Note as repaid")
    assert "Give a day from the claim until today." in one.says()
    one.picture("24-recovery-wrong-day", again(one, "repaid_on"))
    one.fill(repaid_on="2026-10-13")
    one.press("Note as repaid")
    one.told("is repaid")
    one.picture("24-recovery-repaid")
    one.menu("Claims for repayment")
    one.follow_in(second, "^ZH2026")
    one.confirm("Propose to let it off", "家庭困难，经研究拟免予追回")
    one.told("Another finance officer agrees")
    one.picture("24-letting-off-proposed")
    two.today()
    assert "claims for repayment to let off, or not" in two.says()
    two.menu("Claims for repayment")
    two.follow_in(second, "^ZH2026")
    two.picture("24-to-let-off-or-not")
    two.confirm("Let it off")
    two.told("is let off")
    # who moved up is due the difference
    to_prizes(one)
    one.confirm("Propose the prizes")
    one.told("propos")
    one.picture("24-prizes-after-the-correction")


def the_auditor_walks_back_to_the_marks(house: House) -> None:
    """From a payment's line to the judges' marks: each click is a link the page shows, and there are few."""
    auditor = house.who("auditor")
    auditor.page.goto(auditor.url + house.notes["list"])
    auditor.picture("40-auditor-1-payment")
    clicks = 0
    auditor.follow_in(house.notes["places"]["3"], "Prize")
    clicks += 1
    auditor.at("Prize of")
    auditor.picture("40-auditor-2-prize")
    for n, (label, heading) in enumerate(
        (("Decision explained", "Decision"), ("How the total came about", house.notes["places"]["3"])), 3
    ):
        auditor.follow(label)
        clicks += 1
        auditor.at(heading)
        auditor.picture(f"40-auditor-{n}")
    # the marks stand there already; one more leads to the sheet they were given on
    assert auditor.page.locator("main .opened-mark").count()
    auditor.page.locator("main .opened a[href*='/sheets/']").first.click()
    clicks += 1
    auditor.at("Sheet")
    auditor.picture("40-auditor-5-marks")
    assert auditor.page.locator("main .sheet-lines .given").count()
    assert clicks <= MOST_CLICKS
