"""What a signature is: a line drawn by hand, or a name typed and confirmed; and how far a sheet is covered; pure."""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import dist

# the box a signature is drawn in; its points are whole steps of it
WIDTH, HEIGHT = 1000, 320
LONGEST = 30_000
LEAST_POINTS, LEAST_LENGTH = 6, 200
POINT = re.compile(r"([ML])(\d{1,4}) (\d{1,4})")
PATH = re.compile(r"(?:M\d{1,4} \d{1,4}(?:L\d{1,4} \d{1,4})*)+")


class SnapshotKind(StrEnum):
    """Why a sheet's content was kept for good."""

    SIGNED = "signed"
    CLOSED = "closed"


class Cover(StrEnum):
    """Whether its judge signed a sheet as it is now."""

    NONE = "unsigned"
    EARLIER = "signed_earlier"
    SIGNED = "signed_now"
    PAPER = "signed_on_paper"  # its marks are those of a paper, which bears the signature


class UnlockState(StrEnum):
    """Where a request to unlock a sheet stands."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"


class HandFault(StrEnum):
    """Why something is no signature."""

    NOTHING = "nothing"
    UNREADABLE = "unreadable"
    TOO_LITTLE = "too_little"
    NOT_THE_NAME = "not_the_name"
    NOT_CONFIRMED = "not_confirmed"


@dataclass(frozen=True, slots=True)
class Hand:
    """What somebody gave as a signature: the line as an SVG path, or the own name typed and confirmed."""

    path: str = ""
    typed: str = ""
    confirmed: bool = False


def hand_fault(of: Hand, name: str) -> HandFault | None:
    """Say why it is no signature, or None: a line long enough to be one, or exactly the own name, confirmed."""
    if of.path:
        return _path_fault(of.path)
    if not of.typed.strip():
        return HandFault.NOTHING
    if " ".join(of.typed.split()) != " ".join(name.split()):
        return HandFault.NOT_THE_NAME
    return None if of.confirmed else HandFault.NOT_CONFIRMED


def _path_fault(path: str) -> HandFault | None:
    if len(path) > LONGEST or not PATH.fullmatch(path):
        return HandFault.UNREADABLE
    strokes = strokes_of(path)
    if any(x > WIDTH or y > HEIGHT for stroke in strokes for x, y in stroke):
        return HandFault.UNREADABLE
    length = sum(dist(one, two) for stroke in strokes for one, two in pairwise(stroke))
    if sum(map(len, strokes)) < LEAST_POINTS or length < LEAST_LENGTH:
        return HandFault.TOO_LITTLE
    return None


def strokes_of(path: str) -> list[list[tuple[int, int]]]:
    """Read the points of each stroke."""
    found: list[list[tuple[int, int]]] = []
    for letter, x, y in POINT.findall(path):
        if letter == "M":
            found.append([])
        found[-1].append((int(x), int(y)))
    return found


def cover(signed: list[str], now: str | None) -> Cover:
    """Say whether one of the hashes signed is that of the sheet now; None is a sheet nobody can sign now."""
    if now is not None and now in signed:
        return Cover.SIGNED
    return Cover.EARLIER if signed else Cover.NONE
