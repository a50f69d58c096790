"""The list of accounts as a workbook."""

from datetime import datetime

from competition.accounts import queries, scopes, words
from competition.accounts.models import HeldRole, User
from competition.accounts.queries import Wanted
from competition.accounts.rules import Scope
from competition.foundation import spreadsheets
from competition.foundation.database import db
from competition.foundation.formats import moment
from competition.foundation.spreadsheets import Column, Sheet
from competition.foundation.texts import _


def users(wanted: Wanted, by: User, at: datetime) -> bytes:
    """Write the people that fit, each with the parts held."""
    people = db.session.scalars(queries.users(wanted, at)).all()
    labels = scopes.labels_of([part for user in people for part in user.parts])
    columns = [
        Column(_("Sign-in name"), 18),
        Column(_("Name"), 18),
        Column(_("State"), 12),
        Column(_("Second factor"), 14),
        Column(_("Roles"), 60),
        Column(_("Since when"), 20),
    ]
    rows = [
        (
            user.login,
            user.name,
            words.STATES["active" if user.active else "inactive"],
            _("On") if user.totp_on else _("Off"),
            _("; ").join(part_name(part, labels) for part in user.parts),
            moment(user.created_at),
        )
        for user in people
    ]
    return spreadsheets.workbook([Sheet(_("Accounts"), columns, rows, [spreadsheets.exported_by(by.name, at)])])


def part_name(part: HeldRole, labels: dict[tuple[Scope, int], str]) -> str:
    """Name a part and what it is held for."""
    role = str(words.ROLES[part.role])
    if part.scope is Scope.CITY or part.scope_id is None:
        return role
    return f"{role} ({labels.get((part.scope, part.scope_id), f'{words.SCOPES[part.scope]} {part.scope_id}')})"
