"""What is read of an item's team, its competitors and its marking scheme."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, lazyload, selectinload

from competition.accounts.models import HeldRole, User
from competition.accounts.rules import Role, Scope
from competition.directory.models import Organisation
from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.foundation.words import OrganisationKind
from competition.judging import conflict_rules, conflicts, kinds, rules
from competition.judging.blind_models import BlindCode, BlindLayer
from competition.judging.duty_rules import Competitor, Panelist
from competition.judging.models import (
    Aspect,
    Closing,
    Criterion,
    EntryPresence,
    ItemJudge,
    Mark,
    Scheme,
    Sheet,
    SubCriterion,
    TheoryMark,
)
from competition.judging.rules import Presence, SchemeState, Seat, SheetState
from competition.plan.models import Competition, Item
from competition.registration.models import Entry
from competition.registration.rules import EntryState

UNIT = sa.func.coalesce(Organisation.merged_into_id, Organisation.id)


# --- items, teams --------------------------------------------------------------------------------------------------


def item(item_id: int) -> Item | None:
    """Find an item with its competition."""
    return db.session.scalar(sa.select(Item).options(joinedload(Item.competition)).where(Item.id == item_id))


def items(search: str, reach: "sa.ColumnElement[bool]") -> "sa.Select[Any]":
    """List the items of a reach with their judging in figures; the newest competition first."""
    judges = sa.select(sa.func.count()).where(
        ItemJudge.item_id == Item.id, ItemJudge.ended_at.is_(None), ItemJudge.seat == Seat.SCORING
    )
    scheme = sa.select(sa.func.max(Scheme.number)).where(Scheme.item_id == Item.id, Scheme.state == SchemeState.LOCKED)
    sheets = (
        sa.select(sa.func.count())
        .select_from(Sheet)
        .join(Sheet.entry)
        .where(Entry.item_id == Item.id, is_here(Entry.id))
    )
    done = sheets.where(Sheet.state.in_((SheetState.CHECKED, SheetState.CLOSED)))
    closed = sa.select(Closing.closed_at).where(Closing.item_id == Item.id)
    columns = {"judges": judges, "scheme": scheme, "sheets": sheets, "done": done, "closed_at": closed}
    query = (
        sa.select(Item, *(select.correlate(Item).scalar_subquery().label(name) for name, select in columns.items()))
        .join(Item.competition)
        .options(contains_eager(Item.competition))
        .where(reach, Item.cancelled.is_(False))
        .order_by(Competition.starts_on.desc(), Competition.id.desc(), Item.code)
    )
    like = f"%{search.strip()}%"
    found = sa.or_(Item.name.ilike(like), Item.code.ilike(like), Competition.name.ilike(like), Item.name_en.ilike(like))
    return query.where(found) if search.strip() else query


def is_here(entry_id: Any) -> "sa.ColumnElement[bool]":
    """Say, in SQL, whether nobody said that an entry is not taking part."""
    gone = sa.select(EntryPresence.id).where(
        EntryPresence.entry_id == entry_id, EntryPresence.presence != Presence.PRESENT
    )
    return ~gone.exists()


def judges(item_id: int) -> Sequence[ItemJudge]:
    """List everyone named for an item, those whose naming ended last."""
    query = (
        sa.select(ItemJudge)
        .join(ItemJudge.user)
        .options(contains_eager(ItemJudge.user).options(lazyload(User.parts)), joinedload(ItemJudge.organisation))
        .where(ItemJudge.item_id == item_id)
    )
    order = {Seat.CHIEF: 0, Seat.SCORING: 1, Seat.RESERVE: 2}
    return sorted(db.session.scalars(query), key=lambda j: (j.ended_at is not None, order[j.seat], j.position))


def judge(judge_id: int) -> ItemJudge | None:
    """Find a naming with its item."""
    query = sa.select(ItemJudge).options(joinedload(ItemJudge.item).joinedload(Item.competition))
    return db.session.scalar(query.where(ItemJudge.id == judge_id))


def seat(user_id: int, item_id: int) -> ItemJudge | None:
    """Find the seat somebody holds in an item's team."""
    return db.session.scalar(
        sa.select(ItemJudge).where(
            ItemJudge.item_id == item_id, ItemJudge.user_id == user_id, ItemJudge.ended_at.is_(None)
        )
    )


def seats(user_id: int, *kinds: Seat) -> frozenset[int]:
    """Name the items in whose teams somebody holds one of these seats."""
    query = sa.select(ItemJudge.item_id).where(ItemJudge.user_id == user_id, ItemJudge.ended_at.is_(None))
    return frozenset(db.session.scalars(query.where(ItemJudge.seat.in_(kinds))))


def candidates(item_id: int) -> Sequence[User]:
    """List who may be named: people to whom the security administrator granted a judge's role for it."""
    for_item = sa.and_(HeldRole.scope == Scope.ITEM, HeldRole.scope_id == item_id)
    named = sa.select(ItemJudge.user_id).where(ItemJudge.item_id == item_id, ItemJudge.ended_at.is_(None))
    query = (
        sa.select(User)
        .join(HeldRole, HeldRole.user_id == User.id)
        .options(lazyload(User.parts))
        .where(User.active, HeldRole.ended_at.is_(None), HeldRole.role.in_((Role.JUDGE, Role.CHIEF_JUDGE)))
        .where(sa.or_(HeldRole.scope == Scope.CITY, for_item), User.id.not_in(named))
        .distinct()
        .order_by(User.name, User.id)
    )
    return db.session.scalars(query).all()


def organisations() -> Sequence[Organisation]:
    """List the organisations a judge may belong to."""
    query = sa.select(Organisation).where(Organisation.merged_into_id.is_(None)).order_by(Organisation.name)
    return db.session.scalars(query).all()


def panel(item_id: int) -> tuple[Panelist, ...]:
    """List an item's scoring judges and reserves with the organisation each belongs to."""
    at_school = Organisation.kind == OrganisationKind.SCHOOL
    query = (
        sa.select(ItemJudge.id, ItemJudge.seat, ItemJudge.position, UNIT, User.name, at_school)
        .join(ItemJudge.organisation)
        .join(ItemJudge.user)
        .where(ItemJudge.item_id == item_id, ItemJudge.ended_at.is_(None), ItemJudge.seat != Seat.CHIEF)
        .order_by(ItemJudge.seat, ItemJudge.position)
    )
    return tuple(Panelist(*row) for row in db.session.execute(query))


@dataclass(frozen=True, slots=True)
class Standing:
    """A competitor as judging sees them: a number, never a name; and whether they took part."""

    entry_id: int
    number: int | None
    unit: int
    presence: Presence | None
    reason: str
    theory: Decimal | None
    veiled: bool = False
    coach: str = ""
    seconds: int | None = None

    @property
    def is_here(self) -> bool:
        """Say whether nobody said that they are not taking part."""
        return self.presence in (None, Presence.PRESENT)


def competitors(item_id: int) -> tuple[Standing, ...]:
    """List an item's accepted competitors by number; by the last layer's code where the item is blind."""
    veiled = sa.select(BlindLayer.id).where(BlindLayer.item_id == Entry.item_id).exists()
    query = (
        sa.select(Entry.id, Entry.number, UNIT, EntryPresence.presence, EntryPresence.reason, TheoryMark.mark)
        .add_columns(BlindCode.code, veiled, Entry.coach_name, EntryPresence.seconds)
        .join(Entry.organisation)
        .outerjoin(EntryPresence, EntryPresence.entry_id == Entry.id)
        .outerjoin(TheoryMark, TheoryMark.entry_id == Entry.id)
        .outerjoin(BlindCode, BlindCode.entry_id == Entry.id)
        .where(Entry.item_id == item_id, Entry.state == EntryState.ACCEPTED)
        .order_by(Entry.number, Entry.id)
    )
    there = [
        Standing(entry_id, _seen(number, code, blind=blind), unit, said, why or "", theory, blind, coach, seconds)
        for entry_id, number, unit, said, why, theory, code, blind, coach, seconds in db.session.execute(query)
    ]
    # a list in the order of the numbers would tell who is who
    return tuple(sorted(there, key=lambda each: (each.number is None, each.number or 0)))


def _seen(number: int | None, code: str | None, *, blind: bool) -> int | None:
    return (int(code) if code else None) if blind else number


def numbered(found: Iterable[Standing]) -> tuple[Competitor, ...]:
    """Keep the competitors who take part and have their number."""
    return tuple(Competitor(c.entry_id, c.number, c.unit, c.coach) for c in found if c.is_here and c.number is not None)


# --- schemes -------------------------------------------------------------------------------------------------------


def schemes(item_id: int) -> Sequence[Scheme]:
    """List an item's scheme versions, the newest first."""
    return db.session.scalars(sa.select(Scheme).where(Scheme.item_id == item_id).order_by(Scheme.number.desc())).all()


def scheme(scheme_id: int) -> Scheme | None:
    """Find a scheme with its whole tree."""
    parts = selectinload(Scheme.criteria).selectinload(Criterion.sub_criteria).selectinload(SubCriterion.aspects)
    item_of = joinedload(Scheme.item).joinedload(Item.competition)
    return db.session.scalar(
        sa.select(Scheme).options(parts, selectinload(Scheme.sections), item_of).where(Scheme.id == scheme_id)
    )


def scheme_in_force(item_id: int) -> Scheme | None:
    """Find the locked version by which an item is marked."""
    return db.session.scalar(sa.select(Scheme).where(Scheme.item_id == item_id, Scheme.state == SchemeState.LOCKED))


def must_fit_teams(item: Item, how: rules.Settings) -> None:
    """Refuse a scheme that marks members one by one, and not as many as an entry of the item has."""
    members = how.marked_members
    if members and members != item.team_size:
        told = {"members": members, "there": item.team_size}
        raise Refused(
            _l(
                "The scheme marks %(members)s members of each entry; an entry of this item has %(there)s. "
                "Change the scheme's team setting, or the item's.",
                **told,
            )
        )


def tree(of: Scheme) -> rules.SchemeTree:
    """Give a stored scheme as the plain value it was read as."""
    sections = tuple(rules.SchemeSection(s.position, s.name, s.mark) for s in of.sections)
    criteria = tuple(
        rules.SchemeCriterion(
            criterion.letter,
            criterion.name,
            tuple(
                rules.SchemeSubCriterion(sub.code, sub.name, sub.day, tuple(plain_aspect(a) for a in sub.in_scheme))
                for sub in criterion.sub_criteria
            ),
        )
        for criterion in of.criteria
    )
    return rules.SchemeTree(of.title, sections, criteria, tuple(tuple(row) for row in of.calculations), of.how)


def plain_aspect(a: Aspect) -> rules.SchemeAspect:
    """Give a stored aspect as the plain value it was read as."""
    texts = tuple(a.benchmarks[str(score)] for score in range(4)) if a.benchmarks else ()
    return rules.SchemeAspect(
        a.kind, a.description, a.max_mark, a.section, a.extra, a.requirement, a.calculation, texts,
        **kinds.scheme_aspect_needs(a.kind, a.needs),
    )  # fmt: skip


def has_marks(item_id: int) -> bool:
    """Say whether any mark was given in an item."""
    query = sa.select(Mark.id).join(Mark.sheet).join(Sheet.entry).where(Entry.item_id == item_id)
    return db.session.scalar(query.limit(1)) is not None


def has_theory(item_id: int) -> bool:
    """Say whether an item's result counts a theory paper."""
    return bool(db.session.scalar(sa.select(Item.theory_weight > 0).where(Item.id == item_id)))


def marks_beside(judge_id: int, sheet: Sheet) -> bool:
    """Say whether a judge holds a sheet for the same competitor on the same form."""
    query = sa.select(Sheet.id).where(
        Sheet.judge_id == judge_id, Sheet.entry_id == sheet.entry_id, Sheet.sub_criterion_id == sheet.sub_criterion_id
    )
    return db.session.scalar(query.limit(1)) is not None


def reach(user: User) -> "sa.ColumnElement[bool]":
    """Say, in SQL, whose judging somebody may follow: all, a competition's, or the items of their own team."""
    if user.roles & {Role.AUDITOR} or user.holds(Role.ORGANISER) or user.holds(Role.SUPERVISOR):
        return sa.true()
    told = user.scope_ids(Role.ORGANISER, Scope.COMPETITION) | user.scope_ids(Role.SUPERVISOR, Scope.COMPETITION)
    return sa.or_(Item.competition_id.in_(told), Item.id.in_(seats(user.id, *Seat)))


def being_judged(user: User) -> int:
    """Count the items in somebody's reach whose sheets are open and not all closed."""
    sheets = sa.select(Sheet.id).join(Sheet.entry).where(Entry.item_id == Item.id)
    query = sa.select(sa.func.count(Item.id)).where(reach(user), sheets.exists(), ~_closed(Item.id))
    return db.session.scalar(query) or 0


def _closed(item_id: Any) -> "sa.ColumnElement[bool]":
    return sa.select(Closing.id).where(Closing.item_id == item_id).exists()


def free_reserve(sheet: Sheet) -> ItemJudge | None:
    """Find the first reserve without a conflict who has no sheet yet for this competitor on this form."""
    item_id, team = sheet.judge.item_id, panel(sheet.judge.item_id)
    barred = conflict_rules.barred(conflicts.clashes(item_id, team, numbered(competitors(item_id))))
    for each in team:
        clash = (each.judge_id, sheet.entry_id) in barred
        if each.seat is Seat.RESERVE and not clash and not marks_beside(each.judge_id, sheet):
            return db.session.get(ItemJudge, each.judge_id)
    return None


def presences(item_id: int) -> Sequence[EntryPresence]:
    """List what was said about an item's competitors."""
    query = sa.select(EntryPresence).join(EntryPresence.entry).where(Entry.item_id == item_id)
    return db.session.scalars(query).all()


def theory_marks(item_id: int) -> Sequence[TheoryMark]:
    """List an item's theory marks."""
    return db.session.scalars(sa.select(TheoryMark).join(TheoryMark.entry).where(Entry.item_id == item_id)).all()


def items_of(item_ids: Iterable[int]) -> Sequence[Item]:
    """Find items with their competitions."""
    query = sa.select(Item).options(joinedload(Item.competition)).where(Item.id.in_(list(item_ids)))
    return db.session.scalars(query).all()


def named_items(counted: Sequence[tuple[int, int]]) -> list[tuple[Item, int]]:
    """Put each count beside its item."""
    there = {item.id: item for item in items_of(item_id for item_id, _count in counted)} if counted else {}
    return [(there[item_id], count) for item_id, count in counted]
