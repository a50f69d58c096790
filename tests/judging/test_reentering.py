"""The second check by blind re-entry: entered unseen, compared, and no mark ever changed by whoever checks."""

import json
from decimal import Decimal

import pytest

from competition.foundation.database import db
from competition.foundation.errors import NotAllowed, Refused, SeenChanged
from competition.judging import paper, reentries, sheets, signatures
from competition.judging.actions import closing, reentering
from competition.judging.actions.copying import Copied
from competition.judging.paper import Written
from competition.judging.reentry_models import Reentry, ReentryState
from competition.judging.rules import SheetState
from tests import make
from tests.judging.build import hall, trail_verbs
from tests.judging.test_pages import as_

EN = {"Accept-Language": "en"}


@pytest.fixture
def there(app):
    return hall(2)


def submitted(there, code="A1", *values, entry=0):
    sheet = there.sheet(code, there.entries[entry])
    there.mark(sheet, *(values or (2, 39)))
    closing.submit_sheet(sheets.one(sheet.id), seen=None, by=there.user_of(sheet), at=make.AT)
    return sheets.one(sheet.id)


def again(there, sheet, *values, by=None, seen=None, empty=False):
    ids = [aspect.id for aspect in sheets.aspects_of(sheet)]
    written = {a: Written(None if v is None else Decimal(v)) for a, v in zip(ids, values, strict=True)}
    return reentering.enter_again(
        sheets.one(sheet.id), Copied(written, empty), seen=seen, by=by or there.chief, at=make.AT
    )


def decide(there, sheet, *said, by=None):
    """Say of each aspect ("slip" or "wrong", why), or None of what agreed."""
    now = sheets.one(sheet.id)
    apart = {each.aspect.id: each for each in reentries.differences(reentries.undecided(now), now)}
    told = {}
    for aspect, each in zip(sheets.aspects_of(now), said, strict=True):
        if each:
            value = apart[aspect.id].first if each[0] == "slip" else apart[aspect.id].second
            told[aspect.id] = Written(value, each[1])
    return reentering.decide_reentry(now, told, seen=None, by=by or there.chief, at=make.AT)


def marks(sheet):
    given = sheets.marks_on(sheet.id)
    return [paper.plain(given.get(aspect.id)) for aspect in sheets.aspects_of(sheet)]


def notes():
    rows = db.session.execute(db.text("SELECT verb, note FROM trail_rows ORDER BY seq")).all()
    return [(verb, json.loads(note) if isinstance(note, str) else note) for verb, note in rows]


def test_what_agrees_is_checked_by_blind_re_entry(there):
    sheet = submitted(there)
    assert again(there, sheet, "2.0", "39").state is ReentryState.AGREES
    now = sheets.one(sheet.id)
    assert (now.state, now.checked_by_id, now.checked_blind) == (SheetState.CHECKED, there.chief.id, True)
    assert trail_verbs()[-2:] == ["judging.sheet_entered_again", "judging.sheet_checked"]
    assert notes()[-1][1]["way"] == "blind_reentry"
    # a check by reading says so too
    other = submitted(there, entry=1)
    closing.check_sheet(sheets.one(other.id), seen=None, by=there.chief, at=make.AT)
    assert not sheets.one(other.id).checked_blind


def test_a_difference_waits_and_no_mark_changes(there):
    sheet = submitted(there)
    made = again(there, sheet, "3", "39")
    assert (made.state, marks(sheet), sheets.one(sheet.id).state) == (
        ReentryState.DIFFERS,
        ["2", "39"],
        SheetState.SUBMITTED,
    )
    found = reentries.differences(made, sheet)
    assert [(each.code, each.first, each.second) for each in found] == [("A1.1", 2, 3)]
    assert notes()[-1] == ("judging.sheet_entered_again", {"differing": ["A1.1"]})
    # whoever has seen the difference does not begin again, and nobody passes over it
    with pytest.raises(Refused, match="differs"):
        again(there, sheet, "2", "39")
    with pytest.raises(Refused, match="differs"):
        closing.check_sheet(sheets.one(sheet.id), seen=None, by=there.chief, at=make.AT)


def test_a_slip_is_said_with_its_reason_and_the_sheet_is_checked(there):
    sheet = submitted(there)
    again(there, sheet, "3", "0")
    with pytest.raises(Refused, match="Not every difference") as refused:
        decide(there, sheet, ("slip", ""), None)
    assert [str(f.message) for f in refused.value.faults] == [
        "A1.1: say why your entry was the slip.",
        "A1.2: say which of the two is right.",
    ]
    assert decide(there, sheet, ("slip", "看错一行"), ("slip", "漏按")) is ReentryState.SLIPS
    now = sheets.one(sheet.id)
    assert (now.state, now.checked_blind, marks(sheet)) == (SheetState.CHECKED, True, ["2", "39"])
    assert [(s.code, s.second, s.decided.reason) for s in reentries.slips(now)] == [
        ("A1.1", 3, "看错一行"),
        ("A1.2", 0, "漏按"),
    ]
    assert notes()[-1][1]["slips"] == ["A1.1", "A1.2"]


def test_a_wrong_mark_sends_the_sheet_back_with_the_list_and_the_judge_mends_it(there):
    sheet = submitted(there)
    again(there, sheet, "3", "0")
    assert decide(there, sheet, ("wrong", "纸上是三"), ("slip", "漏按")) is ReentryState.RETURNED
    now = sheets.one(sheet.id)
    assert (now.state, now.checked_at, marks(sheet)) == (SheetState.OPEN, None, ["2", "39"])
    assert now.return_reason == "Entered again unseen, and different: A1.1: sheet 2, entered again 3 (纸上是三)"
    there.mark(sheet, 3)
    closing.submit_sheet(sheets.one(sheet.id), seen=None, by=there.user_of(sheet), at=make.AT)
    # the old re-entry is over; the new one is compared with the new marks
    assert reentries.undecided(sheets.one(sheet.id)) is None
    assert again(there, sheet, "3", "39").state is ReentryState.AGREES


def test_a_list_longer_than_a_reason_is_kept_whole(there):
    sheet = submitted(there)
    again(there, sheet, "3", "0")
    decide(there, sheet, ("wrong", "长" * 300), ("wrong", "长" * 300))
    db.session.expire_all()
    assert sheets.one(sheet.id).return_reason.count("长") == 600


def test_whoever_checks_may_enter_and_only_the_one_who_entered_decides(there):
    sheet = submitted(there)
    with pytest.raises(NotAllowed):
        again(there, sheet, "2", "39", by=there.user_of(sheet))
    for person in (there.organiser, db.session.get_one(type(there.chief), there.judges[1].user_id)):
        with pytest.raises(NotAllowed):
            again(there, sheet, "2", "39", by=person)
    reserve = db.session.get_one(type(there.chief), there.reserve.user_id)
    again(there, sheet, "1", "39", by=reserve)
    with pytest.raises(Refused, match="Whoever entered it"):
        decide(there, sheet, ("slip", "x"), None)
    # the way out for the others
    closing.hand_back(sheets.one(sheet.id), reason="重看", seen=None, by=there.chief, at=make.AT)
    with pytest.raises(Refused, match="Only a submitted sheet"):
        again(there, sheet, "2", "39")


def test_wrong_empty_or_old_entries_are_refused_and_an_empty_one_may_be_meant(there):
    sheet = submitted(there)
    with pytest.raises(Refused) as refused:
        again(there, sheet, "4", "39")
    assert "A1.1" in str(refused.value.faults[0].message)
    with pytest.raises(Refused, match="not a zero"):
        again(there, sheet, None, "39")
    with pytest.raises(SeenChanged):
        again(there, sheet, "2", "39", seen=sheet.version - 1)
    made = again(there, sheet, None, "39", empty=True)
    assert [each.second for each in reentries.differences(made, sheet)] == [None]


def test_the_signed_record_says_how_the_sheet_was_checked(app):
    there = hall(1, signed=True)
    blind = submitted(there)
    read = submitted(there, "A2", 60)
    again(there, blind, "2", "39")
    closing.check_sheet(sheets.one(read.id), seen=None, by=there.chief, at=make.AT)
    told = {e.row.id: e.content["checked"] for e in signatures.standings(there.item.id) if e.content}
    assert {key: each["blind"] for key, each in told.items()} == {blind.id: True, read.id: False}
    before = next(e.sha256 for e in signatures.standings(there.item.id) if e.row.id == blind.id)
    closing.hand_back(sheets.one(blind.id), reason="重看", seen=None, by=there.chief, at=make.AT)
    assert not sheets.one(blind.id).checked_blind
    closing.submit_sheet(sheets.one(blind.id), seen=None, by=there.user_of(blind), at=make.AT)
    closing.check_sheet(sheets.one(blind.id), seen=None, by=there.chief, at=make.AT)
    assert before != next(e.sha256 for e in signatures.standings(there.item.id) if e.row.id == blind.id)


# --- pages -----------------------------------------------------------------------------------------------------------


def test_the_checker_sees_no_mark_before_choosing_and_only_the_differences_after(app, there):
    sheet = submitted(there, "A2", "41.37")
    chief, url = as_(app.test_client(), there.chief), f"/office/judging/sheets/{sheet.id}"
    first = chief.get(url, headers=EN).text
    assert ("41.37" not in first, "Begin the blind re-entry" in first, "Agrees: checked" in first) == (
        True,
        True,
        False,
    )
    read = chief.get(f"{url}?read=yes", headers=EN).text
    assert ("41.37" in read, "Agrees: checked" in read) == (True, True)
    assert "41.37" not in chief.get(f"{url}/again", headers=EN).text
    aspect = sheets.aspects_of(sheet)[0].id
    wrong = chief.post(f"{url}/again", data={f"m{aspect}": "43.1x"}, headers=EN)
    assert (wrong.status_code, "43.1x" in wrong.text, "41.37" in wrong.text) == (422, True, False)
    assert chief.post(f"{url}/again", data={f"m{aspect}": "43.17"}).location == f"{url}/again"
    apart = chief.get(f"{url}/again", headers=EN).text
    assert all(figure in apart for figure in ("41.37", "43.17", "my entry was the slip"))
    assert "Decide on the differences" in chief.get(url, headers=EN).text
    unsaid = chief.post(f"{url}/again/decision", data={f"take{aspect}": "first"}, headers=EN)
    assert (unsaid.status_code, "say why your entry was the slip" in unsaid.text) == (422, True)
    told = {f"take{aspect}": "first", f"why{aspect}": "按错键"}
    assert chief.post(f"{url}/again/decision", data=told).status_code == 302
    now = chief.get(url, headers=EN).text
    assert "checked by blind re-entry" in now
    assert "按错键" in now
    form = f"/office/judging/items/{there.item.id}/forms/{sheet.sub_criterion_id}"
    assert "checked by blind re-entry" in chief.get(form, headers=EN).text


def test_after_a_re_entry_the_next_sheet_is_entered_again_too(app, there):
    one, two = submitted(there, "A2", 60), submitted(there, "A2", 60, entry=1)
    chief, aspect = as_(app.test_client(), there.chief), sheets.aspects_of(one)[0].id
    went = chief.post(f"/office/judging/sheets/{one.id}/again", data={f"m{aspect}": "60"})
    assert went.location == f"/office/judging/sheets/{two.id}/again"
    went = chief.post(f"/office/judging/sheets/{two.id}/again", data={f"m{aspect}": "59"})
    told = {f"take{aspect}": "second", f"why{aspect}": ""}
    assert chief.post(f"/office/judging/sheets/{two.id}/again/decision", data=told).status_code == 302
    assert sheets.one(two.id).state is SheetState.OPEN
    assert "not waiting for a check" in chief.get(f"/office/judging/sheets/{two.id}/again", headers=EN).text


def test_the_judge_of_the_sheet_and_the_organiser_find_no_re_entry(app, there):
    sheet = submitted(there)
    again(there, sheet, "3", "39")
    for person in (there.user_of(sheet), there.organiser):
        client = as_(app.test_client(), person)
        assert client.get(f"/office/judging/sheets/{sheet.id}/again").status_code == 403
        assert client.post(f"/office/judging/sheets/{sheet.id}/again").status_code == 403
        assert client.post(f"/office/judging/sheets/{sheet.id}/again/decision").status_code == 403
    assert db.session.query(Reentry).count() == 1
