"""Results in the office: worked out, made final, put on notice, announced; objections answered."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, documents, formats, spreadsheets
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, send_file, show_file
from competition.judging import access as marking
from competition.judging import queries as judging
from competition.plan import queries as plan
from competition.plan.models import Competition
from competition.plan.rules import CompetitionState
from competition.policy import access as policy_access
from competition.policy import queries as policies
from competition.results import (
    access,
    appeal_words,
    appeals,
    correction_words,
    corrections,
    exports,
    finality,
    finality_words,
    opened,
    pictures,
    plans,
    queries,
    stages,
    words,
)
from competition.results.actions import computing, finishing, objecting
from competition.results.correction_forms import SetForm
from competition.results.forms import AnnounceForm, AnswerForm, ComputeForm, FinaliseForm, apart
from competition.results.models import ItemResult
from competition.results.plan_forms import TieForm
from competition.results.rules import ResultState

pages = Blueprint("results_office", __name__)
BEGUN = (CompetitionState.RUNNING, CompetitionState.HELD)
READERS = (Role.ORGANISER, Role.AUDITOR, Role.SUPERVISOR, Role.FINANCE_OFFICER)


@pages.get("/office/results")
@open_to(*READERS)
def show_overview() -> Answer:
    """Show where results stand, competition by competition."""
    years = [season.year for season in plan.seasons()]
    year = request.args.get("year", years[0] if years else 0, int)
    competitions = [c for c in plan.competitions_of(year, current_user) if c.state in BEGUN]
    return render_template(
        "results/show_overview.html",
        competitions=competitions,
        standing=queries.standing_of(*(c.id for c in competitions)),
        years=years,
        year=year,
    )


@pages.get("/office/results/competitions/<int:competition_id>")
@open_to(*READERS)
def manage_results(competition_id: int) -> Answer:
    """Show the items of a competition: what is closed, worked out, final, on notice, announced."""
    competition = found(plan.competition(competition_id))
    allow(access.may_read(current_user, competition))
    return _items_page(competition, {})


@pages.post("/office/results/items/<int:item_id>/compute")
@open_to(Role.ORGANISER)
def compute_result(item_id: int) -> Answer:
    """Work out an item's result."""
    item = found(plan.item(item_id))
    allow(access.may_manage(current_user, item.competition))
    form = ComputeForm()
    if standing := queries.standing(item_id):
        standing.must_be_as_seen(form.seen_version.data)
    if form.validate():
        with refusals_in(form):
            result = computing.compute_result(
                item, policies.book(), form.awards.data, form.reason.data or "", by=current_user, at=clock.now()
            )
            said = _("The result of %(item)s was worked out. Look at it before you make it final.", item=item.name)
            flash(said, "success")
            return _to(result)
    competition = found(plan.competition(item.competition_id))
    return _items_page(competition, {item_id: apart(form, item_id)}), 422


@pages.get("/office/results/<int:result_id>")
@open_to(*READERS)
def manage_result(result_id: int) -> Answer:
    """Show one version of a result with its working and what is next."""
    result = readable_result(result_id)
    may_see = access.may_see_objections(current_user, result.item.competition)
    objections = queries.objections(result.item_id) if may_see else []
    tied = plans.to_part(result) if result.state is ResultState.COMPUTED else []
    return render_template(
        "results/manage_result.html",
        result=result,
        versions=queries.versions(result.item_id),
        life=words.life(result.state),
        may=access.may_manage(current_user, result.item.competition),
        form=ConfirmForm(seen_version=result.version),
        # a key each: what is taken out does not use up the button beside it
        take=ConfirmForm(),
        ask=ConfirmForm(),
        may_record=access.may_take_record(current_user, result.item) and judging.is_closed(result.item_id),
        finalise=FinaliseForm(formdata=None, seen_version=result.version),
        announce=AnnounceForm(formdata=None, seen_version=result.version),
        objections=objections,
        tied=tied,
        parting=[apart(TieForm(formdata=None), number) for number, _tied in enumerate(tied)],
        answers={one.id: apart(AnswerForm(formdata=None), one.id) for one in objections},
        filed=appeals.of_item(result.item_id) if may_see else [],
        correct=SetForm(formdata=None),
        corrections=corrections.of_item(result.item_id),
        correction_words=correction_words,
        **_open(result),
    )


def _open(result: ItemResult) -> dict[str, object]:
    # what is held back, what keeps it from its next step, and when a notice put up today would end
    book, today = policies.book(), clock.in_city(clock.now()).date()
    blocks = finality.next_blocks(result, book, today)
    is_next = result.state is ResultState.FINALISED and not blocks
    return {
        "today": today,
        "ends": finality.notice_end(result, book, today) if is_next else None,
        "outdated": stages.outdated([result]).get(result.id) if result.state in stages.FINAL else None,
        "held": appeals.held_of(result, clock.now()),
        "blocks": blocks,
        "may_draft": policy_access.may_draft(current_user),
        "finality": finality_words,
        "appeal_words": appeal_words,
    }


@pages.get("/office/results/lines/<int:line_id>")
@open_to(*READERS)
def show_working(line_id: int) -> Answer:
    """Show how one competitor's total came about, down to each judge's mark."""
    line = found(queries.line(line_id))
    item = line.result.item
    allow(access.may_read(current_user, item.competition))
    sees = marking.may_see_marks(current_user, item, closed=judging.is_closed(item.id))
    return render_template(
        "results/show_working.html",
        line=line,
        charts=pictures.of_line(line, clock.now()),
        opened=opened.of_line(line, with_marks=sees),
        sees=sees,
        correction_words=correction_words,
    )


@pages.post("/office/results/<int:result_id>/finalise")
@open_to(Role.ORGANISER)
def finalise_result(result_id: int) -> Answer:
    """Make a result final."""
    result, form = _mine(result_id), FinaliseForm()
    form.must_be_valid()
    finishing.finalise_result(result, form.comment.data or "", form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The result is final. Put it on public notice next."), "success")
    return _to(result)


@pages.post("/office/results/<int:result_id>/notice")
@open_to(Role.ORGANISER)
def put_on_notice(result_id: int) -> Answer:
    """Put a result on public notice."""
    result, form = _mine(result_id), ConfirmForm()
    finishing.put_on_notice(result, policies.book(), form.seen_version.data, by=current_user, at=clock.now())
    flash(_("On public notice to %(day)s.", day=formats.day(result.notice_ends_on)), "success")
    return _to(result)


@pages.post("/office/results/<int:result_id>/announce")
@open_to(Role.ORGANISER)
def announce_result(result_id: int) -> Answer:
    """Announce a result."""
    result, form = _mine(result_id), AnnounceForm()
    form.must_be_valid()
    finishing.announce_result(
        result, form.document_number.data or "", form.seen_version.data, by=current_user, at=clock.now()
    )
    flash(_("The result is announced. Prizes and honours go on from here."), "success")
    return _to(result)


@pages.post("/office/results/objections/<int:objection_id>/answer")
@open_to(Role.ORGANISER)
def answer_objection(objection_id: int) -> Answer:
    """Answer an objection."""
    objection = found(queries.objection(objection_id))
    allow(access.may_manage(current_user, objection.result.item.competition))
    form = AnswerForm()
    form.must_be_valid()
    objecting.answer_objection(
        objection, bool(form.upheld.data), form.answer.data or "", by=current_user, at=clock.now()
    )
    flash(_("The objection %(receipt)s is answered.", receipt=objection.receipt), "success")
    return _to(objection.result)


@pages.get("/office/results/<int:result_id>.<any(xlsx, pdf):kind>")
@open_to(*READERS)
def export_result(result_id: int, kind: str) -> Answer:
    """Take a result out as Excel, or set it for print and signatures."""
    result = readable_result(result_id)
    name = f"{result.item.competition.name}-{result.item.name}.{kind}"
    if kind == "pdf":
        return show_file(exports.result_pdf(result, clock.now()), name, documents.MEDIA_TYPE)
    return send_file(exports.result_sheet(result, current_user.name, clock.now()), name, spreadsheets.MEDIA_TYPE)


def _items_page(competition: Competition, sent: dict[int, ComputeForm]) -> str:
    # `sent` holds a form that was refused; the other items get an empty one each
    standing = queries.standing_of(competition.id)
    forms = {
        item.id: apart(ComputeForm(formdata=None, seen_version=_version(standing.get(item.id))), item.id)
        for item in competition.items
    }
    return render_template(
        "results/manage_results.html",
        competition=competition,
        standing=standing,
        closed=judging.closed_items(competition.id),
        may=access.may_manage(current_user, competition),
        planned=plans.planned(competition.id),
        follow=plan.followings(competition.id),
        outdated=stages.outdated(standing.values()),
        forms={**forms, **sent},
    )


def _version(result: ItemResult | None) -> int | None:
    return None if result is None else result.version


def readable_result(result_id: int) -> ItemResult:
    """Find a result for somebody who may read it."""
    result = found(queries.result(result_id))
    allow(access.may_read(current_user, result.item.competition))
    return result


def _mine(result_id: int) -> ItemResult:
    result = found(queries.result(result_id))
    allow(access.may_manage(current_user, _competition(result)))
    return result


def _competition(result: ItemResult) -> Competition:
    return result.item.competition


def _to(result: ItemResult) -> Answer:
    return redirect(url_for("results_office.manage_result", result_id=result.id))
