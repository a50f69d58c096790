"""The open data of the register, its log and what verifying needs, against their own document."""

import pytest

from competition.honours import log_actions
from tests import documented, make
from tests.honours.build import GOLD, correct, entered, revoke

pytestmark = pytest.mark.either
REGISTER = r"^/(api/v1/)?register/|^/verify/|^/\.well-known/"


@pytest.fixture
def operations(app, tmp_path, monkeypatch):
    """Enter honours, correct one, revoke one and publish a head; give what the document names."""
    monkeypatch.setitem(app.config, "INSTANCE", tmp_path)
    entered()
    correct(GOLD)
    revoke("ZB2026-A-00002")
    log_actions.sign_head(make.AT)
    return documented.operations(app, REGISTER)


def test_every_answer_at_the_edges_is_as_documented(client, operations):
    assert len(operations) == 17
    asked = documented.at_the_edges(client, operations)
    assert {("GET", 200), ("GET", 404), ("GET", 422), ("POST", 405), ("DELETE", 405)} <= set(asked)


def test_every_answer_to_anything_at_all_is_as_documented(client, operations):
    assert documented.anything(client, operations, 5) == {200, 404, 422}
