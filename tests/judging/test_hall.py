"""The chief's board while it lives: its events, the benches, what is noted, an absent judge replaced."""

import io
import json

import pytest

from competition.accounts.models import SignIn
from competition.accounts.rules import Device as Browser
from competition.accounts.rules import Role, Scope
from competition.accounts.tokens import token_hash
from competition.foundation import clock
from competition.foundation.database import db
from competition.foundation.errors import NotAllowed, Refused
from competition.judging import hall_queries, sheets
from competition.judging.actions import hall as actions
from competition.judging.actions import pairing
from competition.judging.actions.hall import Noted, Report
from competition.judging.hall_models import Device, Note, NoteKind
from tests import make
from tests.judging.build import hall
from tests.judging.test_pages import as_

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def there(app, monkeypatch):
    monkeypatch.setitem(app.config, "BOARD_WAIT", 1)
    return hall(2)


def events(client, there, seen=""):
    answer = client.get(
        f"/office/judging/items/{there.item.id}/events", headers={"Last-Event-ID": seen} if seen else {}
    )
    assert answer.status_code == 200
    assert answer.mimetype == "text/event-stream"
    lines = dict(line.split(": ", 1) for line in answer.text.splitlines() if ": " in line and not line.startswith(":"))
    return lines.get("id", ""), json.loads(lines["data"]) if "data" in lines else None


def test_a_board_gets_its_cells_at_once_and_then_only_what_changed(app, there):
    chief = as_(app.test_client(), there.chief)
    seen, first = events(chief, there)
    assert {cell["state"] for cell in first["cells"].values()} == {"open"}
    assert events(chief, there, seen) == ("", None)
    sheet = there.sheet("A1", there.entries[0])
    there.mark(sheet, 2)
    later, now = events(chief, there, seen)
    assert later != seen
    assert now["cells"][f"{sheet.entry_id}-{sheet.sub_criterion_id}"]["begun"] is True


def test_an_event_tells_progress_and_never_a_mark(app, there):
    there.mark(there.sheet("A2", there.entries[0]), "41.37")
    answer = as_(app.test_client(), there.chief).get(f"/office/judging/items/{there.item.id}/events")
    assert "41.37" not in answer.text


def test_a_look_for_changes_costs_one_statement(there, statements):
    statements.clear()
    hall_queries.stamp(there.item.id)
    assert len(statements) == 1


@pytest.mark.parametrize("who", ["judge", "leader", "chief of another item"])
def test_the_board_is_closed_to_others(app, there, who):
    people = {
        "judge": db.session.get(type(there.chief), there.judges[0].user_id),
        "leader": make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=1),
        "chief of another item": hall(1).chief,
    }
    client = as_(app.test_client(), people[who])
    for path in ("events", "hall", "compared", "compared.xlsx"):
        assert client.get(f"/office/judging/items/{there.item.id}/{path}").status_code == 403, path


def test_a_supervisor_reads_the_benches_and_changes_nothing(app, there):
    watching = make.user(Role.SUPERVISOR, scope=Scope.COMPETITION, scope_id=there.item.competition_id)
    client = as_(app.test_client(), watching)
    page = client.get(f"/office/judging/items/{there.item.id}/hall").text
    assert "/pairing" not in page
    assert client.post(f"/office/judging/items/{there.item.id}/notes", data={"text": "x"}).status_code == 403
    assert client.post(f"/office/judging/judges/{there.judges[0].id}/replace", data={"reason": "x"}).status_code == 403


def test_a_tablets_report_is_kept_once_a_device(app, there):
    judge = db.session.get(type(there.chief), there.judges[0].user_id)
    client = as_(app.test_client(), judge)
    for device, unsent in [("tablet-one", 3), ("tablet-one", 1), ("tablet-two", 4)]:
        assert client.post("/api/v1/pulse", json={"device": device, "unsent": unsent, "battery": 80}).status_code == 200
    kept = db.session.execute(db.select(Device.key, Device.unsent).order_by(Device.key)).all()
    assert [tuple(row) for row in kept] == [("tablet-one", 1), ("tablet-two", 4)]
    page = as_(app.test_client(), there.chief).get(f"/office/judging/items/{there.item.id}/hall").text
    assert "</svg>5</span>" in page


def test_a_chief_judges_tablet_reports_too(app, there):
    told = {"device": "tablet-chief", "unsent": 0}
    assert as_(app.test_client(), there.chief).post("/api/v1/pulse", json=told).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"device": "x", "unsent": 1},
        {"device": "tablet-one", "unsent": -1},
        {"device": "tablet-one", "unsent": "3"},
    ],
)
def test_what_is_no_report_is_refused(app, there, body):
    client = as_(app.test_client(), db.session.get(type(there.chief), there.judges[0].user_id))
    assert client.post("/api/v1/pulse", json=body).status_code == 422


@pytest.mark.parametrize(
    ("noted", "wrong"),
    [(Noted(NoteKind.TIME_BONUS, "停电"), "minutes"), (Noted(NoteKind.INCIDENT, " "), "few words"),
     (Noted(NoteKind.INCIDENT, "x", 999_999), "no such competitor"), (Noted(NoteKind.INCIDENT, "x", photo=b"GIF89a"), "no photo"),
     (Noted(NoteKind.INCIDENT, "x", photo=PNG + b"0" * 5_000_000), "4 MB")],
)  # fmt: skip
def test_a_note_that_says_too_little_or_brings_no_photo_is_refused(there, noted, wrong):
    with pytest.raises(Refused, match=wrong):
        actions.write_note(there.item, noted, by=there.chief, at=make.AT)
    assert db.session.scalars(db.select(Note)).all() == []


def test_a_note_with_a_photo_by_the_page(app, there):
    chief = as_(app.test_client(), there.chief)
    told = {"kind": "time_bonus", "entry_id": there.entries[0].id, "minutes": "15", "text": "停电一刻钟"}
    answer = chief.post(
        f"/office/judging/items/{there.item.id}/notes", data={**told, "photo": (io.BytesIO(PNG), "photo.exe")}
    )
    assert answer.status_code == 302
    kept = db.session.scalars(db.select(Note)).one()
    assert (kept.minutes, kept.photo_type) == (15, "image/png")
    assert chief.get(f"/office/judging/notes/{kept.id}/photo").data == PNG
    assert "停电一刻钟" in chief.get(f"/office/judging/items/{there.item.id}/hall").text


def test_an_absent_judges_open_sheets_go_to_the_reserve(there):
    away = there.judges[1]
    done = there.sheet("A1", there.entries[0], 2)
    there.mark(done, 2)
    there.send(done.id)
    assert actions.replace_judge(away, reason="突发疾病", by=there.chief, at=make.AT) == 1
    now = {row.entry_id: row.judge_id for row in sheets.of_item(there.item.id) if row.position == 2}
    assert now == {there.entries[0].id: away.id, there.entries[1].id: there.reserve.id}
    with pytest.raises(Refused, match="no open sheet"):
        actions.replace_judge(away, reason="突发疾病", by=there.chief, at=make.AT)


def test_where_no_reserve_is_free_nothing_is_changed(there):
    with make.transaction(trail=False):
        there.reserve.organisation_id = there.entries[1].organisation_id
    with pytest.raises(Refused, match="Nothing was changed"):
        actions.replace_judge(there.judges[1], reason="突发疾病", by=there.chief, at=make.AT)
    assert there.reserve.id not in {row.judge_id for row in sheets.of_item(there.item.id)}
    with pytest.raises(NotAllowed):
        actions.replace_judge(there.judges[1], reason="突发疾病", by=there.organiser, at=make.AT)


def test_an_old_report_still_names_what_was_not_sent(there):
    judge = db.session.get(type(there.chief), there.judges[0].user_id)
    actions.keep_report(Report("tablet-one", 7), by=judge, at=make.AT)
    bench = hall_queries.benches(there.item, make.AT, make.AT.date())[0]
    assert (bench.unsent, bench.tablets, bench.seen_at, bench.late) == (7, 1, make.AT, 0)


def test_two_tablets_on_one_sheet_are_told_of_each_other_and_the_chief_sees_it(app, there):
    sheet = there.sheet("A1", there.entries[0])
    judge = there.user_of(sheet)
    clients = [as_(app.test_client(), judge) for _ in range(2)]

    def beat(n, shown):
        body = {"device": f"tablet-{n}", "unsent": 0, "battery": 15 + n, "sheet": shown}
        return clients[n].post("/api/v1/pulse", json=body).json.get("others")

    assert [beat(0, sheet.id), beat(1, sheet.id), beat(0, sheet.id)] == [0, 1, 1]
    chief = as_(app.test_client(), there.chief)
    page = chief.get(f"/office/judging/items/{there.item.id}/hall").text
    assert "在两台平板上打开" in page
    assert "电量15%" in page
    assert [beat(1, None), beat(0, sheet.id)] == [None, 0]
    assert "在两台平板上打开" not in chief.get(f"/office/judging/items/{there.item.id}/hall").text


def test_a_sheet_of_somebody_else_is_not_noted_as_shown(there):
    mine, other = (there.sheet("A1", there.entries[0], place) for place in (1, 2))
    actions.keep_report(Report("tablet-one", 0, None, other.id), by=there.user_of(mine), at=make.AT)
    assert db.session.scalar(db.select(Device.sheet_id)) is None


def test_whoever_holds_another_tablet_than_the_one_that_was_paired_is_told(app, there):
    sheet = there.sheet("A1", there.entries[0])
    at = clock.now()
    code = pairing.offer_pairing(there.judges[0], by=there.chief, at=at)
    _judge, token = pairing.use_code(code, Browser("Tablet", "10.0.0.7"), at=at)
    bound = db.session.scalar(db.select(SignIn).where(SignIn.token_hash == token_hash(token)))
    body = {"device": "tablet-one", "unsent": 0, "sheet": sheet.id}
    client = as_(app.test_client(), there.user_of(sheet))
    assert client.post("/api/v1/pulse", json=body).json["paired_elsewhere"] is True
    assert hall_queries.beside(bound.user_id, "tablet-one", sheet.id, at, bound=True).paired_elsewhere is False
