"""The open data against its own document: Schemathesis asks for what is foreseen, and for what is not."""

import pytest
import schemathesis
from hypothesis import given, settings
from schemathesis import GenerationMode
from schemathesis.config import GenerationConfig

from competition.results.rules import ResultState
from tests.results.build import closed, computed, result_in

MODES = list(GenerationMode)
# a body that is read as it is
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture
def operations(app):
    """Release a result, announce it and take it back; give what the document names, as the application sends it."""
    there = closed()
    result_in(ResultState.ANNOUNCED, there)
    computed(there, "理论成绩漏录，更正")
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    # the stream has no end
    document.config.max_stream_events = 1
    return [found.ok() for found in document.get_all_operations()]


def test_every_answer_at_the_edges_is_as_documented(client, operations):
    asked = []
    for operation in operations:
        for case in operation.schema.iter_coverage_cases(
            operation, generation_modes=MODES, generation_config=GenerationConfig()
        ):
            answer = case.call_and_validate(session=client, headers=PLAIN)
            asked.append((case.method, answer.status_code))
    # what is there, what is not, and methods nobody foresaw
    assert {("GET", 200), ("GET", 404), ("POST", 405), ("DELETE", 405)} <= set(asked)
    assert len(asked) >= 100


def test_every_answer_to_anything_at_all_is_as_documented(client, operations):
    told = set()
    for operation in operations:
        # what takes no parameter cannot be asked wrongly
        for mode in MODES if operation.path_parameters else MODES[:1]:

            @settings(max_examples=25, database=None)
            @given(operation.as_strategy(mode))
            def ask(case):
                answer = case.call_and_validate(session=client, headers=PLAIN)
                told.add(answer.status_code)

            ask()
    assert told == {200, 404}
