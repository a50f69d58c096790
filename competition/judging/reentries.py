"""What is read of blind re-entries: what differs and waits for a decision, and what were slips."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from competition.accounts.models import User
from competition.foundation.database import db
from competition.judging import papers
from competition.judging.models import Sheet
from competition.judging.papers import Differing
from competition.judging.reentry_models import Reentry, ReentryState


def _newest(sheet_id: int) -> "sa.Select[Any]":
    query = sa.select(Reentry).options(joinedload(Reentry.entered_by).lazyload(User.parts))
    return query.where(Reentry.sheet_id == sheet_id).order_by(Reentry.id.desc()).limit(1)


def undecided(sheet: Sheet) -> Reentry | None:
    """Find the re-entry whose differences from the sheet as it is now nobody has decided on."""
    found: Reentry | None = db.session.scalar(_newest(sheet.id))
    waits = found is not None and found.state is ReentryState.DIFFERS and found.sheet_version == sheet.version
    return found if waits else None


def differences(of: Reentry, sheet: Sheet) -> list[Differing]:
    """List where a re-entry differs from the sheet: first what stands on it, then what was entered again."""
    return papers.apart(sheet, of.stood, of.entered, of.decided)


def slips(sheet: Sheet) -> list[Differing]:
    """List where whoever checked a sheet by blind re-entry had slipped, each with its reason."""
    kept = db.session.scalar(_newest(sheet.id)) if sheet.checked_blind else None
    return differences(kept, sheet) if kept else []
