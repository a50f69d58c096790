"""What a coming season may cost: played many times with fields, levels and subsidies drawn from earlier seasons; pure.

No figure is invented: whatever was never seen is drawn from all levels, and where nothing was seen at all, every place
and the whole subsidy of the table are counted. Amounts are whole fen; chance comes in from outside, by its seed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest
from random import Random

from competition.foundation.money import Mode, rounded
from competition.funding.rules import CapScope, HostCase, ceiling

LOW, MIDDLE, HIGH = 10, 50, 90
EVERY = 50
BANDS = 12


@dataclass(frozen=True, slots=True)
class Planned:
    """A competition of the coming season: its level, how many items it has, and its host; each without one is its own.

    `groups` are those of its items; of one whose group nobody knows the whole prize is counted.
    """

    level: str
    items: int
    host: int | None = None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The coming season: what is planned, and how many competitions more are expected."""

    planned: Sequence[Planned]
    further: int = 0


@dataclass(frozen=True, slots=True)
class Past:
    """A competition of an earlier season: level, whether it was held, its fields and host, and what it had of the table's.

    `fields` counts who had a place in each item, `groups` are theirs; `granted` and `table_fen` are 0 where nobody knows.
    """

    level: str
    held: bool
    fields: tuple[int, ...]
    granted_fen: int = 0
    table_fen: int = 0
    host: int | None = None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """All that earlier seasons tell: their competitions, and what highest-only left of their places' prizes, in fen."""

    competitions: tuple[Past, ...] = ()
    full_fen: int = 0
    due_fen: int = 0


@dataclass(frozen=True, slots=True)
class Tables:
    """What the tables give by level: prizes of the places in order, hosts' subsidies, and their ceiling in its scope."""

    prizes: Mapping[str, Sequence[int]]
    hosts: Mapping[str, int]
    cap_fen: int
    scope: CapScope = CapScope.COMPETITION
    # the share of a prize each group gets; one that is not there gets all of it
    groups: Mapping[str, Decimal] = field(default_factory=dict)
    # worked out once, as thousands of runs ask for them
    _places: dict[tuple[str, str], tuple[int, ...]] = field(init=False, default_factory=dict, compare=False, repr=False)

    def places(self, level: str, group: str) -> tuple[int, ...]:
        """Give the prizes of a level's places for a group, each rounded down to the fen, as the decisions do."""
        found = self._places.get((level, group))
        if found is None:
            share = self.groups.get(group, Decimal(1))
            found = tuple(int(rounded(fen * share, 0, Mode.DOWN)) for fen in self.prizes.get(level, ()))
            self._places[level, group] = found
        return found


@dataclass(frozen=True, slots=True)
class Interval:
    """What a part came to: in eight of ten runs between `low` and `high`, in half of them below `middle`, in fen."""

    low: int
    middle: int
    high: int

    @classmethod
    def of(cls, values: Sequence[int]) -> "Interval":
        """Take the tenth, the half and the ninetieth of a hundred runs, by nearest rank."""
        there = sorted(values)
        return cls(*((there[(len(there) - 1) * share // 100]) for share in (LOW, MIDDLE, HIGH)))


@dataclass(frozen=True, slots=True)
class Band:
    """A band of totals in fen, its lower end included, and how many runs fell into it."""

    low: int
    high: int
    runs: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the runs came to: all, prizes and hosts, by level, and how the totals lie."""

    runs: int
    total: Interval
    prizes: Interval
    hosts: Interval
    levels: Mapping[str, Interval]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class _Pools:
    """What is drawn from for a level: its own past, else everybody's."""

    held: tuple[int, int]
    fields: Sequence[int]
    subsidies: Sequence[tuple[int, int]]


def played(
    plan: Plan,
    earlier: Earlier,
    tables: Tables,
    chance: Random,
    runs: int,
    tell: Callable[[int], None] = lambda _done: None,
) -> Forecast:
    """Play the season `runs` times; competitions not planned yet take level and items of earlier ones."""
    pools: dict[str, _Pools] = {}
    known = [past for past in earlier.competitions if past.fields]
    sums: list[tuple[int, int]] = []
    levels: dict[str, list[int]] = {one.level: [0] * runs for one in plan.planned}
    for run in range(runs):
        if run % EVERY == 0:
            tell(run)
        prizes = hosts = 0
        ceilings = _Ceiling(tables)
        for one in [*plan.planned, *_further(plan.further, known, chance)]:
            pool = pools.get(one.level) or pools.setdefault(one.level, _pools(one.level, earlier))
            won, asked = _season_of(one, pool, earlier, tables, chance)
            held = ceilings.within(one, asked)
            prizes, hosts = prizes + won, hosts + held
            levels.setdefault(one.level, [0] * runs)[run] += won + held
        sums.append((prizes, hosts))
    totals = [prizes + hosts for prizes, hosts in sums]
    parts = Interval.of([prizes for prizes, _hosts in sums]), Interval.of([hosts for _prizes, hosts in sums])
    by_level = {level: Interval.of(values) for level, values in levels.items()}
    return Forecast(runs, Interval.of(totals), *parts, by_level, _bands(totals))


class _Ceiling:
    """Counts the ceiling of hosts' subsidies through one run, as the decisions do: in the order of the competitions."""

    def __init__(self, tables: Tables) -> None:
        self._tables, self._had = tables, dict[int, int]()

    def within(self, one: Planned, fen: int) -> int:
        """Give what the ceiling leaves of a subsidy, and note it for the host's year."""
        had = 0 if one.host is None else self._had.get(one.host, 0)
        case = HostCase(one.level, True, True, fen, fen, None, had, one.items)
        due = min(fen, ceiling(case, self._tables.cap_fen, self._tables.scope)[1])
        if one.host is not None:
            self._had[one.host] = had + due
        return due


def _further(count: int, known: Sequence[Past], chance: Random) -> list[Planned]:
    drawn = [chance.choice(known) for _number in range(count)] if known else []
    return [Planned(past.level, len(past.fields), past.host, past.groups) for past in drawn]


def _pools(level: str, earlier: Earlier) -> _Pools:
    own = [past for past in earlier.competitions if past.level == level] or list(earlier.competitions)
    fields = [count for past in own for count in past.fields]
    fields = fields or [count for past in earlier.competitions for count in past.fields]
    subsidies = [(past.granted_fen, past.table_fen) for past in own if past.held and past.table_fen]
    return _Pools((sum(past.held for past in own), len(own)), fields, subsidies)


def _season_of(one: Planned, pool: _Pools, earlier: Earlier, tables: Tables, chance: Random) -> tuple[int, int]:
    held, known = pool.held
    if known and chance.randrange(known) >= held:
        return 0, 0
    prizes = 0
    for _item, group in zip_longest(range(one.items), one.groups, fillvalue=""):
        places = tables.places(one.level, group)
        count = chance.choice(pool.fields) if pool.fields else len(places)
        prizes += sum(places[:count])
    if earlier.full_fen:
        prizes = prizes * earlier.due_fen // earlier.full_fen
    most = tables.hosts.get(one.level, 0)
    granted, table = chance.choice(pool.subsidies) if pool.subsidies else (1, 1)
    return prizes, most * granted // table


def _bands(totals: Sequence[int]) -> tuple[Band, ...]:
    low, high = min(totals), max(totals)
    width = _round_up(max((high - low) // BANDS + 1, 1))
    first = low // width
    count = high // width - first + 1
    runs = [0] * count
    for total in totals:
        runs[total // width - first] += 1
    return tuple(Band((first + n) * width, (first + n + 1) * width, runs[n]) for n in range(count))


def _round_up(width: int) -> int:
    # 1, 2 or 5 times a power of ten, and at least 100 yuan, so that a band's ends are read at a glance
    step = 10_000
    while True:
        for times in (1, 2, 5):
            if step * times >= width:
                return step * times
        step *= 10
