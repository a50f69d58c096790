"""A photo as it comes from a tablet: told by its content and not by its name, and no larger than it need be."""

from competition.foundation.errors import Refused
from competition.foundation.texts import _l

MOST = 4 * 1024 * 1024
STARTS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


def kind_of(content: bytes) -> str:
    """Name a photo's media type by its first bytes, or refuse what is no photo or too large."""
    if len(content) > MOST:
        raise Refused(_l("The photo is larger than 4 MB. Take it with a lower resolution."), field="photo")
    found = next((kind for start, kind in STARTS.items() if content.startswith(start)), "")
    if not found:
        raise Refused(_l("This is no photo. Take one with the tablet's camera."), field="photo")
    return found
