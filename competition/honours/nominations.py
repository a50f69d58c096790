"""Reads of nomination lists, and who is proposed by the tables: everyone near with every condition, met or not."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from competition.accounts.models import User
from competition.directory.models import Person
from competition.foundation.database import db
from competition.foundation.working import Step, stored
from competition.honours import access, earned, queries, title_rules
from competition.honours.nomination_models import ListObjection, NominationList, Nominee
from competition.honours.rules import HonourKind
from competition.honours.title_rules import ListKind, ListState, Verdict
from competition.plan.models import Competition, Item
from competition.policy import title_tables
from competition.policy.book import Book, Dated
from competition.policy.title_tables import SKILL_LEVELS
from competition.registration.models import Member
from competition.results import appeals, told_apart
from competition.results.models import ItemResult, ResultLine
from competition.results.rules import ObjectionState, ResultState

TABLES = {ListKind.TITLE: earned.TABLE, ListKind.LEVEL: "honours.level_promotion"}
PUBLIC = (ListState.ON_NOTICE, ListState.ENTERED)
_WHOLE = (joinedload(NominationList.competition), selectinload(NominationList.nominees).joinedload(Nominee.entry))


def one(list_id: int) -> NominationList | None:
    """Find a list with its competition and everybody on it."""
    query = sa.select(NominationList).options(*_WHOLE).where(NominationList.id == list_id)
    return db.session.scalar(query)


def public_list(list_id: int) -> NominationList | None:
    """Find a list that everyone may see."""
    found = one(list_id)
    return found if found is not None and found.is_public else None


def nominee(nominee_id: int) -> Nominee | None:
    """Find one person of a list."""
    query = sa.select(Nominee).options(joinedload(Nominee.of).joinedload(NominationList.competition))
    return db.session.scalar(query.where(Nominee.id == nominee_id))


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list as an overview shows it, with how many are kept, open and in all."""

    of: NominationList
    kept: int
    open: int
    total: int


def lists(states: Collection[ListState] = tuple(ListState)) -> list[ListRow]:
    """List the nomination lists in these states, the newest first."""
    n, one = NominationList, Nominee
    counted = sa.select(one.list_id, one.verdict, sa.func.count()).group_by(one.list_id, one.verdict)
    counts: dict[int, Counter[Verdict]] = defaultdict(Counter)
    for list_id, verdict, count in db.session.execute(counted):
        counts[list_id][verdict] = count
    query = sa.select(n).options(joinedload(n.competition)).where(n.state.in_(states)).order_by(n.id.desc())
    return [
        ListRow(of, (c := counts[of.id])[Verdict.KEPT], c[Verdict.OPEN], c.total()) for of in db.session.scalars(query)
    ]


def readable(user: User) -> list[ListRow]:
    """List the lists this person may read in the office."""
    return [row for row in lists() if access.may_read(user, row.of.competition)]


def competitions(user: User) -> list[Competition]:
    """List the competitions with an announced result this person may propose from, the newest first."""
    announced = sa.exists().where(
        Item.competition_id == Competition.id, ItemResult.item_id == Item.id, ItemResult.state == ResultState.ANNOUNCED
    )
    query = sa.select(Competition).where(announced).order_by(Competition.starts_on.desc(), Competition.id.desc())
    return [c for c in db.session.scalars(query) if access.may_manage(user, c)]


def open_list(competition_id: int, kind: ListKind) -> NominationList | None:
    """Find the list of a kind that is under way for a competition."""
    n = NominationList
    query = sa.select(n).where(n.competition_id == competition_id, n.kind == kind)
    return db.session.scalar(query.where(n.state.in_(title_rules.OPEN_LISTS)))


def last_number(competition_id: int, kind: ListKind) -> int:
    """Give the number of a competition's last list of a kind, 0 where there is none."""
    n = NominationList
    query = sa.select(sa.func.max(n.number)).where(n.competition_id == competition_id, n.kind == kind)
    return db.session.scalar(query) or 0


@dataclass(frozen=True, slots=True)
class Proposed:
    """One person near a title or promotion: earned or not, every condition, and the level given."""

    line: ResultLine
    member: Member
    earned: bool
    ground: dict[str, Any]
    level_from: str = ""
    level_to: str = ""


def proposed(competition: Competition, kind: ListKind, book: Book, at: datetime) -> list[Proposed]:
    """Work out who is near, item by item and best place first; nobody twice, and nobody who was on an entered list."""
    said = book.on(competition.starts_on, TABLES[kind])
    done, twice = _on_entered_lists(competition.id, kind), set[int]()
    found: list[Proposed] = []
    for result in _announced(competition.id):
        held = appeals.held_of(result, at)
        lines = queries.placed_lines(result.id)
        titled = _titled(result.item_id) if kind is ListKind.TITLE else ()
        for each in _of_result(result, lines, kind, said):
            if each.line.id in held or (each.line.id, each.member.person_id) in done or each.member.person_id in titled:
                continue
            found.append(_not_again(each) if each.earned and each.member.person_id in twice else each)
            twice |= {each.member.person_id} if each.earned else set()
    return found


def _titled(item_id: int) -> set[int | None]:
    # given by an earlier version of the result: it rests on the new line once that is entered
    return {each.person_id for each in queries.of_item(item_id) if each.stands and each.kind is HonourKind.TITLE}


def _not_again(each: Proposed) -> Proposed:
    steps = [*each.ground["steps"], Step("title_twice_not").as_json()]
    return replace(each, earned=False, ground={**each.ground, "steps": steps})


def _of_result(result: ItemResult, lines: Sequence[ResultLine], kind: ListKind, said: Dated) -> list[Proposed]:
    table = title_tables.table_of(said.value)
    people = [member.person_id for line in lines for member in line.entry.members]
    # of any item, this one included: whoever holds it is not nominated again
    held = queries.titles_held(people, but_item=0)
    lifted = _levels_given(people)
    found = []
    for line, member, told in earned.cases(result, lines, table.pass_mark):
        case = replace(
            told,
            held=held.get(member.person_id, frozenset()),
            skill_level=lifted.get(member.person_id, told.skill_level),
        )
        rule = title_rules.technician_title if kind is ListKind.TITLE else title_rules.promotion
        worked = rule(case, table)
        if worked.near:
            ground = earned.ground(result, line, stored(worked.steps), said.as_json())
            found.append(Proposed(line, member, worked.earned, ground, case.skill_level, worked.gives))
    return found


def _announced(competition_id: int) -> list[ItemResult]:
    query = sa.select(ItemResult).join(ItemResult.item).join(Item.competition)
    query = query.options(contains_eager(ItemResult.item).contains_eager(Item.competition))
    query = query.where(Item.competition_id == competition_id, ItemResult.state == ResultState.ANNOUNCED)
    return list(db.session.scalars(query.order_by(Item.code)))


def _on_entered_lists(competition_id: int, kind: ListKind) -> set[tuple[int, int]]:
    n = NominationList
    query = sa.select(Nominee.line_id, Nominee.person_id).join(Nominee.of)
    query = query.where(n.competition_id == competition_id, n.kind == kind, n.state == ListState.ENTERED)
    return {(line_id, person_id) for line_id, person_id in db.session.execute(query)}


def _levels_given(person_ids: Collection[int]) -> dict[int, str]:
    """Give the highest level each person was lifted to by an entered list."""
    query = sa.select(Nominee.person_id, Nominee.level_to).join(Nominee.of)
    query = query.where(Nominee.person_id.in_(person_ids), Nominee.verdict == Verdict.KEPT)
    query = query.where(NominationList.state == ListState.ENTERED, NominationList.kind == ListKind.LEVEL)
    found: dict[int, str] = {}
    for person_id, level in db.session.execute(query):
        found[person_id] = max(found.get(person_id, level), level, key=SKILL_LEVELS.index)
    return found


def no_longer_good(of: NominationList, at: datetime) -> list[Nominee]:
    """Name the kept whose ground fell away: another result stands, an appeal holds it, or the title is held by now."""
    people = [each.person_id for each in of.kept]
    lines = {each.line_id for each in of.kept}
    query = sa.select(ResultLine.id).join(ResultLine.result).where(ResultLine.id.in_(lines))
    standing = set(db.session.scalars(query.where(ItemResult.state == ResultState.ANNOUNCED)))
    standing -= set(appeals.held_lines(sorted(lines), at))
    held = queries.titles_held(people, but_item=0) if of.kind is ListKind.TITLE else {}
    barred = set(of.basis["value"].get("not_held", ()))
    return [each for each in of.kept if each.line_id not in standing or held.get(each.person_id, frozenset()) & barred]


def objections(list_id: int) -> list[ListObjection]:
    """List the objections to a list, the newest first."""
    query = sa.select(ListObjection).where(ListObjection.list_id == list_id)
    return list(db.session.scalars(query.order_by(ListObjection.id.desc())))


def objection(objection_id: int) -> ListObjection | None:
    """Find an objection with its list and competition."""
    query = sa.select(ListObjection).options(joinedload(ListObjection.of).joinedload(NominationList.competition))
    return db.session.scalar(query.where(ListObjection.id == objection_id))


def objection_by_receipt(receipt: str) -> ListObjection | None:
    """Find an objection by its receipt."""
    query = sa.select(ListObjection).options(joinedload(ListObjection.of).joinedload(NominationList.competition))
    return db.session.scalar(query.where(ListObjection.receipt == receipt.strip().upper()))


def keeps_back(of: NominationList) -> tuple[list[str], list[str]]:
    """Give the receipts of objections to this notice that wait, and of those that were right."""
    said: dict[ObjectionState, list[str]] = defaultdict(list)
    for each in objections(of.id):
        # what was right about an earlier notice was dealt with by taking the list back
        if of.notice_started_at is not None and each.received_at >= of.notice_started_at:
            said[each.state].append(each.receipt)
    return said[ObjectionState.OPEN], said[ObjectionState.UPHELD]


def public_names(people: Sequence[Nominee]) -> dict[int, str]:
    """Name each person for the public; only two of the same name and unit get a masked tail to tell them apart."""
    return told_apart.public_names(
        {each.id: (each.name_as_was, each.unit_as_was, each.person_id) for each in people}, _numbers
    )


def _numbers(person_ids: Collection[int]) -> dict[int, str | None]:
    query = sa.select(Person).where(Person.id.in_(person_ids))
    return {person.id: person.id_number for person in db.session.scalars(query)}


def waiting(user: User, today: date) -> tuple[int, int]:
    """Count the lists this organiser has to review, and those of the bureau whose notice is over."""
    query = sa.select(NominationList).options(joinedload(NominationList.competition))
    found = list(db.session.scalars(query.where(NominationList.state.in_(title_rules.OPEN_LISTS))))
    mine = [of for of in found if access.may_manage(user, of.competition)]
    to_review = sum(of.state is ListState.ON_REVIEW for of in mine)
    over = [of for of in mine if of.notice_ends_on and of.state is ListState.ON_NOTICE and of.notice_ends_on < today]
    return to_review, len(over) if access.may_give(user) else 0


def open_objections() -> int:
    """Count the objections to lists that wait for an answer."""
    query = sa.select(sa.func.count()).where(ListObjection.state == ObjectionState.OPEN)
    return db.session.scalar(query) or 0
