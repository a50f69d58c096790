"""What Prometheus may ask about this process."""

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

registry = CollectorRegistry()
answers = Counter("competition_answers", "Answers by endpoint and status", ["endpoint", "status"], registry=registry)
seconds = Histogram("competition_answer_seconds", "Time to answer", ["endpoint"], registry=registry)
kept = Counter("competition_kept_answers", "Answers given before the application", ["status"], registry=registry)
refusals = Counter("competition_refusals", "Refusals by kind", ["kind"], registry=registry)
statements = Counter("competition_statements", "Statements sent to the database", registry=registry)
jobs = Counter("competition_jobs", "Jobs run by name and outcome", ["name", "outcome"], registry=registry)


def page() -> tuple[bytes, str]:
    """Write all figures in Prometheus' text format."""
    return generate_latest(registry), CONTENT_TYPE_LATEST
