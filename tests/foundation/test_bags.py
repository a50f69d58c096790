"""Packages by the standard BagIt (RFC 8493)."""

import io
import zipfile
from datetime import UTC, datetime

import bagit
import pytest

from competition.foundation import bags

AT = datetime(2026, 11, 26, 8, 30, 15, tzinfo=UTC)


def laid_out(content, folder):
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        book.extractall(folder)
    (bag,) = folder.iterdir()
    return bag


def test_a_bag_is_valid_for_an_independent_tool_and_one_changed_byte_is_not(tmp_path):
    files = [("plan/赛项 1.json", "三号".encode()), ("empty.txt", b""), ("README.txt", b"read me")]
    bag = laid_out(bags.pack("2026-竞赛", files, {"External-Description": "淄博\n大赛"}, AT), tmp_path)
    read = bagit.Bag(str(bag))
    read.validate()
    assert read.info["External-Description"] == "淄博 大赛"
    assert read.info["Payload-Oxum"] == "13.3"
    (bag / "data/README.txt").write_bytes(b"read mE")
    with pytest.raises(bagit.BagValidationError):
        read.validate()


@pytest.mark.parametrize("path", ["../out.txt", "/etc/x", "a//b", "a/./b", 'a"b', "a\nb", "a:b", "100%", ""])
def test_no_file_leaves_the_bag_or_has_a_name_no_system_can_write(path):
    with pytest.raises(ValueError, match="cannot be packed"):
        bags.pack("bag", [(path, b"")], {}, AT)


def test_no_path_comes_twice():
    with pytest.raises(ValueError, match="cannot be packed"):
        bags.pack("bag", [("a.txt", b"1"), ("a.txt", b"2")], {}, AT)
