"""A photo as it comes from a tablet: told by its content and not by its name, and no larger than it need be."""

import hashlib
from typing import Any

from competition.foundation.errors import Refused
from competition.foundation.media import LARGEST_SCAN, PHOTOS, SCANS, media_type
from competition.foundation.texts import _l

MOST = 4 * 1024 * 1024


def scan_kind_of(content: bytes) -> str:
    """Name the media type of a scanned paper by its first bytes: a photo or a PDF; refuse all else."""
    if not content:
        raise Refused(_l("Attach the scan or a photo of the paper sheet."), field="scan")
    if len(content) > LARGEST_SCAN:
        raise Refused(
            _l("The scan is larger than 8 MB. Scan one sheet only, or with a lower resolution."), field="scan"
        )
    found = media_type(content, SCANS)
    if not found:
        raise Refused(_l("This is no scan: a photo (JPEG, PNG) or a PDF is needed."), field="scan")
    return found


def kind_of(content: bytes) -> str:
    """Name a photo's media type by its first bytes, or refuse what is no photo or too large."""
    if len(content) > MOST:
        raise Refused(_l("The photo is larger than 4 MB. Take it with a lower resolution."), field="photo")
    found = media_type(content, PHOTOS)
    if not found:
        raise Refused(_l("This is no photo. Take one with the tablet's camera."), field="photo")
    return found


def columns(photo: bytes | None) -> dict[str, Any]:
    """Give a note's photo as its columns hold it: content, kind and SHA-256; empty where there is none."""
    if not photo:
        return {"photo": None, "photo_type": "", "photo_sha256": ""}
    return {"photo": photo, "photo_type": kind_of(photo), "photo_sha256": hashlib.sha256(photo).hexdigest()}
