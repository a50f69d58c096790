"""The open data of results against its own document."""

import pytest

from competition.results.rules import ResultState
from tests import documented
from tests.results.build import closed, computed, result_in


@pytest.fixture
def operations(app):
    """Release a result, announce it and take it back; give what the document names."""
    there = closed()
    result_in(ResultState.ANNOUNCED, there)
    computed(there, "理论成绩漏录，更正")
    return documented.operations(app, r"^/(api/v1/)?(results|seasons)/")


def test_every_answer_at_the_edges_is_as_documented(client, operations):
    asked = documented.at_the_edges(client, operations)
    # what is there, what is not, and methods nobody foresaw
    assert {("GET", 200), ("GET", 404), ("POST", 405), ("DELETE", 405)} <= set(asked)
    assert len(asked) >= 100


def test_every_answer_to_anything_at_all_is_as_documented(client, operations):
    assert documented.anything(client, operations, 25) == {200, 404}
