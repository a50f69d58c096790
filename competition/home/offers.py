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
from competition.funding import menu as funding_menu
from competition.funding import today as funding_today
from competition.honours import menu as honours_menu
from competition.honours import today as honours_today
from competition.judging import menu as judging_menu
from competition.judging import today as judging_today
from competition.plan import menu as plan_menu
from competition.plan import today as plan_today
from competition.policy import menu as policy_menu
from competition.policy import today as policy_today
from competition.registration import menu as registration_menu
from competition.registration import today as registration_today
from competition.results import menu as results_menu
from competition.results import today as results_today

MENUS: tuple[Callable[[User], list[Link]], ...] = (
    plan_menu.links,
    policy_menu.links,
    registration_menu.links,
    judging_menu.links,
    results_menu.links,
    funding_menu.links,
    honours_menu.links,
    directory_menu.links,
    accounts_menu.links,
    audit_menu.links,
)
WAITING: tuple[Callable[[User, datetime], list[Waiting]], ...] = (
    plan_today.waiting,
    policy_today.waiting,
    registration_today.waiting,
    judging_today.waiting,
    results_today.waiting,
    funding_today.waiting,
    honours_today.waiting,
    accounts_today.waiting,
    audit_today.waiting,
)
