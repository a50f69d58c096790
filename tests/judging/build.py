"""An item ready to be marked: a small scheme, a team, numbered competitors."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation.database import db
from competition.foundation.errors import Fault, refuse_faults
from competition.judging import queries, rosters, saving, sheets
from competition.judging.actions import closing, schemes, teams
from competition.judging.actions import marks as marking
from competition.judging.actions import sheets as opening
from competition.judging.hall_models import Note, NoteKind
from competition.judging.models import ItemJudge, Sheet
from competition.judging.operations import Answer, Operation
from competition.judging.rules import (
    AspectKind,
    Presence,
    SchemeAspect,
    SchemeCriterion,
    SchemeSection,
    SchemeSubCriterion,
    SchemeTree,
    Seat,
)
from competition.plan.models import Item
from competition.registration.models import Entry
from tests import make, scenes

M, J = AspectKind.MEASUREMENT, AspectKind.JUDGEMENT
TEXTS = ("低于行业标准", "达到标准", "部分超出标准", "全面超出标准")


def tree() -> SchemeTree:
    """A scheme of 100: A1 mixed (J 1.00, M 39), A2 measured (M 60, partial)."""
    first = SchemeSubCriterion(
        "A1",
        "造型",
        1,
        (SchemeAspect(J, "整体造型", Decimal(1), 1, benchmarks=TEXTS), SchemeAspect(M, "口径", Decimal(39), 1)),
    )
    second = SchemeSubCriterion("A2", "尺寸", 2, (SchemeAspect(M, "高度", Decimal(60), 2, calculation="PARTIAL"),))
    sections = (SchemeSection(1, "造型", Decimal(40)), SchemeSection(2, "工艺", Decimal(60)))
    return SchemeTree("陶瓷装饰工", sections, (SchemeCriterion("A", "成品", (first, second)),))


def give(sheet_id: int, marks: dict[int, Any], by: User, device: str = "tablet") -> marking.Kept:
    """Give marks on top of what stands, as a judge's tablet does."""
    newest = saving.newest(sheet_id)
    sent = [
        Operation(uuid4().hex, aspect, None if value is None else Decimal(str(value)), newest.get(aspect, ""))
        for aspect, value in marks.items()
    ]
    return marking.keep_operations(sheet_id, sent, device=device, by=by, at=make.AT)


@dataclass
class Hall:
    """Everything a test needs to mark."""

    item: Item
    organiser: User
    chief: User
    judges: list[ItemJudge]
    reserve: ItemJudge
    entries: list[Entry]

    def sheet(self, code: str, entry: Entry, position: int = 1) -> Sheet:
        """Find a sheet as it is now."""
        row = next(
            r for r in sheets.of_item(self.item.id) if (r.code, r.entry_id, r.position) == (code, entry.id, position)
        )
        return sheets.one(row.id)

    def user_of(self, sheet: Sheet) -> User:
        return db.session.get(User, sheet.judge.user_id)

    def mark(self, sheet: Sheet, *values: Any, device: str = "tablet") -> marking.Kept:
        """Give a sheet's aspects their marks in order, on top of what stands."""
        ids = [aspect.id for aspect in sheets.aspects_of(sheet)]
        return self.send_operations(sheet, dict(zip(ids, values, strict=False)), device)

    def send_operations(self, sheet: Sheet, marks: dict[int, Any], device: str = "tablet") -> marking.Kept:
        """Send one operation an aspect, as the judge's tablet does."""
        kept = give(sheet.id, marks, self.user_of(sheet), device)
        wrong = [Fault(outcome.message) for outcome in kept.outcomes if outcome.answer is Answer.REFUSED]
        refuse_faults(wrong, wrong[0].message if wrong else "")
        return kept

    def mark_all(self, score: int = 2) -> None:
        """Mark, submit and check every sheet."""
        for row in sheets.of_item(self.item.id):
            sheet = sheets.one(row.id)
            self.mark(sheet, *[score if a.kind is J else a.max_mark for a in sheets.aspects_of(sheet)])
            self.send(row.id)

    def mark_entry(self, entry: Entry, score: int = 2) -> None:
        """Mark, submit and check the sheets of one competitor."""
        for row in sheets.of_item(self.item.id):
            if row.entry_id == entry.id:
                sheet = sheets.one(row.id)
                self.mark(sheet, *[score if a.kind is J else a.max_mark for a in sheets.aspects_of(sheet)])
                self.send(row.id)

    def send(self, sheet_id: int) -> None:
        """Submit and check a sheet."""
        sheet = sheets.one(sheet_id)
        closing.submit_sheet(sheet, seen=sheet.version, by=self.user_of(sheet), at=make.AT)
        closing.check_sheet(sheets.one(sheet_id), seen=None, by=self.chief, at=make.AT)

    def all_present(self) -> None:
        said = {entry.id: teams.Said(Presence.PRESENT) for entry in self.entries}
        teams.say_presence(self.item, said, by=self.chief, at=make.AT)

    def all_theory(self) -> None:
        closing.enter_theory(
            self.item, {e.number: Decimal("80.5") for e in self.entries}, by=self.organiser, at=make.AT
        )


def unsigned(of: SchemeTree) -> SchemeTree:
    """Give the same scheme asking for no signatures."""
    return replace(of, settings=replace(of.settings, signed=False))


@scenes.kept
def hall(
    competitors: int = 2,
    *,
    opened: bool = True,
    item: Item | None = None,
    scheme: SchemeTree | None = None,
    signed: bool = False,
) -> Hall:
    """Make an item with three scoring judges, a reserve, a chief and numbered competitors; unsigned unless told."""
    item = item or make.item()
    organiser = make.user(Role.ORGANISER)
    told = scheme or tree()
    told = told if signed else unsigned(told)
    stored = schemes.store_scheme(item, told, schemes.Source("方案.xlsx", "0" * 64), by=organiser, at=make.AT)
    schemes.lock_scheme(stored, reason="", seen=None, by=organiser, at=make.AT)
    judges = [make.judge(item, position) for position in (1, 2, 3)]
    reserve = make.judge(item, 1, Seat.RESERVE)
    chief = db.session.get(User, make.judge(item, 1, Seat.CHIEF).user_id)
    entries = [make.entry(item, number=n) for n in range(1, competitors + 1)]
    made = Hall(item, organiser, chief, judges, reserve, entries)
    if opened:
        opening.open_sheets(item, by=organiser, at=make.AT)
    return made


def trail_verbs() -> list[str]:
    """List what the trail holds, in order."""
    return list(db.session.scalars(sa.text("SELECT verb FROM trail_rows ORDER BY seq")))


__all__ = ["Hall", "hall", "queries", "rosters", "trail_verbs", "tree"]


def evidence_on(of: Hall) -> dict[str, int]:
    """Put a photo on the first sheet, whatever its state; gives both ids."""
    sheet = of.sheet("A1", of.entries[0])
    told = {"kind": NoteKind.EVIDENCE, "text": "裂纹", "photo": b"\xff\xd8\xff", "photo_type": "image/jpeg"}
    made = make.keep(Note(
        item_id=of.item.id, entry_id=sheet.entry_id, sheet_id=sheet.id, aspect_id=sheets.aspects_of(sheet)[0].id,
        written_by_id=sheet.judge.user_id, written_at=make.AT, **told,
    ))  # fmt: skip
    return {"sheet_id": sheet.id, "note_id": made.id}
