"""What the register does by the clock: the head of its log signed and published each day, all that is kept read again each year."""

from competition.foundation.scheduler import Job
from competition.honours import integrity_runs, log_actions

# before the nightly backup, which then holds it
HOUR = 1
# asked each night, done once a year
CHECKED_AT = 4
JOBS = (
    Job("honours.sign_head", log_actions.sign_head, daily_at_hour=HOUR),
    Job("honours.run_integrity", integrity_runs.run_yearly, daily_at_hour=CHECKED_AT),
)
