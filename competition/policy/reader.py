"""The only door to the policy's YAML files: reads them whole, and refuses whatever is not exactly right."""

from collections.abc import Hashable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from competition.policy.book import Book, Table, Value
from competition.policy.catalogue import Area, Elsewhere, Measure, Said

FOLDER = Path(__file__).parent / "tables"
HEAD = frozenset({"title", "title_en", "unit", "basis", "values"})
ROW = frozenset({"status", "reference", "value"})
STATUSES = frozenset({"enacted", "example"})
MEASURES = Path(__file__).parent / "measures"
ELSEWHERE = Path(__file__).parent / "elsewhere"
PUBLISHED = frozenset({"title", "title_en", "unit", "source", "address", "mirror", "note", "note_en", "value"})
AREA = frozenset({"title", "title_en", "also", "measures"})
SAID = frozenset({"text", "text_en"})
MEASURE = frozenset({"title", "title_en", "listed", "payer", "for_whom", "for_whom_en", "says", "tables", "opened_by"})


class Unusable(ValueError):  # noqa: N818 - reads as what it says
    """A policy file is not exactly right: the file, the key and what is wrong with it."""


class _OnceLoader(yaml.SafeLoader):
    """Refuses a key that stands twice, which YAML would silently let win."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Read a node that stands where it is written; one that points elsewhere is refused."""
        if self.check_event(yaml.AliasEvent):
            raise Unusable("an alias (*) has no place in a policy table; write the value out")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Read a mapping whose keys all differ."""
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        doubled = {str(key) for key in keys if keys.count(key) > 1}
        if doubled:
            raise Unusable(f"{node.start_mark.name}: key stands twice: {', '.join(sorted(doubled))}")
        return super().construct_mapping(node, deep)


@cache
def book() -> Book:
    """Give the book of this installation."""
    return read(FOLDER)


def read(folder: Path) -> Book:
    """Read every file below a folder; the path is the table's name."""
    tables = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix != ".yaml":
            raise Unusable(f"{path}: only .yaml files belong here")
        name = ".".join(path.relative_to(folder).with_suffix("").parts)
        tables[name] = _table(name, path)
    if not tables:
        raise Unusable(f"{folder}: holds no table")
    return Book(tables)


def value_of(text: str) -> Any:
    """Read one value as somebody wrote it; Unusable with what is wrong."""
    loader = _OnceLoader(text)
    try:
        return loader.get_single_data()
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as wrong:
        raise Unusable(str(wrong)) from wrong
    finally:
        loader.dispose()


def text_of(value: Any) -> str:
    """Write one value as somebody reads and changes it."""
    plain = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
    return plain.removesuffix("...\n")


@cache
def areas() -> tuple[Area, ...]:
    """Give the catalogue of the policy's measures, by area in the article's order."""
    return tuple(_area(path) for path in sorted(MEASURES.glob("*.yaml")))


@cache
def elsewhere() -> tuple[Elsewhere, ...]:
    """Give the tables that the province and other cities published, by name."""
    return tuple(_elsewhere(path) for path in sorted(ELSEWHERE.glob("*.yaml")))


def _elsewhere(path: Path) -> Elsewhere:
    content = _content(path)
    _must_have(path, "", content, PUBLISHED)
    return Elsewhere(**{**content, "name": path.stem})


def _area(path: Path) -> Area:
    content = _content(path)
    _must_have(path, "", content, AREA)
    measures = tuple(_measure(path, code, told) for code, told in content["measures"].items())
    return Area(content["title"], content["title_en"], _said(path, content["also"]), measures)


def _measure(path: Path, code: str, told: Any) -> Measure:
    _must_have(path, f"{code}: ", told, MEASURE)
    listed = {key: tuple(told[key]) for key in ("tables", "opened_by")}
    return Measure(**{**told, **listed, "code": code, "says": _said(path, told["says"])})


def _said(path: Path, sentences: Any) -> tuple[Said, ...]:
    for sentence in sentences:
        _must_have(path, "says: ", sentence, SAID)
    return tuple(Said(**sentence) for sentence in sentences)


def _table(name: str, path: Path) -> Table:
    content = _content(path)
    _must_have(path, "", content, HEAD)
    for key in HEAD - {"values"}:
        _must_say(path, key, content[key])
    days = content["values"]
    if not isinstance(days, dict) or not days:
        raise Unusable(f"{path}: values: needs a day with its value")
    values = tuple(sorted((_value(path, day, row) for day, row in days.items()), key=lambda v: v.first_day))
    return Table(name, content["title"], content["title_en"], content["unit"], content["basis"], values)


def _content(path: Path) -> Any:
    with path.open(encoding="utf-8") as file:
        loader = _OnceLoader(file)
        try:
            return loader.get_single_data()
        except yaml.YAMLError as wrong:
            raise Unusable(f"{path}: is not YAML: {wrong}") from wrong
        finally:
            loader.dispose()


def _value(path: Path, day: Any, row: Any) -> Value:
    if type(day) is not date:
        raise Unusable(f"{path}: values: {day!r} is not a day (YYYY-MM-DD)")
    _must_have(path, f"values: {day}: ", row, ROW)
    if row["status"] not in STATUSES:
        raise Unusable(f"{path}: values: {day}: status: {row['status']!r} is neither enacted nor example")
    _must_say(path, f"values: {day}: reference", row["reference"])
    if row["value"] is None:
        raise Unusable(f"{path}: values: {day}: value: says nothing")
    return Value(day, row["status"], row["reference"], row["value"])


def _must_have(path: Path, where: str, content: Any, keys: frozenset[str]) -> None:
    if not isinstance(content, dict):
        raise Unusable(f"{path}: {where}is not a table of keys")
    wrong = {f"unknown key {key}" for key in set(content) - keys} | {
        f"missing key {key}" for key in keys - set(content)
    }
    if wrong:
        raise Unusable(f"{path}: {where}{', '.join(sorted(wrong))}")


def _must_say(path: Path, where: str, text: Any) -> None:
    if not isinstance(text, str) or not text.strip():
        raise Unusable(f"{path}: {where}: says nothing")
