"""The forms of signing in, of one's own account and of the office."""

from wtforms import HiddenField, IntegerField, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import EqualTo, InputRequired, Length, NumberRange

from competition.accounts.rules import LEAST_QUOTA, LONGEST_PASSWORD, MOST_QUOTA, Role
from competition.foundation.forms import Form, WriteForm
from competition.foundation.i18n import LANGUAGES
from competition.foundation.texts import _l

_A_PASSWORD = (InputRequired(), Length(max=LONGEST_PASSWORD))
_A_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "7", "autocapitalize": "off"}


class SignInForm(Form):
    """Sign-in name and password."""

    login = StringField(
        _l("Sign-in name"),
        [InputRequired(), Length(max=60)],
        render_kw={"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false", "autofocus": True},
    )
    password = PasswordField(_l("Password"), _A_PASSWORD, render_kw={"autocomplete": "current-password"})
    next = HiddenField()


class CodeForm(Form):
    """The six digits the phone shows."""

    code = StringField(
        _l("Code on your phone"), [InputRequired(), Length(max=10)], render_kw=_A_CODE | {"autofocus": True}
    )


class FirstCodeForm(WriteForm):
    """The first six digits, which turn the second factor on."""

    code = StringField(_l("Code on your phone"), [InputRequired(), Length(max=10)], render_kw=_A_CODE)


class TurnOffForm(FirstCodeForm):
    """Password and code, which turn the second factor off."""

    password = PasswordField(_l("Present password"), _A_PASSWORD, render_kw={"autocomplete": "current-password"})


class PasswordForm(WriteForm):
    """A new password, typed twice."""

    old = PasswordField(_l("Present password"), _A_PASSWORD, render_kw={"autocomplete": "current-password"})
    new = PasswordField(_l("New password"), _A_PASSWORD, render_kw={"autocomplete": "new-password"})
    again = PasswordField(
        _l("New password once more"),
        [*_A_PASSWORD, EqualTo("new", message=_l("The two new passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )


class LanguageForm(WriteForm):
    """The language somebody reads."""

    language = RadioField(_l("Language"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()])


class UserForm(WriteForm):
    """A new account."""

    login = StringField(
        _l("Sign-in name"),
        [InputRequired(), Length(max=40)],
        description=_l("3 to 40 small letters, digits, dots or dashes. It cannot be changed later."),
        render_kw={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"},
    )
    name = StringField(_l("Name"), [InputRequired(), Length(max=120)], render_kw={"autocomplete": "off"})


class NameForm(WriteForm):
    """A corrected name."""

    name = StringField(_l("Name"), [InputRequired(), Length(max=120)], render_kw={"autocomplete": "off"})


class PartForm(WriteForm):
    """A part and what it is held for, as 'item:3'."""

    part = SelectField(_l("Held for"), [InputRequired()])


class DemandForm(WriteForm):
    """Whether a role demands a second factor."""

    role = SelectField(choices=[SelectChoice(role.value) for role in Role])
    demanded = SelectField(choices=[SelectChoice("yes"), SelectChoice("no")])


class KeyForm(WriteForm):
    """A new key for another system: whose it is, what for, and how much it may ask in a day."""

    holder = StringField(_l("Key holder"), [InputRequired(), Length(max=120)], render_kw={"autocomplete": "off"})
    purpose = TextAreaField(_l("Purpose"), [InputRequired(), Length(max=300)], render_kw={"rows": 3})
    quota = IntegerField(_l("Requests a day"), [InputRequired(), NumberRange(LEAST_QUOTA, MOST_QUOTA)], default=10_000)


class EndKeyForm(WriteForm):
    """Why a key counts no longer."""

    reason = StringField(_l("Reason"))
