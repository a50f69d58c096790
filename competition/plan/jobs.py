"""What the plan does by the clock."""

from competition.foundation.scheduler import Job
from competition.plan import actions

JOBS = (Job("plan.follow_clock", actions.follow_clock, every_seconds=5),)
