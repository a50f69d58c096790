"""What the register does by the clock: the head of its log signed and published each day, sealed packages checked."""

from competition.foundation.scheduler import Job
from competition.honours import archiving, log_actions

# before the nightly backup, which then holds it
HOUR = 1
# each package once a year: a few a night
CHECKED_AT = 4
JOBS = (
    Job("honours.sign_head", log_actions.sign_head, daily_at_hour=HOUR),
    Job("honours.check_archives", archiving.check_archives, daily_at_hour=CHECKED_AT),
)
