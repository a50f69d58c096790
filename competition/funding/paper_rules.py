"""The papers of a winner's claim: what each is about, what was said of it, where a line of the checklist stands; pure.

Source: policy.md 3.13; the list itself is the table funding.prize.documents.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from competition.funding.claim_rules import PaperKind

# each winner's own; the others are about the prize, once for a whole team
PERSONAL = frozenset({PaperKind.IDENTITY, PaperKind.CARD, PaperKind.EMPLOYMENT})
# what anybody may read; the rest holds ID numbers, accounts and addresses
FOR_ALL = frozenset({PaperKind.CERTIFICATE, PaperKind.ANNOUNCEMENT})
OF_PRIZE = tuple(kind for kind in PaperKind if kind.startswith("prize_"))
OF_HOST = tuple(kind for kind in PaperKind if kind.startswith("host_"))


class Check(StrEnum):
    """What finance said of a paper."""

    WAITING = "paper_waiting"
    CONFIRMED = "paper_confirmed"
    RETURNED = "paper_returned"


class Stand(StrEnum):
    """Where a line of the checklist stands."""

    MISSING = "missing"
    WAITING = "waiting"
    RETURNED = "returned"
    GOOD = "good"


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One line of a checklist: a kind of paper, of one winner's share, or of the whole prize where `share` is 0."""

    kind: PaperKind
    share: int = 0

    @property
    def key(self) -> str:
        """Give it as a form sends it."""
        return f"{self.kind}:{self.share}"


def slots(required: Iterable[str], shares: Sequence[int]) -> list[Slot]:
    """Lay a checklist out: in its order, a personal paper once for each of these shares."""
    kinds = [PaperKind(kind) for kind in required]
    return [Slot(kind, share) for kind in kinds for share in (shares if kind in PERSONAL else (0,))]


def stand(answers: Collection[Check]) -> Stand:
    """Say where a line stands by what was said of its papers: all of them must be good."""
    if Check.RETURNED in answers:
        return Stand.RETURNED
    if Check.WAITING in answers:
        return Stand.WAITING
    return Stand.GOOD if answers else Stand.MISSING


def whole_shares(required: Sequence[str], shares: Sequence[int], given: Iterable[tuple[Slot, Check]]) -> set[int]:
    """Name the shares whose every line is good, their own and those of the prize."""
    told: dict[Slot, list[Check]] = {}
    for slot, answer in given:
        told.setdefault(slot, []).append(answer)
    return {
        share for share in shares
        if all(stand(told.get(slot, ())) is Stand.GOOD for slot in slots(required, [share]))
    }  # fmt: skip
