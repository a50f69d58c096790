"""Runs of integrity in words: what is wrong, and what to do about it."""

from collections.abc import Mapping
from typing import Any

from competition.audit import words as audit_words
from competition.foundation.texts import _, _l
from competition.honours import archive_words, log_words

WHERE = {
    "package": _l("Sealed package"),
    "log": _l("Register's log"),
    "trail": _l("Audit trail"),
}
REMEDIES = {
    "package": _l(
        "Put a copy back under the same name into the folder “archives” of the installation: one lies in “backups/archives”, named by its SHA-256, which must be the one of the report. Where that copy is gone too and there is none elsewhere, seal the competition again while its records are here, and write down why. Where only the copy was changed, have the disk looked at."
    ),
    "log": _l(
        "Change nothing. Run “competition honours check-log”, compare with a mirror kept elsewhere (“check-mirror”), and find the last backup that fits the published heads. A restore that was meant is told in the next head with its reason."
    ),
    "trail": _l(
        "Change nothing. Run “competition audit verify” and tell the auditor: somebody wrote in the database past this system. Compare with the last copy of the trail and with the backups of the days in between."
    ),
}
VERBS: Mapping[str, str] = {
    "honours.integrity_asked": _l("Integrity run asked for"),
    "honours.integrity_run": _l("Integrity of what is kept was checked"),
}
FIELDS: Mapping[str, str] = {
    "began_at": _l("Begun at"),
    "by_id": _l("Asked for by"),
    "packages": _l("Sealed packages read"),
    "leaves": _l("Leaves of the log read"),
    "root": _l("Root over them"),
    "trail_rows": _l("Rows of the trail read"),
    "faults": _l("Faults found"),
}


def fault(of: Mapping[str, Any]) -> str:
    """Say what is wrong."""
    return str(_SAID[of["where"]].get(of["code"], of["code"]))


_SAID: Mapping[str, Mapping[str, str]] = {
    "package": archive_words.FAULTS,
    "log": {kind.value: said for kind, said in log_words.FAULTS.items()},
    "trail": audit_words.BREAKS,
}


def by(name: str | None) -> str:
    """Say who asked for a run."""
    return name or _("the yearly job")


def remedies(faults: list[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Say what to do, once for each place where something is wrong."""
    places = dict.fromkeys(str(one["where"]) for one in faults)
    return [(str(WHERE[place]), str(REMEDIES[place])) for place in places]
