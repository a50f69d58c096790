"""The coaches an entry names: persons of the directory, checked like competitors, replaced when it is sent again."""

import html
from datetime import date, timedelta

import pytest

from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.database import db
from competition.honours import destructible
from competition.honours.retention_rules import Destructible
from competition.registration import coach_rules
from competition.registration.models import Coach, Entry
from competition.registration.rules import EntryState
from tests import make
from tests.registration.workbooks import number

TODAY = date(2026, 9, 1)
LI, WANG, ZHAO, SUN = (number(n) for n in (701, 702, 703, 704))
EN = {"Accept-Language": "en"}


@pytest.mark.parametrize(
    ("names", "numbers", "codes"),
    [
        ("李娜", LI, []),
        ("李娜、王 伟", f"{LI}、{WANG}", ["name_characters"]),
        ("李娜,王伟", f"{LI} ; {WANG.lower()}", []),
        ("李娜、王伟、赵敏", "、".join((LI, WANG, ZHAO)), []),
        ("李娜、王伟、赵敏、孙丽", "、".join((LI, WANG, ZHAO, SUN)), ["coaches_many"]),
        ("李娜、王伟", LI, ["id_missing"]),
        ("李娜", f"{LI}、{WANG}", ["coach_unnamed"]),
        ("李娜、李娜", f"{LI}、{LI}", ["coach_twice"]),
        ("李娜", LI[:17] + "x", ["id_check"]),
        ("李那", LI, ["name_differs"]),
        ("", "", []),
    ],
)
def test_coaches_are_read_in_pairs_and_each_fault_has_its_code(names, numbers, codes):
    found = coach_rules.faults(coach_rules.named(names, numbers), TODAY, {LI: "李娜"})
    assert [code for _column, code, _value, _detail in found] == codes


@pytest.fixture
def there(client):
    now = clock.now()
    first = (now + timedelta(days=40)).date()
    held = make.competition(
        registration_opens_at=now - timedelta(days=1), registration_closes_at=now + timedelta(days=7), starts_on=first,
        ends_on=first,
    )  # fmt: skip
    item = make.item(competition_id=held.id, code="A1", held_on=first)
    unit = make.organisation(name="淄博技师学院", credit_code="91350100M000100Y43")
    return item, unit, make.sign_in(client, make.user(Role.ORGANISER))


def typed(*coaches):
    return {f"coaches-{n}-{part}": value for n, pair in enumerate(coaches) for part, value in pair.items()}


def coach(name, id_number=""):
    return {"name": name, "id_number": id_number}


def test_an_entry_names_its_coaches_as_persons_and_is_sent_again_with_others(there):
    item, unit, browser = there
    sent = {"unit": unit.name, "credit_code": unit.credit_code, "members-0-name": "钱小明"}
    sent |= {"members-0-id_number": number(705), "members-0-level": ""}
    where = f"/office/registration/{item.competition_id}/items/{item.id}/new"
    refused = browser.post(where, data=sent | typed(coach("钱小明", number(705)), coach(""), coach("")), headers=EN)
    assert refused.status_code == 422
    assert "competes in this entry" in refused.text
    assert browser.post(where, data=sent | typed(coach("李娜", LI), coach(""), coach("王伟", WANG))).status_code == 302
    entry = db.session.scalars(db.select(Entry)).one()
    assert [(one.position, one.name_as_was, one.person.id_number) for one in entry.coaches] == [
        (1, "李娜", LI), (2, "王伟", WANG),
    ]  # fmt: skip
    assert db.session.scalar(db.select(Entry.coach_name)) in ("李娜、王伟", "王伟、李娜")
    li = entry.coaches[0].id
    with make.transaction(trail=False):
        entry.state = EntryState.RETURNED
    page = browser.get(f"/office/registration/entries/{entry.id}", headers=EN)
    assert LI not in page.text
    again = f"/office/registration/entries/{entry.id}/again"
    nobody = browser.post(again, data=typed(coach("赵敏"), coach(""), coach("")), headers=EN)
    assert nobody.status_code == 422
    assert "ID number is missing" in html.unescape(nobody.text)
    assert browser.post(again, data=typed(coach("赵敏", ZHAO), coach("李娜"), coach(""))).status_code == 302
    db.session.expire_all()
    assert [(one.position, one.name_as_was) for one in entry.coaches] == [(1, "赵敏"), (2, "李娜")]
    assert entry.coaches[1].id == li
    assert db.session.scalar(db.select(db.func.count()).select_from(Coach)) == 2


def test_a_coachs_own_time_is_counted_as_a_competitors(app):
    old = make.competition(starts_on=date(2020, 9, 18), ends_on=date(2020, 9, 20))
    one = make.person(name="李娜", phone="13800000000")
    make.entry(make.item(competition_id=old.id), coaches=[one])
    found = {each.id: each.counted_from for each in destructible.SOURCES[Destructible.PERSON_DATA]()}
    assert found[one.id] == date(2020, 9, 20)
