"""Pages of the budget: a year's appropriations, their ledger, money entered, changed and carried over."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, spreadsheets
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, send_file
from competition.funding import access, balances, exports, pictures
from competition.funding.actions import budgets
from competition.funding.forms import BudgetForm, ChangeForm
from competition.funding.ledger_models import Appropriation

pages = Blueprint("funding_budgets", __name__, url_prefix="/office/funding/budget")
MOST = 200


@pages.get("")
@open_to(*access.READERS)
def show_budget() -> Answer:
    """Show what each appropriation of a year holds."""
    allow(access.may_read_city(current_user))
    year = request.args.get("year", clock.today().year, int)
    there = balances.budgets(year)
    return render_template(
        "funding/show_budget.html",
        year=year,
        years=sorted({*balances.years(), clock.today().year}, reverse=True),
        budgets=there,
        chart=pictures.budget(year, there),
        may=access.may_decide(current_user),
        export=ConfirmForm(),
    )


@pages.route("/new", methods=["GET", "POST"])
@open_to(Role.FINANCE_OFFICER)
def enter_budget() -> Answer:
    """Enter money given for a year."""
    allow(access.may_decide(current_user))
    form = BudgetForm(year=request.args.get("year", clock.today().year, int))
    if form.validate_on_submit():
        with refusals_in(form):
            made = budgets.appropriate(form.values, by=current_user, at=clock.now())
            flash(_("“%(name)s” is entered.", name=made.name), "success")
            return redirect(url_for("funding_budgets.show_budget", year=made.year))
    return render_template("funding/enter_budget.html", form=form), 422 if form.errors else 200


@pages.route("/<int:appropriation_id>", methods=["GET", "POST"])
@open_to(*access.READERS)
def show_appropriation(appropriation_id: int) -> Answer:
    """Show an appropriation with its newest entries; a finance officer changes its amount here."""
    shown = _readable(appropriation_id)
    form = ChangeForm()
    if form.is_submitted():
        allow(access.may_decide(current_user))
    if form.validate_on_submit():
        with refusals_in(form):
            paper = form.document_number.data or ""
            budgets.change_amount(shown, form.amount.fen or 0, paper, by=current_user, at=clock.now())
            flash(_("The amount is changed by a new entry."), "success")
            return redirect(url_for("funding_budgets.show_appropriation", appropriation_id=shown.id))
    (holds,) = (one.holds for one in balances.budgets(shown.year) if one.appropriation.id == shown.id)
    page = render_template(
        "funding/show_appropriation.html",
        of=shown,
        holds=holds,
        entries=balances.entries_of(shown.id, MOST),
        most=MOST,
        may=access.may_decide(current_user),
        may_carry=shown.carries_over
        and shown.left_fen
        and shown.year < clock.today().year
        and not balances.carried_on(shown.id),
        form=form,
        confirm=ConfirmForm(formdata=None),
    )
    return page, 422 if form.errors else 200


@pages.post("/<int:appropriation_id>/carry")
@open_to(Role.FINANCE_OFFICER)
def carry_over(appropriation_id: int) -> Answer:
    """Carry what is left into the next year."""
    allow(access.may_decide(current_user))
    made = budgets.carry_over(_readable(appropriation_id), by=current_user, at=clock.now())
    flash(_("What was left stands in %(year)s now.", year=made.year), "success")
    return redirect(url_for("funding_budgets.show_budget", year=made.year))


@pages.post("/<int:year>.xlsx")
@open_to(*access.READERS)
def export_budget(year: int) -> Answer:
    """Take a year's budget out as Excel."""
    allow(access.may_read_city(current_user))
    content = exports.budget_sheet(year, balances.budgets(year), current_user.name, clock.now())
    return send_file(content, f"预算{year}.xlsx", spreadsheets.MEDIA_TYPE)


def _readable(appropriation_id: int) -> Appropriation:
    allow(access.may_read_city(current_user))
    return found(balances.appropriation(appropriation_id))
