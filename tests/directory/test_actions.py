"""Persons and units kept, looked at and merged: what is checked, what is refused, what leaves a trace."""

from datetime import date

import pytest
import sqlalchemy as sa

from competition.accounts.rules import Role
from competition.directory import actions, pinyin, queries, records, rules
from competition.directory.actions import OrganisationData, PersonChange
from competition.directory.models import Merge, Organisation, Person
from competition.foundation import trail
from competition.foundation.database import db
from competition.foundation.errors import Refused, SeenChanged
from competition.foundation.trail import TrailRow
from competition.foundation.words import OrganisationKind, Sex
from tests import make

BORN = date(1990, 3, 7)
MALE, FEMALE = (rules.made_id_number("370303", BORN, order) for order in (1, 2))
HONG_KONG, MACAO, TAIWAN = (rules.made_id_number(code, BORN, 2) for code in ("810000", "820000", "830000"))
CODE, OTHER_CODE = "91370300613288025B", "123703004932355713"


@pytest.fixture
def keeper(app):
    return make.user(Role.ORGANISER)


def change(name="王芳", number="", born=None, sex=None, phone=""):
    return PersonChange(name, number, born, sex, phone)


def unit(name="淄博陶瓷研究院", code=""):
    return OrganisationData(name, "", code, OrganisationKind.INSTITUTION, "370303")


def faults(refusal):
    return {(fault.field, str(fault.message)) for fault in refusal.value.faults}


def rows(verb):
    return list(db.session.scalars(sa.select(TrailRow).filter_by(verb=verb).order_by(TrailRow.seq)))


def with_number(number, **values):
    return make.person(id_number=number, id_number_index=records.index_of(number), **values)


# persons


@pytest.mark.parametrize(
    ("number", "sex"),
    [(MALE, Sex.MALE), (FEMALE, Sex.FEMALE), (HONG_KONG, Sex.FEMALE), (MACAO, Sex.FEMALE), (TAIWAN, Sex.FEMALE)],
)
def test_a_right_number_brings_birth_date_and_sex_with_it(keeper, number, sex):
    person = make.person(birth_date=None)
    actions.change_person(person, change(number=number), None, by=keeper, at=make.AT)
    db.session.expire_all()
    kept = queries.person(person.id)
    assert (kept.id_number, kept.birth_date, kept.sex) == (number, BORN, sex)
    assert records.persons_by_number([number])[number].id == person.id


WRONG = [
    (change(number=MALE[:17]), "id_number", "does not have 18 characters"),
    (change(number=MALE[:17] + ("0" if MALE[17] != "0" else "1")), "id_number", "last character does not match"),
    (change(number="370303199002300010"), "id_number", "does not exist"),
    (change(number=TAIWAN[:17] + ("0" if TAIWAN[17] != "0" else "1")), "id_number", "last character does not match"),
    (change(number=MALE, born=date(1990, 3, 8)), "birth_date", "birth date differs"),
    (change(number=MALE, sex=Sex.FEMALE), "sex", "sex differs"),
]


@pytest.mark.parametrize(("data", "field", "said"), WRONG)
def test_a_number_that_does_not_fit_is_refused_at_its_field(keeper, data, field, said):
    person = make.person(birth_date=None)
    with pytest.raises(Refused) as refusal:
        actions.change_person(person, data, None, by=keeper, at=make.AT)
    found = faults(refusal)
    assert [f for f, _ in found] == [field]
    assert said in found.pop()[1]
    db.session.expire_all()
    assert queries.person(person.id).id_number is None


def test_birth_date_and_sex_are_both_named_when_both_differ(keeper):
    data = change(number=MALE, born=date(1991, 3, 7), sex=Sex.FEMALE)
    with pytest.raises(Refused) as refusal:
        actions.change_person(make.person(), data, None, by=keeper, at=make.AT)
    assert {field for field, _ in faults(refusal)} == {"birth_date", "sex"}


def test_an_empty_number_leaves_the_kept_one_and_its_birth_date_cannot_be_changed_beside_it(keeper):
    person = with_number(MALE, birth_date=BORN, sex=Sex.MALE, phone="13812341234")
    actions.change_person(person, change("王小芳", born=BORN, sex=Sex.MALE), None, by=keeper, at=make.AT)
    assert (person.name, person.name_pinyin, person.id_number) == ("王小芳", pinyin.of_name("王小芳"), MALE)
    assert person.phone == "13812341234"
    with pytest.raises(Refused):
        actions.change_person(person, change(born=date(1991, 3, 7)), None, by=keeper, at=make.AT)


def test_without_a_number_birth_date_and_sex_are_kept_as_entered(keeper):
    person = make.person(birth_date=None)
    actions.change_person(person, change(born=BORN, sex=Sex.FEMALE), None, by=keeper, at=make.AT)
    assert (person.birth_date, person.sex) == (BORN, Sex.FEMALE)


def test_a_number_that_is_here_already_is_to_be_merged(keeper):
    with_number(MALE)
    with pytest.raises(Refused, match="Merge the two records instead") as refusal:
        actions.change_person(make.person(), change(number=MALE), None, by=keeper, at=make.AT)
    assert refusal.value.faults[0].field == "id_number"


def test_an_old_page_changes_nobody(keeper):
    person = make.person()
    with pytest.raises(SeenChanged):
        actions.change_person(person, change(), person.version - 1, by=keeper, at=make.AT)


# a look at the whole number


def test_a_look_gives_the_number_and_leaves_who_and_why(keeper):
    person = with_number(MALE)
    assert actions.see_number(person, " 核对身份证原件 ", by=keeper, at=make.AT) == MALE
    row = rows("directory.number_seen")[0]
    assert (row.actor_id, row.subject) == (keeper.id, f"directory_persons#{person.id}")
    assert "核对身份证原件" in row.note
    assert MALE not in row.note + row.before + row.after


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_look_without_a_reason_is_refused_and_gives_nothing(keeper, reason):
    with pytest.raises(Refused, match="Give the reason for looking"):
        actions.see_number(with_number(MALE), reason, by=keeper, at=make.AT)
    assert rows("directory.number_seen") == []


def test_the_trail_never_holds_a_number_a_birth_date_or_a_telephone(keeper):
    person = make.person(birth_date=None)
    actions.change_person(person, change(number=MALE, phone="13812341234"), None, by=keeper, at=make.AT)
    told = str([(row.before, row.after, row.note) for row in rows("directory.person_changed")])
    assert told
    for secret in (MALE, "1990-03-07", "13812341234", records.index_of(MALE)):
        assert secret not in told


# duplicates

PAIRS = [
    # both without a number and birth date: nothing tells them apart
    ({}, {}, True),
    ({"birth_date": BORN}, {}, True),
    ({"birth_date": BORN}, {"birth_date": BORN}, True),
    ({"birth_date": BORN}, {"birth_date": date(1991, 3, 7)}, False),
    ({"number": MALE}, {}, True),
    ({"number": MALE}, {"number": FEMALE}, False),
    ({}, {"name": "王方"}, False),
]


@pytest.mark.parametrize(("one", "other", "offered"), PAIRS)
def test_records_of_one_name_are_offered_where_nothing_tells_them_apart(app, one, other, offered):
    made = []
    for values in (one, other):
        told = {"name": "王芳", "birth_date": None, **values}
        number = told.pop("number", None)
        made.append(with_number(number, **told) if number else make.person(**told))
    pairs = [{a.id, b.id} for a, b in queries.duplicates()]
    assert pairs == ([{person.id for person in made}] if offered else [])


def test_merging_keeps_both_records_the_number_and_a_trace(keeper):
    kept, merged = make.person(name="王芳", birth_date=None), with_number(MALE, name="王芳", sex=Sex.MALE)
    actions.merge_persons(kept, merged, "同一身份证复印件", by=keeper, at=make.AT)
    db.session.expire_all()
    stands, gone = queries.person(kept.id), db.session.get(Person, merged.id)
    assert (stands.id_number, stands.birth_date, stands.sex) == (MALE, BORN, Sex.MALE)
    assert (gone.merged_into_id, gone.id_number) == (kept.id, None)
    assert records.standing(gone).id == kept.id
    assert records.persons_by_number([MALE])[MALE].id == kept.id
    trace = queries.merges("person", kept.id)
    assert [(m.merged_id, m.reason, m.merged_by_id) for m in trace] == [(merged.id, "同一身份证复印件", keeper.id)]
    assert queries.duplicates() == []
    assert "同一身份证复印件" in rows("directory.persons_merged")[0].note
    assert list(trail.breaks()) == []


def test_a_merged_records_own_number_leads_to_the_one_that_stands(keeper):
    # somebody's number was mistaken once: both numbers find the person from now on
    kept, merged = with_number(MALE, name="王芳"), with_number(FEMALE, name="王芳")
    actions.merge_persons(kept, merged, "号码登记有误", by=keeper, at=make.AT)
    db.session.expire_all()
    found = records.persons_by_number([MALE, FEMALE])
    assert {person.id for person in found.values()} == {kept.id}


def test_merging_is_refused_without_a_reason_with_itself_and_a_second_time(keeper):
    one, other, third = (make.person(name="王芳") for _ in range(3))
    with pytest.raises(Refused, match="Give the reason for merging"):
        actions.merge_persons(one, other, " ", by=keeper, at=make.AT)
    actions.merge_persons(one, other, "同一人", by=keeper, at=make.AT)
    for kept, merged in ((one, one), (other, third), (third, other)):
        with pytest.raises(Refused, match="cannot be merged"):
            actions.merge_persons(kept, merged, "同一人", by=keeper, at=make.AT)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Merge)) == 1


# units


def test_a_unit_is_added_and_changed_with_its_credit_code_checked(keeper):
    made = actions.keep_organisation(None, unit(code=f" {CODE.lower()} "), None, by=keeper, at=make.AT)
    assert made.credit_code == CODE
    actions.keep_organisation(made, unit("淄博陶瓷研究总院", CODE), made.version, by=keeper, at=make.AT)
    db.session.expire_all()
    assert [(u.name, u.credit_code) for u in db.session.scalars(sa.select(Organisation))] == [
        ("淄博陶瓷研究总院", CODE)
    ]
    assert len(rows("directory.organisation_added")) == len(rows("directory.organisation_changed")) == 1


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (CODE[:17], "has 18 characters"),
        (CODE[:17] + "P", "last character does not match"),
        ("9137030061328802IN", "a character that cannot stand there"),
    ],
)
def test_a_wrong_credit_code_is_refused_at_its_field(keeper, code, said):
    with pytest.raises(Refused, match=said) as refusal:
        actions.keep_organisation(None, unit(code=code), None, by=keeper, at=make.AT)
    assert refusal.value.faults[0].field == "credit_code"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Organisation)) == 0


def test_one_credit_code_belongs_to_one_unit_and_many_have_none(keeper):
    actions.keep_organisation(None, unit("甲厂", CODE), None, by=keeper, at=make.AT)
    with pytest.raises(Refused, match="belongs to 甲厂"):
        actions.keep_organisation(None, unit("乙厂", CODE), None, by=keeper, at=make.AT)
    for name in ("丙社区", "丁社区"):
        assert actions.keep_organisation(None, unit(name), None, by=keeper, at=make.AT).credit_code is None


def test_an_old_page_changes_no_unit(keeper):
    made = actions.keep_organisation(None, unit(), None, by=keeper, at=make.AT)
    with pytest.raises(SeenChanged):
        actions.keep_organisation(made, unit("改名"), made.version - 1, by=keeper, at=make.AT)
