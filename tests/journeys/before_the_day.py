"""From the first administrators to the drawn numbers."""

import io
from datetime import date

import openpyxl

from competition.directory.rules import made_credit_code, made_id_number
from competition.registration import words
from tests.journeys.people import Account, House, Person

COMPETITION = "淄博市陶瓷琉璃产业链职业技能竞赛"
ITEMS = (("TC01", "陶瓷装饰工", 12), ("TC02", "陶瓷烧成工", 100), ("TC03", "陶瓷产品设计师", 88))
UNITS = {
    "bureau": ("淄博市人力资源和社会保障局", "Government body", made_credit_code("370303", 11)),
    "college": ("淄博陶瓷职业学院", "School", made_credit_code("370303", 12)),
    "works": ("淄博华瓷艺术陶瓷有限公司", "Enterprise", made_credit_code("370304", 13)),
    "institute": ("山东硅酸盐研究设计院", "Public institution", made_credit_code("370303", 14)),
}
CITY = {
    "organiser": ("王建华", "Organiser"),
    "money1": ("钱会计", "Finance officer"),
    "money2": ("孙科长", "Finance officer"),
}
SCOPED = {
    "leader": ("赵领队", "Delegation leader", UNITS["works"][0]),
    "host": ("周主任", "Host officer", UNITS["college"][0]),
    "chief": ("陈裁判长", "Chief judge", "TC01"),
    "judge1": ("刘裁判", "Judge", "TC01"),
    "judge2": ("吴裁判", "Judge", "TC01"),
    "judge3": ("郑裁判", "Judge", "TC01"),
}


def people_get_their_parts(house: House) -> None:
    """The system administrator makes accounts; the security administrator grants the city's parts."""
    for login, (name, *_) in {**CITY, **SCOPED}.items():
        password = _account(house.who("system"), login, name)
        house.accounts[login] = Account(name, password, tablet=login.startswith("judge"))
    for name, role in CITY.values():
        grant(house.who("security"), name, role, "The whole city")


def _account(system: Person, login: str, name: str) -> str:
    system.menu("Accounts and parts")
    system.follow("New account")
    system.fill(login=login, name=name)
    system.page.click("main form[method=post] button[type=submit]")
    return str(system.page.locator("main code").inner_text())


def grant(security: Person, name: str, role: str, held_for: str) -> None:
    security.menu("Accounts and parts")
    security.fill(q=name)
    security.page.press("main [name=q]", "Enter")
    security.follow(name)
    security.follow("Grant a part")
    with security.page.expect_navigation():
        security.page.select_option("main [name=role]", label=role)
    if held_for != "The whole city":
        security.page.fill("main [name=q]", held_for)
        with security.page.expect_navigation():
            security.page.press("main [name=q]", "Enter")
    part = security.page.locator("main [name=part]")
    part.select_option(part.locator("option", has_text=held_for).last.get_attribute("value"))
    security.press("Grant it")
    security.told("Granted")


def the_year_is_planned(house: House) -> None:
    """The organiser enters the units, the season, the competition and its items, and publishes it."""
    organiser = house.who("organiser")
    for name, kind, code in UNITS.values():
        organiser.menu("Units")
        organiser.follow("Add")
        organiser.fill(name=name, kind=kind, credit_code=code)
        organiser.press("Save")
        organiser.told(name)
    organiser.menu("The year's plan")
    organiser.fill(year=2026, title="2026年淄博市职业技能大赛")
    organiser.page.click("main form[method=post] button[type=submit]")
    organiser.told("2026")
    organiser.follow("Add a competition")
    organiser.fill(
        name=COMPETITION, level="Municipal, category I", organiser_id=UNITS["bureau"][0], host_id=UNITS["college"][0],
        document_number="淄人社字〔2026〕61号", starts_on="2026-09-09", ends_on="2026-09-10", venue="淄博陶瓷职业学院实训中心",
        registration_opens_at="2026-08-31T09:00", registration_closes_at="2026-09-05T17:00",
    )  # fmt: skip
    organiser.press("Save")
    for code, name, places in ITEMS:
        organiser.follow("Add an item")
        organiser.fill(code=code, name=name, places=places, held_on="2026-09-09", theory_weight=20, practice_weight=80)
        organiser.press("Save")
        organiser.told(code)
    organiser.press("Publish")
    organiser.told("is published")
    security = house.who("security")
    for name, role, held_for in SCOPED.values():
        grant(security, name, role, held_for)


def a_delegation_enters(house: House) -> None:
    """The leader downloads the template, fills in 200 people, looks at it and stores it."""
    leader = house.who("leader")
    leader.menu("Registration")
    leader.follow("Open")
    content = leader.take("Download the workbook")
    leader.upload("报名表.xlsx", filled(content))
    leader.press("Look at it")
    leader.at("200 entries can be stored")
    leader.press("Store them")
    assert "200 entries were stored" in leader.told("stored")


def filled(template: bytes) -> bytes:
    """Fill the template as a delegation does: below its headings, a row for each of 200 people."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    page = book["报名表"]
    top = next(row for row in range(1, 10) if page.cell(row, 1).value == words.heading("item"))
    places = {page.cell(top, column).value: column for column in range(1, page.max_column + 1)}
    for n, values in enumerate(rows(), top + 2):
        for column, value in values.items():
            page.cell(n, places[words.heading(column)]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows() -> list[dict[str, str]]:
    """Invent 200 people of one unit, spread over the items as their places are."""
    wanted = [code for code, _name, places in ITEMS for _ in range(places)]
    assert len(wanted) == 200
    return [_row(n, code) for n, code in enumerate(wanted, 1)]


def _row(n: int, code: str) -> dict[str, str]:
    born = date(1980 + n % 20, 1 + n % 12, 1 + n % 28)
    given = "一二三四五六七八九十"
    return {
        "item": code,
        "name": "张王李赵刘陈杨黄周吴"[n % 10] + given[n // 10 % 10] + given[(n * 7 + n // 100) % 10],
        "id_number": made_id_number("370304", born, n),
        "sex": "男" if n % 2 else "女",
        "phone": f"138{n:08d}",
        "unit": UNITS["works"][0],
        "credit_code": UNITS["works"][2],
        "level": "高级工",
        "coach": "李教练",
        "coach_id": made_id_number("370304", date(1979, 5, 1), 1),
    }


def entries_are_reviewed_and_numbers_drawn(house: House) -> None:
    """The organiser reviews page by page; when registration has closed, the numbers are drawn."""
    organiser = house.who("organiser")
    organiser.menu("Registration")
    organiser.follow("Open")
    accepted = 0
    while accepted < 200:
        organiser.page.select_option("main [name=state]", "submitted")
        organiser.page.wait_for_url("**state=submitted*")
        organiser.press("Tick all on this page")
        organiser.press("Accept those ticked")
        accepted += int(organiser.told("accepted").split()[0])
    assert accepted == 200
    travel(organiser, date(2026, 9, 6))
    organiser.menu("The year's plan")
    organiser.follow(COMPETITION)
    organiser.follow("Registration")
    draw = organiser.page.locator("main summary", has_text="Draw numbers")
    for _ in range(40):
        if draw.count() == len(ITEMS):
            break
        # the clock's own work closes the registration within half a minute
        organiser.page.wait_for_timeout(1000)
        organiser.page.reload()
    for _ in ITEMS:
        organiser.confirm("Draw numbers")
        organiser.told("were drawn")


def travel(organiser: Person, day: date) -> None:
    """Let everybody come to another day: the time machine of a demo."""
    organiser.today()
    organiser.fill(day=day.isoformat())
    organiser.press("Go to this day")
    organiser.page.locator(".ribbon-clock", has_text=f"{day.day} {day:%b}").wait_for()
