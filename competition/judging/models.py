"""Judges named for items, marking schemes, mark sheets and the marks on them."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from competition.accounts.models import User
from competition.directory.models import Organisation
from competition.foundation.database import Base, Versioned, one_of
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.judging import kinds, rules
from competition.judging.blind_models import BlindCode
from competition.judging.operations import OperationState
from competition.judging.rules import AspectKind, MarkFault, Presence, SchemeState, Seat, Settings, SheetState
from competition.judging.tabulation.scheme import Aspect as EngineAspect
from competition.plan.models import Item
from competition.registration.models import Entry


class ItemJudge(Versioned, Base):
    """A judge named for an item."""

    __tablename__ = "judging_item_judges"
    __table_args__ = (
        sa.UniqueConstraint("item_id", "user_id"),
        sa.CheckConstraint("position >= 1", name="position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"), index=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("directory_organisations.id"))
    seat: Mapped[Seat] = mapped_column(one_of(Seat))
    position: Mapped[int]
    qualification: Mapped[str] = mapped_column(sa.String(80), default="")
    named_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    item: Mapped[Item] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    organisation: Mapped[Organisation] = relationship()


class Scheme(Versioned, Base):
    """A version of an item's marking scheme."""

    __tablename__ = "judging_schemes"
    __table_args__ = (sa.UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(160))
    state: Mapped[SchemeState] = mapped_column(one_of(SchemeState), default=SchemeState.DRAFT)
    source_name: Mapped[str] = mapped_column(sa.String(200), default="")
    source_sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    # rounding at each step, spread, parts, ties, team, as docs/formats.md writes them
    settings: Mapped[dict[str, Any]] = mapped_column(default=lambda: kinds.stored_settings(Settings()))
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    calculations: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    locked_at: Mapped[datetime | None]
    # a draft is locked by itself then
    locks_at: Mapped[datetime | None]

    item: Mapped[Item] = relationship()
    sections: Mapped[list["StandardSection"]] = relationship(order_by="StandardSection.position")
    criteria: Mapped[list["Criterion"]] = relationship(order_by="Criterion.position")

    @property
    def how(self) -> Settings:
        """Give what holds for the whole scheme."""
        return kinds.settings_of(self.settings)

    @property
    def spread(self) -> Decimal | None:
        """Say how far judges may differ; None where the scheme sets no limit."""
        return self.how.spread

    def take_over(self, older: Iterable["Scheme"], at: datetime) -> None:
        """Take the place of an older draft, and the time it was to be locked at while that is to come."""
        for each in older:
            if each.state is SchemeState.DRAFT:
                each.must_be_draft(at)
                each.state, self.locks_at = SchemeState.SUPERSEDED, each.locks_at

    def must_be_draft(self, at: datetime) -> None:
        """Refuse changes once the scheme is locked, or was to be: nobody is faster than the clock."""
        if self.state is not SchemeState.DRAFT or (self.locks_at is not None and self.locks_at <= at):
            raise Refused(_l("This scheme is locked. Read in a new version, with the reason for it."))


class StandardSection(Base):
    """A section of the occupational standard (WSOS) and the marks it should carry."""

    __tablename__ = "judging_standard_sections"
    __table_args__ = (sa.UniqueConstraint("scheme_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_schemes.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(300))
    mark: Mapped[Decimal]


class Criterion(Base):
    """A criterion, lettered A to I."""

    __tablename__ = "judging_criteria"
    __table_args__ = (sa.UniqueConstraint("scheme_id", "letter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_schemes.id"), index=True)
    letter: Mapped[str] = mapped_column(sa.String(2))
    position: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(sa.String(200))

    sub_criteria: Mapped[list["SubCriterion"]] = relationship(order_by="SubCriterion.position")


class SubCriterion(Base):
    """A sub-criterion: one marking form, its day."""

    __tablename__ = "judging_sub_criteria"
    __table_args__ = (sa.UniqueConstraint("criterion_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_criteria.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(8))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(300))
    day: Mapped[int] = mapped_column(default=1)

    criterion: Mapped[Criterion] = relationship(viewonly=True)
    aspects: Mapped[list["Aspect"]] = relationship(order_by="Aspect.position")

    @property
    def in_scheme(self) -> list["Aspect"]:
        """Name its aspects as the scheme has them: each once, in its order."""
        return sorted((aspect for aspect in self.aspects if aspect.is_first), key=lambda aspect: int(aspect.place))


class Aspect(Base):
    """An aspect: a single thing that is measured or judged."""

    __tablename__ = "judging_aspects"
    __table_args__ = (
        sa.UniqueConstraint("sub_criterion_id", "position"),
        sa.CheckConstraint("max_mark > 0 OR kind = 'penalty'", name="max_mark"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sub_criterion_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_sub_criteria.id"), index=True)
    position: Mapped[int]
    # what stands behind its form's code: 3; of one attempt or one member 3-2, 3-A, 3-A2
    tag: Mapped[str] = mapped_column(sa.String(16))
    # each member of a team, each attempt is marked by itself; 0: the entry as one, done once
    member: Mapped[int]
    attempt: Mapped[int]
    kind: Mapped[AspectKind] = mapped_column(one_of(AspectKind))
    description: Mapped[str] = mapped_column(sa.Text)
    extra: Mapped[str] = mapped_column(sa.Text, default="")
    requirement: Mapped[str] = mapped_column(sa.Text, default="")
    section: Mapped[int | None]
    calculation: Mapped[str] = mapped_column(sa.String(80), default="")
    max_mark: Mapped[Decimal]
    # the four benchmarks of a judgement, by score: {"0": "...", ... "3": "..."}
    benchmarks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # what the kind needs, as docs/formats.md writes it: target, step, choices, bands, panel …
    needs: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # how many of the panel mark a judged aspect; none: all of it
    judges: Mapped[int | None]

    def engine(self, code: str = "") -> EngineAspect:
        """Give it as the engine works it out."""
        return kinds.engine_aspect(code, self.kind, self.max_mark, self.partial, self.needs)

    def fault(self, value: Decimal) -> MarkFault | None:
        """Say what is wrong with what a judge gives for it, or None."""
        return kinds.fault(self.engine(), value)

    @property
    def place(self) -> str:
        """Say which aspect of its form it is, whoever's and which attempt it may be."""
        return self.tag.partition("-")[0]

    @property
    def is_first(self) -> bool:
        """Say whether it stands for all members and attempts of its aspect."""
        return self.member <= 1 and self.attempt <= 1

    @property
    def partial(self) -> bool:
        """Say whether a measurement may be anything between zero and the maximum."""
        return bool(self.calculation)


class EntryPresence(Versioned, Base):
    """Whether a competitor took part; without a row nobody has said yet."""

    __tablename__ = "judging_presences"
    __table_args__ = (sa.CheckConstraint("seconds BETWEEN 0 AND 359999", name="seconds"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("registration_entries.id"), unique=True)
    presence: Mapped[Presence] = mapped_column(one_of(Presence))
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    # how long the competitor worked, in seconds; it may part equal totals
    seconds: Mapped[int | None]
    said_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    said_at: Mapped[datetime]

    entry: Mapped[Entry] = relationship()


class TheoryMark(Versioned, Base):
    """The mark of a competitor's theory paper, out of 100."""

    __tablename__ = "judging_theory_marks"
    __table_args__ = (sa.CheckConstraint("mark BETWEEN 0 AND 100000000", name="mark"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("registration_entries.id"), unique=True)
    mark: Mapped[Decimal]
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    entered_at: Mapped[datetime]

    entry: Mapped[Entry] = relationship()


class Sheet(Versioned, Base):
    """One judge's sheet for one competitor and one sub-criterion."""

    __tablename__ = "judging_sheets"
    __table_args__ = (
        sa.UniqueConstraint("sub_criterion_id", "entry_id", "judge_id"),
        sa.UniqueConstraint("sub_criterion_id", "entry_id", "position"),
        sa.Index("ix_judging_sheets_judge_state", "judge_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sub_criterion_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_sub_criteria.id"))
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("registration_entries.id"), index=True)
    judge_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_item_judges.id"))
    # the place in the panel this sheet fills; a reserve fills another judge's
    position: Mapped[int]
    state: Mapped[SheetState] = mapped_column(one_of(SheetState), default=SheetState.OPEN)
    saved_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    # whoever checked it entered it again without seeing the marks
    checked_blind: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    # written by a person, or the list of what a blind re-entry found to differ
    return_reason: Mapped[str] = mapped_column(sa.Text, default="")
    # the sheet as closed: scheme version, marks, rounding; and the hash of exactly that
    snapshot: Mapped[str] = mapped_column(sa.Text, default="")
    snapshot_sha256: Mapped[str] = mapped_column(sa.String(64), default="")

    sub_criterion: Mapped[SubCriterion] = relationship()
    entry: Mapped[Entry] = relationship()
    judge: Mapped[ItemJudge] = relationship()
    checked_by: Mapped[User | None] = relationship(foreign_keys=[checked_by_id])
    code: Mapped[BlindCode | None] = relationship(
        primaryjoin=lambda: foreign(BlindCode.entry_id) == Sheet.entry_id, viewonly=True, uselist=False
    )
    marks: Mapped[list["Mark"]] = relationship(back_populates="sheet", cascade="all, delete-orphan")

    @property
    def number(self) -> int | None:
        """Give what judges know the competitor by: the last layer's code in a blind item, else the number."""
        return int(self.code.code) if self.code else self.entry.number

    def must_be_open(self) -> None:
        """Refuse marks once the sheet was sent off."""
        if self.state is not SheetState.OPEN:
            raise Refused(_l("This sheet was submitted. Ask the chief judge to hand it back if a mark is wrong."))

    def move(self, new: SheetState) -> None:
        """Go to another state, where the rules allow it."""
        if not rules.may_move(self.state, new):
            raise Refused(_l("This sheet cannot make this move now. Load the page again to see where it stands."))
        self.state = new

    def check(self, by: User, at: datetime, *, blind: bool = False) -> None:
        """Note who says that it agrees with paper and evidence, and whether by entering it again unseen."""
        self.move(SheetState.CHECKED)
        self.checked_at, self.checked_by_id, self.checked_blind = at, by.id, blind

    def go_back(self, reason: str) -> None:
        """Be its judge's again, with the reason; it is submitted and checked anew."""
        self.move(SheetState.OPEN)
        self._begin_anew(reason)

    def unlock(self, reason: str) -> None:
        """Open a closed sheet to its judge again; only an unlocking that two people agreed on does this."""
        if self.state is not SheetState.CLOSED:
            raise Refused(_l("Only a closed sheet can be unlocked."))
        self.state = SheetState.OPEN
        self._begin_anew(reason)
        self.closed_at = self.closed_by_id = None
        self.snapshot = self.snapshot_sha256 = ""

    def _begin_anew(self, reason: str) -> None:
        self.return_reason, self.checked_blind = reason, False
        self.submitted_at = self.checked_at = self.checked_by_id = None


class Mark(Base):
    """What a judge gave for one aspect: the mark, the score, the points, the reading, the count, the place of a choice."""

    __tablename__ = "judging_marks"
    __table_args__ = (
        sa.UniqueConstraint("sheet_id", "aspect_id"),
        # a reading may lie below zero
        sa.CheckConstraint("value BETWEEN -100000000000000 AND 100000000000000", name="range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_sheets.id"), index=True)
    aspect_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_aspects.id"))
    value: Mapped[Decimal]
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    entered_at: Mapped[datetime]

    sheet: Mapped[Sheet] = relationship(back_populates="marks")
    aspect: Mapped[Aspect] = relationship()


class MarkOperation(Base):
    """One mark as a tablet sent it, kept for good with what became of it; sent again it gets the same answer."""

    __tablename__ = "judging_mark_operations"
    __table_args__ = (
        sa.UniqueConstraint("sheet_id", "number"),
        sa.Index("ix_judging_mark_operations_state", "state", "sheet_id"),
        # which stands on an aspect is found without looking through all that came before it
        sa.Index("ix_judging_mark_operations_stands", "sheet_id", "aspect_id", "state", "number"),
        # the trail tells of it by the mark it made
        {"info": {"untracked": True}},
    )

    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    sheet_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_sheets.id"))
    number: Mapped[int]
    aspect_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_aspects.id"))
    value: Mapped[Decimal | None]
    base: Mapped[str] = mapped_column(sa.String(64), default="")
    state: Mapped[OperationState] = mapped_column(one_of(OperationState))
    device: Mapped[str] = mapped_column(sa.String(40), default="")
    sequence: Mapped[int] = mapped_column(default=0)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    at: Mapped[datetime]
    # of a conflict: what stood when it came, and who decided it, why
    stood: Mapped[Decimal | None]
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    settled_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")

    sheet: Mapped[Sheet] = relationship()
    aspect: Mapped[Aspect] = relationship()


class Closing(Base):
    """The closing of an item's judging: who closed it, what it held, and the hash of exactly that."""

    __tablename__ = "judging_closings"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"), unique=True)
    closed_at: Mapped[datetime]
    closed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    snapshot: Mapped[str] = mapped_column(sa.Text)
    snapshot_sha256: Mapped[str] = mapped_column(sa.String(64))
    # since when a final result rests on it; until then a sheet may still be unlocked
    taken_up_at: Mapped[datetime | None]

    closed_by: Mapped[User] = relationship()

    def take_up(self, at: datetime) -> None:
        """Note that a final result rests on this closing: no sheet of it is unlocked from now on."""
        self.taken_up_at = at

    def let_go(self) -> None:
        """Note that the result resting on it was superseded."""
        self.taken_up_at = None

    def must_not_be_taken_up(self) -> None:
        """Refuse to unlock what a final result rests on."""
        if self.taken_up_at is not None:
            raise Refused(_l("The result of this item is final. It must be worked out anew, with its reason, first."))
