"""What each room offers the hall: its links in the menu, and what waits."""

from collections.abc import Callable
from datetime import datetime

from competition.accounts.models import User
from competition.directory import menu as directory_menu
from competition.foundation.menu import Link, Waiting
from competition.plan import menu as plan_menu
from competition.plan import today as plan_today

MENUS: tuple[Callable[[User], list[Link]], ...] = (
    plan_menu.links,
    directory_menu.links,
)
WAITING: tuple[Callable[[User, datetime], list[Waiting]], ...] = (plan_today.waiting,)
