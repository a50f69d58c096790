"""Why a penalty was given; said by the judge who gave it."""

from datetime import datetime

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import NotAllowed, Refused
from competition.foundation.texts import _l
from competition.judging import access
from competition.judging.models import Sheet
from competition.judging.rules import AspectKind
from competition.judging.scheme_models import PenaltyReason


def say_reason(sheet: Sheet, aspect_id: int, reason: str, *, by: User, at: datetime) -> None:
    """Keep why a penalty was given; said again, the last counts."""
    with transaction() as session:
        if not access.may_mark(by, sheet):
            raise NotAllowed(_l("This sheet is not yours to mark."))
        sheet.must_be_open()
        aspect = next((a for a in sheet.sub_criterion.aspects if a.id == aspect_id), None)
        if aspect is None or aspect.kind is not AspectKind.PENALTY:
            raise Refused(_l("This aspect is not on this sheet."))
        query = sa.select(PenaltyReason).where(PenaltyReason.sheet_id == sheet.id, PenaltyReason.aspect_id == aspect_id)
        kept = session.scalar(query) or PenaltyReason(sheet_id=sheet.id, aspect_id=aspect_id)
        kept.reason, kept.said_by_id, kept.said_at = reason.strip()[:300], by.id, at
        session.add(kept)
        trail.record(by, "judging.penalty_reason_said", sheet, at)
