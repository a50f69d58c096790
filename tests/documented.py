"""Open data held against its own document: Schemathesis asks for what is foreseen, and for what is not."""

from typing import Any

import schemathesis
from hypothesis import given, settings
from schemathesis import GenerationMode
from schemathesis.config import GenerationConfig

MODES = list(GenerationMode)
# a body that is read as it is
PLAIN = {"Accept-Encoding": "identity"}


def operations(app: Any, addresses: str) -> list[Any]:
    """Give what the document says of the addresses that fit a pattern, as the application sends it."""
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    # the stream has no end
    document.config.max_stream_events = 1
    return [found.ok() for found in document.include(path_regex=addresses).get_all_operations()]


def at_the_edges(client: Any, of: list[Any]) -> list[tuple[str, int]]:
    """Ask at the edges of what the document foresees and give each method with the status answered."""
    asked = []
    for operation in of:
        for case in operation.schema.iter_coverage_cases(
            operation, generation_modes=MODES, generation_config=GenerationConfig()
        ):
            answer = case.call_and_validate(session=client, headers=PLAIN)
            asked.append((case.method, answer.status_code))
    return asked


def anything(client: Any, of: list[Any], most: int) -> set[int]:
    """Ask for anything at all, `most` times a mode, and give the statuses answered."""
    told: set[int] = set()
    for operation in of:
        # what takes no parameter cannot be asked wrongly
        for mode in MODES if operation.path_parameters or operation.query else MODES[:1]:

            @settings(max_examples=most, database=None)
            @given(operation.as_strategy(mode))
            def ask(case: Any) -> None:
                answer = case.call_and_validate(session=client, headers=PLAIN)
                told.add(answer.status_code)

            ask()
    return told
