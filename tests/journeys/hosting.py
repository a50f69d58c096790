"""A host's subsidy in the demo city, from the application to the last payment, with a table enacted on the way."""

import json
import struct
import zlib
from collections.abc import Callable
from datetime import date

from competition.directory.rules import made_id_number
from tests.journeys.before_the_day import grant, travel
from tests.journeys.people import House, Person

COMPETITION = "Digital ceramic design"
ITEM = "Q01"
UNIT = "淄川先进陶瓷产业研究院"
ACCOUNT = "3705001009200012345"
TABLE = "Host subsidy by level"
ENTRANTS = ("孙一诺", "吴思齐")
INVOICES = (
    ("venue", "淄博会展中心", "24372000000012345671", "60,000.00", "场地和工位搭建"),
    ("equipment", "山东齐工设备租赁有限公司", "24372000000012345672", "30,000.00", "设备租赁"),
    ("publicity", "淄博融媒体服务中心", "24372000000012345673", "9,000.00", "直播"),
)


def paper(shade: int) -> bytes:
    """Make a small page of paper as PNG, each of its own shade."""
    row = b"\0" + bytes([shade]) * 60
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 60, 84, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(row * 84)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def to_claim(who: Person) -> None:
    """Open the claim of the competition."""
    who.menu("Host subsidies")
    who.follow_in(COMPETITION, "^Open it")
    who.at("Host subsidy")


def the_competition_is_published(house: House) -> None:
    """The organiser publishes the draft of the plan; the host's officer gets the part for its unit."""
    organiser, host = house.who("organiser"), house.who("host")
    organiser.menu("The year's plan")
    organiser.follow(COMPETITION)
    organiser.press("Publish")
    organiser.told("is published")
    grant(house.who("security"), host.name, "Host officer", UNIT)


def the_host_applies(house: House) -> None:
    """Budget, aims and account; the papers; what the tables give stands beside, each example marked as one."""
    host = house.who("host")
    host.menu("Host subsidies")
    host.picture("01-claims-of-the-host")
    host.follow_in(COMPETITION, "Apply")
    assert "Example, until the bureau sets its own" in host.says()
    host.picture("02-application")
    aims = {"items": 1, "entries": 20, "units": 8, "satisfaction": 90, "reports": 3, "incidents": 0}
    host.fill(
        budget_venue="60,000.00", budget_equipment="40,000.00", requested="120,000.00", account_name=UNIT,
        bank_name="齐商银行淄川支行", account="12345", **{f"aim_{aim}": target for aim, target in aims.items()},
    )  # fmt: skip
    host.press("Save, then add the papers")
    # more than the budget, and an account too short: both are named, nothing typed is lost
    assert "An account number has 8 to 30 digits." in host.says()
    host.picture("03-application-refused", again(host, "account"))
    host.fill(requested="95,000.00", account=ACCOUNT)
    host.press("Save, then add the papers")
    host.at("Host subsidy")
    host.picture("04-papers-missing")
    for n, kind in enumerate(("application", "plan", "budget", "approval", "bank")):
        host.fill(kind=f"=host_{kind}")
        host.upload(f"{kind}.png", paper(200 + 10 * n), "paper")
        host.press("Add the paper")
        host.told("is kept")
    host.confirm("Send the application")
    host.told("was sent")
    host.picture("05-application-sent")
    assert ACCOUNT not in host.says()


def again(who: Person, name: str) -> Callable[[], None]:
    """Give what sends the form with this field once more, whatever language its button is in."""
    form = who.page.locator(f"main form:has([name={name}]) button[type=submit]").last

    def send() -> None:
        form.click()

    return send


def it_is_returned_mended_and_admitted(house: House) -> None:
    """An officer gives it back with the reason; the host mends it; then it is admitted, and half is paid ahead."""
    money, host = house.who("finance"), house.who("host")
    to_claim(money)
    money.picture("06-application-to-review")
    money.confirm("Return", "预算中设备租赁未附报价，请补充说明。")
    money.told("went back to its host")
    to_claim(host)
    assert "请补充说明" in host.says()
    host.picture("07-application-returned")
    host.follow("Change it")
    host.fill(statement="设备租赁按三家报价取最低，报价单附后。")
    host.press("Save")
    host.told("is kept")
    host.confirm("Send the application")
    host.told("was sent")
    to_claim(money)
    money.confirm("Admit the application")
    money.told("is admitted")
    # half of the least of table, request and ceiling
    money.confirm("Approve an advance of 47,500.00 yuan")
    money.told("advance is approved")
    money.picture("08-advance-approved")


def a_list_is_released(house: House, name: str = "") -> Person:
    """One officer prepares the next list, the other releases it and stays on its page."""
    one, two = house.who("finance"), house.who("finance2")
    one.menu("Payment lists")
    if name:
        one.picture(f"{name}-next-list")
    one.confirm("Prepare the list")
    one.told("is prepared")
    if name:
        one.picture(f"{name}-list-prepared")
    two.menu("Payment lists")
    two.page.locator("main table a").first.click()
    two.confirm("Release it")
    two.told("is released")
    return two


def the_advance_is_paid(house: House) -> None:
    """A day before the release is said on the page, with its field; then the list is paid."""
    two = a_list_is_released(house, "09")
    assert COMPETITION in two.says()
    two.fill(paid_on="2026-01-02")
    two.press("Mark all as paid")
    assert "It cannot be paid before it was released." in two.says()
    two.picture("10-list-wrong-day", again(two, "paid_on"))
    two.fill(paid_on="2026-09-28")
    two.press("Mark all as paid")
    two.told("is paid")
    two.picture("11-list-paid")


def a_table_takes_the_place_of_an_example(house: House) -> None:
    """The organiser drafts the bureau's own figure, a finance officer checks and enacts it from a day on."""
    organiser, money, host = house.who("organiser"), house.who("finance"), house.who("host")
    to_claim(host)
    assert "Example" in _said_of(host)
    organiser.menu("Policy tables")
    organiser.picture("12-policy-tables")
    organiser.follow_in(TABLE, "Draft a new value")
    organiser.picture("13-draft")
    organiser.fill(
        first_day="2026-10-20", document_title="淄博市职业技能竞赛办赛补助办法", document_number="淄人社发〔2026〕21号"
    )
    organiser.fill(**{"cells-municipal_1": "80,000.00"})
    organiser.upload("办法.png", paper(230), "scan")
    organiser.press("Send to be checked")
    organiser.told("Somebody else checks it now")
    money.menu("Policy tables")
    money.follow(TABLE)
    money.picture("14-draft-to-check")
    money.confirm("Enact")
    money.told("holds from")
    money.picture("15-enacted")
    # what was decided keeps its figure; what is decided next goes by the new one, and is no example any more
    to_claim(host)
    assert "47,500.00" in host.says()
    assert "80,000.00" in _said_of(host)
    assert "Example" not in _said_of(host)
    host.picture("16-claim-by-the-new-table")


def _said_of(who: Person) -> str:
    title = who.page.locator("main dt", has_text=TABLE).last
    return str(title.locator("xpath=following-sibling::dd[1]").inner_text())


def the_competition_is_held(house: House) -> None:
    """Two students enter in time; registration ends by the clock; the competition begins and is held."""
    organiser, leader = house.who("organiser"), house.who("leader")
    for n, name in enumerate(ENTRANTS):
        leader.menu("Registration")
        leader.follow(COMPETITION)
        leader.follow(ITEM)
        born = date(2006, 3, 4)
        leader.fill(**{"members-0-name": name, "members-0-id_number": made_id_number("370303", born, 101 + n)})
        leader.fill(**{"members-0-phone": f"1390000000{n}"})
        # whoever leads several units says which; its code need not be typed
        leader.fill(unit=house.notes["unit"])
        leader.press("Enter")
        leader.told("is entered")
    organiser.menu("Registration")
    organiser.follow(COMPETITION)
    organiser.press("Tick all on this page")
    organiser.press("Accept those ticked")
    organiser.told("accepted")
    travel(organiser, date(2026, 11, 1))
    organiser.menu("The year's plan")
    organiser.follow(COMPETITION)
    organiser.waits_for("Begin")
    organiser.confirm("Begin")
    travel(organiser, date(2026, 11, 3))
    organiser.menu("The year's plan")
    organiser.follow(COMPETITION)
    organiser.confirm("It was held")
    organiser.told("was held")


def the_host_accounts(house: House) -> None:
    """Invoice by invoice with a paper, and what was reached beside what the system counted."""
    host = house.who("host")
    to_claim(host)
    host.follow("Write the final account")
    host.picture("30-account-empty")
    for n, (category, payee, number, amount, note) in enumerate(INVOICES):
        host.fill(category=f"={category}", day="2026-11-02", payee=payee, number=number, amount=amount, note=note)
        if not n:
            host.upload("发票.png", paper(220), "paper")
        host.press("Save")
        host.told("is kept")
    host.follow("Write what was reached")
    host.picture("31-report")
    assert host.page.locator("main [name=reached_entries]").input_value() == str(len(ENTRANTS))
    host.fill(
        reached_satisfaction=95, reached_reports=4, reached_incidents=0, self_report="按期举办，参赛人数未达预期。"
    )
    host.press("Save")
    host.told("report is kept")
    host.confirm("Send the final account")
    host.told("was sent")


def it_is_reviewed_inspected_and_approved(house: House) -> None:
    """One invoice is not eligible, with its reason; another officer inspects; the subsidy goes by the enacted table."""
    one, two = house.who("finance"), house.who("finance2")
    to_claim(one)
    one.follow("Review the invoices")
    one.picture("32-review")
    for radio in one.page.locator("main input[type=radio][value=yes]").all():
        radio.check()
    last = one.row(INVOICES[-1][2])
    last.locator("input[value=no]").check()
    last.locator("input.form-control").fill("直播费用由赞助单位承担")
    one.press("Keep the review")
    one.told("review is kept")
    to_claim(two)
    two.follow("Note the inspection")
    two.picture("33-inspection")
    two.page.locator("main input[name=verdict][value=passed]").check()
    two.fill(
        inspected_on="2026-11-03",
        persons="张科长（市人社局）、李主任（承办单位）",
        opinion="场地和设备与决算一致，同意验收。",
    )
    two.press("Save")
    two.told("inspection is noted")
    to_claim(one)
    one.picture("34-to-approve")
    one.confirm("Approve 80,000.00 yuan")
    one.told("is approved")
    one.follow("Decision explained")
    one.picture("35-decision-explained")
    said = one.says()
    # the least was the bureau's own figure; of it the advance is paid already
    assert "Table for Municipal, category I: 80,000.00 yuan" in said
    assert "淄人社发〔2026〕21号" in said
    assert json.loads(one.file("JSON file"))["decision"]["fen"] == 80_000_00
    assert one.file("Decision letter").startswith(b"%PDF")


def the_rest_is_paid(house: House) -> None:
    """What is left after the advance goes on a list and is paid; the host reads it on the claim."""
    two = a_list_is_released(house)
    assert "32,500.00" in two.row(COMPETITION).inner_text()
    two.fill(paid_on="2026-11-03")
    two.press("Mark all as paid")
    two.told("is paid")
    host = house.who("host")
    to_claim(host)
    host.picture("36-claim-paid")
    assert "Paid ahead: 47,500.00 yuan; paid in the end: 32,500.00 yuan." in host.says()
