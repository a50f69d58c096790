"""Pages of the money: the year at a glance, and the claims of hosts."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, masking
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found
from competition.funding import access, balances, decisions, payouts, queries, today, words
from competition.funding.actions import claims
from competition.funding.forms import ClaimForm, ReasonForm
from competition.funding.models import HostClaim
from competition.funding.rules import ClaimState, PrizeState
from competition.funding.views.payments import account_page
from competition.plan import queries as plan
from competition.plan.models import Competition
from competition.policy import queries as policies

pages = Blueprint("funding", __name__, url_prefix="/office/funding")


@pages.get("/overview")
@open_to(*access.READERS)
def show_overview() -> Answer:
    """Show a year's subsidies, prizes and payment lists, and what waits."""
    year = request.args.get("year", clock.today().year, int)
    money, book = queries.overview(year, current_user), policies.book()
    return render_template(
        "funding/show_overview.html",
        year=year,
        seasons=plan.seasons(),
        money=money,
        prized={competition.id for competition in money.competitions if decisions.has_prizes(competition, book)},
        waiting=[one for one in today.for_finance(current_user) if one.count]
        if access.may_decide(current_user)
        else [],
        city=access.may_read_city(current_user),
        granted=(PrizeState.APPROVED, PrizeState.LISTED, PrizeState.PAID),
    )


@pages.get("/claims")
@open_to(*access.READERS, Role.HOST_OFFICER)
def show_claims() -> Answer:
    """Show the claims of a year's competitions, as far as this person makes or reads them."""
    year = request.args.get("year", clock.today().year, int)
    seen = [c for c in plan.competitions_of(year, current_user) if decisions.in_plan(c)]
    made = queries.claims_of([competition.id for competition in seen])
    may = {competition.id for competition in seen if access.may_claim(current_user, competition)}
    return render_template(
        "funding/show_claims.html", year=year, seasons=plan.seasons(), competitions=seen, claims=made, may=may
    )


@pages.route("/competitions/<int:competition_id>/claim", methods=["GET", "POST"])
@open_to(Role.HOST_OFFICER, Role.ORGANISER)
def submit_claim(competition_id: int) -> Answer:
    """Claim the subsidy of a competition; what the tables give stands beside the form."""
    competition = found(plan.competition(competition_id))
    allow(access.may_claim(current_user, competition))
    if (there := queries.claim_of(competition.id)) is not None and request.method == "GET":
        return _to_claim(there)
    form = ClaimForm(account_name=competition.host.name)
    if form.validate_on_submit():
        with refusals_in(form):
            claim = claims.submit_claim(competition, form.values, by=current_user, at=clock.now())
            flash(_("The claim was sent. You see here where it stands."), "success")
            return _to_claim(claim)
    return _claim_form(form, competition, None)


@pages.route("/claims/<int:claim_id>/again", methods=["GET", "POST"])
@open_to(Role.HOST_OFFICER, Role.ORGANISER)
def send_claim_again(claim_id: int) -> Answer:
    """Mend a returned claim and send it again."""
    claim = found(queries.claim(claim_id))
    allow(access.may_claim(current_user, claim.competition))
    form = ClaimForm.of(claim)
    if form.validate_on_submit():
        with refusals_in(form):
            claims.send_claim_again(claim, form.values, form.seen_version.data, by=current_user, at=clock.now())
            flash(_("The claim was sent again."), "success")
            return _to_claim(claim)
    if not form.is_submitted():
        form.seen_version.data = claim.version
    return _claim_form(form, claim.competition, claim)


@pages.get("/claims/<int:claim_id>")
@open_to(*access.READERS, Role.HOST_OFFICER)
def show_claim(claim_id: int) -> Answer:
    """Show a claim with its working: as decided, or as the tables give it now."""
    claim = found(queries.claim(claim_id))
    allow(access.may_see_claim(current_user, claim))
    book, competition = policies.book(), claim.competition
    decision = claim.decision
    if decision is None:
        left = balances.most_left(competition.season.year, claim.organisation.division_code)
        worked = decisions.for_host(competition, claim.requested_fen, claim.eligible_fen, book, left)
        decision = decisions.kept(worked, decisions.figures(book, competition, *decisions.HOST))
    return render_template(
        "funding/show_claim.html",
        claim=claim,
        decision=decision,
        form=ConfirmForm(seen_version=claim.version),
        decides=access.may_decide(current_user) and claim.state in (ClaimState.SUBMITTED, ClaimState.APPROVED),
        own=claim.submitted_by_id == current_user.id,
        sees=access.may_see_account(current_user),
        look=ConfirmForm(),
        may=access.may_claim(current_user, competition),
        decides_money=access.may_decide(current_user),
        tried=payouts.payments_of(claim),
        opens_account=payouts.account_is_open(claim),
    )


@pages.post("/claims/<int:claim_id>/approve")
@open_to(Role.FINANCE_OFFICER)
def approve_claim(claim_id: int) -> Answer:
    """Approve a claim."""
    claim, form = _claim_to_decide(claim_id), ConfirmForm()
    shown = request.form.get("shown", None, int)
    claims.approve_claim(claim, policies.book(), form.seen_version.data, current_user, clock.now(), shown)
    flash(_("The claim is approved. It goes on the next payment list."), "success")
    return _to_claim(claim)


@pages.post("/claims/<int:claim_id>/return")
@open_to(Role.FINANCE_OFFICER)
def return_claim(claim_id: int) -> Answer:
    """Return a claim."""
    claim, form = _claim_to_decide(claim_id), ReasonForm()
    claims.return_claim(claim, form.reason.data or "", form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The claim went back to its host."), "success")
    return _to_claim(claim)


@pages.post("/claims/<int:claim_id>/refuse")
@open_to(Role.FINANCE_OFFICER)
def refuse_claim(claim_id: int) -> Answer:
    """Refuse a claim."""
    claim, form = _claim_to_decide(claim_id), ReasonForm()
    claims.refuse_claim(claim, form.reason.data or "", form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The claim is refused."), "success")
    return _to_claim(claim)


@pages.post("/claims/<int:claim_id>/account")
@open_to(Role.FINANCE_OFFICER)
def see_claim_account(claim_id: int) -> Answer:
    """Show a host's whole account once, with the reason recorded."""
    claim = found(queries.claim(claim_id))
    return account_page(claim, claim.account_name, url_for("funding.show_claim", claim_id=claim.id))


def _claim_to_decide(claim_id: int) -> HostClaim:
    allow(access.may_decide(current_user))
    return found(queries.claim(claim_id))


def _claim_form(form: ClaimForm, competition: Competition, claim: HostClaim | None) -> Answer:
    book = policies.book()
    page = render_template(
        "funding/claim_form.html",
        form=form,
        competition=competition,
        claim=claim,
        needs=decisions.needs(competition, book),
        policy=decisions.policy(book, competition, *decisions.HOST),
        most=decisions.most_for_host(competition, book),
    )
    return page, 422 if form.errors else 200


def _to_claim(claim: HostClaim) -> Answer:
    return redirect(url_for("funding.show_claim", claim_id=claim.id))


@pages.app_context_processor
def words_of_funding() -> dict[str, object]:
    """Let every page name the money's states alike, and mask accounts alike."""
    return {
        "funding_words": words,
        "masked_account": lambda account: masking.masked("account", account),
        "masked_payee": words.payee,
    }
