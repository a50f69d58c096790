"""Keeping what was changed in the editor: a draft is written anew, a locked scheme gets a new version."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.judging import filling, queries, rosters
from competition.judging.models import Aspect, Criterion, Scheme, StandardSection, SubCriterion
from competition.judging.rules import SchemeState, SchemeTree
from competition.plan.models import Item


@dataclass(frozen=True, slots=True)
class Edit:
    """A changed scheme as a whole, why it changes, and the version the editor showed."""

    tree: SchemeTree
    reason: str
    seen: int | None


def keep_edit(item: Item, scheme: Scheme | None, edit: Edit, *, by: User, at: datetime) -> Scheme:
    """Keep a changed scheme: a draft in its place, anything else as the next version with its reason."""
    with transaction() as session:
        queries.must_not_be_closed(item.id)
        rosters.must_fit_teams(item, edit.tree.settings)
        if scheme is not None:
            scheme.must_be_as_seen(edit.seen)
        elif rosters.schemes(item.id):
            raise Refused(_l("Somebody stored a scheme in the meantime. Load the page again."))
        if scheme is not None and scheme.state is SchemeState.DRAFT:
            scheme.must_be_draft(at)
            _empty(scheme)
            made = scheme
        else:
            if scheme is not None and not edit.reason.strip():
                raise Refused(_l("Say why the scheme is changed."), field="reason")
            made = _next_version(item, edit, at)
            session.add(made)
        filling.fill(made, edit.tree)
        session.flush()
        trail.record(by, "judging.scheme_edited", made, at)
    return made


def _next_version(item: Item, edit: Edit, at: datetime) -> Scheme:
    older = rosters.schemes(item.id)
    made = Scheme(item_id=item.id, number=len(older) + 1, created_at=at, reason=edit.reason.strip()[:300])
    made.take_over(older, at)
    return made


def _empty(scheme: Scheme) -> None:
    criteria = sa.select(Criterion.id).where(Criterion.scheme_id == scheme.id)
    forms = sa.select(SubCriterion.id).where(SubCriterion.criterion_id.in_(criteria))
    db.session.execute(sa.delete(Aspect).where(Aspect.sub_criterion_id.in_(forms)))
    db.session.execute(sa.delete(SubCriterion).where(SubCriterion.criterion_id.in_(criteria)))
    db.session.execute(sa.delete(Criterion).where(Criterion.scheme_id == scheme.id))
    db.session.execute(sa.delete(StandardSection).where(StandardSection.scheme_id == scheme.id))
    db.session.expire(scheme, ["criteria", "sections"])
