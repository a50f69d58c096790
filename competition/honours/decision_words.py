"""Decisions of other bodies in words: where they stand, and what is wrong with a row."""

from collections.abc import Mapping

from competition.directory.words import ID_FAULTS
from competition.foundation.errors import Fault
from competition.foundation.texts import _l
from competition.honours.decision_models import DecisionLine
from competition.honours.decision_rules import DecisionState, RowFault
from competition.honours.decisions import HEADINGS

STATES = {
    DecisionState.WAITING: ("warn", _l("Waits for a second person")),
    DecisionState.CONFIRMED: ("good", _l("Confirmed")),
    DecisionState.DROPPED: ("neutral", _l("Given up")),
}
FAULTS = {
    "no_header": (_l("The row of headings is missing."), _l("Use the template; do not delete its headings.")),
    "missing": (_l("Nothing stands here."), _l("Fill it in as the document has it.")),
    "long": (_l("This is too long."), _l("At most %(value)s characters.")),
    "kind": (_l("“%(value)s” is no kind."), _l("Choose person or unit, as the template offers them.")),
    "unit_title": (_l("“%(value)s” is a title of persons."), _l("Write the word for a person, or another honour.")),
    "twice": (_l("The same honour stands in row %(value)s."), _l("Take one of the two rows out.")),
    "own": (
        _l("“%(value)s” of a competition of ours comes from its results or a list of nominees."),
        _l("Take the row out, or choose no competition above."),
    ),
    "held": (_l("This person holds “%(value)s” in the register already."), _l("Take the row out.")),
    **{f"id_{code}": texts for code, texts in ID_FAULTS.items()},
}
VERBS = {
    "honours.decision_recorded": _l("Decision of another body recorded"),
    "honours.decision_confirmed": _l("Decision of another body confirmed"),
    "honours.decision_dropped": _l("Decision of another body dropped"),
}
FIELDS: Mapping[str, str] = {
    "body": _l("Deciding body"),
    "document_title": _l("Title of the document"),
    "decided_on": _l("Decided on"),
    "scan": _l("Scan of the document"),
    "scan_name": _l("File name of the scan"),
    "scan_type": _l("Kind of the scan"),
    "scan_sha256": _l("Checksum of the scan (SHA-256)"),
    "recorded_at": _l("Recorded at"),
    "recorded_by_id": _l("Recorded by"),
    "confirmed_at": _l("Confirmed at"),
    "confirmed_by_id": _l("Confirmed by the second person"),
    "decision_id": _l("Decision of another body"),
    "is_unit": _l("A unit and no person"),
    "honour": _l("Honour"),
    "honour_name": _l("Honour as the document names it"),
    "id_masked": _l("ID number, masked"),
    "decision_lines.entry_id": _l("Entry of the register"),
}


def fault(one: RowFault) -> Fault:
    """Word one fault with its remedy and the place in the workbook; of an ID number nothing is shown."""
    message, remedy = FAULTS[one.code]
    said = {"value": one.value}
    field = "workbook" if one.row else one.column if one.code != "no_header" else "workbook"
    return Fault(str(message) % said, str(remedy) % said, field, one.row or None, HEADINGS.get(one.column, ""))


def found(line: DecisionLine) -> tuple[str, str]:
    """Say whether the directory knows who is honoured, as a state."""
    if line.is_unit:
        return (
            ("good", str(_l("unit known"))) if line.organisation_id else ("warn", str(_l("unit not in the directory")))
        )
    if line.person is None:
        return ("warn", str(_l("person not in the directory: the name only")))
    if line.person.name != line.name_as_was:
        return ("bad", str(_l("the directory has another name: %(name)s")) % {"name": line.person.name})
    return ("good", str(_l("person known")))
