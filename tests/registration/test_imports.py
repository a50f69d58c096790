"""A workbook is stored whole or not at all, and everything wrong in it is said at once."""

import io
import re
import threading

import pytest

from competition.accounts.rules import Role, Scope
from competition.directory.models import Person
from competition.foundation.database import db
from competition.plan.rules import CompetitionState
from competition.registration import words
from competition.registration.models import Entry
from tests import make
from tests.registration.workbooks import FAULTY, MENDED, OWN, OWN_NAME, row, workbook


@pytest.fixture
def place(client):
    from datetime import timedelta

    from competition.foundation import clock

    now = clock.now()
    unit = make.organisation(name=OWN_NAME, credit_code=OWN)
    first = (now + timedelta(days=40)).date()
    held = make.competition(
        registration_opens_at=now - timedelta(days=1),
        registration_closes_at=now + timedelta(days=7),
        starts_on=first,
        ends_on=first + timedelta(days=2),
    )
    make.item(competition_id=held.id, code="A1", held_on=first)
    make.item(competition_id=held.id, code="B2", team_size=2, held_on=first)
    make.item(competition_id=held.id, code="C3", cancelled=True, held_on=first)
    leader = make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=unit.id)
    return held, make.sign_in(client, leader)


def send(browser, held, content):
    data = {"file": (io.BytesIO(content), "报名表.xlsx")}
    return browser.post(f"/office/registration/{held.id}/preview", data=data, content_type="multipart/form-data")


def confirm(browser, page, **data):
    path = page.text.split('action="', 2)[2] if "import/" in page.text else ""
    path = next(part.split('"')[0] for part in page.text.split('action="')[1:] if "/import/" in part.split('"')[0])
    return browser.post(path, data=data)


def stored():
    return db.session.scalar(db.select(db.func.count()).select_from(Entry))


def test_twenty_five_faults_get_twenty_five_messages_and_nothing_is_stored(place):
    held, browser = place
    page = send(browser, held, workbook([values for values, _ in FAULTY]))
    assert page.status_code == 422
    assert page.text.count('class="fault"') == 25
    assert len({code for _, (_, code) in FAULTY}) == 25
    assert stored() == 0
    assert db.session.scalar(db.select(db.func.count()).select_from(Person)) == 0
    told = re.findall(r'<tr class="fault">\s*<td[^>]*>(\d+)</td><td[^>]*>([^<]+)</td>', page.text)
    assert told == [(str(i), words.heading(column)) for i, (_, (column, _code)) in enumerate(FAULTY, 2)]


def test_each_fault_stands_at_its_row_and_column(place, app):
    from competition.accounts.models import User
    from competition.foundation import clock
    from competition.policy import reader
    from competition.registration import imports

    held, _browser = place
    leader = db.session.scalars(db.select(User)).first()
    checked = imports.check(workbook([values for values, _ in FAULTY]), held, reader.book(), leader, clock.now())
    assert [(f.row, f.column, f.code) for f in checked.faults] == [
        (i, column, code) for i, (_, (column, code)) in enumerate(FAULTY, 2)
    ]


def test_the_mended_file_is_stored_whole(place):
    held, browser = place
    page = send(browser, held, workbook(MENDED))
    assert page.status_code == 200
    assert stored() == 0
    assert confirm(browser, page).status_code == 302
    assert stored() == 25


def test_a_confirmation_sent_twice_stores_once(place):
    held, browser = place
    page = send(browser, held, workbook([row(1)]))
    assert confirm(browser, page, form_key="k").status_code == 302
    assert confirm(browser, page, form_key="k").status_code in (302, 422)
    assert stored() == 1


def test_two_hundred_rows_and_teams(place):
    held, browser = place
    rows = [row(i) for i in range(1, 181)] + [row(200 + i, item="B2", team=f"第{i // 2}队") for i in range(20)]
    page = send(browser, held, workbook(rows))
    assert page.status_code == 200, page.text[:3000]
    confirm(browser, page)
    assert stored() == 190
    assert db.session.scalar(db.select(db.func.count()).select_from(Person)) == 201  # with their coach


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([row(1), row(1, phone="13900000000")], ["twice"]),
        ([row(1, item="B2", team="一队")], ["team_small"]),
        ([row(i, item="B2", team="一队") for i in (1, 2, 3)], ["team_big"]),
        ([], ["empty"]),
    ],
)
def test_faults_among_rows(place, rows, codes):
    from competition.accounts.models import User
    from competition.foundation import clock
    from competition.policy import reader
    from competition.registration import imports

    held, _browser = place
    leader = db.session.scalars(db.select(User)).first()
    checked = imports.check(workbook(rows), held, reader.book(), leader, clock.now())
    assert [f.code for f in checked.faults] == codes


def test_a_missing_column_is_named(place):
    held, browser = place
    page = send(browser, held, workbook([row(1)], columns=("item", "name", "unit", "credit_code")))
    assert page.status_code == 422
    assert page.text.count('class="fault"') == 1


def test_what_is_no_workbook_is_refused(place):
    held, browser = place
    answer = send(browser, held, b"PK not a workbook")
    # the page comes back with the reason, not without it on the page after the next
    assert (answer.status_code, answer.text.count('role="alert"')) == (422, 1)
    assert stored() == 0


def test_the_last_place_goes_to_one_of_two_leaders(place, app):
    from competition.accounts.models import User
    from competition.foundation import clock
    from competition.foundation.errors import Refused
    from competition.plan.models import Competition, Item
    from competition.policy import reader
    from competition.registration import actions

    held, _browser = place
    held_id = held.id
    item = next(i for i in held.items if i.code == "A1")
    make.keep(item)
    with make.transaction(trail=False):
        item.places = 1
    leader_id = db.session.scalars(db.select(User)).first().id
    db.session.remove()
    outcomes = []

    def enter(order):
        with app.app_context():
            sender = actions.Sender(
                db.session.get(Competition, held_id), reader.book(), db.session.get(User, leader_id)
            )
            try:
                actions.import_entries(workbook([row(order)]), sender, clock.now())
                outcomes.append("stored")
            except Refused as refusal:
                outcomes.append(refusal.faults[0].field)
            db.session.remove()

    threads = [threading.Thread(target=enter, args=(order,)) for order in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["item", "stored"]
    assert stored() == 1
    assert db.session.scalar(db.select(Item.places).where(Item.code == "A1")) == 1


def test_a_leader_enters_and_sees_only_the_own_unit(place, client):
    held, browser = place
    other = make.entry(held.items[0])
    assert browser.get(f"/office/registration/entries/{other.id}").status_code == 403
    assert other.unit_as_was not in browser.get(f"/office/registration/{held.id}").text


def test_outside_the_window_nothing_is_stored(place):
    held, browser = place
    page = send(browser, held, workbook([row(1)]))
    with make.transaction(trail=False):
        held.state = CompetitionState.CLOSED
    assert confirm(browser, page).status_code == 422
    assert stored() == 0
