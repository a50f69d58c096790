"""QR codes."""

import io

import segno


def svg(text: str, scale: int = 4) -> str:
    """Draw a text as a QR code in SVG, ready to stand in a page."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, border=2, svgclass=None, lineclass=None, scale=scale
    )
    return out.getvalue().decode()
