"""Documents to print: PDF/A set by Typst, with fonts that hold rare characters."""

import json
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import segno
import typst

from competition.foundation import glyphs
from competition.foundation.texts import _

FOLDER = Path(__file__).parent / "typst"
MEDIA_TYPE = "application/pdf"
# a compiler sets one document at a time; long work has one of its own, so that nobody waits for a batch
_turns = {False: threading.Lock(), True: threading.Lock()}


def compiler() -> typst.Compiler:
    """Make a compiler that knows our own fonts alone."""
    fonts = typst.Fonts(
        include_system_fonts=False,
        # what a document shows is what glyphs.py reads of our own fonts
        include_embedded_fonts=False,
        font_paths=[pylopdf_fonts_zh_cn.sans_path().parent],  # both fonts lie in it
    )
    return typst.Compiler(FOLDER / "table.typ", root=FOLDER, font_paths=fonts)


@cache
def _compiler(*, apart: bool) -> typst.Compiler:  # noqa: ARG001 - each has one of its own
    return compiler()


def pdf(
    template: str,
    data: Mapping[str, Any],
    made_at: datetime,
    attached: Mapping[str, str] | None = None,
    *,
    apart: bool = False,
    refused: Callable[[str], Exception] | None = None,
) -> bytes:
    """Set a template (its name without `.typ`) with data: text, numbers and lists, never read as markup.

    Gives PDF/A-2b, or PDF/A-3b with JSON files `attached` by name as they are. The same data and moment give the same bytes. A character our fonts lack is shown as 〓 and named, or raises what `refused` makes of their list. `apart` is for what takes long.
    """
    text = _told(data, refused)
    with _turns[apart]:
        made = _compiler(apart=apart).compile(
            FOLDER / f"{template}.typ",
            format="pdf",
            sys_inputs={"data": text, "attached": json.dumps(attached or {}, ensure_ascii=False)},
            pdf_standards=["a-3b" if attached else "a-2b"],
            timestamp=made_at.astimezone(UTC).replace(microsecond=0),
        )
    assert isinstance(made, bytes)
    return made


def png(template: str, data: Mapping[str, Any], ppi: int = 72) -> bytes:
    """Set a template of one page as a picture, a pixel a point unless more are asked for."""
    text = _told(data)
    with _turns[False]:
        made = _compiler(apart=False).compile(
            FOLDER / f"{template}.typ", format="png", ppi=ppi, sys_inputs={"data": text}
        )
    assert isinstance(made, bytes)
    return made


def _told(data: Mapping[str, Any], refused: Callable[[str], Exception] | None = None) -> str:
    text = json.dumps(data, ensure_ascii=False, default=str)
    # nearly always all is there, and nothing is walked through
    if glyphs.all_shown(text):
        return text
    shown, lacking = glyphs.replaced(json.loads(text))
    if lacking and refused:
        raise refused(glyphs.note(lacking))
    said = _("%(mark)s stands for a character our fonts lack: %(list)s", mark=glyphs.MISSING, list=glyphs.note(lacking))
    return json.dumps({**shown, "lacking": lacking, "lacking_note": said if lacking else ""}, ensure_ascii=False)


def qr_rows(text: str) -> list[str]:
    """Give a QR code as rows of '0' and '1' for the templates to draw."""
    return ["".join("1" if dark else "0" for dark in row) for row in segno.make(text, error="m", micro=False).matrix]
