"""The judges' pool: the list, a judge's record, and what each judge sees of their own."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, spreadsheets
from competition.foundation.forms import ConfirmForm, choices, refusals_in
from competition.foundation.paging import paged
from competition.foundation.texts import _, _n
from competition.foundation.web import Answer, found, send_file
from competition.judging import access, pool, pool_exports, pool_histories, pool_imports, rosters, uploads
from competition.judging.actions import pooling
from competition.judging.forms import ReasonForm
from competition.judging.pool_forms import CorrectionForm, FactsForm, PoolFileForm, QualificationForm, TrainingForm
from competition.judging.pool_models import PoolJudge
from competition.judging.pool_rules import PoolState

pages = Blueprint("judging_pool", __name__)
READERS = frozenset({Role.ORGANISER, Role.AUDITOR})
MOVES = {"suspend": PoolState.SUSPENDED, "take-back": PoolState.IN_POOL, "leave": PoolState.LEFT}


@pages.get("/office/judging/pool")
@open_to(READERS)
def show_pool() -> Answer:
    """List the pool with each judge's workload of the year."""
    allow(access.may_see_pool(current_user))
    year = clock.today().year
    page = paged(pool_histories.judges(_wanted(), year), request.args.get("page", 1, int))
    return render_template(
        "judging/show_pool.html", page=page, wanted=_wanted(), year=year, states=PoolState,
        waiting=pool.corrections_waiting(), sorts=pool_histories.SORTS,
    )  # fmt: skip


def _wanted() -> pool_histories.Wanted:
    told = request.args
    return pool_histories.Wanted(told.get("q", "")[:60], told.get("state", ""), told.get("sort", ""))


@pages.get("/office/judging/pool.xlsx")
@open_to(READERS)
def export_pool() -> Answer:
    """Give the list as a workbook."""
    allow(access.may_see_pool(current_user))
    year = clock.today().year
    exported = spreadsheets.exported_by(current_user.name, clock.now())
    book = pool_exports.pool_workbook(pool_histories.every(_wanted(), year), year, exported)
    return send_file(book, f"{_('judges-pool')}.xlsx", spreadsheets.MEDIA_TYPE)


@pages.route("/office/judging/pool/import", methods=["GET", "POST"])
@open_to(Role.ORGANISER)
def import_pool() -> Answer:
    """Show the judges of a workbook, then take them into the pool: all of them or none."""
    allow(access.may_keep_pool(current_user))
    form = PoolFileForm()
    if form.validate_on_submit():
        with refusals_in(form):
            looked_at, form.workbook.data = form.workbook.data, ""
            content = uploads.unpacked(looked_at) if looked_at else form.file.data.read()
            rows = pool_imports.read(content)
            if not looked_at:
                form.workbook.data = uploads.packed(content)
                units = {unit.id: unit for unit in rosters.organisations()}
                return render_template("judging/import_pool.html", form=form, rows=rows, units=units)
            count = pooling.read_in(rows, by=current_user, at=clock.now())
            flash(_n("%(num)s judge is in the pool now.", "%(num)s judges are in the pool now.", count), "success")
            return redirect(url_for("judging_pool.show_pool"))
    return render_template("judging/import_pool.html", form=form), 422 if form.is_submitted() else 200


@pages.get("/office/judging/pool-template.xlsx")
@open_to(Role.ORGANISER)
def pool_template() -> Answer:
    """Give the workbook to fill in."""
    allow(access.may_keep_pool(current_user))
    return send_file(pool_exports.template(), "裁判员库.xlsx", spreadsheets.MEDIA_TYPE)


@pages.route("/office/judging/pool/<int:pool_id>", methods=["GET", "POST"])
@open_to(READERS)
def show_pool_judge(pool_id: int) -> Answer:
    """Show a record with its history, and change what it says."""
    allow(access.may_see_pool(current_user))
    judge = found(pool.judge(pool_id))
    form = _offered(FactsForm(obj=judge), judge)
    if request.method == "POST":
        allow(access.may_keep_pool(current_user))
        if form.validate():
            with refusals_in(form):
                pooling.change_pool_judge(
                    judge, form.facts, seen=form.seen_version.data, by=current_user, at=clock.now()
                )
                flash(_("The record is changed."), "success")
                return _back(pool_id)
    form.seen_version.data = judge.version
    page = render_template(
        "judging/show_pool_judge.html", judge=judge, form=form, history=pool_histories.history(judge.user_id),
        recommendations=pool.recommended(pool_id), corrections=pool.corrections(pool_id),
        qualification=QualificationForm(formdata=None), training=TrainingForm(formdata=None),
        confirm=ConfirmForm(formdata=None, seen_version=judge.version), answer=ConfirmForm(formdata=None),
        today=clock.today(),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


def _offered(form: FactsForm, judge: PoolJudge) -> FactsForm:
    units = [(unit.id, unit.name) for unit in rosters.organisations()]
    accounts = [(user.id, f"{user.name} ({user.login})") for user in pool.free_accounts()]
    own = [(judge.user.id, f"{judge.user.name} ({judge.user.login})")] if judge.user else []
    form.organisation_id.choices = choices(units)
    form.user_id.choices = choices([(0, _("none yet")), *own, *accounts])
    return form


@pages.post("/office/judging/pool/<int:pool_id>/qualifications")
@open_to(Role.ORGANISER)
def add_qualification(pool_id: int) -> Answer:
    """Enter a certificate."""
    judge, form = _kept(pool_id), QualificationForm()
    form.must_be_valid()
    pooling.add_qualification(judge, form.held, by=current_user, at=clock.now())
    flash(_("The qualification is entered."), "success")
    return _back(pool_id)


@pages.post("/office/judging/pool/<int:pool_id>/trainings")
@open_to(Role.ORGANISER)
def add_training(pool_id: int) -> Answer:
    """Enter a training passed."""
    judge, form = _kept(pool_id), TrainingForm()
    form.must_be_valid()
    pooling.add_training(judge, form.passed, by=current_user, at=clock.now())
    flash(_("The training is entered."), "success")
    return _back(pool_id)


@pages.post("/office/judging/pool/<int:pool_id>/<move>")
@open_to(Role.ORGANISER)
def move_pool_judge(pool_id: int, move: str) -> Answer:
    """Suspend a judge, take one back, or let one leave."""
    judge, new, form = _kept(pool_id), found(MOVES.get(move)), ReasonForm()
    form.must_be_valid()
    pooling.move_pool_judge(
        judge, new, reason=form.reason.data or "", seen=form.seen_version.data, by=current_user,
        at=clock.now(),
    )  # fmt: skip
    flash(_("The record is changed."), "success")
    return _back(pool_id)


@pages.post("/office/judging/pool-corrections/<int:correction_id>")
@open_to(Role.ORGANISER)
def answer_correction(correction_id: int) -> Answer:
    """Answer a correction somebody asked for."""
    allow(access.may_keep_pool(current_user))
    asked, form = found(pool.correction(correction_id)), ReasonForm()
    form.must_be_valid()
    pooling.answer_correction(
        asked, answer=form.reason.data or "", seen=form.seen_version.data, by=current_user, at=clock.now()
    )
    flash(_("The judge reads your answer under My appointments."), "success")
    return _back(asked.judge_id)


def _kept(pool_id: int) -> PoolJudge:
    allow(access.may_keep_pool(current_user))
    return found(pool.judge(pool_id))


def _back(pool_id: int) -> Answer:
    return redirect(url_for("judging_pool.show_pool_judge", pool_id=pool_id))


@pages.route("/office/judging/my-appointments", methods=["GET", "POST"])
@open_to(Role.JUDGE, Role.CHIEF_JUDGE)
def show_my_record() -> Answer:
    """Show a judge their appointments and what the pool holds of them, and let them ask for a correction."""
    form, judge = CorrectionForm(), pool.of_user(current_user.id)
    if form.validate_on_submit():
        with refusals_in(form):
            pooling.ask_correction(form.text.data or "", by=current_user, at=clock.now())
            flash(_("The organiser reads it; the answer will stand here."), "success")
            return redirect(url_for("judging_pool.show_my_record"))
    page = render_template(
        "judging/show_my_record.html", judge=judge, form=form, appointments=pool_histories.appointments(current_user.id),
        corrections=pool.corrections(judge.id) if judge else [], today=clock.today(),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200
