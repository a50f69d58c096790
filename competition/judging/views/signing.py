"""Signing on the tablet and in the office: a judge their checked sheets, the chief judge whole forms."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.forms import refusals_in
from competition.foundation.texts import _, _n
from competition.foundation.web import Answer, found
from competition.judging import access, rosters, signatures
from competition.judging.actions import signing
from competition.judging.forms import SigningForm, shown_of
from competition.judging.signatures import Standing

pages = Blueprint("signing", __name__)
FOLLOWERS = frozenset({Role.ORGANISER, Role.CHIEF_JUDGE, Role.SUPERVISOR, Role.AUDITOR})


@pages.route("/tablet/items/<int:item_id>/signing", methods=["GET", "POST"])
@open_to(Role.JUDGE)
def show_signing(item_id: int) -> Answer:
    """Show a judge their checked sheets form by form, and sign those chosen."""
    item, form = found(rosters.item(item_id)), SigningForm()
    allow(access.may_sign(current_user, item))
    judge = found(rosters.seat(current_user.id, item_id))
    if form.validate_on_submit():
        with refusals_in(form):
            shown = shown_of(request.form.getlist("form"))
            made = signing.sign_sheets(item, shown, form.hand, by=current_user, at=clock.now())
            flash(_n("%(num)s sheet is signed.", "%(num)s sheets are signed.", made.sheets), "success")
            return redirect(url_for("signing.show_signing", item_id=item_id))
    due: dict[int, list[Standing]] = {}
    for each in signatures.to_sign(item_id, judge.id) if signatures.are_asked_for(item_id) else ():
        due.setdefault(each.row.sub_id, []).append(each)
    own = [each for each in signatures.of_item(item_id) if each.judge_id == judge.id]
    page = render_template(
        "judging/show_signing.html", item=item, form=form, due=due, own=own, fingerprint=signatures.fingerprint,
        chosen=request.args.get("form", 0, int),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@pages.route("/office/judging/items/<int:item_id>/signatures", methods=["GET", "POST"])
@open_to(FOLLOWERS)
def show_signatures(item_id: int) -> Answer:
    """Show who signed which form and who has yet to; the chief judge signs and locks those that are ready."""
    item, form = found(rosters.item(item_id)), SigningForm()
    allow(access.may_see_progress(current_user, item))
    if form.is_submitted():
        allow(access.is_chief(current_user, item))
    if form.validate_on_submit():
        with refusals_in(form):
            shown = shown_of(request.form.getlist("form"))
            made = signing.sign_and_lock(item, shown, form.hand, by=current_user, at=clock.now())
            flash(_("Signed and locked: %(forms)s.", forms=made.forms), "success")
            return redirect(url_for("signing.show_signatures", item_id=item_id))
    asked = signatures.are_asked_for(item_id)
    page = render_template(
        "judging/show_signatures.html", item=item, form=form, asked=asked, signed=signatures.of_item(item_id),
        forms=signatures.by_form(item_id) if asked else [],
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200
