"""Pages of a host's application: begun, changed, its papers added and looked at, and sent."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, show_file
from competition.funding import access, applications, claim_words, decisions, papers, queries
from competition.funding.actions import applying
from competition.funding.claim_forms import ClaimForm, PaperForm
from competition.funding.claim_models import ClaimPaper
from competition.funding.claim_rules import PaperKind
from competition.funding.models import HostClaim
from competition.plan import queries as plan
from competition.plan.models import Competition
from competition.policy import queries as policies

pages = Blueprint("funding_host", __name__, url_prefix="/office/funding")


@pages.route("/competitions/<int:competition_id>/claim", methods=["GET", "POST"])
@open_to(Role.HOST_OFFICER, Role.ORGANISER)
def open_claim(competition_id: int) -> Answer:
    """Begin the application for a competition's subsidy; what the tables give stands beside the form."""
    competition = found(plan.competition(competition_id))
    allow(access.may_claim(current_user, competition))
    if (there := queries.claim_of(competition.id)) is not None and request.method == "GET":
        return _to_claim(there)
    form = ClaimForm(account_name=competition.host.name)
    if form.validate_on_submit():
        with refusals_in(form):
            claim = applying.open_claim(competition, form.values, policies.book(), by=current_user, at=clock.now())
            flash(_("The application is kept. Add its papers, then send it."), "success")
            return _to_claim(claim)
    return _claim_form(form, competition, None)


@pages.route("/claims/<int:claim_id>/edit", methods=["GET", "POST"])
@open_to(Role.HOST_OFFICER, Role.ORGANISER)
def change_claim(claim_id: int) -> Answer:
    """Change an application that is not sent or was returned."""
    claim = _own(claim_id)
    claim.must_be(*applying.OPEN)
    form = ClaimForm.of(applications.of(claim))
    if form.validate_on_submit():
        with refusals_in(form):
            applying.change_claim(claim, form.values, form.seen_version.data, by=current_user, at=clock.now())
            flash(_("The application is kept."), "success")
            return _to_claim(claim)
    if not form.is_submitted():
        form.seen_version.data = claim.version
    return _claim_form(form, claim.competition, claim)


@pages.post("/claims/<int:claim_id>/send")
@open_to(Role.HOST_OFFICER, Role.ORGANISER)
def send_claim(claim_id: int) -> Answer:
    """Send an application."""
    claim, form = _own(claim_id), ConfirmForm()
    applying.send_claim(claim, policies.book(), form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The application was sent. You see here where it stands."), "success")
    return _to_claim(claim)


@pages.post("/claims/<int:claim_id>/papers")
@open_to(Role.HOST_OFFICER, Role.ORGANISER)
def add_paper(claim_id: int) -> Answer:
    """Keep a paper with an application."""
    claim, form = _own(claim_id), PaperForm()
    form.must_be_valid()
    kind = PaperKind(form.kind.data)
    applying.add_paper(claim, kind, form.piece, by=current_user, at=clock.now())
    flash(_("“%(paper)s” is kept.", paper=claim_words.PAPERS[kind]), "success")
    return _to_claim(claim, "papers")


@pages.post("/claims/<int:claim_id>/papers/drop")
@open_to(Role.HOST_OFFICER, Role.ORGANISER)
def drop_paper(claim_id: int) -> Answer:
    """Take a paper out again."""
    claim = _own(claim_id)
    applying.drop_paper(claim, request.form.get("paper", 0, int), by=current_user, at=clock.now())
    flash(_("The paper is taken out."), "success")
    if request.form.get("back") == "account":
        return redirect(url_for("funding_accounts.show_account", claim_id=claim.id))
    return _to_claim(claim, "papers")


@pages.get("/claim-papers/<int:document_id>")
@open_to(*access.READERS, Role.HOST_OFFICER)
def show_paper(document_id: int) -> Answer:
    """Show a paper of a claim to whoever may read the claim."""
    paper = found(applications.paper(document_id))
    allow(access.may_see_claim(current_user, found(paper.claim)))
    return paper_page(paper)


def paper_page(paper: ClaimPaper) -> Answer:
    """Show the file of a paper here; one that was destroyed says under which list."""
    paper.must_be_kept()
    return show_file(found(paper.content), papers.file_name(paper), paper.media_type)


def _own(claim_id: int) -> HostClaim:
    claim = found(queries.claim(claim_id))
    allow(access.may_claim(current_user, claim.competition))
    return claim


def _claim_form(form: ClaimForm, competition: Competition, claim: HostClaim | None) -> Answer:
    book = policies.book()
    page = render_template(
        "funding/claim_form.html",
        form=form,
        competition=competition,
        claim=claim,
        needs=decisions.needs(competition, book),
        policy=decisions.policy(book, competition, *decisions.HOST_KEPT),
        most=decisions.most_for_host(competition, book),
        required=decisions.required_papers(competition, book),
        last_days=decisions.last_days(competition, book),
    )
    return page, 422 if form.errors else 200


def _to_claim(claim: HostClaim, anchor: str | None = None) -> Answer:
    return redirect(url_for("funding.show_claim", claim_id=claim.id, _anchor=anchor))
