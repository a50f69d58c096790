"""Signing in and out, and one's own account."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_login import current_user
from markupsafe import Markup

from competition.accounts import access, key_views, office, queries, rules, scopes, second_factor, signing_in, words
from competition.accounts.access import EVERYONE, SIGNED_IN, SignInNeeded, allow, open_to
from competition.accounts.actions import own, sessions
from competition.accounts.forms import CodeForm, FirstCodeForm, LanguageForm, PasswordForm, SignInForm, TurnOffForm
from competition.accounts.rules import Role, Scope
from competition.accounts.second_factor import Code
from competition.foundation import clock, i18n, qr
from competition.foundation.forms import ConfirmForm, WriteForm, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, limiter, wants_json

pages = Blueprint("accounts", __name__)
pages.register_blueprint(office.pages)
pages.register_blueprint(key_views.pages)
UNTOUCHED = frozenset(
    {
        "show_password",
        "change_password",
        "show_second_factor",
        "begin_second_factor",
        "turn_on_second_factor",
        "sign_out",
    }
)
# a hall of judges shares one address: only failed tries count
failed_tries = limiter.limit("20/minute;200/hour", deduct_when=lambda answer: answer.status_code == 422)


@pages.app_template_global()
def role_name(role: Role) -> str:
    """Name a role."""
    return words.ROLES[role]


@pages.app_template_global()
def scope_name(scope: Scope) -> str:
    """Name how far a part reaches."""
    return words.SCOPES[scope]


@pages.app_template_global()
def device_name(agent: str) -> str:
    """Name a browser and its system."""
    return words.device_name(agent)


@pages.app_errorhandler(SignInNeeded)
def lead_to_sign_in(refusal: SignInNeeded) -> Answer:
    """Lead a person to the sign-in page and later back; tell a program."""
    if wants_json():
        return {"error": str(refusal.message), "faults": []}, 401
    if session.get(signing_in.HALL):
        return redirect(url_for("pairing.show_code"))
    token = session.pop(signing_in.TOKEN, None)
    if token and signing_in.was_bound(token):
        # in the hall nobody types a password: a tablet is paired again, from whichever page
        session[signing_in.HALL] = True
        flash(
            _(
                "This tablet is paired no more: its day is over, or the chief judge ended it. Ask the chief judge for a"
                " new code. Marks not sent yet stay on this device."
            ),
            "info",
        )
        return redirect(url_for("pairing.show_code"))
    if token:
        flash(
            _(
                "Your session has ended: after 30 minutes without use, 12 hours at most, or because you ended it elsewhere. "
                "Sign in again and you come back to this page."
            ),
            "info",
        )
    here = request.full_path.rstrip("?") if request.method == "GET" else urlsplit(request.referrer or "").path
    return redirect(url_for("accounts.show_sign_in", next=rules.own_path(here) or None))


@pages.before_app_request
def lead_to_duties() -> Answer | None:
    """Let nobody work on before the password is their own and the second factor demanded is set up."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "open_to", EVERYONE) == EVERYONE or not current_user.is_authenticated:
        return None
    if (request.endpoint or "").removeprefix("accounts.") in UNTOUCHED or signing_in.bound_item() is not None:
        return None
    if current_user.must_change_password:
        return _first(url_for("accounts.show_password"), _("First choose a password of your own."))
    if current_user.needs_second_factor:
        return _first(url_for("accounts.show_second_factor"), _("Your part demands a second factor. Set it up first."))
    return None


def _first(there: str, sentence: str) -> Answer:
    if wants_json():
        return {"error": sentence, "faults": []}, 403
    flash(sentence, "info")
    return redirect(there)


@pages.get("/sign-in")
@open_to(EVERYONE)
def show_sign_in() -> Answer:
    """Ask who it is."""
    if current_user.is_authenticated:
        return redirect(url_for("home.show_today"))
    return render_template("accounts/show_sign_in.html", form=SignInForm(next=rules.own_path(request.args.get("next"))))


@pages.post("/sign-in")
@failed_tries
@open_to(EVERYONE)
def sign_in() -> Answer:
    """Check name and password, then ask for the code or begin the session."""
    form = SignInForm()
    if form.validate_on_submit():
        with refusals_in(form):
            user = signing_in.prove_password(form.login.data, form.password.data)
            there = rules.own_path(form.next.data)
            if user.totp_on:
                signing_in.wait_for_code(user, there)
                return redirect(url_for("accounts.show_code"))
            signing_in.begin(user)
            return redirect(there or url_for("home.show_today"))
    return render_template("accounts/show_sign_in.html", form=form), 422


@pages.get("/sign-in/code")
@open_to(EVERYONE)
def show_code() -> Answer:
    """Ask for the code on the phone."""
    if signing_in.waiting_for_code() is None:
        return redirect(url_for("accounts.show_sign_in"))
    return render_template("accounts/show_code.html", form=CodeForm())


@pages.post("/sign-in/code")
@failed_tries
@open_to(EVERYONE)
def check_code() -> Answer:
    """Check the code and begin the session."""
    waiting = signing_in.waiting_for_code()
    if waiting is None:
        flash(_("That took too long. Please begin again."), "info")
        return redirect(url_for("accounts.show_sign_in"))
    user, there = waiting
    form = CodeForm()
    if form.validate_on_submit():
        with refusals_in(form):
            signing_in.begin(user, signing_in.prove_code(user, form.code.data))
            return redirect(there or url_for("home.show_today"))
    return render_template("accounts/show_code.html", form=form), 422


@pages.post("/sign-out")
@open_to(EVERYONE)
def sign_out() -> Answer:
    """End this browser's session."""
    if current_user.is_authenticated:
        signing_in.end(current_user)
    flash(_("You have signed out."), "success")
    answer = redirect(url_for("accounts.show_sign_in"))
    # a shared tablet forgets everything, unless it still holds marks: the page says whether it does
    empty = request.form.get("unsent") == "0"
    answer.headers["Clear-Site-Data"] = '"cache", "storage"' if empty else '"cache"'
    return answer


@pages.get("/account")
@open_to(SIGNED_IN)
def show_account() -> Answer:
    """Show one's own account and the sessions open under it."""
    return render_template(
        "accounts/show_account.html",
        language=LanguageForm(language=current_user.language or i18n.wanted_language()),
        confirm=ConfirmForm(),
        sessions=queries.open_sign_ins(current_user, clock.now()),
        labels=scopes.labels_of(current_user.parts),
        this=signing_in.token_hash(session[signing_in.TOKEN]),
    )


@pages.post("/account/language")
@open_to(SIGNED_IN)
def choose_language() -> Answer:
    """Keep the language one reads."""
    form = LanguageForm()
    answer = redirect(url_for("accounts.show_account"))
    if form.validate_on_submit():
        own.choose_language(current_user, form.language.data, clock.now())
        answer.set_cookie(i18n.COOKIE, form.language.data, max_age=31_536_000, samesite="Lax", httponly=True)
    return answer


@pages.get("/account/password")
@open_to(SIGNED_IN)
def show_password() -> Answer:
    """Ask for a new password."""
    return render_template("accounts/show_password.html", form=PasswordForm())


@pages.post("/account/password")
@open_to(SIGNED_IN)
def change_password() -> Answer:
    """Change one's password."""
    form = PasswordForm()
    if form.validate_on_submit():
        with refusals_in(form):
            token = session[signing_in.TOKEN]
            own.change_password(current_user, form.old.data, form.new.data, token, clock.now())
            flash(_("Your password is changed. Sessions elsewhere have ended."), "success")
            return redirect(url_for("home.show_today"))
    return render_template("accounts/show_password.html", form=form), 422


@pages.get("/account/second-factor")
@open_to(SIGNED_IN)
def show_second_factor() -> Answer:
    """Show how the second factor stands, and the code to scan while it is being set up."""
    return _second_factor_page()


def _second_factor_page(form: WriteForm | None = None) -> str:
    secret = None if current_user.totp_on else current_user.totp_secret
    issuer = _("Zibo skills competitions")
    return render_template(
        "accounts/show_second_factor.html",
        form=form or (TurnOffForm() if current_user.totp_on else FirstCodeForm()),
        confirm=ConfirmForm(),
        secret=secret,
        picture=Markup(qr.svg(second_factor.address(secret, current_user.login, issuer))) if secret else "",  # noqa: S704
    )


@pages.post("/account/second-factor/begin")
@open_to(SIGNED_IN)
def begin_second_factor() -> Answer:
    """Make a secret and show it for the phone."""
    own.begin_second_factor(current_user, clock.now())
    return redirect(url_for("accounts.show_second_factor"))


@pages.post("/account/second-factor/on")
@open_to(SIGNED_IN)
def turn_on_second_factor() -> Answer:
    """Turn the second factor on."""
    form, at = FirstCodeForm(), clock.now()
    if form.validate_on_submit():
        with refusals_in(form):
            own.turn_on_second_factor(current_user, Code(form.code.data, at - clock.shift()), at)
            flash(_("The second factor is on. From now on you need your phone to sign in."), "success")
            return redirect(url_for("accounts.show_account"))
    return _second_factor_page(form), 422


@pages.post("/account/second-factor/off")
@open_to(SIGNED_IN)
def turn_off_second_factor() -> Answer:
    """Turn the second factor off."""
    form, at = TurnOffForm(), clock.now()
    if form.validate_on_submit():
        with refusals_in(form):
            code = Code(form.code.data, at - clock.shift())
            own.turn_off_second_factor(current_user, form.password.data, code, at)
            flash(_("The second factor is off."), "success")
            return redirect(url_for("accounts.show_account"))
    return _second_factor_page(form), 422


@pages.post("/account/sessions/<int:sign_in_id>/end")
@open_to(SIGNED_IN)
def end_session(sign_in_id: int) -> Answer:
    """End one of one's own sessions."""
    kept = found(queries.sign_in(sign_in_id))
    allow(access.may_end_session(current_user, kept))
    sessions.end_session(kept, current_user, clock.now())
    flash(_("The session has ended."), "success")
    return redirect(url_for("accounts.show_account"))


@pages.post("/account/sessions/end-others")
@open_to(SIGNED_IN)
def end_other_sessions() -> Answer:
    """End all of one's sessions but this one."""
    sessions.end_other_sessions(current_user, session[signing_in.TOKEN], clock.now())
    flash(_("All other sessions have ended."), "success")
    return redirect(url_for("accounts.show_account"))
