"""The words for signatures and for unlocking a sheet."""

from competition.foundation.texts import _l
from competition.foundation.words import Codes
from competition.judging.signing import Cover, HandFault, SnapshotKind, UnlockState

WORDS: Codes[str] = Codes(
    {
        Cover.NONE: _l("Not signed"),
        Cover.EARLIER: _l("Signed for an earlier version"),
        Cover.SIGNED: _l("Signed by its judge"),
        Cover.PAPER: _l("Signed on paper"),
    },
    {
        SnapshotKind.SIGNED: _l("As signed"),
        SnapshotKind.CLOSED: _l("As closed"),
    },
    {
        UnlockState.ASKED: _l("Unlocking asked for"),
        UnlockState.AGREED: _l("Unlocking agreed to"),
        UnlockState.DECLINED: _l("Unlocking declined"),
    },
)

TONES: Codes[str] = Codes(
    {
        Cover.NONE: "neutral",
        Cover.EARLIER: "warn",
        Cover.SIGNED: "good",
        Cover.PAPER: "good",
    },
    {
        UnlockState.ASKED: "warn",
        UnlockState.AGREED: "good",
        UnlockState.DECLINED: "neutral",
    },
)

_FAULTS: dict[HandFault, str] = {
    HandFault.NOTHING: _l("Draw your signature in the box, or type your name instead."),
    HandFault.UNREADABLE: _l("The drawing could not be read. Clear the box and sign again."),
    HandFault.TOO_LITTLE: _l("This is too little for a signature. Clear the box and sign again."),
    HandFault.NOT_THE_NAME: _l("Type your name exactly as you are signed in."),
    HandFault.NOT_CONFIRMED: _l("Tick the box that the typed name is your signature."),
}

VERBS = {
    "judging.sheets_signed": _l("Mark sheets signed"),
    "judging.forms_signed": _l("Forms signed and locked by the chief judge"),
    "judging.unlocking_asked": _l("Unlocking of a mark sheet asked for"),
    "judging.unlocking_agreed": _l("Mark sheet unlocked"),
    "judging.unlocking_declined": _l("Unlocking of a mark sheet declined"),
}


def hand_fault(fault: HandFault) -> str:
    """Say why something is no signature."""
    return _FAULTS[fault]
