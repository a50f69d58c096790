"""What is read of requests to unlock a sheet."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.foundation.database import db
from competition.foundation.errors import Fault
from competition.foundation.texts import _l
from competition.judging.models import Sheet
from competition.judging.signature_models import SheetSnapshot, Unlocking
from competition.judging.signing import UnlockState
from competition.plan.models import Item


def one(unlocking_id: int) -> Unlocking | None:
    """Find a request to unlock a sheet."""
    return db.session.get(Unlocking, unlocking_id)


def of_sheet(sheet_id: int) -> Sequence[Unlocking]:
    """List the requests to unlock a sheet, the newest first, with who asked and who answered."""
    query = (
        sa.select(Unlocking)
        .join(Unlocking.snapshot)
        .options(joinedload(Unlocking.asked_by), joinedload(Unlocking.answered_by))
        .where(SheetSnapshot.sheet_id == sheet_id)
        .order_by(Unlocking.id.desc())
    )
    return db.session.scalars(query).all()


def waiting_of(item_id: int) -> Sequence[Unlocking]:
    """List an item's requests that wait for an answer, with the sheets they are about."""
    sheet = joinedload(Unlocking.snapshot).joinedload(SheetSnapshot.sheet)
    query = (
        sa.select(Unlocking)
        .options(sheet.joinedload(Sheet.sub_criterion), sheet.joinedload(Sheet.entry), joinedload(Unlocking.asked_by))
        .where(Unlocking.item_id == item_id, Unlocking.state == UnlockState.ASKED)
        .order_by(Unlocking.id)
    )
    return db.session.scalars(query).all()


def waiting_fault(each: Unlocking) -> Fault:
    """Say who asks to unlock which sheet, and where it is answered."""
    sheet = each.snapshot.sheet
    assert sheet is not None, "a closed sheet is never taken out"
    told = {"name": each.asked_by.name, "code": sheet.sub_criterion.code, "number": f"{sheet.number or 0:02d}"}
    return Fault(
        _l("%(name)s asks to unlock sheet %(code)s of competitor %(number)s.", **told),
        _l("The organiser agrees or declines first: Judging, this item, Closing."),
    )


def to_answer(user: User) -> list[tuple[int, int]]:
    """Count the requests that wait for an organiser's answer, by item."""
    query = (
        sa.select(Unlocking.item_id, sa.func.count())
        .join(Item, Item.id == Unlocking.item_id)
        .where(Unlocking.state == UnlockState.ASKED, Unlocking.asked_by_id != user.id)
        .group_by(Unlocking.item_id)
    )
    if not user.holds(Role.ORGANISER):
        query = query.where(Item.competition_id.in_(user.scope_ids(Role.ORGANISER, Scope.COMPETITION)))
    return [(item_id, count) for item_id, count in db.session.execute(query)]
