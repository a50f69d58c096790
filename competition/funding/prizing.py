"""Works a prize out: the place's amount, each member's share, what that member already had this year, and the tax."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from competition.foundation.money import yuan
from competition.foundation.working import Step, figure, stored
from competition.funding import decisions, queries, rules
from competition.funding.models import Prize, PrizeShare, TaxExemption
from competition.funding.rules import Decision
from competition.plan.models import Competition
from competition.policy.book import Book
from competition.registration.models import Entry, Member
from competition.results.models import ResultLine


@dataclass(slots=True)
class Year:
    """What each winner had this year, told by the record that was kept of two merged ones."""

    kept: Mapping[int, int]
    had: Counter[int] = field(default_factory=Counter)

    @classmethod
    def of_season(cls, season_id: int) -> "Year":
        """Read what stands in a season."""
        year = cls(queries.same_people())
        for person_id, fen in queries.had_in_season(season_id).items():
            year.note(person_id, fen)
        return year

    def person(self, person_id: int) -> int:
        """Follow merged records to the one that was kept."""
        while person_id in self.kept:
            person_id = self.kept[person_id]
        return person_id

    def note(self, person_id: int, fen: int) -> None:
        """Note what a winner gets."""
        self.had[self.person(person_id)] += fen

    def of(self, member: Member) -> int:
        """Give what a winner had."""
        return self.had[self.person(member.person_id)]


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
    def rate(self) -> Decimal:
        """Give the rate of the tax withheld."""
        (tax,) = decisions.figures(self.book, self.competition, decisions.TAX)
        return Decimal(tax.value)

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


def dues(line: ResultLine, shared_by: int, had: Sequence[int], terms: Terms) -> tuple[Decision, list[int]]:
    """Give what is due to each member: the share of the place's prize, less what that very person had this year."""
    alone = len(had) == 1
    before = had[0] if alone else 0
    decision = decisions.for_place(terms.competition, line.place or 0, shared_by, before, terms.book)
    if alone:
        return decision, [decision.worked.fen]
    agreed = terms.agreed(line.entry)
    shares = rules.team_shares(decision.worked.fen, len(had), agreed.weights if agreed else None)
    return decision, rules.highest_only(shares, had)


def entitled(line: ResultLine, shared_by: int, terms: Terms) -> list[int]:
    """Give what each member's line is worth by itself."""
    return dues(line, shared_by, [0] * len(line.entry.members), terms)[1]


def made(line: ResultLine, shared_by: int, year: Year, terms: Terms) -> Prize | None:
    """Make the prize of a line, or nothing where its place has none; what it gives is noted for the year."""
    members = line.entry.members
    had = [year.of(member) for member in members]
    decision, parts = dues(line, shared_by, had, terms)
    if decision.worked.refusal not in ("", "had"):
        return None
    shares = [_share(member, part, terms) for member, part in zip(members, parts, strict=True)]
    for share in shares:
        year.note(share.person_id, share.gross_fen)
    agreed = terms.agreed(line.entry)
    return Prize(
        line_id=line.id,
        competition_id=terms.competition.id,
        amount_fen=sum(parts),
        decision=_kept(decision, line, had, shares, terms),
        agreed=list(agreed.weights) if agreed else None,
        agreement=agreed.paper if agreed else "",
        shares=shares,
    )


def _share(member: Member, fen: int, terms: Terms) -> PrizeShare:
    part = rules.taxed(fen, terms.rate, exempt=terms.exemption is not None)
    return PrizeShare(
        person_id=member.person_id,
        position=member.position,
        name_as_was=member.name_as_was,
        gross_fen=part.gross,
        tax_fen=part.tax,
        net_fen=part.net,
    )


def _kept(
    decision: Decision, line: ResultLine, had: Sequence[int], shares: Sequence[PrizeShare], terms: Terms
) -> dict[str, Any]:
    said = decisions.figures(terms.book, terms.competition, *decisions.PRIZE, decisions.TAX)
    kept = decisions.kept(decision, said)
    kept["fen"] = sum(share.gross_fen for share in shares)
    kept["refusal"] = "" if kept["fen"] else "had"
    kept["exempt"] = terms.exemption.ground if terms.exemption else ""
    if len(shares) > 1:
        kept["inputs"]["members_had_fen"] = list(had)
    kept["steps"] += stored(_steps(line, had, shares, terms))
    return kept


def _steps(line: ResultLine, had: Sequence[int], shares: Sequence[PrizeShare], terms: Terms) -> list[Step]:
    steps, agreed = [], terms.agreed(line.entry)
    if agreed and len(shares) > 1:
        steps.append(Step("agreed", {"weights": " : ".join(map(str, agreed.weights)), "paper": agreed.paper}))
    if len(shares) > 1:
        steps += [
            Step("share_had", {"name": share.name_as_was, "had": yuan(before), "yuan": yuan(share.gross_fen)})
            for share, before in zip(shares, had, strict=True)
            if before
        ]
    if terms.exemption:
        steps.append(Step("exempt", {"ground": terms.exemption.ground, "paper": terms.exemption.document_number}))
    rate = figure((Decimal(0) if terms.exemption else terms.rate) * 100)
    return steps + [_share_step(share, rate) for share in shares if share.gross_fen]


def _share_step(share: PrizeShare, rate: str) -> Step:
    figures = {"gross": yuan(share.gross_fen), "tax": yuan(share.tax_fen), "net": yuan(share.net_fen)}
    return Step("share", {"name": share.name_as_was, "rate": rate, **figures})
