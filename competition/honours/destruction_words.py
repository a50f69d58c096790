"""Retention and destruction in words: how a kind ends, where a list stands, why something stays, verbs and columns."""

from collections.abc import Mapping

from competition.foundation.texts import _l
from competition.honours.retention_rules import Destructible, DestructionState, Outcome, Stay
from competition.policy import retention_words
from competition.policy.retention_tables import Kept

KINDS = {one: retention_words.KINDS[one.value] for one in Destructible}
KEEPS = retention_words.KEEPS
STATES = {
    DestructionState.PROPOSED: ("progress", _l("Waits for two approvals")),
    DestructionState.APPROVED: ("warn", _l("Approved, to be carried out")),
    DestructionState.DONE: ("neutral", _l("Carried out")),
    DestructionState.CANCELLED: ("neutral", _l("Cancelled, nothing went")),
}
OUTCOMES = {
    Outcome.WAITS: ("progress", _l("would go")),
    Outcome.GONE: ("neutral", _l("destroyed")),
    Outcome.STAYED: ("good", _l("stayed")),
}
STAYS = {
    Stay.NOT_OVER: _l("the competition is neither held nor cancelled yet"),
    Stay.APPEAL: _l("an appeal of its competition waits for its decision"),
    Stay.MONEY: _l("money of its competition is still to be decided, paid or repaid"),
    Stay.MONEY: _l("money of its competition is still to be decided, paid or repaid"),
    Stay.LISTED: _l("it stands on another list"),
    Stay.NOT_DUE: _l("its time is not over"),
    Stay.NOT_THERE: _l("nothing of it was there any more"),
    Stay.CANCELLED: _l("the list was cancelled"),
}
# what carrying out takes away, and what it leaves
GOES = {
    Destructible.PACKAGES: (
        _l("the package's file"),
        _l("its name, size and checksum; results, register and log are kept elsewhere"),
    ),
    Destructible.PAPER_SCANS: (
        _l("the scan"),
        _l("its checksum, both entries and the marks; a sealed package keeps its own copy until its time"),
    ),
    Destructible.HALL_PHOTOS: (_l("the photo"), _l("the note with its minutes")),
    Destructible.APPEALS: (
        _l("what the competitor or the unit wrote, to either level"),
        _l("receipt, kind, state, days and every decision with its reasons: results and the trail rest on them"),
    ),
    Destructible.APPEAL_FILES: (_l("the file handed in"), _l("its checksum, the appeal and every decision")),
    Destructible.CLAIM_PAPERS: (_l("the paper's file"), _l("its checksum, the claim, its decision and the ledger")),
    Destructible.PERSON_DATA: (
        _l("telephone, ID number and birth date"),
        _l(
            "name and entries; of whoever the register, an earlier title, a list of nominees or a prize names, ID number and birth date too"
        ),
    ),
    Destructible.PLAN: (
        _l("the timetable of the competition"),
        _l("the competition with its days, venue, host, document and items: results and register rest on them"),
    ),
    Destructible.ENTRIES: (
        _l("names as they were entered, team, coach, level and reasons of an entry without a result"),
        _l("its item, unit, state and days; an entry with a result stays whole"),
    ),
    Destructible.PAYMENTS: (
        _l("bank accounts of host and winners"),
        _l("every decision with its working, payments with payee, amount and day, the ledger"),
    ),
    Destructible.PERSON_REQUESTS: (
        _l("name, contact, text, answer and whom it was about"),
        _l("receipt, kind, outcome and days; a hiding that holds stays whole"),
    ),
    Destructible.SIGN_INS: (
        _l("a month's sessions with address and browser"),
        _l("the trail of what was done; of a paired tablet that there was a session"),
    ),
}
NEVER = _l("never; no list can name it")
BY_LIST = _l("by a destruction list with two approvals")
BY_THE_HOST = _l("the host deletes them")
NOT_YET = _l("stays here: announced results rest on it")
VERBS: Mapping[str, str] = {
    "honours.destruction_prepared": _l("Destruction list prepared"),
    "honours.destruction_approved": _l("Destruction list approved"),
    "honours.destruction_cancelled": _l("Destruction list cancelled"),
    "honours.destruction_asked": _l("Carrying out of a destruction list asked for"),
    "honours.destroyed": _l("Destroyed under a list"),
    "honours.destruction_done": _l("Destruction list carried out"),
}
FIELDS: Mapping[str, str] = {
    "as_of": _l("Past its time on"),
    "opinion": _l("Finding"),
    "destruction_lists.basis": _l("Table of retention as it was"),
    "items_sha256": _l("Checksum of what stands on it"),
    "prepared_at": _l("Prepared at"),
    "prepared_by_id": _l("Prepared by"),
    "first_at": _l("First approval at"),
    "first_by_id": _l("First approval by"),
    "second_at": _l("Second approval at"),
    "second_by_id": _l("Second approval by"),
    "cancelled_at": _l("Cancelled at"),
    "cancelled_by_id": _l("Cancelled by"),
    "done_at": _l("Carried out at"),
    "done_by_id": _l("Carried out by"),
    "record_pdf": _l("Record of destruction (PDF)"),
    "record_xlsx": _l("Record of destruction (Excel)"),
    "record_sha256": _l("Checksum of the record"),
}


def ends(kind: str, kept: Kept) -> str:
    """Say how a kind of record ends."""
    if kept.is_for_good:
        return str(NEVER)
    if kind in list(Destructible):
        return str(BY_LIST)
    return str(BY_THE_HOST if kind == "cctv" else NOT_YET)


def stay(why: str) -> str:
    """Say why something stays."""
    return str(STAYS[Stay(why)]) if why else ""
