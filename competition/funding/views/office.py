"""Pages of the money: the year at a glance, and the claims of hosts."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, masking
from competition.foundation.forms import ConfirmForm
from competition.foundation.texts import _
from competition.foundation.web import Answer, found
from competition.funding import (
    access,
    account_words,
    advances,
    applications,
    balances,
    claim_rules,
    claim_words,
    decision_words,
    decisions,
    payouts,
    queries,
    recoveries,
    rules,
    today,
    words,
)
from competition.funding.actions import advancing, applying, claims
from competition.funding.applications import Application
from competition.funding.claim_forms import PaperForm
from competition.funding.claim_rules import AdvanceState
from competition.funding.decisions import Asked
from competition.funding.forms import ReasonForm
from competition.funding.models import HostClaim
from competition.funding.rules import ClaimState, PrizeState
from competition.funding.views.payments import account_page
from competition.plan import queries as plan
from competition.plan.rules import CompetitionState
from competition.policy import queries as policies
from competition.policy.book import Book

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
    mine = {competition.id: competition for competition in seen if access.may_claim(current_user, competition)}
    book, day = policies.book(), clock.today()
    open_ = {key for key, c in mine.items() if key not in made and decisions.may_apply(c, book, day)}
    return render_template(
        "funding/show_claims.html",
        year=year,
        seasons=plan.seasons(),
        competitions=seen,
        claims=made,
        may=set(mine),
        open=open_,
    )


@pages.get("/claims/<int:claim_id>")
@open_to(*access.READERS, Role.HOST_OFFICER)
def show_claim(claim_id: int) -> Answer:
    """Show a claim with its working: as decided, or as the tables give it now."""
    claim = found(queries.claim(claim_id))
    allow(access.may_see_claim(current_user, claim))
    book, competition, it = policies.book(), claim.competition, applications.of(claim)
    decides, may = access.may_decide(current_user), access.may_claim(current_user, competition)
    return render_template(
        "funding/show_claim.html",
        claim=claim,
        settled=decision_words.settled,
        it=it,
        **_sums(it, book),
        held=applications.as_held(competition.id) if competition.state is CompetitionState.HELD else None,
        missing=it.missing(decisions.required_papers(competition, book)),
        last_days=decisions.last_days(competition, book),
        form=ConfirmForm(seen_version=claim.version),
        paper=PaperForm(formdata=None),
        decides=decides,
        returns=decides and claim.state in claim_rules.RETURNABLE,
        refuses=decides and rules.may_move_claim(claim.state, ClaimState.REFUSED),
        own=current_user.id in (claim.submitted_by_id, claim.accounted_by_id),
        sees=access.may_see_account(current_user),
        look=ConfirmForm(),
        may=may,
        inspects=access.may_inspect(current_user, claim),
        writes=may and claim.state in applying.OPEN,
        city=access.may_read_city(current_user),
        tried=payouts.payments_of(claim),
        opens_account=payouts.account_is_open(claim) and (may or decides),
    )


def _sums(it: Application, book: Book) -> dict[str, Any]:
    claim, advance = it.claim, advances.of(it.claim)
    return {
        "decision": claim.decision or _worked_now(it, book),
        "advance": advance,
        "advance_now": _advance_now(it, book) if claim.state is ClaimState.ADMITTED and not claim.round else None,
        "recovery": recoveries.of_advance(advance) if advance else None,
        "ahead": payouts.payments_of(advance) if advance else [],
    }


def _worked_now(it: Application, book: Book) -> dict[str, Any]:
    competition, ahead = it.claim.competition, advances.of(it.claim)
    paid = ahead.amount_fen if ahead and ahead.state is AdvanceState.PAID else 0
    ahead_of_it = it.claim.state is not ClaimState.INSPECTED
    worked = decisions.for_host(competition, _asked(it, it.basis[1], paid, book), book, beforehand=ahead_of_it)
    return decisions.kept(worked, decisions.figures(book, competition, *decisions.HOST_KEPT))


def _advance_now(it: Application, book: Book) -> dict[str, Any]:
    competition = it.claim.competition
    return advances.kept(advances.worked(competition, _asked(it, 0, 0, book), book), competition, book)


def _asked(it: Application, eligible_fen: int, ahead_fen: int, book: Book) -> Asked:
    competition = it.claim.competition
    budget, district = balances.of_year(competition.season.year), it.claim.organisation.division_code
    left = balances.most_of(budget, district, decisions.parts(book, competition, decisions.HOST_PAYERS)) + ahead_fen
    had, items = applications.granted_else(competition), applications.items_of(competition)
    return Asked(it.claim.requested_fen, eligible_fen, left, had, items)


@pages.post("/claims/<int:claim_id>/admit")
@open_to(Role.FINANCE_OFFICER)
def admit_claim(claim_id: int) -> Answer:
    """Admit an application."""
    claim, form = _claim_to_decide(claim_id), ConfirmForm()
    claims.admit_claim(claim, policies.book(), form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The application is admitted. Its host accounts for it after the competition."), "success")
    return _to_claim(claim)


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
    reason, seen = form.reason.data or "", form.seen_version.data
    claims.refuse_claim(claim, reason, policies.book(), seen, by=current_user, at=clock.now())
    flash(_("The claim is refused."), "success")
    return _to_claim(claim)


@pages.post("/claims/<int:claim_id>/advance")
@open_to(Role.FINANCE_OFFICER)
def approve_advance(claim_id: int) -> Answer:
    """Approve what is paid ahead of the competition."""
    claim, form = _claim_to_decide(claim_id), ConfirmForm()
    shown = request.form.get("shown", None, int)
    advancing.approve_advance(claim, policies.book(), form.seen_version.data, current_user, clock.now(), shown)
    flash(_("The advance is approved. It goes on the next payment list."), "success")
    return _to_claim(claim)


@pages.post("/claims/<int:claim_id>/advance/end")
@open_to(Role.FINANCE_OFFICER)
def end_advance(claim_id: int) -> Answer:
    """Take the approval of an advance back."""
    claim, form = _claim_to_decide(claim_id), ReasonForm()
    advancing.end_advance(claim, form.reason.data or "", by=current_user, at=clock.now())
    flash(_("The approval of the advance is taken back."), "success")
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


def _to_claim(claim: HostClaim) -> Answer:
    return redirect(url_for("funding.show_claim", claim_id=claim.id))


@pages.app_context_processor
def words_of_funding() -> dict[str, object]:
    """Let every page name the money's states alike, and mask accounts alike."""
    return {
        "funding_words": words,
        "account_words": account_words,
        "claim_words": claim_words,
        "is_met": claim_rules.is_met,
        "masked_account": lambda account: masking.masked("account", account),
        "masked_payee": words.payee,
    }
