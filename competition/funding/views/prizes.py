"""Pages of prizes: proposed, approved, held, each with its working."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.forms import ConfirmForm
from competition.foundation.texts import _, _n
from competition.foundation.web import Answer, found
from competition.funding import (
    access,
    balances,
    decisions,
    grants,
    paper_words,
    payouts,
    prize_papers,
    queries,
    recoveries,
)
from competition.funding.actions import prizes
from competition.funding.forms import ApproveForm, ReasonForm
from competition.funding.models import Prize
from competition.funding.rules import PrizeState
from competition.plan import queries as plan
from competition.plan.models import Competition
from competition.policy import queries as policies
from competition.policy.book import Book

pages = Blueprint("funding_prizes", __name__, url_prefix="/office/funding")


@pages.get("/competitions/<int:competition_id>/prizes")
@open_to(*access.READERS)
def show_prizes(competition_id: int) -> Answer:
    """Show the prizes of a competition, and whether announced results wait for theirs."""
    competition = found(plan.competition(competition_id))
    allow(access.may_read_prizes(current_user, competition))
    listed = queries.prizes_of(competition.id)
    proposed = [p for p in listed if p.state is PrizeState.PROPOSED and p.stands]
    to_approve = [p for p in proposed if p.proposed_by_id != current_user.id]
    shown = ",".join(f"{prize.id}:{prize.version}" for prize in to_approve)
    book = policies.book()
    return render_template(
        "funding/show_prizes.html",
        competition=competition,
        prizes=listed,
        standing=[prize for prize in listed if prize.stands],
        to_approve=to_approve,
        unproposed=queries.unproposed_of(competition.id) if decisions.has_prizes(competition, book) else 0,
        has_prizes=decisions.has_prizes(competition, book),
        policy=decisions.policy(book, competition, *decisions.PRIZE_KEPT, decisions.COACH[0]),
        pays_coaches=decisions.pays_coaches(competition, book),
        may=access.may_decide(current_user),
        exemption=queries.exemption(competition.id),
        others=grants.sum_of(competition.id),
        left=_left(competition, book) if to_approve else {},
        form=ConfirmForm(),
        approve=ApproveForm(formdata=None, shown=shown),
    )


def _left(competition: Competition, book: Book) -> dict[str, int]:
    holds = balances.left_by_payer(balances.of_year(competition.season.year), None)
    return {payer: holds[payer] for payer in decisions.parts(book, competition, decisions.PRIZE_PAYERS)}


@pages.post("/competitions/<int:competition_id>/prizes/propose")
@open_to(Role.FINANCE_OFFICER)
def propose_prizes(competition_id: int) -> Answer:
    """Propose the prizes of a competition's announced results."""
    allow(access.may_decide(current_user))
    competition = found(plan.competition(competition_id))
    made = prizes.propose_prizes(competition, policies.book(), by=current_user, at=clock.now())
    flash(
        _n(
            "%(num)s prize is proposed. Another finance officer approves it.",
            "%(num)s prizes are proposed. Another finance officer approves them.",
            len(made),
        ),
        "success",
    )
    return _to_prizes(competition.id)


@pages.post("/competitions/<int:competition_id>/prizes/approve")
@open_to(Role.FINANCE_OFFICER)
def approve_prizes(competition_id: int) -> Answer:
    """Approve all the prizes the page showed."""
    allow(access.may_decide(current_user))
    seen = ApproveForm().seen
    listed = [prize for prize in queries.prizes_of(competition_id) if prize.id in seen]
    count = prizes.approve_prizes(listed, by=current_user, at=clock.now(), seen=seen)
    flash(_n("%(num)s prize is approved.", "%(num)s prizes are approved.", count), "success")
    return _to_prizes(competition_id)


@pages.get("/prizes/<int:prize_id>")
@open_to(*access.READERS)
def show_prize(prize_id: int) -> Answer:
    """Show one prize with its working, its shares and where it stands."""
    prize = found(queries.prize(prize_id))
    allow(access.may_read_prizes(current_user, prize.competition))
    return render_template(
        "funding/show_prize.html",
        prize=prize,
        may=access.may_decide(current_user),
        open=payouts.accounts_of([prize]),
        last=decisions.last_day_to_claim(prize, policies.book()),
        checklist=prize_papers.of(prize),
        paper_words=paper_words,
        recoveries=recoveries.of_prize(prize),
        tried={share.id: payouts.payments_of(share) for share in prize.shares},
        may_agree=access.may_decide(current_user)
        and len(prize.shares) > 1
        and prize.stands
        and prize.state in (PrizeState.PROPOSED, PrizeState.HELD),
        form=ConfirmForm(seen_version=prize.version),
        look=ConfirmForm(),
    )


@pages.post("/prizes/<int:prize_id>/hold")
@open_to(Role.FINANCE_OFFICER)
def hold_prize(prize_id: int) -> Answer:
    """Put a prize on hold."""
    prize, form = _prize_to_decide(prize_id), ReasonForm()
    prizes.hold_prize(prize, form.reason.data or "", form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The prize is on hold."), "success")
    return redirect(url_for("funding_prizes.show_prize", prize_id=prize.id))


@pages.post("/prizes/<int:prize_id>/release")
@open_to(Role.FINANCE_OFFICER)
def release_prize(prize_id: int) -> Answer:
    """Take a prize off hold."""
    prize, form = _prize_to_decide(prize_id), ConfirmForm()
    prizes.release_prize(prize, form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The prize is proposed again."), "success")
    return redirect(url_for("funding_prizes.show_prize", prize_id=prize.id))


def _prize_to_decide(prize_id: int) -> Prize:
    allow(access.may_decide(current_user))
    return found(queries.prize(prize_id))


def _to_prizes(competition_id: int) -> Answer:
    return redirect(url_for("funding_prizes.show_prizes", competition_id=competition_id))
