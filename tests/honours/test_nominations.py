"""Lists of nominees: proposed with their working, reviewed, put on notice, objected to, entered; promotions to their certificate."""

from datetime import UTC, date, datetime

import pytest

from competition.accounts.rules import Role
from competition.foundation.database import db
from competition.foundation.errors import Refused, SeenChanged
from competition.foundation.trail import TrailRow
from competition.honours import actions, nominating, nominations, queries
from competition.honours.nominating import Decision
from competition.honours.nomination_models import Nominee
from competition.honours.title_rules import PAPERS, ListKind, ListState, Verdict
from competition.plan.rules import Group
from competition.policy import reader
from competition.registration.models import PriorTitle
from competition.results.appeal_rules import AppealState
from competition.results.rules import ResultState
from tests import make
from tests.honours import build
from tests.results.appeal_build import stored_about

BOOK = reader.book()
LAST_DAY, DAY_AFTER = datetime(2026, 9, 8, 2, tzinfo=UTC), datetime(2026, 9, 9, 2, tzinfo=UTC)
NUMBER = "淄人社发〔2026〕30号"


def enter(of, at=DAY_AFTER, number=NUMBER):
    return nominating.enter_list(of, number, None, by=build.organiser(), at=at)


def decide(one, keep=True, papers=PAPERS, reason="", seen=None):
    nominating.decide_nominee(one, Decision(keep, papers, reason), seen, by=build.organiser(), at=make.AT)


def verdicts(of):
    return [(one.place, one.verdict) for one in of.nominees]


def unmet(one):
    return [step["code"] for step in one.ground["steps"] if step["code"].endswith("_not")]


def test_a_list_proposes_who_earned_it_and_says_why_others_did_not(app):
    # lists go by the items' codes
    item = make.item(code="A1")
    people = [make.person(), make.person(birth_date=None), make.person()]
    make.keep(PriorTitle(person_id=people[0].id, title="municipal_technician", document="x"))
    entered = [make.entry(item, one, number=n) for n, one in enumerate(people, 1)]
    first = build.announced(entered[:2])
    build.result(3, item=make.item(competition_id=item.competition_id, code="A2", group=Group.STUDENT))
    build.result(1, item=make.item(competition_id=item.competition_id, code="A3"))
    of = build.proposed(first)
    # third places are beyond the table and stand on no list; students of the first two places do, with the reason
    assert [(one.place, one.verdict, unmet(one)) for one in of.nominees] == [
        (1, Verdict.NOT_PROPOSED, ["title_held_not"]),
        (2, Verdict.NOT_PROPOSED, ["title_age_unknown_not"]),
        (1, Verdict.NOT_PROPOSED, ["title_group_not"]),
        (2, Verdict.NOT_PROPOSED, ["title_group_not"]),
        (1, Verdict.OPEN, []),
    ]
    assert of.basis["table"] == "honours.municipal_technician"


def test_nobody_is_proposed_twice_on_a_list_nor_while_one_is_under_way(app):
    person, item = make.person(), make.item()
    first = build.announced([make.entry(item, person, number=1)])
    build.announced([make.entry(make.item(competition_id=item.competition_id), person, number=1)])
    of = build.proposed(first)
    assert [unmet(one) for one in of.nominees] == [[], ["title_twice_not"]]
    with pytest.raises(Refused, match=r"under way|尚未办结"):
        build.proposed(first)
    # of promotions there may be one beside it
    assert build.proposed(first, ListKind.LEVEL).number == 1


def test_an_award_that_an_appeal_holds_is_proposed_once_it_is_decided(app):
    result = build.result(2)
    appeal = stored_about(result.lines[0])
    of = build.proposed(result)
    assert verdicts(of) == [(2, Verdict.OPEN)]
    nominating.drop_list(of, "待申诉办结", None, by=build.organiser(), at=make.AT)
    with make.transaction(trail=False):
        appeal.state = AppealState.FINAL
    db.session.expire_all()
    assert verdicts(build.proposed(result)) == [(1, Verdict.OPEN), (2, Verdict.OPEN)]


@pytest.mark.parametrize(
    ("keep", "papers", "reason", "refused"),
    [
        (True, PAPERS, "", False),
        (True, PAPERS[:-1], "", True),
        (True, PAPERS[:-1], "身份证现场核验，复印件后补", False),
        (False, (), " ", True),
        (False, (), "替考，正在核查", False),
        (True, (*PAPERS[:-1], "passport"), "", True),
    ],
)
def test_keeping_needs_every_paper_or_a_reason_and_striking_a_reason(app, keep, papers, reason, refused):
    one = build.proposed(build.result(1)).nominees[0]
    if refused:
        with pytest.raises(Refused) as refusal:
            decide(one, keep, papers, reason)
        assert refusal.value.faults[0].field == "reason"
        assert db.session.get(Nominee, one.id).verdict is Verdict.OPEN
    else:
        decide(one, keep, papers, reason)
        assert one.verdict is (Verdict.KEPT if keep else Verdict.STRUCK)


def test_whom_the_table_does_not_propose_nobody_keeps(app):
    item = make.item()
    build.result(1, item=make.item(competition_id=item.competition_id, group=Group.STUDENT))
    of = build.proposed(build.result(1, item=item))
    student = next(one for one in of.nominees if one.verdict is Verdict.NOT_PROPOSED)
    with pytest.raises(Refused, match=r"does not propose|未提名"):
        decide(student)


def test_an_old_page_decides_nothing(app):
    one = build.proposed(build.result(1)).nominees[0]
    with pytest.raises(SeenChanged):
        decide(one, seen=one.version + 1)


def test_a_list_goes_out_only_when_each_line_is_decided_and_somebody_is_left(app):
    of = build.proposed(build.result(2))
    decide(of.nominees[0], keep=False, reason="材料不实")
    with pytest.raises(Refused, match=r"1 people|1人"):
        nominating.put_list_on_notice(of, BOOK, None, by=build.organiser(), at=make.AT)
    decide(of.nominees[1], keep=False, reason="材料不实")
    with pytest.raises(Refused, match=r"Nobody is left|名单上没有人"):
        nominating.put_list_on_notice(of, BOOK, None, by=build.organiser(), at=make.AT)
    decide(of.nominees[1])
    nominating.put_list_on_notice(of, BOOK, None, by=build.organiser(), at=make.AT)
    # five working days after 1 September
    assert (of.notice_starts_on, of.notice_ends_on) == (date(2026, 9, 1), date(2026, 9, 8))
    with pytest.raises(Refused, match=r"not on review|不在审核"):
        decide(of.nominees[1])


def test_a_list_is_entered_the_day_after_its_notice_with_its_document_and_by_one_action(app):
    of = build.on_notice(build.result(3))
    for at, number in ((LAST_DAY, NUMBER), (DAY_AFTER, " ")):
        with pytest.raises(Refused):
            enter(of, at, number)
    made = enter(of)
    assert [(e.number, e.document_number, e.awarded_on) for e in made] == [
        ("ZB2026-T-00001", NUMBER, date(2026, 9, 9)),
        ("ZB2026-T-00002", NUMBER, date(2026, 9, 9)),
    ]
    assert [one.entry_id for one in of.kept] == [e.id for e in made]
    assert of.state is ListState.ENTERED
    with pytest.raises(Refused):
        enter(of)
    with pytest.raises(Refused, match=r"nobody new|没有可"):
        build.proposed(of.nominees[0].line.result)


def test_an_objection_holds_the_list_until_it_is_answered_and_one_that_is_right_until_it_was_taken_back(app):
    of, by = build.on_notice(build.result(2)), build.organiser()
    receipt = nominating.receive_objection(of, "王五", "13800000000", "第一名系在校学生", at=LAST_DAY)
    with pytest.raises(Refused):
        nominating.receive_objection(of, "王五", "13800000000", "晚了", at=DAY_AFTER)
    with pytest.raises(Refused, match=r"1 objections|1件异议"):
        enter(of)
    nominating.answer_objection(nominations.objection_by_receipt(receipt), True, "属实", by=by, at=LAST_DAY)
    with pytest.raises(Refused, match=receipt):
        enter(of)
    nominating.take_list_back(of, "异议成立", None, by=by, at=LAST_DAY)
    decide(of.nominees[0], keep=False, reason="在校学生")
    nominating.put_list_on_notice(of, BOOK, None, by=by, at=DAY_AFTER)
    assert of.notice_ends_on == date(2026, 9, 16)
    made = enter(of, build.LATER)
    assert [e.name_as_was for e in made] == [of.nominees[1].name_as_was]


def test_what_fell_away_during_the_notice_is_named_and_not_entered(app):
    of = build.on_notice(build.result(2))
    person = of.nominees[0].person_id
    make.keep(PriorTitle(person_id=person, title="municipal_technician", document="x"))
    with pytest.raises(Refused, match=of.nominees[0].name_as_was):
        enter(of)
    result = of.nominees[0].line.result
    with make.transaction(trail=False):
        result.state = ResultState.SUPERSEDED
    assert {one.place for one in nominations.no_longer_good(of, DAY_AFTER)} == {1, 2}


def test_a_title_is_revoked_with_the_result_it_was_given_on(app):
    a, b = build.entries(make.item(), 2)
    first = build.announced([a, b], awards=("gold",))
    actions.enter_honours(first, BOOK, by=build.organiser(), at=make.AT)
    build.titled(first)
    with make.transaction(trail=False):
        first.state = ResultState.SUPERSEDED
    second = build.announced([b], awards=("gold",), number=2, reason="取消成绩")
    actions.enter_honours(second, BOOK, by=build.organiser(), at=build.LATER)
    stands = {e.number: e.stands for e in queries.of_item(second.item_id) if e.title}
    assert stands == {"ZB2026-T-00001": False, "ZB2026-T-00002": True}


def test_a_title_given_before_the_awards_are_entered_keeps_them_waiting(app):
    result = build.result(2)
    build.titled(result)
    by = build.organiser()
    assert [one.id for one in queries.waiting(by, make.AT)] == [result.id]
    assert len(actions.enter_honours(result, BOOK, by=by, at=make.AT)) == 2
    assert queries.waiting(by, make.AT) == []


def test_promotions_are_approved_by_a_list_and_followed_to_the_certificate(app):
    result = build.result(12)
    with make.transaction(trail=False):
        result.lines[0].entry.members[0].level_as_was = "2"
    of = build.on_notice(result, ListKind.LEVEL)
    assert [(one.level_from, one.level_to) for one in of.kept[:3]] == [("2", "1"), ("", "2"), ("", "2")]
    assert len(of.kept) == 6
    one, by = of.kept[0], build.organiser()
    with pytest.raises(Refused):
        nominating.note_certificate(one, "S000037030000001", None, by=by, at=make.AT)
    assert enter(of) == []
    assert queries.last_seq(2026, "title") == 0
    nominating.note_certificate(one, "S000037030000001", None, by=by, at=DAY_AFTER)
    assert db.session.get(Nominee, one.id).level_certificate == "S000037030000001"


def test_a_certificate_noted_wrongly_is_corrected_with_a_reason_and_the_trail_keeps_both(app):
    of = build.on_notice(build.result(3), ListKind.LEVEL)
    enter(of)
    one, by = of.kept[0], build.organiser()
    wrong, right = "S000037030000001", "S000037030000007"
    with pytest.raises(Refused):
        nominating.correct_certificate(one, right, "看错一位", None, by=by, at=DAY_AFTER)
    nominating.note_certificate(one, wrong, None, by=by, at=DAY_AFTER)
    with pytest.raises(Refused):
        nominating.note_certificate(one, right, None, by=by, at=DAY_AFTER)
    for number, reason in ((right, " "), (" ", "看错一位"), (wrong, "看错一位")):
        with pytest.raises(Refused):
            nominating.correct_certificate(one, number, reason, None, by=by, at=DAY_AFTER)
    nominating.correct_certificate(one, right, "看错一位", None, by=by, at=DAY_AFTER)
    assert db.session.get(Nominee, one.id).level_certificate == right
    row = db.session.scalars(db.select(TrailRow).filter_by(verb="honours.level_certificate_corrected")).one()
    assert wrong in row.before
    assert right in row.after
    assert "看错一位" in row.note


def test_two_of_one_name_and_unit_are_told_apart_by_a_masked_tail(app):
    unit, item = make.organisation(), make.item()
    people = [make.person(name="王伟", id_number=f"3703031990030700{n}X") for n in (1, 2)]
    result = build.announced([make.entry(item, p, number=n, organisation=unit) for n, p in enumerate(people, 1)])
    of = build.proposed(result)
    assert list(nominations.public_names(of.nominees).values()) == ["王伟（…01X）", "王伟（…02X）"]


def test_what_waits_for_an_organiser_is_counted(app):
    city = make.user(Role.ORGANISER)
    of = build.proposed(build.result(1))
    assert nominations.waiting(city, date(2026, 9, 1)) == (1, 0)
    build.kept(of)
    nominating.put_list_on_notice(of, BOOK, None, by=city, at=make.AT)
    assert [nominations.waiting(city, date(2026, 9, day)) for day in (8, 9)] == [(0, 0), (0, 1)]
    assert nominations.waiting(make.user(), date(2026, 9, 9)) == (0, 0)
