"""Versions of the certificate's template, with a seal made here pixel by pixel."""

import struct
import zlib
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from competition.accounts.rules import Role
from competition.foundation.media import PNG, Piece
from competition.honours import templating
from competition.honours.certificate_rules import ISSUER, Accent, Frame
from competition.honours.rules import BODIES
from competition.honours.template_models import CertificateTemplate
from competition.honours.templating import TemplateData
from tests import make

RED = bytes((200, 20, 30, 160))


def png(width: int = 240, height: int = 240, *, colour: int = 6, pixel: bytes = RED, cut: int = 0) -> bytes:
    """Paint a PNG of one colour; `cut` leaves out so many of its last rows."""
    row = b"\0" + pixel[: {6: 4, 2: 3}[colour]] * width
    head = struct.pack(">LLBBBBB", width, height, 8, colour, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(row * (height - cut))), (b"IEND", b""))
    return PNG + b"".join(_part(kind + told) for kind, told in parts)


def _part(told: bytes) -> bytes:
    return struct.pack(">L", len(told) - 4) + told + struct.pack(">L", zlib.crc32(told))


def data(**values: Any) -> TemplateData:
    """Give a version as it is drafted, with a seal, in force from the makers' day."""
    told = TemplateData(
        bodies=dict(BODIES), issuer_line=ISSUER, frame=Frame.KEY, accent=Accent.CINNABAR, first_day=date(2026, 9, 1),
        note="启用印章", seal_mm=42, seal=Piece("印章.png", png()),
    )  # fmt: skip
    return replace(told, **values)


def in_force(at: Any = make.AT, **values: Any) -> CertificateTemplate:
    """Put a version into force by two people."""
    made = templating.draft_template(data(**values), by=make.user(Role.ORGANISER), at=at)
    templating.enact_template(made, None, by=make.user(Role.ORGANISER), at=at)
    return made


def later(days: int) -> Any:
    """Give a moment some days after the makers' day."""
    return make.AT + timedelta(days=days)
