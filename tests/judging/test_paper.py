"""Paper as a full path: printed blind, entered by one clerk, entered again by another, decided, in the record."""

import hashlib
import io
import re
import shutil
import subprocess

import pytest

from competition.accounts.rules import Role, Scope
from competition.foundation.errors import NotAllowed, Refused
from competition.judging import blind, paper, papers, prints, sheets, signatures
from competition.judging.actions import blinding, closing, declaring, teams
from competition.judging.actions import papers as actions
from competition.judging.actions import sheets as opening
from competition.judging.actions.declaring import Relation
from competition.judging.actions.papers import Copied
from competition.judging.conflict_rules import Reason
from competition.judging.layers import Preset
from competition.judging.paper import PaperState, Written
from competition.judging.rules import (
    Presence,
    SchemeAspect,
    SchemeCriterion,
    SchemeSubCriterion,
    SchemeTree,
    SheetState,
)
from competition.judging.signing import Cover
from competition.judging.tabulation.scheme import Kind
from tests import make
from tests.judging.build import hall, trail_verbs
from tests.judging.test_pages import as_

EN = {"Accept-Language": "en"}
PDF = b"%PDF-1.7 a scan"


@pytest.fixture
def there(app):
    return hall(2)


def clerk(there):
    return make.user(Role.SCORE_CLERK, scope=Scope.ITEM, scope_id=there.item.id)


def copied(sheet, *values, empty=False):
    ids = [aspect.id for aspect in sheets.aspects_of(sheet)]
    return Copied(
        {a: Written(paper.read({"1": {"value": v, "reason": ""}})[1].value) for a, v in zip(ids, values, strict=True)},
        empty,
    )


def entered(there, sheet, *values, by=None, empty=False):
    return actions.enter_paper(sheet.id, copied(sheet, *values, empty=empty), PDF, by=by or clerk(there), at=make.AT)


def confirmed(there, entry, sheet, *values, by=None, empty=False):
    second = copied(sheet, *values, empty=empty)
    return actions.confirm_paper(papers.one(entry.id), second, by=by or clerk(there), at=make.AT)


def marks(sheet):
    given = sheets.marks_on(sheet.id)
    return [paper.plain(given.get(aspect.id)) for aspect in sheets.aspects_of(sheet)]


def test_where_two_clerks_agree_the_marks_are_the_judges_and_the_sheet_is_submitted(there):
    sheet, one, two = there.sheet("A1", there.entries[0]), clerk(there), clerk(there)
    entry = entered(there, sheet, "2", "39", by=one)
    assert (marks(sheet), sheets.one(sheet.id).state) == ([None, None], SheetState.OPEN)
    assert confirmed(there, entry, sheet, "2.0", "39", by=two) == ""
    now, kept = sheets.one(sheet.id), papers.kept(sheet.id)
    assert (marks(sheet), now.state) == (["2", "39"], SheetState.SUBMITTED)
    assert (kept.state, kept.entered_by_id, kept.confirmed_by_id) == (PaperState.KEPT, one.id, two.id)
    assert {mark.entered_by_id for mark in now.marks} == {two.id}
    verbs = trail_verbs()
    assert verbs[-4:] == [
        "judging.paper_entered",
        "judging.paper_confirmed",
        "judging.marks_saved",
        "judging.paper_kept",
    ]
    # the chief checks and closes it like any other
    closing.check_sheet(sheets.one(sheet.id), seen=None, by=there.chief, at=make.AT)


def test_where_they_differ_another_than_the_first_decides_each_with_a_reason(there):
    sheet, one, two = there.sheet("A1", there.entries[0]), clerk(there), clerk(there)
    entry = entered(there, sheet, "2", "39", by=one)
    confirmed(there, entry, sheet, "3", "0", by=two)
    judged, measured = [aspect.id for aspect in sheets.aspects_of(sheet)]
    assert (papers.one(entry.id).state, marks(sheet)) == (PaperState.DIFFERENT, [None, None])
    assert [each.code for each in papers.differences(papers.one(entry.id), sheet)] == ["A1.1", "A1.2"]
    decided = {
        judged: Written(paper.read(entry.first)[judged].value, "三看不清，实为二"),
        measured: Written(paper.Decimal(0), "零"),
    }
    with pytest.raises(Refused, match="Another clerk"):
        actions.decide_paper(papers.one(entry.id), decided, by=one, at=make.AT)
    with pytest.raises(Refused, match="Not every difference"):
        actions.decide_paper(papers.one(entry.id), {judged: decided[judged]}, by=two, at=make.AT)
    assert actions.decide_paper(papers.one(entry.id), decided, by=two, at=make.AT) == ""
    assert (marks(sheet), sheets.one(sheet.id).state) == (["2", "0"], SheetState.SUBMITTED)


def test_the_same_clerk_never_confirms_and_nobody_of_the_team_or_of_the_codes_enters(there):
    sheet, one = there.sheet("A1", there.entries[0]), clerk(there)
    entry = entered(there, sheet, "2", "39", by=one)
    with pytest.raises(Refused, match="You entered this sheet first"):
        confirmed(there, entry, sheet, "2", "39", by=one)
    with pytest.raises(Refused, match="a moment ago"):
        entered(there, sheet, "2", "39")
    judging = make.user(Role.SCORE_CLERK, Role.JUDGE, scope=Scope.ITEM, scope_id=there.item.id)
    make.judge(there.item, 9, user=judging)
    elsewhere = make.user(Role.SCORE_CLERK, scope=Scope.ITEM, scope_id=there.item.id + 9)
    for person in (judging, elsewhere, there.organiser, there.chief):
        with pytest.raises(NotAllowed):
            entered(there, there.sheet("A2", there.entries[0]), "60", by=person)


def test_a_missing_mark_is_said_and_stays_missing(there):
    sheet = there.sheet("A1", there.entries[0])
    with pytest.raises(Refused, match="not a zero") as refused:
        entered(there, sheet, "2", None)
    assert [fault.message for fault in refused.value.faults] == ["A1.2 is empty."]
    entry = entered(there, sheet, "2", None, empty=True)
    assert "A1.2 is not marked yet" in confirmed(there, entry, sheet, "2", None, empty=True)
    assert (marks(sheet), sheets.one(sheet.id).state) == (["2", None], SheetState.OPEN)
    # the judge mends the paper: the sheet is entered anew
    again = entered(there, sheet, "2", "39")
    assert confirmed(there, again, sheet, "2", "39") == ""
    assert sheets.one(sheet.id).state is SheetState.SUBMITTED


def test_the_rules_of_a_tablet_hold_for_paper(there):
    sheet, other = there.sheet("A1", there.entries[0], 2), there.sheet("A1", there.entries[1], 2)
    with pytest.raises(Refused, match="cannot be what is meant"):
        entered(there, sheet, "4")
    with pytest.raises(Refused, match="scan"):
        actions.enter_paper(sheet.id, copied(sheet, "2"), b"text", by=clerk(there), at=make.AT)
    waiting = entered(there, other, "2")
    said = {there.entries[1].id: teams.Said(Presence.ABSENT, "缺席")}
    teams.say_presence(there.item, said, by=there.chief, at=make.AT)
    with pytest.raises(Refused, match="does not take part"):
        confirmed(there, waiting, other, "2")
    told = Relation(there.entries[0].organisation_id, Reason.TRAINEE)
    declaring.declare_relation(there.item, told, by=there.user_of(sheet), at=make.AT)
    with pytest.raises(Refused, match="must not mark this competitor"):
        entered(there, sheet, "2")


def test_a_sheet_begun_on_a_tablet_waits_for_the_chief(there):
    sheet = there.sheet("A1", there.entries[0])
    there.mark(sheet, 3)
    entry = entered(there, sheet, "2", "39")
    assert confirmed(there, entry, sheet, "2", "39") == ""
    assert (papers.one(entry.id).state, marks(sheet)) == (PaperState.WAITING, ["3", None])
    with pytest.raises(NotAllowed):
        actions.let_paper_count(papers.one(entry.id), reason="断网", by=there.organiser, at=make.AT)
    actions.let_paper_count(papers.one(entry.id), reason="平板断网", by=there.chief, at=make.AT)
    assert (marks(sheet), sheets.one(sheet.id).state) == (["2", "39"], SheetState.SUBMITTED)
    beside = there.sheet("A1", there.entries[1])
    dropped = entered(there, beside, "2", "39")
    actions.drop_paper(papers.one(dropped.id), reason="拿错了纸", by=there.chief, at=make.AT)
    assert papers.last(beside.id) is None
    entered(there, beside, "1", "39")


def test_a_penalty_needs_its_reason(app):
    penalty = SchemeAspect(Kind.PENALTY, "违规", paper.Decimal(0))
    whole = SchemeAspect(Kind.MEASUREMENT, "全部", paper.Decimal(100))
    forms = (SchemeSubCriterion("A1", "全部", 1, (whole, penalty)),)
    made = hall(1, scheme=SchemeTree("焊", (), (SchemeCriterion("A", "甲", forms),)))
    sheet = made.sheet("A1", made.entries[0])
    with pytest.raises(Refused) as refused:
        entered(made, sheet, "100", "2")
    assert [fault.message for fault in refused.value.faults] == ["A1.2: say why the penalty was given."]
    first, second = [aspect.id for aspect in sheets.aspects_of(sheet)]
    told = Copied({first: Written(paper.Decimal(100)), second: Written(paper.Decimal(2), "未戴护目镜")})
    entry = actions.enter_paper(sheet.id, told, PDF, by=clerk(made), at=make.AT)
    assert actions.confirm_paper(papers.one(entry.id), told, by=clerk(made), at=make.AT) == ""
    assert sheets.reasons_on(sheet.id) == {second: "未戴护目镜"}


def test_an_entry_for_a_judge_who_handed_the_sheet_on_counts_no_more(there):
    sheet = there.sheet("A1", there.entries[0])
    code = paper.page_code(sheet.id, sheet.judge_id, sheet.sub_criterion_id)
    entry = entered(there, sheet, "2", "39")
    closing.give_to_reserve(sheets.one(sheet.id), reason="生病", seen=None, by=there.chief, at=make.AT)
    now = sheets.one(sheet.id)
    with pytest.raises(Refused, match="another judge"):
        confirmed(there, entry, now, "2", "39")
    assert code != paper.page_code(now.id, now.judge_id, now.sub_criterion_id)


def test_a_waiting_entry_goes_with_an_untouched_sheet_nobody_asks_for(there):
    sheet = there.sheet("A1", there.entries[0], 2)
    entered(there, sheet, "2")
    declaring.declare_relation(
        there.item, Relation(there.entries[0].organisation_id, Reason.TRAINEE), by=there.user_of(sheet), at=make.AT
    )
    opening.open_sheets(there.item, by=there.organiser, at=make.AT)
    assert not papers.on_paper(there.item.id)


@pytest.mark.parametrize(
    ("typed", "sheet"),
    [("12-345", 12), (" 12345 ", 12), ("http://x.test/paper/12-345", 12), ("12", None), ("12-34x", None), ("", None)],
)
def test_a_page_code_is_read_as_typed_and_as_scanned(typed, sheet):
    told = paper.sheet_of(typed)
    assert (told and told[0]) == sheet


# --- pages -----------------------------------------------------------------------------------------------------------


def form_of(sheet, *values, **more):
    ids = [aspect.id for aspect in sheets.aspects_of(sheet)]
    return {f"m{a}": v for a, v in zip(ids, values, strict=True)} | more


def test_the_second_clerk_sees_no_figure_of_the_first_until_both_have_entered(app, there):
    sheet = there.sheet("A2", there.entries[0])
    one, two = (as_(app.test_client(), clerk(there)) for _ in range(2))
    url = f"/office/judging/sheets/{sheet.id}/paper"
    wrong = one.post(url, data=form_of(sheet, "41.3x", form_key="one", scan=(io.BytesIO(PDF), "x.pdf")), headers=EN)
    assert wrong.status_code == 422
    assert f"{sheets.aspects_of(sheet)[0].description}: “41.3x” is not a number." in wrong.text
    assert ">A2.1</span>" in wrong.text
    # the scan waits with the figures, and is not chosen again
    assert "“x.pdf” is kept here" in wrong.text
    told = {"form_key": "one", "scan-waits": re.search(r'name="scan-waits" value="([^"]+)"', wrong.text)[1]}
    assert one.post(url, data=form_of(sheet, "41.37", **told)).status_code == 302
    entry = papers.last(sheet.id)
    listed = f"/office/judging/items/{there.item.id}/paper"
    for path in (url, listed, "/paper", "/office"):
        for client in (one, two):
            assert "41.37" not in client.get(path, headers=EN).text
    assert two.get(f"/office/judging/papers/{entry.id}/scan").data == PDF
    assert one.post(f"/office/judging/papers/{entry.id}/confirm", data=form_of(sheet, "41.37")).status_code == 422
    assert two.post(f"/office/judging/papers/{entry.id}/confirm", data=form_of(sheet, "43.17")).status_code == 302
    for client in (one, two):
        page = client.get(url, headers=EN).text
        assert "41.37" in page
        assert "43.17" in page
    organiser = as_(app.test_client(), there.organiser)
    assert "41.37" not in organiser.get(url).text
    assert organiser.get(f"/office/judging/papers/{entry.id}/scan").status_code == 403
    aspect = sheets.aspects_of(sheet)[0].id
    decided = {f"take{aspect}": "other", f"m{aspect}": "41.73", f"why{aspect}": "字迹潦草"}
    assert two.post(f"/office/judging/papers/{entry.id}/decide", data=decided).status_code == 302
    assert marks(sheet) == ["41.73"]
    # done: the clerks see the figures no more, and the chief sees where they came from
    for client in (one, two):
        assert "41.73" not in client.get(url, headers=EN).text
        assert client.get(f"/office/judging/papers/{entry.id}/scan").status_code == 403
    chief = as_(app.test_client(), there.chief)
    shown = chief.get(f"/office/judging/sheets/{sheet.id}", headers=EN).text
    assert f"entered by {entry.entered_by.name}, confirmed by" in shown
    assert chief.get(f"/office/judging/papers/{entry.id}/scan").data == PDF
    assert (
        "From paper"
        in chief.get(f"/office/judging/items/{there.item.id}/forms/{sheet.sub_criterion_id}", headers=EN).text
    )


def test_the_desk_leads_from_a_page_code_to_its_sheet(app, there):
    sheet, desk = there.sheet("A1", there.entries[0]), as_(app.test_client(), clerk(there))
    code = paper.page_code(sheet.id, sheet.judge_id, sheet.sub_criterion_id)
    url = f"/office/judging/sheets/{sheet.id}/paper"
    assert desk.get("/paper", query_string={"code": f"http://x.test/paper/{code}"}).location == f"/paper/{code}"
    assert desk.get(f"/paper/{code}").location == url
    wrong = f"{sheet.id}-{(int(code[-3:]) + 1) % 1000:03d}"
    assert desk.get(f"/paper/{wrong}").status_code == 422
    assert as_(app.test_client(), clerk(hall(1))).get(f"/paper/{code}").status_code == 403


def text_of(content):
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext reads the text of a PDF; it is not on this machine")
    told = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    # it sets Chinese and figures apart
    return told.stdout.decode().replace(" ", "")


def test_the_print_has_a_page_for_each_sheet_with_the_blind_code_and_no_name(app, monkeypatch):
    monkeypatch.setattr(prints, "ACROSS", 2)
    there = hall(3, opened=False)
    keeper = make.user(Role.CODE_KEEPER, Role.SCORE_CLERK, scope=Scope.ITEM, scope_id=there.item.id)
    blinding.choose_layers(there.item, Preset.ONE, [keeper], by=there.organiser, at=make.AT)
    blinding.draw_layer(blind.layers_of(there.item.id)[0], "六", by=keeper, at=make.AT)
    opening.open_sheets(there.item, by=there.organiser, at=make.AT)
    rows = sheets.of_item(there.item.id)
    chief = as_(app.test_client(), there.chief)
    url = f"/office/judging/items/{there.item.id}/blank-sheets.pdf"
    told = text_of(chief.get(url, headers=EN).data)
    assert told.count("\f") == len(rows)
    pages = told.split("\f")
    for row, page in zip(rows, pages, strict=False):
        assert f"{row.number:02d}" in page
        assert row.judge in page
        assert paper.page_code(row.id, row.judge_id, row.sub_id) in page
    assert "达到标准" in told
    assert not [e.name for e in there.entries if e.name in told]
    # two beside each other: three competitors take two pages for each form and judge
    across = text_of(chief.get(f"{url}?layout=across", headers=EN).data)
    assert across.count("\f") == 2 * len({(row.sub_id, row.judge_id) for row in rows})
    assert all(paper.page_code(row.id, row.judge_id, row.sub_id) in across for row in rows)
    with pytest.raises(NotAllowed, match="keeps a code"):
        entered(there, sheets.one(rows[0].id), "2", "39", by=keeper)


def test_sheets_in_the_record_are_not_printed_blank(there):
    there.mark_entry(there.entries[0])
    data = prints.across(there.item, None, "http://x.test")
    assert {column["number"] for page in data["pages"] for column in page["columns"]} == {"02"}


def test_paper_bears_its_own_signature_until_a_tablet_changes_its_marks(app):
    there = hall(1, signed=True)
    there.all_present()
    sheet = there.sheet("A1", there.entries[0])
    confirmed(there, entered(there, sheet, "2", "39"), sheet, "2", "39")
    closing.check_sheet(sheets.one(sheet.id), seen=None, by=there.chief, at=make.AT)
    standing = next(e for e in signatures.standings(there.item.id) if e.row.id == sheet.id)
    assert (standing.cover, standing.is_due) == (Cover.PAPER, False)
    assert standing.content["paper"]["scan_sha256"] == hashlib.sha256(PDF).hexdigest()
    assert signatures.waiting(there.judges[0].user_id) == []

    closing.hand_back(sheets.one(sheet.id), reason="看错", seen=None, by=there.chief, at=make.AT)
    there.mark(there.sheet("A1", there.entries[0]), 1, 39)
    closing.submit_sheet(sheets.one(sheet.id), seen=None, by=there.user_of(sheet), at=make.AT)
    closing.check_sheet(sheets.one(sheet.id), seen=None, by=there.chief, at=make.AT)
    assert signatures.cover_of(sheets.one(sheet.id)) is Cover.NONE
    assert signatures.waiting(there.judges[0].user_id) == [(there.item.id, 1)]
