"""The day of the competition: the team, the scheme, the marks, the second check, the closing."""

import io
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl

from competition.foundation import settings
from tests.journeys import tablets
from tests.journeys.before_the_day import COMPETITION, UNITS, travel
from tests.journeys.people import House, Person

ITEM = "TC01"
EUROSKILLS = Path(__file__).parents[3] / "shared" / "data" / "cis" / "euroskills2023_web.xlsx"
OURS = settings.files("examples") / "marking-scheme-ceramics.xlsx"
# what the page must say of each: forms, aspects, the whole, and how far the sections' sums are from their declaration
SCHEMES = {
    OURS: ("Total\n100.00", "Total variation\n0.00"),
    EUROSKILLS: ("36, of which 5 mixed", "149: 123 measured, 26 judged", "Total\n100.00", "Total variation\n0.00"),
}
COMPETITORS = 12
# the last two did not come
PRESENT = tuple(range(1, 11))


def to_judging(who: Person, tab: str = "") -> None:
    """Go to the item's judging, as its organiser and its chief do, and there to a tab."""
    who.menu("Judging")
    who.follow(f"{ITEM} ")
    if tab:
        who.follow(f"^{tab}$")


def the_team_is_named(house: House) -> None:
    """The organiser names the chief and three judges from an institute that sends no competitor; each signs."""
    organiser = house.who("organiser")
    for login, seat in (("chief", "Chief judge"), *((f"judge{n}", "Scoring judge") for n in (1, 2, 3))):
        to_judging(organiser, "Judges")
        account = house.accounts[login]
        organiser.fill(user_id=f"{account.name} ({login})", seat=seat, organisation_id=UNITS["institute"][0])
        organiser.press("Name a judge")
        organiser.told("is named for the team")
    for login in ("chief", "judge1", "judge2", "judge3"):
        judge = house.who(login)
        judge.menu("My appointments")
        judge.follow("Sign the commitment")
        judge.press("I sign this commitment")
        judge.told("The commitment is signed")


def the_scheme_is_read_in(house: House) -> None:
    """The organiser reads both workbooks in and looks at them; one is stored and locked."""
    organiser = house.who("organiser")
    for path, figures in SCHEMES.items():
        if path.exists():
            said = _look_at_scheme(organiser, path)
            assert all(figure in said for figure in figures), said[-1500:]
    if EUROSKILLS.exists() and not house.notes["real"]:
        _look_at_scheme(organiser, OURS)
    organiser.press("Store as a draft")
    organiser.told("is stored as a draft")
    organiser.confirm("Lock for marking")
    organiser.told("The scheme is locked")


def _look_at_scheme(organiser: Person, path: Path) -> str:
    to_judging(organiser, "Marking scheme")
    organiser.upload(path.name, path.read_bytes())
    organiser.press("Look at it first")
    organiser.at("Look at the scheme")
    return organiser.says()


def the_day_begins(house: House) -> None:
    """On the day the organiser begins and opens the sheets; the chief says who came; theory comes as a workbook."""
    organiser = house.who("organiser")
    travel(organiser, date(2026, 9, 9))
    organiser.menu("The year's plan")
    organiser.follow(COMPETITION)
    organiser.confirm("Begin")
    organiser.told("has begun")
    chief = house.who("chief")
    to_judging(chief, "Presence")
    for number in range(len(PRESENT) + 1, COMPETITORS + 1):
        row = chief.page.locator("main tr", has=chief.page.get_by_role("cell", name=f"{number:02d}", exact=True))
        row.locator("label", has_text="Absent").click()
    chief.press("All others present")
    chief.press("Save")
    chief.told("12 competitors were noted")
    to_judging(organiser, "Theory marks")
    content = organiser.take("List to fill in")
    organiser.upload("理论成绩.xlsx", _theory(content))
    organiser.press("Read in")
    organiser.told("theory marks? were stored|theory mark was stored")
    to_judging(organiser)
    organiser.press("Open sheets")
    organiser.told("sheets were opened")


def theory_of(number: int) -> Decimal:
    """Give a competitor's theory mark."""
    return Decimal(60) + Decimal(number * 7 % 31)


def _theory(content: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    for row in page.iter_rows():
        number = str(row[0].value or "")
        if number.isdigit() and int(number) in PRESENT:
            row[1].value = float(theory_of(int(number)))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def three_judges_mark(house: House) -> None:
    """Three judges mark on three tablets: a whole sheet each by hand, the others as the tablet sends them."""
    judges = [house.who(f"judge{n}") for n in (1, 2, 3)]
    code = tablets.first_code(judges[1])
    for position, judge in enumerate(judges, 1):
        said = tablets.mark_one_by_hand(judge, code, position)
        assert f"Sheet {code} of competitor 01 is submitted" in said
    scheme = tablets.mark_the_rest(judges, PRESENT)
    if house.notes["real"]:
        assert len(scheme) == 149
    house.notes["scheme"] = scheme
    for judge in judges:
        judge.menu("My mark sheets")
        judge.at("My mark sheets")
        bars = judge.page.locator("main .form-progress progress").all()
        assert bars
        assert all(bar.get_attribute("value") == bar.get_attribute("max") == str(len(PRESENT)) for bar in bars)


def a_second_person_checks_and_the_chief_closes(house: House) -> None:
    """The chief checks sheet after sheet, the first by hand; every judge signs, then the chief, and closes the item."""
    chief = house.who("chief")
    to_judging(chief)
    item = chief.page.url.rsplit("/", 1)[1]
    chief.page.locator("main table.board a").first.click()
    chief.page.locator("main a[href*='/sheets/']").first.click()
    chief.follow("^Show the marks$")
    chief.press("Agrees: checked")
    chief.told("The sheet is checked")
    assert tablets.check_the_rest(chief, item) > len(house.notes["scheme"])
    to_judging(chief, "Closing")
    assert "Not signed by its judge" in chief.says()
    for n in (1, 2, 3):
        _a_judge_signs(house.who(f"judge{n}"))
    to_judging(chief, "Closing")
    chief.follow("^Signatures$")
    tablets.draw_signature(chief)
    chief.press("Sign and lock the chosen forms")
    chief.told("Signed and locked")
    to_judging(chief, "Closing")
    assert "Everything is ready to close" in chief.says()
    chief.confirm("Close the judging")
    chief.told("The judging is closed")
    shown = {int(row[0]): row[3] for row in chief.table() if row[1] == "Present"}
    assert shown == {number: str(expected_practice(number, house.notes["scheme"])) for number in PRESENT}


def _a_judge_signs(judge: Person) -> None:
    judge.menu("My mark sheets")
    judge.page.locator("main a[href*='/signing']").first.click()
    judge.press("Sign the chosen forms")
    assert "Draw your signature in the box" in judge.says()
    tablets.draw_signature(judge)
    judge.press("Sign the chosen forms")
    judge.told("sheets are signed")
    assert "Nothing to sign now" in judge.says()


def expected_practice(number: int, scheme: list[dict[str, Any]]) -> Decimal:
    """Work out a competitor's practice mark from what was given, without the program's own rules."""
    total = Decimal(0)
    for aspect in scheme:
        most = Decimal(aspect["max"])
        if aspect["kind"] == "judgement":
            scores = [tablets.score(number, aspect["code"], position) for position in (1, 2, 3)]
            total += (sum(scores) * most / 9).quantize(Decimal("0.01"), ROUND_HALF_UP)
        else:
            total += tablets.measured(number, aspect["code"], most)
    return total.quantize(Decimal("0.01"))
