"""The form of a paper of a winner's claim."""

from flask_wtf.file import FileRequired
from wtforms import SelectField

from competition.foundation.forms import WriteForm, choices
from competition.foundation.media import Piece
from competition.foundation.texts import _l
from competition.foundation.uploads import UploadField
from competition.funding import paper_words
from competition.funding.claim_forms import piece_of
from competition.funding.paper_rules import Slot
from competition.funding.prize_papers import Checklist


class PrizePaperForm(WriteForm):
    """A paper to keep with a winner's claim."""

    slot = SelectField(_l("Which paper"), choices=[])
    paper = UploadField(_l("File"), validators=[FileRequired(_l("Choose a photo or a PDF."))])

    def fit(self, of: Checklist) -> "PrizePaperForm":
        """Offer the papers this prize takes, what holds the claim first."""
        self._slots = {slot.key: slot for slot in of.takes}
        self.slot.choices = choices((key, paper_words.slot(slot, of.prize)) for key, slot in self._slots.items())
        return self

    @property
    def chosen(self) -> Slot:
        """Give the line of the checklist that was chosen."""
        return self._slots[self.slot.data]

    @property
    def piece(self) -> Piece:
        """Give the file that was sent."""
        return piece_of(self.paper)
