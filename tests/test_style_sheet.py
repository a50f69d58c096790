"""The vendor's style sheet is cut to what our pages say (static/vendor.mjs): it holds all of that, and little else."""

import hashlib
import json
import re

import pytest

from tests.house import ROOT, scripts, templates

VENDOR = ROOT / "static" / "vendor"
WORD = re.compile(r"[A-Za-z0-9_-]+")
# a beginning that a word is put to: btn-{{ kind }}, alert-${kind}, "btn-" ~ kind
BEGINNING = re.compile(r"""[A-Za-z0-9_-]+-(?=\{\{|\$\{|['"] *~)""")
CLASS = re.compile(r"\.(-?[A-Za-z_][A-Za-z0-9_-]*)")
REMEDY = "run npm install && npm run vendor"


@pytest.fixture(scope="module")
def said() -> str:
    """Give all templates and served scripts as one text."""
    served = (text for name, text in scripts().items() if not name.endswith(".mjs"))
    return "\n".join((*templates().values(), *served))


@pytest.fixture(scope="module")
def sheet() -> str:
    """Give the style sheet as it is served, without comments and addresses."""
    text = (VENDOR / "tabler.min.css").read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/|url\([^)]*\)", "", text, flags=re.DOTALL)


def _is_said(name: str, words: set[str], beginnings: set[str]) -> bool:
    return name in words or any(name.startswith(one) and name.removeprefix(one) in words for one in beginnings)


def test_no_page_says_a_class_that_was_left_out(said):
    words, beginnings = set(WORD.findall(said)), set(BEGINNING.findall(said))
    left_out = (VENDOR / "left_out.txt").read_text(encoding="utf-8").split()
    assert len(left_out) > 1000
    assert not [name for name in left_out if _is_said(name, words, beginnings)], REMEDY


def test_the_sheet_keeps_no_class_that_no_page_says(said, sheet):
    words, beginnings = set(WORD.findall(said)), set(BEGINNING.findall(said))
    kept = set(CLASS.findall(sheet))
    assert {"btn-primary", "alert-danger", "table", "show"} <= kept
    # a few stand in a :not(…) or beside others that are said
    spare = [name for name in kept if not _is_said(name, words, beginnings)]
    assert len(spare) < len(kept) / 20, f"{REMEDY}: nobody says {spare}"


def test_the_sheet_defines_every_variable_of_its_own_that_our_sheets_use(sheet):
    ours = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "static").rglob("*.css") if p.parent != VENDOR)
    used = set(re.findall(r"var\((--tblr-[a-z0-9-]+)\)", ours))
    defined = set(re.findall(r"(--tblr-[a-z0-9-]+):", sheet + ours))
    assert used
    assert not used - defined, REMEDY


def test_every_vendored_file_is_the_one_its_manifest_names():
    told = {one["file"]: one["sha256"] for one in json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))}
    there = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in VENDOR.iterdir() if p.name != "manifest.json"}
    assert there == told


def test_every_icon_a_page_names_is_in_the_sprite():
    named = set(re.findall(r"""\bicon\(\s*["']([a-z0-9-]+)["']""", "\n".join(templates().values())))
    drawn = set(re.findall(r'<symbol id="([a-z0-9-]+)"', (VENDOR / "icons.svg").read_text(encoding="utf-8")))
    assert named
    assert not named - drawn, f"name it in static/icons.txt and {REMEDY}"
