"""Pages of registration."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import SIGNED_IN, allow, open_to
from competition.accounts.rules import Role
from competition.directory import queries as directory
from competition.foundation import clock, documents, spreadsheets, waiting_files
from competition.foundation.errors import Refused
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _, _n
from competition.foundation.web import Answer, found, send_file, show_file
from competition.plan import queries as plan
from competition.plan.models import Competition
from competition.policy import queries as policies
from competition.registration import access, actions, exports, imports, queries, words
from competition.registration.actions import Sender
from competition.registration.forms import AgainForm, EntryForm, ReasonForm, UploadForm
from competition.registration.models import Entry
from competition.registration.queries import Wanted

pages = Blueprint("registration", __name__, url_prefix="/office/registration")
ENTERING = (Role.DELEGATION_LEADER, Role.ORGANISER)
SEEING = (Role.DELEGATION_LEADER, Role.ORGANISER, Role.HOST_OFFICER, Role.AUDITOR)


@pages.get("/")
@open_to(*SEEING)
def show_open() -> Answer:
    """Show where one can enter now, and what was entered before."""
    at = clock.now()
    shown = [one for one in queries.open_competitions(at) if access.may_enter(current_user, one)]
    closed = [one for one in queries.competitions_of(current_user) if one not in shown]
    return render_template("registration/show_open.html", competitions=shown, closed=closed)


@pages.get("/privacy")
@open_to(SIGNED_IN)
def show_privacy() -> Answer:
    """Say who uses which data of competitors, why and how long."""
    return render_template("registration/show_privacy.html")


@pages.get("/<int:competition_id>")
@open_to(*SEEING)
def show_registration(competition_id: int) -> Answer:
    """Show a competition's entries: the leader's own, or all to those who run it."""
    return _page(_competition(competition_id))


def _page(competition: Competition, upload: UploadForm | None = None) -> Answer:
    wanted = _wanted(competition)
    page = render_template(
        "registration/show_registration.html",
        competition=competition,
        page=queries.entries(wanted, request.args.get("page", 1, int)),
        counts=queries.counts(competition.id, wanted.units),
        by_item=queries.counts_by_item(competition.id),
        args=request.args,
        draws=queries.draws(competition.id),
        follow=plan.followings(competition.id),
        upload=upload or UploadForm(formdata=None),
        form=ConfirmForm(formdata=None),
        may_review=access.may_review(current_user, competition),
        may_enter=access.may_enter(current_user, competition),
        may_check_in=access.may_check_in(current_user, competition),
        at=clock.now(),
    )
    return page, 422 if upload else 200


@pages.get("/<int:competition_id>/template.xlsx")
@open_to(*ENTERING)
def export_template(competition_id: int) -> Answer:
    """Give the workbook to fill in."""
    competition = _competition(competition_id)
    return send_file(exports.template(competition), f"报名表-{competition.name}.xlsx", spreadsheets.MEDIA_TYPE)


@pages.post("/<int:competition_id>/preview")
@open_to(*ENTERING)
def preview_import(competition_id: int) -> Answer:
    """Show what a workbook would store, or everything that is wrong in it."""
    competition = _competition(competition_id)
    form = UploadForm()
    if form.validate_on_submit():
        with refusals_in(form):
            return _previewed(competition, form.file.data.read())
    return _page(competition, form)


def _previewed(competition: Competition, content: bytes) -> Answer:
    rows, head = imports.rows_of(content)
    checked = imports.check(content, competition, policies.book(), current_user, clock.now())
    name = waiting_files.keep(current_app.config["INSTANCE"], current_user.id, content)
    return render_template(
        "registration/preview_import.html",
        competition=competition,
        checked=checked,
        rows=len(rows),
        name=name,
        faults=[words.fault(f) for f in checked.faults],
        form=ConfirmForm(formdata=None),
        head=head,
        items={item.id: item for item in competition.items},
    ), 422 if checked.faults else 200


@pages.get("/<int:competition_id>/marked/<name>.xlsx")
@open_to(*ENTERING)
def export_marked(competition_id: int, name: str) -> Answer:
    """Give the workbook back with every fault marked in its cell."""
    competition = _competition(competition_id)
    content = found(waiting_files.take(current_app.config["INSTANCE"], current_user.id, name))
    rows, _head = imports.rows_of(content)
    checked = imports.check(content, competition, policies.book(), current_user, clock.now())
    return send_file(exports.marked(rows, checked.faults), "报名表-待修改.xlsx", spreadsheets.MEDIA_TYPE)


@pages.post("/<int:competition_id>/import/<name>")
@open_to(*ENTERING)
def import_entries(competition_id: int, name: str) -> Answer:
    """Store a previewed workbook, whole."""
    competition = _competition(competition_id)
    instance = current_app.config["INSTANCE"]
    content = waiting_files.take(instance, current_user.id, name)
    if content is None:
        raise Refused(_("The workbook waited too long. Send it again."))
    count = actions.import_entries(content, Sender(competition, policies.book(), current_user), clock.now())
    waiting_files.drop(instance, current_user.id, name)
    flash(
        _n("%(num)s entry was stored and waits for review.", "%(num)s entries were stored and wait for review.", count),
        "success",
    )
    return _back(competition)


@pages.route("/<int:competition_id>/items/<int:item_id>/new", methods=["GET", "POST"])
@open_to(*ENTERING)
def add_entry(competition_id: int, item_id: int) -> Answer:
    """Enter one competitor or team."""
    competition = _competition(competition_id)
    item = found(next((one for one in competition.items if one.id == item_id), None))
    units = [found(directory.organisation(unit_id)) for unit_id in sorted(access.own_units(current_user))]
    form = EntryForm(unit=units[0].name, credit_code=units[0].credit_code) if len(units) == 1 else EntryForm()
    form.offer(item, units or directory.all_organisations())
    if form.validate_on_submit():
        with refusals_in(form):
            sender = Sender(competition, policies.book(), current_user)
            entry = actions.add_entry(form.rows(item), sender, clock.now())
            flash(_("%(name)s is entered and waits for review.", name=entry.name), "success")
            return _back(competition)
    return render_template(
        "registration/add_entry.html", form=form, competition=competition, item=item
    ), 422 if form.is_submitted() else 200


@pages.get("/entries/<int:entry_id>")
@open_to(*SEEING)
def show_entry(entry_id: int) -> Answer:
    """Show one entry."""
    entry = _entry(entry_id)
    allow(access.may_see_entry(current_user, entry))
    return render_template(
        "registration/show_entry.html",
        entry=entry,
        form=ConfirmForm(seen_version=entry.version),
        again=AgainForm.of(entry.coaches, entry.version),
        may_review=access.may_review(current_user, entry.item.competition),
        may_change=access.may_change_entry(current_user, entry),
        on=entry.item.competition.starts_on,
    )


@pages.post("/entries/<int:entry_id>/accept")
@open_to(Role.ORGANISER)
def accept_entry(entry_id: int) -> Answer:
    """Accept one entry."""
    entry = _entry(entry_id)
    allow(access.may_review(current_user, entry.item.competition))
    if not actions.accept_entries([entry], by=current_user, at=clock.now()):
        raise Refused(_("This entry was decided already. Load the page again to see where it stands."))
    flash(_("%(name)s is accepted.", name=entry.name), "success")
    return redirect(request.referrer or url_for("registration.show_entry", entry_id=entry.id))


@pages.post("/<int:competition_id>/accept")
@open_to(Role.ORGANISER)
def accept_entries(competition_id: int) -> Answer:
    """Accept the entries ticked."""
    competition = _competition(competition_id)
    allow(access.may_review(current_user, competition))
    ticked = {int(i) for i in request.form.getlist("entry") if i.isdigit()}
    if not ticked:
        raise Refused(_("No entry is ticked. Tick those to accept, then send again."))
    entries = [e for e in queries.all_entries(Wanted(competition.id, state="submitted")) if e.id in ticked]
    count = actions.accept_entries(entries, by=current_user, at=clock.now())
    flash(_n("%(num)s entry accepted.", "%(num)s entries accepted.", count), "success")
    return _back(competition)


@pages.post("/entries/<int:entry_id>/return")
@open_to(Role.ORGANISER)
def return_entry(entry_id: int) -> Answer:
    """Send an entry back with the reason."""
    entry = _entry(entry_id)
    allow(access.may_review(current_user, entry.item.competition))
    form = ReasonForm()
    form.must_be_valid()
    actions.return_entry(entry, form.reason.data or "", form.seen_version.data, by=current_user, at=clock.now())
    flash(_("%(name)s was returned to the unit.", name=entry.name), "success")
    return redirect(url_for("registration.show_entry", entry_id=entry.id))


@pages.post("/entries/<int:entry_id>/again")
@open_to(*ENTERING)
def send_again(entry_id: int) -> Answer:
    """Send a returned entry in again."""
    entry = _entry(entry_id)
    allow(access.may_change_entry(current_user, entry))
    form = AgainForm()
    form.must_be_valid()
    actions.send_again(entry, form.named, form.seen_version.data, by=current_user, at=clock.now())
    flash(_("%(name)s is entered and waits for review.", name=entry.name), "success")
    return redirect(url_for("registration.show_entry", entry_id=entry.id))


@pages.post("/entries/<int:entry_id>/withdraw")
@open_to(*ENTERING)
def withdraw_entry(entry_id: int) -> Answer:
    """Withdraw an entry."""
    entry = _entry(entry_id)
    allow(access.may_change_entry(current_user, entry))
    form = ReasonForm()
    form.must_be_valid()
    actions.withdraw_entry(entry, form.reason.data or "", by=current_user, at=clock.now())
    flash(_("%(name)s is withdrawn.", name=entry.name), "success")
    return redirect(url_for("registration.show_entry", entry_id=entry.id))


@pages.post("/items/<int:item_id>/draw")
@open_to(Role.ORGANISER)
def draw_numbers(item_id: int) -> Answer:
    """Draw the numbers of an item."""
    item = found(plan.item(item_id))
    allow(access.may_review(current_user, item.competition))
    draw = actions.draw_numbers(item, by=current_user, at=clock.now())
    flash(
        _(
            "%(count)s numbers were drawn for %(item)s with the seed %(seed)s.",
            count=draw.count,
            item=item.name,
            seed=draw.seed,
        ),
        "success",
    )
    return _back(item.competition)


@pages.get("/<int:competition_id>/check-in")
@open_to(Role.ORGANISER, Role.HOST_OFFICER)
def show_check_in(competition_id: int) -> Answer:
    """Show who has come."""
    competition = _competition(competition_id)
    allow(access.may_check_in(current_user, competition))
    wanted = Wanted(competition.id, request.args.get("item", None, int), "accepted", request.args.get("q", "").strip())
    return render_template(
        "registration/show_check_in.html",
        competition=competition,
        entries=queries.all_entries(wanted),
        form=ConfirmForm(),
        args=request.args,
    )


@pages.post("/entries/<int:entry_id>/check-in")
@open_to(Role.ORGANISER, Role.HOST_OFFICER)
def check_in(entry_id: int) -> Answer:
    """Note that a competitor has come, or take it back."""
    entry = _entry(entry_id)
    allow(access.may_check_in(current_user, entry.item.competition))
    actions.check_in(entry, request.form.get("here") == "yes", by=current_user, at=clock.now())
    return redirect(request.referrer or url_for("registration.show_check_in", competition_id=entry.item.competition_id))


@pages.get("/<int:competition_id>/entries.xlsx")
@open_to(*SEEING)
def export_entries(competition_id: int) -> Answer:
    """Take the entries out as Excel."""
    competition = _competition(competition_id)
    content = exports.entry_list(queries.all_entries(_wanted(competition)), current_user.name, clock.now())
    return send_file(content, f"{competition.name}.xlsx", spreadsheets.MEDIA_TYPE)


@pages.get("/<int:competition_id>/<any(list, badges):what>.pdf")
@open_to(Role.ORGANISER, Role.HOST_OFFICER, Role.AUDITOR)
def export_pdf(competition_id: int, what: str) -> Answer:
    """Set the competitor list or the badges."""
    competition = _competition(competition_id)
    allow(access.may_see_list(current_user, competition))
    entries = queries.all_entries(Wanted(competition.id, request.args.get("item", None, int), "accepted"))
    make = exports.competitor_list if what == "list" else exports.badges
    return show_file(make(competition, entries, clock.now()), f"{competition.name}.pdf", documents.MEDIA_TYPE)


def _competition(competition_id: int) -> Competition:
    competition = found(plan.competition(competition_id))
    allow(access.may_enter(current_user, competition) or access.may_see_list(current_user, competition))
    return competition


def _entry(entry_id: int) -> Entry:
    return found(queries.entry(entry_id))


def _wanted(competition: Competition) -> Wanted:
    args = request.args
    units = None if access.may_see_list(current_user, competition) else access.own_units(current_user)
    return Wanted(competition.id, args.get("item", None, int), args.get("state", ""), args.get("q", "").strip(), units)


def _back(competition: Competition) -> Answer:
    return redirect(url_for("registration.show_registration", competition_id=competition.id))


@pages.app_context_processor
def words_of_registration() -> dict[str, object]:
    """Let every page name the states of entries alike."""
    return {"registration_words": words}
