"""Paper sheets at the clerks' desk: what waits, one sheet entered and entered again, differences decided."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.errors import Refused
from competition.foundation.forms import ConfirmForm, answered
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, send_file, show_file
from competition.judging import access, paper, papers, rosters, saving, sheets
from competition.judging.actions import papers as actions
from competition.judging.actions.copying import Copied
from competition.judging.forms import PaperForm, ReasonForm, copied_of, decided_of
from competition.judging.models import Sheet
from competition.judging.paper import UNFINISHED, PaperState
from competition.judging.paper_models import PaperEntry

pages = Blueprint("judging_papers", __name__)
FOLLOWERS = frozenset({Role.SCORE_CLERK, Role.ORGANISER, Role.CHIEF_JUDGE, Role.SUPERVISOR, Role.AUDITOR})


@pages.get("/paper")
@open_to(Role.SCORE_CLERK)
def show_desk() -> Answer:
    """Show a clerk the items whose paper they enter, and lead from a page code to its sheet."""
    typed = request.args.get("code", "")[:200]
    told = paper.sheet_of(typed)
    if told:
        return redirect(url_for("judging_papers.find_page", page_code=told[1]))
    if typed:
        flash(_("“%(code)s” is no page code. It stands under the QR code, such as 123-456.", code=typed), "warning")
    return render_template("judging/show_desk.html", waiting=papers.items_of(current_user))


@pages.get("/paper/<page_code>")
@open_to(Role.SCORE_CLERK, Role.CHIEF_JUDGE)
def find_page(page_code: str) -> Answer:
    """Lead from the code of a printed page, typed or scanned, to the very sheet it was printed for."""
    told = paper.sheet_of(page_code)
    sheet = found(sheets.one(told[0]) if told else None)
    allow(access.may_follow_paper(current_user, sheet.judge.item))
    if told and told[1] != paper.page_code(sheet.id, sheet.judge_id, sheet.sub_criterion_id):
        raise Refused(
            _(
                "This page code does not fit. Either it is mistyped, or the page was printed for another judge or "
                "scheme; then the sheet is printed anew."
            )
        )
    return redirect(url_for("judging_papers.show_paper", sheet_id=sheet.id))


@pages.get("/office/judging/items/<int:item_id>/paper")
@open_to(FOLLOWERS)
def show_papers(item_id: int) -> Answer:
    """Show all paper of an item: what waits for a first entry, for a second, for a decision, and what is done."""
    item = found(rosters.item(item_id))
    allow(access.may_follow_paper(current_user, item))
    return render_template(
        "judging/show_papers.html", item=item, desk=papers.desk(item_id), State=PaperState,
        is_clerk=access.may_enter_paper(current_user, item),
    )  # fmt: skip


@pages.get("/office/judging/sheets/<int:sheet_id>/paper")
@open_to(FOLLOWERS)
def show_paper(sheet_id: int) -> Answer:
    """Show one sheet at the desk: its fields to fill in, what differs, or how it came into the record."""
    sheet = found(sheets.one(sheet_id))
    allow(access.may_follow_paper(current_user, sheet.judge.item))
    return _page(sheet, PaperForm(formdata=None))


@pages.post("/office/judging/sheets/<int:sheet_id>/paper")
@open_to(Role.SCORE_CLERK)
def enter_paper(sheet_id: int) -> Answer:
    """Keep what a first clerk copied from paper."""
    sheet, form = found(sheets.one(sheet_id)), PaperForm()

    def enter() -> Answer:
        scan = form.scan.data.read() if form.scan.data else b""
        actions.enter_paper(sheet_id, _copied(sheet), scan, by=current_user, at=clock.now())
        flash(_("Entered. Another clerk now enters the same sheet without seeing what you entered."), "success")
        return redirect(url_for("judging_papers.show_papers", item_id=sheet.judge.item_id))

    return _by_a_clerk(sheet, form, enter)


@pages.post("/office/judging/papers/<int:paper_id>/confirm")
@open_to(Role.SCORE_CLERK)
def confirm_paper(paper_id: int) -> Answer:
    """Compare what a second clerk copied with the first."""
    entry, sheet = _entry(paper_id)

    def confirm() -> Answer:
        return _went(entry, actions.confirm_paper(entry, _copied(sheet), by=current_user, at=clock.now()))

    return _by_a_clerk(sheet, PaperForm(), confirm)


@pages.post("/office/judging/papers/<int:paper_id>/decide")
@open_to(Role.SCORE_CLERK)
def decide_paper(paper_id: int) -> Answer:
    """Keep what the paper says wherever two clerks differ."""
    entry, sheet = _entry(paper_id)

    def decide() -> Answer:
        decided = decided_of(request.form, papers.differences(entry, sheet))
        return _went(entry, actions.decide_paper(entry, decided, by=current_user, at=clock.now()))

    return _by_a_clerk(sheet, PaperForm(), decide)


def _by_a_clerk(sheet: Sheet, form: PaperForm, do: Callable[[], Answer]) -> Answer:
    allow(access.may_enter_paper(current_user, sheet.judge.item))
    return answered(form, do, lambda: _page(found(sheets.one(sheet.id)), form))


def _copied(sheet: Sheet) -> Copied:
    return copied_of(request.form, sheets.aspects_of(sheet))


@pages.post("/office/judging/papers/<int:paper_id>/count")
@open_to(Role.CHIEF_JUDGE)
def let_paper_count(paper_id: int) -> Answer:
    """Let the paper count though the judge had begun on a tablet."""
    entry, sheet = _entry(paper_id)
    allow(access.is_chief(current_user, sheet.judge.item))
    reason = ReasonForm().reason.data or ""
    return _went(entry, actions.let_paper_count(entry, reason=reason, by=current_user, at=clock.now()))


@pages.post("/office/judging/papers/<int:paper_id>/drop")
@open_to(Role.CHIEF_JUDGE)
def drop_paper(paper_id: int) -> Answer:
    """Take an unfinished entry out."""
    entry, sheet = _entry(paper_id)
    allow(access.is_chief(current_user, sheet.judge.item))
    actions.drop_paper(entry, reason=ReasonForm().reason.data or "", by=current_user, at=clock.now())
    flash(_("The paper entry is dropped. The sheet can be entered anew, or marked on the tablet."), "success")
    return redirect(url_for("judging_papers.show_paper", sheet_id=sheet.id))


@pages.get("/office/judging/papers/<int:paper_id>/scan")
@open_to(FOLLOWERS | {Role.JUDGE})
def show_scan(paper_id: int) -> Answer:
    """Give the scan of a paper sheet."""
    entry, sheet = _entry(paper_id)
    allow(access.may_see_scan(current_user, sheet, unfinished=entry.state in UNFINISHED))
    entry.must_be_kept()
    content, kind = found(papers.scan(paper_id)), entry.scan_type.rpartition("/")[2]
    # a PDF from outside is kept and not opened inside this site
    give = send_file if kind == "pdf" else show_file
    return give(content, f"{sheet.sub_criterion.code}-{sheet.number}.{kind}", entry.scan_type)


def _entry(paper_id: int) -> tuple[PaperEntry, Sheet]:
    entry = found(papers.one(paper_id))
    return entry, found(sheets.one(entry.sheet_id))


def _went(entry: PaperEntry, stops: str) -> Answer:
    if entry.state is PaperState.DIFFERENT:
        flash(_("The two entries differ. Look at the paper once more and decide each difference."), "warning")
        return redirect(url_for("judging_papers.show_paper", sheet_id=entry.sheet_id))
    if entry.state is PaperState.WAITING:
        flash(_("The judge had begun this sheet on a tablet. The chief judge says which counts."), "warning")
    elif stops:
        flash(_("The marks are in the record, but the sheet is not submitted: %(why)s", why=stops), "warning")
    else:
        flash(_("Both entries agree. The marks are in the record and the sheet is submitted."), "success")
    sheet = found(sheets.one(entry.sheet_id))
    if access.is_chief(current_user, sheet.judge.item):
        return redirect(url_for("judging_papers.show_paper", sheet_id=sheet.id))
    return redirect(url_for("judging_papers.show_papers", item_id=sheet.judge.item_id))


def _page(sheet: Sheet, form: PaperForm) -> Answer:
    entry, item = papers.last(sheet.id), sheet.judge.item
    there = found(saving.looked_at(sheet.id))
    is_clerk = access.may_enter_paper(current_user, item)
    is_first = entry is not None and entry.entered_by_id == current_user.id
    unfinished = entry is not None and entry.state in UNFINISHED
    chief = access.is_chief(current_user, item)
    # both clerks see where they differ until it is decided, the chief judge always; nobody before the second entered
    sees = entry is not None and bool(entry.second) and (chief or (is_clerk and unfinished))
    page = render_template(
        "judging/show_paper.html", sheet=sheet, item=item, aspects=sheets.aspects_of(sheet), entry=entry,
        unfinished=unfinished, State=PaperState, form=form, is_clerk=is_clerk, is_first=is_first, is_chief=chief,
        shut=actions.shut(there), differences=papers.differences(entry, sheet) if entry and sees else [],
        typed=request.form if request.method == "POST" else {}, confirm=ConfirmForm(formdata=None),
        sees_scan=entry is not None and access.may_see_scan(current_user, sheet, unfinished=unfinished),
    )  # fmt: skip
    return page, 422 if request.method == "POST" else 200
