"""Somebody hidden from lists and search at their own request, where a test needs no officer."""

from competition.honours.request_models import PersonRequest, RequestKind, RequestState
from tests import make


def hide(person_id: int) -> PersonRequest:
    """Hide a person."""
    return make.keep(
        PersonRequest(
            receipt=f"SQ-{person_id}", kind=RequestKind.HIDING, state=RequestState.GRANTED, name="某人", contact="1",
            text="", received_at=make.AT, person_id=person_id, answer="已核验身份", decided_at=make.AT,
        )
    )  # fmt: skip
