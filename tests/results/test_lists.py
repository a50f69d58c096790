"""Lists as Excel, the award list in the order of calling up, and who may take them."""

import subprocess

import pytest

from competition.accounts.rules import Role
from competition.directory import pinyin
from competition.foundation import spreadsheets
from competition.foundation.database import db, transaction
from competition.plan.models import Competition
from competition.plan.rules import CompetitionState
from competition.results import awarded, queries
from competition.results.models import ResultLine
from competition.results.rules import ResultState
from tests import make
from tests.results import build

EN = {"Accept-Language": "en"}
# two hold what no font of ours has
NAMES = ("李㛃", "孙𬭎", "周䶮", "王𠮷", "赵\U0002a6d6👨")


def rows(content):
    """Read a workbook's first sheet from its headings on."""
    sheet = next(iter(spreadsheets.read_sheets(content).values()))
    return [tuple(row) for row in sheet]


def browser_of(app, person):
    return make.sign_in(app.test_client(), person)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("王小明", "Wang Xiaoming"), ("欧阳娜娜", "Ouyang Nana"), ("单雄信", "Shan Xiongxin"), ("李华", "Li Hua"),
        ("万俟咏", "Moqi Yong"), ("买买提·艾力", "Maimaiti Aili"), ("Anna", "Anna"),
    ],
)  # fmt: skip
def test_a_name_is_written_as_it_is_called(name, called):
    assert pinyin.spoken(name) == called


def test_awards_are_called_from_the_last_to_the_first_and_only_once_final(app):
    result = build.stored(7, ResultState.COMPUTED)
    given = {1: "gold", 2: "silver", 3: "silver", 4: "bronze", 5: "merit", 6: "merit"}
    with transaction(trail=False) as session:
        for line in session.scalars(db.select(ResultLine).filter_by(result_id=result.id)):
            line.award = given.get(line.number, "")
    competition = result.item.competition_id
    assert awarded.calls(competition, make.AT) == []
    with transaction(trail=False) as session:
        session.get(type(result), result.id).state = ResultState.ANNOUNCED
    db.session.expire_all()
    called = [(one.line.award, one.line.place) for one in awarded.calls(competition, make.AT)]
    assert called == [("merit", 6), ("merit", 5), ("bronze", 4), ("silver", 3), ("silver", 2), ("gold", 1)]
    organiser = make.user(Role.ORGANISER)
    path = f"/office/results/competitions/{competition}/awards"
    told = rows(browser_of(app, organiser).get(f"{path}.xlsx", headers=EN).data)
    assert told[1][:4] == ("Call", "Item", "Award", "Place")
    assert [row[2] for row in told[2:]] == ["Merit award"] * 2 + ["Bronze medal"] + ["Silver medal"] * 2 + [
        "Gold medal"
    ]
    assert told[-1][5] == pinyin.spoken(told[-1][4])
    assert browser_of(app, organiser).get(f"{path}.pdf").data.startswith(b"%PDF-")
    assert browser_of(app, make.user(Role.JUDGE)).get(f"{path}.xlsx").status_code == 403
    assert browser_of(app, make.user(Role.SUPERVISOR)).get(f"{path}.xlsx").status_code in (200, 403)


def test_a_name_our_fonts_lack_is_named_beneath_the_result_sheet_and_the_award_list(app):
    result = build.stored(5, ResultState.ANNOUNCED)
    with transaction(trail=False) as session:
        for line, name in zip(
            session.scalars(db.select(ResultLine).filter_by(result_id=result.id)), NAMES, strict=True
        ):
            line.name_as_was, line.award = name, "merit"
    organiser = browser_of(app, make.user(Role.ORGANISER))
    for path in (
        f"/office/results/{result.id}.pdf",
        f"/office/results/competitions/{result.item.competition_id}/awards.pdf",
    ):
        answer = organiser.get(path, headers=EN)
        assert answer.status_code == 200
        read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=answer.data, capture_output=True, check=True)
        told = " ".join(read.stdout.decode().split())
        for said in (
            "〓 stands for a character",
            "李㛃",
            "孙𬭎",
            "周䶮",
            "王〓",
            "U+20BB7",
            "赵〓〓",
            "U+2A6D6 U+1F468",
        ):
            assert said in told, path


def test_the_award_list_costs_the_same_for_any_number_of_awards(app, statements):
    result = build.stored(20, ResultState.ANNOUNCED)
    with transaction(trail=False) as session:
        for line in session.scalars(db.select(ResultLine).filter_by(result_id=result.id)):
            line.award = "merit"
    db.session.expire_all()
    competition = result.item.competition_id
    statements.clear()
    assert len(awarded.calls(competition, make.AT)) == 20
    assert len(statements) <= 5


def test_overview_versions_and_releases_go_out_as_excel(app):
    hall = build.closed()
    result = build.result_in(ResultState.ANNOUNCED, hall)
    with transaction(trail=False) as session:
        session.get(Competition, hall.item.competition_id).state = CompetitionState.HELD
    organiser = browser_of(app, hall.organiser)
    told = rows(organiser.get("/office/results/overview.xlsx?year=2026", headers=EN).data)
    assert told[2][3:5] == ("Announced", 1)
    told = rows(organiser.get(f"/office/results/{result.id}/versions.xlsx", headers=EN).data)
    assert [row[:2] for row in told[2:]] == [(1, "Announced")]
    everyone = app.test_client().get(f"/results/{hall.item.id}/versions.xlsx", headers=EN)
    assert rows(everyone.data)[1][2] == "Announced"
    stranger = browser_of(app, make.user(Role.JUDGE))
    for path in (f"/office/results/{result.id}/versions.xlsx", "/office/results/overview.xlsx", "/office/appeals.xlsx"):
        assert stranger.get(path).status_code == 403


def test_objections_go_to_those_who_decide_only_and_the_trail_tells_who_took_them(app):
    hall = build.closed()
    result = build.result_in(ResultState.ON_NOTICE, hall)
    build.object_to(result)
    path = f"/office/results/{result.id}/objections.xlsx"
    told = rows(browser_of(app, hall.organiser).post(path, headers=EN).data)
    assert told[2][2:4] == ("王异议", "13955550000")
    assert [row.actor_id for row in build.trail_of("results.objections_seen")] == [hall.organiser.id]
    for other in (Role.AUDITOR, Role.FINANCE_OFFICER, Role.JUDGE):
        assert browser_of(app, make.user(other)).post(path).status_code == 403
    assert queries.objections(hall.item.id)
