"""What is read of a panel: the scores of one competitor on one form, side by side, and the rounds before."""

from decimal import Decimal

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation.database import db
from competition.judging.models import Aspect, Criterion, Mark, Scheme, Sheet, SubCriterion
from competition.judging.panel_models import Discussion
from competition.judging.panels import PanelAspect, Round
from competition.judging.rules import HIGHEST_SCORE, AspectKind
from competition.registration.models import Entry


def of_sheet(sheet: Sheet) -> list[PanelAspect]:
    """Give every judged aspect of a sheet with what the whole panel gave; one judge alone is no panel."""
    return of_form(sheet.entry_id, sheet.sub_criterion_id)


def of_form(entry_id: int, sub_id: int) -> list[PanelAspect]:
    """Give every judged aspect of one competitor on one form, in three statements."""
    query = (
        sa.select(Aspect.id, SubCriterion.code, Aspect.tag, Sheet.position, Mark.value, Scheme)
        .join(SubCriterion, SubCriterion.id == Aspect.sub_criterion_id)
        .join(Criterion, Criterion.id == SubCriterion.criterion_id)
        .join(Scheme, Scheme.id == Criterion.scheme_id)
        .join(Sheet, sa.and_(Sheet.sub_criterion_id == SubCriterion.id, Sheet.entry_id == entry_id))
        .outerjoin(Mark, sa.and_(Mark.sheet_id == Sheet.id, Mark.aspect_id == Aspect.id))
        .where(SubCriterion.id == sub_id, Aspect.kind == AspectKind.JUDGEMENT)
        .order_by(Aspect.position, Sheet.position)
    )
    before = rounds(entry_id)
    found: dict[int, tuple[str, Decimal, dict[int, Decimal | None]]] = {}
    for aspect_id, code, tag, position, value, scheme in db.session.execute(query):
        limit = Decimal(HIGHEST_SCORE) if scheme.spread is None else scheme.spread
        found.setdefault(aspect_id, (f"{code}.{tag}", limit, {}))[2][position] = value
    return [
        PanelAspect(aspect_id, code, scores, tuple(before.get(aspect_id, ())), limit)
        for aspect_id, (code, limit, scores) in found.items()
        if len(scores) > 1
    ]


def rounds(entry_id: int) -> dict[int, list[Round]]:
    """Give the rounds that a competitor's panels talked about, by aspect."""
    query = (
        sa.select(Discussion, User.name)
        .join(User, User.id == Discussion.written_by_id)
        .where(Discussion.entry_id == entry_id)
        .order_by(Discussion.aspect_id, Discussion.round)
    )
    found: dict[int, list[Round]] = {}
    for row, name in db.session.execute(query):
        scores = {int(position): Decimal(score) for position, score in row.scores.items()}
        found.setdefault(row.aspect_id, []).append(Round(row.round, scores, row.reason, name))
    return found


def re_marked(item_id: int) -> int:
    """Count the aspects of an item's competitors that were marked again after a discussion."""
    pairs = sa.select(Discussion.entry_id, Discussion.aspect_id).join(Entry, Entry.id == Discussion.entry_id)
    several = pairs.where(Entry.item_id == item_id).distinct().subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(several)) or 0
