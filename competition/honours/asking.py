"""What is done with requests of people about themselves: received with a receipt, decided, data given, hiding ended."""

from dataclasses import dataclass
from datetime import datetime

from competition.accounts.models import User
from competition.directory import records
from competition.directory import rules as directory_rules
from competition.directory.words import ID_FAULTS
from competition.foundation import clock, trail
from competition.foundation.database import transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _, _l
from competition.honours import person_requests, request_exports
from competition.honours.request_models import PersonRequest, RequestKind, RequestState
from competition.results import rules as results


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for."""

    kind: RequestKind
    name: str
    contact: str
    text: str


def receive_request(told: Asked, at: datetime) -> str:
    """Take a request of a person, and give its receipt."""
    if not (told.name.strip() and told.contact.strip()):
        raise Refused(_l("Give your name and how to reach you."), field="name")
    if told.kind is RequestKind.CORRECTION and not told.text.strip():
        raise Refused(_l("Say what is wrong and what is right."), field="text")
    with transaction() as session:
        receipt = results.receipt("SQ", clock.in_city(at).date())
        made = PersonRequest(
            receipt=receipt, kind=told.kind, name=told.name.strip(), contact=told.contact.strip(),
            text=told.text.strip(), received_at=at, state=RequestState.OPEN,
        )  # fmt: skip
        session.add(made)
        session.flush()
        trail.record(None, "honours.request_received", made, at)
    return receipt


@dataclass(frozen=True, slots=True)
class Answer:
    """What the officer decided: granted or not, the reasons, and the ID number by which the person proved who they are."""

    granted: bool
    answer: str
    id_number: str = ""


def decide_request(of: PersonRequest, told: Answer, seen: int | None, by: User, at: datetime) -> None:
    """Grant a request of a person who proved who they are, or refuse it with reasons; the ID number is not kept."""
    if not told.answer.strip():
        raise Refused(_l("Give the reasons, or say what was done."), field="answer")
    person_id = _proved(told.id_number, at) if told.granted else None
    with transaction():
        of.must_be_as_seen(seen)
        of.must_be_open()
        of.state = RequestState.GRANTED if told.granted else RequestState.REFUSED
        of.person_id, of.answer, of.decided_at, of.decided_by_id = person_id, told.answer.strip(), at, by.id
        trail.record(by, "honours.request_granted" if told.granted else "honours.request_refused", of, at)


def _proved(id_number: str, at: datetime) -> int:
    found = directory_rules.id_number(id_number, clock.in_city(at).date())
    if found.fault:
        message, remedy = ID_FAULTS[found.fault]
        raise Refused(f"{message} {remedy}", field="id_number")
    person = records.persons_by_number([found.number]).get(found.number)
    if person is None:
        raise Refused(_l("The directory has nobody with this ID number: nothing is held of them."), field="id_number")
    return person.id


def lift_hiding(of: PersonRequest, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """End the hiding of a person from search, with the reason."""
    if not reason.strip():
        raise Refused(_l("Give the reason."), field="reason")
    with transaction():
        of.must_be_as_seen(seen)
        if of.kind is not RequestKind.HIDING or of.state is not RequestState.GRANTED:
            raise Refused(_l("Nobody is hidden by this request."))
        of.state = RequestState.LIFTED
        of.answer = f"{of.answer}\n{reason.strip()}"
        trail.record(by, "honours.hiding_lifted", of, at, {"reason": reason.strip()})


def give_data(of: PersonRequest, by: User, at: datetime) -> bytes:
    """Make the file of all data held of the person whose request was granted; the trail keeps that it was made."""
    if of.kind is not RequestKind.COPY or of.state is not RequestState.GRANTED or of.person_id is None:
        raise Refused(_("A copy is given once the request for it is granted."))
    with transaction():
        content = request_exports.held(person_requests.held_data(of.person_id), by.name, at)
        trail.record(by, "honours.data_given", of, at)
    return content
