"""Who gives for an honour besides this policy; pure. Source: policy.md 2.2 (省人社厅), 2.4 (the State), 2.6 (districts add)."""

from enum import StrEnum


class Giver(StrEnum):
    """A payer outside this policy's money."""

    STATE = "by_state"
    PROVINCE = "by_province"
    DISTRICT = "by_district"
    SPONSOR = "by_sponsor"
