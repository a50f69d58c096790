"""What each judge gave one competitor, mark by mark: who entered it, when, from which paper, and who checked it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from competition.accounts.models import User
from competition.foundation.database import db
from competition.judging import rosters
from competition.judging.models import (
    Aspect,
    Criterion,
    EntryPresence,
    ItemJudge,
    Mark,
    Sheet,
    SubCriterion,
    TheoryMark,
)
from competition.judging.paper import PaperState
from competition.judging.paper_models import PaperEntry
from competition.judging.rules import Presence
from competition.judging.scheme_models import PenaltyReason

JUDGE, ENTERS, CHECKS, CLERK = (aliased(User) for _ in range(4))


@dataclass(frozen=True, slots=True)
class GivenMark:
    """What one judge gave for one aspect; `clerk` entered it first from paper, `by` confirmed it then."""

    code: str
    aspect: Aspect
    value: Decimal
    at: datetime
    by: str
    reason: str
    sheet_id: int
    position: int
    judge: str
    checked_by: str
    checked_at: datetime | None
    clerk: str


@dataclass(frozen=True, slots=True)
class Outlined:
    """An aspect of the scheme in force with the criterion it counts for."""

    letter: str
    criterion: str
    code: str
    description: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What somebody entered of a competitor beside the sheets: the theory mark, or whether and how long they took part."""

    by: str
    at: datetime
    mark: Decimal | None = None
    presence: Presence | None = None
    seconds: int | None = None
    reason: str = ""


def of_entry(entry_id: int) -> list[GivenMark]:
    """List every mark of a competitor in the order of scheme and panel: one statement."""
    query: sa.Select[Any] = (
        sa.select(SubCriterion.code, Aspect, Mark.value, Mark.entered_at, ENTERS.name, _or_empty(PenaltyReason.reason))
        .add_columns(Sheet.id, Sheet.position, JUDGE.name)
        .add_columns(_or_empty(CHECKS.name), Sheet.checked_at, _or_empty(_first_clerk()))
        .select_from(Mark)
        .join(Mark.sheet)
        .join(Mark.aspect)
        .join(SubCriterion, SubCriterion.id == Aspect.sub_criterion_id)
        .join(Criterion, Criterion.id == SubCriterion.criterion_id)
        .join(Sheet.judge)
        .join(JUDGE, JUDGE.id == ItemJudge.user_id)
        .join(ENTERS, ENTERS.id == Mark.entered_by_id)
        .outerjoin(CHECKS, CHECKS.id == Sheet.checked_by_id)
        .outerjoin(
            PenaltyReason, sa.and_(PenaltyReason.sheet_id == Mark.sheet_id, PenaltyReason.aspect_id == Mark.aspect_id)
        )
        .where(Sheet.entry_id == entry_id)
        .order_by(Criterion.position, SubCriterion.position, Aspect.position, Sheet.position)
    )
    rows: Iterable[Any] = db.session.execute(query)
    return [GivenMark(f"{form}.{aspect.tag}", aspect, *rest) for form, aspect, *rest in rows]


def _or_empty(of: Any) -> "sa.ColumnElement[str]":
    return sa.func.coalesce(of, "")


def _first_clerk() -> "sa.ScalarSelect[str]":
    # the mark is the second clerk's, so a mark somebody else entered did not come from the paper
    kept = sa.select(CLERK.name).join(PaperEntry, PaperEntry.entered_by_id == CLERK.id)
    kept = kept.where(PaperEntry.sheet_id == Mark.sheet_id, PaperEntry.state == PaperState.KEPT)
    kept = kept.where(PaperEntry.confirmed_by_id == Mark.entered_by_id).order_by(PaperEntry.id.desc()).limit(1)
    return kept.correlate(Mark).scalar_subquery()


def outline(item_id: int) -> list[Outlined]:
    """List the aspects of the scheme in force in order, each with its criterion."""
    scheme = rosters.scheme_in_force(item_id)
    if scheme is None:
        return []
    query = (
        sa.select(Criterion.letter, Criterion.name, SubCriterion.code, Aspect.tag, Aspect.description)
        .join(SubCriterion, SubCriterion.criterion_id == Criterion.id)
        .join(Aspect, Aspect.sub_criterion_id == SubCriterion.id)
        .where(Criterion.scheme_id == scheme.id)
        .order_by(Criterion.position, SubCriterion.position, Aspect.position)
    )
    rows = db.session.execute(query)
    return [Outlined(letter, name, f"{form}.{tag}", said) for letter, name, form, tag, said in rows]


def theory(entry_id: int) -> Beside | None:
    """Find a competitor's theory mark with who entered it."""
    query = sa.select(ENTERS.name, TheoryMark.entered_at, TheoryMark.mark).join(
        ENTERS, ENTERS.id == TheoryMark.entered_by_id
    )
    row = db.session.execute(query.where(TheoryMark.entry_id == entry_id)).one_or_none()
    return None if row is None else Beside(row[0], row[1], mark=row[2])


def presence(entry_id: int) -> Beside | None:
    """Find what was said about a competitor's taking part, and by whom."""
    said = EntryPresence
    query = sa.select(ENTERS.name, said.said_at, said.presence, said.seconds, said.reason)
    query = query.join(ENTERS, ENTERS.id == said.said_by_id).where(said.entry_id == entry_id)
    row = db.session.execute(query).one_or_none()
    return None if row is None else Beside(row[0], row[1], None, row[2], row[3], row[4])
