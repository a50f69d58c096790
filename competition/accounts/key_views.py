"""The office where keys for other bureaus' systems are issued, watched and ended."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from competition.accounts import api_keys, quotas
from competition.accounts.access import open_to
from competition.accounts.actions import keys
from competition.accounts.actions.keys import KeyData
from competition.accounts.forms import EndKeyForm, KeyForm
from competition.accounts.key_models import ApiKey
from competition.accounts.rules import Role
from competition.foundation import clock, formats
from competition.foundation.charts import Bar, Bars
from competition.foundation.forms import answered
from competition.foundation.texts import _
from competition.foundation.web import Answer, found

pages = Blueprint("keys", __name__, url_prefix="/office/accounts/keys")


@pages.app_errorhandler(quotas.KeyUnknown)
def tell_unknown_key(refusal: quotas.KeyUnknown) -> Answer:
    """Tell a program that its key does not count, as HTTP says it."""
    told = {"error": str(refusal.message), "faults": []}
    return told, refusal.status, {"WWW-Authenticate": 'Bearer error="invalid_token"'}


@pages.get("")
@open_to(Role.SECURITY_ADMIN)
def show_keys() -> Answer:
    """List the keys with their uses, and draw what all of them ask a day."""
    today = clock.today()
    used = api_keys.used(today)
    return render_template(
        "accounts/show_keys.html",
        used=used,
        days=api_keys.DAYS,
        chart_of_days=_uses(None) if used else None,
        anonymous=quotas.ANONYMOUS,
    )


def _uses(key_id: int | None) -> Bars:
    bars = [Bar(formats.day(day), (count,)) for day, count in api_keys.by_day(clock.today(), key_id)]
    says = _("How much was asked on each of the last %(days)s days of the city.", days=api_keys.DRAWN)
    return Bars(_("Requests by day"), says, _("Date"), (_("Requests"),), bars)


@pages.get("/new")
@open_to(Role.SECURITY_ADMIN)
def show_new_key() -> Answer:
    """Ask for a new key."""
    return _new_page(KeyForm())


def _new_page(form: KeyForm, status: int = 200) -> Answer:
    return render_template("accounts/show_new_key.html", form=form), status


@pages.post("/new")
@open_to(Role.SECURITY_ADMIN)
def issue_key() -> Answer:
    """Make a key and show it, once."""
    form = KeyForm()
    return answered(form, lambda: _issued(form), lambda: _new_page(form, 422))


def _issued(form: KeyForm) -> Answer:
    told = KeyData(form.holder.data or "", form.purpose.data or "", form.quota.data or 0)
    made, key = keys.issue_key(told, by=current_user, at=clock.now())
    # answered at once and never stored: a redirect would have to carry the key in a cookie
    return render_template("accounts/show_key_once.html", made=made, key=key), {"Cache-Control": "no-store"}


@pages.get("/<int:key_id>")
@open_to(Role.SECURITY_ADMIN)
def show_key(key_id: int) -> Answer:
    """Show a key: whose it is, what it asks a day, and the way to end it."""
    return _key_page(found(api_keys.one(key_id)))


def _key_page(key: ApiKey) -> str:
    form = EndKeyForm(formdata=None, seen_version=key.version)
    return render_template("accounts/show_key.html", key=key, uses=_uses(key.id), form=form)


@pages.post("/<int:key_id>/end")
@open_to(Role.SECURITY_ADMIN)
def end_key(key_id: int) -> Answer:
    """End a key."""
    key, form = found(api_keys.one(key_id)), EndKeyForm()
    keys.end_key(key, form.reason.data or "", form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The key is ended; whoever still sends it is told so."), "success")
    return redirect(url_for("accounts.keys.show_key", key_id=key.id))
