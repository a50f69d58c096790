"""The form that asks for rows of the trail."""

from wtforms import BooleanField, DateField, StringField
from wtforms.validators import Length, Optional

from competition.audit import words
from competition.audit.queries import Wanted
from competition.foundation.forms import AskingForm
from competition.foundation.texts import _l


class FilterForm(AskingForm):
    """Which rows of the trail are wanted."""

    actor = StringField(_l("Who"), [Length(max=60)])
    verb = StringField(_l("Act"), [Length(max=80)])
    subject = StringField(_l("Which record"), [Length(max=120)], render_kw={"placeholder": _l("Mark sheet 7")})
    first_day = DateField(_l("From"), [Optional()])
    last_day = DateField(_l("To"), [Optional()])
    text = StringField(_l("Words inside"), [Length(max=60)])
    personal = BooleanField(_l("Only looks at personal data"))

    def wanted(self) -> Wanted:
        """Give what is asked for; what was typed wrong asks for nothing."""
        self.validate()
        return Wanted(
            actor=(self.actor.data or "").strip()[:60],
            verb=(self.verb.data or "").strip()[:80],
            subject=words.record_code((self.subject.data or "").strip()[:120]),
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            text=(self.text.data or "").strip()[:60],
            personal=bool(self.personal.data),
        )
