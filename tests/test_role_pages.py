"""The page of each role names every button as the screen does, in both languages, and stays short."""

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / ".ci"))

import translations  # noqa: E402 - the line above makes the catalogues' reader importable

from competition.accounts.rules import Role  # noqa: E402

PAGES = sorted((ROOT / "docs" / "roles").glob("*.md"))
LONGEST = 60
NAMES = {
    Role.SYSTEM_ADMIN: "system-administrator",
    Role.SECURITY_ADMIN: "security-administrator",
}


def halves(page: Path) -> tuple[str, str]:
    """Part a page into its Chinese and its English half."""
    _head, chinese, english = re.split(r"^## (?:中文|English)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return chinese, english


def said() -> tuple[set[str], set[str]]:
    """Read every text of every room: as it is in Chinese, and as it is in English."""
    chinese, english = set(), set()
    for room in translations.rooms():
        for message in translations.read(room):
            for into, told in ((chinese, message.string), (english, message.id)):
                into.update(told if isinstance(told, tuple | list) else (told,))
    return chinese - {""}, english - {""}


CHINESE, ENGLISH = said()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_bold_word_stands_on_the_screen(page):
    chinese, english = halves(page)
    assert set(re.findall(r"\*\*(.+?)\*\*", chinese)) - CHINESE == set()
    assert set(re.findall(r"\*\*(.+?)\*\*", english)) - ENGLISH == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_read_in_a_minute(page):
    assert max(len(half.strip().splitlines()) for half in halves(page)) < LONGEST


def test_every_role_has_its_page_and_the_index_leads_to_it():
    index = (ROOT / "docs" / "roles" / "README.md").read_text(encoding="utf-8")
    wanted = {NAMES.get(role, role.value.replace("_", "-")) for role in Role} | {"public"}
    assert {page.stem for page in PAGES} == wanted | {"README"}
    for half in halves(ROOT / "docs" / "roles" / "README.md"):
        assert set(re.findall(r"\(([a-z-]+)\.md\)", half)) == wanted
    assert "(../roles.md)" in index
