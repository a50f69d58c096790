"""The one place that masks personal data; one form a kind, so that two lists can never be joined back.

ID numbers keep the first two and the last three characters, telephones the first three and the last four, the forms
a Chinese government office publishes (policy.md 4.3, YA); accounts keep the last four.
"""

from enum import StrEnum

STAR = "*"
COMPOUND = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "长孙",
    "宇文",
    "东方",
    "夏侯",
    "司徒",
)


class Kind(StrEnum):
    """What is masked."""

    ID_NUMBER = "id_number"
    PHONE = "phone"
    ACCOUNT = "account"
    NAME = "name"


_KEPT = {Kind.ID_NUMBER: (2, 3), Kind.PHONE: (3, 4), Kind.ACCOUNT: (0, 4)}


def masked(kind: Kind | str, value: str | None) -> str:
    """Mask a value; a short one is masked whole, a missing one stays empty, a masked one stays as it is."""
    if not value:
        return ""
    kind = Kind(kind)
    if kind is Kind.NAME:
        return _masked_name(value)
    first, last = _KEPT[kind]
    if len(value) <= first + last + 2:
        return STAR * len(value)
    return value[:first] + STAR * (len(value) - first - last) + value[len(value) - last :]


def _masked_name(name: str) -> str:
    kept = 2 if name[:2] in COMPOUND and len(name) > 2 else 1
    return name[:kept] + STAR * max(len(name) - kept, 1)
