"""Reads of appeals: who filed which, what is open, which awards are held, and who sits on a board.

Later rooms ask `held_lines` or call `must_not_be_held` before they rest anything on an award.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload, undefer

from competition.accounts.models import HeldRole, User
from competition.accounts.rules import Role, Scope
from competition.directory import access as directory
from competition.directory.models import Organisation
from competition.foundation import clock
from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.foundation.texts import _
from competition.judging.models import ItemJudge
from competition.judging.pool_models import PoolJudge
from competition.plan.models import Competition, Item, TimetableEntry
from competition.plan.rules import CompetitionState
from competition.policy.book import Book
from competition.registration.models import Entry, Member
from competition.registration.rules import EntryState
from competition.results import access, appeal_rules
from competition.results.appeal_models import Appeal, AppealDecision, AppealFile, BoardMember
from competition.results.appeal_rules import (
    WAITING,
    AppealKind,
    AppealState,
    Candidate,
    Concerned,
    Hours,
    Moments,
    Proof,
)
from competition.results.models import ItemResult, ResultLine
from competition.results.queries import PUBLIC
from competition.results.rules import ResultState
from competition.results.snapshot_models import Release

FROM_END, FROM_PUBLICATION = "results.appeal_hours", "results.appeal.from_publication"
FIRST_DECISION = "results.appeal.first_decision"
SECOND_REQUEST, SECOND_DECISION = "results.appeal.second_request", "results.appeal.second_decision"
TABLES = (FROM_END, FROM_PUBLICATION, FIRST_DECISION, SECOND_REQUEST, SECOND_DECISION)
UNIT = sa.func.coalesce(Organisation.merged_into_id, Organisation.id)
MOST_SHOWN = 200
# how an award that is held is written where everyone reads it
HELD = "held"


# --- one appeal, and lists of them -----------------------------------------------------------------------------------


def _appeals() -> "sa.Select[Appeal]":
    return (
        sa.select(Appeal)
        .join(Appeal.item)
        .join(Item.competition)
        .options(
            contains_eager(Appeal.item).contains_eager(Item.competition),
            joinedload(Appeal.entry),
            joinedload(Appeal.about),
            selectinload(Appeal.decisions).joinedload(AppealDecision.decided_by),
        )
        .order_by(Appeal.filed_at.desc(), Appeal.id.desc())
    )


def one(appeal_id: int) -> Appeal | None:
    """Find an appeal with its evidence and decisions."""
    more = (joinedload(Appeal.filed_by), joinedload(Appeal.admitted_by), selectinload(Appeal.files))
    return db.session.scalar(_appeals().options(*more).where(Appeal.id == appeal_id))


def file(file_id: int) -> AppealFile | None:
    """Find a piece of evidence with its content."""
    query = sa.select(AppealFile).options(undefer(AppealFile.content)).where(AppealFile.id == file_id)
    return db.session.scalar(query)


def of_item(item_id: int) -> Sequence[Appeal]:
    """List the appeals about an item, the newest first."""
    return db.session.scalars(_appeals().where(Appeal.item_id == item_id)).all()


def of_user(user: User) -> Sequence[Appeal]:
    """List the newest appeals this person may read: of the own units, of boards, of competitions they run."""
    mine = Entry.organisation_id.in_(user.scope_ids(Role.DELEGATION_LEADER, Scope.ORGANISATION))
    sits = Item.competition_id.in_(_boards(user))
    all_of_them = user.holds(Role.ORGANISER) or Role.AUDITOR in user.roles
    runs = sa.true() if all_of_them else Item.competition_id.in_(user.scope_ids(Role.ORGANISER, Scope.COMPETITION))
    query = _appeals().join(Entry, Entry.id == Appeal.entry_id)
    return db.session.scalars(query.where(mine | sits | runs).limit(MOST_SHOWN)).all()


def waiting(user: User) -> list[Appeal]:
    """List the appeals that wait for this person's decision: of boards they sit on, or of the second level."""
    first = Item.competition_id.in_(_boards(user)) & Appeal.state.in_((AppealState.FILED, AppealState.ADMITTED))
    second = Appeal.state == AppealState.ASKED_ON if user.holds(Role.ORGANISER) else sa.false()
    found = db.session.scalars(_appeals().where(first | second))
    return [each for each in found if each.state is not AppealState.ASKED_ON or not has_decided(each, user)]


def overdue(user: User, at: datetime) -> list[Appeal]:
    """List the late appeals of the competitions this organiser runs."""
    late = db.session.scalars(_appeals().where(Appeal.state.in_(WAITING), Appeal.due_at < at))
    return [each for each in late if access.may_manage(user, each.item.competition)]


def has_decided(of: Appeal, user: User) -> bool:
    """Say whether this person decided it at the level before."""
    return any(each.decided_by_id == user.id for each in of.decisions)


def of_entry(entry_id: int) -> Sequence[Appeal]:
    """List the appeals filed for an entry."""
    return db.session.scalars(sa.select(Appeal).where(Appeal.entry_id == entry_id).order_by(Appeal.id)).all()


def by_receipt(receipt: str) -> Appeal | None:
    """Find an appeal a competitor filed, by the receipt given for it; a leader's is read signed in."""
    own = _appeals().where(Appeal.filed_by_id.is_(None))
    return db.session.scalar(own.where(Appeal.receipt == receipt.strip().upper()))


def is_own(entry: Entry, shown: Proof) -> bool:
    """Say whether somebody proves to be a member of an entry."""
    return any(appeal_rules.is_proven(shown, each.name_as_was, each.person.id_number) for each in entry.members)


def own_entry(item_id: int, shown: Proof) -> Entry:
    """Find the accepted entry of whoever proves to be a member of it; refused where there is none."""
    people = selectinload(Entry.members).joinedload(Member.person)
    query = sa.select(Entry).options(people).where(Entry.item_id == item_id, Entry.state == EntryState.ACCEPTED)
    found = next((each for each in db.session.scalars(query) if is_own(each, shown)), None)
    if found is None:
        raise Refused(
            _(
                "No accepted competitor of this item has this name and ID number. Write both as they stand on the ID"
                " card; your unit's leader can file for you too."
            ),
            field="ending",
        )
    return found


# --- when ------------------------------------------------------------------------------------------------------------


def hours(item: Item, book: Book) -> Hours:
    """Read how long appeals about an item may be filed."""
    on = item.competition.starts_on
    return Hours(int(book.on(on, FROM_END).value), int(book.on(on, FROM_PUBLICATION).value))


def moments(items: Collection[Item]) -> dict[int, Moments]:
    """Say when items begin, end and became public: two statements, however many items.

    An item ends with its last line of the timetable; without one, when the competition's last day is over.
    """
    ids = [item.id for item in items]
    slots = sa.select(TimetableEntry.item_id, sa.func.max(TimetableEntry.ends_at)).group_by(TimetableEntry.item_id)
    ends = db.session.execute(slots.where(TimetableEntry.item_id.in_(ids))).all()
    seen = sa.select(ItemResult.item_id, sa.func.max(ItemResult.notice_started_at)).group_by(ItemResult.item_id)
    public = db.session.execute(seen.where(ItemResult.item_id.in_(ids), ItemResult.state.in_(PUBLIC))).all()
    ended, published = dict(ends), dict(public)
    return {
        item.id: Moments(
            datetime.combine(item.held_on, time(), clock.CITY),
            ended.get(item.id) or datetime.combine(item.competition.ends_on + timedelta(days=1), time(), clock.CITY),
            published.get(item.id),
        )
        for item in items
    }


def open_kinds(item: Item, of: Moments, book: Book, at: datetime) -> dict[AppealKind, datetime]:
    """Name the kinds of appeal that may be filed about an item now, each with its last moment."""
    told = hours(item, book)
    found = {kind: appeal_rules.open_until(kind, of, told, at) for kind in AppealKind}
    return {kind: until for kind, until in found.items() if until is not None}


def fileable(user: User, book: Book, at: datetime) -> list[tuple[Entry, datetime]]:
    """List the entries of the own units about which an appeal may be filed now, with the last moment."""
    never = (CompetitionState.DRAFT, CompetitionState.CANCELLED)
    query = (
        sa.select(Entry)
        .join(Entry.item)
        .join(Item.competition)
        .options(contains_eager(Entry.item).contains_eager(Item.competition))
        .where(Entry.organisation_id.in_(user.scope_ids(Role.DELEGATION_LEADER, Scope.ORGANISATION)))
        .where(Entry.state == EntryState.ACCEPTED, Competition.state.not_in(never), Item.cancelled.is_(False))
        .where(Item.held_on <= clock.in_city(at).date())
        .order_by(Competition.starts_on.desc(), Item.code, Entry.number)
    )
    entries = db.session.scalars(query).all()
    when = moments({entry.item_id: entry.item for entry in entries}.values())
    open_now = {entry.item_id: open_kinds(entry.item, when[entry.item_id], book, at) for entry in entries}
    return [(entry, max(open_now[entry.item_id].values())) for entry in entries if open_now[entry.item_id]]


# --- what an appeal holds --------------------------------------------------------------------------------------------


def held_lines(line_ids: Collection[int], at: datetime) -> dict[int, str]:
    """Name the result lines whose award an appeal holds back now, each with the appeal's receipt: one statement."""
    query = (
        sa.select(ResultLine.id, ItemResult.number, Appeal)
        .join(ResultLine.result)
        .join(Appeal, Appeal.about_id == ResultLine.entry_id)
        .where(ResultLine.id.in_(line_ids), Appeal.state != AppealState.NOT_ADMITTED)
        .order_by(Appeal.id)
    )
    return {
        line_id: appeal.receipt
        for line_id, number, appeal in db.session.execute(query)
        if appeal_rules.holds(appeal.standing, number, at)
    }


def held_of(result: ItemResult, at: datetime) -> dict[int, str]:
    """Name the lines of a result whose award is held; nothing is held in a version that was superseded."""
    if result.state is ResultState.SUPERSEDED:
        return {}
    return held_lines([line.id for line in result.lines], at)


def to_let_go(at: datetime) -> list[int]:
    """Name the items whose newest release still holds an award that a first decision has let go since."""
    newest = sa.select(sa.func.max(Release.released_at)).where(Release.item_id == Appeal.item_id).scalar_subquery()
    query = sa.select(Appeal.item_id).where(
        Appeal.state == AppealState.DECIDED, Appeal.ask_until < at, newest <= Appeal.ask_until
    )
    return list(db.session.scalars(query.distinct().order_by(Appeal.item_id)))


def must_not_be_held(line_ids: Collection[int], at: datetime) -> None:
    """Refuse whatever rests on an award that an appeal holds back."""
    if held := held_lines(line_ids, at):
        receipts = ", ".join(sorted(set(held.values())))
        raise Refused(
            _(
                "The appeal %(receipts)s holds this award back; nothing rests on it until it is decided.",
                receipts=receipts,
            )
        )


def asking_anew(result: ItemResult) -> list[Appeal]:
    """List the upheld appeals that ask for this version to be worked out anew."""
    query = sa.select(Appeal).where(Appeal.item_id == result.item_id, Appeal.upheld_version.is_not(None))
    found = db.session.scalars(query.order_by(Appeal.id))
    return [each for each in found if appeal_rules.asks_anew(each.standing, result.number)]


# --- the board -------------------------------------------------------------------------------------------------------


def _boards(user: User) -> "sa.Select[int]":
    return sa.select(BoardMember.competition_id).where(BoardMember.user_id == user.id, BoardMember.ended_at.is_(None))


def sits(user: User, competition_id: int) -> bool:
    """Say whether this person sits on a competition's board now, and still holds the part it asks for."""
    if not user.holds(Role.SUPERVISOR, Scope.COMPETITION, competition_id):
        return False
    return db.session.scalar(_boards(user).where(BoardMember.competition_id == competition_id)) is not None


def board(competition_id: int) -> Sequence[BoardMember]:
    """List who sits on a competition's board."""
    query = sa.select(BoardMember).options(joinedload(BoardMember.user)).order_by(BoardMember.id)
    return db.session.scalars(
        query.where(BoardMember.competition_id == competition_id, BoardMember.ended_at.is_(None))
    ).all()


def member(member_id: int) -> BoardMember | None:
    """Find a member of a board."""
    query = sa.select(BoardMember).options(joinedload(BoardMember.user), joinedload(BoardMember.competition))
    return db.session.scalar(query.where(BoardMember.id == member_id, BoardMember.ended_at.is_(None)))


def candidates(competition_id: int) -> Sequence[User]:
    """List who may be named for a board: the supervisors of the competition and of the city."""
    reach = (HeldRole.scope == Scope.CITY) | (
        (HeldRole.scope == Scope.COMPETITION) & (HeldRole.scope_id == competition_id)
    )
    holds = sa.exists().where(
        HeldRole.user_id == User.id, HeldRole.role == Role.SUPERVISOR, HeldRole.ended_at.is_(None), reach
    )
    return db.session.scalars(sa.select(User).where(User.active.is_(True), holds).order_by(User.name, User.id)).all()


def candidate(user: User) -> Candidate:
    """Give somebody with the units they speak for, or belong to by the judges' pool or a seat."""
    ids = set(directory.own_organisations(user))
    ids.update(db.session.scalars(sa.select(PoolJudge.organisation_id).where(PoolJudge.user_id == user.id)))
    ids.update(db.session.scalars(sa.select(ItemJudge.organisation_id).where(ItemJudge.user_id == user.id)))
    units = db.session.scalars(sa.select(UNIT).where(Organisation.id.in_(ids)))
    return Candidate(user.id, user.name, frozenset(units))


def concerned(*, competition_id: int | None = None, item_id: int | None = None) -> Concerned:
    """Give whom a whole competition concerns, or one item of it."""
    these = Item.id == item_id if item_id is not None else Item.competition_id == competition_id
    seats = sa.select(ItemJudge.user_id).join(ItemJudge.item).where(these).distinct()
    entries = (
        sa.select(Entry.coach_name, UNIT)
        .join(Entry.item)
        .join(Entry.organisation)
        .where(these, Entry.state == EntryState.ACCEPTED)
        .distinct()
    )
    rows = db.session.execute(entries).all()
    coaches = tuple(sorted({coach for coach, _unit in rows if coach}))
    return Concerned(frozenset(db.session.scalars(seats)), coaches, frozenset(unit for _coach, unit in rows))
