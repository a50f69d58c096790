"""Every route, as every role and as nobody: who is let in, and that nobody reaches another's records."""

import pytest

from competition.accounts.access import EVERYONE, SIGNED_IN
from competition.accounts.rules import SCOPES, Role, Scope
from tests import roles
from tests.house import ROOT

# walked once, by the worker that begins with it: at the end of the suite two would share these tests
pytestmark = pytest.mark.walk


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    yield from roles.walked(tmp_path_factory.mktemp("walk"))


@pytest.fixture(scope="module")
def seen(house):
    return house[1]


def test_nobody_is_let_in_only_where_it_is_open_to_everyone(seen):
    wrong = []
    for one in seen:
        reach, _role, status, where = one.answers[0]
        assert reach == "nobody"
        if one.route.open_to == EVERYONE:
            wrong += [f"{one.route}: {status}"] if status in (401, 403) or status >= 500 else []
        elif one.route.rule.startswith("/api/"):
            wrong += [f"{one.route}: {status}"] if status != 401 else []
        elif status != 302 or not where.startswith("/sign-in"):
            wrong.append(f"{one.route}: {status} {where}")
    assert not wrong


def test_a_role_that_is_not_named_is_refused(seen):
    wrong = [
        f"{one.route.method} {one.route.rule} as {role or reach}: {status}"
        for one in seen
        if one.route.open_to not in (EVERYONE, SIGNED_IN)
        for reach, role, status, _where in one.answers[1:]
        if role not in one.route.open_to and status != 403
    ]
    assert not wrong


def test_nothing_answers_with_a_fault_of_ours(seen):
    wrong = [
        f"{one.route.method} {one.route.rule} as {reach} {role}: {where}"
        for one in seen
        for reach, role, status, where in one.answers
        if status >= 500
    ]
    assert not wrong


# a look at personal data is logged, and that is all a GET may write
LOGGED_LOOKS: dict[str, str] = {}


def test_looking_changes_nothing(seen):
    assert not [
        f"{one.route.rule} ({', '.join(one.changed)})"
        for one in seen
        if one.route.method == "GET" and one.changed and one.route.endpoint not in LOGGED_LOOKS
    ]


ANY_UNIT = "every unit may enter whatever is published; lists show its own entries only (asked below)"
OF_ANY_HOLDER = {
    ("accounts.end_session", None): "one's own session is meant; the walk hands everybody their own",
    **{
        (f"registration.{view}", Role.DELEGATION_LEADER): ANY_UNIT
        for view in (
            *("show_registration", "export_template", "preview_import", "export_marked", "import_entries"),
            *("add_entry", "export_entries"),
        )
    },
}


def test_whoever_holds_a_role_for_another_reaches_nothing_of_mine(seen):
    holes = [
        f"{one.route.method} {one.route.rule} as {role} of another"
        for one in seen
        if one.route.is_about_a_record and one.route.open_to != EVERYONE
        for role in Role
        if one.let_in(role, "other")
        and (one.route.endpoint, role) not in OF_ANY_HOLDER
        and (one.route.endpoint, None) not in OF_ANY_HOLDER
    ]
    assert not holes


# a role that is named and always refused says too much; these have their reason
ONLY_SOMETIMES: dict[str | tuple[str, Role], str] = {
    "exports.take_export": "one's own is meant; the one walked is the city organiser's",
    "exports.stop_export": "one's own is meant; the one walked is the city organiser's",
    "funding_outlooks.show_outlook": "one's own is meant; the one walked is the city organiser's",
    "funding_outlooks.export_outlook": "one's own is meant; the one walked is the city organiser's",
    "home.move_clock": "only in a demo, and this is none",
    "results_stages.export_recount": "of a result that carries an earlier total over; the one walked does not",
    ("funding_recoveries.print_letter", Role.HOST_OFFICER): "of an advance; the one walked is a winner's prize",
    ("judging_papers.show_scan", Role.SCORE_CLERK): "until the paper is in the record; the one walked is closed",
    (
        "judging_recommendations.withdraw_recommendation",
        Role.ORGANISER,
    ): "the organiser's own; the one walked is a unit's",
    (
        "judging_recommendations.withdraw_recommendation",
        Role.HOST_OFFICER,
    ): "of the own unit; the one walked is another's",
    ("results_appeals.decide_appeal", Role.ORGANISER): "at the second level; the one walked is at the first",
    ("honours.print_certificate", Role.HOST_OFFICER): "of the own house's entry; the one walked is a person's",
}


def test_every_role_named_for_a_route_can_use_it(seen):
    looks = {(one.route.endpoint, role) for one in seen for role in Role if one.let_in(role, "mine", "city")}
    idle = [
        f"{one.route.method} {one.route.rule} as {role}"
        for one in seen
        if one.route.open_to != EVERYONE
        for role in one.route.open_to
        # a page may be looked at by more people than may send its form
        if (one.route.endpoint, role) not in looks
        if one.route.endpoint not in ONLY_SOMETIMES and (one.route.endpoint, role) not in ONLY_SOMETIMES
    ]
    assert not idle


def test_nothing_open_to_another_or_to_everyone_shows_unpublished_people(house):
    walk, seen = house
    leaks = []
    for one in seen:
        if one.route.method != "GET":
            continue
        for reach, role, user_id in [("nobody", None, 0), *walk.people]:
            let_in = any((r, w, s) == (role, reach, 200) for w, r, s, _ in one.answers)
            if reach in ("nobody", "other") and let_in and "甲未公开" in walk.text(one.route, user_id):
                leaks.append(f"{one.route.rule} as {reach} {role}")
    assert not leaks


def test_the_page_about_roles_is_up_to_date(seen):
    written = (ROOT / "docs" / "roles.md").read_text(encoding="utf-8")
    assert written == roles.page(seen), "run .ci/roles.py"


def test_the_world_has_somebody_of_every_role(house):
    walk, _seen = house
    for role in Role:
        if SCOPES[role] - {Scope.CITY}:
            assert walk.world.mine.people[role]
            assert walk.world.other.people[role]
        else:
            assert role in walk.world.city
