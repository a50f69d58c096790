"""What a file from outside is: told by its content and not by its name."""

import hashlib
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

LARGEST_SCAN = 8 * 1024 * 1024
PNG = b"\x89PNG\r\n\x1a\n"
PHOTOS = {b"\xff\xd8\xff": "image/jpeg", PNG: "image/png"}
SCANS = {**PHOTOS, b"%PDF-": "application/pdf"}
# of a PNG: how many values a pixel has, by its kind of colour, and which of these kinds have one for how clear it is
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
WITH_ALPHA = (4, 6)
MOST_PIXELS = 4000 * 4000
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


@dataclass(frozen=True, slots=True)
class Png:
    """What a PNG says of itself: its size in pixels, and whether something can be seen through it."""

    width: int
    height: int
    is_clear: bool


def png(content: bytes) -> Png | None:
    """Read what a PNG says of itself; None where it is none, too large, interlaced, or not whole to the last pixel."""
    parts = _parts(content)
    if len(parts.get(b"IHDR", b"")) != 13 or not {b"IDAT", b"IEND"} <= parts.keys():
        return None
    width, height, depth, colour, _packing, _filter, interlaced = struct.unpack(">LLBBBBB", parts[b"IHDR"])
    if colour not in CHANNELS or interlaced or not 0 < width * height <= MOST_PIXELS:
        return None
    whole = height * (1 + (width * CHANNELS[colour] * depth + 7) // 8)
    try:
        unpacked = zlib.decompressobj().decompress(parts[b"IDAT"], whole + 1)
    except zlib.error:
        return None
    return Png(width, height, colour in WITH_ALPHA or b"tRNS" in parts) if len(unpacked) == whole else None


def _parts(content: bytes) -> dict[bytes, bytes]:
    """Give the parts of a PNG by their kinds, the picture's own put together; nothing where one was changed or cut off."""
    at, found = len(PNG), dict[bytes, list[bytes]]()
    while content.startswith(PNG) and at + 12 <= len(content) and b"IEND" not in found:
        (length,) = struct.unpack_from(">L", content, at)
        told, at = content[at + 4 : at + 8 + length], at + 12 + length
        if at > len(content) or zlib.crc32(told) != int.from_bytes(content[at - 4 : at]):
            return {}
        found.setdefault(told[:4], []).append(told[4:])
    return {kind: b"".join(pieces) for kind, pieces in found.items()} if at == len(content) else {}
