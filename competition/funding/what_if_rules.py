"""What a season would have cost by other tables: its announced awards and claims decided anew, old beside new; pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from competition.funding import rules
from competition.funding.prize_rules import must_be_within
from competition.funding.rules import CapScope, HostCase, PrizeCase, SharedRank

EVERY = 2000
Place = tuple[date, str, int, int, str]
Where = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Won:
    """An announced place: first day and level of its competition, the unit's district, who holds it, who won.

    `people` are the persons as they count for the highest-only rule, `weights` a team's signed agreement.
    """

    day: date
    level: str
    district: str
    place: int
    sharing: int
    people: tuple[int, ...]
    weights: tuple[int, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A host's claim that was granted: first day and level, the host with its district, and what was told, in fen."""

    day: date
    level: str
    district: str
    host: int
    requested_fen: int
    eligible_fen: int
    items: int = 1


@dataclass(frozen=True, slots=True)
class Figures:
    """What the tables give on a day: prizes, shared places, groups, the ceilings with their scope, and hosts by level."""

    by_rank: Mapping[str, Mapping[int, int]]
    cap_fen: int
    shared: SharedRank
    by_level: Mapping[str, int]
    host_cap_fen: int
    rate: Decimal
    scope: CapScope = CapScope.COMPETITION
    groups: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        must_be_within(self.by_rank, self.cap_fen)


@dataclass(slots=True)
class Spent:
    """How many awards or claims were paid, what they came to, and what the places alone came to, in fen."""

    count: int = 0
    fen: int = 0
    full_fen: int = 0


def prizes(
    awards: Iterable[Won], of_day: Mapping[date, Figures], tell: Callable[[int], None] = lambda _done: None
) -> dict[Where, Spent]:
    """Pay a season's awards in their order, the highest of each person only (就高不重复); by level and district.

    Exact: each place is decided by `rules.prize`, each team split by `rules.team_shares`. A person who had a
    share gets the difference to a higher one, so what a person had is always the highest share so far.
    """
    had: dict[int, int] = {}
    worth: dict[Place, int] = {}
    found: dict[Where, Spent] = {}
    for number, won in enumerate(awards):
        if number % EVERY == 0:
            tell(number)
        place = (won.day, won.level, won.place, won.sharing, won.group)
        full = worth.get(place)
        if full is None:
            full = worth[place] = _worth(place, of_day[won.day])
        if full:
            spent = found.setdefault(("prize", won.level, won.district), Spent())
            due = _due(won, full, had)
            spent.count += due > 0
            spent.fen += due
            spent.full_fen += full
    return found


def _worth(place: Place, figures: Figures) -> int:
    case = PrizeCase(place[1], place[2], place[3], group=place[4])
    return rules.prize(case, figures.by_rank, figures.cap_fen, figures.shared, figures.groups).fen


def _due(won: Won, fen: int, had: dict[int, int]) -> int:
    people = won.people
    parts = (fen,) if len(people) == 1 else rules.team_shares(fen, len(people), won.weights or None)
    due = 0
    for person, part in zip(people, parts, strict=True):
        before = had.get(person, 0)
        if part > before:
            due += part - before
            had[person] = part
    return due


def hosts(claims: Iterable[Claimed], of_day: Mapping[date, Figures]) -> dict[Where, Spent]:
    """Decide a season's granted claims anew in their order, whatever the budget held; by level and district of the host.

    Where the ceiling is counted for a host's year, what the host had for earlier claims is taken off it.
    """
    found: dict[Where, Spent] = {}
    had: dict[int, int] = {}
    for one in claims:
        figures, before = of_day[one.day], had.get(one.host, 0)
        case = HostCase(one.level, True, True, one.requested_fen, one.eligible_fen, None, before, one.items)
        fen = rules.host_subsidy(case, figures.by_level, figures.host_cap_fen, figures.rate, figures.scope).fen
        had[one.host] = before + fen
        spent = found.setdefault(("host", one.level, one.district), Spent())
        spent.count += fen > 0
        spent.fen += fen
        spent.full_fen += fen
    return found


@dataclass(frozen=True, slots=True)
class Beside:
    """One level and district: what was paid by the tables in force, and what would be by the others."""

    what: str
    level: str
    district: str
    old_count: int
    old_fen: int
    new_count: int
    new_fen: int

    @property
    def difference_fen(self) -> int:
        """Give what the other tables would cost more, below zero where less."""
        return self.new_fen - self.old_fen


def beside(old: Mapping[Where, Spent], new: Mapping[Where, Spent], order: Sequence[str]) -> list[Beside]:
    """Put both sides together, by kind, level in the given order, and district."""
    rank = {level: number for number, level in enumerate(order)}
    keys = sorted({*old, *new}, key=lambda key: (key[0] != "prize", rank.get(key[1], len(rank)), key[2]))
    none = Spent()
    return [
        Beside(*key, one.count, one.fen, other.count, other.fen)
        for key in keys
        for one, other in [(old.get(key, none), new.get(key, none))]
    ]


def by(rows: Iterable[Beside], key: Callable[[Beside], str]) -> dict[str, tuple[int, int]]:
    """Sum old and new by something of each row, in the order it first stands."""
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        old, new = found.get(key(row), (0, 0))
        found[key(row)] = (old + row.old_fen, new + row.new_fen)
    return found
