"""Who may see how the installation is doing, and move a demo's clock."""

import ipaddress
from typing import Any

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation.errors import NotAllowed, NotFound
from competition.foundation.texts import _l


def must_be_demo(demo: bool) -> None:
    """Refuse to move the clock of anything but a demo."""
    if not demo:
        raise NotFound(_l("Only a demo's clock can be moved."))


def may_move_clock(user: User, demo: bool) -> bool:
    """In a demo, organisers and the system administrator try other days."""
    return demo and bool(user.roles & {Role.ORGANISER, Role.SYSTEM_ADMIN})


def may_see_lanes(user: User) -> bool:
    """Those who run, host, pay or audit see the year's competitions as lanes."""
    return bool(user.roles & {Role.ORGANISER, Role.HOST_OFFICER, Role.FINANCE_OFFICER, Role.AUDITOR})


def must_see_metrics(user: Any, address: str) -> None:
    """Refuse figures to whoever is neither on this machine nor its administrator."""
    if user.is_authenticated and Role.SYSTEM_ADMIN in user.roles:
        return
    if not address or not ipaddress.ip_address(address).is_loopback:
        raise NotAllowed(_l("Figures are for the system administrator, or for a program on this machine."))
