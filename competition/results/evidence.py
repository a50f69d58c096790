"""Evidence as it comes from outside: told by its content and not by its name, counted, weighed and hashed."""

from collections.abc import Sequence

from competition.foundation import media
from competition.foundation.errors import Fault, refuse_faults
from competition.foundation.media import Piece
from competition.foundation.texts import _
from competition.results.appeal_rules import MOST_FILES

FIELD = "files"


def must_be_usable(pieces: Sequence[Piece]) -> None:
    """Refuse too many files, what is too large, and whatever is no photo and no PDF, each named."""
    faults = [Fault(_("At most %(most)s files.", most=MOST_FILES), field=FIELD)] if len(pieces) > MOST_FILES else []
    for piece in pieces:
        if len(piece.content) > media.LARGEST_SCAN:
            said = _("%(name)s is larger than 8 MB. Send a smaller copy.", name=piece.name)
            faults.append(Fault(said, field=FIELD))
        elif not piece.media_type:
            said = _("%(name)s is neither a photo (JPEG, PNG) nor a PDF.", name=piece.name)
            faults.append(Fault(said, field=FIELD))
    refuse_faults(faults, _("The evidence cannot be taken so."))
