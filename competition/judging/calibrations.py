"""What is read of sample works: who has entered, and, once all have, how each judge lies beside the reference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from competition.accounts.models import User
from competition.foundation.database import db
from competition.judging import agreement, kinds, queries, rosters
from competition.judging.calibration_models import Calibration, CalibrationLine, CalibrationMark
from competition.judging.models import Aspect, Closing, ItemJudge, SubCriterion
from competition.judging.queries import Form
from competition.judging.rules import Seat
from competition.judging.tabulation.scheme import JUDGED
from competition.plan.models import Item


@dataclass(frozen=True, slots=True)
class Row:
    """One aspect of a sample work: what it is, the reference, and what each judge gave (nothing before the reveal)."""

    line_id: int
    code: str
    aspect: Aspect
    highest: float
    reference: Decimal | None
    scores: Mapping[int, Decimal]

    @property
    def measure(self) -> float | None:
        """Give what judges are compared with: the expert's score, else the mean of all."""
        if self.reference is not None:
            return float(self.reference)
        return fmean(map(float, self.scores.values())) if self.scores else None


@dataclass(frozen=True, slots=True)
class Beside:
    """One judge beside the reference: mean difference, how far single ones go, and how many scores are the same."""

    judge_id: int
    name: str
    difference: float
    furthest: float
    furthest_at: str
    same: int
    scores: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A sample work in a list: who of the panel has entered."""

    calibration: Calibration
    entered: Sequence[str]
    missing: Sequence[str]


def one(calibration_id: int) -> Calibration | None:
    """Find a sample work with its item and its aspects."""
    lines = selectinload(Calibration.lines).joinedload(CalibrationLine.aspect)
    query = sa.select(Calibration).options(joinedload(Calibration.item).joinedload(Item.competition), lines)
    return db.session.scalar(query.where(Calibration.id == calibration_id))


def aspects(item_id: int) -> list[Form]:
    """List the judged aspects of the scheme in force, which a sample work may be marked by."""
    scheme = rosters.scheme_in_force(item_id)
    return [form for form in queries.forms(scheme.id) if form.kind in JUDGED and form.is_first] if scheme else []


def descriptions(of: Sequence[Form]) -> dict[int, str]:
    """Give the texts of some aspects."""
    query = sa.select(Aspect.id, Aspect.description).where(Aspect.id.in_([form.aspect_id for form in of]))
    return {row.id: row.description for row in db.session.execute(query)}


def panel(item_id: int) -> dict[int, str]:
    """Name who marks a sample work: the scoring judges and the reserves of now."""
    return {each.judge_id: each.name for each in rosters.panel(item_id)}


def entered(calibration: Calibration) -> set[int]:
    """Name the judges who have entered every aspect."""
    query = (
        sa.select(CalibrationMark.judge_id)
        .join(CalibrationMark.line)
        .where(CalibrationLine.calibration_id == calibration.id)
        .group_by(CalibrationMark.judge_id)
        .having(sa.func.count() == len(calibration.lines))
    )
    return set(db.session.scalars(query))


def progress(item_id: int) -> list[Progress]:
    """List an item's sample works, the newest first, with who of the panel has entered."""
    query = sa.select(Calibration).options(selectinload(Calibration.lines)).where(Calibration.item_id == item_id)
    there = panel(item_id)
    return [progress_of(each, there) for each in db.session.scalars(query.order_by(Calibration.id.desc()))]


def progress_of(calibration: Calibration, there: Mapping[int, str] | None = None) -> Progress:
    """Say who of the panel has entered a sample work."""
    there, done = panel(calibration.item_id) if there is None else there, entered(calibration)
    return Progress(
        calibration, [name for key, name in there.items() if key in done],
        [name for key, name in there.items() if key not in done],
    )  # fmt: skip


def of_judge(user_id: int) -> list[tuple[Calibration, bool]]:
    """List the sample works of items not closed in whose panels somebody sits, with whether theirs is entered.

    Those that wait for the judge come first.
    """
    lines = sa.select(sa.func.count()).where(CalibrationLine.calibration_id == Calibration.id).correlate(Calibration)
    mine = (
        sa.select(sa.func.count())
        .select_from(CalibrationMark)
        .join(CalibrationMark.line)
        .where(CalibrationLine.calibration_id == Calibration.id, CalibrationMark.judge_id == ItemJudge.id)
        .correlate(Calibration, ItemJudge)
    )
    closed = sa.select(Closing.id).where(Closing.item_id == Calibration.item_id)
    query = (
        sa.select(Calibration, lines.scalar_subquery() == mine.scalar_subquery())
        .join(ItemJudge, ItemJudge.item_id == Calibration.item_id)
        .options(joinedload(Calibration.item))
        .where(ItemJudge.user_id == user_id, ItemJudge.ended_at.is_(None), ItemJudge.seat != Seat.CHIEF)
        .where(~closed.exists())
        .order_by(Calibration.id)
    )
    found = [(calibration, bool(done)) for calibration, done in db.session.execute(query)]
    return sorted(found, key=lambda pair: pair[1])


def to_mark(user_id: int) -> list[Calibration]:
    """List the sample works somebody has yet to mark."""
    return [calibration for calibration, done in of_judge(user_id) if not done]


def own(calibration_id: int, judge_id: int) -> dict[int, Decimal]:
    """Give what one judge entered, by line."""
    query = sa.select(CalibrationMark.line_id, CalibrationMark.value).join(CalibrationMark.line)
    mine = query.where(CalibrationLine.calibration_id == calibration_id, CalibrationMark.judge_id == judge_id)
    return {row.line_id: row.value for row in db.session.execute(mine)}


def rows(calibration: Calibration, *, shown: bool = True) -> list[Row]:
    """List the aspects of a sample work; reference and scores stay out until all have entered."""
    shown = shown and calibration.revealed_at is not None
    given = _given(calibration.id) if shown else {}
    codes = _codes(line.aspect.sub_criterion_id for line in calibration.lines)
    return [
        Row(line.id, f"{codes[line.aspect.sub_criterion_id]}.{line.aspect.tag}", line.aspect,
            kinds.highest_score(line.aspect.engine()), line.reference if shown else None, given.get(line.id, {}))
        for line in calibration.lines
    ]  # fmt: skip


def _given(calibration_id: int) -> dict[int, dict[int, Decimal]]:
    query = sa.select(CalibrationMark).join(CalibrationMark.line)
    found: dict[int, dict[int, Decimal]] = {}
    for mark in db.session.scalars(query.where(CalibrationLine.calibration_id == calibration_id)):
        found.setdefault(mark.line_id, {})[mark.judge_id] = mark.value
    return found


def _codes(sub_ids: Any) -> dict[int, str]:
    query = sa.select(SubCriterion.id, SubCriterion.code).where(SubCriterion.id.in_(set(sub_ids)))
    return {row.id: row.code for row in db.session.execute(query)}


def names(judge_ids: set[int]) -> dict[int, str]:
    """Name judges, those whose naming ended too, in the order of their places."""
    query = sa.select(ItemJudge.id, User.name).join(ItemJudge.user).where(ItemJudge.id.in_(judge_ids))
    found = db.session.execute(query.order_by(ItemJudge.seat.desc(), ItemJudge.position, ItemJudge.id))
    return {row.id: row.name for row in found}


def beside(there: Sequence[Row]) -> list[Beside]:
    """Put each judge beside the reference of every aspect."""
    highest = agreement.common_scale(row.highest for row in there)
    found = []
    for judge_id, name in names({judge for row in there for judge in row.scores}).items():
        off = [
            ((float(row.scores[judge_id]) - row.measure) * (highest / row.highest), row.code)
            for row in there
            if judge_id in row.scores and row.measure is not None
        ]
        furthest, at = max(off, key=lambda each: abs(each[0]))
        same = sum(abs(value) < 1e-9 for value, _code in off)
        found.append(Beside(judge_id, name, fmean(v for v, _c in off), furthest, at, same, len(off)))
    return found
