"""Every wrong policy file is refused with its name and the key that is wrong."""

from datetime import date
from pathlib import Path

import pytest

from competition.policy import reader

GOOD = """title: 上限
title_en: Ceiling
unit: fen
basis: 技能兴淄26条
values:
  2022-08-16:
    status: enacted
    reference: 最高50万元
    value: 50000000
"""


def kept(folder: Path, text: str, name: str = "cap.yaml") -> Path:
    place = folder / "funding" / "prize" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    return place


def test_the_path_is_the_name_and_the_values_are_read(tmp_path: Path) -> None:
    kept(tmp_path, GOOD)
    (table,) = reader.read(tmp_path).tables()
    assert (table.name, table.title, table.title_en, table.unit) == ("funding.prize.cap", "上限", "Ceiling", "fen")
    assert [(v.first_day, v.status, v.value) for v in table.values] == [(date(2022, 8, 16), "enacted", 50000000)]


def test_values_are_kept_oldest_first_however_they_are_written(tmp_path: Path) -> None:
    kept(tmp_path, GOOD + "  2020-01-01:\n    status: example\n    reference: r\n    value: 1\n")
    (table,) = reader.read(tmp_path).tables()
    assert [v.first_day.year for v in table.values] == [2020, 2022]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("unit: fen\n", "unit: fen\ncolour: red\n", "unknown key colour"),
        ("unit: fen\n", "", "missing key unit"),
        ("unit: fen\n", "unit: fen\nunit: yuan\n", "key stands twice: unit"),
        ("unit: fen\n", "unit:\n", "unit: says nothing"),
        ("title: 上限\n", "title: 7\n", "title: says nothing"),
        ("    status: enacted\n", "", "values: 2022-08-16: missing key status"),
        ("    status: enacted\n", "    status: valid\n", "status: 'valid' is neither enacted nor example"),
        ("    status: enacted\n", "    status: enacted\n    note: x\n", "values: 2022-08-16: unknown key note"),
        ("最高50万元", "'  '", "values: 2022-08-16: reference: says nothing"),
        (" 50000000", "", "values: 2022-08-16: value: says nothing"),
        (" 50000000", " {1: 5, 1: 6}", "key stands twice: 1"),
        ("2022-08-16:", "2022-08:", "'2022-08' is not a day"),
        ("2022-08-16:", "2022-08-16 09:00:00:", "is not a day"),
        ("  2022-08-16:\n", "  2022-08-16:\n    status: a\n  2022-08-16:\n", "key stands twice: 2022-08-16"),
        (GOOD[GOOD.index("  2022") :], "  {}\n", "values: needs a day with its value"),
        (GOOD, "", "is not a table of keys"),
        (GOOD, "title: [\n", "is not YAML"),
    ],
)
def test_a_file_that_is_not_exactly_right_is_refused_by_name_and_key(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    assert GOOD.count(old) == 1
    place = kept(tmp_path, GOOD.replace(old, new))
    with pytest.raises(reader.Unusable) as error:
        reader.read(tmp_path)
    assert str(place) in str(error.value)
    assert told in str(error.value)


def test_a_file_that_yaml_would_pass_over_is_refused(tmp_path: Path) -> None:
    kept(tmp_path, GOOD)
    kept(tmp_path, GOOD, "rate.yml")
    with pytest.raises(reader.Unusable, match=r"rate\.yml: only \.yaml files belong here"):
        reader.read(tmp_path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(reader.Unusable, match="holds no table"):
        reader.read(tmp_path)


def test_the_book_of_the_installation_is_read_once() -> None:
    assert reader.book() is reader.book()
