"""Works a prize out: the place's amount, each member's share, what that member already had this year, and the tax."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from competition.foundation.database import db
from competition.funding import decisions, grants, prize_rules, queries
from competition.funding.models import Prize, PrizeShare, TaxExemption
from competition.funding.prize_rules import Award, Tables, Winner
from competition.funding.rules import Decision, Taxed
from competition.plan.models import Competition
from competition.policy.book import Book
from competition.registration.models import Coach, Entry, Member
from competition.results.models import ResultLine


@dataclass(slots=True)
class Year:
    """What each winner had this year, told by the record that was kept of two merged ones."""

    kept: Mapping[int, int]
    had: Counter[int] = field(default_factory=Counter)
    # what other payers gave
    others: Counter[int] = field(default_factory=Counter)

    @classmethod
    def of_season(cls, season_id: int) -> "Year":
        """Read what stands in a season."""
        year = cls(queries.same_people())
        for person_id, fen in queries.had_in_season(season_id).items():
            year.note(person_id, fen)
        for person_id, fen in grants.in_season(season_id).items():
            year.others[year.person(person_id)] += fen
        return year

    def person(self, person_id: int) -> int:
        """Follow merged records to the one that was kept."""
        while person_id in self.kept:
            person_id = self.kept[person_id]
        return person_id

    def records(self, people: Collection[int]) -> set[int]:
        """Give these people with every record merged into theirs; they are told by the record that was kept."""
        return {*people, *(merged for merged in self.kept if self.person(merged) in people)}

    def note(self, person_id: int, fen: int) -> None:
        """Note what a winner gets."""
        self.had[self.person(person_id)] += fen

    def winners(self, people: Sequence[Member | Coach]) -> list[Winner]:
        """Tell what each of a place's people had, and was given by other payers."""
        return [
            Winner(one.name_as_was, self.had[person], self.others[person])
            for one, person in ((one, self.person(one.person_id)) for one in people)
        ]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a team signed: a whole weight for each member in the order of the entry, and the paper that says so."""

    weights: tuple[int, ...]
    paper: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What a competition's prizes are worked out under."""

    competition: Competition
    book: Book
    exemption: TaxExemption | None = None
    agreements: Mapping[tuple[int, bool], Agreement] = field(default_factory=dict)

    @classmethod
    def of(cls, competition: Competition, book: Book) -> "Terms":
        """Read a competition's exemption and its teams' agreements."""
        return cls(competition, book, queries.exemption(competition.id), agreements(competition.id))

    def tables(self, won: "Won") -> Tables:
        """Give what the policy says of those asked for on the competition's first day."""
        return decisions.prize_tables(self.book, self.competition, coaches=won.for_coaches)

    def agreed(self, won: "Won") -> Agreement | None:
        """Find a team's agreement, as long as it is about as many as the team has."""
        found = self.agreements.get((won.line.entry_id, won.for_coaches))
        return found if found and len(found.weights) == len(won.people) else None


def agreements(competition_id: int) -> dict[tuple[int, bool], Agreement]:
    """Read what teams of a competition and their coaches signed, by entry; the newest counts."""
    return {
        (entry_id, for_coaches): Agreement(tuple(weights), paper)
        for entry_id, for_coaches, weights, paper in queries.agreed_of(competition_id)
        if weights
    }


@dataclass(frozen=True, slots=True)
class Won:
    """A place as its prize is asked for: by those who won it, or by the coaches who taught them."""

    line: ResultLine
    sharing: int
    for_coaches: bool = False

    @property
    def people(self) -> Sequence[Member | Coach]:
        """List whom its prize is shared among, in the order of the entry."""
        return self.line.entry.coaches if self.for_coaches else self.line.entry.members

    @property
    def key(self) -> tuple[int, bool]:
        """Tell it from every other prize asked for."""
        return self.line.id, self.for_coaches


def read_coaches(entry_ids: Collection[int]) -> None:
    """Read the coaches of entries that are there already, in one statement."""
    query = sa.select(Entry).where(Entry.id.in_(entry_ids)).options(selectinload(Entry.coaches))
    db.session.scalars(query).all()


def places(lines: Sequence[ResultLine]) -> list[Won]:
    """List what the places of a result are asked for: a prize each, and one for the coach team where there is one."""
    shared = Counter(line.place for line in lines)
    return [won for line in lines if line.place for won in _of_line(line, shared[line.place])]


def places_of(line: ResultLine, lines: Sequence[ResultLine]) -> list[Won]:
    """List what one place of a result is asked for, with the coaches of no other line read."""
    return _of_line(line, sum(other.place == line.place for other in lines))


def _of_line(line: ResultLine, sharing: int) -> list[Won]:
    return [won for won in (Won(line, sharing), Won(line, sharing, for_coaches=True)) if won.people]


def award(won: Won, winners: Sequence[Winner], terms: Terms) -> Award:
    """Tell the rule what a place's prize is asked for, and what each of its people had."""
    agreed, line = terms.agreed(won), won.line
    return Award(
        terms.competition.level.value,
        line.place or 0,
        tuple(winners),
        won.sharing,
        decisions.in_plan(terms.competition),
        agreed.weights if agreed else (),
        agreed.paper if agreed else "",
        terms.exemption.ground if terms.exemption else "",
        terms.exemption.document_number if terms.exemption else "",
        line.entry.item.group.value,
        won.for_coaches,
    )


def dues(won: Won, year: Year, terms: Terms) -> tuple[Decision, list[int]]:
    """Give what is due to each: the share of the place's prize, less what that very person had this year."""
    return prize_rules.dues(award(won, year.winners(won.people), terms), terms.tables(won))


def entitled(won: Won, year: Year, terms: Terms) -> list[int]:
    """Give what the place is worth to each by itself, besides what other payers gave where that counts."""
    winners = [replace(winner, had_fen=0) for winner in year.winners(won.people)]
    return prize_rules.dues(award(won, winners, terms), terms.tables(won))[1]


def made(won: Won, year: Year, terms: Terms) -> Prize | None:
    """Make the prize of a place, or nothing where it has none; what it gives is noted for the year."""
    tables = terms.tables(won)
    asked = award(won, year.winners(won.people), terms)
    decided = prize_rules.decided(asked, tables)
    if not decided.is_due:
        return None
    for person, share in zip(won.people, decided.shares, strict=True):
        year.note(person.person_id, share.gross)
    return Prize(
        line_id=won.line.id,
        for_coaches=won.for_coaches,
        competition_id=terms.competition.id,
        amount_fen=decided.fen,
        decision=_with_papers(prize_rules.kept(decided, tables), terms),
        agreed=list(asked.weights) or None,
        agreement=asked.paper,
        shares=[_share(person, share) for person, share in zip(won.people, decided.shares, strict=True)],
    )


def _with_papers(decision: dict[str, Any], terms: Terms) -> dict[str, Any]:
    # the papers its claim needs are kept as the policy says them now, like every figure of it
    needed = decisions.policy(terms.book, terms.competition, decisions.PRIZE_PAPERS)
    return decision | {"policy": decision["policy"] | needed}


def _share(person: Member | Coach, part: Taxed) -> PrizeShare:
    return PrizeShare(
        person_id=person.person_id,
        position=person.position,
        name_as_was=person.name_as_was,
        gross_fen=part.gross,
        tax_fen=part.tax,
        net_fen=part.net,
    )
