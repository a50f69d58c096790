"""The first start of an installation: its administrators, or a whole demo city; and the greeting at every start."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from flask import current_app
from rich.console import Console

from competition.accounts.actions import first
from competition.accounts.rules import Role
from competition.foundation import schema
from competition.home.demo import greeting, marker


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
        lines += greeting.sign_ins(about)
        lines += [""]
    lines += ["按 Ctrl-C 停止  Ctrl-C stops it", ""]
    greeting.say(console, lines)
