"""The second check by blind re-entry: a submitted sheet entered again unseen, and what is done where it differs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Fault, NotAllowed, Refused, refuse_faults
from competition.foundation.texts import _, _l
from competition.judging import access, paper, reentries, scheme_words, sheets
from competition.judging.actions import copying
from competition.judging.actions.copying import Copied
from competition.judging.models import Sheet
from competition.judging.paper import Written
from competition.judging.papers import Differing
from competition.judging.reentry_models import Reentry, ReentryState
from competition.judging.rules import SheetState


def enter_again(sheet: Sheet, copied: Copied, *, seen: int | None, by: User, at: datetime) -> Reentry:
    """Compare what a checker entered unseen with the sheet; without a difference it is checked. No mark changes."""
    with transaction() as session:
        _must_wait_for(by, sheet, seen)
        if reentries.undecided(sheet):
            raise Refused(_l("This sheet was entered again and differs. Decide on the differences, or hand it back."))
        copying.refuse_wrong(sheet, copied)
        stood = {aspect: Written(value) for aspect, value in sheets.marks_on(sheet.id).items()}
        apart = paper.differing(stood, copied.written)
        made = Reentry(
            sheet_id=sheet.id, sheet_version=sheet.version, stood=paper.stored(stood),
            state=ReentryState.DIFFERS if apart else ReentryState.AGREES, entered=paper.stored(copied.written),
            entered_by_id=by.id, entered_at=at,
        )  # fmt: skip
        session.add(made)
        session.flush()
        trail.record(by, "judging.sheet_entered_again", made, at, {"differing": _codes(sheet, apart)})
        if not apart:
            _check(sheet, made, by, at)
    return made


def decide_reentry(
    sheet: Sheet, decided: Mapping[int, Written], *, seen: int | None, by: User, at: datetime
) -> ReentryState:
    """Say of each difference, with the reason, whether the checker slipped or the sheet is wrong.

    Where all are slips the sheet is checked; else it goes back to its judge with the list as the reason.
    """
    with transaction():
        _must_wait_for(by, sheet, seen)
        made = reentries.undecided(sheet)
        if made is None:
            raise Refused(_l("Nothing waits for a decision here. Load the page again to see where the sheet stands."))
        if made.entered_by_id != by.id:
            raise Refused(_l("Whoever entered it again decides. Anybody who checks may hand the sheet back."))
        there = reentries.differences(made, sheet)
        told = {each.aspect.id: decided[each.aspect.id] for each in there if each.aspect.id in decided}
        refuse_faults(_open_ends(there, told), _l("Not every difference is decided."))
        wrong = [each for each in there if not _is_slip(each, told)]
        made.decided, made.decided_at = paper.stored(told), at
        made.state = ReentryState.RETURNED if wrong else ReentryState.SLIPS
        if not wrong:
            _check(sheet, made, by, at)
            return made.state
        sheet.go_back(_list(wrong, told))
        trail.record(by, "judging.sheet_handed_back", sheet, at, {"reentry": made.id})
        return made.state


def _must_wait_for(by: User, sheet: Sheet, seen: int | None) -> None:
    if not access.may_check(by, sheet):
        raise NotAllowed(_l("Your part does not reach this record."))
    sheet.must_be_as_seen(seen)
    if sheet.state is not SheetState.SUBMITTED:
        raise Refused(_l("Only a submitted sheet is checked. Load the page again to see where it stands."))


def _is_slip(each: Differing, told: Mapping[int, Written]) -> bool:
    return bool(told[each.aspect.id].value == each.first)


def _open_ends(there: Sequence[Differing], told: Mapping[int, Written]) -> list[Fault]:
    found = []
    for each in there:
        key = each.aspect.id
        if key not in told:
            found.append(Fault(_l("%(code)s: say which of the two is right.", code=each.code), field=f"take{key}"))
        elif _is_slip(each, told) and not told[key].reason.strip():
            found.append(Fault(_l("%(code)s: say why your entry was the slip.", code=each.code), field=f"why{key}"))
    return found


def _list(wrong: Sequence[Differing], told: Mapping[int, Written]) -> str:
    """Write the differences as the reason the judge reads."""
    lines = []
    for each in wrong:
        values = {"stood": _given(each, each.first), "entered": _given(each, each.second)}
        line = _("%(code)s: sheet %(stood)s, entered again %(entered)s", code=each.code, **values)
        why = told[each.aspect.id].reason.strip()
        lines.append(f"{line} ({why})" if why else line)
    return _("Entered again unseen, and different: %(list)s", list="; ".join(lines))


def _given(of: Differing, value: Decimal | None) -> str:
    return _("missing") if value is None else scheme_words.given(of.aspect, value)


def _codes(sheet: Sheet, aspect_ids: Iterable[int]) -> list[str]:
    return [copying.code(sheet, aspect) for aspect in aspect_ids]


def _check(sheet: Sheet, made: Reentry, by: User, at: datetime) -> None:
    sheet.check(by, at, blind=True)
    slips = _codes(sheet, map(int, made.decided))
    trail.record(by, "judging.sheet_checked", sheet, at, {"way": "blind_reentry", "reentry": made.id, "slips": slips})
