"""Honours entered, corrected and revoked; certificates made."""

import threading
from datetime import date

import pytest

from competition.accounts.rules import Role, Scope
from competition.directory.models import Person
from competition.foundation.database import db
from competition.foundation.errors import Refused, SeenChanged
from competition.honours import actions, queries, rules
from competition.honours.actions import EntryData
from competition.honours.models import HonourEntry
from competition.honours.rules import EntryState, HonourKind
from competition.plan.rules import CompetitionState, Group, Level
from competition.policy import reader
from competition.registration.models import PriorTitle
from competition.results.rules import ResultState
from tests import make
from tests.honours import build

AWARD, TITLE, HOST = HonourKind.AWARD, HonourKind.TITLE, HonourKind.HOST


def enter(result):
    return actions.enter_honours(result, reader.book(), by=build.organiser(), at=make.AT)


def of(kind):
    return list(db.session.scalars(db.select(HonourEntry).filter_by(kind=kind).order_by(HonourEntry.seq)))


def test_an_announced_result_gives_every_award_and_a_list_the_title_to_the_first_two(app):
    result = build.result(4)
    enter(result)
    assert of(TITLE) == []
    build.titled(result)
    names = [line.name_as_was for line in result.lines]
    assert [(e.number, e.name_as_was, e.award) for e in of(AWARD)] == [
        ("ZB2026-A-00001", names[0], "gold"),
        ("ZB2026-A-00002", names[1], "silver"),
        ("ZB2026-A-00003", names[2], "bronze"),
    ]
    assert [(e.number, e.name_as_was, e.title) for e in of(TITLE)] == [
        ("ZB2026-T-00001", names[0], rules.TECHNICIAN),
        ("ZB2026-T-00002", names[1], rules.TECHNICIAN),
    ]
    first = of(AWARD)[0]
    competition = result.item.competition
    assert (first.unit_as_was, first.competition_name, first.item_name) == (
        result.lines[0].unit_as_was,
        competition.name,
        result.item.name,
    )
    assert (first.awarded_on, first.document_number) == (build.ANNOUNCED_ON, "淄人社字〔2026〕12号")
    assert first.issuer_as_was == competition.organiser.name
    assert of(TITLE)[0].issuer_as_was == "淄博市人力资源和社会保障局"
    assert first.name_pinyin.startswith("wang")
    assert all(rules.is_code(e.code) for e in (*of(AWARD), *of(TITLE)))
    assert len({e.code for e in (*of(AWARD), *of(TITLE))}) == 5
    assert of(TITLE)[0].ground["table"]["status"] == "example"
    assert build.trail_verbs() == [
        "honours.entered", "honours.list_proposed", *["honours.nominee_kept"] * 2, "honours.list_on_notice", "honours.list_entered",
    ]  # fmt: skip


def test_every_member_of_a_team_gets_an_entry_that_names_the_team(app):
    item = make.item(team_size=2)
    people = make.person(name="单小明"), make.person(name="古丽·买买提")
    result = build.announced([make.entry(item, *people, number=1, team_name="琉璃一队")])
    enter(result)
    build.titled(result)
    assert [(e.name_as_was, e.team, e.person_id) for e in of(AWARD)] == [
        ("单小明", "琉璃一队", people[0].id),
        ("古丽·买买提", "琉璃一队", people[1].id),
    ]
    assert [e.name_as_was for e in of(TITLE)] == ["单小明", "古丽·买买提"]
    assert "sxm" in of(AWARD)[0].name_pinyin


@pytest.mark.parametrize("state", [s for s in ResultState if s is not ResultState.ANNOUNCED])
def test_only_an_announced_result_is_entered(app, state):
    with pytest.raises(Refused, match=r"not announced|尚未公布"):
        enter(build.result(state=state))
    assert of(AWARD) == []


def test_entering_twice_is_refused_and_enters_nothing_twice(app):
    result = build.result()
    enter(result)
    with pytest.raises(Refused):
        enter(result)
    assert len(of(AWARD)) == 3


def test_a_result_without_awards_or_titles_gives_an_empty_list(app):
    assert enter(build.result(awards=(), item=make.item(group=Group.STUDENT))) == []
    assert build.trail_verbs() == []


def test_a_revoked_honour_does_not_come_back_by_entering_again(app):
    result = build.result()
    enter(result)
    actions.revoke_entry(of(AWARD)[0], "替考", None, by=build.organiser(), at=make.AT)
    with pytest.raises(Refused):
        enter(result)
    assert [e.state for e in of(AWARD)] == [EntryState.REVOKED, EntryState.ENTERED, EntryState.ENTERED]


@pytest.mark.parametrize(
    ("level", "group", "marks", "titled"),
    [
        (Level.MUNICIPAL_1, Group.EMPLOYEE, [], [1, 2]),
        (Level.MUNICIPAL_1, Group.TEACHER, [], [1, 2]),
        (Level.MUNICIPAL_GAMES, Group.EMPLOYEE, [], [1, 2]),
        (Level.MUNICIPAL_2, Group.EMPLOYEE, [], [1]),
        (Level.MUNICIPAL_1, Group.STUDENT, [], []),
        (Level.COUNTY, Group.EMPLOYEE, [], []),
        (Level.PROVINCIAL_1, Group.EMPLOYEE, [], []),
        (Level.MUNICIPAL_1, Group.EMPLOYEE, [(59, 95), (60, 60)], [2]),
        (Level.MUNICIPAL_1, Group.EMPLOYEE, [(95, 59), (60, 59)], []),
    ],
)
def test_who_gets_the_title(app, level, group, marks, titled):
    item = make.item(group=group, competition_id=make.competition(level=level).id)
    result = build.result(3, item=item, marks=marks)
    enter(result)
    if titled:
        build.titled(result)
    else:
        with pytest.raises(Refused, match=r"nobody new|没有可"):
            build.proposed(result)
    assert [e.ground["place"] for e in of(TITLE)] == titled
    assert len(of(AWARD)) == 3


def prior(person):
    make.keep(PriorTitle(person_id=person.id, title=rules.TECHNICIAN, document="淄人社字〔2024〕3号"))


def merged_before(person):
    old = make.person(merged_into_id=person.id)
    prior(old)


def won_elsewhere(person):
    build.titled(build.announced([make.entry(make.item(), person, number=1)], awards=()))


def other_title(person):
    make.keep(PriorTitle(person_id=person.id, title="municipal_labour_medal", document="x"))


def won_and_revoked(person):
    won_elsewhere(person)
    actions.revoke_entry(of(TITLE)[0], "替考", None, by=build.organiser(), at=make.AT)


@pytest.mark.parametrize(
    ("before", "earned"),
    [(prior, False), (merged_before, False), (won_elsewhere, False), (other_title, True), (won_and_revoked, True)],
)
def test_whoever_holds_the_title_does_not_get_it_again(app, before, earned):
    person = make.person()
    before(person)
    person = db.session.get(Person, person.id)
    result = build.announced([make.entry(make.item(), person, number=1)])
    if not earned:
        with pytest.raises(Refused):
            build.proposed(result)
        return
    (title,) = build.titled(result)
    assert title.stands
    assert title.line_id == result.lines[0].id
    assert {step["code"].endswith("_not") for step in title.ground["steps"]} == {False}


def test_numbers_run_without_gaps_per_year_and_kind(app):
    enter(build.result(3))
    enter(build.result(2))
    enter(build.result(1, announced_on=date(2027, 1, 5)))
    assert [e.number for e in of(AWARD) if e.year == 2026] == [f"ZB2026-A-0000{n}" for n in range(1, 6)]
    assert [e.number for e in of(AWARD) if e.year == 2027] == ["ZB2027-A-00001"]


def test_two_who_enter_at_once_leave_no_gap_and_no_double(app):
    results = [build.result(3).id for _ in range(4)]
    by = build.organiser().id
    start, wrong = threading.Barrier(4), []

    def work(result_id):
        with app.app_context():
            try:
                user = db.session.get(actions.User, by)
                result = queries.result(result_id)
                start.wait()
                actions.enter_honours(result, reader.book(), by=user, at=make.AT)
            except Exception as error:  # noqa: BLE001 - shown below
                wrong.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work, args=(one,)) for one in results]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert wrong == []
    db.session.rollback()
    assert [e.seq for e in of(AWARD)] == list(range(1, 13))


def test_one_result_entered_by_two_at_once_is_entered_once(app):
    result_id, by = build.result(3).id, build.organiser().id
    start, refused = threading.Barrier(2), []

    def work():
        with app.app_context():
            try:
                user, result = db.session.get(actions.User, by), queries.result(result_id)
                start.wait()
                actions.enter_honours(result, reader.book(), by=user, at=make.AT)
            except Refused as error:
                refused.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    db.session.rollback()
    assert len(refused) == 1
    assert len(of(AWARD)) == 3


def test_a_corrected_result_keeps_supersedes_and_revokes(app):
    item = make.item()
    a, b, c = build.entries(item, 3)
    old = build.announced([a, b, c])
    enter(old)
    build.titled(old)
    make.keep(db.session.merge(old))
    old = db.session.merge(old)
    old.state = ResultState.SUPERSEDED
    make.keep(old)
    new = build.announced([a, c, b], awards=("gold", "silver"), number=2, reason="复核计分")
    made = enter(new)
    # a stays as it was; c went from bronze to silver, and is proposed for the title by the next list; b lost both
    assert [e.number for e in made] == ["ZB2026-A-00004"]
    (title,) = build.titled(new)
    told = {(e.number, e.award or e.title, e.state) for e in (*of(AWARD), *of(TITLE))}
    assert told == {
        ("ZB2026-A-00001", "gold", EntryState.ENTERED),
        ("ZB2026-A-00002", "silver", EntryState.REVOKED),
        ("ZB2026-A-00003", "bronze", EntryState.SUPERSEDED),
        ("ZB2026-A-00004", "silver", EntryState.ENTERED),
        ("ZB2026-T-00001", rules.TECHNICIAN, EntryState.ENTERED),
        ("ZB2026-T-00002", rules.TECHNICIAN, EntryState.REVOKED),
        ("ZB2026-T-00003", rules.TECHNICIAN, EntryState.ENTERED),
    }
    assert title.person_id == c.members[0].person_id
    bronze = queries.by_number("ZB2026-A-00003")
    assert queries.successor(bronze.id).number == "ZB2026-A-00004"
    assert bronze.reason == "复核计分"
    with pytest.raises(Refused):
        enter(new)


@pytest.mark.parametrize(
    ("state", "document", "field"),
    [(CompetitionState.RUNNING, "淄人社字〔2026〕20号", ""), (CompetitionState.HELD, " ", "document_number")],
)
def test_a_host_is_honoured_only_after_the_competition_and_with_a_document(app, state, document, field):
    with pytest.raises(Refused) as refusal:
        actions.enter_host_honour(make.competition(state=state), document, by=build.organiser(), at=make.AT)
    assert refusal.value.faults[0].field == field


def test_a_host_is_honoured_once(app):
    competition = build.held()
    entry = actions.enter_host_honour(competition, "淄人社字〔2026〕20号", by=build.organiser(), at=make.AT)
    assert (entry.number, entry.name_as_was, entry.organisation_id) == (
        "ZB2026-H-00001",
        competition.host.name,
        competition.host_id,
    )
    assert entry.awarded_on == date(2026, 9, 1)
    with pytest.raises(Refused):
        actions.enter_host_honour(competition, "淄人社字〔2026〕20号", by=build.organiser(), at=make.AT)
    actions.revoke_entry(entry, "材料有误", None, by=build.organiser(), at=make.AT)
    again = actions.enter_host_honour(competition, "淄人社字〔2026〕21号", by=build.organiser(), at=make.AT)
    assert again.number == "ZB2026-H-00002"


def corrected(entry, name="王晓明", reason="姓名用字有误", seen=None):
    return actions.correct_entry(
        entry, EntryData(name, entry.unit_as_was), reason, seen, by=build.organiser(), at=make.AT
    )


def test_a_correction_is_a_new_entry_and_the_old_one_stays_readable(app):
    enter(build.result(1))
    old = of(AWARD)[0]
    new = corrected(old)
    old = queries.by_number("ZB2026-A-00001")
    assert (new.number, new.name_as_was, new.award, new.supersedes_id) == ("ZB2026-A-00002", "王晓明", "gold", old.id)
    assert new.code != old.code
    assert new.name_pinyin.startswith("wang xiao ming")
    assert (old.state, old.reason, old.ended_at) == (EntryState.SUPERSEDED, "姓名用字有误", make.AT)
    assert (new.document_number, new.line_id) == (old.document_number, old.line_id)
    with pytest.raises(Refused):
        corrected(old, "王小民")
    assert corrected(new, "王小民").number == "ZB2026-A-00003"
    assert build.trail_verbs() == ["honours.entered", "honours.corrected", "honours.corrected"]


@pytest.mark.parametrize(("name", "reason", "field"), [("", "x", "name"), ("王", " ", "reason")])
def test_a_correction_needs_a_name_and_a_reason(app, name, reason, field):
    enter(build.result(1))
    with pytest.raises(Refused) as refusal:
        corrected(of(AWARD)[0], name, reason)
    assert refusal.value.faults[0].field == field


def test_a_correction_that_changes_nothing_is_refused(app):
    enter(build.result(1))
    with pytest.raises(Refused):
        corrected(of(AWARD)[0], of(AWARD)[0].name_as_was)
    assert len(of(AWARD)) == 1


def test_an_old_page_corrects_and_revokes_nothing(app):
    enter(build.result(1))
    entry = of(AWARD)[0]
    with pytest.raises(SeenChanged):
        corrected(entry, seen=entry.version + 1)
    with pytest.raises(SeenChanged):
        actions.revoke_entry(entry, "替考", entry.version + 1, by=build.organiser(), at=make.AT)
    assert of(AWARD)[0].stands


def test_a_revocation_needs_a_reason_and_happens_once(app):
    enter(build.result(1))
    entry = of(AWARD)[0]
    with pytest.raises(Refused):
        actions.revoke_entry(entry, " ", None, by=build.organiser(), at=make.AT)
    actions.revoke_entry(entry, "替考", entry.version, by=build.organiser(), at=make.AT)
    assert of(AWARD)[0].state is EntryState.REVOKED
    with pytest.raises(Refused):
        actions.revoke_entry(of(AWARD)[0], "再次", None, by=build.organiser(), at=make.AT)


def test_own_certificates_are_those_of_led_units_and_hosted_competitions(app):
    result = build.result(1)
    enter(result)
    build.titled(result)
    unit = of(AWARD)[0].organisation_id
    competition = build.held(host_id=unit)
    actions.enter_host_honour(competition, "淄人社字〔2026〕20号", by=build.organiser(), at=make.AT)
    leader = make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=unit)
    host = make.user(Role.HOST_OFFICER, scope=Scope.ORGANISATION, scope_id=unit)

    def kinds(user):
        return {e.kind for e in queries.all_entries(queries.Wanted(own=queries.own(user)))}

    assert kinds(leader) == {AWARD, TITLE}
    assert kinds(host) == {HOST}
    assert kinds(make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=unit + 99)) == set()
