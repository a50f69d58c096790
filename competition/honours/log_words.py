"""The words of the register's log: findings of a verification, faults of a log, and its columns."""

from collections.abc import Mapping

from competition.foundation.texts import _l
from competition.honours.log_files import LogFaultKind
from competition.honours.rules import EntryState
from competition.honours.verifying import Finding

# how each finding looks, its word, and what it means
FINDINGS = {
    Finding.VALID: ("entered", _l("Valid"), _l("Signed by the register, and it counts.")),
    Finding.SUPERSEDED: ("superseded", _l("Corrected"), _l("It was corrected. What counts is the entry that took its place.")),
    Finding.REVOKED: ("revoked", _l("Revoked"), _l("It was revoked and no longer counts.")),
    Finding.ALTERED: ("revoked", _l("Not genuine"), _l("The signature does not fit what the file says: somebody changed it.")),
    Finding.UNKNOWN_KEY: ("revoked", _l("Not genuine"), _l("No key of this register signed it.")),
    Finding.KEY_DATES: ("revoked", _l("Not genuine"), _l("It was signed on a day on which its key did not sign.")),
    Finding.KEY_REVOKED: ("superseded", _l("Not to be decided"), _l("Its key was revoked. Take the certificate from the register again.")),
    Finding.NOT_LOGGED: ("revoked", _l("Not genuine"), _l("The log of the register does not have it.")),
    Finding.NO_STATUS: ("superseded", _l("Not to be decided"), _l("It is signed by the register, but whether it still counts cannot be told here. Ask the register's page.")),
    Finding.NOT_OURS: ("superseded", _l("Not to be decided"), _l("This is no credential of the register.")),
}  # fmt: skip
FAULTS = {
    LogFaultKind.SHORTER: _l("the log is shorter than it was: an older state was put back"),
    LogFaultKind.LEAF_CHANGED: _l("a leaf says something else than it did"),
    LogFaultKind.LEAF_MISSING: _l("a leaf is missing"),
    LogFaultKind.SEAL_BROKEN: _l("what opens a leaf does not fit its seal"),
    LogFaultKind.PIECE_WRONG: _l("what is kept of the log's tree does not fit the leaves"),
    LogFaultKind.HEAD_WRONG: _l("the leaves do not come to the signed head"),
    LogFaultKind.HEAD_UNSIGNED: _l("no key of the register signed this head"),
    LogFaultKind.KEY_GONE: _l("a key is no longer named by the issuer"),
    LogFaultKind.ENTRY_DIFFERS: _l("the register differs from what the log says of this entry"),
    LogFaultKind.ENTRY_NOT_LOGGED: _l("the log does not know this entry"),
}
EVENTS = {
    str(EntryState.ENTERED): _l("Entered in the register"),
    str(EntryState.SUPERSEDED): _l("Superseded by another entry"),
    str(EntryState.REVOKED): _l("Revoked"),
    "changed": _l("Changed in the register"),
}
VERBS = {
    "honours.key_rotated": _l("Key of the register replaced"),
    "honours.log_continued": _l("Log of the register continued after a restore"),
}
FIELDS: Mapping[str, str] = {
    "public": _l("Public half of the key"),
    "signing_keys.secret": _l("Secret half of the key"),
    "since": _l("Signs since"),
    "until": _l("Signed until"),
    "revoked_at": _l("Revoked at"),
}
