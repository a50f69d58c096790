"""What each room offers the hall: its links in the menu, and what waits."""

from collections.abc import Callable
from datetime import datetime

from competition.accounts import menu as accounts_menu
from competition.accounts import today as accounts_today
from competition.accounts.models import User
from competition.audit import menu as audit_menu
from competition.audit import today as audit_today
from competition.directory import menu as directory_menu
from competition.foundation.menu import Link, Waiting
from competition.plan import menu as plan_menu
from competition.plan import today as plan_today

MENUS: tuple[Callable[[User], list[Link]], ...] = (
    plan_menu.links,
    directory_menu.links,
    accounts_menu.links,
    audit_menu.links,
)
WAITING: tuple[Callable[[User, datetime], list[Waiting]], ...] = (
    plan_today.waiting,
    accounts_today.waiting,
    audit_today.waiting,
)
