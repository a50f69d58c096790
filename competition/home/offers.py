"""What each room offers the hall: its links in the menu, and what waits."""

from collections.abc import Callable
from datetime import datetime

from competition.accounts.models import User
from competition.foundation.menu import Link, Waiting

MENUS: tuple[Callable[[User], list[Link]], ...] = ()
WAITING: tuple[Callable[[User, datetime], list[Waiting]], ...] = ()
