"""A tablet paired by a code: once, within two minutes, for one item and day, and for nothing but marking."""

from datetime import UTC, datetime, timedelta

import pytest

from competition.accounts.models import SignIn
from competition.accounts.rules import Device
from competition.foundation import clock
from competition.foundation.database import db
from competition.foundation.errors import NotAllowed, Refused
from competition.judging.actions import pairing
from competition.judging.hall_models import Pairing
from competition.judging.rules import Seat
from tests import make
from tests.judging.build import hall, trail_verbs
from tests.judging.test_pages import as_

TABLET = Device("tablet", "10.0.0.7")


@pytest.fixture
def there(app):
    return hall(2)


def offered(there, at=make.AT, judge=0):
    return pairing.offer_pairing(there.judges[judge], by=there.chief, at=at)


def paired(app, there):
    """Pair a tablet now, through the page, and give its browser."""
    tablet = app.test_client()
    answer = tablet.post("/pair", data={"code": offered(there, clock.now())})
    assert (answer.status_code, answer.location) == (302, "/tablet")
    return tablet


def test_a_code_signs_the_tablet_in_as_that_judge_until_the_day_ends(there):
    user, token = pairing.use_code(offered(there), TABLET, at=make.AT)
    kept = db.session.scalars(db.select(SignIn)).one()
    assert user.id == there.judges[0].user_id
    assert token
    assert kept.bound_item_id == there.item.id
    assert kept.bound_until == datetime(2026, 9, 1, 16, 0, tzinfo=UTC)
    assert trail_verbs()[-2:] == ["judging.pairing_offered", "judging.tablet_paired"]


@pytest.mark.parametrize("written", [str.lower, lambda c: f"{c[:4]} {c[4:]}", lambda c: f" {c[:4]}-{c[4:]} "])
def test_a_code_may_be_typed_in_small_letters_and_in_two_halves(there, written):
    assert pairing.use_code(written(offered(there)), TABLET, at=make.AT)[0].id == there.judges[0].user_id


@pytest.mark.parametrize(("after", "works"), [(0, True), (120, True), (121, False), (-1, False), (86_400, False)])
def test_a_code_lives_two_minutes(there, after, works):
    code, at = offered(there), make.AT + timedelta(seconds=after)
    if works:
        pairing.use_code(code, TABLET, at=at)
    else:
        with pytest.raises(Refused, match="not valid"):
            pairing.use_code(code, TABLET, at=at)


def test_a_code_does_not_outlive_its_day_even_within_two_minutes(there):
    midnight = datetime(2026, 9, 1, 16, 0, tzinfo=UTC)
    code = offered(there, midnight - timedelta(seconds=30))
    with pytest.raises(Refused, match="not valid"):
        pairing.use_code(code, TABLET, at=midnight + timedelta(seconds=30))


def test_a_code_works_once(there):
    code = offered(there)
    pairing.use_code(code, TABLET, at=make.AT)
    with pytest.raises(Refused, match="not valid"):
        pairing.use_code(code, TABLET, at=make.AT)
    assert len(db.session.scalars(db.select(SignIn)).all()) == 1


def test_a_newer_code_takes_the_place_of_the_older(there):
    older, newer = offered(there), offered(there)
    with pytest.raises(Refused, match="not valid"):
        pairing.use_code(older, TABLET, at=make.AT)
    pairing.use_code(newer, TABLET, at=make.AT)


@pytest.mark.parametrize("who", ["organiser", "judge", "chief of another item"])
def test_only_the_chief_of_the_item_offers_a_code(there, who):
    other = make.judge(make.item(), 1, Seat.CHIEF)
    people = {
        "organiser": there.organiser, "judge": db.session.get(type(there.chief), there.judges[1].user_id),
        "chief of another item": db.session.get(type(there.chief), other.user_id),
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        pairing.offer_pairing(there.judges[0], by=people[who], at=make.AT)


def test_the_code_itself_is_kept_nowhere(there):
    code = offered(there)
    rows = db.session.execute(db.text("SELECT before, after, note FROM trail_rows")).all()
    assert code not in str(rows)
    assert code not in db.session.scalars(db.select(Pairing.code_hash)).all()


def test_a_paired_tablet_opens_its_sheets_and_nothing_else(app, there):
    tablet, mine = paired(app, there), there.sheet("A1", there.entries[0], 1)
    for path in ("/tablet", f"/tablet/sheets/{mine.id}", f"/api/v1/sheets/{mine.id}/panel"):
        assert tablet.get(path).status_code == 200, path
    closed = [
        "/account",
        "/account/password",
        "/office/judging",
        f"/office/judging/sheets/{mine.id}",
        "/office/competitions",
    ]
    for path in closed:
        assert tablet.get(path).status_code in (403, 404), path
    assert tablet.get("/account").status_code == 403


def test_a_paired_tablet_does_not_reach_the_judges_other_item(app, there):
    other = hall(1)
    user = db.session.get(type(there.chief), there.judges[0].user_id)
    beside = other.sheet("A1", other.entries[0], 1)
    with make.transaction(trail=False):
        beside.judge.user_id = user.id
    db.session.expire_all()
    tablet = paired(app, there)
    assert tablet.get(f"/tablet/sheets/{beside.id}").status_code == 403
    assert tablet.get(f"/api/v1/sheets/{beside.id}").status_code == 403


def test_an_ended_pairing_signs_the_tablet_out(app, there):
    tablet = paired(app, there)
    kept = db.session.scalars(db.select(Pairing)).one()
    chief = as_(app.test_client(), there.chief)
    assert chief.post(f"/office/judging/pairings/{kept.id}/end").status_code == 302
    # no password is typed in the hall: it leads to where the next code is asked for, and says why
    en = {"Accept-Language": "en"}
    assert tablet.get("/tablet", headers=en).location == "/pair"
    assert "This tablet is paired no more" in tablet.get("/pair", headers=en).text
    # whichever page is opened next, too, until it is paired again
    assert tablet.get("/tablet").location == "/pair"
    assert tablet.post("/pair", data={"code": offered(there, clock.now())}).location == "/tablet"
    assert tablet.post("/sign-out", data={"unsent": "0"}).status_code == 302
    assert "/sign-in" in tablet.get("/tablet").location


def test_the_day_ends_the_session_and_a_rest_of_an_hour_does_not(app, there):
    tablet = paired(app, there)
    kept = db.session.scalars(db.select(SignIn).filter_by(bound_item_id=there.item.id)).one()
    for until, seen, status in [(1, -3600, 200), (-1, 0, 302)]:
        with make.transaction(trail=False):
            kept.bound_until = clock.now() + timedelta(minutes=until)
            kept.seen_at = clock.now() + timedelta(seconds=seen)
        assert tablet.get("/tablet").status_code == status


@pytest.mark.parametrize(("unsent", "storage"), [("0", True), ("3", False), ("", False)])
def test_signing_out_clears_the_tablet_only_when_it_holds_no_mark(app, there, unsent, storage):
    tablet = paired(app, there)
    answer = tablet.post("/sign-out", data={"unsent": unsent})
    assert ("storage" in answer.headers["Clear-Site-Data"]) is storage
    assert tablet.get("/tablet").status_code == 302


def test_the_chief_sees_the_code_once_as_a_picture_and_in_letters(app, there):
    chief = as_(app.test_client(), there.chief)
    page = chief.post(f"/office/judging/judges/{there.judges[0].id}/pairing").text
    assert "<svg" in page
    assert db.session.scalars(db.select(Pairing)).one().used_at is None
