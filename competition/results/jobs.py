"""What results do by the clock."""

from competition.foundation.scheduler import Job
from competition.results import actions

JOBS = (Job("results.end_notices", actions.end_notices, every_seconds=60),)
