"""How the full record of an item is made in the background."""

from competition.accounts import queries as accounts
from competition.foundation import clock
from competition.foundation.errors import NotAllowed
from competition.foundation.tasks import Claim, Kind, Made, Tell
from competition.foundation.texts import _, _l
from competition.judging import queries as judging
from competition.judging import rosters
from competition.results import access, records


def make_record(of: Claim, tell: Tell) -> Made:
    """Make an item's record for whoever asked, if they still may have it."""
    by, item = accounts.user(of.by_id), rosters.item(int(of.about["item"]))
    closed = judging.closing(item.id) if item else None
    if by is None or item is None or closed is None or not by.active or not access.may_take_record(by, item):
        raise NotAllowed(_("The item is not closed any more, or your part does not reach it any more."))
    content = records.zipped(records.record(item, closed, by, clock.now()), tell)
    return Made(f"{item.code}-{_('judging-record')}.zip", records.MEDIA_TYPE, content)


RECORD = Kind("results.record", _l("Full judging record"), make_record)
