"""The office where accounts are looked after, parts granted and second factors demanded."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from competition.accounts import access, exports, queries, scopes, words
from competition.accounts.access import allow, open_to
from competition.accounts.actions import parts, users
from competition.accounts.forms import DemandForm, NameForm, PartForm, UserForm
from competition.accounts.models import User
from competition.accounts.queries import Wanted
from competition.accounts.rules import SCOPES, Part, Role, Scope
from competition.foundation import clock, spreadsheets
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.paging import paged
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, send_file

pages = Blueprint("office", __name__, url_prefix="/office/accounts")
ADMINS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)


def _wanted() -> Wanted:
    asked = request.args
    role = asked.get("role", "")
    return Wanted(asked.get("q", "").strip()[:60], Role(role) if role in list(Role) else None, asked.get("state", ""))


@pages.get("")
@open_to(*ADMINS)
def show_users() -> Answer:
    """List who can sign in, with their parts."""
    wanted = _wanted()
    people = paged(queries.users(wanted, clock.now()), request.args.get("page", 1, int))
    labels = scopes.labels_of([part for user in people.rows for part in user.parts])
    return render_template(
        "accounts/show_users.html",
        users=people,
        wanted=wanted,
        labels=labels,
        at=clock.now(),
        words=words,
        may_add=access.may_add_users(current_user),
    )


@pages.post("/export")
@open_to(*ADMINS)
def export_users() -> Answer:
    """Give the list as a workbook; the trail keeps who took it."""
    at = clock.now()
    wanted = _wanted()
    users.note_export(wanted.plain(), current_user, at)
    content = exports.users(wanted, by=current_user, at=at)
    return send_file(content, f"{_('Accounts')}-{clock.in_city(at):%Y%m%d}.xlsx", spreadsheets.MEDIA_TYPE)


@pages.get("/new")
@open_to(Role.SYSTEM_ADMIN)
def show_new_user() -> Answer:
    """Ask for a new account."""
    return render_template("accounts/show_new_user.html", form=UserForm())


@pages.post("/new")
@open_to(Role.SYSTEM_ADMIN)
def add_user() -> Answer:
    """Make an account and show its temporary password, once."""
    form = UserForm()
    if form.validate_on_submit():
        with refusals_in(form):
            made, password = users.add_user(form.login.data, form.name.data, current_user, clock.now())
            return _shown_once(made, password)
    return render_template("accounts/show_new_user.html", form=form), 422


def _shown_once(user: User, password: str) -> Answer:
    # answered at once and never stored: a redirect would have to carry the password in a cookie
    return render_template("accounts/show_temporary_password.html", user=user, password=password), {
        "Cache-Control": "no-store"
    }


@pages.get("/<int:user_id>")
@open_to(*ADMINS)
def show_user(user_id: int) -> Answer:
    """Show one account: its state, the parts held now and before, its open sessions."""
    return _user_page(found(queries.user(user_id)))


def _user_page(user: User, form: NameForm | None = None) -> str:
    ever = queries.parts_ever(user)
    return render_template(
        "accounts/show_user.html",
        user=user,
        parts=ever,
        labels=scopes.labels_of(ever),
        sessions=queries.open_sign_ins(user, clock.now()),
        form=form or NameForm(name=user.name, seen_version=user.version),
        confirm=ConfirmForm(),
        at=clock.now(),
        may_add=access.may_add_users(current_user),
        may_grant=access.may_grant_roles(current_user) and user.id != current_user.id,
    )


def _back(user: User, sentence: str) -> Answer:
    flash(sentence, "success")
    return redirect(url_for("accounts.office.show_user", user_id=user.id))


@pages.post("/<int:user_id>/name")
@open_to(Role.SYSTEM_ADMIN)
def rename_user(user_id: int) -> Answer:
    """Correct somebody's name."""
    user, form = found(queries.user(user_id)), NameForm()
    if form.validate_on_submit():
        with refusals_in(form):
            users.rename_user(user, form.name.data, form.seen_version.data, current_user, clock.now())
            return _back(user, _("The name is corrected."))
    return _user_page(user, form), 422


@pages.post("/<int:user_id>/deactivate")
@open_to(Role.SYSTEM_ADMIN)
def deactivate_user(user_id: int) -> Answer:
    """Close an account."""
    user = found(queries.user(user_id))
    users.deactivate_user(user, current_user, clock.now())
    return _back(user, _("The account is closed and its sessions have ended."))


@pages.post("/<int:user_id>/reactivate")
@open_to(Role.SYSTEM_ADMIN)
def reactivate_user(user_id: int) -> Answer:
    """Open a closed account."""
    user = found(queries.user(user_id))
    users.reactivate_user(user, current_user, clock.now())
    return _back(user, _("The account is open again."))


@pages.post("/<int:user_id>/reset")
@open_to(Role.SECURITY_ADMIN)
def reset_sign_in(user_id: int) -> Answer:
    """Let somebody in again with a temporary password, shown once."""
    user = found(queries.user(user_id))
    return _shown_once(user, users.reset_sign_in(user, current_user, clock.now()))


@pages.get("/<int:user_id>/grant")
@open_to(Role.SECURITY_ADMIN)
def show_grant(user_id: int) -> Answer:
    """Ask which part to grant, and for what."""
    return _grant_page(found(queries.user(user_id)))


def _grant_form(role: Role | None, search: str) -> PartForm:
    form = PartForm()
    choices = scopes.choices_for(role, search) if role else []
    form.part.choices = [SelectChoice(value, label or words.SCOPES[Scope.CITY]) for value, label in choices]
    return form


def _grant_page(user: User, form: PartForm | None = None) -> str:
    wanted = _wanted()
    reach = sorted(SCOPES[wanted.role], key=list(Scope).index) if wanted.role else []
    return render_template(
        "accounts/show_grant.html",
        user=user,
        wanted=wanted,
        form=form or _grant_form(wanted.role, wanted.text),
        scoped=reach not in ([], [Scope.CITY]),
        scopes=" / ".join(str(words.SCOPES[scope]) for scope in reach),
        roles=words.ROLES,
    )


@pages.post("/<int:user_id>/grant")
@open_to(Role.SECURITY_ADMIN)
def grant_role(user_id: int) -> Answer:
    """Grant a part."""
    user, wanted = found(queries.user(user_id)), _wanted()
    form = _grant_form(wanted.role, wanted.text)
    if wanted.role and form.validate_on_submit():
        with refusals_in(form):
            scope, _colon, thing = form.part.data.partition(":")
            parts.grant_role(
                user, Part(wanted.role, Scope(scope), int(thing) if thing else None), current_user, clock.now()
            )
            return _back(user, _("Granted: %(part)s.", part=words.ROLES[wanted.role]))
    return _grant_page(user, form), 422


@pages.post("/parts/<int:held_id>/end")
@open_to(Role.SECURITY_ADMIN)
def end_role(held_id: int) -> Answer:
    """End a part somebody holds."""
    held = found(queries.held_role(held_id))
    allow(access.may_grant_roles(current_user))
    parts.end_role(held, current_user, clock.now())
    return _back(held.user, _("Ended: %(part)s.", part=words.ROLES[held.role]))


@pages.get("/demands")
@open_to(Role.SECURITY_ADMIN)
def show_demands() -> Answer:
    """Show of which roles a second factor is demanded, and who has one."""
    return render_template(
        "accounts/show_demands.html",
        demands=queries.demands(),
        counts=queries.second_factors(),
        form=DemandForm(),
    )


@pages.post("/demands")
@open_to(Role.SECURITY_ADMIN)
def demand_second_factor() -> Answer:
    """Demand a second factor of a role, or no longer."""
    form = DemandForm()
    if form.validate_on_submit():
        demanded = form.demanded.data == "yes"
        parts.demand_second_factor(Role(form.role.data), demanded, current_user, clock.now())
        name = words.ROLES[Role(form.role.data)]
        flash(
            _("Now demanded: %(role)s.", role=name) if demanded else _("No longer demanded: %(role)s.", role=name),
            "success",
        )
    return redirect(url_for("accounts.office.show_demands"))
