"""What a file from outside is: told by its content and not by its name."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

LARGEST_SCAN = 8 * 1024 * 1024
PHOTOS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
SCANS = {**PHOTOS, b"%PDF-": "application/pdf"}
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


def media_type(content: bytes, starts: Mapping[bytes, str]) -> str:
    """Name what a file is by its first bytes, '' where it is nothing of these."""
    return next((kind for start, kind in starts.items() if content.startswith(start)), "")


@dataclass(frozen=True, slots=True)
class Piece:
    """A photo or scan as it was handed in, under the name it came with."""

    name: str
    content: bytes

    @property
    def media_type(self) -> str:
        """Name what it is by its first bytes, '' where it is neither a photo nor a PDF."""
        return media_type(self.content, SCANS)

    @property
    def sha256(self) -> str:
        """Give its checksum."""
        return hashlib.sha256(self.content).hexdigest()
