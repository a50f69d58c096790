"""A phone scans a certificate's code, sees the verdict, loses the network and verifies the saved file."""

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from competition.foundation import documents
from competition.honours import credentials
from tests import make
from tests.browser.serving import City

pytestmark = pytest.mark.browser


def code_of(city: City) -> str:
    """Take the code of a standing honour, as it stands on the paper."""
    with closing(sqlite3.connect(city.folder / "competition.sqlite")) as raw:
        query = "SELECT code FROM honours_entries WHERE state = 'entered' AND kind = 'award' ORDER BY id LIMIT 1"
        return str(raw.execute(query).fetchone()[0])


def test_a_phone_verifies_a_saved_file_without_a_network(chromium: Any, city: City, tmp_path: Any) -> None:
    context = chromium.new_context(locale="en-US", viewport={"width": 390, "height": 844}, accept_downloads=True)
    page = context.new_page()
    page.goto(f"{city.url}/verify/{code_of(city)}")
    assert page.locator(".verdict-word").inner_text() == "Valid"
    name = page.locator(".honour-name").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="File that proves itself").click()
    download.value.save_as(tmp_path / "proof.json")
    page.goto(f"{city.url}/verify/offline")
    page.locator("[data-ready]").wait_for(state="visible")
    context.set_offline(True)
    page.reload()
    chosen = page.locator("input[type=file]")
    chosen.set_input_files(tmp_path / "proof.json")
    page.locator("[data-verdicts] .verdict-word").wait_for()
    assert page.locator("[data-verdicts] .verdict-word").inner_text() == "Valid"
    assert page.locator("[data-verdicts] .honour-name").inner_text() == name
    assert page.locator("[data-logged]").first.is_visible()
    assert credentials.DEMO in page.locator("[data-verdicts] .honour-what").inner_text()
    # one changed character, and the same page says so
    told = json.loads((tmp_path / "proof.json").read_text(encoding="utf-8"))
    told["credential"]["credentialSubject"]["identifier"][0]["identityHash"] += "x"
    (tmp_path / "forged.json").write_text(json.dumps(told), encoding="utf-8")
    chosen.set_input_files(tmp_path / "forged.json")
    page.locator("[data-verdicts] .verdict-word", has_text="Not genuine").wait_for()
    assert name not in page.locator("[data-verdicts]").inner_text()
    # the certificate itself carries the same file
    proof = (tmp_path / "proof.json").read_text(encoding="utf-8")
    made = documents.pdf("certificate", {"title": "x", "looks": {}, "certificates": []}, make.AT, {"proof.json": proof})
    (tmp_path / "certificate.pdf").write_bytes(made)
    chosen.set_input_files(tmp_path / "certificate.pdf")
    page.locator("[data-verdicts] .verdict-word", has_text="Valid").wait_for()
    context.close()
