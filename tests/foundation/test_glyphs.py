"""What our fonts can show: documents are set whatever a name is written with, and say what they could not show."""

import subprocess
from datetime import UTC, datetime

import pytest

from competition.foundation import documents, glyphs

AT = datetime(2026, 9, 1, tzinfo=UTC)
RARE = "㛃𬭎䶮𰻝𫖯"
# of the extensions B, C and I, an emoji, a control character and one that is not given to anything
NOBODYS = ("𠮷", "\U0002a700", "\U0002ebf0", "👨", "\x07", "\U0003fffd")


def text_of(tmp_path, *names: str) -> str:
    data = {
        "title": "成绩表",
        "lines": [],
        "columns": [{"title": "姓名", "width": 1}],
        "rows": [[name] for name in names],
    }
    path = tmp_path / "list.pdf"
    path.write_bytes(documents.pdf("table", data, AT))
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("name", [f"王{one}" for one in RARE] + ["a\u0301", "邊\U000e0100", "甲\u200d乙\nж"])
def test_what_our_fonts_hold_is_shown_as_it_is(app, tmp_path, name):
    assert glyphs.replaced({"name": name}) == ({"name": name}, {})
    assert "〓" not in text_of(tmp_path, name)


@pytest.mark.parametrize("one", NOBODYS)
def test_what_no_font_holds_is_shown_as_missing_and_named(app, tmp_path, one):
    text = text_of(tmp_path, "李明", f"王{one}㛃", RARE)
    assert f"王〓㛃 U+{ord(one):04X}" in text
    assert text.count("王〓㛃") == 2
    assert one not in text
    assert RARE in text


def test_each_text_is_named_once_with_all_it_lacks():
    told, lacking = glyphs.replaced({"rows": [["𠮷𠮷👨", 7, None], ["𠮷𠮷👨"]], "title": "甲"})
    assert told == {"rows": [["〓〓〓", 7, None], ["〓〓〓"]], "title": "甲"}
    assert glyphs.note(lacking) == "〓〓〓 U+20BB7 U+1F468"


def test_of_a_long_text_what_stands_around_is_named():
    _told, lacking = glyphs.replaced("甲" * 40 + "𠮷" + "乙" * 40)
    assert glyphs.note(lacking) == f"…{'甲' * 12}〓{'乙' * 11}… U+20BB7"


def test_the_basic_set_and_extension_a_are_whole():
    assert not [
        code
        for first, last in ((0x4E00, 0x9FFF), (0x3400, 0x4DBF))
        for code in range(first, last + 1)
        if not glyphs.is_shown(chr(code))
    ]


def test_what_is_not_looked_at_letter_by_letter_can_be_shown():
    assert all(map(glyphs.is_shown, glyphs.LETTERS.decode()))
    assert glyphs.all_shown(glyphs.LETTERS.decode() + "㛃𬭎䶮")
    assert not glyphs.all_shown("淄\ud800")
