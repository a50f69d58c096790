"""Forms of the hall."""

from wtforms import DateField
from wtforms.validators import InputRequired

from competition.foundation.forms import WriteForm
from competition.foundation.texts import _l


class ClockForm(WriteForm):
    """Trying the demo on another day."""

    day = DateField(_l("Day to go to"), validators=[InputRequired(_l("Give the day as YYYY-MM-DD."))])
