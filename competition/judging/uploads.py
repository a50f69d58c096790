"""A workbook on its way from the preview to the store: it travels with the page, signed, and is not kept between."""

import base64
import hashlib

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from competition.foundation.errors import Refused
from competition.foundation.texts import _l


def packed(content: bytes) -> str:
    """Sign a workbook so that the page can carry it."""
    return str(_signer().dumps(base64.b64encode(content).decode()))


def unpacked(text: str) -> bytes:
    """Give the workbook back, or refuse what this installation did not sign."""
    try:
        return base64.b64decode(_signer().loads(text))
    except BadSignature as wrong:
        raise Refused(_l("The workbook did not come with the page. Send it again.")) from wrong


def sha256(content: bytes) -> str:
    """Give a file's checksum."""
    return hashlib.sha256(content).hexdigest()


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="judging.scheme")
