"""From checked to signed to locked, and back only by two people in two parts: what is kept and what is refused."""

import hashlib
import json
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from competition.accounts.rules import Role, Scope
from competition.foundation.database import db
from competition.foundation.errors import NotAllowed, Refused, SeenChanged
from competition.judging import queries, rules, sheets, signatures, signing, unlockings
from competition.judging.actions import closing, teams
from competition.judging.actions import signing as acts
from competition.judging.actions import unlocking as unlocks
from competition.judging.kinds import settings_of, stored_settings
from competition.judging.models import Mark
from competition.judging.queries import BlockKind
from competition.judging.rules import Presence, Settings, SheetState
from competition.judging.signature_models import SheetSnapshot, Signature, UndoneClosing
from competition.judging.signing import Cover, Hand, HandFault
from competition.results.actions import computing, finishing
from competition.results.rules import ResultState
from tests import make
from tests.judging.build import hall, trail_verbs
from tests.judging.test_pages import as_
from tests.results.build import BOOK, result_in

AT = make.AT
LINE = Hand("M100 200L160 90L220 210L280 100L340 220L400 120L460 205M500 160L620 150")


@pytest.fixture
def there(app):
    """An item whose scheme asks for signatures, every sheet marked and checked."""
    made = hall(1, signed=True)
    made.all_present()
    made.all_theory()
    made.mark_all()
    return made


def kinds(there):
    return {block.kind for block in signatures.blocking(there.item.id)}


def shown(rows):
    found = {}
    for each in rows:
        found.setdefault(each.row.sub_id, []).append(each)
    return {sub_id: signatures.fingerprint(of) for sub_id, of in found.items()}


def judge_signs(there, position=1, hand=LINE, at=AT):
    judge = there.judges[position - 1]
    due = signatures.to_sign(there.item.id, judge.id)
    return acts.sign_sheets(there.item, shown(due), hand, by=db.session.get(make.User, judge.user_id), at=at)


def all_sign(there):
    for position in (1, 2, 3):
        judge_signs(there, position)


def chief_signs(there, at=AT):
    rows = [each for each in signatures.standings(there.item.id) if each.row.state is SheetState.CHECKED]
    return acts.sign_and_lock(there.item, shown(rows), LINE, by=there.chief, at=at)


def cover(there, sheet):
    return next(e.cover for e in signatures.standings(there.item.id) if e.row.id == sheet.id)


# --- what a signature is -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hand", "fault"),
    [
        (LINE, None),
        (Hand(), HandFault.NOTHING),
        (Hand("", "   ", True), HandFault.NOTHING),
        (Hand("M5 5"), HandFault.TOO_LITTLE),
        (Hand("M500 100L501 101L502 102L503 101L504 100L505 101L506 102"), HandFault.TOO_LITTLE),
        (Hand("M0 0L1000 320"), HandFault.TOO_LITTLE),
        (Hand("M100 200L160 90L1001 210L280 100L340 220L400 120"), HandFault.UNREADABLE),
        (Hand('M1 1"/><script>'), HandFault.UNREADABLE),
        (Hand("L1 1M100 200L160 90L220 210L280 100L340 220"), HandFault.UNREADABLE),
        (Hand("", "王芳", True), None),
        (Hand("", " 王芳 ", True), None),
        (Hand("", "王芳", False), HandFault.NOT_CONFIRMED),
        (Hand("", "王方", True), HandFault.NOT_THE_NAME),
    ],
)
def test_a_signature_is_a_line_long_enough_or_exactly_the_own_name_confirmed(hand, fault):
    assert signing.hand_fault(hand, "王芳") is fault


def test_a_scheme_asks_for_signatures_unless_it_says_none():
    assert settings_of({}).signed
    assert settings_of({"signatures": "asked"}).signed
    assert "signatures" not in stored_settings(Settings())
    assert not settings_of(stored_settings(Settings(signed=False))).signed


def test_the_moves_of_a_sheet_never_lead_out_of_closed():
    assert not any(rules.may_move(SheetState.CLOSED, new) for new in SheetState)
    reached = {SheetState.OPEN}
    for _ in SheetState:
        reached |= {new for old in reached for new in SheetState if rules.may_move(old, new)}
    assert reached == set(SheetState)
    assert [old for old in SheetState if rules.may_move(old, SheetState.CLOSED)] == [SheetState.CHECKED]


# --- signing -------------------------------------------------------------------------------------------------------


def test_closing_waits_for_every_judge_and_then_for_the_chief(there):
    assert kinds(there) == {BlockKind.NOT_SIGNED}
    with pytest.raises(Refused, match="ready to close"):
        closing.close_item(there.item, by=there.chief, at=AT)
    for sub_id in {row.sub_id for row in sheets.of_item(there.item.id)}:
        with pytest.raises(Refused, match="ready to close"):
            closing.close_sub_criterion(there.item, sub_id, by=there.chief, at=AT)
    judge_signs(there, 1)
    judge_signs(there, 2)
    with pytest.raises(Refused, match="ready to close"):
        chief_signs(there)
    judge_signs(there, 3)
    assert kinds(there) == {BlockKind.NOT_SIGNED_BY_CHIEF}
    made = chief_signs(there)
    assert {row.state for row in sheets.of_item(there.item.id)} == {SheetState.CLOSED}
    assert kinds(there) == set()
    closed = closing.close_item(there.item, by=there.chief, at=AT)
    assert json.loads(closed.snapshot)["signatures"][-1] == made.sha256
    assert {"judging.sheets_signed", "judging.forms_signed"} <= set(trail_verbs())


def test_what_was_signed_is_kept_with_its_hash_and_stands_in_the_closed_sheet(there):
    all_sign(there)
    chief_signs(there)
    sheet = there.sheet("A1", there.entries[0])
    kept = signatures.versions(sheet.id)
    assert [version.snapshot.number for version in kept] == [1]
    assert hashlib.sha256(kept[0].snapshot.content.encode()).hexdigest() == kept[0].snapshot.sha256
    assert [each.seat for each in kept[0].signatures] == ["scoring", "chief"]
    content = json.loads(kept[0].snapshot.content)
    assert (content["scheme"]["number"], content["settings"]) == (
        1,
        {"rounding": {"panel": {"mode": "half_up", "places": 2}}, "spread": "1"},
    )
    record = json.loads(sheet.snapshot)
    assert [each["seat"] for each in record["signatures"]] == ["scoring", "chief"]
    assert {each["content"] for each in record["signatures"]} == {kept[0].snapshot.sha256}
    # the line itself is encrypted, and the trail does not tell it
    assert db.session.scalar(sa.text("SELECT count(*) FROM judging_signatures WHERE path LIKE '%M100%'")) == 0
    assert db.session.scalar(sa.text("SELECT count(*) FROM trail_rows WHERE after LIKE '%M100 200L%'")) == 0


def test_a_signature_does_not_cover_a_sheet_that_was_handed_back(there):
    judge_signs(there)
    sheet = there.sheet("A1", there.entries[0])
    assert cover(there, sheet) is Cover.SIGNED
    closing.hand_back(sheet, reason="看错", seen=None, by=there.chief, at=AT)
    assert cover(there, sheet) is Cover.EARLIER
    there.mark(there.sheet("A1", there.entries[0]), 1, 0)
    closing.submit_sheet(sheets.one(sheet.id), seen=None, by=there.user_of(sheet), at=AT)
    closing.check_sheet(sheets.one(sheet.id), seen=None, by=there.chief, at=AT + timedelta(minutes=1))
    assert cover(there, sheet) is Cover.EARLIER
    assert signatures.waiting(there.judges[0].user_id) == [(there.item.id, 1)]
    judge_signs(there, at=AT + timedelta(minutes=2))
    assert cover(there, sheet) is Cover.SIGNED
    assert signatures.waiting(there.judges[0].user_id) == []
    old, new = reversed(signatures.versions(sheet.id))
    assert [m["value"] for m in json.loads(old.snapshot.content)["marks"]] == ["2", "39"]
    assert [m["value"] for m in json.loads(new.snapshot.content)["marks"]] == ["1", "0"]

    # and a mark changed behind the pages is not covered either
    sheet = there.sheet("A2", there.entries[0])
    assert cover(there, sheet) is Cover.SIGNED
    with make.transaction(trail=False) as session:
        session.execute(sa.update(Mark).where(Mark.sheet_id == sheet.id).values(value=1))
    assert cover(there, sheet) is Cover.EARLIER


def test_nobody_signs_what_they_did_not_see_nor_for_another(there):
    judge = there.judges[0]
    user = db.session.get(make.User, judge.user_id)
    seen = shown(signatures.to_sign(there.item.id, judge.id))
    for by in (there.chief, there.organiser, make.user(Role.JUDGE)):
        with pytest.raises(NotAllowed):
            acts.sign_sheets(there.item, seen, LINE, by=by, at=AT)
    other = db.session.get(make.User, there.judges[1].user_id)
    with pytest.raises(SeenChanged):
        acts.sign_sheets(there.item, seen, LINE, by=other, at=AT)
    with pytest.raises(NotAllowed):
        acts.sign_and_lock(there.item, seen, LINE, by=user, at=AT)
    sheet = there.sheet("A1", there.entries[0])
    closing.hand_back(sheet, reason="看错", seen=None, by=there.chief, at=AT)
    with pytest.raises(SeenChanged):
        acts.sign_sheets(there.item, seen, LINE, by=user, at=AT)
    with pytest.raises(Refused, match="at least one form"):
        acts.sign_sheets(there.item, {}, LINE, by=user, at=AT)
    with pytest.raises(Refused, match="too little"):
        judge_signs(there, hand=Hand("M5 5"))
    assert db.session.scalar(sa.select(sa.func.count(Signature.id))) == 0


# --- unlocking -----------------------------------------------------------------------------------------------------


def closed_item(there):
    all_sign(there)
    chief_signs(there)
    closing.close_item(there.item, by=there.chief, at=AT)
    return there.sheet("A1", there.entries[0])


def asked(there, sheet):
    return unlocks.ask_unlocking(sheet, reason="录入与纸质表不符", by=there.chief, at=AT)


def test_unlocking_takes_two_people_in_two_parts_and_a_reason(there):
    sheet = closed_item(there)
    with pytest.raises(Refused, match="Say why"):
        unlocks.ask_unlocking(sheet, reason=" ", by=there.chief, at=AT)
    with pytest.raises(NotAllowed):
        unlocks.ask_unlocking(sheet, reason="误", by=there.organiser, at=AT)
    request = asked(there, sheet)
    with pytest.raises(Refused, match="asked for already"):
        asked(there, sheets.one(sheet.id))
    make.keep(make.HeldRole(user_id=there.chief.id, role=Role.ORGANISER, scope=Scope.CITY, granted_at=AT))
    db.session.expire_all()
    yes = unlocks.Answer(True)
    with pytest.raises(NotAllowed, match="another person"):
        unlocks.answer_unlocking(request, yes, seen=None, by=there.chief, at=AT)
    with pytest.raises(NotAllowed):
        unlocks.answer_unlocking(request, yes, seen=None, by=there.user_of(sheet), at=AT)
    with pytest.raises(Refused, match="why you decline"):
        unlocks.answer_unlocking(request, unlocks.Answer(False), seen=None, by=there.organiser, at=AT)
    assert sheets.one(sheet.id).state is SheetState.CLOSED
    unlocks.answer_unlocking(request, yes, seen=None, by=there.organiser, at=AT)
    assert sheets.one(sheet.id).state is SheetState.OPEN
    with pytest.raises(Refused, match="answered already"):
        unlocks.answer_unlocking(unlockings.one(request.id), yes, seen=None, by=there.organiser, at=AT)


def test_an_unlocked_item_changes_nowhere_else_and_closes_again_only_signed_anew(there):
    sheet = closed_item(there)
    before, text = queries.closing(there.item.id).snapshot_sha256, sheet.snapshot
    unlocks.answer_unlocking(asked(there, sheet), unlocks.Answer(True), seen=None, by=there.organiser, at=AT)
    with pytest.raises(Refused, match="not closed yet"):
        queries.closed_marks(there.item.id)
    with pytest.raises(Refused, match="only its unlocked sheets"):
        there.all_theory()
    with pytest.raises(Refused, match="only its unlocked sheets"):
        teams.say_presence(there.item, {there.entries[0].id: teams.Said(Presence.ABSENT)}, by=there.chief, at=AT)
    kept = [version.snapshot for version in signatures.versions(sheet.id)]
    assert text in [each.content for each in kept]
    undone = db.session.scalars(sa.select(UndoneClosing)).one()
    assert undone.snapshot_sha256 == before
    there.mark(sheets.one(sheet.id), 3, 0)
    there.send(sheet.id)
    assert kinds(there) == {BlockKind.NOT_SIGNED}
    judge_signs(there)
    assert kinds(there) == {BlockKind.NOT_SIGNED_BY_CHIEF}
    chief_signs(there)
    closing.close_item(there.item, by=there.chief, at=AT)
    assert queries.closing(there.item.id).snapshot_sha256 != before
    assert {each.content for each in kept} <= set(db.session.scalars(sa.select(SheetSnapshot.content)))


def test_a_final_result_keeps_its_sheets_locked_and_an_unlocked_sheet_keeps_a_result_from_becoming_final(there):
    sheet = closed_item(there)
    with make.transaction(trail=False) as session:
        session.get(make.Competition, there.item.competition_id).state = make.CompetitionState.HELD
    request = asked(there, sheet)
    computed = result_in(ResultState.COMPUTED, there)
    unlocks.answer_unlocking(request, unlocks.Answer(True), seen=None, by=there.organiser, at=AT)
    with pytest.raises(Refused, match="not closed yet"):
        finishing.finalise_result(computed, "无误", None, by=there.organiser, at=AT)
    there.mark(sheets.one(sheet.id), 1, 0)
    there.send(sheet.id)
    judge_signs(there, at=AT + timedelta(hours=1))
    chief_signs(there)
    closing.close_item(there.item, by=there.chief, at=AT + timedelta(hours=1))
    with pytest.raises(Refused, match="Work it out anew"):
        finishing.finalise_result(computed, "无误", None, by=there.organiser, at=AT)
    final = computing.compute_result(there.item, BOOK, "results.awards", "评分表更正", by=there.organiser, at=AT)
    finishing.finalise_result(final, "无误", None, by=there.organiser, at=AT)
    with pytest.raises(Refused, match="result of this item is final"):
        asked(there, sheets.one(sheet.id))


def test_a_request_that_waits_for_its_answer_keeps_a_result_from_becoming_final(app, there):
    sheet = closed_item(there)
    with make.transaction(trail=False) as session:
        session.get(make.Competition, there.item.competition_id).state = make.CompetitionState.HELD
    computed, request = result_in(ResultState.COMPUTED, there), asked(there, sheet)
    with pytest.raises(Refused, match="asks to unlock sheet A1") as refused:
        finishing.finalise_result(computed, "无误", None, by=there.organiser, at=AT)
    (fault,) = refused.value.faults
    assert str(fault.message) == f"{there.chief.name} asks to unlock sheet A1 of competitor 01."
    assert "Closing" in str(fault.remedy)
    office = as_(app.test_client(), there.organiser)
    told = office.post(f"/office/results/{computed.id}/finalise", headers={"Accept-Language": "en"})
    assert (told.status_code, "asks to unlock sheet A1" in told.text) == (422, True)
    unlocks.answer_unlocking(request, unlocks.Answer(False, "评分无误"), seen=None, by=there.organiser, at=AT)
    finishing.finalise_result(computed, "无误", None, by=there.organiser, at=AT)
    # final, nobody asks any more: each of the two shuts the other out
    with pytest.raises(Refused, match="result of this item is final"):
        asked(there, sheets.one(sheet.id))


# --- pages ---------------------------------------------------------------------------------------------------------


def form_values(page):
    return re.findall(r'name="form" value="([^"]+)"', page)


def test_a_judge_and_the_chief_sign_on_their_pages(app, there):
    judge = as_(app.test_client(), there.user_of(there.sheet("A1", there.entries[0])))
    page = judge.get(f"/tablet/items/{there.item.id}/signing").get_data(as_text=True)
    chosen = form_values(page)
    assert len(chosen) == 2
    url = f"/tablet/items/{there.item.id}/signing"
    empty = judge.post(url, data={"form": chosen})
    assert empty.status_code == 422
    assert "请在框内手写签名" in empty.get_data(as_text=True)
    assert judge.post(url, data={"form": chosen, "path": LINE.path}).status_code == 302
    assert LINE.path in judge.get(url).get_data(as_text=True)
    for position in (2, 3):
        judge_signs(there, position)
    chief = as_(app.test_client(), there.chief)
    office = f"/office/judging/items/{there.item.id}/signatures"
    assert judge.get(office).status_code == 403
    chosen = form_values(chief.get(office).get_data(as_text=True))
    assert as_(app.test_client(), there.organiser).post(office, data={"form": chosen}).status_code == 403
    typed = {"form": chosen, "typed": there.chief.name, "confirmed": "y"}
    assert chief.post(office, data=typed).status_code == 302
    assert "已有签字" in chief.get(office).get_data(as_text=True)
