"""Papers of a claim as they come from outside: told by their content and not by their name, weighed and hashed."""

from competition.foundation import media
from competition.foundation.errors import Refused
from competition.foundation.media import Piece
from competition.foundation.texts import _, _l
from competition.funding.claim_models import ClaimCost, ClaimPaper
from competition.funding.claim_rules import PaperKind
from competition.funding.models import HostClaim


def must_be_usable(piece: Piece) -> None:
    """Refuse what is too large, and what is no photo and no PDF."""
    if len(piece.content) > media.LARGEST_SCAN:
        raise Refused(_("%(name)s is larger than 8 MB. Send a smaller copy.", name=piece.name), field="paper")
    if not piece.media_type:
        raise Refused(_("%(name)s is neither a photo (JPEG, PNG) nor a PDF.", name=piece.name), field="paper")


def paper(claim: HostClaim, kind: PaperKind, piece: Piece, cost: ClaimCost | None = None) -> ClaimPaper:
    """Make the record of a paper."""
    return ClaimPaper(
        claim_id=claim.id,
        claim=claim,
        cost_id=cost.id if cost else None,
        kind=kind,
        name=piece.name.strip()[:120] or str(_l("Paper of a claim")),
        content=piece.content,
        media_type=piece.media_type,
        size=len(piece.content),
        sha256=piece.sha256,
    )
