"""The register searched, on both databases."""

import pytest
import sqlalchemy as sa

from competition.foundation.database import db
from competition.honours import actions, queries, searching
from competition.honours.queries import Wanted
from competition.honours.rules import EntryState, HonourKind
from competition.policy import reader
from tests import make
from tests.honours import build
from tests.honours.entries import entered

pytestmark = pytest.mark.either
EN = {"Accept-Language": "en"}
PEOPLE = (
    ("张晓明", "淄博华光陶瓷有限公司", "陶瓷装饰工", 2025),
    ("张晓明", "淄博市技师学院", "电工", 2026),
    ("章晓敏", "山东新华制药股份有限公司", "药物制剂工", 2026),
    ("单雄信", "淄博华光陶瓷有限公司", "陶瓷装饰工", 2026),
    ("阿依古丽·买买提", "淄博市技师学院", "电工", 2026),
    ("吕㛃", "淄博市技师学院", "焊工", 2024),
)


@pytest.fixture
def there(app):
    return entered(PEOPLE)


def names(text, **more):
    return [one.name_as_was for one in queries.register(Wanted(text, **more), 1).rows]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("张晓明", ["张晓明", "张晓明"]),
        ("晓明", ["张晓明", "张晓明"]),
        ("zhangxiaoming", ["张晓明", "张晓明"]),
        ("zhang xiao ming", ["张晓明", "张晓明"]),
        ("zxm", ["章晓敏", "张晓明", "张晓明"]),
        ("shanxiong", ["单雄信"]),
        ("danxiong", ["单雄信"]),
        ("买买提", ["阿依古丽·买买提"]),
        ("阿依古丽买买提", ["阿依古丽·买买提"]),
        ("吕㛃", ["吕㛃"]),
        ("张晓明 2026", ["张晓明"]),
        ("张晓明 陶瓷", ["张晓明"]),
        ("huaguang 陶瓷装饰工", ["单雄信", "张晓明"]),
        ("hgtc", ["单雄信", "张晓明"]),
        ("新华制药", ["章晓敏"]),
        ("%", []),
        ("王五", []),
    ],
)
def test_it_is_found_by_names_pinyin_initials_units_items_and_years(there, typed, found):
    assert names(typed) == found


@pytest.mark.parametrize(
    ("typed", "found"), [("zangxiaomin", "张晓明"), ("章晓明", "张晓明"), ("shanxongxin", "单雄信")]
)
def test_what_is_typed_wrongly_finds_what_sounds_or_looks_like_it_and_says_so(client, there, typed, found):
    assert found in names(typed)
    page = client.get("/honours", query_string={"q": typed}, headers=EN).text
    assert "Nothing is written exactly so" in page
    assert found in page
    assert "Nothing is written exactly so" not in client.get("/honours?q=zhangxiaoming", headers=EN).text


def test_filters_and_states_hold_in_a_search(there):
    assert names("张晓明", year=2025) == ["张晓明"]
    assert names("张晓明", kind=HonourKind.TITLE) == []
    with make.transaction(trail=False):
        there[0].end(EntryState.REVOKED, "查实", make.AT)
    assert names("张晓明") == ["张晓明"]
    assert names("张晓明", state="") == ["张晓明", "张晓明"]


def test_only_so_many_are_read_and_shown_and_the_page_says_that_there_are_more(there, monkeypatch):
    monkeypatch.setattr(searching, "SHOWN", 1)
    page = queries.register(Wanted("张晓明"), 7)
    assert (len(page.rows), page.page, page.total, page.more) == (1, 1, 1, True)
    monkeypatch.setattr(queries, "MOST", 2)
    page = queries.register(Wanted(), 1)
    assert (page.total, page.more) == (2, True)


@pytest.mark.parametrize("tested", [4, 7, 900])
def test_what_is_tested_first_is_found_as_among_all(app, monkeypatch, tested):
    made = entered(
        [(f"{surname}伟{given}", "淄博市技师学院", "电工", 2026) for surname in "张王李" for given in ("", "明", "华")]
    )
    with make.transaction(trail=False):
        for one in (made[0], made[4], made[8]):
            one.end(EntryState.REVOKED, "查实", make.AT)
    monkeypatch.setattr(searching, "READ", 4)
    monkeypatch.setattr(searching, "TESTED", tested)
    asked = [("伟", {}), ("wei", {}), ("电工", {}), ("伟", {"state": EntryState.REVOKED}), ("伟", {"state": ""})]
    found = [queries.register(Wanted(text, **more), 1) for text, more in asked]
    monkeypatch.setattr(searching, "_first", lambda _word, _tests: None)
    through_all = [queries.register(Wanted(text, **more), 1) for text, more in asked]
    assert [(one.rows, one.more) for one in found] == [(one.rows, one.more) for one in through_all]
    assert [one.name_as_was for one in found[0].rows] == ["李伟", "王伟", "王伟华", "张伟华"]


def test_an_index_written_anew_finds_the_same_and_again_changes_nothing(there):
    before = _index()
    with make.transaction(trail=False) as session:
        searching.index(session.connection(), there)
    assert _index() == before
    with make.transaction(trail=False) as session:
        assert searching.index_all(session) == len(PEOPLE)
    assert names("zxm") == ["章晓敏", "张晓明", "张晓明"]
    assert len(_index()) == len(before)


def _index():
    query = sa.select(searching.TOKENS.c.token, searching.LINKS.c.entry_id).join(
        searching.LINKS, searching.LINKS.c.text_id == searching.TOKENS.c.text_id
    )
    return sorted(db.session.execute(query).all())


def test_years_are_listed_the_newest_first(there):
    assert queries.years() == [2026, 2025, 2024]


def test_an_empty_register_has_no_years_and_finds_nothing(app):
    assert queries.years() == []
    assert names("张") == names("00012") == []


def test_a_search_is_narrowed_by_occupation_and_by_the_district_of_the_unit_as_it_is(client):
    told = (("张晓明", "370303", "6-18-01-01"), ("张晓红", "370304", "6-20-05-01"))
    for name, district, occupation in told:
        unit = make.organisation(division_code=district)
        item = make.item(occupation_code=occupation, occupation_name=f"工种{district}")
        line = make.entry(item, make.person(name=name), organisation=unit, number=1)
        actions.enter_honours(build.announced([line]), reader.book(), by=build.organiser(), at=make.AT)
    for more, expected in (
        ({"district": "370303"}, ["张晓明"]),
        ({"district": "370304"}, ["张晓红"]),
        ({"occupation": "6-18-01-01"}, ["张晓明"]),
        ({"occupation": "6-18-01-01", "district": "370304"}, []),
    ):
        assert names("zhangxiao", **more) == names("", **more) == expected, more
    page = client.get("/honours?occupation=6-20-05-01", headers={"Accept-Language": "zh"}).text
    assert "张晓红" in page
    assert "张晓明" not in page
    assert all(said in page for said in ("工种370303", "博山区"))
