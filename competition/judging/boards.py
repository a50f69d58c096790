"""What the office pages of judging show together: the board, the roster, a scheme in figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from competition.judging import (
    blind,
    conflict_rules,
    conflicts,
    duty_rules,
    queries,
    revisions,
    rosters,
    rules,
    sheets,
)
from competition.judging.conflict_rules import Clash, Proposal
from competition.judging.duty_rules import Competitor, Panelist, Uncovered
from competition.judging.models import ItemJudge, Scheme
from competition.judging.queries import Block, BlockKind
from competition.judging.revisions import Touch, Touched
from competition.judging.rosters import Standing
from competition.judging.rules import (
    SchemeState,
    SchemeTree,
    SectionTotal,
    SheetState,
)
from competition.judging.sheets import SheetRow

# three score, as a rule (judging.md 4); a fourth supervises and stands in
PLACES = 3
ORDER = (SheetState.OPEN, SheetState.SUBMITTED, SheetState.CHECKED, SheetState.CLOSED)


@dataclass(frozen=True, slots=True)
class Cell:
    """One form of one competitor: its sheets, the state of the one furthest behind, and whether judges differ."""

    rows: tuple[SheetRow, ...]
    spread: bool

    @property
    def state(self) -> SheetState:
        """Say the state of the sheet furthest behind."""
        return min((row.state for row in self.rows), key=ORDER.index)

    @property
    def done(self) -> int:
        """Count the sheets that were submitted."""
        return sum(row.state is not SheetState.OPEN for row in self.rows)

    @property
    def begun(self) -> bool:
        """Say whether anybody has marked anything."""
        return any(row.marked for row in self.rows)


@dataclass(frozen=True, slots=True)
class Column:
    """One form of the board."""

    sub_id: int
    code: str
    name: str
    day: int


@dataclass(frozen=True, slots=True)
class Board:
    """Competitors down, forms across; and all sheets counted by state."""

    scheme: Scheme | None
    columns: tuple[Column, ...]
    competitors: tuple[Standing, ...]
    cells: dict[tuple[int, int], Cell]
    counts: dict[SheetState, int]
    spreads: int

    @property
    def total(self) -> int:
        """Count all sheets."""
        return sum(self.counts.values())


def board(item_id: int) -> Board:
    """Gather an item's board."""
    rows = sheets.of_item(item_id)
    columns = tuple(dict.fromkeys(Column(row.sub_id, row.code, row.name, row.day) for row in rows))
    scheme = rosters.scheme_in_force(item_id)
    far = _spreads(item_id, scheme) if scheme and rows else set()
    by_place: dict[tuple[int, int], list[SheetRow]] = {}
    for row in rows:
        by_place.setdefault((row.entry_id, row.sub_id), []).append(row)
    cells = {place: Cell(tuple(kept), (place[0], kept[0].code) in far) for place, kept in by_place.items()}
    counts = {state: sum(row.state is state for row in rows) for state in ORDER}
    return Board(scheme, columns, rosters.competitors(item_id), cells, counts, len(far))


def _spreads(item_id: int, scheme: Scheme) -> set[tuple[int, str]]:
    return {
        (entry_id, each.code.rpartition(".")[0])
        for entry_id, lines in queries.lines(item_id).items()
        for each in rules.spread_faults(0, lines, scheme.spread)
    }


@dataclass(frozen=True, slots=True)
class Roster:
    """An item's team, with the conflicts there would be and who takes over."""

    judges: Sequence[ItemJudge]
    conflicts: dict[int, list[Clash]]
    uncovered: tuple[Uncovered, ...]
    scoring: int
    blind: bool


def roster(item_id: int) -> Roster:
    """Gather an item's team; conflicts show before they happen."""
    met = _meeting(item_id)
    _duties, gaps = duty_rules.duties(met.panel, met.competitors, conflict_rules.barred(met.clashes))
    scoring = sum(judge.seat is rules.Seat.SCORING for judge in met.panel)
    return Roster(rosters.judges(item_id), met.by_judge, gaps, scoring, met.blind)


@dataclass(frozen=True, slots=True)
class _Meeting:
    """A team and the competitors it meets, also before their numbers are drawn, with every clash."""

    panel: tuple[Panelist, ...]
    competitors: list[Competitor]
    clashes: list[Clash]
    blind: bool

    @property
    def by_judge(self) -> dict[int, list[Clash]]:
        """Group the clashes by judge."""
        found: dict[int, list[Clash]] = {}
        for each in self.clashes:
            found.setdefault(each.judge_id, []).append(each)
        return found


def _meeting(item_id: int) -> _Meeting:
    panel, there = rosters.panel(item_id), rosters.competitors(item_id)
    here = [Competitor(each.entry_id, each.number or 0, each.unit, each.coach) for each in there if each.is_here]
    return _Meeting(panel, here, conflicts.clashes(item_id, panel, here), any(each.veiled for each in there))


@dataclass(frozen=True, slots=True)
class Lacking:
    """A competitor for whom no team is possible, and the names of those who must step back."""

    number: int
    free: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seating:
    """The roster board: judges and places, every clash, and the team proposed or why there is none."""

    judges: tuple[Panelist, ...]
    places: int
    seats: tuple[int, ...]
    clashes: dict[int, list[Clash]]
    proposed: bool
    proposal: Proposal | None
    shortages: list[Lacking]
    blind: bool
    free: bool


def seating(item_id: int, *, proposed: bool) -> Seating:
    """Gather an item's roster board, with the proposal where it is asked for."""
    met = _meeting(item_id)
    panel, competitors, clashes = met.panel, met.competitors, met.clashes
    now = tuple(judge.judge_id for judge in panel if judge.seat is rules.Seat.SCORING)
    places = max(PLACES, len(now))
    found = conflict_rules.proposal(panel, competitors, clashes, places) if proposed else None
    seats = found.scoring if found else now
    names = {judge.judge_id: judge.name for judge in panel}
    short = [
        Lacking(each.number, each.free, tuple(names[judge] for judge in each.barred))
        for each in conflict_rules.shortages(panel, competitors, clashes, places)
    ]
    padded = (*seats, *[0] * (places - len(seats)))
    free = not blind.has_sheets(item_id)
    return Seating(panel, places, padded, met.by_judge, proposed, found, short, met.blind, free)


@dataclass(frozen=True, slots=True)
class Summary:
    """A scheme in figures, all recomputed."""

    counts: dict[str, int]
    total: Decimal
    variation: Decimal
    sections: tuple[SectionTotal, ...]


def summary(tree: SchemeTree | None) -> Summary | None:
    """Work a scheme's figures out."""
    if tree is None:
        return None
    return Summary(dict(rules.counts(tree)), tree.total, rules.total_variation(tree), rules.section_totals(tree))


@dataclass(frozen=True, slots=True)
class Revision:
    """What a draft does to the version in force: each aspect that is touched, and how many marks stay or fall."""

    lines: tuple[tuple[Touched, int], ...]
    marks: int
    stay: int


def touched(draft: Scheme | None) -> Revision | None:
    """Compare a draft with the version in force; None where there is nothing to compare."""
    force = rosters.scheme_in_force(draft.item_id) if draft and draft.state is SchemeState.DRAFT else None
    older = rosters.scheme(force.id) if force else None
    if draft is None or older is None:
        return None
    given = queries.marks_given(older.id)
    lines = [(each, given.get(each.before, 0)) for each in revisions.touched(rosters.tree(older), rosters.tree(draft))]
    stay = sum(count for each, count in lines if each.touch is Touch.KEPT)
    shown = tuple(line for line in lines if line[0].touch is not Touch.KEPT)
    return Revision(shown, sum(given.values()), stay)


def grouped(blocks: Iterable[Block]) -> dict[BlockKind, list[Block]]:
    """Group what stands in the way by its kind."""
    found: dict[BlockKind, list[Block]] = {}
    for each in blocks:
        found.setdefault(each.kind, []).append(each)
    return found


def without_scores(blocks: Iterable[Block]) -> list[Block]:
    """Keep what stands in the way for those who see the progress, but no judge's score."""
    return [replace(each, scores=()) for each in blocks]
