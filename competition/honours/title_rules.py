"""Who earns a title or a higher skill level by a dated table, with every condition and whether it is met; pure.

Sources: policy.md 2.3, 3.11, 3.12.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from competition.foundation.working import Step
from competition.policy.title_tables import SKILL_LEVELS, Row, TitleTable

MET, UNMET = "", "_not"
# the papers a nomination needs (枣庄市's notice of 2022-03-10, policy.md 3.11), and those a promotion does
PAPERS = ("founding_document", "results_document", "application_form", "summary_list", "award_certificate", "id_card")
LEVEL_PAPERS = ("results_document", "application_form", "summary_list", "award_certificate", "level_held", "id_card")


class ListKind(StrEnum):
    """What a nomination list proposes."""

    TITLE = "title_list"
    LEVEL = "level_list"


class ListState(StrEnum):
    """Where a nomination list stands."""

    ON_REVIEW = "list_on_review"
    ON_NOTICE = "list_on_notice"
    ENTERED = "list_entered"
    DROPPED = "list_dropped"


class Verdict(StrEnum):
    """What became of one person on a list: proposed and still open, kept, struck; or not proposed by the rule."""

    OPEN = "nominee_open"
    KEPT = "nominee_kept"
    STRUCK = "nominee_struck"
    NOT_PROPOSED = "nominee_not_proposed"


LIST_MOVES: dict[ListState, frozenset[ListState]] = {
    ListState.ON_REVIEW: frozenset({ListState.ON_NOTICE, ListState.DROPPED}),
    # an objection that is right sends the list back to review
    ListState.ON_NOTICE: frozenset({ListState.ON_REVIEW, ListState.ENTERED, ListState.DROPPED}),
    ListState.ENTERED: frozenset(),
    ListState.DROPPED: frozenset(),
}
OPEN_LISTS = (ListState.ON_REVIEW, ListState.ON_NOTICE)


def papers_of(kind: ListKind) -> tuple[str, ...]:
    """Name the papers that are ticked off for somebody on a list."""
    return PAPERS if kind is ListKind.TITLE else LEVEL_PAPERS


def may_move_list(old: ListState, new: ListState) -> bool:
    """Say whether a list may go from one state to another."""
    return new in LIST_MOVES[old]


@dataclass(frozen=True, slots=True)
class TitleCase:
    """What a title or level is decided on.

    `field` counts the competitors (or teams) with a place, `members` the people of the entry, `age` is in whole years
    on the day (None: no birth date known), `held` names titles held before, `skill_level` the level held ('' for none).
    """

    level: str
    group: str
    place: int
    passed: bool
    award: str = ""
    field: int = 1
    members: int = 1
    age: int | None = None
    held: frozenset[str] = frozenset()
    skill_level: str = ""


@dataclass(frozen=True, slots=True)
class Worked:
    """Whether it is earned, every condition as a step, and for a promotion the level given."""

    earned: bool
    steps: tuple[Step, ...]
    gives: str = ""
    near: bool = False


def age_on(born: date, day: date) -> int:
    """Give somebody's whole years on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def technician_title(case: TitleCase, table: TitleTable) -> Worked:
    """Decide a title: place (or award) by level, team and field; group; age; both parts passed; not held before.

    Every condition is a step; its code ends in `_not` where it is not met, and one of those is enough to say no.
    """
    row = _row_of(case, table.rows)
    steps = [_place_step(case, row)]
    steps.append(_step("title_group", case.group in table.groups, {"group": case.group}))
    if table.youngest is not None:
        steps.append(_age_step(case.age, table.youngest))
    if table.pass_mark is not None:
        steps.append(_step("title_passed", case.passed, {"pass_mark": str(table.pass_mark)}))
    if table.not_held:
        standing = sorted(table.not_held & case.held)
        steps.append(_step("title_held", not standing, {"titles": " ".join(standing)}))
    # whoever is within the places is shown with the reason, even where another condition is not met
    return Worked(all(map(is_met, steps)), tuple(steps), near=is_met(steps[0]))


def promotion(case: TitleCase, table: TitleTable) -> Worked:
    """Decide a promotion: the first row that fits, both parts passed, and a level higher than the one held."""
    rows = [row for row in table.rows if row.level == case.level and row.group in ("", case.group)]
    row = next((row for row in rows if _reaches(case, row)), None)
    if row is None:
        told = {"level": case.level, "place": str(case.place), "field": str(case.field)}
        return Worked(False, (Step("level_row_not", told),))
    told = {"level": case.level, "place": str(case.place), "field": str(case.field), "award": case.award}
    told |= {"to_place": str(row.to_place or ""), "to_share": str(row.to_share or ""), "gives": row.gives}
    steps = [Step("level_share" if row.to_share else "level_award" if row.award else "level_place", told)]
    if table.pass_mark is not None:
        steps.append(_step("title_passed", case.passed, {"pass_mark": str(table.pass_mark)}))
    gives, step = _lifted(case.skill_level, row)
    steps.append(step)
    return Worked(all(map(is_met, steps)), tuple(steps), gives, near=True)


def is_met(step: Step) -> bool:
    """Say whether the condition of a step is met."""
    return not step.code.endswith(UNMET)


def _step(code: str, met: bool, values: dict[str, str]) -> Step:
    return Step(code + (MET if met else UNMET), values)


def _age_step(age: int | None, youngest: int) -> Step:
    if age is None:
        return Step("title_age_unknown_not", {"youngest": str(youngest)})
    return _step("title_age", age >= youngest, {"age": str(age), "youngest": str(youngest)})


def _row_of(case: TitleCase, rows: Sequence[Row]) -> Row | None:
    """Find the row for the level, the size of the team (one of its own first) and the size of the field."""
    fit = [
        row
        for row in rows
        if row.level == case.level
        and row.members in (None, case.members)
        and row.smallest <= case.field
        and (row.largest is None or case.field <= row.largest)
    ]
    return max(fit, key=lambda row: row.members is not None, default=None)


def _place_step(case: TitleCase, row: Row | None) -> Step:
    told = {"level": case.level, "place": str(case.place), "field": str(case.field), "members": str(case.members)}
    if row is None:
        return Step("title_level_not", told)
    if row.award:
        return _step("title_award", case.award == row.award, {**told, "wanted": row.award, "award": case.award})
    return _step("title_place", _reaches(case, row), {**told, "to_place": str(row.to_place)})


def _reaches(case: TitleCase, row: Row) -> bool:
    if row.award:
        return case.award == row.award
    if row.to_share is not None:
        # the last place of the share is rounded down: 'the upper half' of 15 are 7
        return case.place <= int(Decimal(case.field) * row.to_share / 100)
    return row.to_place is not None and case.place <= row.to_place


def _lifted(held: str, row: Row) -> tuple[str, Step]:
    rank = {code: n for n, code in enumerate(SKILL_LEVELS)}
    # special and chief technicians stand above all of these, an apprentice below
    has = len(SKILL_LEVELS) if held in ("special", "chief") else rank.get(held, -1)
    gives = row.gives
    if row.one_higher and has == rank[gives] and has + 1 < len(SKILL_LEVELS):
        gives = SKILL_LEVELS[has + 1]
    told = {"skill_level": held, "gives": gives}
    return gives, _step("level_higher", has < rank[gives], told)
