"""What the register does by the clock: the head of its log, signed and published each day."""

from competition.foundation.scheduler import Job
from competition.honours import log_actions

# before the nightly backup, which then holds it
HOUR = 1
JOBS = (Job("honours.sign_head", log_actions.sign_head, daily_at_hour=HOUR),)
