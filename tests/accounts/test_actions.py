"""What can be done with accounts, what is refused, and what the trail keeps of it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask

from competition.accounts import passwords, queries, scopes
from competition.accounts.actions import first, own, parts, sessions, users
from competition.accounts.models import HeldRole, SignIn, User
from competition.accounts.queries import Wanted
from competition.accounts.rules import Device, Part, Role, Scope
from competition.accounts.second_factor import Code
from competition.foundation.database import db, transaction
from competition.foundation.errors import Refused, SeenChanged
from competition.foundation.trail import TrailRow
from tests import make
from tests.make import AT

DEVICE = Device("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0", "10.0.0.7")
GOOD = "kiln-glaze-19"


@pytest.fixture
def security(app: Flask) -> User:
    return make.user(Role.SECURITY_ADMIN)


@pytest.fixture
def system(app: Flask) -> User:
    return make.user(Role.SYSTEM_ADMIN)


@pytest.fixture
def items() -> Iterator[None]:
    """Offer two items to hold parts for."""
    known = {3: "焊工", 4: "陶瓷装饰"}
    before = dict(scopes._offered)
    scopes.offer(
        Scope.ITEM,
        lambda search: [(thing, label) for thing, label in known.items() if search in label],
        lambda ids: {thing: known[thing] for thing in ids if thing in known},
    )
    yield
    scopes._offered.clear()
    scopes._offered.update(before)


def verbs() -> list[str]:
    return list(db.session.scalars(sa.select(TrailRow.verb).order_by(TrailRow.seq)))


def last_row() -> Any:
    return db.session.scalars(sa.select(TrailRow).order_by(TrailRow.seq.desc()).limit(1)).one()


def test_the_first_start_makes_three_hands_with_passwords_to_change(app: Flask) -> None:
    made = first.set_up(AT)
    people = db.session.scalars(sa.select(User).order_by(User.id)).all()
    assert [(person.login, person.roles) for person in people] == [
        ("system", {Role.SYSTEM_ADMIN}),
        ("security", {Role.SECURITY_ADMIN}),
        ("auditor", {Role.AUDITOR}),
    ]
    assert all(person.must_change_password for person in people)
    assert all(passwords.is_right(person.password_hash, made[person.login]) for person in people)
    assert verbs() == ["accounts.user_added"] * 3
    assert first.set_up(AT) == {}


def test_a_new_account_gets_a_temporary_password_that_the_trail_does_not_keep(system: User) -> None:
    made, password = users.add_user(" Zbcy.Wang ", " 王磊 ", system, AT)
    assert (made.login, made.name, made.must_change_password) == ("zbcy.wang", "王磊", True)
    assert passwords.is_right(made.password_hash, password)
    kept = last_row()
    assert (kept.verb, kept.actor_id, kept.subject) == ("accounts.user_added", system.id, f"accounts_users#{made.id}")
    assert password not in kept.after
    assert made.password_hash not in kept.after


@pytest.mark.parametrize("login", ["ab", "王磊", "a b c", ""])
def test_a_login_of_another_form_is_refused(system: User, login: str) -> None:
    with pytest.raises(Refused, match="40"):
        users.add_user(login, "王磊", system, AT)


def test_a_login_is_given_once(system: User) -> None:
    users.add_user("wang", "王磊", system, AT)
    with pytest.raises(Refused) as refusal:
        users.add_user("WANG", "王蕾", system, AT)
    assert refusal.value.faults[0].field == "login"
    assert queries.user_of_login("wang").name == "王磊"


def test_a_demo_person_without_a_password_cannot_sign_in(app: Flask) -> None:
    made = users.make_user("judge.0001", "裁判一", None, [Part(Role.JUDGE)], at=AT)
    assert made.roles == {Role.JUDGE}
    assert not passwords.is_right(made.password_hash, "-")


def test_a_name_is_corrected_but_not_over_a_newer_one(system: User) -> None:
    person = make.user(name="王垒")
    seen = person.version
    users.rename_user(person, "王磊", seen, system, AT)
    with pytest.raises(SeenChanged):
        users.rename_user(person, "王雷", seen, system, AT)
    assert db.session.get(User, person.id).name == "王磊"
    assert json.loads(last_row().before) == {f"accounts_users#{person.id}": {"name": "王垒"}}


def test_a_closed_account_loses_its_sessions_and_opens_again(system: User) -> None:
    person = make.user(Role.JUDGE)
    sessions.open_session(person, DEVICE, AT)
    users.deactivate_user(person, system, AT)
    assert not person.active
    assert queries.open_sign_ins(person, AT) == []
    users.reactivate_user(person, system, AT)
    assert person.active


def test_nobody_closes_their_own_account(system: User) -> None:
    with pytest.raises(Refused):
        users.deactivate_user(system, system, AT)
    assert system.active


def test_the_last_security_administrator_cannot_be_lost(system: User, security: User) -> None:
    held = security.parts[0]
    with pytest.raises(Refused):
        users.deactivate_user(security, system, AT)
    with pytest.raises(Refused):
        parts.end_role(held, security, AT)
    closed = make.user(Role.SECURITY_ADMIN, active=False)
    with pytest.raises(Refused):
        parts.end_role(db.session.get(HeldRole, held.id), closed, AT)
    another = make.user(Role.SECURITY_ADMIN)
    parts.end_role(db.session.get(HeldRole, held.id), another, AT)
    db.session.expire_all()
    assert db.session.get(User, security.id).roles == frozenset()


def test_a_part_is_granted_for_one_item_and_ended(security: User, items: None) -> None:
    person = make.user()
    held = parts.grant_role(person, Part(Role.CHIEF_JUDGE, Scope.ITEM, 3), security, AT)
    db.session.expire_all()
    assert person.holds(Role.CHIEF_JUDGE, Scope.ITEM, 3)
    assert not person.holds(Role.CHIEF_JUDGE, Scope.ITEM, 4)
    parts.end_role(held, security, AT + timedelta(days=1))
    db.session.expire_all()
    assert person.roles == frozenset()
    assert [part.ended_at for part in queries.parts_ever(person)] == [AT + timedelta(days=1)]
    assert verbs() == ["accounts.role_granted", "accounts.role_ended"]
    with pytest.raises(Refused):
        parts.end_role(held, security, AT)


@pytest.mark.parametrize(
    "part",
    [
        Part(Role.CHIEF_JUDGE),
        Part(Role.CHIEF_JUDGE, Scope.ITEM, 99),
        Part(Role.CHIEF_JUDGE, Scope.ITEM, None),
        Part(Role.CHIEF_JUDGE, Scope.COMPETITION, 3),
        Part(Role.AUDITOR, Scope.CITY, 3),
        Part(Role.HOST_OFFICER, Scope.ORGANISATION, 10**9),
    ],
)
def test_a_part_is_granted_only_for_what_it_fits(security: User, items: None, part: Part) -> None:
    person = make.user()
    with pytest.raises(Refused):
        parts.grant_role(person, part, security, AT)
    assert queries.parts_ever(person) == []


def test_nobody_grants_a_part_to_themselves(security: User) -> None:
    with pytest.raises(Refused):
        parts.grant_role(security, Part(Role.ORGANISER), security, AT)


def test_hands_that_must_stay_apart_never_meet(security: User) -> None:
    person = make.user(Role.ORGANISER)
    with pytest.raises(Refused) as refusal:
        parts.grant_role(person, Part(Role.AUDITOR), security, AT)
    assert refusal.value.faults[0].field == "part"
    assert person.roles == {Role.ORGANISER}


def test_a_part_held_already_or_a_closed_account_is_refused(security: User) -> None:
    person = make.user(Role.ORGANISER)
    with pytest.raises(Refused):
        parts.grant_role(person, Part(Role.ORGANISER), security, AT)
    with pytest.raises(Refused):
        parts.grant_role(make.user(active=False), Part(Role.ORGANISER), security, AT)


def test_every_try_counts_before_it_is_checked_and_the_fifth_locks(app: Flask) -> None:
    person = make.user(password_hash=passwords.hash_of(GOOD))
    version = person.version
    tries = [sessions.count_try(person.login, AT) for _ in range(5)]
    assert all(tried.may_go_on for tried in tries)
    assert tries[-1].user.locked_until == AT + timedelta(minutes=1)
    assert not sessions.count_try(person.login, AT + timedelta(seconds=59)).may_go_on
    after = sessions.count_try(person.login.upper(), AT + timedelta(minutes=1))
    assert after.may_go_on
    assert (after.user.failures, after.user.locked_until) == (6, AT + timedelta(minutes=3))
    assert after.user.version == version


def test_a_session_forgets_the_failures(app: Flask) -> None:
    person = make.user()
    for _ in range(5):
        sessions.count_try(person.login, AT)
    token = sessions.open_session(person, DEVICE, AT)
    db.session.expire_all()
    assert (person.failures, person.locked_until) == (0, None)
    kept = db.session.scalars(sa.select(SignIn)).one()
    assert token not in kept.token_hash
    assert (kept.agent, kept.address) == (DEVICE.agent, DEVICE.address)
    assert json.loads(last_row().note) == {"address": "10.0.0.7", "second_factor": False}


def test_a_failure_is_kept_without_what_was_typed(app: Flask) -> None:
    assert not sessions.count_try("my-secret-password", AT).may_go_on
    sessions.note_failure(None, DEVICE, AT)
    kept = last_row()
    assert (kept.verb, kept.subject) == ("accounts.sign_in_failed", "")
    assert json.loads(kept.note) == {"address": "10.0.0.7", "known": False, "locked_until": None}


def test_changing_the_password_ends_the_other_sessions(app: Flask) -> None:
    person = make.user(password_hash=passwords.hash_of("old-password-1"), must_change_password=True)
    mine, other = (sessions.open_session(person, DEVICE, AT) for _ in range(2))
    own.change_password(person, "old-password-1", GOOD, mine, AT)
    assert passwords.is_right(person.password_hash, GOOD)
    assert not person.must_change_password
    assert len(queries.open_sign_ins(person, AT)) == 1
    assert other != mine


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [("wrong", GOOD, "old"), ("old-password-1", "short", "new"), ("old-password-1", "old-password-1", "new")],
)
def test_a_password_is_not_changed(app: Flask, old: str, new: str, field: str) -> None:
    person = make.user(password_hash=passwords.hash_of("old-password-1"))
    with pytest.raises(Refused) as refusal:
        own.change_password(person, old, new, "token", AT)
    assert {fault.field for fault in refusal.value.faults} == {field}
    assert passwords.is_right(person.password_hash, "old-password-1")


def test_the_second_factor_is_set_up_used_once_and_turned_off(app: Flask) -> None:
    person = make.user(password_hash=passwords.hash_of(GOOD))
    own.begin_second_factor(person, AT)
    stored = db.session.execute(sa.text("SELECT totp_secret FROM accounts_users")).scalar_one()
    assert person.totp_secret not in stored
    phone = pyotp.TOTP(person.totp_secret)
    with pytest.raises(Refused):
        own.turn_on_second_factor(person, Code("000000" if phone.at(AT) != "000000" else "000001", AT), AT)
    own.turn_on_second_factor(person, Code(phone.at(AT), AT), AT)
    assert person.totp_on
    with pytest.raises(Refused):
        own.begin_second_factor(person, AT)
    with pytest.raises(Refused):
        own.turn_off_second_factor(person, GOOD, Code(phone.at(AT), AT), AT)
    later = AT + timedelta(minutes=1)
    with pytest.raises(Refused):
        own.turn_off_second_factor(person, "wrong", Code(phone.at(later), later), later)
    own.turn_off_second_factor(person, GOOD, Code(phone.at(later), later), later)
    assert (person.totp_on, person.totp_secret) == (False, None)


def test_a_code_opens_one_session_only(app: Flask) -> None:
    person = make.user(totp_on=True)
    sessions.open_session(person, DEVICE, AT, step=100)
    with pytest.raises(Refused):
        sessions.open_session(person, DEVICE, AT, step=100)
    sessions.open_session(person, DEVICE, AT, step=101)
    assert len(queries.open_sign_ins(person, AT)) == 2


def test_a_reset_lets_somebody_in_again_and_nobody_resets_themselves(security: User) -> None:
    person = make.user(totp_on=True, totp_secret="JBSWY3DPEHPK3PXP", failures=9, locked_until=AT + timedelta(hours=1))
    sessions.open_session(person, DEVICE, AT, step=1)
    password = users.reset_sign_in(person, security, AT)
    assert passwords.is_right(person.password_hash, password)
    assert (person.must_change_password, person.totp_on, person.totp_secret) == (True, False, None)
    assert person.locked_until is None
    assert queries.open_sign_ins(person, AT) == []
    assert password not in last_row().after
    with pytest.raises(Refused):
        users.reset_sign_in(security, security, AT)


def test_a_role_that_demands_a_second_factor_asks_it_of_its_holders(security: User) -> None:
    person, other = make.user(Role.FINANCE_OFFICER), make.user(Role.ORGANISER)
    parts.demand_second_factor(Role.FINANCE_OFFICER, True, security, AT)
    db.session.expire_all()
    assert (person.needs_second_factor, other.needs_second_factor) == (True, False)
    assert queries.demands()[Role.FINANCE_OFFICER]
    assert queries.second_factors()[Role.FINANCE_OFFICER] == (1, 0)
    with transaction(trail=False) as session:
        session.execute(sa.update(User).where(User.id == person.id).values(totp_on=True))
    db.session.expire_all()
    assert not person.needs_second_factor
    parts.demand_second_factor(Role.FINANCE_OFFICER, False, security, AT)
    assert not queries.demands()[Role.FINANCE_OFFICER]


def test_people_end_their_other_sessions(app: Flask) -> None:
    person = make.user()
    mine = sessions.open_session(person, DEVICE, AT)
    for _ in range(3):
        sessions.open_session(person, DEVICE, AT)
    assert sessions.end_other_sessions(person, mine, AT) == 3
    assert len(queries.open_sign_ins(person, AT)) == 1


@pytest.mark.parametrize(
    ("wanted", "logins"),
    [
        (Wanted(), ["closed", "free", "judge", "locked"]),
        (Wanted(text="JUD"), ["judge"]),
        (Wanted(text="李"), ["judge"]),
        (Wanted(text="%"), []),
        (Wanted(role=Role.JUDGE), ["judge"]),
        (Wanted(state="inactive"), ["closed"]),
        (Wanted(state="locked"), ["locked"]),
        (Wanted(state="without_part"), ["free", "locked"]),
    ],
)
def test_the_list_is_searched(app: Flask, wanted: Wanted, logins: list[str]) -> None:
    make.user(Role.JUDGE, login="judge", name="李娜")
    make.user(login="free", name="甲")
    make.user(login="closed", name="乙", active=False)
    make.user(login="locked", name="丙", locked_until=AT + timedelta(minutes=5))
    assert [user.login for user in db.session.scalars(queries.users(wanted, AT))] == logins
