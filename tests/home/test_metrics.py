"""The figures for Prometheus are those of all workers, whichever of them is asked."""

import re
import urllib.request

from tests.browser import serving


def test_two_workers_count_together(tmp_path):
    serving.command(tmp_path, "setup", "--no-input")
    with serving.server(tmp_path, workers=2) as url:
        before = _healthy(url)
        for _ in range(40):
            urllib.request.urlopen(f"{url}/healthz").close()
        # asked again and again, no worker knows less than another
        assert {_healthy(url) for _ in range(10)} == {before + 40}


def _healthy(url: str) -> int:
    with urllib.request.urlopen(f"{url}/metrics") as answer:
        said = answer.read().decode()
    found = re.search(
        r'^competition_answers_total\{endpoint="home.show_alive",status="200"\} (\S+)$', said, re.MULTILINE
    )
    return int(float(found[1])) if found else 0
