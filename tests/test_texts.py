"""Every text stands in both languages, and says the same in both."""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")


def _catalogues() -> ModuleType:
    found = importlib.util.spec_from_file_location("catalogues", ROOT / ".ci" / "translations.py")
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


CATALOGUES = _catalogues()
ROOMS = [room for room in CATALOGUES.rooms() if CATALOGUES.catalogue_path(room).exists()]


def test_no_text_is_said_in_two_ways() -> None:
    assert CATALOGUES.said_twice() == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_text_of_a_room_has_its_chinese(room: str) -> None:
    shared = {str(m.id) for m in CATALOGUES.read(CATALOGUES.EVERYWHERE) if m.id}
    _new, missing = CATALOGUES.update(room, shared)
    assert missing == []


@pytest.mark.parametrize("room", ROOMS)
def test_the_chinese_names_what_the_english_names(room: str) -> None:
    wrong = [
        (english, chinese)
        for english, chinese in _pairs(room)
        if sorted(PLACEHOLDER.findall(english)) != sorted(PLACEHOLDER.findall(chinese))
    ]
    assert wrong == []


def _pairs(room: str) -> Iterator[tuple[str, str]]:
    for message in CATALOGUES.read(room):
        english = message.id[-1] if isinstance(message.id, tuple | list) else message.id
        for chinese in [message.string] if isinstance(message.string, str) else message.string:
            yield str(english), str(chinese)


def test_the_table_of_words_says_what_the_pages_say() -> None:
    said = {str(m.id): str(m.string) for room in ROOMS for m in CATALOGUES.read(room) if isinstance(m.id, str)}
    rows = [
        line.split("|")[1:3] for line in (ROOT / "docs" / "words.md").read_text("utf-8").splitlines() if "|" in line
    ]
    known = [(e.strip().capitalize(), c.strip()) for e, c in rows if e.strip().capitalize() in said]
    assert len(known) > 50
    assert [(e, c, said[e]) for e, c in known if said[e] not in c and c not in said[e]] == []
