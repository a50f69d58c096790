"""Logs in one form: a line of JSON an event, with the request's id and without personal data."""

import logging
import sys
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer

log: Any = structlog.get_logger("competition")


def prepare() -> None:
    """Write every log line, ours and the libraries', as JSON to standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # without the locals: they hold names and numbers of people
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False, max_frames=30)),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def bind(**values: Any) -> None:
    """Add values to every line of this request or job."""
    structlog.contextvars.bind_contextvars(**values)


def unbind() -> None:
    """Forget what was bound."""
    structlog.contextvars.clear_contextvars()
