"""Decisions of other bodies: by hand and from a workbook, every fault named, confirmed by a second person, entered."""

import io
from datetime import date

import pytest

from competition.accounts.rules import Role
from competition.directory import records
from competition.foundation import spreadsheets
from competition.foundation.database import db
from competition.foundation.errors import NotAllowed, Refused
from competition.foundation.spreadsheets import Column, Sheet
from competition.honours import deciding, decisions, printing, queries
from competition.honours.deciding import DecisionData
from competition.honours.decision_models import Decision
from competition.honours.decision_rules import DecisionRow, DecisionState
from competition.honours.models import HonourEntry
from competition.honours.rules import HonourKind
from tests import make
from tests.honours import build

pytestmark = pytest.mark.either
EN = {"Accept-Language": "en"}
ID = "370303199003070013"
SCAN = b"%PDF-1.7 scan"


def data(**told):
    made = {
        "body": "山东省人力资源和社会保障厅",
        "document_title": "关于公布获奖名单的通知",
        "document_number": "鲁人社字〔2026〕8号",
    }
    return DecisionData(**{**made, "decided_on": date(2026, 8, 20), "scan_name": "通知.pdf", "scan": SCAN, **told})


def recorded(*rows, by=None, **told):
    return deciding.record_decision(data(**told), rows, [], by=by or build.organiser(), at=make.AT)


def row(number=2, **told):
    return DecisionRow(number, **{"name": "王小明", "honour": "山东省技术能手", **told})


HEADINGS = tuple(decisions.HEADINGS.values())


def workbook(rows, headings=HEADINGS):
    columns = [Column(title, 20) for title in headings]
    return spreadsheets.workbook([Sheet("荣誉名单", columns, rows, ["某通知附件"])])


def test_a_confirmed_decision_makes_entries_and_the_person_holds_the_title(app):
    person = make.person(name="王小明", id_number=ID, id_number_index=records.index_of(ID))
    unit = make.organisation(name="淄博琉璃厂")
    decision = recorded(
        row(id_number=ID, unit="淄博琉璃厂", competition="第三届山东省职业技能大赛", item="焊工"),
        row(3, name="李四", honour="一等奖"),
        row(4, name="淄博琉璃厂", kind="单位", honour="优秀组织奖"),
    )
    assert queries.last_seq(2026, HonourKind.TITLE) == 0
    made = deciding.confirm_decision(decision, None, by=build.organiser(), at=make.AT)
    assert [(e.number, e.kind, e.award, e.title, e.honour_name) for e in made] == [
        ("ZB2026-T-00001", HonourKind.TITLE, "", "provincial_technician", "山东省技术能手"),
        ("ZB2026-A-00001", HonourKind.AWARD, "first", "", "一等奖"),
        ("ZB2026-M-00001", HonourKind.MERIT, "", "", "优秀组织奖"),
    ]
    title = made[0]
    assert (title.person_id, title.organisation_id, title.issuer_as_was) == (
        person.id,
        unit.id,
        "山东省人力资源和社会保障厅",
    )
    assert (title.awarded_on, title.document_number, title.is_ours) == (date(2026, 8, 20), "鲁人社字〔2026〕8号", False)
    assert [(e.person_id, e.organisation_id) for e in made[1:]] == [(None, None), (None, unit.id)]
    assert queries.titles_held([person.id], 0) == {person.id: {"provincial_technician"}}
    with pytest.raises(Refused):
        printing.print_certificate(title, by=build.organiser(), at=make.AT)
    # the ID number found the person; what is kept of it tells nobody the rest
    assert decision.lines[0].id_masked == "37*************013"


def test_a_second_person_confirms_and_once(app):
    by = build.organiser()
    decision = recorded(row(), by=by)
    with pytest.raises(NotAllowed):
        deciding.confirm_decision(decision, None, by=by, at=make.AT)
    assert db.session.scalar(db.select(db.func.count()).select_from(HonourEntry)) == 0
    deciding.confirm_decision(decision, None, by=build.organiser(), at=make.AT)
    with pytest.raises(Refused):
        deciding.confirm_decision(decision, None, by=build.organiser(), at=make.AT)
    with pytest.raises(Refused):
        deciding.drop_decision(decision, "记错", None, by=by, at=make.AT)


def test_a_dropped_decision_makes_no_entry(app):
    by = build.organiser()
    decision = recorded(row(), by=by)
    with pytest.raises(Refused):
        deciding.drop_decision(decision, " ", None, by=by, at=make.AT)
    deciding.drop_decision(decision, "文号有误", None, by=by, at=make.AT)
    assert decision.state is DecisionState.DROPPED
    assert db.session.scalar(db.select(db.func.count()).select_from(HonourEntry)) == 0


@pytest.mark.parametrize(
    ("rows", "told", "fields"),
    [
        ([], {}, ["name"]),
        ([row()], {"scan": b"MZ"}, ["scan"]),
        ([row()], {"decided_on": date(2026, 9, 2)}, ["decided_on"]),
        ([row(name="")], {}, ["workbook"]),
        ([row(honour="")], {}, ["workbook"]),
        ([row(kind="集体")], {}, ["workbook"]),
        ([row(name="某厂", kind="单位")], {}, ["workbook"]),
        ([row(), row(3)], {}, ["workbook"]),
        ([row(), row(3, unit="另一厂")], {}, []),
        ([row(id_number="370303199003070014")], {}, ["workbook"]),
        ([row(competition="赛" * 121)], {}, ["workbook"]),
        ([row(0, name="")], {}, ["name"]),
    ],
)
def test_every_fault_is_named_where_it_stands(app, rows, told, fields):
    if not fields:
        assert recorded(*rows, **told).id
        return
    with pytest.raises(Refused) as refusal:
        recorded(*rows, **told)
    assert [fault.field for fault in refusal.value.faults] == fields


def test_who_holds_the_title_already_is_named(app):
    make.person(name="王小明", id_number=ID, id_number_index=records.index_of(ID))
    deciding.confirm_decision(recorded(row(id_number=ID)), None, by=build.organiser(), at=make.AT)
    with pytest.raises(Refused) as refusal:
        recorded(row(5, id_number=ID))
    assert [(fault.row, fault.column) for fault in refusal.value.faults] == [(5, "荣誉名称")]


def test_a_decision_on_a_competition_of_ours_honours_its_judges_and_coaches(app):
    ours = build.held(name="技能大赛")
    judge = row(name="赵裁判", honour="优秀裁判员", unit="淄博技师学院")
    decision = recorded(judge, competition_id=ours.id, body="淄博市人力资源和社会保障局")
    (entry,) = deciding.confirm_decision(decision, None, by=build.organiser(), at=make.AT)
    assert (entry.kind, entry.competition_id, entry.competition_name) == (HonourKind.MERIT, ours.id, "技能大赛")
    assert printing.print_certificate(entry, by=build.organiser(), at=make.AT).startswith(b"%PDF")
    with pytest.raises(Refused, match=r"decision cannot|不能"):
        recorded(row(), competition_id=ours.id)


def test_the_coaches_of_the_awards_the_table_names_fill_the_workbook(client):
    item = make.item(name="焊工")
    coaches = [[make.person(name=name)] for name in ("钱教练", "孙教练")]
    entered = [make.entry(item, number=n, coaches=of) for n, of in enumerate((*coaches, []), 1)]
    build.announced(entered, awards=("gold", "silver", "first"))
    make.sign_in(client, make.user(Role.ORGANISER))
    answer = client.get(f"/office/honours/competitions/{item.competition_id}/coaches.xlsx")
    rows, faults = decisions.rows_of(answer.data)
    assert [(row.name, row.unit, row.honour, row.item) for row in rows] == [
        ("钱教练", entered[0].unit_as_was, "优秀指导教师", "焊工")
    ]
    assert faults == []
    # no ID number leaves the house: the coach is known again by the entry
    kept = recorded(*rows, competition_id=item.competition_id)
    assert [line.person_id for line in kept.lines] == [coaches[0][0].id]


def test_a_workbook_is_read_whatever_the_order_of_its_headings(app):
    titles = ("荣誉名称", "姓名或单位名称", "身份证号", "备注")
    rows, faults = decisions.rows_of(workbook([("优秀教练", "王小明", ID, "x"), ("", "", "", "")], titles))
    assert (rows, faults) == ([DecisionRow(3, "王小明", id_number=ID, honour="优秀教练")], [])
    rows, faults = decisions.rows_of(workbook([("a",)], ("谁",)))
    assert (rows, [fault.code for fault in faults]) == ([], ["no_header"])


def sent(client, path, **told):
    return client.post(path, data=told, headers=EN, content_type="multipart/form-data")


def test_two_organisers_take_a_workbook_through_the_pages(client):
    make.sign_in(client, make.user(Role.ORGANISER))
    new = "/office/honours/decisions/new"
    assert client.get("/office/honours/decisions/template.xlsx").status_code == 200
    told = {
        "body": "某厅", "document_title": "通知", "document_number": "1号", "decided_on": "2026-08-20", "competition_id": "0",
        "person_or_unit": "个人",
    }  # fmt: skip
    files = {"scan": (io.BytesIO(SCAN), "通知.pdf"), "workbook": (io.BytesIO(workbook([("", "个人")])), "名单.xlsx")}
    assert sent(client, new, **told, **files).status_code == 422
    files = {"scan": (io.BytesIO(SCAN), "通知.pdf")}
    files["workbook"] = (io.BytesIO(workbook([("李四", "个人", "", "某校", "一等奖", "省赛", "焊工")])), "名单.xlsx")
    assert sent(client, new, **told, **files).status_code == 302
    decision = db.session.scalars(db.select(Decision)).one()
    page = f"/office/honours/decisions/{decision.id}"
    text = client.get(page, headers=EN).text
    assert "person not in the directory" in text
    assert "Another person confirms this decision" in text
    assert client.get(f"{page}/scan").data == SCAN
    make.sign_in(client, make.user(Role.ORGANISER))
    assert sent(client, f"{page}/confirm", seen_version=decision.version).status_code == 302
    assert "ZB2026-A-00001" in client.get(page, headers=EN).text
    entry = db.session.scalars(db.select(HonourEntry)).one()
    assert "李四" in client.get(f"/honours/{entry.number}", headers=EN).text
    assert "Recorded decision" in client.get(f"/office/honours/entries/{entry.id}", headers=EN).text
    assert "某厅" in client.get("/office/honours/decisions", headers=EN).text
