"""What is refused, said in a sentence a person can act on; anything else that goes wrong is our fault."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what was sent: where it stands, what it says and what to do about it.

    `row` is the row as a spreadsheet shows it (1-based), `column` the heading, `field` the form's field name.
    `message` and `remedy` are plain or lazily translated text.
    """

    message: str
    remedy: str = ""
    field: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""


class Refused(Exception):  # noqa: N818 - reads as the sentence it stands for: raise Refused(...)
    """What a person asked for cannot be done, and why, in words for that person."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, message: str, *, field: str = "", faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.faults: tuple[Fault, ...] = tuple(faults) or (Fault(message, field=field),)


class NotFound(Refused):
    """There is no such record, or not for this person."""

    status = HTTPStatus.NOT_FOUND


class Gone(Refused):
    """It was there and was destroyed when its time was over."""

    status = HTTPStatus.GONE


class NotAllowed(Refused):
    """This person plays no part that may do this."""

    status = HTTPStatus.FORBIDDEN


@dataclass(frozen=True, slots=True)
class Quota:
    """What whoever asks may still ask: how much in all, how much is left, and in how many seconds it begins anew."""

    most: int
    left: int
    seconds: int


class TooMuch(Refused):
    """More was asked than a quota grants; the answer tells when it begins anew."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, message: str, quota: Quota) -> None:
        super().__init__(message)
        self.quota = quota


class SeenChanged(Refused):
    """Somebody changed the record after this page was shown."""

    status = HTTPStatus.CONFLICT


class AlreadyKept(Refused):
    """The same form was sent before and kept then; `location` is where its answer led."""

    status = HTTPStatus.CONFLICT

    def __init__(self, message: str, location: str = "") -> None:
        super().__init__(message)
        self.location = location


def refuse_faults(faults: Sequence[Fault], message: str) -> None:
    """Refuse with every fault at once, or do nothing where there is none."""
    if faults:
        raise Refused(message, faults=faults)
