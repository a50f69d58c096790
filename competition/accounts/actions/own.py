"""What people do with their own account: language, password, second factor."""

from datetime import datetime

import sqlalchemy as sa

from competition.accounts import passwords, rules, second_factor
from competition.accounts.models import SignIn, User
from competition.accounts.second_factor import Code
from competition.accounts.tokens import token_hash
from competition.accounts.words import PASSWORD_FAULTS
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Fault, Refused, refuse_faults
from competition.foundation.texts import _l


def choose_language(by: User, language: str, at: datetime) -> None:
    """Keep the language somebody reads."""
    with transaction():
        by.language = language
        trail.record(by, "accounts.language_chosen", by, at)


def change_password(by: User, old: str, new: str, token: str, at: datetime) -> None:
    """Change one's password; every other session ends."""
    if not passwords.is_right(by.password_hash, old):
        raise Refused(_l("This is not your present password."), field="old")
    must_be_good(new, by.login)
    if passwords.is_right(by.password_hash, new):
        raise Refused(_l("The new password is the old one. Choose another."), field="new")
    hashed = passwords.hash_of(new)
    with transaction() as session:
        by.password_hash, by.must_change_password = hashed, False
        session.execute(
            sa.update(SignIn)
            .where(SignIn.user_id == by.id, SignIn.token_hash != token_hash(token), SignIn.ended_at.is_(None))
            .values(ended_at=at)
        )
        trail.record(by, "accounts.password_changed", by, at)


def must_be_good(password: str, login: str, field: str = "new") -> None:
    """Refuse a password that lacks something, naming all of it."""
    faults = [Fault(PASSWORD_FAULTS[code], field=field) for code in rules.password_faults(password, login)]
    refuse_faults(faults, _l("This password is too weak."))


def begin_second_factor(by: User, at: datetime) -> None:
    """Make the secret for somebody's phone; it counts only once a code from the phone has been typed."""
    with transaction():
        if by.totp_on:
            raise Refused(_l("Your second factor is on. Turn it off first to move it to another phone."))
        by.totp_secret = second_factor.new_secret()
        trail.record(by, "accounts.second_factor_begun", by, at)


def turn_on_second_factor(by: User, code: Code, at: datetime) -> None:
    """Turn the second factor on with the first code from the phone."""
    with transaction():
        step = None if by.totp_on else code.step(by.totp_secret, by.totp_last_step)
        if step is None:
            raise Refused(
                _l("This code does not fit. Check the clock of your phone, wait for the next code and type that."),
                field="code",
            )
        by.totp_on, by.totp_last_step = True, step
        trail.record(by, "accounts.second_factor_turned_on", by, at)


def turn_off_second_factor(by: User, password: str, code: Code, at: datetime) -> None:
    """Turn the second factor off, with the password and a code from the phone."""
    if not passwords.is_right(by.password_hash, password):
        raise Refused(_l("This is not your present password."), field="password")
    with transaction():
        step = code.step(by.totp_secret, by.totp_last_step)
        if step is None:
            raise Refused(_l("This code does not fit. Wait for the next one and type that."), field="code")
        by.totp_on, by.totp_secret, by.totp_last_step = False, None, step
        trail.record(by, "accounts.second_factor_turned_off", by, at)
