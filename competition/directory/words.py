"""The directory's codes in words."""

from collections.abc import Mapping

from competition.directory.rules import DIVISIONS, SKILL_LEVELS
from competition.foundation import formats
from competition.foundation.texts import _l
from competition.foundation.words import OrganisationKind, Sex

KINDS = {
    OrganisationKind.ENTERPRISE: _l("Enterprise"),
    OrganisationKind.SCHOOL: _l("School"),
    OrganisationKind.INSTITUTION: _l("Public institution"),
    OrganisationKind.GOVERNMENT: _l("Government body"),
    OrganisationKind.ASSOCIATION: _l("Association"),
}
SEXES = {Sex.MALE: _l("Male"), Sex.FEMALE: _l("Female")}
LEVELS_EN = {
    "apprentice": "Apprentice",
    "5": "Junior worker (level 5)",
    "4": "Intermediate worker (level 4)",
    "3": "Senior worker (level 3)",
    "2": "Technician (level 2)",
    "1": "Senior technician (level 1)",
    "special": "Special technician",
    "chief": "Chief technician",
}
ID_FAULTS = {
    "missing": (_l("The ID number is missing."), _l("Enter the 18 characters of the ID card.")),
    "length": (_l("The ID number does not have 18 characters."), _l("Compare it with the card and enter all of them.")),
    "characters": (
        _l("The ID number holds a character that cannot stand there."),
        _l("Use digits, and X only at the end."),
    ),
    "birth_date": (
        _l("The birth date inside the ID number does not exist."),
        _l("Compare digits 7 to 14 with the card."),
    ),
    "check": (_l("The last character does not match the others."), _l("One digit is wrong: compare it with the card.")),
    "old": (_l("This is an old ID number of 15 digits."), _l("Enter the present number of 18 characters.")),
    "foreign": (_l("This is a foreigner's card."), _l("Ask the organiser to enter this person by hand.")),
    "lost_digits": (
        _l("The spreadsheet took the ID number for a figure and lost its last digits."),
        _l("Format the cell as text and enter the number again."),
    ),
}
CODE_FAULTS = {
    "length": _l("A unified social credit code has 18 characters."),
    "characters": _l("The credit code holds a character that cannot stand there (no I, O, S, V, Z)."),
    "check": _l("The credit code's last character does not match the others: compare it with the licence."),
}
VERBS = {
    "directory.organisation_added": _l("Organisation added"),
    "directory.organisation_changed": _l("Organisation changed"),
    "directory.person_changed": _l("Person changed"),
    "directory.number_seen": _l("ID number looked at"),
    "directory.persons_merged": _l("Persons merged"),
}


def division(code: str) -> str:
    """Name a division in the reader's language."""
    names = DIVISIONS.get(code)
    return code if names is None else names[0 if formats.is_chinese() else 1]


def divisions() -> list[tuple[str, str]]:
    """List the divisions to choose from."""
    return [(code, division(code)) for code in DIVISIONS]


def level(code: str) -> str:
    """Name a skill level in the reader's language."""
    return (SKILL_LEVELS if formats.is_chinese() else LEVELS_EN).get(code, "")


# how the trail's pages call the columns of this room's records; `table.column` where one table has its own
FIELDS: Mapping[str, str] = {
    "persons.name": _l("Name of the person"),
    "birth_date": _l("Date of birth"),
    "contact_name": _l("Contact person"),
    "contact_phone": _l("Contact phone"),
    "credit_code": _l("Unified social credit code"),
    "division_code": _l("District"),
    "id_number": _l("ID number"),
    "id_number_index": _l("Search key of the ID number"),
    "kept_id": _l("Record kept"),
    "merged_id": _l("Record merged into it"),
    "organisations.kind": _l("Kind of unit"),
    "merged_at": _l("Merged at"),
    "merged_by_id": _l("Merged by"),
    "merged_into_id": _l("Merged into"),
    "name_pinyin": _l("Name in pinyin"),
    "phone": _l("Phone"),
    "sex": _l("Sex"),
}
