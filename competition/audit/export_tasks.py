"""How a copy of the trail is made in the background."""

from collections.abc import Iterable, Iterator

from competition.accounts import queries as accounts
from competition.audit import access, exports, queries
from competition.foundation import clock
from competition.foundation.errors import NotAllowed
from competition.foundation.tasks import Claim, Kind, Made, Tell
from competition.foundation.texts import _, _l
from competition.foundation.trail import TrailRow

EVERY = 500


def make_export(of: Claim, tell: Tell) -> Made:
    """Write the rows asked for, as far as the trail went then, for whoever asked if they still read it."""
    by, about, at = accounts.user(of.by_id), of.about, clock.now()
    if by is None or not by.active or not access.may_read(by):
        raise NotAllowed(_("Your part does not reach the trail any more."))
    wanted, kind = queries.wanted_of(about["asked_for"]), about["format"]
    rows = _counted(queries.streamed(wanted, about["up_to"]), about["rows"], tell)
    content = b"".join(exports.MAKERS[kind](rows, exports.watermark(by.name, wanted, at)))
    return Made(f"{_('Audit trail')}-{clock.in_city(at):%Y%m%d-%H%M}.{kind}", exports.MEDIA_TYPES[kind], content)


def _counted(rows: Iterable[TrailRow], whole: int, tell: Tell) -> Iterator[TrailRow]:
    for done, row in enumerate(rows):
        if done % EVERY == 0:
            tell(done, whole)
        yield row


EXPORT = Kind("audit.export", _l("Copy of the audit trail"), make_export)
