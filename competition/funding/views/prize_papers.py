"""Pages of the papers of a prize's claim: sent by the unit or the bureau, checked or returned by finance, looked at."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found
from competition.funding import access, claim_words, decisions, paper_words, prize_papers, queries
from competition.funding.actions import checking
from competition.funding.claim_models import ClaimPaper
from competition.funding.forms import ReasonForm
from competition.funding.models import Prize
from competition.funding.paper_forms import PrizePaperForm
from competition.funding.paper_rules import FOR_ALL, Check
from competition.funding.views.applications import paper_page
from competition.policy import queries as policies

pages = Blueprint("funding_papers", __name__, url_prefix="/office/funding")
CLAIMANTS = (Role.DELEGATION_LEADER, Role.FINANCE_OFFICER)
READERS = (*access.READERS, Role.DELEGATION_LEADER)


@pages.get("/prize-papers")
@open_to(Role.FINANCE_OFFICER, Role.AUDITOR)
def show_to_check() -> Answer:
    """Show the prizes with papers that wait for their check."""
    allow(access.may_read_city(current_user))
    prizes = prize_papers.prizes_to_check()
    lists = prize_papers.of_prizes(prizes)
    return render_template("funding/show_to_check.html", prizes=prizes, lists=lists)


@pages.get("/prizes/<int:prize_id>/papers")
@open_to(*READERS)
def show_papers(prize_id: int) -> Answer:
    """Show the papers of a prize's claim: what is there, what holds it, and what to do."""
    prize = found(queries.prize(prize_id))
    allow(access.may_read_decision(current_user, prize))
    return _page(prize)


@pages.post("/prizes/<int:prize_id>/papers")
@open_to(*CLAIMANTS)
def send_paper(prize_id: int) -> Answer:
    """Keep a paper of a prize's claim."""
    prize = found(queries.prize(prize_id))
    allow(access.may_claim_prize(current_user, prize))
    form = PrizePaperForm().fit(prize_papers.of(prize))
    if form.validate_on_submit():
        with refusals_in(form):
            # after it the bureau claims for the unit
            last = None if _decides() else decisions.last_day_to_claim(prize, policies.book())
            checking.send_paper(prize, form.chosen, form.piece, by=current_user, at=clock.now(), last=last)
            flash(_("“%(paper)s” is kept.", paper=paper_words.slot(form.chosen, prize)), "success")
            return _to_papers(prize)
    return _page(prize, form)


@pages.post("/prize-papers/<int:prize_paper_id>/drop")
@open_to(*CLAIMANTS)
def drop_paper(prize_paper_id: int) -> Answer:
    """Take a paper out again."""
    paper, prize = _paper(prize_paper_id)
    allow(access.may_claim_prize(current_user, prize))
    checking.drop_paper(paper, by=current_user, at=clock.now())
    flash(_("The paper is taken out."), "success")
    return _to_papers(prize)


@pages.post("/prize-papers/<int:prize_paper_id>/confirm")
@open_to(Role.FINANCE_OFFICER)
def confirm_paper(prize_paper_id: int) -> Answer:
    """Find a paper good."""
    paper, prize = _paper(prize_paper_id)
    allow(access.may_decide(current_user))
    checking.confirm_papers([paper], by=current_user, at=clock.now())
    flash(_("“%(paper)s” is found good.", paper=paper_words.stood_on(paper)), "success")
    return _to_papers(prize)


@pages.post("/prize-papers/<int:prize_paper_id>/return")
@open_to(Role.FINANCE_OFFICER)
def return_paper(prize_paper_id: int) -> Answer:
    """Give a paper back with the reason."""
    paper, prize = _paper(prize_paper_id)
    allow(access.may_decide(current_user))
    checking.return_paper(paper, ReasonForm().reason.data or "", by=current_user, at=clock.now())
    flash(_("“%(paper)s” is returned; the unit sees why.", paper=paper_words.stood_on(paper)), "success")
    return _to_papers(prize)


@pages.get("/prize-papers/<int:prize_paper_id>")
@open_to(*READERS)
def show_paper(prize_paper_id: int) -> Answer:
    """Show a paper without personal data to whoever may read the prize."""
    paper, _prize = _paper(prize_paper_id)
    allow(access.may_see_paper(current_user, paper) and paper.kind in FOR_ALL)
    return paper_page(paper)


@pages.post("/prize-papers/<int:prize_paper_id>/look")
@open_to(*CLAIMANTS)
def see_paper(prize_paper_id: int) -> Answer:
    """Show a paper with personal data; each look is recorded, and no cache keeps it."""
    paper, _prize = _paper(prize_paper_id)
    allow(access.may_see_paper(current_user, paper))
    reason = _own_reason(paper) or request.form.get("reason", "")
    checking.see_paper(paper, reason, by=current_user, at=clock.now())
    answer = make_response(paper_page(paper))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _own_reason(paper: ClaimPaper) -> str:
    # whose task it is to look need not say why; it is recorded all the same
    if not _decides():
        return str(paper_words.LOOKS[paper_words.OWN])
    return str(paper_words.LOOKS[paper_words.TO_CHECK]) if paper.answer is Check.WAITING else ""


def _decides() -> bool:
    return access.may_decide(current_user)


def _paper(prize_paper_id: int) -> tuple[ClaimPaper, Prize]:
    paper = found(prize_papers.paper(prize_paper_id))
    return paper, found(paper.prize)


def _page(prize: Prize, form: PrizePaperForm | None = None) -> Answer:
    checklist, book = prize_papers.of(prize), policies.book()
    page = render_template(
        "funding/show_papers.html",
        prize=prize,
        checklist=checklist,
        claims=access.may_claim_prize(current_user, prize),
        decides=_decides(),
        office=access.may_read_prizes(current_user, prize.competition),
        open=checking.is_open(prize),
        last=decisions.last_day_to_claim(prize, book),
        for_all=FOR_ALL,
        words=paper_words,
        claim_words=claim_words,
        form=form or PrizePaperForm(formdata=None).fit(checklist),
        confirm=ConfirmForm(formdata=None),
    )
    return page, 422 if form else 200


def _to_papers(prize: Prize) -> Answer:
    return redirect(url_for("funding_papers.show_papers", prize_id=prize.id))
