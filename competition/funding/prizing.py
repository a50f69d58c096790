"""Works a prize out: the place's amount, each member's share, what that member already had this year, and the tax."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from competition.funding import decisions, grants, prize_rules, queries
from competition.funding.models import Prize, PrizeShare, TaxExemption
from competition.funding.prize_rules import Award, Tables, Winner
from competition.funding.rules import Decision, Taxed
from competition.plan.models import Competition
from competition.policy.book import Book
from competition.registration.models import Entry, Member
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

    def note(self, person_id: int, fen: int) -> None:
        """Note what a winner gets."""
        self.had[self.person(person_id)] += fen

    def winners(self, members: Sequence[Member]) -> list[Winner]:
        """Tell what each of a line's winners had, and was given by other payers."""
        people = [self.person(member.person_id) for member in members]
        return [
            Winner(member.name_as_was, self.had[person], self.others[person])
            for member, person in zip(members, people, strict=True)
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
    agreements: Mapping[int, Agreement] = field(default_factory=dict)

    @classmethod
    def of(cls, competition: Competition, book: Book) -> "Terms":
        """Read a competition's exemption and its teams' agreements."""
        return cls(competition, book, queries.exemption(competition.id), agreements(competition.id))

    @property
    def tables(self) -> Tables:
        """Give what the policy says on the competition's first day."""
        return decisions.prize_tables(self.book, self.competition)

    def agreed(self, entry: Entry) -> Agreement | None:
        """Find a team's agreement, as long as it is about as many as the team has."""
        found = self.agreements.get(entry.id)
        return found if found and len(found.weights) == len(entry.members) else None


def agreements(competition_id: int) -> dict[int, Agreement]:
    """Read what teams of a competition signed, by entry; the newest counts."""
    return {
        entry_id: Agreement(tuple(weights), paper)
        for entry_id, weights, paper in queries.agreed_of(competition_id)
        if weights
    }


def sharing(lines: Sequence[ResultLine]) -> Counter[int | None]:
    """Count who shares each place."""
    return Counter(line.place for line in lines)


def award(line: ResultLine, shared_by: int, winners: Sequence[Winner], terms: Terms) -> Award:
    """Tell the rule what a line's prize is asked for, and what each winner had."""
    agreed = terms.agreed(line.entry)
    return Award(
        terms.competition.level.value,
        line.place or 0,
        tuple(winners),
        shared_by,
        decisions.in_plan(terms.competition),
        agreed.weights if agreed else (),
        agreed.paper if agreed else "",
        terms.exemption.ground if terms.exemption else "",
        terms.exemption.document_number if terms.exemption else "",
        line.entry.item.group.value,
    )


def dues(line: ResultLine, shared_by: int, year: Year, terms: Terms) -> tuple[Decision, list[int]]:
    """Give what is due to each member: the share of the place's prize, less what that very person had this year."""
    return prize_rules.dues(award(line, shared_by, year.winners(line.entry.members), terms), terms.tables)


def entitled(line: ResultLine, shared_by: int, year: Year, terms: Terms) -> list[int]:
    """Give what each member's line is worth by itself, besides what other payers gave where that counts."""
    winners = [replace(winner, had_fen=0) for winner in year.winners(line.entry.members)]
    return prize_rules.dues(award(line, shared_by, winners, terms), terms.tables)[1]


def made(line: ResultLine, shared_by: int, year: Year, terms: Terms) -> Prize | None:
    """Make the prize of a line, or nothing where its place has none; what it gives is noted for the year."""
    members, tables = line.entry.members, terms.tables
    asked = award(line, shared_by, year.winners(members), terms)
    decided = prize_rules.decided(asked, tables)
    if not decided.is_due:
        return None
    for member, share in zip(members, decided.shares, strict=True):
        year.note(member.person_id, share.gross)
    return Prize(
        line_id=line.id,
        competition_id=terms.competition.id,
        amount_fen=decided.fen,
        decision=prize_rules.kept(decided, tables),
        agreed=list(asked.weights) or None,
        agreement=asked.paper,
        shares=[_share(member, share) for member, share in zip(members, decided.shares, strict=True)],
    )


def _share(member: Member, part: Taxed) -> PrizeShare:
    return PrizeShare(
        person_id=member.person_id,
        position=member.position,
        name_as_was=member.name_as_was,
        gross_fen=part.gross,
        tax_fen=part.tax,
        net_fen=part.net,
    )
