"""Forms of the plan."""

from decimal import Decimal
from typing import Any

from wtforms import DateField, DecimalField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from competition.directory import pinyin
from competition.directory import queries as directory
from competition.directory.rules import OCCUPATION
from competition.foundation.forms import MomentField, WriteForm, choices
from competition.foundation.searched import SearchedField
from competition.foundation.texts import _l
from competition.plan import words
from competition.plan.actions import CompetitionData, ItemData, NewsData, SlotData
from competition.plan.models import Item
from competition.plan.rules import Group, Level


class SeasonForm(WriteForm):
    """A year's plan."""

    year = IntegerField(_l("Year"), validators=[InputRequired(), NumberRange(2000, 2100)])
    title = StringField(_l("Name of the plan"), validators=[DataRequired(), Length(max=120)])
    title_en = StringField(_l("English title"), validators=[Length(max=200)])


class CompetitionForm(WriteForm):
    """A competition."""

    name = StringField(_l("Competition name"), validators=[DataRequired(), Length(max=120)])
    name_en = StringField(_l("English name"), validators=[Length(max=200)])
    level = SelectField(
        _l("Level"),
        choices=choices([("", _l("Choose …")), *((k.value, t) for k, t in words.LEVELS.items())]),
        validators=[DataRequired()],
    )
    document_number = StringField(_l("Document number"), validators=[Length(max=80)])
    organiser_id = SearchedField(_l("Organised by"), sounds=pinyin.of_text, coerce=int, validators=[DataRequired()])
    host_id = SearchedField(_l("Host"), sounds=pinyin.of_text, coerce=int, validators=[DataRequired()])
    starts_on = DateField(_l("First day"), validators=[InputRequired()])
    ends_on = DateField(_l("Last day"), validators=[InputRequired()])
    venue = StringField(_l("Venue"), validators=[DataRequired(), Length(max=200)])
    venue_en = StringField(_l("Venue in English"), validators=[Length(max=200)])
    registration_opens_at = MomentField(_l("Registration opens"), validators=[InputRequired()])
    registration_closes_at = MomentField(_l("Registration closes"), validators=[InputRequired()])
    reason = StringField(_l("Reason for the change"), validators=[Length(max=300)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = choices([(0, _l("Choose …")), *((unit.id, unit.name) for unit in directory.all_organisations())])
        self.organiser_id.choices = self.host_id.choices = units

    @property
    def values(self) -> CompetitionData:
        """Give what was entered."""
        return CompetitionData(
            name=self.name.data or "",
            name_en=self.name_en.data or "",
            level=Level(self.level.data),
            document_number=self.document_number.data or "",
            organiser_id=self.organiser_id.data,
            host_id=self.host_id.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            venue=self.venue.data or "",
            venue_en=self.venue_en.data or "",
            registration_opens_at=self.registration_opens_at.moment,
            registration_closes_at=self.registration_closes_at.moment,
        )


class ItemForm(WriteForm):
    """An item."""

    code = StringField(_l("Item code"), validators=[DataRequired(), Regexp(r"^[A-Za-z0-9-]{1,12}$")])
    name = StringField(_l("Item name"), validators=[DataRequired(), Length(max=80)])
    name_en = StringField(_l("English name"), validators=[Length(max=160)])
    occupation_code = StringField(_l("Occupation code"), validators=[Optional(), Regexp(OCCUPATION.pattern)])
    occupation_edition = StringField(_l("Edition of the occupations"), default="2022", validators=[Length(max=10)])
    occupation_name = StringField(_l("Occupation"), validators=[Length(max=80)])
    group = SelectField(_l("Group"), choices=choices((k.value, t) for k, t in words.GROUPS.items()))
    team_size = IntegerField(_l("Members of an entry"), default=1, validators=[InputRequired(), NumberRange(1, 20)])
    unit_quota = IntegerField(_l("Entries a unit"), validators=[Optional(), NumberRange(1, 1000)])
    places = IntegerField(_l("Places in all"), validators=[Optional(), NumberRange(1, 5000)])
    born_from = DateField(_l("Born from"), validators=[Optional()])
    born_to = DateField(_l("Born to"), validators=[Optional()])
    theory_weight = DecimalField(
        _l("Theory counts (%)"), default=Decimal(20), validators=[InputRequired(), NumberRange(0, 100)]
    )
    practice_weight = DecimalField(
        _l("Practice counts (%)"), default=Decimal(80), validators=[InputRequired(), NumberRange(0, 100)]
    )
    held_on = DateField(_l("Day"), validators=[InputRequired()])
    venue = StringField(_l("Where"), validators=[Length(max=200)])

    @property
    def values(self) -> ItemData:
        """Give what was entered."""
        plain = {name: getattr(self, name).data for name in ItemData.__slots__}
        texts = {
            name: plain[name] or ""
            for name in ("name_en", "occupation_code", "occupation_edition", "occupation_name", "venue")
        }
        return ItemData(**{**plain, **texts, "group": Group(self.group.data)})


class SlotForm(WriteForm):
    """A line of the timetable."""

    title = StringField(_l("What"), validators=[DataRequired(), Length(max=120)])
    title_en = StringField(_l("What, in English"), validators=[Length(max=200)])
    starts_at = MomentField(_l("Begins"), validators=[InputRequired()])
    ends_at = MomentField(_l("Ends"), validators=[InputRequired()])
    place = StringField(_l("Where"), validators=[Length(max=120)])
    item_id = SelectField(_l("Item"), coerce=int)

    def offer(self, items: list[Item]) -> None:
        """Offer a competition's items to choose from."""
        self.item_id.choices = choices([(0, "—"), *((item.id, f"{item.code} {item.name}") for item in items)])

    @property
    def values(self) -> SlotData:
        """Give what was entered."""
        return SlotData(
            self.item_id.data or None,
            self.starts_at.moment,
            self.ends_at.moment,
            self.title.data or "",
            self.title_en.data or "",
            self.place.data or "",
        )


class ReasonForm(WriteForm):
    """Why something is cancelled."""

    reason = StringField(_l("Reason"), validators=[Length(max=300)])


class NewsForm(WriteForm):
    """A piece of news."""

    title = StringField(_l("Headline"), validators=[DataRequired(), Length(max=120)])
    text = TextAreaField(_l("Text"), validators=[DataRequired(), Length(max=10_000)], render_kw={"rows": 9})
    title_en = StringField(_l("Headline in English"), validators=[Length(max=200)])
    text_en = TextAreaField(_l("English text"), validators=[Length(max=10_000)], render_kw={"rows": 9})
    published_at = MomentField(_l("Published at"), validators=[Optional()])

    @property
    def values(self) -> NewsData:
        """Give what was entered."""
        return NewsData(
            self.title.data or "",
            self.title_en.data or "",
            self.text.data or "",
            self.text_en.data or "",
            self.published_at.moment if self.published_at.data else None,
        )
