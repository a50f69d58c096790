"""Pages of a final account: invoices entered, read and taken out, the host's report, the review and the inspection."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, spreadsheets
from competition.foundation.errors import Refused
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _, _n
from competition.foundation.web import Answer, found, send_file
from competition.funding import access, applications, cost_imports, decisions, exports, queries
from competition.funding.actions import accounting, claims
from competition.funding.actions.claims import Said
from competition.funding.applications import Application
from competition.funding.claim_forms import CostForm, CostsFileForm, InspectionForm, ReportForm, piece_of
from competition.funding.models import HostClaim
from competition.funding.rules import ClaimState
from competition.policy import queries as policies

pages = Blueprint("funding_accounts", __name__, url_prefix="/office/funding/claims/<int:claim_id>")
SAID = {"yes": True, "no": False}


@pages.get("/account-lines")
@open_to(*access.READERS, Role.HOST_OFFICER)
def show_account(claim_id: int) -> Answer:
    """Show a final account: its host writes it here, an officer reviews it."""
    application = _readable(claim_id)
    wanted = request.args.get("invoice", 0, int)
    return _page(application, CostForm.of(next((one for one in application.costs if one.id == wanted), None)))


def _page(
    application: Application,
    form: CostForm,
    file: CostsFileForm | None = None,
    said: Mapping[int, Said] | None = None,
    refusal: Refused | None = None,
) -> Answer:
    claim = application.claim
    page = render_template(
        "funding/show_account.html",
        it=application,
        claim=claim,
        form=form,
        file=file or CostsFileForm(formdata=None),
        said=said or {cost.id: Said(cost.eligible, cost.reason) for cost in application.costs},
        refusal=refusal,
        writes=claim.state is ClaimState.ADMITTED and access.may_claim(current_user, claim.competition),
        reviews=claim.state is ClaimState.ACCOUNTED and access.may_decide(current_user),
        own=claim.accounted_by_id == current_user.id,
        last_day=decisions.last_days(claim.competition, policies.book())[1],
        confirm=ConfirmForm(formdata=None, seen_version=claim.version),
    )
    return page, 422 if refusal or form.errors or (file and file.errors) or form.form_errors else 200


@pages.post("/account-lines")
@open_to(Role.HOST_OFFICER, Role.ORGANISER)
def put_cost(claim_id: int) -> Answer:
    """Write an invoice into the account, with its paper where one was chosen."""
    claim, form = _own(claim_id), CostForm()
    if form.validate_on_submit():
        with refusals_in(form):
            piece, at = piece_of(form.paper) if form.paper.chosen else None, clock.now()
            accounting.put_cost(claim, form.line, by=current_user, at=at, cost_id=form.changes, piece=piece)
            flash(_("Invoice %(number)s is kept.", number=form.line.number), "success")
            return _to_account(claim)
    return _page(applications.of(claim), form)


@pages.post("/account-lines/drop")
@open_to(Role.HOST_OFFICER, Role.ORGANISER)
def drop_cost(claim_id: int) -> Answer:
    """Take an invoice out of the account."""
    claim = _own(claim_id)
    accounting.drop_cost(claim, request.form.get("cost", 0, int), by=current_user, at=clock.now())
    flash(_("The invoice is taken out."), "success")
    return _to_account(claim)


@pages.post("/account-lines/file")
@open_to(Role.HOST_OFFICER, Role.ORGANISER)
def put_costs(claim_id: int) -> Answer:
    """Let a workbook be the whole account, or name everything that is wrong in it."""
    claim, file = _own(claim_id), CostsFileForm()
    if file.validate_on_submit():
        with refusals_in(file):
            lines, faults = cost_imports.read(file.workbook.data.read())
            if faults:
                raise Refused(_("Nothing was stored. Mend these rows and send the file again."), faults=faults)
            count = accounting.put_costs(claim, lines, by=current_user, at=clock.now())
            told = _n("The account holds %(num)s invoice now.", "The account holds %(num)s invoices now.", count)
            flash(told, "success")
            return _to_account(claim)
    return _page(applications.of(claim), CostForm(formdata=None), file)


@pages.post("/account-lines.xlsx")
@open_to(*access.READERS, Role.HOST_OFFICER)
def export_costs(claim_id: int) -> Answer:
    """Take the account out as Excel, to read or to fill in and send again."""
    application = _readable(claim_id)
    content = exports.costs_sheet(application, current_user.name, clock.now())
    return send_file(content, f"{application.claim.competition.name}-决算.xlsx", spreadsheets.MEDIA_TYPE)


@pages.route("/report", methods=["GET", "POST"])
@open_to(Role.HOST_OFFICER, Role.ORGANISER)
def report(claim_id: int) -> Answer:
    """Say what was reached of each aim, beside what the system itself knows."""
    claim = _own(claim_id)
    claim.must_be(ClaimState.ADMITTED)
    application, held = applications.of(claim), applications.as_held(claim.competition_id)
    known = {f"reached_{aim}": held.of(aim) for aim in application.aims}
    told = {f"reached_{aim}": one.reached for aim, one in application.aims.items() if one.reached is not None}
    form = ReportForm(self_report=claim.self_report, **{**known, **told})
    if form.validate_on_submit():
        with refusals_in(form):
            accounting.report(claim, form.values, by=current_user, at=clock.now())
            flash(_("The report is kept."), "success")
            return _to_account(claim)
    page = render_template("funding/report.html", it=application, claim=claim, form=form, held=held)
    return page, 422 if form.errors else 200


@pages.post("/account-lines/send")
@open_to(Role.HOST_OFFICER, Role.ORGANISER)
def send_account(claim_id: int) -> Answer:
    """Send the final account."""
    claim, form = _own(claim_id), ConfirmForm()
    accounting.send_account(claim, policies.book(), form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The final account was sent."), "success")
    return _to_claim(claim)


@pages.post("/review")
@open_to(Role.FINANCE_OFFICER)
def review_account(claim_id: int) -> Answer:
    """Say of every invoice whether it is eligible; what was said stays on the page where something is missing."""
    allow(access.may_decide(current_user))
    application, form = _readable(claim_id), ConfirmForm()
    said = {
        cost.id: Said(
            SAID.get(request.form.get(f"eligible-{cost.id}", "")), request.form.get(f"reason-{cost.id}", "")[:300]
        )
        for cost in application.costs
    }
    try:
        claims.review_account(application.claim, said, form.seen_version.data, by=current_user, at=clock.now())
    except Refused as refusal:
        if not refusal.faults or refusal.status != Refused.status:
            raise
        return _page(_readable(claim_id), CostForm(formdata=None), said=said, refusal=refusal)
    flash(_("The review is kept. Another person notes the inspection."), "success")
    return _to_claim(application.claim)


@pages.route("/inspection", methods=["GET", "POST"])
@open_to(Role.FINANCE_OFFICER, Role.ORGANISER)
def inspect_claim(claim_id: int) -> Answer:
    """Note what an inspection found."""
    claim = found(queries.claim(claim_id))
    allow(access.may_inspect(current_user, claim))
    claim.must_be(ClaimState.REVIEWED)
    form = InspectionForm()
    if form.validate_on_submit():
        with refusals_in(form):
            claims.inspect_claim(claim, form.found, form.seen_version.data, by=current_user, at=clock.now())
            flash(_("The inspection is noted."), "success")
            return _to_claim(claim)
    if not form.is_submitted():
        form.seen_version.data, form.inspected_on.data = claim.version, clock.today()
    page = render_template(
        "funding/inspect_claim.html",
        it=applications.of(claim),
        claim=claim,
        form=form,
        held=applications.as_held(claim.competition_id),
        own=current_user.id in (claim.reviewed_by_id, claim.accounted_by_id),
    )
    return page, 422 if form.errors else 200


def _own(claim_id: int) -> HostClaim:
    claim = found(queries.claim(claim_id))
    allow(access.may_claim(current_user, claim.competition))
    return claim


def _readable(claim_id: int) -> Application:
    claim = found(queries.claim(claim_id))
    allow(access.may_see_claim(current_user, claim))
    return applications.of(claim)


def _to_account(claim: HostClaim) -> Answer:
    return redirect(url_for("funding_accounts.show_account", claim_id=claim.id))


def _to_claim(claim: HostClaim) -> Answer:
    return redirect(url_for("funding.show_claim", claim_id=claim.id))
