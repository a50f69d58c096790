"""Pairing tablets: the chief shows a code, the tablet that scans or types it is signed in as that judge for today."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup

from competition.accounts import signing_in
from competition.accounts.access import EVERYONE, allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, qr
from competition.foundation.errors import NotAllowed
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _, _l
from competition.foundation.web import Answer, found, limiter
from competition.judging import access, hall_queries, rosters, sheets
from competition.judging.actions import pairing
from competition.judging.forms import CodeForm

pages = Blueprint("pairing", __name__)
# what a paired tablet may open beside its own pages and their API
ITS_OWN = frozenset({"tablet", "panel", "evidence"})
ALSO = frozenset(
    {"hall.keep_pulse", "pairing.show_code", "pairing.use_code", "accounts.sign_out", "static", "switch_language",
     # it asks itself for the tablet's item
     "calibration.mark_calibration"}
)  # fmt: skip
failed_tries = limiter.limit("20/minute;200/hour", deduct_when=lambda answer: answer.status_code == 422)


@pages.before_app_request
def keep_to_the_tablet() -> Answer | None:
    """Let a paired tablet open nothing but the tablet's pages, and only those of its own item."""
    if not current_user.is_authenticated or (item_id := signing_in.bound_item()) is None:
        return None
    endpoint, given = request.endpoint or "", request.view_args or {}
    if endpoint in {"home.show_today", "home.show_front"}:
        return redirect(url_for("tablet.show_my_sheets"))
    if endpoint not in ALSO and endpoint.split(".")[0] not in ITS_OWN:
        raise NotAllowed(_l("This tablet was paired for marking. Sign in with your password on another device."))
    asked = {name: given[name] for name in ("sheet_id", "sub_id") if name in given}
    if asked and not sheets.belong_to(item_id, **asked):
        raise NotAllowed(_l("This tablet was paired for another item. The chief judge there pairs it anew."))
    return None


@pages.post("/office/judging/judges/<int:judge_id>/pairing")
@open_to(Role.CHIEF_JUDGE)
def offer_pairing(judge_id: int) -> Answer:
    """Show the code that makes a tablet this judge's today; it is shown once and lives two minutes."""
    judge = found(rosters.judge(judge_id))
    allow(access.is_chief(current_user, judge.item))
    code = pairing.offer_pairing(judge, by=current_user, at=clock.now())
    address = url_for("pairing.show_code", _external=True, _anchor=code)
    return render_template(
        "judging/show_pairing.html", item=judge.item, judge=judge, code=code, picture=Markup(qr.svg(address, 8)),  # noqa: S704 - our own drawing
        form=ConfirmForm(formdata=None), until=clock.now() + pairing.CODE_LIVES,
    )  # fmt: skip


@pages.post("/office/judging/pairings/<int:pairing_id>/end")
@open_to(Role.CHIEF_JUDGE)
def end_pairing(pairing_id: int) -> Answer:
    """End a paired tablet's session."""
    kept = found(hall_queries.pairing(pairing_id))
    allow(access.is_chief(current_user, kept.judge.item))
    pairing.end_pairing(kept, by=current_user, at=clock.now())
    flash(_("The tablet is signed out. Marks it has not sent stay on it."), "success")
    return redirect(url_for("hall.show_hall", item_id=kept.judge.item_id))


@pages.get("/pair")
@open_to(EVERYONE)
def show_code() -> Answer:
    """Ask for the code; one that was scanned stands in the address after the # and never reaches a log."""
    return render_template("judging/show_code.html", form=CodeForm(formdata=None))


@pages.post("/pair")
@failed_tries
@open_to(EVERYONE)
def use_code() -> Answer:
    """Sign this tablet in as the judge whose code it is."""
    form = CodeForm()
    if form.validate_on_submit():
        with refusals_in(form):
            user, token = pairing.use_code(form.code.data or "", signing_in.device(), at=clock.now())
            signing_in.begin_bound(user, token)
            return redirect(url_for("tablet.show_my_sheets"))
    return render_template("judging/show_code.html", form=form), 422
