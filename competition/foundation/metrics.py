"""What Prometheus may ask: of this process, or of all workers together where they keep their figures in one folder."""

import os

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"

registry = CollectorRegistry()
answers = Counter("competition_answers", "Answers by endpoint and status", ["endpoint", "status"], registry=registry)
seconds = Histogram("competition_answer_seconds", "Time to answer", ["endpoint"], registry=registry)
kept = Counter("competition_kept_answers", "Answers given before the application", ["status"], registry=registry)
refusals = Counter("competition_refusals", "Refusals by kind", ["kind"], registry=registry)
statements = Counter("competition_statements", "Statements sent to the database", registry=registry)
jobs = Counter("competition_jobs", "Jobs run by name and outcome", ["name", "outcome"], registry=registry)


def page() -> tuple[bytes, str]:
    """Write all figures in Prometheus' text format."""
    if not os.environ.get(FOLDER):
        return generate_latest(registry), CONTENT_TYPE_LATEST
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together), CONTENT_TYPE_LATEST
