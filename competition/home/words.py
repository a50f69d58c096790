"""The hall's codes in words."""

from competition.foundation.texts import _l
from competition.home.rules import Stage

STAGES = {
    Stage.RUNNING: ("progress", _l("Being held")),
    Stage.OPEN: ("good", _l("Registration open")),
    Stage.ON_NOTICE: ("progress", _l("On public notice")),
    Stage.COMING: ("neutral", _l("Coming")),
    Stage.DECIDING: ("neutral", _l("Result being worked out")),
    Stage.ANNOUNCED: ("good", _l("Announced")),
    Stage.CANCELLED: ("bad", _l("Cancelled")),
}
VERBS = {
    "home.clock_moved": _l("Demo clock moved"),
    "home.key_added": _l("Encryption key added"),
    "home.values_encrypted_anew": _l("Stored values encrypted anew"),
}
