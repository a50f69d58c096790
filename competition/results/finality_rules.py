"""What keeps a result from being made final, put on notice or announced, as a list of reasons; pure.

Source: judging.md 8.7 and 8.8. Finalising is refused with every reason at once, each named so that a page can lead to
where it is settled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What can keep a result from being made final."""

    PRESENCE = "presence"
    UNMARKED = "unmarked"
    NOT_SIGNED = "not_signed"
    SPREAD = "spread"
    NOT_CLOSED = "not_closed"
    VEILED = "veiled"
    UNLOCKING = "unlocking"
    SHEETS_CHANGED = "sheets_changed"
    TIED = "tied"
    OBJECTION = "objection"
    APPEAL = "appeal"
    CORRECTION = "correction"
    EARLIER = "earlier"
    NOT_DRAWN = "not_drawn"
    RECHECK = "recheck"
    ERROR = "error"
    WAITING = "waiting"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Block:
    """One reason: its kind, what it is about in a word (numbers, forms, a receipt), and the record to go to."""

    kind: BlockKind
    what: str = ""
    target: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an item and its result when somebody wants to make it final.

    `unlockings` are the sheets asked to be unlocked, with who asks; `tied` are equals the judges have to part; `appeals` are upheld ones (record, receipt) no later version
    answers; `objections` the receipts of upheld objections to this version; `correction` is a set of corrections that
    waits for its decision; `earlier` are results carried over from that were replaced (the version that stands, the
    item); `to_recheck` are due to be looked at again, `erroneous` were found wrong and not corrected;
    `waiting` objections have no answer yet; `unknown_year` is a year of the notice without an official calendar.
    """

    is_closed: bool
    is_veiled: bool = False
    has_same_sheets: bool = True
    undecided: Sequence[int] = ()
    unmarked: Sequence[int] = ()
    unsigned: Sequence[str] = ()
    far_apart: Sequence[str] = ()
    unlockings: Sequence[tuple[int, str]] = ()
    tied: Sequence[str] = ()
    objections: Sequence[str] = ()
    appeals: Sequence[tuple[int, str]] = ()
    correction: int | None = None
    earlier: Sequence[tuple[int, str]] = ()
    is_drawn: bool = True
    to_recheck: Sequence[int] = ()
    erroneous: Sequence[int] = ()
    waiting: int = 0
    unknown_year: int | None = None


def blocks(of: Facts) -> tuple[Block, ...]:
    """Name every reason that keeps a result from being made final, the item's own first.

    While the judging is open again its sheets are expected to be unfinished, and only that is named.
    """
    found = [Block(BlockKind.PRESENCE, _named(of.undecided))] if of.undecided else []
    if not of.is_closed:
        found.append(Block(BlockKind.NOT_CLOSED))
    else:
        found += _of_sheets(of)
    found += [Block(BlockKind.UNLOCKING, said, sheet_id) for sheet_id, said in of.unlockings]
    found += [Block(BlockKind.TIED, numbers) for numbers in of.tied]
    return (*found, *_of_others(of), *_of_rechecks(of))


def later_blocks(of: Facts) -> tuple[Block, ...]:
    """Name every reason that keeps a final result from its public notice, or one on notice from its announcement."""
    found = [Block(BlockKind.WAITING, str(of.waiting))] if of.waiting else []
    found += _of_others(of)
    return (*found, *([] if of.unknown_year is None else [Block(BlockKind.CALENDAR, str(of.unknown_year))]))


def _of_others(of: Facts) -> list[Block]:
    found = [Block(BlockKind.OBJECTION, receipt) for receipt in of.objections]
    found += [Block(BlockKind.APPEAL, receipt, appeal_id) for appeal_id, receipt in of.appeals]
    found += [] if of.correction is None else [Block(BlockKind.CORRECTION, target=of.correction)]
    return found + [Block(BlockKind.EARLIER, name, result_id) for result_id, name in of.earlier]


def _of_rechecks(of: Facts) -> list[Block]:
    named = (
        (BlockKind.NOT_DRAWN, not of.is_drawn, ""),
        (BlockKind.RECHECK, bool(of.to_recheck), _named(of.to_recheck)),
        (BlockKind.ERROR, bool(of.erroneous), _named(of.erroneous)),
    )
    return [Block(kind, what) for kind, is_so, what in named if is_so]


def _of_sheets(of: Facts) -> list[Block]:
    unmarked = [number for number in of.unmarked if number not in of.undecided]
    named = (
        (BlockKind.VEILED, of.is_veiled, ""),
        (BlockKind.UNMARKED, bool(unmarked), _named(unmarked)),
        (BlockKind.NOT_SIGNED, bool(of.unsigned), _named(of.unsigned)),
        (BlockKind.SPREAD, bool(of.far_apart), _named(of.far_apart)),
        (BlockKind.SHEETS_CHANGED, not of.has_same_sheets, ""),
    )
    return [Block(kind, what) for kind, is_so, what in named if is_so]


def _named(these: Sequence[int] | Sequence[str]) -> str:
    return ", ".join(map(str, dict.fromkeys(these)))
