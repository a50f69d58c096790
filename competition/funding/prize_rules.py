"""A prize whole: the place's amount, each winner's share less what that very person had, the tax, all steps; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from competition.foundation.money import yuan
from competition.foundation.working import Step, figure, stored
from competition.funding import payer_rules, rules
from competition.funding.payer_rules import Parts
from competition.funding.rules import Decision, PrizeCase, SharedRank, Taxed, Used
from competition.policy import payer_tables
from competition.policy.book import Dated

DECISIVE = ("", "had")
# where the coaches' own table has nothing, whatever the level and the place
OF_THE_TABLE = ("level", "place")
ACROSS = "across_payers"


@dataclass(frozen=True, slots=True)
class Winner:
    """One of those who won, by name, and what that person had this year from other prizes, in fen.

    `others_fen` is what other payers gave for honours of the year; it counts where highest only goes across payers.
    """

    name: str
    had_fen: int = 0
    others_fen: int = 0


@dataclass(frozen=True, slots=True)
class Award:
    """What a prize is asked for: level, place and how many hold it, the winners in the order of the entry.

    `weights` and `paper` are a team's signed agreement, `exempt` and `exempt_paper` the tax office's ground. `coaches`
    says that the winners are those who taught whoever won the place: their table holds then, and no group's rule.
    """

    level: str
    place: int
    winners: tuple[Winner, ...]
    sharing: int = 1
    in_plan: bool = True
    weights: tuple[int, ...] = ()
    paper: str = ""
    exempt: str = ""
    exempt_paper: str = ""
    group: str = ""
    coaches: bool = False


def must_be_within(by_rank: Mapping[str, Mapping[int, int]], cap_fen: int) -> None:
    """Refuse a prize table that holds a figure above its ceiling."""
    if any(fen > cap_fen for places in by_rank.values() for fen in places.values()):
        raise ValueError("the prize table stands above the cap of the policy in force")


@dataclass(frozen=True, slots=True)
class Tables:
    """What the policy says of prizes on a day; a prize table above its ceiling is refused by ValueError.

    `by_rank` is the table of those who are asked for, competitors or coaches; coaches have no table of `groups`.
    """

    by_rank: Dated
    cap: Dated
    shared: Dated
    groups: Dated | None
    tax: Dated
    highest: Dated
    payers: Dated
    # read once, as a season asks for them a hundred thousand times
    used: tuple[Used, ...] = field(init=False)
    rule: SharedRank = field(init=False)
    rate: Decimal = field(init=False)
    percent: str = field(init=False)
    across: bool = field(init=False)
    # what places come to for whoever had nothing before: few, and asked for again and again
    places: dict[PrizeCase, Decision] = field(init=False, default_factory=dict, compare=False, repr=False)
    _parts: dict[str, Parts] = field(init=False, default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        must_be_within(self.by_rank.value, self.cap.value)
        object.__setattr__(self, "used", tuple(Used.of(one) for one in self.all if one is not self.tax))
        object.__setattr__(self, "across", self.highest.value == ACROSS)
        object.__setattr__(self, "rule", SharedRank(self.shared.value))
        object.__setattr__(self, "rate", Decimal(self.tax.value))
        object.__setattr__(self, "percent", figure(self.rate * 100))

    @property
    def all(self) -> tuple[Dated, ...]:
        """Give all there are, as they are kept with a decision."""
        of_groups = () if self.groups is None else (self.groups,)
        return self.by_rank, self.cap, self.shared, *of_groups, self.tax, self.highest, self.payers

    def parts(self, level: str) -> Parts:
        """Give what each payer pays of a prize of a level."""
        found = self._parts.get(level)
        if found is None:
            found = self._parts[level] = payer_tables.parts_of(self.payers.value, level)
        return found

    def counted(self, winner: Winner) -> int:
        """Give what counts as had before by a winner, in fen: from other payers only where the table says so."""
        return winner.had_fen + winner.others_fen if self.across else winner.had_fen


@dataclass(frozen=True, slots=True)
class Decided:
    """What a prize comes to: the decision on its place, and each winner's share, in the order of the entry."""

    award: Award
    decision: Decision
    shares: tuple[Taxed, ...]
    percent: str
    across: bool
    parts: Parts

    @property
    def fen(self) -> int:
        """Sum the shares, before tax."""
        return sum([share.gross for share in self.shares])

    @property
    def refusal(self) -> str:
        """Name the ground where nothing is due."""
        return self._refusal(self.fen)

    def _refusal(self, fen: int) -> str:
        if not self.is_due:
            return self.decision.worked.refusal
        return "" if fen else "had"

    @property
    def is_due(self) -> bool:
        """Say whether the place has a prize at all, even where the highest-only rule leaves nothing of it."""
        return self.decision.worked.refusal in DECISIVE

    def as_json(self) -> dict[str, Any]:
        """Give what is stored with a prize, but for the policy, which is the same for all of a day."""
        fen = self.fen
        paid = payer_rules.split(fen, self.parts) if fen else {}
        steps = (*self.others, *self.decision.worked.steps, *self.steps, *payer_rules.steps(paid, self.parts))
        return {
            "fen": fen,
            "refusal": self._refusal(fen),
            "steps": stored(steps),
            "inputs": self._inputs(),
            "exempt": self.award.exempt,
            "payers": paid,
        }

    def _inputs(self) -> dict[str, Any]:
        winners, inputs = self.award.winners, dict(self.decision.inputs)
        if len(winners) > 1:
            inputs["members_had_fen"] = [winner.had_fen for winner in winners]
        elif winners[0].others_fen:
            inputs["had_this_year_fen"] = winners[0].had_fen
        if any(winner.others_fen for winner in winners):
            inputs["others_fen"] = [winner.others_fen for winner in winners]
        return inputs

    @property
    def others(self) -> list[Step]:
        """Say what other payers gave the winners, and whether it counts."""
        code = "others_count" if self.across else "others_on_top"
        return [Step(code, {"name": w.name, "yuan": yuan(w.others_fen)}) for w in self.award.winners if w.others_fen]

    @property
    def steps(self) -> list[Step]:
        """Give the steps from the place to the winners: agreement, what each had, exemption, shares."""
        award, steps = self.award, []
        team = len(award.winners) > 1
        if not team and not award.exempt:
            (share,) = self.shares
            return [_share_step(award.winners[0].name, share, self.percent)] if share.gross else []
        if award.weights and team:
            steps.append(Step("agreed", {"weights": " : ".join(map(str, award.weights)), "paper": award.paper}))
        pairs = list(zip(award.winners, self.shares, strict=True))
        if team:
            steps += [
                Step("share_had", {"name": one.name, "had": yuan(had), "yuan": yuan(share.gross)})
                for one, share in pairs
                if (had := one.had_fen + one.others_fen * self.across)
            ]
        if award.exempt:
            steps.append(Step("exempt", {"ground": award.exempt, "paper": award.exempt_paper}))
        return steps + [_share_step(one.name, share, self.percent) for one, share in pairs if share.gross]


def _share_step(name: str, share: Taxed, rate: str) -> Step:
    gross, tax, net = yuan(share.gross), yuan(share.tax), yuan(share.net)
    return Step("share", {"name": name, "rate": rate, "gross": gross, "tax": tax, "net": net})


def kept(of: Decided, tables: Tables) -> dict[str, Any]:
    """Give a decision as it is stored, with the very figures of the policy it rests on."""
    return of.as_json() | policy(tables)


def policy(tables: Tables) -> dict[str, Any]:
    """Give the policy as it is stored with every decision by these tables: what was used, and all its figures."""
    used = [one.as_json() for one in tables.used]
    return {"used": used, "policy": {one.table: one.as_json() for one in tables.all}}


def dues(award: Award, tables: Tables) -> tuple[Decision, list[int]]:
    """Give what is due to each winner: the share of the place's prize, less what that very person had this year."""
    had = [tables.counted(winner) for winner in award.winners]
    alone = len(had) == 1
    group = "" if award.coaches else award.group
    case = PrizeCase(award.level, award.place, award.sharing, award.in_plan, had[0] if alone else 0, group)
    decision = tables.places.get(case)
    if decision is None:
        decision = _of_place(case, tables, award.coaches)
        if not case.had_this_year_fen:
            tables.places[case] = decision
    fen = decision.worked.fen
    if alone:
        return decision, [fen]
    return decision, rules.highest_only(rules.team_shares(fen, len(had), award.weights or None), had)


def _of_place(case: PrizeCase, tables: Tables, coaches: bool) -> Decision:
    # the rule checks all it is given against the ceiling; the whole table was checked when it was taken
    places = tables.by_rank.value.get(case.level)
    of_level = {} if places is None else {case.level: places}
    of_groups = rules.ALIKE if tables.groups is None else tables.groups.value
    worked = rules.prize(case, of_level, tables.cap.value, tables.rule, of_groups)
    if coaches and worked.refusal in OF_THE_TABLE:
        worked = rules.refused("coaches", case.level, place=str(case.place))
    return Decision(worked, _inputs(case) | ({"coaches": True} if coaches else {}), tables.used)


def _inputs(case: PrizeCase) -> dict[str, Any]:
    # asdict copies deeply, which costs as much as the rule itself
    return {
        "level": case.level,
        "place": case.place,
        "sharing": case.sharing,
        "in_plan": case.in_plan,
        "had_this_year_fen": case.had_this_year_fen,
        "group": case.group,
    }


def decided(award: Award, tables: Tables) -> Decided:
    """Decide a prize with all its shares and steps."""
    decision, parts = dues(award, tables)
    shares = tuple([rules.taxed(fen, tables.rate, exempt=bool(award.exempt)) for fen in parts])
    percent = "0" if award.exempt else tables.percent
    return Decided(award, decision, shares, percent, tables.across, tables.parts(award.level))
