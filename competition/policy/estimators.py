"""The estimator of each table of the measures: what it asks, and the rule it hands the answers to."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from werkzeug.datastructures import MultiDict
from wtforms import DateField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from competition.foundation.forms import AskingForm, YuanField
from competition.foundation.texts import Text, _l
from competition.policy import measure_rules, measure_words
from competition.policy.book import Dated
from competition.policy.measure_rules import Estimate, Graduate, Leaders

MOST = 1_000_000
NEEDED = InputRequired(_l("Please fill this in."))
COUNTED = (NEEDED, NumberRange(0, MOST, _l("Write a whole number from 0 to 1,000,000.")))


class Estimator(AskingForm):
    """A question put to a measure; what is asked stands in the address and is kept nowhere."""

    on = DateField(_l("By the policy of"), validators=[NEEDED])
    wants: ClassVar[tuple[str, ...]] = ()

    def fit(self, said: Mapping[str, Any] | int) -> None:
        """Offer what the table knows."""

    def estimate(self, said: Any) -> Estimate:
        """Work out what was asked by what the table says."""
        raise NotImplementedError


class GraduateEstimator(Estimator):
    """The living allowance of a graduate."""

    grade = SelectField(_l("Class finished"))
    graduated_on = DateField(_l("Graduated on"), validators=[NEEDED])
    came_on = DateField(_l("Full-time in Zibo from"), validators=[NEEDED])
    months = IntegerField(_l("Months of full-time work"), validators=COUNTED, default=60)
    wants = ("grade", "months", "graduated_on", "came_on")

    def fit(self, said: Mapping[str, Any] | int) -> None:  # noqa: ARG002 - the three classes are the rule's
        """Offer the three classes."""
        self.grade.choices = [
            (key, str(measure_words.FIGURES[key][0])) for key in ("intermediate", "senior", "pre_technician")
        ]

    def estimate(self, said: Any) -> Estimate:
        """Work the allowance out."""
        case = Graduate(self.grade.data, self.graduated_on.data, self.came_on.data, self.months.data)
        return measure_rules.living_allowance(case, said)


class LeadersEstimator(Estimator):
    """The subsidy for an enterprise's technicians."""

    technicians = IntegerField(_l("Technicians"), validators=COUNTED, default=0)
    senior_technicians = IntegerField(_l("Senior technicians"), validators=COUNTED, default=0)
    had = YuanField(_l("Had already this year, in yuan"), validators=[NEEDED], default=0)
    wants = ("technicians", "senior_technicians", "had")

    def estimate(self, said: Any) -> Estimate:
        """Work the subsidy out."""
        case = Leaders(self.technicians.data, self.senior_technicians.data, max(self.had.fen or 0, 0))
        return measure_rules.skill_leaders(case, said)


class PeopleEstimator(Estimator):
    """An amount a person."""

    people = IntegerField(_l("People"), validators=COUNTED)
    wants = ("people",)

    def estimate(self, said: Any) -> Estimate:
        """Work the amount out."""
        return measure_rules.per_person(self.people.data, said)


class FixedEstimator(Estimator):
    """Fixed amounts."""

    kind = SelectField(_l("What was built or recognised"))
    count = IntegerField(_l("How many"), validators=COUNTED, default=1)
    wants = ("kind", "count")

    def fit(self, said: Mapping[str, Any] | int) -> None:
        """Offer the kinds the table names."""
        assert isinstance(said, Mapping)
        self.kind.choices = [(key, str(measure_words.FIGURES[key][0])) for key in said]

    def estimate(self, said: Any) -> Estimate:
        """Work the amount out."""
        return measure_rules.fixed(self.kind.data, self.count.data, said)


class AmountEstimator(Estimator):
    """What comes of one amount: a share of it, or as much of it as a ceiling lets through."""

    amount = YuanField(_l("Amount, in yuan"), validators=[NEEDED])
    wants = ("amount",)

    def fit(self, said: Mapping[str, Any] | int) -> None:
        """Say which amount is meant."""
        name: Text = _l("Annual pay agreed, in yuan")
        if not isinstance(said, Mapping):
            name = _l("Amount asked for, in yuan")
        elif "from" not in said:
            name = _l("National subsidy, in yuan")
        self.amount.label.text = str(name)

    def estimate(self, said: Any) -> Estimate:
        """Work the share or the part within the ceiling out."""
        fen = self.amount.fen or 0
        if not isinstance(said, Mapping):
            return measure_rules.within(fen, said)
        return measure_rules.pay_subsidy(fen, said) if "from" in said else measure_rules.matched(fen, said)


ESTIMATORS: dict[str, type[Estimator]] = {
    "measures.graduate_allowance": GraduateEstimator,
    "measures.skill_leaders": LeadersEstimator,
    "measures.public_training": PeopleEstimator,
    "measures.order_classes": PeopleEstimator,
    "measures.platforms": FixedEstimator,
    "measures.municipal_station": FixedEstimator,
    "measures.schools": FixedEstimator,
}


def form_of(table: str, args: Mapping[str, str], today: date, said: Dated | None) -> Estimator:
    """Give a table's estimator, filled from the address where it was asked there, else by the policy of today."""
    asked = MultiDict(args) if args.get("table") == table else None
    form = ESTIMATORS.get(table, AmountEstimator)(asked, data={"on": today}, prefix=f"{table.rpartition('.')[2]}-")
    if said is not None:
        form.fit(said.value)
    return form
