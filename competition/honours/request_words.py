"""Requests of people about themselves in words."""

from collections.abc import Mapping

from competition.foundation.texts import _l
from competition.honours.request_models import RequestKind, RequestState

KINDS = {
    RequestKind.CORRECTION: _l("Correct what is held of me"),
    RequestKind.COPY: _l("A copy of all data held of me"),
    RequestKind.HIDING: _l("Hide me from lists and search"),
}
STATES = {
    RequestState.OPEN: ("warn", _l("Waits for a decision")),
    RequestState.GRANTED: ("good", _l("Granted")),
    RequestState.REFUSED: ("bad", _l("Refused")),
    RequestState.LIFTED: ("neutral", _l("Ended")),
}
VERBS = {
    "honours.request_received": _l("Request of a person received"),
    "honours.request_granted": _l("Request of a person granted"),
    "honours.request_refused": _l("Request of a person refused"),
    "honours.hiding_lifted": _l("Hiding from search ended"),
    "honours.data_given": _l("Copy of a person's data made"),
}
FIELDS: Mapping[str, str] = {
    "person_requests.name": _l("Who asks"),
    "person_requests.text": _l("What is asked for"),
}
