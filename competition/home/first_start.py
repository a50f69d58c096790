"""The first start of an installation: its administrators, or a whole demo city; and the greeting at every start."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from rich.cells import cell_len, set_cell_size
from rich.console import Console

from competition.accounts.actions import first
from competition.accounts.rules import Role
from competition.foundation import schema
from competition.home.demo import marker

HEADINGS = ["登录名 Sign-in", "密码 Password", "姓名 Name", "角色 Role", ""]
COLUMNS = ("login", "password", "name", "role_zh_Hans_CN", "role_en")


def administrators(at: datetime, hands: Mapping[str, tuple[Role, str]] = first.HANDS) -> dict[str, str]:
    """Make the first three hands and give their passwords by sign-in name, this once; nothing where people exist."""
    return first.set_up(at, hands)


def demo_city(console: Console, size: str = "small") -> None:
    """Bring the tables up; at the first start load the demo, and load it anew where that was interrupted."""
    if not schema.is_current():
        schema.upgrade()
    if marker.kept(current_app.config["INSTANCE"]) is not None:
        return
    # lazy: only a first start needs the whole city, and every other one should be quick
    from competition.home.demo import building

    if building.may_build():
        building.build(console, size)


def greet(console: Console, url: str, instance: Path) -> None:
    """Say where the installation is reached, and who may sign in to a demo."""
    lines = ["", f"竞赛系统已就绪  Ready at  {url}"]
    about = marker.kept(instance)
    if about is not None:
        lines += [f"演示数据，人员均为虚构  A demo, its people invented  {about['size']} {about['anchor']}", ""]
        lines += sign_ins(about)
        lines += [""]
    lines += ["按 Ctrl-C 停止  Ctrl-C stops it", ""]
    say(console, lines)


def say(console: Console, lines: Iterable[str]) -> None:
    """Print lines whole, however narrow the window: half a password is none."""
    for line in lines:
        console.print(f"  {line}".rstrip(), soft_wrap=True, markup=False, highlight=False)


def sign_ins(about: Mapping[str, Any]) -> list[str]:
    """Lay out the demo's sign-ins in columns, one a role; Chinese characters take two places."""
    rows = [HEADINGS, *([one[key] for key in COLUMNS] for one in about["sign_ins"])]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(set_cell_size(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows]
