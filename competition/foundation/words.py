"""Sets of words that several rooms share."""

from enum import StrEnum


class OrganisationKind(StrEnum):
    """What kind of organisation it is."""

    ENTERPRISE = "enterprise"
    SCHOOL = "school"
    INSTITUTION = "institution"
    GOVERNMENT = "government"
    ASSOCIATION = "association"


class Sex(StrEnum):
    """As the ID number says it."""

    MALE = "male"
    FEMALE = "female"
