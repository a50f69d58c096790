"""The public site across the rooms: a season with its medal tables, a person's page and a unit's."""

import gzip
import re

import pytest

from competition.accounts.rules import Role
from competition.directory.actions import merge_persons
from competition.directory.models import Organisation, Person
from competition.foundation.database import db
from competition.home import rules, seasons
from competition.honours import actions as honours
from competition.plan.rules import CompetitionState
from competition.policy import reader
from competition.results.actions import computing
from competition.results.announced_models import AnnouncedLine, AnnouncedMember, PublicPerson
from competition.results.models import ItemResult
from tests import make
from tests.honours.build import announced
from tests.results.build import stand

EN = {"Accept-Language": "en"}


def result(*people, unit=None, awards=("gold", "silver", "bronze"), **values) -> ItemResult:
    """Announce a result of these people, each by name or a person, in the order of their places."""
    unit = unit or make.organisation(name="淄博市技师学院", name_en="Zibo Technician College")
    item = values.pop("item", None) or make.item(competition_id=make.competition(state=CompetitionState.HELD).id)
    somebody = [make.person(name=one) if isinstance(one, str) else one for one in people]
    entries = [make.entry(item, one, organisation=unit, number=n) for n, one in enumerate(somebody, 1)]
    made = announced(entries, awards=awards, **values)
    stand(made)
    return made


def main(client, path: str, status: int = 200) -> str:
    answer = client.get(path, headers=EN)
    assert answer.status_code == status, path
    assert "Set-Cookie" not in answer.headers
    return answer.text[answer.text.index("<main") : answer.text.index("</main")]


def rows(page: str) -> list[list[str]]:
    """Read the rows of the medal tables: rank, whose, counts, sum."""
    cells = (
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    )
    return [[re.sub(r"<[^>]+>|\s+", "", cell) for cell in row] for row in cells]


def code_of(name: str) -> str:
    query = db.select(PublicPerson.code).join(AnnouncedMember, AnnouncedMember.person_id == PublicPerson.person_id)
    return db.session.scalars(query.where(AnnouncedMember.name == name)).first()


# the medal table


@pytest.mark.parametrize(
    ("counts", "ranks"),
    [
        ({1: {"gold": 1}, 2: {"silver": 9}}, [(1, 1, False), (2, 2, False)]),
        ({1: {"gold": 1}, 2: {"gold": 1, "merit": 1}}, [(2, 1, False), (1, 2, False)]),
        (
            {1: {"gold": 1}, 2: {"gold": 2}, 3: {"gold": 1}, 4: {"third": 5}},
            [(2, 1, False), (1, 2, True), (3, 2, True), (4, 4, False)],
        ),
        ({1: {"first": 1}, 2: {"bronze": 1}}, [(2, 1, False), (1, 2, False)]),
        ({1: {}, 2: {"gold": 0}}, []),
    ],
)
def test_ranks_follow_the_best_award_and_equals_share_one(counts, ranks) -> None:
    assert [(row.whose, row.rank, row.shared) for row in rules.medal_table(counts)] == ranks


def test_a_season_counts_by_unit_and_by_district(client, app) -> None:
    one = make.organisation(name="甲厂", division_code="370303")
    two = make.organisation(name="乙校", division_code="370305")
    result("王一", "王二", unit=one, awards=("gold", "silver"))
    result("李一", "李二", unit=two, awards=("gold", ""))
    page = main(client, "/seasons/2026")
    assert rows(page)[1:3] == [["1", "甲厂", "1", "1", "2"], ["2", "乙校", "1", "0", "1"]]
    assert [row[1] for row in rows(page)[4:6]] == ["Zhangdian", "Linzi"]
    assert "Ranked by gold medals, then silver, bronze" in page
    assert page.count("Announced") >= 2


def test_units_that_were_merged_are_counted_as_one(client, app) -> None:
    kept, old = make.organisation(name="新校"), make.organisation(name="旧校")
    result("王一", unit=kept, awards=("gold",))
    result("王二", unit=old, awards=("gold",))
    with make.transaction(trail=False):
        old.merged_into_id = kept.id
    found = seasons.season_page(2026).medals
    assert [(found.units[row.whose].unit, row.counts["gold"]) for row in found.by_unit] == [("新校", 2)]
    assert "王一" in main(client, f"/units/{old.id}")
    assert "王二" in main(client, f"/units/{kept.id}")


def test_a_held_award_is_named_and_not_counted(client, app) -> None:
    made = result("王一", "王二", awards=("gold", "silver"))
    line = db.session.scalars(db.select(AnnouncedLine).filter_by(item_id=made.item_id, place=1)).one()
    with make.transaction(trail=False):
        line.award = "held"
    page = main(client, "/seasons/2026")
    assert "1 award waits for an appeal" in page
    assert [row[-1] for row in rows(page)[1:2]] == ["1"]


def test_what_is_taken_back_leaves_the_season_the_people_and_the_search(client, app) -> None:
    made = result("单文")
    code = code_of("单文")
    assert "单文" in main(client, f"/people/{code}")
    with make.transaction(trail=False):
        computing.snapshots.withdraw(made, "理论成绩漏录", make.AT)
    assert "No award is announced yet" in main(client, "/seasons/2026")
    assert client.get(f"/people/{code}").status_code == 404
    assert "Nothing was found" in main(client, "/search?q=单文")


def test_a_season_with_nothing_announced_and_one_that_never_was(client, app) -> None:
    made = make.item(name="焊工", competition_id=make.competition(name="焊接竞赛").id)
    page = main(client, "/seasons/2026")
    assert "焊接竞赛" in page
    assert f"/items/{made.id}" in page
    make.competition(state=CompetitionState.DRAFT, published_at=None, season_id=make.season(year=2030).id)
    assert client.get("/seasons/2030").status_code == client.get("/seasons/1999").status_code == 404


@pytest.mark.parametrize("path", ["/seasons/2026", "/people/{code}", "/units/{unit}"])
def test_no_table_of_marks_is_asked_and_statements_do_not_grow(client, statements, path) -> None:
    unit_id, who_id = make.organisation().id, make.person(name="孙丽娟").id

    def one_more() -> None:
        result(db.session.get_one(Person, who_id), "张伟", unit=db.session.get_one(Organisation, unit_id))

    def asked() -> int:
        address = path.format(code=code_of("孙丽娟"), unit=unit_id)
        db.session.remove()
        statements.clear()
        assert client.get(address).status_code == 200
        marks = ("results_lines", "results_item_results", "judging_", "registration_entries")
        assert not [one for one in statements if any(table in one for table in marks)]
        return len(statements)

    one_more()
    once = asked()
    for _ in range(4):
        one_more()
    assert asked() == once <= 9


def test_a_season_of_three_hundred_units_stays_a_small_page(client, app) -> None:
    made = result("孙丽娟")
    line = db.session.scalars(db.select(AnnouncedLine)).one()
    told = {
        name: getattr(line, name)
        for name in ("release_id", "item_id", "shared", "unit", "division_code", "announced_on")
    }
    for number in range(300):
        unit = make.organisation(name=f"淄博第{number}高级技工学校有限责任公司")
        make.keep(AnnouncedLine(**told, place=1, name="甲", unit_pinyin="", organisation_id=unit.id, award="gold"))
    answer = client.get("/seasons/2026", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) < 30_000
    assert f"/results/{made.item_id}" in gzip.decompress(answer.data).decode()


# a person and a unit


def test_a_person_is_read_at_an_address_that_tells_nothing(client, app) -> None:
    person = make.person(name="孙丽娟", id_number="370303199003071234", phone="13812345678")
    made = result(person)
    honours.enter_honours(made, reader.book(), by=make.user(Role.ORGANISER), at=make.AT)
    code = code_of("孙丽娟")
    assert re.fullmatch(r"[0-9a-f]{12}", code)
    answer = client.get(f"/people/{code}", headers=EN)
    assert answer.headers["X-Robots-Tag"] == "noindex"
    page = main(client, f"/people/{code}")
    assert all(said in page for said in ("孙丽娟", "淄博市技师学院", "Gold medal", made.item.name))
    assert not any(secret in page for secret in ("19900307", "1234", "1381", "99.00", "1990"))
    assert client.get(f"/people/{person.id}").status_code == 404
    assert client.get("/people/0123456789ab").status_code == 404


def test_two_people_of_one_name_are_kept_apart(client, app) -> None:
    result("王伟", unit=make.organisation(name="甲厂"))
    result("王伟", unit=make.organisation(name="乙校"))
    codes = db.session.scalars(db.select(PublicPerson.code)).all()
    pages = [main(client, f"/people/{code}") for code in codes]
    assert [("甲厂" in page, "乙校" in page) for page in pages] in (
        [(True, False), (False, True)],
        [(False, True), (True, False)],
    )
    assert all("1 other person of this name is found apart" in page for page in pages)
    found = main(client, "/search?q=wangwei")
    assert all(f"/people/{code}" in found for code in codes)


def test_two_of_one_name_and_unit_carry_the_masked_tail_of_the_result(client, app) -> None:
    unit = make.organisation()
    result(
        make.person(name="王伟", id_number="370303199003071237"),
        make.person(name="王伟", id_number="370303198801011236"),
        unit=unit,
    )
    names = db.session.scalars(db.select(AnnouncedMember.name).order_by(AnnouncedMember.id)).all()
    assert names == ["王伟（…237）", "王伟（…236）"]
    assert all("1 other person" in main(client, f"/people/{code_of(name)}") for name in names)


def test_the_page_of_records_that_were_merged_shows_both(client, app) -> None:
    kept, merged = make.person(name="孙丽娟"), make.person(name="孙丽娟")
    first, second = result(kept), result(merged)
    codes = db.session.scalars(db.select(PublicPerson.code)).all()
    merge_persons(kept, merged, "同一人", by=make.user(Role.ORGANISER), at=make.AT)
    for code in codes:
        page = main(client, f"/people/{code}")
        assert all(f"/results/{one.item_id}" in page for one in (first, second))
        assert "of this name" not in page


def test_an_address_stays_when_the_result_is_released_anew(client, app) -> None:
    made = result("孙丽娟")
    before = code_of("孙丽娟")
    stand(made)
    assert code_of("孙丽娟") == before
    assert db.session.scalar(db.select(db.func.count()).select_from(AnnouncedLine)) == 1


@pytest.mark.parametrize(("awards", "named"), [(("gold",), True), ((), False)])
def test_members_of_a_team_are_named_where_the_register_names_them(client, app, awards, named) -> None:
    item = make.item(team_size=2, competition_id=make.competition(state=CompetitionState.HELD).id)
    unit = make.organisation()
    members = make.person(name="赵一"), make.person(name="钱二")
    made = announced([make.entry(item, *members, organisation=unit, number=1, team_name="先锋队")], awards=awards)
    stand(made)
    page = main(client, f"/units/{unit.id}")
    assert "先锋队" in page
    assert ("赵一" in page) is ("钱二" in page) is named
    assert ("/people/" in main(client, f"/results/{made.item_id}")) is named
    assert ("先锋队" in main(client, "/search?q=赵一")) is named


def test_an_announced_result_leads_to_people_and_units_and_one_on_notice_does_not(client, app) -> None:
    made = result("孙丽娟")
    page = main(client, f"/results/{made.item_id}")
    assert f"/people/{code_of('孙丽娟')}" in page
    assert f"/units/{db.session.scalars(db.select(AnnouncedLine.organisation_id)).one()}" in page


def test_nobody_is_named_by_what_is_on_notice(client, app) -> None:
    from competition.results.rules import ResultState
    from tests.results.build import stored

    made = stored(2, ResultState.ON_NOTICE)
    stand(made)
    assert "/people/" not in main(client, f"/results/{made.item_id}")
    assert db.session.scalar(db.select(db.func.count()).select_from(PublicPerson)) == 0


# found by pinyin


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单志远", "shanzhi"),
        ("单志远", "Shàn Zhì"),
        ("单志远", "szy"),
        ("曾小明", "zeng"),
        ("曾小明", "zeng xiaoming"),
        ("仇丽", "qiu li"),
        ("吕伟", "lv wei"),
        ("吕伟", "lü"),
        ("欧阳文轩", "文轩"),
        ("欧阳文轩", "oywx"),
        ("欧阳文轩", "欧阳 文轩"),
    ],
)
def test_a_person_is_found_by_part_pinyin_and_initials(client, app, name, typed) -> None:
    result(name, "李四")
    found = main(client, f"/search?q={typed}")
    assert f"/people/{code_of(name)}" in found
    assert f"/people/{code_of('李四')}" not in found


@pytest.mark.parametrize("typed", ["技师", "jishi", "zbsjsxy", "zibo tech"])
def test_a_unit_is_found_by_part_pinyin_initials_and_english(client, app, typed) -> None:
    result("李四")
    unit = db.session.scalars(db.select(AnnouncedLine.organisation_id)).one()
    assert f"/units/{unit}" in main(client, f"/search?q={typed}")
    assert client.get(f"/units/{unit + 999}").status_code == 404
