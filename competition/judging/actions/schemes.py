"""Storing a marking scheme, and locking it for marking."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.judging import filling, queries, rosters, rules
from competition.judging.models import Criterion, MarkOperation, Scheme, Sheet, SubCriterion
from competition.judging.rules import SchemeState, SchemeTree
from competition.plan.models import Item


@dataclass(frozen=True, slots=True)
class Source:
    """Where a scheme was read from: the file's name and checksum, and why there is a new version."""

    name: str
    sha256: str
    reason: str = ""


def store_scheme(item: Item, tree: SchemeTree, source: Source, *, by: User, at: datetime) -> Scheme:
    """Store a scheme as the item's next version, a draft; an older draft is superseded."""
    with transaction() as session:
        queries.must_not_be_closed(item.id)
        rosters.must_fit_teams(item, tree.settings)
        older = rosters.schemes(item.id)
        made = Scheme(
            item_id=item.id, number=len(older) + 1, title=tree.title[:160], created_at=at, reason=source.reason
        )
        made.take_over(older, at)
        made.source_name, made.source_sha256 = source.name[:200], source.sha256
        filling.fill(made, tree)
        session.add(made)
        session.flush()
        trail.record(by, "judging.scheme_stored", made, at, {"source": source.name, "sha256": source.sha256})
    return made


def allow_partial(scheme: Scheme, aspect_ids: frozenset[int], *, seen: int | None, by: User, at: datetime) -> None:
    """Say which measurements may be anything between zero and the maximum; the others stay full or zero."""
    with transaction():
        scheme.must_be_as_seen(seen)
        scheme.must_be_draft(at)
        aspects = [a for criterion in scheme.criteria for sub in criterion.sub_criteria for a in sub.aspects]
        # what is said of an aspect holds for every member and attempt of it
        chosen = {(a.sub_criterion_id, a.place) for a in aspects if a.id in aspect_ids}
        for aspect in (a for a in aspects if a.kind is rules.AspectKind.MEASUREMENT):
            allowed = (aspect.sub_criterion_id, aspect.place) in chosen
            if aspect.partial != allowed:
                aspect.calculation = rules.PARTIAL if allowed else ""
        # the aspects are the scheme's own: their change must count as a change of it
        flag_modified(scheme, "title")
        trail.record(by, "judging.partial_allowed", scheme, at)


def lock_scheme(scheme: Scheme, *, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Lock a draft for marking; it supersedes the version in force, with a reason, while no mark exists."""
    with transaction() as session:
        scheme.must_be_as_seen(seen)
        if scheme.state is not SchemeState.DRAFT:
            raise Refused(_l("This scheme is locked. Read in a new version, with the reason for it."))
        older = rosters.scheme_in_force(scheme.item_id)
        if older and rosters.has_marks(scheme.item_id):
            raise Refused(_l("Marks were given by the version in force, so it can no longer be replaced."))
        if older:
            if not reason.strip():
                raise Refused(_l("Say why the version in force is replaced."), field="reason")
            older.state = SchemeState.SUPERSEDED
            forms = sa.select(SubCriterion.id).join(SubCriterion.criterion).where(Criterion.scheme_id == older.id)
            sheets = sa.select(Sheet.id).where(Sheet.sub_criterion_id.in_(forms))
            session.execute(sa.delete(MarkOperation).where(MarkOperation.sheet_id.in_(sheets)))
            session.execute(sa.delete(Sheet).where(Sheet.sub_criterion_id.in_(forms)))
        scheme.state, scheme.locked_at, scheme.reason = SchemeState.LOCKED, at, reason or scheme.reason
        trail.record(by, "judging.scheme_locked", scheme, at)
