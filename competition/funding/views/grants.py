"""Pages of what other payers gave the winners of a competition."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found
from competition.funding import access, decisions, grant_words, grants
from competition.funding.actions import granting
from competition.funding.forms import ReasonForm
from competition.funding.grant_forms import GrantForm
from competition.plan import queries as plan
from competition.policy import queries as policies

pages = Blueprint("funding_grants", __name__, url_prefix="/office/funding")


@pages.route("/competitions/<int:competition_id>/others", methods=["GET", "POST"])
@open_to(*access.READERS)
def show_grants(competition_id: int) -> Answer:
    """Show what other payers gave winners of a competition; a finance officer enters it here."""
    competition = found(plan.competition(competition_id))
    allow(access.may_read_prizes(current_user, competition))
    winners, form, book = grants.winners(competition.id), GrantForm(), policies.book()
    form.offer(winners)
    if form.is_submitted():
        allow(access.may_decide(current_user))
    if form.validate_on_submit():
        with refusals_in(form):
            granting.enter_grant(competition, form.values, book, by=current_user, at=clock.now())
            flash(
                _("It is entered. Where the policy counts it, open prizes of this winner are worked out again."),
                "success",
            )
            return redirect(url_for("funding_grants.show_grants", competition_id=competition.id))
    page = render_template(
        "funding/show_grants.html",
        competition=competition,
        entries=grants.of_competition(competition.id),
        winners=winners,
        givers=grant_words.GIVERS,
        policy=decisions.policy(book, competition, decisions.HIGHEST),
        may=access.may_decide(current_user),
        form=form,
        confirm=ConfirmForm(formdata=None),
    )
    return page, 422 if form.errors else 200


@pages.post("/others/<int:grant_id>/back")
@open_to(Role.FINANCE_OFFICER)
def take_grant_back(grant_id: int) -> Answer:
    """Take an entry back by a new one."""
    allow(access.may_decide(current_user))
    grant = found(grants.one(grant_id))
    granting.take_grant_back(grant, ReasonForm().reason.data or "", policies.book(), by=current_user, at=clock.now())
    flash(_("The entry is taken back by a new one."), "success")
    return redirect(url_for("funding_grants.show_grants", competition_id=grant.competition_id))
