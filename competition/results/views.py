"""Pages of results."""

from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import EVERYONE, allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, documents, spreadsheets
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, limiter, send_file, show_file
from competition.judging import queries as judging
from competition.plan import queries as plan
from competition.plan.models import Competition
from competition.policy import reader
from competition.results import access, actions, exports, queries, words
from competition.results.forms import AnnounceForm, AnswerForm, ComputeForm, FinaliseForm, ObjectionForm
from competition.results.models import ItemResult

pages = Blueprint("results", __name__)
READERS = (Role.ORGANISER, Role.AUDITOR, Role.SUPERVISOR, Role.FINANCE_OFFICER)


@pages.get("/results")
@open_to(EVERYONE)
def show_results() -> Answer:
    """Show everything on notice or announced."""
    shown = queries.public_results(request.args.get("year", None, int))
    groups = [(c, list(rows)) for c, rows in groupby(shown, key=lambda r: r.item.competition)]
    return render_template("results/show_results.html", groups=groups)


@pages.get("/results/<int:item_id>")
@open_to(EVERYONE)
def show_result(item_id: int) -> Answer:
    """Show the result of an item."""
    item = found(plan.item(item_id))
    found(item if item.competition.is_public else None)
    result = queries.public_result(item_id)
    names = queries.public_names(result) if result else {}
    return render_template("results/show_result.html", item=item, result=result, names=names, reader=reader)


@pages.route("/results/<int:item_id>/objection", methods=["GET", "POST"])
@open_to(EVERYONE)
@limiter.limit("10 per hour", methods=["POST"])
def object_to(item_id: int) -> Answer:
    """Take an objection to a result on notice."""
    result = found(queries.public_result(item_id))
    form = ObjectionForm()
    if form.validate_on_submit():
        with refusals_in(form):
            receipt = actions.receive_objection(
                result, form.name.data or "", form.contact.data or "", form.text.data or "", at=clock.now()
            )
            flash(_("Your objection was received. Keep the receipt %(receipt)s.", receipt=receipt), "success")
            return redirect(url_for("results.show_result", item_id=item_id))
    return render_template("results/object_to.html", result=result, form=form), 422 if form.errors else 200


@pages.get("/office/results")
@open_to(*READERS)
def show_overview() -> Answer:
    """Show where results stand, competition by competition."""
    years = plan.seasons()
    competitions = plan.competitions_of(years[0].year, current_user) if years else []
    standing = {c.id: queries.standing_of(c.id) for c in competitions if c.state in ("running", "held")}
    return render_template(
        "results/show_overview.html", competitions=[c for c in competitions if c.id in standing], standing=standing
    )


@pages.get("/office/results/competitions/<int:competition_id>")
@open_to(*READERS)
def manage_results(competition_id: int) -> Answer:
    """Show the items of a competition: what is closed, worked out, final, on notice, announced."""
    competition = found(plan.competition(competition_id))
    allow(access.may_read(current_user, competition))
    closed = {item.id for item in competition.items if judging.is_closed(item.id)}
    return render_template(
        "results/manage_results.html",
        competition=competition,
        standing=queries.standing_of(competition.id),
        closed=closed,
        may=access.may_manage(current_user, competition),
        form=ComputeForm(formdata=None),
    )


@pages.post("/office/results/items/<int:item_id>/compute")
@open_to(Role.ORGANISER)
def compute_result(item_id: int) -> Answer:
    """Work out an item's result."""
    item = found(plan.item(item_id))
    allow(access.may_manage(current_user, item.competition))
    form = ComputeForm()
    if not form.validate():
        flash(_("Choose how awards are given."), "danger")
        return redirect(url_for("results.manage_results", competition_id=item.competition_id))
    result = actions.compute_result(
        item, reader.book(), form.awards.data, form.reason.data or "", by=current_user, at=clock.now()
    )
    flash(_("The result of %(item)s was worked out. Look at it before you make it final.", item=item.name), "success")
    return _to(result)


@pages.get("/office/results/<int:result_id>")
@open_to(*READERS)
def manage_result(result_id: int) -> Answer:
    """Show one version of a result with its working and what is next."""
    result = _readable(result_id)
    return render_template(
        "results/manage_result.html",
        result=result,
        versions=queries.versions(result.item_id),
        life=words.life(result.state),
        may=access.may_manage(current_user, result.item.competition),
        form=ConfirmForm(seen_version=result.version),
        finalise=FinaliseForm(formdata=None, seen_version=result.version),
        announce=AnnounceForm(formdata=None, seen_version=result.version),
        objections=queries.objections(result.id),
        answer=AnswerForm(formdata=None),
    )


@pages.get("/office/results/lines/<int:line_id>")
@open_to(*READERS)
def show_working(line_id: int) -> Answer:
    """Show how one competitor's total came about, down to each judge's mark."""
    line = found(queries.line(line_id))
    allow(access.may_read(current_user, line.result.item.competition))
    return render_template("results/show_working.html", line=line)


@pages.post("/office/results/<int:result_id>/finalise")
@open_to(Role.ORGANISER)
def finalise_result(result_id: int) -> Answer:
    """Make a result final."""
    result, form = _mine(result_id), FinaliseForm()
    actions.finalise_result(result, form.comment.data or "", form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The result is final. Put it on public notice next."), "success")
    return _to(result)


@pages.post("/office/results/<int:result_id>/notice")
@open_to(Role.ORGANISER)
def put_on_notice(result_id: int) -> Answer:
    """Put a result on public notice."""
    result, form = _mine(result_id), ConfirmForm()
    actions.put_on_notice(result, reader.book(), form.seen_version.data, by=current_user, at=clock.now())
    flash(_("On public notice to %(day)s.", day=result.notice_ends_on), "success")
    return _to(result)


@pages.post("/office/results/<int:result_id>/announce")
@open_to(Role.ORGANISER)
def announce_result(result_id: int) -> Answer:
    """Announce a result."""
    result, form = _mine(result_id), AnnounceForm()
    actions.announce_result(
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
    actions.answer_objection(objection, bool(form.upheld.data), form.answer.data or "", by=current_user, at=clock.now())
    flash(_("The objection %(receipt)s is answered.", receipt=objection.receipt), "success")
    return _to(objection.result)


@pages.get("/office/results/<int:result_id>.<any(xlsx, pdf):kind>")
@open_to(*READERS)
def export_result(result_id: int, kind: str) -> Answer:
    """Take a result out as Excel, or set it for print and signatures."""
    result = _readable(result_id)
    name = f"{result.item.competition.name}-{result.item.name}.{kind}"
    if kind == "pdf":
        return show_file(exports.result_pdf(result, clock.now()), name, documents.MEDIA_TYPE)
    return send_file(exports.result_sheet(result, current_user.name, clock.now()), name, spreadsheets.MEDIA_TYPE)


def _readable(result_id: int) -> ItemResult:
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
    return redirect(url_for("results.manage_result", result_id=result.id))


@pages.app_context_processor
def words_of_results() -> dict[str, object]:
    """Let every page name awards and states alike."""
    return {"results_words": words}
