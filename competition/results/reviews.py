"""Reads of re-checks: who is due and why, what was found, who may look, and what is published of the draw."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from competition.accounts.models import User
from competition.foundation.database import db
from competition.foundation.working import figure
from competition.judging import layers
from competition.judging.models import EntryPresence, ItemJudge, Mark, Sheet, TheoryMark
from competition.plan.models import Item
from competition.registration.models import Entry
from competition.results import review_rules
from competition.results.correction_models import CorrectionChange, CorrectionSet
from competition.results.models import ItemResult, ResultLine
from competition.results.review_models import Recheck, ReviewDraw, ReviewPlan
from competition.results.review_rules import Finding, Why


def plan(competition_id: int) -> ReviewPlan | None:
    """Find the quotas a competition's marks are re-checked by."""
    query = sa.select(ReviewPlan).options(joinedload(ReviewPlan.set_by).lazyload(User.parts))
    return db.session.scalar(query.where(ReviewPlan.competition_id == competition_id))


def draw(item_id: int) -> ReviewDraw | None:
    """Find the draw of an item's sample."""
    return db.session.scalar(sa.select(ReviewDraw).where(ReviewDraw.item_id == item_id))


@dataclass(frozen=True, slots=True)
class Due:
    """A competitor who is due, why, what was found in these very figures, and whose hands they went through."""

    line: ResultLine
    why: Why
    found: Recheck | None
    hands: frozenset[int]

    @property
    def is_right(self) -> bool:
        """Say whether the last look found it right."""
        return self.found is not None and self.found.finding is Finding.RIGHT

    @property
    def is_wrong(self) -> bool:
        """Say whether an error was found that nothing corrected yet."""
        return self.found is not None and self.found.finding is Finding.ERROR


@dataclass(frozen=True, slots=True)
class Review:
    """Where the re-check of a result stands; without a drawn sample nobody is due yet."""

    plan: ReviewPlan
    draw: ReviewDraw | None
    due: Sequence[Due] = ()
    # of the first round, and errors found so far, corrected or not
    first: int = 0
    errors: int = 0

    @property
    def is_drawn(self) -> bool:
        """Say whether the sample was drawn."""
        return self.draw is not None and self.draw.drawn_at is not None

    @property
    def is_full(self) -> bool:
        """Say whether errors made everybody due."""
        return review_rules.exceeds(self.errors, self.first, self.plan.errors)

    @property
    def open(self) -> list[Due]:
        """List who was not looked at yet."""
        return [each for each in self.due if each.found is None]

    @property
    def wrong(self) -> list[Due]:
        """List whose error waits for its correction."""
        return [each for each in self.due if each.is_wrong]


def of_result(result: ItemResult) -> Review | None:
    """Say where the re-check of a result stands; None where its competition asks for none."""
    quotas = plan(result.item.competition_id)
    if quotas is None:
        return None
    drawn = draw(result.item_id)
    if drawn is None or drawn.drawn_at is None:
        return Review(quotas, drawn)
    placed = {line.entry_id: line for line in result.lines if line.place is not None}
    places = {key: line.place or 0 for key, line in placed.items()}
    order = _order(drawn, placed.values())
    looks = _rechecks(result.item_id)
    errors = len({each.line.entry_id for each in looks if each.finding is Finding.ERROR})
    first = review_rules.due(places, order, quotas.quotas, full=False)
    full = review_rules.exceeds(errors, len(first), quotas.errors)
    due = review_rules.due(places, order, quotas.quotas, full=full)
    latest = {(each.line.entry_id, each.sha256): each for each in looks}
    hands = _hands(result.item_id)
    there = [
        Due(line, due[key], latest.get((key, sha256_of(line))), frozenset(hands[key]))
        for key, line in placed.items()
        if key in due
    ]
    return Review(quotas, drawn, there, len(first), errors)


def _order(drawn: ReviewDraw, lines: Iterable[ResultLine]) -> list[int]:
    entry_of = {line.number: line.entry_id for line in lines}
    numbers = [number for number, _code in sorted(drawn.pairs, key=lambda pair: pair[1])]
    return [entry_of[number] for number in numbers if number in entry_of]


def _rechecks(item_id: int) -> Sequence[Recheck]:
    query = sa.select(Recheck).join(Recheck.line).join(ResultLine.result)
    query = query.options(contains_eager(Recheck.line), joinedload(Recheck.by).lazyload(User.parts))
    return db.session.scalars(query.where(ItemResult.item_id == item_id).order_by(Recheck.id)).all()


def sha256_of(line: ResultLine) -> str:
    """Give the hash of the figures that are looked at: taking part, parts, total and every judge's mark."""
    figures = [None if each is None else figure(each) for each in (line.theory, line.practice, line.total)]
    aspects = [step for step in line.working if step["code"] == "aspect"]
    told = json.dumps([line.status.value, figures, aspects], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _hands(item_id: int) -> Mapping[int, set[int]]:
    """Name, by competitor, everybody who marked, checked, entered or corrected anything of theirs."""
    of_sheets = sa.select(Sheet.entry_id, ItemJudge.user_id, Sheet.checked_by_id, Mark.entered_by_id).distinct()
    of_sheets = of_sheets.join(Sheet.judge).outerjoin(Mark, Mark.sheet_id == Sheet.id).join(Sheet.entry)
    said = sa.select(EntryPresence.entry_id, EntryPresence.said_by_id).join(EntryPresence.entry)
    theory = sa.select(TheoryMark.entry_id, TheoryMark.entered_by_id).join(TheoryMark.entry)
    corrected = sa.select(CorrectionChange.entry_id, CorrectionChange.by_id, CorrectionSet.decided_by_id)
    corrected = corrected.join(CorrectionChange.of).join(CorrectionChange.entry)
    found: dict[int, set[int]] = defaultdict(set)
    for query in (of_sheets, said, theory, corrected):
        for entry_id, *people in db.session.execute(query.where(Entry.item_id == item_id)):
            found[entry_id].update(person for person in people if person is not None)
    return found


def published(item: Item, of: ReviewDraw) -> dict[str, Any]:
    """Give what anyone may have of the draw, as `competition redraw` reads it; it tells nobody's place.

    The sample are the first in this order who are not due for their place.
    """
    layer: dict[str, Any] = {"position": 1, "kind": "review", "commitment": of.commitment, "word": of.word}
    layer |= {"committed_at": of.committed_at.isoformat()}
    if of.drawn_at:
        layer |= {"drawn_at": of.drawn_at.isoformat(), "seed": of.seed, "pairs": of.pairs}
    return {
        "format": layers.FORMAT,
        "competition": item.competition.name,
        "item": item.code,
        "name": item.name,
        "rule": 'order 1..n of SHA-256("seed:word:number"); commitment = SHA-256(seed)',
        "layers": [layer],
    }
