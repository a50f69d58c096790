"""What can be done when nobody can sign in any more."""

from click.testing import CliRunner
from flask import Flask

from competition.accounts import passwords, queries
from competition.accounts.commands import accounts
from competition.accounts.rules import Role
from tests import make


def ask(*words: str, answer: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(accounts, list(words), input=answer)
    return done.exit_code, done.stdout


def test_an_account_is_made_granted_and_reset(app: Flask) -> None:
    code, password = ask("add", "wang", "王磊", "--yes")
    assert code == 0
    assert passwords.is_right(queries.user_of_login("wang").password_hash, password.strip())
    assert ask("grant", "wang", "security_admin", "--yes")[0] == 0
    assert queries.user_of_login("wang").roles == {Role.SECURITY_ADMIN}
    assert ask("grant", "wang", "auditor", "--yes")[0] == 1
    code, new = ask("reset-password", "wang", "--yes")
    assert code == 0
    assert passwords.is_right(queries.user_of_login("wang").password_hash, new.strip())


def test_it_asks_first_and_names_what_is_not_there(app: Flask) -> None:
    make.user(login="wang", password_hash=passwords.hash_of("kiln-glaze-19"))
    assert ask("reset-password", "wang", answer="n\n")[0] == 1
    assert passwords.is_right(queries.user_of_login("wang").password_hash, "kiln-glaze-19")
    assert ask("reset-password", "nobody", "--yes")[0] == 1
    assert ask("add", "wang", "王磊", "--yes")[0] == 1
    assert ask("grant", "wang", "no_such_role", "--yes")[0] == 2
