"""The words this room's codes are shown with."""

from collections.abc import Collection, Mapping

from competition.accounts.rules import SHORTEST_PASSWORD, Role, Scope
from competition.foundation.texts import _l

ROLES: Mapping[Role, str] = {
    Role.SYSTEM_ADMIN: _l("System administrator"),
    Role.SECURITY_ADMIN: _l("Security administrator"),
    Role.AUDITOR: _l("Auditor"),
    Role.ORGANISER: _l("Organiser"),
    Role.HOST_OFFICER: _l("Host officer"),
    Role.DELEGATION_LEADER: _l("Delegation leader"),
    Role.JUDGE: _l("Judge"),
    Role.CHIEF_JUDGE: _l("Chief judge"),
    Role.CODE_KEEPER: _l("Code keeper"),
    Role.SCORE_CLERK: _l("Score clerk"),
    Role.SUPERVISOR: _l("Supervisor"),
    Role.FINANCE_OFFICER: _l("Finance officer"),
}
SCOPES: Mapping[Scope, str] = {
    Scope.CITY: _l("The whole city"),
    Scope.COMPETITION: _l("One competition"),
    Scope.ITEM: _l("One item"),
    Scope.ORGANISATION: _l("One organisation"),
}
STATES: Mapping[str, str] = {
    "active": _l("Account open"),
    "inactive": _l("Account closed"),
    "locked": _l("Locked after wrong tries"),
    "temporary": _l("With a temporary password"),
    "without_part": _l("Without a part"),
}
PASSWORD_FAULTS: Mapping[str, str] = {
    "short": _l("A password has at least %(count)s characters.", count=SHORTEST_PASSWORD),
    "plain": _l("Mix two kinds of characters: letters, digits, signs."),
    "login": _l("The password must not contain the sign-in name."),
}
VERBS: Mapping[str, str] = {
    "accounts.signed_in": _l("signed in"),
    "accounts.sign_in_failed": _l("failed to sign in"),
    "accounts.session_ended": _l("ended a session"),
    "accounts.language_chosen": _l("chose a language"),
    "accounts.password_changed": _l("changed the password"),
    "accounts.second_factor_begun": _l("began to set up a second factor"),
    "accounts.second_factor_turned_on": _l("turned the second factor on"),
    "accounts.second_factor_turned_off": _l("turned the second factor off"),
    "accounts.second_factor_demanded": _l("changed where a second factor is demanded"),
    "accounts.user_added": _l("added an account"),
    "accounts.user_renamed": _l("corrected a name"),
    "accounts.user_deactivated": _l("closed an account"),
    "accounts.user_reactivated": _l("opened a closed account"),
    "accounts.users_exported": _l("exported the list of accounts"),
    "accounts.sign_in_reset": _l("reset somebody's sign-in"),
    "accounts.role_granted": _l("granted a part"),
    "accounts.role_ended": _l("ended a part"),
    "accounts.key_issued": _l("issued a key"),
    "accounts.key_ended": _l("ended a key"),
}
_SYSTEMS = {
    "HarmonyOS": "HarmonyOS", "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows",
    "Mac OS X": "macOS", "Linux": "Linux",
}  # fmt: skip
_BROWSERS = {
    "MicroMessenger": "WeChat", "Edg/": "Edge", "QQBrowser": "QQ", "Firefox": "Firefox", "Chrome": "Chrome",
    "Safari": "Safari",
}  # fmt: skip


def role_names(roles: Collection[Role]) -> str:
    """Name several roles in the reader's language."""
    return " / ".join(str(ROLES[role]) for role in Role if role in roles)


def device_name(agent: str) -> str:
    """Name a browser and its system as people know them, from what the browser says of itself."""
    found = [next((name for sign, name in signs.items() if sign in agent), "") for signs in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in found if name) or agent[:40] or "—"


# how the trail's pages call the columns of this room's records; `table.column` where one table has its own
FIELDS: Mapping[str, str] = {
    "users.name": _l("Name of the person"),
    "api_keys.issued_at": _l("Issued at"),
    "end_reason": _l("Why it was ended"),
    "hint": _l("How the key begins"),
    "holder": _l("Key holder"),
    "issued_by_id": _l("Issued by"),
    "key_hash": _l("Key (kept as a hash)"),
    "purpose": _l("Purpose"),
    "quota": _l("Requests a day"),
    "active": _l("Active"),
    "failures": _l("Failed sign-ins in a row"),
    "granted_at": _l("Granted at"),
    "granted_by_id": _l("Granted by"),
    "language": _l("Language"),
    "locked_until": _l("Locked until"),
    "login": _l("Sign-in name"),
    "must_change_password": _l("Must change the password"),
    "password_hash": _l("Password (kept as a hash)"),
    "role": _l("Part"),
    "scope": _l("Scope"),
    "scope_id": _l("What it is for exactly"),
    "totp": _l("Second factor demanded"),
    "totp_last_step": _l("Last code used"),
    "totp_on": _l("Second factor on"),
    "totp_secret": _l("Secret of the second factor"),
}
