"""What a file from outside is: told by its content and not by its name."""

from collections.abc import Mapping

LARGEST_SCAN = 8 * 1024 * 1024
PHOTOS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
SCANS = {**PHOTOS, b"%PDF-": "application/pdf"}


def media_type(content: bytes, starts: Mapping[bytes, str]) -> str:
    """Name what a file is by its first bytes, '' where it is nothing of these."""
    return next((kind for start, kind in starts.items() if content.startswith(start)), "")
