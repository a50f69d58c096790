"""Bring the catalogues up to date: take every `_()` text of a room, keep what is translated, name what is not.

.ci/translations.py            all rooms; exit 1 when a Chinese text is missing, or one text has two in Chinese
.ci/translations.py plan ...   these rooms only
"""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "competition"
LANGUAGE = "zh_Hans_CN"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "_n": (1, 2), "ngettext": (1, 2)}
EVERYWHERE = "foundation"


def rooms() -> list[str]:
    """Name every room, foundation first."""
    names = sorted(p.parent.name for p in PACKAGE.glob("*/__init__.py") if p.parent.name != "migrations")
    return [EVERYWHERE, *(name for name in names if name != EVERYWHERE)]


def folders(room: str) -> list[Path]:
    """Name the folders whose texts belong to a room; the shared templates belong to foundation."""
    if room == EVERYWHERE:
        return [PACKAGE / EVERYWHERE, *sorted((ROOT / "templates").glob("_*/"))]
    return [PACKAGE / room, ROOT / "templates" / room]


def extracted(room: str) -> list[tuple[str, str | tuple[str, str]]]:
    """Take every text of a room with the place it stands."""
    found = []
    for folder in folders(room):
        for name, _line, message, _comments, _context in extract_from_dir(
            folder, [("**.py", "python"), ("**.html", "jinja2")], keywords=KEYWORDS
        ):
            found.append((f"{folder.name}/{name}", message))
    if room == EVERYWHERE:
        for path in [*sorted((ROOT / "templates").glob("_*.html")), *sorted(PACKAGE.glob("*.py"))]:
            found += _from_file(path)
    return found


def _from_file(path: Path) -> list[tuple[str, str | tuple[str, str]]]:
    method = "jinja2" if path.suffix == ".html" else "python"
    with path.open("rb") as file:
        return [(path.name, message) for _line, message, _c, _x in extract(method, file, keywords=KEYWORDS)]


def catalogue_path(room: str) -> Path:
    """Say where a room's catalogue lies."""
    return PACKAGE / room / "translations" / LANGUAGE / "LC_MESSAGES" / "messages.po"


def read(room: str) -> Catalog:
    """Read a room's catalogue, empty where there is none."""
    path = catalogue_path(room)
    if not path.exists():
        return Catalog(locale=LANGUAGE, header_comment="# Chinese texts.")
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def update(room: str, shared: set[str]) -> tuple[Catalog, list[str]]:
    """Make a room's new catalogue from its texts and its old one, and name what has no Chinese yet."""
    old, new = read(room), Catalog(locale=LANGUAGE, header_comment="# Chinese texts.", fuzzy=False)
    for _place, message in extracted(room):
        key = message[0] if isinstance(message, tuple) else message
        if room != EVERYWHERE and key in shared:
            continue
        kept = old.get(key)
        new.add(message, kept.string if kept and kept.string else None)
    missing = [
        str(m.id) for m in new if m.id and not (all(m.string) if isinstance(m.string, tuple | list) else m.string)
    ]
    return new, missing


def said_twice() -> list[str]:
    """Name every text that two rooms say differently in Chinese: all catalogues are read as one, so one would win."""
    said: dict[str, dict[str, str]] = {}
    for room in rooms():
        for m in read(room):
            if m.id:
                key = m.id[0] if isinstance(m.id, tuple | list) else m.id
                said.setdefault(str(key), {})[room] = str(m.string)
    return [f"{text}: {by_room}" for text, by_room in said.items() if len(set(by_room.values())) > 1]


def store(room: str, catalogue: Catalog) -> None:
    """Write a catalogue without dates or line numbers, so that it changes only when a text does."""
    for name in ("creation_date", "revision_date"):
        setattr(catalogue, name, None)
    out = BytesIO()
    write_po(out, catalogue, no_location=True, omit_header=True, sort_output=True, width=120)
    path = catalogue_path(room)
    path.parent.mkdir(parents=True, exist_ok=True)
    head = (
        b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: zh_Hans_CN\\n"\n'
        b'"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    )
    text = head + out.getvalue()
    if not path.exists() or path.read_bytes() != text:
        path.write_bytes(text)


def main(wanted: list[str]) -> int:
    """Update the rooms asked for and list every text without Chinese."""
    shared: set[str] = set()
    gaps = 0
    for room in rooms():
        catalogue, missing = update(room, shared)
        if room == EVERYWHERE:
            shared = {m.id[0] if isinstance(m.id, tuple | list) else m.id for m in catalogue if m.id}
        if wanted and room not in wanted:
            continue
        if len(catalogue) or catalogue_path(room).exists():
            store(room, catalogue)
        for text in missing:
            print(f"{room}: {text}")
        gaps += len(missing)
    twice = said_twice()
    for text in twice:
        print(f"said in two ways: {text}")
    print(f"{gaps} texts without Chinese")
    return 1 if gaps or twice else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
