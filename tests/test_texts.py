"""Every text stands in both languages, and says the same in both."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")


def _catalogues() -> ModuleType:
    found = importlib.util.spec_from_file_location("catalogues", ROOT / ".ci" / "translations.py")
    assert found and found.loader
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
    wrong = []
    for message in CATALOGUES.read(room):
        english = message.id[-1] if isinstance(message.id, tuple | list) else message.id
        for chinese in [message.string] if isinstance(message.string, str) else message.string:
            if sorted(PLACEHOLDER.findall(str(english))) != sorted(PLACEHOLDER.findall(str(chinese))):
                wrong.append((english, chinese))
    assert wrong == []
