"""The sign-ins of a demo, laid out for a terminal."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.console import Console

HEADINGS = ["登录名 Sign-in", "密码 Password", "姓名 Name", "角色", "Role"]
COLUMNS = ("login", "password", "name", "role_zh_Hans_CN", "role_en")


def say(console: Console, lines: Iterable[str]) -> None:
    """Print lines whole, however narrow the window: half a password is none."""
    for line in lines:
        console.print(f"  {line}".rstrip(), soft_wrap=True, markup=False, highlight=False)


def sign_ins(about: Mapping[str, Any]) -> list[str]:
    """Lay out the demo's sign-ins in columns, one a role; Chinese characters take two places."""
    rows = [HEADINGS, *([one[key] for key in COLUMNS] for one in about["sign_ins"])]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(set_cell_size(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows]
