"""Evidence for an aspect: kept once from a tablet, shown with its sheet, signed with it, and seen by nobody before."""

import io
from uuid import uuid4

import pytest
import sqlalchemy as sa

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.foundation.database import db
from competition.foundation.errors import NotAllowed, Refused
from competition.judging import evidence, hall_queries, records, sheets, signatures
from competition.judging.actions import closing
from competition.judging.actions.evidence import Given, keep_evidence
from competition.judging.hall_models import Note
from tests import make
from tests.judging.build import hall
from tests.judging.test_pages import as_

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 40


@pytest.fixture
def there(app):
    return hall(2, signed=True)


@pytest.fixture
def sheet(there):
    return there.sheet("A1", there.entries[0])


def sent(client, sheet, *, named="", aspect=None, text="杯口有裂纹", photo=JPEG):
    aspect = aspect or sheets.aspects_of(sheet)[0].id
    body = {"id": named or uuid4().hex, "aspect": str(aspect), "text": text}
    if photo:
        body["photo"] = (io.BytesIO(photo), "x.jpg")
    return client.post(
        f"/api/v1/sheets/{sheet.id}/evidence",
        data=body,
        headers={"Accept": "application/json", "Accept-Language": "en"},
    )


def test_what_is_sent_twice_is_kept_once(app, there, sheet):
    judge, named = as_(app.test_client(), there.user_of(sheet)), uuid4().hex
    assert [sent(judge, sheet, named=named).json["again"] for _ in range(2)] == [False, True]
    (aspect,) = evidence.of_sheet(sheet.id)
    (note,) = evidence.of_sheet(sheet.id)[aspect]
    assert (note.text, note.photo_type, note.entry_id) == ("杯口有裂纹", "image/jpeg", sheet.entry_id)
    page = judge.get(f"/tablet/sheets/{sheet.id}")
    assert "杯口有裂纹" in page.text
    assert judge.get(f"/tablet/sheets/{sheet.id}/evidence/{note.id}").data == JPEG


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": " ", "photo": b""}, "Write a few words"),
        ({"photo": b"GIF89a" + b"0" * 20}, "no photo"),
        ({"aspect": 99_999_999}, "not on this sheet"),
        ({"named": "short"}, "not understood"),
    ],
)
def test_what_is_no_evidence_is_refused_with_its_remedy(app, there, sheet, wrong, said):
    answer = sent(as_(app.test_client(), there.user_of(sheet)), sheet, **wrong)
    assert answer.status_code == 422
    assert said in answer.json["error"]
    assert evidence.of_sheet(sheet.id) == {}


def test_it_is_kept_by_the_judge_of_an_open_sheet_only(there, sheet):
    given = Given(sheets.aspects_of(sheet)[0].id, "裂纹")
    other = db.session.get(User, there.judges[1].user_id)
    with pytest.raises(NotAllowed):
        keep_evidence(sheet, given, by=other, at=make.AT)
    there.mark(sheet, 2, 39)
    there.send(sheet.id)
    with pytest.raises(Refused, match="submitted"):
        keep_evidence(sheets.one(sheet.id), given, by=there.user_of(sheet), at=make.AT)


def test_nobody_but_the_checker_sees_it_before_the_item_is_closed(app, there, sheet):
    given = Given(sheets.aspects_of(sheet)[0].id, "杯口有裂纹", JPEG)
    note = keep_evidence(sheet, given, by=there.user_of(sheet), at=make.AT)
    there.mark(sheet, 2, 39)
    closing.submit_sheet(sheets.one(sheet.id), seen=None, by=there.user_of(sheet), at=make.AT)
    supervisor = make.user(Role.SUPERVISOR, scope=Scope.COMPETITION, scope_id=there.item.competition_id)
    photo = f"/tablet/sheets/{sheet.id}/evidence/{note.id}"
    for person in (db.session.get(User, there.judges[1].user_id), there.organiser, supervisor):
        client = as_(app.test_client(), person)
        assert client.get(photo).status_code == 403
        assert client.get(f"/office/judging/notes/{note.id}/photo").status_code in (403, 404)
        assert "裂纹" not in client.get(f"/office/judging/items/{there.item.id}/hall").text
    chief = as_(app.test_client(), there.chief)
    assert "杯口有裂纹" in chief.get(f"/office/judging/sheets/{sheet.id}?read=yes").text
    assert "杯口有裂纹" not in chief.get(f"/office/judging/sheets/{sheet.id}").text
    assert chief.get(photo).data == JPEG
    assert hall_queries.notes(there.item.id) == []


def test_a_reserve_who_takes_the_sheet_over_marks_without_it(app, there, sheet):
    note = keep_evidence(
        sheet, Given(sheets.aspects_of(sheet)[0].id, "裂纹", JPEG), by=there.user_of(sheet), at=make.AT
    )
    with make.transaction(trail=False):
        sheets.one(sheet.id).judge_id = there.reserve.id
    reserve = as_(app.test_client(), db.session.get(User, there.reserve.user_id))
    page = reserve.get(f"/tablet/sheets/{sheet.id}")
    assert page.status_code == 200
    assert "裂纹" not in page.text
    assert reserve.get(f"/tablet/sheets/{sheet.id}/evidence/{note.id}").status_code == 404


def test_the_signature_and_the_record_cover_it(there, sheet):
    keep_evidence(sheet, Given(sheets.aspects_of(sheet)[0].id, "裂纹", JPEG), by=there.user_of(sheet), at=make.AT)
    there.mark(sheet, 2, 39)
    there.send(sheet.id)
    standing = next(each for each in signatures.standings(there.item.id) if each.row.id == sheet.id)
    (told,) = standing.content["evidence"]
    assert (told["aspect"], told["text"], len(told["photo_sha256"])) == ("A1.1", "裂纹", 64)
    with make.transaction(trail=False) as session:
        session.execute(sa.update(Note).values(photo=None, destroyed_on=make.AT.date(), destroyed_under="2027-1"))
    after = next(each for each in signatures.standings(there.item.id) if each.row.id == sheet.id)
    assert after.sha256 == standing.sha256
    files = dict(records._evidence(there.item))
    assert list(files) == ["evidence.csv"]
    assert "A1.1" in files["evidence.csv"].decode()
