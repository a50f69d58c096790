"""An item's board, its team, presence, theory marks and closing."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, documents, spreadsheets
from competition.foundation.forms import ConfirmForm, choices, refusals_in
from competition.foundation.paging import paged
from competition.foundation.texts import _, _n
from competition.foundation.web import Answer, found, send_file, show_file
from competition.judging import (
    access,
    boards,
    conflicts,
    exports,
    imports,
    prints,
    queries,
    recounts,
    rosters,
    sheets,
    signatures,
    unlockings,
    words,
)
from competition.judging.actions import closing, teams
from competition.judging.actions import sheets as marking
from competition.judging.forms import (
    NamingForm,
    TheoryFileForm,
    said_of,
    theory_of,
)
from competition.judging.rules import Seat
from competition.plan.models import Item

pages = Blueprint("judging", __name__)
FOLLOWERS = frozenset({Role.ORGANISER, Role.CHIEF_JUDGE, Role.SUPERVISOR, Role.AUDITOR})
HELPERS = frozenset({Role.ORGANISER, Role.CHIEF_JUDGE})


@pages.record
def _tell_templates(setup: BlueprintSetupState) -> None:
    setup.app.jinja_env.globals.update(judging_may=access, **words.globals_())


@pages.get("/office/judging")
@open_to(FOLLOWERS)
def show_items() -> Answer:
    """List the items with how far their judging is."""
    search = request.args.get("q", "")[:60]
    page = paged(rosters.items(search, rosters.reach(current_user)), request.args.get("page", 1, int))
    return render_template("judging/show_items.html", page=page, search=search)


@pages.get("/office/judging/items/<int:item_id>")
@open_to(FOLLOWERS)
def show_item(item_id: int) -> Answer:
    """Show an item's board: every form of every competitor, and what is late."""
    item = _item(item_id)
    return render_template(
        "judging/show_item.html",
        item=item,
        board=boards.board(item_id),
        closing=queries.closing(item_id),
        unsigned=conflicts.unsigned(item_id),
        form=ConfirmForm(),
    )


@pages.get("/office/judging/items/<int:item_id>/board.xlsx")
@open_to(FOLLOWERS)
def export_board(item_id: int) -> Answer:
    """Give the state of every sheet as a workbook."""
    item = _item(item_id)
    book = exports.board_workbook(sheets.of_item(item.id), spreadsheets.exported_by(current_user.name, clock.now()))
    return send_file(book, f"{item.code}-{item.name}-{_('sheets')}.xlsx", spreadsheets.MEDIA_TYPE)


@pages.route("/office/judging/items/<int:item_id>/judges", methods=["GET", "POST"])
@open_to(FOLLOWERS)
def show_judges(item_id: int) -> Answer:
    """Show an item's team with the conflicts there would be, and name somebody."""
    item = _item(item_id)
    form = NamingForm()
    candidates = rosters.candidates(item_id)
    form.user_id.choices = choices(
        [(0, _("Choose …")), *((user.id, f"{user.name} ({user.login})") for user in candidates)]
    )
    form.organisation_id.choices = choices([(0, _("Choose …")), *((u.id, u.name) for u in rosters.organisations())])
    if request.method == "POST":
        allow(access.may_manage(current_user, item))
        if form.validate():
            with refusals_in(form):
                return _named(item, form)
    roster = boards.roster(item_id)
    status = 422 if form.is_submitted() else 200
    return render_template(
        "judging/show_judges.html", item=item, roster=roster, form=form, confirm=ConfirmForm(),
        signers=conflicts.signers(item_id),
    ), status  # fmt: skip


def _named(item: Item, form: NamingForm) -> Answer:
    user = next(user for user in rosters.candidates(item.id) if user.id == form.user_id.data)
    naming = teams.Naming(user, form.organisation_id.data, Seat(form.seat.data), form.qualification.data or "")
    teams.name_judge(item, naming, by=current_user, at=clock.now())
    flash(_("%(name)s is named for the team.", name=user.name), "success")
    return redirect(url_for("judging.show_judges", item_id=item.id))


@pages.post("/office/judging/judges/<int:judge_id>/end")
@open_to(Role.ORGANISER)
def end_judge(judge_id: int) -> Answer:
    """End a naming."""
    judge = found(rosters.judge(judge_id))
    allow(access.may_manage(current_user, judge.item))
    teams.end_judge(judge, seen=ConfirmForm().seen_version.data, by=current_user, at=clock.now())
    flash(_("The naming has ended. Open the sheets again so that somebody takes them over."), "success")
    return redirect(url_for("judging.show_judges", item_id=judge.item_id))


@pages.post("/office/judging/items/<int:item_id>/sheets")
@open_to(Role.ORGANISER)
def open_sheets(item_id: int) -> Answer:
    """Make the sheets that are due."""
    item = found(rosters.item(item_id))
    allow(access.may_manage(current_user, item))
    made = marking.open_sheets(item, by=current_user, at=clock.now())
    flash(_n("%(num)s sheet was opened.", "%(num)s sheets were opened.", made), "success")
    return redirect(url_for("judging.show_item", item_id=item_id))


@pages.get("/office/judging/items/<int:item_id>/blank-sheets.pdf")
@open_to(FOLLOWERS)
def print_sheets(item_id: int) -> Answer:
    """Give blank sheets for marking on paper: a page for each sheet, or with ?layout=across a form's competitors."""
    item = _item(item_id)
    is_across = request.args.get("layout") == "across"
    gather = prints.across if is_across else prints.one_a_page
    data = gather(item, request.args.get("sub", None, int), current_app.config["PUBLIC_URL"])
    content = documents.pdf("sheets_across" if is_across else "sheet", data, clock.now().replace(microsecond=0))
    return show_file(content, f"{item.code}.pdf", documents.MEDIA_TYPE)


@pages.route("/office/judging/items/<int:item_id>/presence", methods=["GET", "POST"])
@open_to(FOLLOWERS)
def show_presence(item_id: int) -> Answer:
    """Say of each competitor whether they took part."""
    item, form = _item(item_id), ConfirmForm()
    there = rosters.competitors(item_id)
    if request.method == "POST":
        allow(access.is_chief(current_user, item))
        with refusals_in(form):
            changed = teams.say_presence(item, said_of(request.form, there), by=current_user, at=clock.now())
            flash(_n("%(num)s competitor was noted.", "%(num)s competitors were noted.", changed), "success")
            return redirect(url_for("judging.show_presence", item_id=item_id))
    status = 422 if form.is_submitted() else 200
    closed = queries.is_closed(item_id)
    return render_template("judging/show_presence.html", item=item, there=there, form=form, closed=closed), status


@pages.route("/office/judging/items/<int:item_id>/theory", methods=["GET", "POST"])
@open_to(HELPERS)
def show_theory(item_id: int) -> Answer:
    """Enter theory marks by competitor number."""
    item, form = found(rosters.item(item_id)), ConfirmForm()
    allow(access.may_enter_theory(current_user, item))
    there = rosters.competitors(item_id)
    if request.method == "POST":
        with refusals_in(form):
            return _theory_kept(
                item, closing.enter_theory(item, theory_of(request.form, there), by=current_user, at=clock.now())
            )
    return _theory_page(item, form, TheoryFileForm(formdata=None))


@pages.post("/office/judging/items/<int:item_id>/theory/import")
@open_to(HELPERS)
def import_theory(item_id: int) -> Answer:
    """Read theory marks from a workbook: all of them or none."""
    item, upload = found(rosters.item(item_id)), TheoryFileForm()
    allow(access.may_enter_theory(current_user, item))
    if upload.validate_on_submit():
        with refusals_in(upload):
            marks = imports.read_theory(upload.file.data.read())
            return _theory_kept(item, closing.enter_theory(item, marks, by=current_user, at=clock.now()))
    return _theory_page(item, ConfirmForm(formdata=None), upload)


def _theory_kept(item: Item, changed: int) -> Answer:
    flash(_n("%(num)s theory mark was stored.", "%(num)s theory marks were stored.", changed), "success")
    return redirect(url_for("judging.show_theory", item_id=item.id))


def _theory_page(item: Item, form: ConfirmForm, upload: TheoryFileForm) -> Answer:
    there, closed = rosters.competitors(item.id), queries.is_closed(item.id)
    typed = request.form if request.method == "POST" else {}
    page = render_template(
        "judging/show_theory.html", item=item, there=there, closed=closed, form=form, upload=upload, typed=typed
    )
    return page, 422 if request.method == "POST" else 200


@pages.get("/office/judging/items/<int:item_id>/theory.xlsx")
@open_to(HELPERS)
def theory_list(item_id: int) -> Answer:
    """Give a list to fill in with theory marks."""
    item = found(rosters.item(item_id))
    allow(access.may_enter_theory(current_user, item))
    book = exports.theory_workbook(rosters.competitors(item_id))
    return send_file(book, f"{item.code}-{_('theory')}.xlsx", spreadsheets.MEDIA_TYPE)


@pages.get("/office/judging/items/<int:item_id>/closing")
@open_to(FOLLOWERS)
def show_closing(item_id: int) -> Answer:
    """Show what stands in the way of closing, and the marks once closed."""
    item = _item(item_id)
    closed = queries.closing(item_id)
    sees_marks = access.may_see_marks(current_user, item, closed=bool(closed))
    marks = queries.entry_marks(item_id) if sees_marks else []
    blocks = [] if closed else signatures.blocking(item_id)
    return render_template(
        "judging/show_closing.html",
        item=item,
        closed=closed,
        marks=marks,
        groups=boards.grouped(blocks if sees_marks else boards.without_scores(blocks)),
        signed=signatures.are_asked_for(item_id),
        unlockings=unlockings.waiting_of(item_id),
        reopened=queries.is_reopened(item_id),
        form=ConfirmForm(),
    )


@pages.get("/office/judging/items/<int:item_id>/recount.zip")
@open_to(FOLLOWERS)
def export_recount(item_id: int) -> Answer:
    """Give a closed item's scheme and marks as plain files that anyone can recount."""
    item = _item(item_id)
    closed = found(queries.closing(item_id))
    allow(access.may_see_marks(current_user, item, closed=True))
    content = recounts.recount(item_id, closed)
    return send_file(content, f"{item.code}-{_('recount')}.zip", recounts.MEDIA_TYPE)


@pages.post("/office/judging/items/<int:item_id>/close")
@open_to(Role.CHIEF_JUDGE)
def close_item(item_id: int) -> Answer:
    """Close an item's judging for good."""
    item = found(rosters.item(item_id))
    allow(access.is_chief(current_user, item))
    closing.close_item(item, by=current_user, at=clock.now())
    flash(_("The judging is closed. Its marks go on to the result."), "success")
    return redirect(url_for("judging.show_closing", item_id=item_id))


def _item(item_id: int) -> Item:
    item = found(rosters.item(item_id))
    allow(access.may_see_progress(current_user, item))
    return item
