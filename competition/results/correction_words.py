"""Corrections in words: what each changes, from what to what."""

from collections.abc import Mapping
from decimal import Decimal

from competition.foundation.texts import _, _l
from competition.judging import scheme_words
from competition.judging.rules import Presence
from competition.results.correction_models import CorrectionChange
from competition.results.correction_rules import ChangeKind, CorrectionState

STATES = {
    CorrectionState.OPEN: ("warn", _l("Waiting for a decision")),
    CorrectionState.APPLIED: ("good", _l("Applied")),
    CorrectionState.DROPPED: ("neutral", _l("Dropped")),
}
PRESENCE = {
    Presence.PRESENT: _l("Competed"),
    Presence.ABSENT: _l("Absent"),
    Presence.WITHDRAWN: _l("Withdrew"),
    Presence.DISQUALIFIED: _l("Disqualified"),
}
KINDS = {
    ChangeKind.MARK: _l("One judge's mark"),
    ChangeKind.THEORY: _l("Theory mark"),
    ChangeKind.PRESENCE: _l("Taking part"),
    ChangeKind.TIE: _l("Order of a tie"),
}
VERBS = {
    "results.correction_prepared": _l("Set of corrections begun"),
    "results.correction_changed": _l("Set of corrections changed"),
    "results.correction_applied": _l("Set of corrections applied"),
    "results.correction_dropped": _l("Set of corrections dropped"),
}
NONE = "—"


def what(of: CorrectionChange) -> str:
    """Name what a change is about."""
    if of.kind is ChangeKind.MARK:
        return _("%(code)s, judge %(position)s", code=of.code, position=of.position)
    return str(KINDS[of.kind])


def before(of: CorrectionChange) -> str:
    """Say what counted."""
    return _value(of, of.before)


def after(of: CorrectionChange, names: Mapping[int, str]) -> str:
    """Say what is to count; of a tie the order, best first."""
    if of.kind is ChangeKind.TIE:
        return " > ".join(names.get(entry_id, "?") for entry_id in of.entry_ids)
    return _value(of, of.after)


def _value(of: CorrectionChange, text: str) -> str:
    if not text:
        return NONE
    if of.kind is ChangeKind.PRESENCE:
        return str(PRESENCE[Presence(text)])
    return scheme_words.given(of.aspect, Decimal(text)) if of.aspect else text
