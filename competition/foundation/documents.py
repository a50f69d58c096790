"""Documents to print: PDF/A set by Typst, with fonts that hold rare characters."""

import json
import threading
from collections.abc import Mapping
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
_one_at_a_time = threading.Lock()


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False,
        # what a document shows is what glyphs.py reads of our own fonts
        include_embedded_fonts=False,
        font_paths=[pylopdf_fonts_zh_cn.sans_path().parent],  # both fonts lie in it
    )
    return typst.Compiler(FOLDER / "table.typ", root=FOLDER, font_paths=fonts)


def pdf(template: str, data: Mapping[str, Any], made_at: datetime, attached: Mapping[str, str] | None = None) -> bytes:
    """Set a template (its name without `.typ`) with data: text, numbers and lists, never read as markup.

    Gives PDF/A-2b, or PDF/A-3b with JSON files `attached` by name as they are. The same data and moment give the same bytes. A character our fonts lack is shown as 〓 and named.
    """
    text = _told(data)
    with _one_at_a_time:
        made = _compiler().compile(
            FOLDER / f"{template}.typ",
            format="pdf",
            sys_inputs={"data": text, "attached": json.dumps(attached or {}, ensure_ascii=False)},
            pdf_standards=["a-3b" if attached else "a-2b"],
            timestamp=made_at.astimezone(UTC).replace(microsecond=0),
        )
    assert isinstance(made, bytes)
    return made


def png(template: str, data: Mapping[str, Any]) -> bytes:
    """Set a template of one page as a picture, a pixel a point."""
    text = _told(data)
    with _one_at_a_time:
        made = _compiler().compile(FOLDER / f"{template}.typ", format="png", ppi=72, sys_inputs={"data": text})
    assert isinstance(made, bytes)
    return made


def _told(data: Mapping[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, default=str)
    # nearly always all is there, and nothing is walked through
    if all(map(glyphs.is_shown, set(text))) and "\\u00" not in text:
        return text
    shown, lacking = glyphs.replaced(json.loads(text))
    said = _("%(mark)s stands for a character our fonts lack: %(list)s", mark=glyphs.MISSING, list=glyphs.note(lacking))
    return json.dumps({**shown, "lacking": lacking, "lacking_note": said if lacking else ""}, ensure_ascii=False)


def qr_rows(text: str) -> list[str]:
    """Give a QR code as rows of '0' and '1' for the templates to draw."""
    return ["".join("1" if dark else "0" for dark in row) for row in segno.make(text, error="m", micro=False).matrix]
