"""A panel whose scores lie too far apart: it talks, writes down why, and marks the aspect again."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import Fault, NotAllowed, Refused, refuse_faults
from competition.foundation.texts import _l
from competition.judging import access, panel_queries, rules
from competition.judging.models import Mark, Sheet
from competition.judging.panel_models import Discussion
from competition.judging.panels import PanelAspect, PanelState
from competition.judging.rules import AspectKind, SheetState
from competition.judging.saving import ToSave


def write_discussion(sheet: Sheet, aspect_id: int, *, reason: str, by: User, at: datetime) -> Discussion:
    """Keep a stopped round with its reason, and let every judge of the panel enter the aspect anew.

    Sheets that were sent off already go back to their judges with the reason.
    """
    with transaction() as session:
        if not (access.may_mark(by, sheet) or access.is_chief(by, sheet.judge.item)):
            raise NotAllowed(_l("Only a judge of this panel, or the chief judge, writes this down."))
        # two judges may write at the same moment: the second waits here and then finds nothing stopped
        beside = _panel(sheet)
        here = _stopped(sheet, aspect_id)
        if len(reason.strip()) < 4:
            raise Refused(_l("Write down what the panel found when it talked; it stays in the record."), field="reason")
        made = Discussion(
            entry_id=sheet.entry_id, aspect_id=aspect_id, round=len(here.rounds) + 1, reason=reason.strip()[:500],
            scores={str(place): rules.plain(score) for place, score in here.shown.items()},
            written_by_id=by.id, written_at=at,
        )  # fmt: skip
        session.add(made)
        for each in beside:
            _begin_again(each, aspect_id, reason.strip()[:300])
        session.flush()
        trail.record(by, "judging.discussion_written", made, at)
    return made


def _panel(sheet: Sheet) -> list[Sheet]:
    query = sa.select(Sheet).where(Sheet.entry_id == sheet.entry_id, Sheet.sub_criterion_id == sheet.sub_criterion_id)
    return list(db.session.scalars(query.order_by(Sheet.id).with_for_update()))


def _stopped(sheet: Sheet, aspect_id: int) -> PanelAspect:
    found = next((each for each in panel_queries.of_sheet(sheet) if each.aspect_id == aspect_id), None)
    if found is None or found.state is not PanelState.STOPPED:
        raise Refused(_l("This aspect is not stopped. Load the page again to see where it stands."))
    return found


def _begin_again(sheet: Sheet, aspect_id: int, reason: str) -> None:
    if sheet.state is SheetState.CLOSED:
        raise Refused(_l("This form is closed; nothing on it changes any more."))
    kept = db.session.scalar(sa.select(Mark).where(Mark.sheet_id == sheet.id, Mark.aspect_id == aspect_id))
    if kept is not None:
        db.session.delete(kept)
    if sheet.state is not SheetState.OPEN:
        sheet.go_back(reason)
    # the marks are not the sheet's own columns: the version must count their going
    flag_modified(sheet, "position")


def refuse_stopped(sheet: Sheet) -> None:
    """Refuse to send a sheet off while the panel's scores for one of its aspects lie too far apart."""
    stopped = [each for each in panel_queries.of_sheet(sheet) if each.state is PanelState.STOPPED]
    message = _l("The judges are too far apart. Talk about it, write down why, and mark the aspect again.")
    refuse_faults(
        [Fault(_l("%(code)s: the panel's scores lie too far apart.", code=each.code)) for each in stopped], message
    )


def shown_to_panel(there: ToSave, aspect_ids: Iterable[int]) -> frozenset[int]:
    """Name those of some aspects whose scores the panel has seen, so that they no longer change.

    A sheet that was handed back may be mended. Asked only where a score is changed: giving one costs nothing more.
    """
    shown = {a for a in aspect_ids if a in there.marks and a in there.aspects and there.aspects[a].shown}
    shown = {a for a in shown if there.aspects[a].aspect.kind is AspectKind.JUDGEMENT}
    if shown and there.return_reason:
        talked = {each.reason[:300] for rounds in panel_queries.rounds(there.entry_id).values() for each in rounds}
        if there.return_reason not in talked:
            return frozenset()
    return frozenset(shown)
