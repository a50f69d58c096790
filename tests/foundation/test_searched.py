"""The field to choose one of many: a select while it is short, typed into where it is long, the same answer either way."""

import pytest
from wtforms.validators import DataRequired

from competition.directory import pinyin
from competition.foundation.forms import Form, choices
from competition.foundation.searched import FEW, SearchedField


class Asking(Form):
    class Meta(Form.Meta):
        csrf = False

    unit = SearchedField("Unit", coerce=int, validators=[DataRequired()])
    school = SearchedField("School", sounds=pinyin.of_text, coerce=int, default=0)
    perhaps = SearchedField("Perhaps", coerce=int, default=0)


LONG = [(0, "Choose …"), *((n, f"淄博第{n}机械厂") for n in range(1, FEW + 1)), (99, "淄博第1机械厂")]
SHORT = LONG[:4]


def asked(app, offered=LONG, **sent: str) -> Asking:
    with app.test_request_context(method="POST", data=sent, headers={"Accept-Language": "en"}):
        form = Asking()
        # as the views do: what there is to choose is known after the form is read
        form.unit.choices = form.perhaps.choices = form.school.choices = choices(offered)
        form.validate()
        form.drawn = str(form.unit(**{"class": "form-control"}))
        return form


@pytest.mark.parametrize("offered", [SHORT, LONG])
@pytest.mark.parametrize("sent", ["2", "淄博第2机械厂", " 淄博第2机械厂 "])
def test_a_value_and_a_label_come_to_the_same(app, offered, sent) -> None:
    form = asked(app, offered, unit=sent, perhaps="")
    assert (form.errors, form.unit.data, form.perhaps.data) == ({}, 2, 0)


@pytest.mark.parametrize(
    ("sent", "told"),
    [("", "fill this in"), ("0", "fill this in"), ("7777", "choose one of the list"), ("淄博第", "is called so")],
)
def test_what_is_no_choice_is_refused_and_stays_in_the_field(app, sent, told) -> None:
    form = asked(app, unit=sent, perhaps="0")
    assert told in form.unit.errors[0]
    assert len(form.unit.errors) == 1
    assert (f'value="{sent}"' in form.drawn) == (sent in ("", "淄博第"))


def test_two_of_one_name_are_told_apart(app) -> None:
    form = asked(app, unit="淄博第1机械厂 · 99", perhaps="0")
    assert (form.errors, form.unit.data, form.unit.shown) == ({}, 99, "淄博第1机械厂 · 99")
    assert asked(app, unit="淄博第1机械厂", perhaps="0").unit.data == 1


def test_a_short_list_is_a_select_and_a_long_one_is_completed_from_its_list(app) -> None:
    assert asked(app, SHORT, unit="2").drawn.startswith("<select")
    drawn = asked(app, unit="2").drawn
    assert drawn.startswith("<input")
    assert 'list="unit-list"' in drawn
    assert 'value="淄博第2机械厂"' in drawn
    assert drawn.count("<option") == len(LONG) - 1
    assert "Choose" not in drawn
    # nothing in a name can break out of its attribute
    assert '"><script' not in asked(app, [*LONG, (100, '"><script>')], unit="2").drawn


SCHOOLS = [
    (0, "Choose …"),
    *((n, f"淄博第{n}机械厂") for n in range(1, FEW + 1)),
    (50, "淄博职业学院"),
    (51, "张店陶瓷厂"),
]


@pytest.mark.parametrize("sent", ["zbzyxy", "ZBZYXY", "zibo zhiye xueyuan"])
def test_pinyin_and_initials_find_what_alone_sounds_so(app, sent) -> None:
    form = asked(app, SCHOOLS, unit="1", school=sent, perhaps="")
    assert (form.errors, form.school.data, form.school.shown) == ({}, 50, "淄博职业学院")
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert 'data-sounds="zhangdiantaocichang zdtcc"' in str(form.school())


def test_what_several_sound_like_is_none_of_them(app) -> None:
    form = asked(app, [*SCHOOLS, (52, "张店陶瓷场")], unit="1", school="zdtcc", perhaps="")
    assert "is called so" in form.school.errors[0]
    assert form.school.shown == "zdtcc"
