"""Marks on the sheets of a demo item, given, submitted and checked as on a day of judging."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation.database import db
from competition.home.demo import days
from competition.home.demo.city import City, ItemPlan, Plan
from competition.home.demo.facts import Stage
from competition.home.demo.rows import Row, Somebody, shown
from competition.judging import queries, rosters, rules
from competition.judging.models import Criterion, ItemJudge, Mark, Sheet, SubCriterion
from competition.judging.queries import Form
from competition.judging.rules import AspectKind, SheetState
from competition.registration.models import Entry

SKILL, SPREAD = 0.74, 0.13
CHANGED = ("version", "state", "saved_at", "submitted_at", "checked_at", "checked_by_id")


@dataclass(frozen=True, slots=True)
class _Open:
    """A sheet to be marked."""

    id: int
    sub_id: int
    day: int
    entry_id: int
    position: int
    judge: Somebody


class _Marker:
    """Knows how able each competitor is, and gives the marks that fit."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._skill: dict[int, float] = {}
        self._scores: dict[tuple[int, int], tuple[int, int]] = {}

    def value(self, sheet: _Open, form: Form) -> Decimal:
        """Give a mark inside the aspect's range, judges of one aspect at most one apart."""
        skill = self._skill.setdefault(sheet.entry_id, self._dice.gauss(SKILL, SPREAD))
        here = min(max(skill + self._dice.gauss(0, 0.1), 0), 1)
        if form.kind is AspectKind.JUDGEMENT:
            return Decimal(self._score(sheet, form, here))
        if form.partial:
            return min(form.max_mark, Decimal(str(round(float(form.max_mark) * here, 2))))
        return form.max_mark if self._dice.random() < here else Decimal(0)

    def _score(self, sheet: _Open, form: Form, here: float) -> int:
        key = (sheet.entry_id, form.aspect_id)
        if key not in self._scores:
            first = min(round(3 * here), 3)
            self._scores[key] = (first, min(max(first + self._dice.choice((-1, 1)), 0), 3))
        first, other = self._scores[key]
        return first if self._dice.random() < 0.72 else other


def mark(city: City, plan: Plan, item: ItemPlan, at: datetime) -> None:
    """Mark the sheets that are marked by the demo's day, and let the chief check them."""
    dice = city.rng("marks", item.row["code"])
    marker, chief = _Marker(dice), item.panel[0][1]
    scheme = rosters.scheme_in_force(item.id)
    assert scheme is not None
    forms: dict[int, list[Form]] = {}
    for form in queries.forms(scheme.id):
        forms.setdefault(form.sub_id, []).append(form)
    changed = []
    for sheet in _sheets(item.id):
        aspects = [f for f in forms[sheet.sub_id] if rules.marks_aspect(f.kind, sheet.position)]
        course = _Course.of(plan, sheet, dice)
        if course.state is not None:
            given = [(form, marker.value(sheet, form)) for form in aspects]
            if course.state is SheetState.OPEN:
                given = given[: max(len(given) // 2, 1)]
            changed.append(_marked(city, sheet, given, course, chief))
    values: dict[str, Any] = {key: sa.bindparam(f"b_{key}") for key in CHANGED}
    query = sa.update(Sheet).where(Sheet.id == sa.bindparam("b_id")).values(values)
    city.rows.keep(until=at, changed=[(query, changed)])


@dataclass(frozen=True, slots=True)
class _Course:
    """How far a sheet has come and when; no state where nobody has touched it."""

    state: SheetState | None
    saved_at: datetime
    submitted_at: datetime | None = None
    checked_at: datetime | None = None

    @classmethod
    def of(cls, plan: Plan, sheet: _Open, dice: Random) -> "_Course":
        """Draw a sheet's moments on its day; what is being judged now stands at every point."""
        morning = days.moment(plan.course.first + timedelta(days=min(sheet.day, _last_day(plan)) - 1), 9, 20)
        saved = morning + timedelta(seconds=dice.randrange(6 * 3600))
        submitted = saved + timedelta(seconds=dice.randrange(60, 900))
        checked = submitted + timedelta(seconds=dice.randrange(120, 2400))
        if plan.fact.stage is not Stage.JUDGED_NOW:
            return cls(SheetState.CHECKED, saved, submitted, checked)
        chance = dice.random()
        if sheet.day > 1 or chance < 0.06:
            return cls(None, saved)
        if chance < 0.16:
            return cls(SheetState.OPEN, saved)
        return (
            cls(SheetState.SUBMITTED, saved, submitted)
            if chance < 0.4
            else cls(SheetState.CHECKED, saved, submitted, checked)
        )


def _last_day(plan: Plan) -> int:
    return (plan.course.last - plan.course.first).days + 1


def _sheets(item_id: int) -> list[_Open]:
    query = (
        sa.select(Sheet.id, SubCriterion.id, SubCriterion.day, Sheet.entry_id, Sheet.position, User.id, User.name)
        .join(Sheet.sub_criterion)
        .join(Criterion, Criterion.id == SubCriterion.criterion_id)
        .join(Sheet.judge)
        .join(ItemJudge.user)
        .join(Sheet.entry)
        .where(Entry.item_id == item_id)
        .order_by(Sheet.id)
    )
    return [_Open(*row[:5], Somebody(row[5], row[6])) for row in db.session.execute(query)]


def _marked(city: City, sheet: _Open, given: list[tuple[Form, Decimal]], course: _Course, chief: Somebody) -> Row:
    subject, by = f"{Sheet.__tablename__}#{sheet.id}", sheet.judge
    marks = [
        city.rows.add(
            Mark, sheet_id=sheet.id, aspect_id=form.aspect_id, value=value, entered_by_id=by.id,
            entered_at=course.saved_at,
        )
        for form, value in given
    ]  # fmt: skip
    saved = {subject: {"saved_at": course.saved_at.isoformat()}}
    city.rows.act(
        course.saved_at, by, "judging.marks_saved", subject, before={subject: {"saved_at": None}},
        after=shown(Mark, *marks) | saved,
    )  # fmt: skip
    version, was = 2, SheetState.OPEN
    moves: list[tuple[datetime | None, Somebody, SheetState, dict[str, Any]]] = [
        (course.submitted_at, by, SheetState.SUBMITTED, {"submitted_at": course.submitted_at}),
        (course.checked_at, chief, SheetState.CHECKED, {"checked_at": course.checked_at, "checked_by_id": chief.id}),
    ]
    for at, who, state, new in moves:
        if at is not None:
            before = {"state": was, **dict.fromkeys(new)}
            after = {"state": state, **{k: v.isoformat() if isinstance(v, datetime) else v for k, v in new.items()}}
            city.rows.act(at, who, f"judging.sheet_{state}", subject, before={subject: before}, after={subject: after})
            version, was = version + 1, state
    checked_by = chief.id if course.checked_at else None
    told = (version, was, course.saved_at, course.submitted_at, course.checked_at, checked_by)
    return {"b_id": sheet.id, **{f"b_{key}": value for key, value in zip(CHANGED, told, strict=True)}}
