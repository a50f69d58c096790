"""The hall through a reader's eyes: the front page, the search, today's work, the demo's clock."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from competition.accounts.models import SignIn
from competition.accounts.rules import Role, Scope
from competition.directory import pinyin
from competition.foundation import clock
from competition.foundation.database import db
from competition.foundation.trail import TrailRow
from competition.honours.models import HonourEntry
from competition.honours.rules import HonourKind
from competition.plan.models import TimetableEntry
from competition.plan.rules import CompetitionState
from competition.policy import reader
from competition.policy.book import Book
from competition.registration.rules import EntryState
from competition.results.models import ItemResult, ResultLine
from competition.results.rules import ResultState, Status
from tests import make
from tests.results.build import stand

EN = {"Accept-Language": "en"}
SOON = datetime(2026, 9, 1, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_september(monkeypatch):
    """Let it be the morning of make.AT."""
    monkeypatch.setattr(clock, "now", lambda: SOON)


def result(item, state: ResultState, *people, **values) -> ItemResult:
    made = ItemResult(
        item_id=item.id,
        number=1,
        state=state,
        basis={"weights": {"theory": "20", "practice": "80"}, "award_steps": [], "tables": {}},
        computed_at=make.AT,
        notice_starts_on=date(2026, 8, 20),
        notice_ends_on=date(2026, 8, 27),
        **values,
    )
    if state is ResultState.ANNOUNCED:
        made.announced_on, made.document_number = date(2026, 8, 30), "淄人社字〔2026〕88号"
    made.lines = [
        ResultLine(
            entry_id=make.entry(item, person).id,
            number=place,
            name_as_was=person.name,
            unit_as_was="淄博市技师学院",
            status=Status.PRESENT,
            total=Decimal(90 - place),
            place=place,
            award="gold" if place == 1 else "",
            working=[],
        )
        for place, person in enumerate(people, 1)
    ]
    make.keep(made)
    if state is ResultState.ANNOUNCED:
        stand(made)
    return made


def somebody(name: str):
    return make.person(name=name, name_pinyin=pinyin.of_name(name))


def honour(name: str, **values) -> HonourEntry:
    by = make.user(Role.ORGANISER)
    return make.keep(
        HonourEntry(
            **{
                "year": 2026,
                "kind": HonourKind.AWARD,
                "seq": 1,
                "number": "ZB2026-A-00001",
                "code": "c" * 32,
                "name_as_was": name,
                "name_pinyin": pinyin.of_name(name),
                "competition_id": make.competition().id,
                "issuer_as_was": "淄博市人力资源和社会保障局",
                "competition_name": "陶瓷竞赛",
                "award": "gold",
                "awarded_on": date(2026, 8, 30),
                "document_number": "88号",
                "entered_at": make.AT,
                "entered_by_id": by.id,
                **values,
            }
        )
    )


def front(client, **headers: str) -> str:
    return client.get("/", headers={**EN, **headers}).text


# --- the front page ---


def test_before_any_season_the_front_page_says_what_will_stand_there(client) -> None:
    make.competition(state=CompetitionState.DRAFT, published_at=None, name="未发布竞赛")
    page = front(client)
    assert "No season is published yet" in page
    assert "未发布竞赛" not in page


def test_the_season_stands_there_with_the_stage_of_each_competition(client) -> None:
    for state in CompetitionState:
        made = make.competition(name=f"竞赛-{state}", state=state)
        if state is CompetitionState.HELD:
            result(make.item(competition_id=made.id, name="公示赛项"), ResultState.ON_NOTICE, somebody("王伟"))
    page = front(client)
    rows = dict(re.findall(r'">(竞赛-\w+)</a></h3>.*?<span class="state[^>]*>.*?</svg>([^<]+)</span>', page, re.DOTALL))
    assert rows == {
        "竞赛-running": "Being held",
        "竞赛-open": "Registration open",
        "竞赛-held": "On public notice",
        "竞赛-published": "Coming",
        "竞赛-closed": "Coming",
        "竞赛-cancelled": "Cancelled",
    }
    assert list(rows)[:3] == ["竞赛-running", "竞赛-open", "竞赛-held"]
    assert "公示赛项" in page
    assert "王伟" not in page


def test_next_lines_of_the_timetable_and_new_honours_stand_there(client) -> None:
    held = make.competition(name="陶瓷竞赛")
    for title, begins in (("开幕式", SOON + timedelta(days=1)), ("已结束", SOON - timedelta(days=1))):
        make.keep(
            TimetableEntry(competition_id=held.id, starts_at=begins, ends_at=begins + timedelta(hours=1), title=title)
        )
    honour("欧阳文轩")
    page = front(client)
    assert "开幕式" in page
    assert "已结束" not in page
    assert "欧阳文轩" in page


def test_the_two_figures_come_from_the_policy_book_with_their_mark(client, monkeypatch) -> None:
    assert front(client).count("CNY 500,000") == 2
    assert client.get("/", headers={"Accept-Language": "zh"}).text.count("50万元</div>") == 2
    tables = reader.book().tables()
    changed = {t.name: t for t in tables} | {
        t.name: type(t)(t.name, t.title, t.title_en, t.unit, t.basis, (_as_example(t.values[0], 30_000_000),))
        for t in tables
        if t.name == "funding.prize.cap"
    }
    monkeypatch.setattr(reader, "book", lambda: Book(changed))
    page = front(client)
    assert page.count("CNY 500,000") == page.count("CNY 300,000") == 1
    assert page.count("Example, until the bureau sets its own") == 1


def _as_example(value, fen: int):
    return type(value)(value.first_day, "example", value.reference, fen)


def test_a_reader_without_an_account_gets_no_cookie_and_leaves_no_row(client) -> None:
    make.competition()
    for path in ("/", "/search?q=焊", "/policy", "/competitions", "/timetable", "/results"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers, path
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 0


def _season(competitions: int) -> None:
    for n in range(competitions):
        held = make.competition(state=CompetitionState.HELD)
        item = make.item(competition_id=held.id)
        result(item, ResultState.ANNOUNCED, somebody("孙丽娟"), somebody("张伟"))
        begins = SOON + timedelta(hours=n)
        make.keep(
            TimetableEntry(
                competition_id=held.id,
                starts_at=begins,
                ends_at=begins + timedelta(hours=1),
                title="赛",
                item_id=item.id,
            )
        )


@pytest.mark.parametrize("path", ["/", "/search?q=sunlijuan", "/search?q=技师", "/policy"])
def test_the_number_of_statements_does_not_grow_with_the_season(client, statements, path) -> None:
    def asked() -> int:
        db.session.remove()
        statements.clear()
        assert client.get(path).status_code == 200
        return len(statements)

    _season(1)
    once = asked()
    _season(4)
    # one of them asks for the newest value the bureau enacted, one what is released, before the application
    assert asked() == once <= 12


# --- the search ---


def search(client, wanted: str) -> str:
    page = client.get("/search", query_string={"q": wanted}, headers=EN).text
    return page[page.index("<main") :]


def test_an_empty_search_says_what_can_be_found_and_a_vain_one_what_to_try(client) -> None:
    assert "What are you looking for?" in search(client, "  ")
    assert "Nothing was found for" in search(client, "无此项")


@pytest.mark.parametrize("wanted", ["陶瓷", "taoci", "tao ci", "tczsg", "TAOCIZHUANG", "T07", "cerami"])
def test_competitions_and_items_are_found_by_part_pinyin_initials_code_and_english(client, wanted) -> None:
    held = make.competition(name="硅酸盐大赛", name_en="Silicates")
    make.item(competition_id=held.id, name="陶瓷装饰工", name_en="Ceramic decoration", code="T07")
    make.item(competition_id=make.competition(state=CompetitionState.DRAFT).id, name="陶瓷草稿工", code="T079")
    found = search(client, wanted)
    assert "T07 Ceramic decoration" in found
    assert "草稿" not in found


@pytest.mark.parametrize("wanted", ["单志", "shan zhi", "shanzhiyuan", "szy", "技师学院"])
def test_people_are_found_in_announced_results_only(client, wanted) -> None:
    item = make.item(competition_id=make.competition(state=CompetitionState.HELD).id)
    result(item, ResultState.ON_NOTICE, somebody("单志远"))
    assert "单志远" not in search(client, wanted)
    other = make.item(competition_id=item.competition_id)
    result(other, ResultState.ANNOUNCED, somebody("单志远"), somebody("李四"))
    found = search(client, wanted)
    assert found.count("单志远") == 1
    assert "Gold medal" in found


@pytest.mark.parametrize("wanted", ["文轩", "ouyang", "00001"])
def test_the_register_is_found_by_name_pinyin_and_number(client, wanted) -> None:
    honour("欧阳文轩")
    assert "欧阳文轩" in search(client, wanted)


def test_wild_cards_of_the_database_mean_themselves(client) -> None:
    result(make.item(), ResultState.ANNOUNCED, somebody("单志远"))
    for wanted in ("%", "_", "单_远"):
        assert "单志远" not in search(client, wanted)


# --- today ---


def today(client, user) -> str:
    page = make.sign_in(client, user).get("/office", headers=EN).text
    return page[page.index("<main") :]


def test_whoever_has_nothing_to_do_reads_so_and_sees_where_to_look(client) -> None:
    page = today(client, make.user(Role.CODE_KEEPER, scope=Scope.COMPETITION, scope_id=make.competition().id))
    assert "Nothing waits for you" in page


def test_what_is_urgent_stands_first_with_its_count_and_one_link(client) -> None:
    item = make.item(competition_id=make.competition(state=CompetitionState.OPEN).id)
    unit = make.organisation()
    leader = make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=unit.id)
    for state in (EntryState.SUBMITTED, EntryState.SUBMITTED, EntryState.RETURNED):
        make.entry(item, organisation=unit, submitted_by=leader, state=state, number=None)
    page = today(client, leader)
    cards = re.findall(r'waiting-(danger|warning|info) plain" href="([^"]+)"><span class="waiting-count">(\d+)', page)
    assert [(tone, int(count)) for tone, _url, count in cards][:2] == [("danger", 1), ("info", 2)]
    assert all(client.get(url).status_code == 200 for _tone, url, _count in cards)


def test_the_organiser_sees_the_years_competitions_as_lanes(client) -> None:
    make.competition(name="陶瓷竞赛", state=CompetitionState.OPEN)
    page = today(client, make.user(Role.ORGANISER))
    assert 'class="now" aria-current="step">Registration open' in page
    assert "陶瓷竞赛" in page


def test_one_link_of_the_menu_at_most_is_marked_as_this_page(client) -> None:
    make.sign_in(client, make.user(Role.ORGANISER, Role.FINANCE_OFFICER))
    for path in ("/office/registration/", "/office/directory/persons", "/office/plan", "/office"):
        page = client.get(path, headers=EN).text
        menu = page[page.index('id="office-nav"') : page.index("<main")]
        assert menu.count("nav-link active") == 1, path


# --- the demo's clock ---


@pytest.fixture
def demo(app, monkeypatch, tmp_path):
    monkeypatch.undo()
    monkeypatch.setitem(app.config, "DEMO", True)
    clock.use_shift_file(tmp_path / "clock.json")
    yield
    clock.use_shift_file(None)


def test_only_a_demos_clock_can_be_moved(client) -> None:
    make.sign_in(client, make.user(Role.ORGANISER))
    assert client.post("/office/clock", data={"day": "2027-01-05"}).status_code == 404
    assert "Time machine" not in client.get("/office", headers=EN).text


def test_a_demo_goes_to_another_day_and_comes_back_and_nobody_is_signed_out(client, demo) -> None:
    make.sign_in(client, make.user(Role.ORGANISER))
    assert client.post("/office/clock", data={"day": "2027-01-05"}).status_code == 302
    assert clock.today() == date(2027, 1, 5)
    page = client.get("/office", headers=EN)
    assert page.status_code == 200
    assert "The clock of this demo is set to 5 Jan 2027" in page.text
    assert client.post("/office/clock", data={"present": "1"}).status_code == 302
    assert abs(clock.shift()) < timedelta(seconds=1)
    assert client.get("/office").status_code == 200
    verbs = db.session.scalars(sa.select(TrailRow.verb)).all()
    assert verbs == ["home.clock_moved"] * 2


@pytest.mark.parametrize("day", ["", "5.1.2027", "2027-02-30"])
def test_a_day_that_is_none_is_refused_at_its_field(client, demo, day) -> None:
    make.sign_in(client, make.user(Role.ORGANISER))
    answer = client.post("/office/clock", data={"day": day}, headers=EN)
    assert answer.status_code == 422
    assert 'id="day-error"' in answer.text
    assert clock.shift() == timedelta()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SECURITY_ADMIN])
def test_the_clock_is_for_organisers_and_the_system_administrator(client, demo, role) -> None:
    make.sign_in(client, make.user(role))
    assert "Time machine" not in client.get("/office", headers=EN).text
    assert client.post("/office/clock", data={"day": "2027-01-05"}).status_code == 403
