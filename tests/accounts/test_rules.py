"""The parts people play and how sign-in defends itself."""

from datetime import UTC, datetime, timedelta

import pytest

from competition.accounts import rules
from competition.accounts.rules import IDLE, SCOPES, SESSION, Role

AT = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "minutes"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 16), (10, 32), (11, 60), (500, 60)]
)
def test_the_lock_grows_with_each_failure_to_an_hour(failures: int, minutes: int) -> None:
    assert rules.lock_after(failures) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("open_for", "idle_for", "ended"),
    [
        (IDLE, IDLE, False),
        (IDLE, IDLE + timedelta(microseconds=1), True),
        (SESSION, timedelta(), False),
        (SESSION + timedelta(microseconds=1), timedelta(), True),
    ],
)
def test_a_session_ends_after_half_an_hour_idle_or_twelve_hours(open_for, idle_for, ended) -> None:
    assert rules.has_ended(AT - open_for, AT - idle_for, AT) is ended


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("kiln-glaze-19", []),
        ("陶瓷烧成温度一千三百1", []),
        ("abcdefgh1", ["short"]),
        ("abcdefghijkl", ["plain"]),
        ("1234567890", ["plain"]),
        ("Wang.Li-2026x", ["login"]),
        ("", ["short", "plain"]),
    ],
)
def test_a_password_is_told_all_it_lacks(password: str, faults: list[str]) -> None:
    assert rules.password_faults(password, "wang.li") == faults


@pytest.mark.parametrize(
    ("role", "held", "clash"),
    [
        (Role.AUDITOR, {Role.SYSTEM_ADMIN}, {Role.SYSTEM_ADMIN}),
        (Role.AUDITOR, {Role.ORGANISER, Role.FINANCE_OFFICER}, {Role.ORGANISER, Role.FINANCE_OFFICER}),
        (Role.SECURITY_ADMIN, {Role.SYSTEM_ADMIN, Role.JUDGE}, {Role.SYSTEM_ADMIN}),
        (Role.JUDGE, {Role.AUDITOR}, set()),
        (Role.ORGANISER, {Role.FINANCE_OFFICER}, set()),
        (Role.AUDITOR, set(), set()),
    ],
)
def test_hands_that_must_stay_apart_are_named(role, held, clash) -> None:
    assert rules.apart_from(role, frozenset(held)) == clash


def test_every_role_says_what_it_is_held_for() -> None:
    assert set(SCOPES) == set(Role)
    assert all(SCOPES.values())


@pytest.mark.parametrize("path", ["/", "/office/plan/3?tab=items", "/results/竞赛"])
def test_an_own_path_is_kept(path: str) -> None:
    assert rules.own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "office",
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/a\nb",
        "javascript:alert(1)",
        "/ /evil.example",
        "\\\\evil.example",
        "/\x7f",
    ],
)
def test_a_strangers_path_is_not(path: str | None) -> None:
    assert rules.own_path(path) == ""


@pytest.mark.parametrize(
    ("login", "good"),
    [
        ("abc", True),
        ("zbcy.wang-2_x", True),
        ("a" * 40, True),
        ("ab", False),
        ("a" * 41, False),
        ("Abc", False),
        (".abc", False),
        ("a b c", False),
        ("王老师", False),
        ("abc\n", False),
    ],
)
def test_a_login_has_a_plain_form(login: str, good: bool) -> None:
    assert rules.is_login(login) is good
