"""What the money does by the clock: it follows corrected results, and its ledger is checked each night."""

from datetime import datetime

from competition.foundation import logs
from competition.foundation.scheduler import Job
from competition.funding import balances
from competition.funding.actions import recovering
from competition.policy import queries as policies

HOUR = 3


def follow_results(at: datetime) -> None:
    """End, stop or claim back what rests on a result that was corrected."""
    recovering.follow_results(policies.book(), at)


def check_ledger(_at: datetime) -> None:
    """Tell the log of all that does not fit; the job fails then, which the metrics show."""
    found = balances.faults()
    for one in found:
        logs.log.error("ledger", code=one.code, subject=one.subject, stands=one.stands_fen, should=one.should_fen)
    if found:
        raise RuntimeError(f"{len(found)} figures of the ledger do not fit; see `competition fund check`")


JOBS = (
    Job("funding.follow_results", follow_results, every_seconds=60),
    Job("funding.check_ledger", check_ledger, daily_at_hour=HOUR),
)
