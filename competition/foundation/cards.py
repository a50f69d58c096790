"""The picture shown where a page's address is shared: 1200 × 630, set by Typst as documents are."""

from dataclasses import asdict, dataclass
from functools import lru_cache

from competition.foundation import documents
from competition.foundation.texts import _

MEDIA_TYPE = "image/png"
WIDTH, HEIGHT = 1200, 630


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card: what it belongs to, its name, one or two lines, and whether it is invented."""

    over: str
    title: str
    lines: tuple[str, ...] = ()
    synthetic: bool = False


def picture(card: Card) -> bytes:
    """Draw a card in the reader's language as PNG."""
    site, bureau = _("Zibo Skills Competitions"), _("Zibo Human Resources and Social Security Bureau")
    return _drawn(card, site, bureau, _("Demo data: all persons and marks are invented.") if card.synthetic else "")


# asked for again and again while an address makes its round
@lru_cache(64)
def _drawn(card: Card, site: str, bureau: str, warning: str) -> bytes:
    return documents.png("card", {**asdict(card), "site": site, "bureau": bureau, "warning": warning})
