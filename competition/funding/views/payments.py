"""Pages of accounts and payment lists."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found
from competition.funding import access, advances, decisions, paper_words, payouts, prize_papers, queries, recoveries
from competition.funding.actions import payments, settling
from competition.funding.forms import AccountForm, AnswerForm, PaidForm
from competition.funding.models import HostClaim, PaymentList, PrizeShare
from competition.plan import queries as plan
from competition.policy import queries as policies
from competition.registration import access as registration
from competition.results import appeals

pages = Blueprint("funding_payments", __name__, url_prefix="/office/funding")


@pages.get("/accounts")
@open_to(Role.DELEGATION_LEADER)
def show_accounts() -> Answer:
    """Show a unit's winners with the accounts their prizes are paid to, masked."""
    won = queries.prizes_of_units(registration.own_units(current_user))
    open_ = payouts.accounts_of(won)
    book = policies.book()
    missing = sum(1 for prize in won for share in prize.shares if share.id in open_ and not share.account)
    return render_template(
        "funding/show_accounts.html",
        prizes=won,
        missing=missing,
        open=open_,
        lists=prize_papers.of_prizes(won),
        last={prize.id: decisions.last_day_to_claim(prize, book) for prize in won},
        recoveries=recoveries.of_units(current_user),
    )


@pages.route("/shares/<int:share_id>/account", methods=["GET", "POST"])
@open_to(Role.DELEGATION_LEADER, Role.FINANCE_OFFICER)
def set_account(share_id: int) -> Answer:
    """Enter the account of a winner."""
    share = found(queries.share(share_id))
    allow(access.may_set_account(current_user, share))
    back, last = _after_account(share), decisions.last_day_to_claim(share.prize, policies.book())
    form = AccountForm(bank_name=share.bank_name)
    if form.validate_on_submit():
        with refusals_in(form):
            bank, account = form.bank_name.data or "", form.account.data or ""
            # after it the bureau claims for the unit
            until = None if access.may_decide(current_user) else last
            payments.set_account(share, bank, account, by=current_user, at=clock.now(), last=until)
            flash(_("The account of %(name)s is kept.", name=share.name_as_was), "success")
            return redirect(back)
    page = render_template("funding/set_account.html", share=share, form=form, back=back, last=last)
    return page, 422 if form.errors else 200


@pages.post("/shares/<int:share_id>/account/look")
@open_to(Role.FINANCE_OFFICER)
def see_share_account(share_id: int) -> Answer:
    """Show a winner's whole account once, with the reason recorded."""
    share = found(queries.share(share_id))
    return account_page(share, share.name_as_was, url_for("funding_prizes.show_prize", prize_id=share.prize_id))


@pages.get("/lists")
@open_to(*access.READERS)
def show_lists() -> Answer:
    """Show the payment lists of a year, and what the next one would hold."""
    allow(access.may_read_city(current_user))
    year = request.args.get("year", clock.today().year, int)
    approved = [prize for prize in queries.approved_prizes() if prize.amount_fen]
    held = appeals.held_lines([prize.line_id for prize in approved], clock.now())
    ready = [prize for prize in approved if prize.may_be_listed and prize.line_id not in held]
    waiting = [prize for prize in approved if not prize.may_be_listed]
    return render_template(
        "funding/show_lists.html",
        year=year,
        seasons=plan.seasons(),
        lists=queries.lists_of(year),
        claims=payouts.claims_to_pay(),
        ahead=advances.to_pay(),
        ready=ready,
        again=payouts.shares_to_pay_again(),
        lost=payouts.claims_without_account(),
        waiting=waiting,
        papers=prize_papers.of_prizes(waiting),
        paper_words=paper_words,
        held=[prize for prize in approved if prize.line_id in held],
        may=access.may_decide(current_user),
        form=ConfirmForm(),
        month=clock.today(),
    )


@pages.post("/lists")
@open_to(Role.FINANCE_OFFICER)
def prepare_list() -> Answer:
    """Prepare a payment list of all that is approved."""
    allow(access.may_decide(current_user))
    made = payments.prepare_list(by=current_user, at=clock.now())
    flash(_("Payment list %(number)s is prepared. Another finance officer releases it.", number=made.number), "success")
    return _to_list(made)


@pages.get("/lists/<int:list_id>")
@open_to(*access.READERS)
def show_list(list_id: int) -> Answer:
    """Show a payment list, accounts masked."""
    return list_page(_readable_list(list_id))


def list_page(shown: PaymentList, paid: PaidForm | None = None, answer: AnswerForm | None = None) -> Answer:
    """Show a payment list, with a form that was refused and why."""
    page = render_template(
        "funding/show_list.html",
        list=shown,
        may=access.may_decide(current_user),
        own=shown.prepared_by_id == current_user.id,
        form=ConfirmForm(formdata=None, seen_version=shown.version),
        answer=answer or AnswerForm(formdata=None),
        back=ConfirmForm(formdata=None),
        paid=paid or PaidForm(formdata=None, seen_version=shown.version, paid_on=clock.today()),
    )
    return page, 422 if paid or answer else 200


@pages.post("/lists/<int:list_id>/release")
@open_to(Role.FINANCE_OFFICER)
def release_list(list_id: int) -> Answer:
    """Release a payment list to the bank."""
    shown, form = _readable_list(list_id), ConfirmForm()
    allow(access.may_decide(current_user))
    payments.release_list(shown, form.seen_version.data, by=current_user, at=clock.now())
    flash(_("Payment list %(number)s is released.", number=shown.number), "success")
    return _to_list(shown)


@pages.post("/lists/<int:list_id>/paid")
@open_to(Role.FINANCE_OFFICER)
def mark_paid(list_id: int) -> Answer:
    """Note the day a list was paid; a day on which it cannot have been is said on the page."""
    shown, form = _readable_list(list_id), PaidForm()
    allow(access.may_decide(current_user))
    if form.validate_on_submit():
        with refusals_in(form):
            settling.mark_paid(shown, form.paid_on.data, form.seen_version.data, by=current_user, at=clock.now())
            flash(_("Payment list %(number)s is paid.", number=shown.number), "success")
            return _to_list(shown)
    return list_page(shown, paid=form)


def _readable_list(list_id: int) -> PaymentList:
    allow(access.may_read_city(current_user))
    return found(queries.payment_list(list_id))


def account_page(of: HostClaim | PrizeShare, name: str, back: str) -> Answer:
    """Show a whole account once; it is recorded and kept by no cache."""
    allow(access.may_see_account(current_user))
    account = payments.see_account(of, request.form.get("reason", ""), by=current_user, at=clock.now())
    answer = make_response(
        render_template("funding/see_account.html", name=name, bank_name=of.bank_name, account=account, back=back)
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _after_account(share: PrizeShare) -> str:
    if access.may_decide(current_user):
        return url_for("funding_prizes.show_prize", prize_id=share.prize_id)
    return url_for("funding_payments.show_accounts")


def _to_list(shown: PaymentList) -> Answer:
    return redirect(url_for("funding_payments.show_list", list_id=shown.id))
