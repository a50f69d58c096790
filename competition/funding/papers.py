"""Papers of a claim as they come from outside: told by their content and not by their name, weighed and hashed."""

from collections.abc import Collection

from competition.foundation import media
from competition.foundation.errors import Refused
from competition.foundation.media import Piece
from competition.foundation.texts import _, _l
from competition.funding import claim_rules, claim_words
from competition.funding.claim_models import ClaimCost, ClaimPaper
from competition.funding.claim_rules import PaperKind
from competition.funding.models import HostClaim, Prize, PrizeShare

GONE = _l("This paper is not there any more. Load the page again.")


def must_be_usable(piece: Piece) -> None:
    """Refuse what is too large, and what is no photo and no PDF."""
    if len(piece.content) > media.LARGEST_SCAN:
        raise Refused(_("%(name)s is larger than 8 MB. Send a smaller copy.", name=piece.name), field="paper")
    if not piece.media_type:
        raise Refused(_("%(name)s is neither a photo (JPEG, PNG) nor a PDF.", name=piece.name), field="paper")


def must_be_new(kind: PaperKind, piece: Piece, there: Collection[ClaimPaper]) -> None:
    """Refuse the very same file for the same kind of paper, and more papers than a claim holds."""
    if any((one.kind, one.sha256) == (kind, piece.sha256) for one in there):
        raise Refused(_l("This very file is there already."), field="paper")
    if len(there) >= claim_rules.MOST_PAPERS:
        raise Refused(_("A claim holds at most %(most)s papers.", most=claim_rules.MOST_PAPERS), field="paper")


def paper(
    of: HostClaim | Prize, kind: PaperKind, piece: Piece, about: ClaimCost | PrizeShare | None = None
) -> ClaimPaper:
    """Make the record of a paper of a claim or a prize; `about` is the invoice or the winner's share it stands with."""
    made = ClaimPaper(
        kind=kind,
        name=piece.name.strip()[:120] or str(_l("Paper of a claim")),
        content=piece.content,
        media_type=piece.media_type,
        size=len(piece.content),
        sha256=piece.sha256,
    )
    if isinstance(of, HostClaim):
        made.claim, made.claim_id = of, of.id
    else:
        made.prize, made.prize_id = of, of.id
    made.cost_id = about.id if isinstance(about, ClaimCost) else None
    made.share_id = about.id if isinstance(about, PrizeShare) else None
    return made


def file_name(of: ClaimPaper) -> str:
    """Call a paper's file by what it is."""
    return f"{claim_words.PAPERS[of.kind]}-{of.id}.{media.ENDINGS[of.media_type]}"
