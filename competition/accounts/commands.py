"""Commands for an installation nobody can sign in to any more: add an account, grant a part, reset a password."""

import click
from flask.cli import AppGroup

from competition.accounts import queries
from competition.accounts.actions import parts, users
from competition.accounts.models import User
from competition.accounts.rules import SCOPES, Part, Role, Scope
from competition.foundation import clock
from competition.foundation.errors import Refused

accounts = AppGroup("accounts", help="Look after who signs in, when nobody can do it in the browser.")
yes = click.option("--yes", is_flag=True, help="Do not ask.")


@accounts.command()
@click.argument("login")
@click.argument("name")
@yes
def add(login: str, name: str, yes: bool) -> None:
    """Make an account and print its temporary password."""
    _ask(f"新建账号 {login}（{name}）？ Make this account?", yes)
    try:
        _made, password = users.add_user(login, name, None, clock.now())
    except Refused as refusal:
        raise _failure(refusal) from refusal
    click.echo(password)


@accounts.command()
@click.argument("login")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--scope", type=click.Choice([scope.value for scope in Scope]), help="Where the role is held for a part.")
@click.option("--scope-id", type=int, help="The number of the competition, item or organisation.")
@yes
def grant(login: str, role: str, scope: str | None, scope_id: int | None, yes: bool) -> None:
    """Grant somebody a part."""
    user = _user(login)
    only = next(iter(SCOPES[Role(role)])) if len(SCOPES[Role(role)]) == 1 else Scope.CITY
    _ask(f"授予 {user.name}（{login}）角色 {role}？ Grant this part?", yes)
    try:
        parts.grant_role(user, Part(Role(role), Scope(scope) if scope else only, scope_id), None, clock.now())
    except Refused as refusal:
        raise _failure(refusal) from refusal
    click.echo("已授予。 Granted.")


@accounts.command("reset-password")
@click.argument("login")
@yes
def reset_password(login: str, yes: bool) -> None:
    """Print a temporary password; the second factor goes, sessions end, the lock is lifted."""
    user = _user(login)
    _ask(f"重置 {user.name}（{login}）的登录凭据？ Reset this person's sign-in?", yes)
    click.echo(users.reset_sign_in(user, None, clock.now()))


def _ask(sentence: str, yes: bool) -> None:
    if not yes:
        click.confirm(sentence, abort=True)


def _user(login: str) -> User:
    user = queries.user_of_login(login)
    if user is None:
        raise click.ClickException(f"没有账号 {login}。 There is no such account.")
    return user


def _failure(refusal: Refused) -> click.ClickException:
    return click.ClickException(str(refusal.message))
