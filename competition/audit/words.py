"""The words of the trail: each room says how its verbs read."""

from collections.abc import Mapping

from competition.accounts.words import VERBS as ACCOUNTS
from competition.foundation.texts import _l

VERBS: Mapping[str, str] = {
    "audit.exported": _l("exported the trail"),
    "audit.verified": _l("verified the trail"),
}
BREAKS: Mapping[str, str] = {
    "changed": _l("This row was changed after it was written."),
    "missing": _l("This row was taken out."),
    "reordered": _l("This row does not follow the one before it."),
    "cut_off": _l("This row, at the end of the trail, was cut off."),
    "added": _l("This row was put in past the end of the trail."),
}
_known: dict[str, str] = {**ACCOUNTS, **VERBS}


def learn(verbs: Mapping[str, str]) -> None:
    """Learn how a room's verbs read."""
    _known.update(verbs)


def known() -> Mapping[str, str]:
    """Give every verb that has words, by its code."""
    return _known


def verb_name(verb: str) -> str:
    """Say a verb in words, or as it is where its room has none for it."""
    return _known.get(verb, verb)
