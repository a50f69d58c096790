"""Pages of what changes shares and payments: a team's agreement, an exemption from tax, a host's new account."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found
from competition.funding import access, advances, payouts, queries
from competition.funding.actions import agreements, payments
from competition.funding.forms import AccountForm, AgreementForm, ExemptionForm
from competition.plan import queries as plan
from competition.policy import queries as policies

pages = Blueprint("funding_terms", __name__, url_prefix="/office/funding")


@pages.route("/prizes/<int:prize_id>/agreement", methods=["GET", "POST"])
@open_to(Role.FINANCE_OFFICER)
def agree_shares(prize_id: int) -> Answer:
    """Split a team's prize as the team agreed."""
    allow(access.may_decide(current_user))
    prize = found(queries.prize(prize_id))
    weights = prize.agreed or [1] * len(prize.shares)
    form = AgreementForm(weights=":".join(map(str, weights)), agreement=prize.agreement)
    if form.validate_on_submit():
        with refusals_in(form):
            seen = form.seen_version.data
            agreements.agree_shares(prize, form.values, policies.book(), seen, by=current_user, at=clock.now())
            flash(_("The shares follow the agreement. Another finance officer approves them."), "success")
            return redirect(url_for("funding_prizes.show_prize", prize_id=prize.id))
    if not form.is_submitted():
        form.seen_version.data = prize.version
    return render_template("funding/agree_shares.html", prize=prize, form=form), 422 if form.errors else 200


@pages.route("/competitions/<int:competition_id>/exemption", methods=["GET", "POST"])
@open_to(Role.FINANCE_OFFICER)
def mark_exempt(competition_id: int) -> Answer:
    """Mark a competition's prizes exempt from tax, or take that back."""
    allow(access.may_decide(current_user))
    competition = found(plan.competition(competition_id))
    form = ExemptionForm()
    if form.validate_on_submit():
        with refusals_in(form):
            ground, paper = form.ground.data or "", form.paper.data or ""
            agreements.mark_exempt(competition, ground, paper, policies.book(), by=current_user, at=clock.now())
            flash(_("No tax is withheld from these prizes. Another finance officer approves them."), "success")
            return redirect(url_for("funding_prizes.show_prizes", competition_id=competition.id))
    page = render_template(
        "funding/mark_exempt.html",
        competition=competition,
        there=queries.exemption(competition.id),
        form=form,
        confirm=ConfirmForm(formdata=None),
    )
    return page, 422 if form.errors else 200


@pages.post("/competitions/<int:competition_id>/exemption/end")
@open_to(Role.FINANCE_OFFICER)
def end_exemption(competition_id: int) -> Answer:
    """Take an exemption back."""
    allow(access.may_decide(current_user))
    competition = found(plan.competition(competition_id))
    agreements.end_exemption(competition, policies.book(), by=current_user, at=clock.now())
    flash(_("Tax is withheld again from what is not approved."), "success")
    return redirect(url_for("funding_prizes.show_prizes", competition_id=competition.id))


@pages.route("/claims/<int:claim_id>/new-account", methods=["GET", "POST"])
@open_to(Role.FINANCE_OFFICER, Role.HOST_OFFICER)
def set_claim_account(claim_id: int) -> Answer:
    """Enter a host's account again, after the bank could not pay to the one before."""
    claim = found(queries.claim(claim_id))
    allow(access.may_decide(current_user) or access.may_claim(current_user, claim.competition))
    form, back = AccountForm(bank_name=claim.bank_name), url_for("funding.show_claim", claim_id=claim.id)
    if form.validate_on_submit():
        with refusals_in(form):
            bank, account = form.bank_name.data or "", form.account.data or ""
            payments.set_account(claim, bank, account, by=current_user, at=clock.now())
            flash(_("The account of %(name)s is kept.", name=claim.account_name), "success")
            return redirect(back)
    advance = advances.of(claim)
    tried = [*(payouts.payments_of(advance) if advance else []), *payouts.payments_of(claim)]
    page = render_template(
        "funding/set_claim_account.html",
        claim=claim,
        tried=tried,
        form=form,
        back=back,
        decides=access.may_decide(current_user),
    )
    return page, 422 if form.errors else 200
