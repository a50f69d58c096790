"""Registration's codes in words, each fault with its remedy."""

from collections.abc import Mapping

from competition.directory.words import CODE_FAULTS, ID_FAULTS
from competition.foundation import masking
from competition.foundation.errors import Fault
from competition.foundation.texts import _, _l
from competition.registration.rules import EntryState, RowFault

STATES = {
    EntryState.SUBMITTED: ("progress", _l("Waiting for review")),
    EntryState.RETURNED: ("warn", _l("Returned")),
    EntryState.ACCEPTED: ("good", _l("Accepted")),
    EntryState.WITHDRAWN: ("neutral", _l("Withdrawn")),
}
COLUMNS = {
    "item": ("赛项编码", _l("Item code")),
    "team": ("队名", _l("Team")),
    "name": ("姓名", _l("Name")),
    "id_number": ("证件号码", _l("ID number")),
    "sex": ("性别", _l("Sex")),
    "birth_date": ("出生日期", _l("Birth date")),
    "phone": ("手机", _l("Mobile telephone")),
    "unit": ("单位名称", _l("Unit name")),
    "credit_code": ("统一社会信用代码", _l("Credit code")),
    "level": ("现有技能等级", _l("Skill level")),
    "coach": ("指导教师", _l("Coach")),
    "coach_id": ("指导教师证件号码", _l("Coach's ID number")),
}
FAULTS = {
    "empty": (_l("The workbook holds no competitor."), _l("Fill in a row for each person below the headings.")),
    "too_many_rows": (_l("There are %(value)s rows."), _l("Send at most %(detail)s at once.")),
    "item_missing": (_l("The item code is missing."), _l("Choose it from the list in the cell.")),
    "item_unknown": (_l("There is no item %(value)s here."), _l("Use one of: %(detail)s.")),
    "item_cancelled": (_l("Item %(value)s is cancelled."), _l("Take the row out, or choose another item.")),
    "item_follows": (
        _l("Item %(value)s follows another item; nobody is entered for it directly."),
        _l("Enter them for the earlier item; those who go on are taken over."),
    ),
    "name_missing": (_l("The name is missing."), _l("Enter the name as on the ID card.")),
    "name_characters": (
        _l("The name holds characters that no name has."),
        _l("Enter it as on the ID card, without spaces or signs."),
    ),
    "unit_missing": (_l("The unit's name is missing."), _l("Enter it as on the licence.")),
    "code_missing": (_l("The unit's credit code is missing."), _l("Enter its 18 characters as on the licence.")),
    "not_own_unit": (
        _l("You do not speak for the unit with this credit code."),
        _l("Enter only your own unit's people."),
    ),
    "unit_name": (_l("The unit with this credit code has another name."), _l("Its name here is %(detail)s.")),
    "phone": (
        _l("The telephone number %(value)s cannot be right."),
        _l("Enter a mobile of 11 digits, or a landline with its area code."),
    ),
    "level": (_l("%(value)s is no skill level."), _l("Choose it from the list in the cell, or leave it empty.")),
    "too_young": (_l("Born %(value)s: too young on the day."), _l("Competitors must be %(detail)s on the first day.")),
    "born_outside": (_l("Born %(value)s: outside the item's birth dates."), _l("The item takes %(detail)s.")),
    "sex_unknown": (_l("The sex %(value)s cannot be read."), _l("Choose it from the list in the cell.")),
    "sex_differs": (_l("The sex differs from the one in the ID number."), _l("Compare both with the card.")),
    "birth_unreadable": (_l("The birth date %(value)s cannot be read."), _l("Write it as 1990-03-07.")),
    "birth_differs": (
        _l("The birth date %(value)s differs from the one in the ID number."),
        _l("The number says %(detail)s."),
    ),
    "entered_already": (
        _l("%(value)s is entered already."),
        _l("A person enters one item: %(detail)s. Withdraw that entry first."),
    ),
    "name_differs": (
        _l("This ID number is known here under another name."),
        _l("Compare name and number with the card; ask the organiser if both are right."),
    ),
    "barred": (_l("%(value)s holds a title that bars entering."), _l("Title: %(detail)s. Take the row out.")),
    "twice": (
        _l("%(value)s stands in this workbook twice."),
        _l("The first time in row %(detail)s. Take one of them out."),
    ),
    "team_in_single": (_l("This item has no teams."), _l("Leave the team empty.")),
    "team_missing": (_l("The team's name is missing."), _l("Give all members of a team the same team name.")),
    "team_units": (_l("Team %(value)s has members of different units."), _l("A team belongs to one unit.")),
    "team_small": (_l("Team %(value)s has too few members."), _l("A team of this item has %(detail)s.")),
    "team_big": (_l("Team %(value)s has too many members."), _l("A team of this item has %(detail)s.")),
    "team_twice": (_l("A team %(value)s is entered already."), _l("Choose another name.")),
    "coach_unnamed": (
        _l("An ID number stands without its coach's name."),
        _l("Enter as many names as numbers, in the same order."),
    ),
    "coaches_many": (_l("%(value)s coaches are named."), _l("Name at most %(detail)s.")),
    "coach_twice": (_l("%(value)s is named as coach twice."), _l("Take one of them out.")),
    "coach_competes": (
        _l("%(value)s competes in this entry and cannot be its coach."),
        _l("Take the coach out."),
    ),
    "coaches_differ": (
        _l("The rows of team %(value)s name different coaches."),
        _l("Name them in the first row only, or alike in each."),
    ),
    "quota": (_l("The unit has more entries in %(value)s than it may."), _l("At most %(detail)s; take the rest out.")),
    "places": (_l("Item %(value)s is full."), _l("It has %(detail)s places.")),
    "no_header": (_l("The row of headings is missing."), _l("Use the template; do not delete its headings.")),
    "column_missing": (_l("The column %(value)s is missing."), _l("Use the template; do not delete its columns.")),
    **{f"id_{code}": texts for code, texts in ID_FAULTS.items()},
    **{f"code_{code}": (text, _l("Compare it with the licence.")) for code, text in CODE_FAULTS.items()},
}
TITLES = {
    "china_skills_award": _l("中华技能大奖 (China Skills Award)"),
    "national_technician": _l("全国技术能手 (National Technical Expert)"),
    "provincial_technician": _l("省技术能手 (Provincial Technical Expert)"),
    "municipal_technician": _l("市技术能手 (Municipal Technical Expert)"),
}
VERBS = {
    "registration.entries_imported": _l("Entries imported"),
    "registration.entry_added": _l("Entry added"),
    "registration.entry_changed": _l("Entry changed"),
    "registration.entry_accepted": _l("Entry accepted"),
    "registration.entry_returned": _l("Entry returned"),
    "registration.entry_withdrawn": _l("Entry withdrawn"),
    "registration.numbers_drawn": _l("Numbers drawn"),
    "registration.checked_in": _l("Competitor checked in"),
}


def fault(found: RowFault) -> Fault:
    """Word one fault, with what to do about it."""
    message, remedy = FAULTS[found.code]
    values = {"value": found.value, "detail": _title(found)}
    column = COLUMNS.get(found.column)
    # the whole ID number is nobody's business on a page of faults
    shown = masking.masked("id_number", found.value) if found.column in ("id_number", "coach_id") else found.value
    return Fault(
        str(message) % values,
        str(remedy) % values,
        found.column,
        found.row or None,
        _both(*column) if column else "",
        shown,
    )


def _both(written: str, said: str) -> str:
    # the workbook's headings are Chinese: a reader of English finds the column only by what is written there
    return written if str(said) == written else f"{written} {said}"


def _title(found: RowFault) -> str:
    return str(TITLES.get(found.detail, found.detail)) if found.code == "barred" else found.detail


def heading(column: str) -> str:
    """Write a column's heading for the template: Chinese, as delegations use it."""
    return COLUMNS[column][0]


def faults_found(count: int) -> str:
    """Say how many faults there are."""
    return _("%(count)s faults; nothing was stored", count=count)


# how the trail's pages call the columns of this room's records; `table.column` where one table has its own
FIELDS: Mapping[str, str] = {
    "entries.earlier_id": _l("Entry of the earlier item"),
    "entries.number": _l("Competitor number"),
    "entries.reason": _l("Reason of the return"),
    "members.position": _l("Place in the team"),
    "coaches.position": _l("Place among the coaches"),
    "prior_titles.title": _l("Title held before"),
    "prior_titles.document": _l("Document of the title"),
    "checked_in_at": _l("Checked in at"),
    "count": _l("How many numbers"),
    "drawn_at": _l("Drawn at"),
    "drawn_by_id": _l("Drawn by"),
    "held_since": _l("Held since"),
    "level_as_was": _l("Skill level as it was"),
    "seed": _l("Random seed"),
    "team_name": _l("Team"),
}
