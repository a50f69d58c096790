"""What results do by the clock."""

from competition.foundation.scheduler import Job
from competition.results.actions import appealing, finishing

JOBS = (
    Job("results.end_notices", finishing.end_notices, every_seconds=60),
    Job("results.let_go", appealing.let_go, every_seconds=60),
)
