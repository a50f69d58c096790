"""What other payers gave, in words."""

from competition.foundation.texts import _l
from competition.funding.grant_rules import Giver

GIVERS = {
    Giver.STATE: _l("The State"),
    Giver.PROVINCE: _l("The province"),
    Giver.DISTRICT: _l("A district or county"),
    Giver.SPONSOR: _l("A sponsor"),
}
VERBS = {
    "funding.grant_entered": _l("What another payer gave entered"),
    "funding.grant_taken_back": _l("What another payer gave taken back"),
}
FIELDS = {
    "entered_at": _l("Entered at"),
    "entered_by_id": _l("Entered by"),
    "given_on": _l("Given on"),
    "giver": _l("Kind of payer"),
    "giver_name": _l("Payer"),
    "takes_back_id": _l("Entry taken back"),
}
