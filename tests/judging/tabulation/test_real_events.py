"""Real judged events, worked out from the judges' marks, give the official figures and places."""

import csv
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from competition.judging.tabulation import files, tally
from competition.judging.tabulation.aspects import figure
from competition.results import tabulating

ROOT = Path(__file__).parent.parent.parent.parent
DATA = ROOT.parent / "shared" / "data"
SOURCES = {"isu": DATA / "isu", "diving": DATA / "diving" / "dives.csv"}

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the folder shared/data with real results is not here")


@pytest.fixture(scope="module", params=sorted(SOURCES))
def events(request, tmp_path_factory):
    """Convert a source with the documented command."""
    out = tmp_path_factory.mktemp(request.param)
    command = [sys.executable, "examples/real_events.py", request.param, str(SOURCES[request.param]), str(out)]
    named = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\n")
    return [out / name for name in named if name]


def tabulated(event):
    scheme = files.read_scheme(event.with_name(f"{event.name}.scheme.json").read_text())
    marks = files.read_marks(event.with_name(f"{event.name}.marks.csv").read_text(), scheme)
    return scheme, tally.tabulate(scheme, marks.sheets)


def official(event):
    with event.with_name(f"{event.name}.official.csv").open() as file:
        return list(csv.DictReader(file))


def test_every_official_place_is_ours(events):
    compared = 0
    for event in events:
        scheme, done = tabulated(event)
        ours = {
            (stage, row.tally.entry): row.place for stage, of in done.items() for row in tabulating.rows(scheme, of)
        }
        for row in official(event):
            assert ours[row["stage"], row["entry"]] == int(row["place"]), (event.name, row)
            compared += 1
    assert compared in (153, 72)


def test_every_official_total_is_ours(events):
    for event in events:
        _, done = tabulated(event)
        for row in official(event):
            ours = done[row["stage"]][row["entry"]]
            for name in ("elements", "components"):
                if name in row:
                    assert ours.figures[name] == Fraction(row[name]), (event.name, row)
            if "total" in row:
                assert ours.total == Fraction(row["total"]), (event.name, row)


def test_every_official_panel_score_is_ours(events):
    if "M10mPF" in events[0].name:
        pytest.skip("diving publishes no panel scores")
    with (SOURCES["isu"] / "component_marks.csv").open() as file:
        wanted = {(r["performance_id"], r["component"]): r["official_panel_score"] for r in csv.DictReader(file)}
    compared = 0
    for event in events:
        _, done = tabulated(event)
        for entry, of in done[""].items():
            for step in of.steps:
                if step.code == "panel":
                    shown = wanted[entry, step.values["aspect"]]
                    assert Decimal(step.values["panel"]) == Decimal(shown), (entry, step, figure(of.total))
                    compared += 1
    assert compared == len(wanted)
