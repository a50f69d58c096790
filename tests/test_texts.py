"""Every text stands in both languages, with the same blanks, and in the right one."""

import ast
import importlib.util
import re
import sys
from collections import Counter
from functools import cache

import pytest
from babel.messages.catalog import Message

from tests.house import ROOT, house, rooms

_spec = importlib.util.spec_from_file_location("ci_translations", ROOT / ".ci" / "translations.py")
assert _spec is not None
assert _spec.loader is not None
translations = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = translations
_spec.loader.exec_module(translations)

CHINESE = re.compile(r"[\u4e00-\u9fff]+")
# titles are names given by the state: the English page names them in Chinese too, with a gloss
TITLES = {"中华技能大奖", "全国技术能手", "省技术能手", "市技术能手"}
# what a reader of the English page may type into the search
TITLES |= {"焊工"}
# what Chinese texts keep in Latin letters: formats, codes, programs, units, names of the fields of a file
LATIN = {
    *(
        "BagIt",
        "Excel",
        "KiB",
        "PDF",
        "CSV",
        "JSON",
        "xlsx",
        "json",
        "YAML",
        "CIS",
        "SHA",
        "iCalendar",
        "WorldSkills",
        "WSOS",
        "MAD",
        "TOTP",
        "QR",
        "IP",
    ),
    *(
        "MB",
        "KB",
        "YYYY",
        "MM",
        "DD",
        "ID",
        "GB",
        "JavaScript",
        "Chrome",
        "Edge",
        "Firefox",
        "Safari",
        "Windows",
        "macOS",
    ),
    *("Linux", "Android", "iPhone", "iPad", "Enter", "PostgreSQL", "SQLite", "JPEG", "PNG"),
}
# the number of a receipt, shown as it looks
NUMBER = re.compile(r"[A-Z]{2}\d{6}-[0-9A-F]+")
BLANK = re.compile(r"%\((\w+)\)([sd])|(%%)|(\{\w+\})")


def ids(message: Message) -> list[str]:
    return list(message.id) if isinstance(message.id, list | tuple) else [message.id]


def strings(message: Message) -> list[str]:
    told = message.string
    return [each for each in (told if isinstance(told, list | tuple) else [told]) if each]


@cache
def messages(room: str) -> list[Message]:
    return [message for message in translations.read(room) if message.id]


@pytest.fixture(scope="module")
def shared() -> set[str]:
    catalogue, _missing = translations.update("foundation", set())
    return {ids(message)[0] for message in catalogue if message.id}


@pytest.mark.parametrize("room", rooms())
def test_every_text_of_a_room_has_its_chinese_and_its_catalogue_holds_no_more(room, shared):
    catalogue, missing = translations.update(room, shared)
    assert not missing, f"run .ci/translations.py {room} and say these in Chinese"
    used = {ids(message)[0] for message in catalogue if message.id}
    assert {ids(message)[0] for message in messages(room)} - used == set()


@pytest.mark.parametrize("room", rooms())
def test_both_languages_have_the_same_blanks(room):
    wrong = []
    for message in messages(room):
        wanted = Counter(BLANK.findall(ids(message)[-1]))
        # "One entry" may leave its number out; what is said of many says it
        wrong += [(ids(message)[0], told) for told in strings(message) if Counter(BLANK.findall(told)) != wanted]
    assert not wrong


@pytest.mark.parametrize("room", rooms())
def test_no_lone_percent_sign_breaks_a_text_that_is_filled_in(room):
    # a message without blanks is not formatted, so its percent signs stand single
    wrong = [
        text
        for message in messages(room)
        for text in (*ids(message), *strings(message))
        if re.search(r"%\(\w+\)[sd]", text) and "%" in BLANK.sub("", text)
    ]
    assert not wrong


@pytest.mark.parametrize("room", rooms())
def test_english_is_english_and_chinese_is_chinese(room):
    foreign = [text for message in messages(room) for text in ids(message) if set(CHINESE.findall(text)) - TITLES]
    assert not foreign
    # what stands in quotation marks is the name of something in a file
    latin = [
        (told, word)
        for message in messages(room)
        for told in strings(message)
        for word in re.findall(r"[A-Za-z_]{2,}", re.sub("“.*?”", "", BLANK.sub("", NUMBER.sub("", told))))
        if word not in LATIN
    ]
    assert not latin


@pytest.mark.parametrize("room", rooms())
def test_chinese_stands_with_chinese_marks(room):
    # a half-width comma or question mark between Chinese characters is a typist's slip
    wrong = [
        told
        for message in messages(room)
        for told in strings(message)
        if re.search(r"[\u4e00-\u9fff][,;!?][\u4e00-\u9fff\s]|[\u4e00-\u9fff]\.(?:\s|$)|[\u4e00-\u9fff]:\s", told)
    ]
    assert not wrong


SAID_TO_A_PERSON = {
    "Refused",
    "NotAllowed",
    "NotFound",
    "SeenChanged",
    "AlreadyKept",
    "Fault",
    "flash",
    "Waiting",
    "Link",
}
FIELDS = re.compile(r"(?:Field|Submit)$")


def test_whatever_the_code_says_to_a_person_can_be_translated():
    bare = [
        f"{source.path}:{node.lineno} {node.args[0].value!r}"
        for source in house()
        if source.path.startswith("competition/")
        for node in source.nodes
        if isinstance(node, ast.Call) and node.args
        if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str) and node.args[0].value
        if _called(node) in SAID_TO_A_PERSON or FIELDS.search(_called(node))
    ]
    assert not bare


def _called(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def test_no_text_is_put_together_before_it_is_translated():
    # _(f"...") or _("a" + b) would never be found in a catalogue
    wrong = [
        f"{source.path}:{node.lineno}"
        for source in house()
        if source.path.startswith("competition/")
        for node in source.nodes
        if isinstance(node, ast.Call) and _called(node) in {"_", "_l", "_n"} and node.args
        if isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert not wrong


def test_no_text_is_said_in_two_ways():
    assert translations.said_twice() == []


def test_the_table_of_words_says_what_the_pages_say():
    said = {ids(message)[0]: strings(message) for room in rooms() for message in messages(room)}
    table = (ROOT / "docs" / "words.md").read_text("utf-8")
    rows = [line.split("|")[1:3] for line in table.splitlines() if "|" in line]
    known = {e.strip().capitalize(): c.strip() for e, c in rows if e.strip().capitalize() in said}
    assert len(known) > 50
    assert [(e, c, said[e]) for e, c in known.items() if not any(one in c or c in one for one in said[e])] == []
