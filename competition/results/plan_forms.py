"""Laying down how an item is ranked and awarded."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from wtforms import DecimalField, FieldList, FormField, IntegerField, SelectField, StringField
from wtforms.form import Form as PlainForm
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from competition.foundation.forms import WriteForm, choices
from competition.foundation.money import Mode
from competition.foundation.texts import _l
from competition.results import words
from competition.results.actions.planning import Plan
from competition.results.award_rules import MERIT, AwardScheme, AwardStep, Band
from competition.results.rules import Ending

LINKS = 4
SPARE_ROWS = 3


class AwardRow(PlainForm):
    """One award for one size of field."""

    first = IntegerField(_l("Field from"), validators=[Optional(), NumberRange(1, 100000)])
    last = IntegerField(_l("to"), validators=[Optional(), NumberRange(1, 100000)])
    award = SelectField(_l("Award"))
    to_place = IntegerField(_l("To place"), validators=[Optional(), NumberRange(1, 100000)])
    share = DecimalField(_l("or share in %"), places=None, validators=[Optional(), NumberRange(0, 100)])
    cap = IntegerField(_l("at most"), validators=[Optional(), NumberRange(1, 100000)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.award.choices = choices([("", "—"), *words.AWARDS.items()])


class PlanForm(WriteForm):
    """An item's ranking and awards; rows without an award are left out."""

    ties = FieldList(SelectField(_l("Compared")), min_entries=LINKS, max_entries=LINKS)
    ending = SelectField(_l("Whom nothing parts"))
    rows = FieldList(FormField(AwardRow), max_entries=60)
    rounding = SelectField(_l("Shares of the field are"))
    minimum_total = DecimalField(
        _l("Lowest total for an award"), places=None, validators=[Optional(), NumberRange(0, 100)]
    )
    near = DecimalField(
        _l("Medals are shared within so many WorldSkills scale points"),
        places=None,
        validators=[Optional(), NumberRange(0, 100)],
    )
    reason = StringField(_l("Reason, if a result stands already"), validators=[Length(max=300)])

    def offer(self, parts: Sequence[str]) -> None:
        """Offer what may be compared, and some empty rows."""
        self.ending.choices = choices([(one.value, said) for one, said in words.ENDINGS.items()])
        self.rounding.choices = choices([(one.value, said) for one, said in words.ROUNDINGS.items()])
        for one in self.ties:
            one.choices = [("", "—"), *((code, words.part(code)) for code in parts)]
        if not self.is_submitted():
            for _spare in range(SPARE_ROWS):
                self.rows.append_entry()

    def show(self, awards: AwardScheme, ties: Sequence[str], ending: Ending) -> None:
        """Fill in what holds."""
        for field, part in zip(self.ties, ties, strict=False):
            field.data = part
        self.ending.data = ending.value
        self.rounding.data = awards.mode.value
        self.minimum_total.data, self.near.data = awards.minimum_total, awards.near
        for band in awards.bands:
            size = {"first": band.first, "last": band.last}
            for step in band.steps:
                self.rows.append_entry(
                    {**size, "award": step.award, "to_place": step.to_place, "share": step.share, "cap": step.cap}
                )
            if band.merit_share is not None:
                self.rows.append_entry({**size, "award": MERIT, "share": band.merit_share})

    def plan(self) -> Plan:
        """Give what was laid down; whether it can be used is the action's to say."""
        ties = tuple(part for part in self.ties.data if part)
        scheme = AwardScheme(self._bands(), self.minimum_total.data, self.near.data, Mode(self.rounding.data))
        return Plan(scheme, ties, Ending(self.ending.data), self.reason.data or "")

    def _bands(self) -> tuple[Band, ...]:
        steps: dict[tuple[int, int | None], list[AwardStep]] = {}
        merit: dict[tuple[int, int | None], Decimal] = {}
        for row in self.rows.data:
            size = (row["first"] or 1, row["last"])
            if row["award"] == MERIT and row["share"] is not None and row["to_place"] is None:
                merit[size] = row["share"]
                steps.setdefault(size, [])
            elif row["award"]:
                steps.setdefault(size, []).append(AwardStep(row["award"], row["to_place"], row["share"], row["cap"]))
        sizes = sorted(steps, key=lambda size: size[0])
        return tuple(Band(tuple(steps[size]), size[0], size[1], merit.get(size)) for size in sizes)


class TieForm(WriteForm):
    """What the judges decided of those who share a place: their numbers, the best first."""

    numbers = StringField(
        _l("Numbers, the best first"), validators=[DataRequired(_l("Give the numbers.")), Length(max=200)]
    )
    reason = StringField(
        _l("Ground of the decision"),
        validators=[
            DataRequired(_l("Write down on what ground the judges decided; it stays in the record.")),
            Length(max=300),
        ],
    )

    def order(self) -> list[int]:
        """Give the numbers in order; what is none is left out, and then the action refuses."""
        told = (self.numbers.data or "").replace("，", " ").replace(",", " ").replace("、", " ")
        return [int(one) for one in told.split() if one.isascii() and one.isdigit()]
