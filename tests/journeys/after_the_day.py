"""From the closed sheets to the paper in the winner's hands: result, notice, money, honours, certificate."""

import io
import re
import zlib
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import openpyxl

from tests.journeys.before_the_day import COMPETITION, UNITS, travel
from tests.journeys.handing_in import check_all, send_all
from tests.journeys.people import House
from tests.journeys.the_day import ITEM, PRESENT, expected_practice, theory_of

# a card number that passes its own check
CARD = "6205500000000000004"
HOSTS_ACCOUNT = "1603001009200012345"
# 德州、烟台 市级一类: 5,000, 3,000 and 2,000 yuan, of which a fifth is tax
NET = {1: Decimal(4000), 2: Decimal(2400), 3: Decimal(1600)}
CLAIMED = Decimal(50000)


def the_result_is_announced(house: House) -> None:
    """The organiser works the result out, makes it final, puts it on notice, and announces it when that is over."""
    organiser = house.who("organiser")
    organiser.menu("The year's plan")
    organiser.follow(COMPETITION)
    organiser.confirm("It was held")
    organiser.told("was held")
    organiser.follow("^Results$")
    organiser.press("Work it out")
    organiser.told("was worked out")
    totals = {int(row[1]): Decimal(row[6].split()[0]) for row in organiser.table() if row[6] != "—"}
    assert totals == {number: expected_total(house, number) for number in PRESENT}
    placed = [Decimal(row[6].split()[0]) for row in organiser.table()[: len(PRESENT)]]
    assert placed == sorted(placed, reverse=True)
    house.notes["winners"] = [row[2] for row in organiser.table()[:3]]
    organiser.fill(comment="无异议待办")
    organiser.press("Make it final")
    organiser.told("is final")
    organiser.confirm("Put it on public notice")
    organiser.told("On public notice to")
    travel(organiser, date(2026, 9, 18))
    organiser.menu("Results")
    organiser.follow("Open|" + COMPETITION)
    organiser.follow("^Open$")
    organiser.fill(document_number="淄人社字〔2026〕88号")
    organiser.press("Announce it")
    organiser.told("The result is announced")


def expected_total(house: House, number: int) -> Decimal:
    """Weigh theory and practice, without the program's own rules."""
    practice = expected_practice(number, house.notes["scheme"])
    whole = (theory_of(number) * 20 + practice * 80) / 100
    return whole.quantize(Decimal("0.01"), ROUND_HALF_UP)


def the_host_claims(house: House) -> None:
    """A finance officer enters the year's money; the host applies, accounts, and the subsidy is inspected and approved."""
    money = house.who("money1")
    money.menu("Budget")
    money.follow("Enter an appropriation")
    money.fill(
        year=2026,
        source="City budget",
        name="技能竞赛专项资金",
        amount="200,000.00",
        document_number="淄财社〔2026〕8号",
    )
    money.press("Save")
    money.at("Budget of 2026")
    _the_host_applies(house)
    money.menu("Host subsidies")
    money.follow("^Open it")
    money.confirm("Admit the application")
    money.told("is admitted")
    _the_host_accounts(house)
    money.menu("Host subsidies")
    money.follow("^Open it")
    money.follow("Review the invoices")
    money.page.locator("main input[type=radio][value=yes]").first.check()
    money.press("Keep the review")
    money.told("review is kept")
    other = house.who("money2")
    other.menu("Host subsidies")
    other.follow("^Open it")
    other.follow("Note the inspection")
    other.page.locator("main input[name=verdict][value=passed]").check()
    other.fill(inspected_on="2026-09-18", persons="张科长、李主任", opinion="场地和设备符合要求")
    other.press("Save")
    other.told("inspection is noted")
    money.menu("Host subsidies")
    money.follow("^Open it")
    money.confirm("Approve 50,000.00 yuan")
    money.told("approved")


def _the_host_applies(house: House) -> None:
    host = house.who("host")
    host.menu("Host subsidies")
    host.follow("^Apply")
    aims = {"items": 1, "entries": 10, "units": 1, "satisfaction": 90, "reports": 2, "incidents": 0}
    host.fill(
        budget_venue="60,000.00", budget_labour="20,000.00", requested="50,000.00", account_name=UNITS["college"][0],
        bank_name="齐商银行张店支行", account=HOSTS_ACCOUNT, **{f"aim_{aim}": target for aim, target in aims.items()},
    )  # fmt: skip
    host.press("Save, then add the papers")
    host.at("Host subsidy")
    assert HOSTS_ACCOUNT not in host.says()
    for n, kind in enumerate(("application", "plan", "budget", "approval", "bank")):
        host.fill(kind=f"=host_{kind}")
        host.upload(f"{kind}.png", b"\x89PNG\r\n\x1a\n" + bytes([n]))
        host.press("Add the paper")
        host.told("is kept")
    host.confirm("Send the application")
    host.told("was sent")


def _the_host_accounts(house: House) -> None:
    host = house.who("host")
    host.menu("Host subsidies")
    host.follow("^Open it")
    host.follow("Write the final account")
    host.fill(day="2026-09-10", payee="淄博会展中心", number="24372000000012345678", amount="80,000.00")
    host.press("Save")
    host.told("is kept")
    host.follow("Write what was reached")
    host.fill(reached_satisfaction=95, reached_reports=3, reached_incidents=0, self_report="按期举办")
    host.press("Save")
    host.told("report is kept")
    host.confirm("Send the final account")
    host.told("was sent")


def the_prizes_are_paid(house: House) -> None:
    """One proposes, another approves; the leader gives the accounts; the list is prepared, released and paid."""
    one, two, leader = house.who("money1"), house.who("money2"), house.who("leader")
    one.menu("Subsidies and prizes")
    one.follow("^Open it")
    one.confirm("Propose the prizes")
    one.told("propos")
    two.menu("Subsidies and prizes")
    two.follow("^Open it")
    assert [row[2].split("\n")[0] for row in two.table()] == house.notes["winners"]
    two.confirm("Approve all")
    two.told("approved")
    for _ in house.notes["winners"]:
        leader.menu("Our winners' prizes")
        leader.follow("^Enter the account")
        leader.fill(bank_name="工商银行淄博张店支行", account=CARD)
        leader.press("Save")
    assert CARD not in leader.says()
    leader.menu("Our winners' prizes")
    for page in [a.get_attribute("href") for a in leader.page.locator("main tbody a", has_text="Papers").all()]:
        leader.page.goto(f"{leader.url}{page}")
        send_all(leader)
    check_all(one)
    one.menu("Payment lists")
    one.confirm("Prepare the list")
    two.menu("Payment lists")
    two.page.locator("main table a").first.click()
    two.confirm("Release it")
    two.told("released")
    assert paid_in(two.download(lambda: two.press("Excel"))) == {
        UNITS["college"][0]: (HOSTS_ACCOUNT, CLAIMED),
        **{name: (CARD, NET[place]) for place, name in enumerate(house.notes["winners"], 1)},
    }
    two.fill(paid_on="2026-09-18")
    two.press("Mark all as paid")
    two.told("paid")


def paid_in(content: bytes) -> dict[str, tuple[str, Decimal]]:
    """Read a payment list: to whom, to which account, how much."""
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = list(page.iter_rows(values_only=True))
    top = next(i for i, row in enumerate(rows) if row[0] == "Payment")
    return {str(row[1]): (str(row[3]), Decimal(str(row[4]))) for row in rows[top + 1 :] if row[1]}


def the_winner_is_honoured(house: House) -> None:
    """The organiser enters the honours; the leader takes the certificate; a stranger's telephone verifies it."""
    organiser, leader = house.who("organiser"), house.who("leader")
    winner = house.notes["winners"][0]
    organiser.menu("Register of honours")
    organiser.press("Enter in the register")
    organiser.told("entries were made")
    leader.menu("Our certificates")
    paper = leader.download(lambda: leader.press(f"Certificate of {winner}"))
    assert paper.startswith(b"%PDF")
    stranger = house.stranger()
    stranger.page.goto(link_in(paper))
    said = stranger.page.locator("main").inner_text()
    assert "有效" in said
    assert winner in said
    assert "无效" not in said
    assert COMPETITION in said
    # one letter of the code wrong, and it is nobody's
    code = link_in(paper)
    assert stranger.page.goto(code[:-1] + ("A" if code[-1] != "A" else "B")).status == 404
    public = stranger.page.goto(f"{house.url}/results")
    assert public.ok
    assert ITEM in stranger.says() or "陶瓷装饰工" in stranger.says()


def link_in(paper: bytes) -> str:
    """Find where the certificate's code leads: what a telephone reads off the paper, and a finger on the screen."""
    parts = [paper]
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", paper, re.DOTALL):
        try:
            parts.append(zlib.decompress(found.group(1)))
        except zlib.error:
            continue
    link = re.search(rb"/URI\s*\((http[^)]+/verify/[^)]+)\)", b"\n".join(parts))
    assert link is not None
    return link.group(1).decode()
