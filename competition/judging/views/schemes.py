"""Reading a marking scheme in, looking at it, locking it, giving it out."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, settings, spreadsheets
from competition.foundation.errors import Refused
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, send_file
from competition.judging import access, boards, exports, rosters, scheme_readings, scheme_words, uploads
from competition.judging.actions import locking, replacing, schemes
from competition.judging.forms import LockTimeForm, ReasonForm, StoreSchemeForm, WorkbookForm

pages = Blueprint("judging_schemes", __name__)
FOLLOWERS = frozenset({Role.ORGANISER, Role.CHIEF_JUDGE, Role.SUPERVISOR, Role.AUDITOR})
EXAMPLE = "marking-scheme-ceramics.xlsx"
READY = {
    name: f"schemes/{name}.json"
    for name in ("judged-by-three", "judged-by-five-trimmed", "measured-by-instrument", "theory-practice-defence")
}


@pages.get("/office/judging/items/<int:item_id>/scheme")
@open_to(FOLLOWERS | {Role.JUDGE})
def show_scheme(item_id: int) -> Answer:
    """Show an item's marking scheme, or one of its versions."""
    item = found(rosters.item(item_id))
    allow(access.may_see_scheme(current_user, item))
    versions = rosters.schemes(item_id)
    wanted = request.args.get("version", 0, int)
    chosen = next((s for s in versions if s.number == wanted), versions[0] if versions else None)
    scheme = rosters.scheme(chosen.id) if chosen else None
    tree = rosters.tree(scheme) if scheme else None
    return render_template(
        "judging/show_scheme.html", item=item, versions=versions, scheme=scheme, tree=tree, summary=boards.summary(tree),
        touched=boards.touched(scheme), upload=WorkbookForm(), ready=scheme_words.ready_schemes(READY), form=ReasonForm(seen_version=scheme.version if scheme else None),
        lock_time=LockTimeForm(formdata=None, obj=scheme),
    )  # fmt: skip


@pages.post("/office/judging/items/<int:item_id>/scheme/preview")
@open_to(Role.ORGANISER)
def preview_scheme(item_id: int) -> Answer:
    """Read a workbook and show what it holds; nothing is stored yet."""
    item = found(rosters.item(item_id))
    allow(access.may_manage(current_user, item))
    upload, read, store = WorkbookForm(), None, StoreSchemeForm(formdata=None)
    ready = READY.get(request.form.get("ready", ""))
    if ready or upload.validate_on_submit():
        with refusals_in(upload):
            content = (settings.files("examples") / ready).read_bytes() if ready else upload.file.data.read()
            read = scheme_readings.read(content)
            store.workbook.data, store.name.data = uploads.packed(content), ready or upload.file.data.filename
    summary = boards.summary(read.tree if read else None)
    answer = render_template(
        "judging/preview_scheme.html", item=item, upload=upload, read=read, form=store, summary=summary
    )
    return answer, 200 if read and read.tree else 422


@pages.post("/office/judging/items/<int:item_id>/scheme")
@open_to(Role.ORGANISER)
def store_scheme(item_id: int) -> Answer:
    """Store the scheme that was looked at as the next version."""
    item = found(rosters.item(item_id))
    allow(access.may_manage(current_user, item))
    form = StoreSchemeForm()
    if not form.validate_on_submit():
        raise Refused(_("The workbook did not come with the page. Send it again."))
    content = uploads.unpacked(form.workbook.data or "")
    tree = scheme_readings.read(content).tree
    if tree is None:
        raise Refused(_("The workbook has faults. Mend them and send it again."))
    source = schemes.Source(form.name.data or "", uploads.sha256(content), form.reason.data or "")
    made = schemes.store_scheme(item, tree, source, by=current_user, at=clock.now())
    flash(_("Version %(number)s is stored as a draft. Lock it before marking.", number=made.number), "success")
    return redirect(url_for("judging_schemes.show_scheme", item_id=item_id))


@pages.post("/office/judging/schemes/<int:scheme_id>/lock")
@open_to(Role.ORGANISER)
def lock_scheme(scheme_id: int) -> Answer:
    """Lock a version for marking."""
    scheme, form = found(rosters.scheme(scheme_id)), ReasonForm()
    allow(access.may_manage(current_user, scheme.item))
    schemes.lock_scheme(
        scheme, reason=form.reason.data or "", seen=form.seen_version.data, by=current_user, at=clock.now()
    )
    flash(_("The scheme is locked. Open the sheets when judges and competitors are there."), "success")
    return redirect(url_for("judging_schemes.show_scheme", item_id=scheme.item_id))


@pages.post("/office/judging/schemes/<int:scheme_id>/lock-time")
@open_to(Role.ORGANISER)
def set_lock_time(scheme_id: int) -> Answer:
    """Say when a draft is locked by itself."""
    scheme, form = found(rosters.scheme(scheme_id)), LockTimeForm()
    allow(access.may_manage(current_user, scheme.item))
    if not form.validate_on_submit():
        raise Refused(_("This is no day with a time. Choose both in the field, or leave it empty."))
    when = form.locks_at.moment if form.locks_at.data else None
    locking.set_lock_time(scheme, when, seen=form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The scheme is locked by itself then.") if when else _("The scheme is locked by hand only."), "success")
    return redirect(url_for("judging_schemes.show_scheme", item_id=scheme.item_id, version=scheme.number))


@pages.post("/office/judging/schemes/<int:scheme_id>/replace")
@open_to(Role.ORGANISER)
def replace_scheme(scheme_id: int) -> Answer:
    """Put a version in the place of the one in force, keeping the marks that still mean the same."""
    scheme, form = found(rosters.scheme(scheme_id)), ReasonForm()
    allow(access.may_manage(current_user, scheme.item))
    counts = replacing.replace_scheme(
        scheme, reason=form.reason.data or "", seen=form.seen_version.data, by=current_user, at=clock.now()
    )
    flash(
        _("The version is in force: %(stayed)s marks stayed, %(void)s are void. Open the sheets again.", **counts),
        "success",
    )
    return redirect(url_for("judging_schemes.show_scheme", item_id=scheme.item_id))


@pages.post("/office/judging/schemes/<int:scheme_id>/partial")
@open_to(Role.ORGANISER)
def allow_partial(scheme_id: int) -> Answer:
    """Say which measurements allow partial marks."""
    scheme, form = found(rosters.scheme(scheme_id)), ConfirmForm()
    allow(access.may_manage(current_user, scheme.item))
    chosen = frozenset(request.form.getlist("aspect", int))
    schemes.allow_partial(scheme, chosen, seen=form.seen_version.data, by=current_user, at=clock.now())
    flash(_("Stored which measurements allow partial marks."), "success")
    return redirect(url_for("judging_schemes.show_scheme", item_id=scheme.item_id, version=scheme.number))


@pages.get("/office/judging/schemes/<int:scheme_id>.xlsx")
@open_to(FOLLOWERS | {Role.JUDGE})
def export_scheme(scheme_id: int) -> Answer:
    """Give a scheme as a CIS workbook."""
    scheme = found(rosters.scheme(scheme_id))
    allow(access.may_see_scheme(current_user, scheme.item))
    book = exports.scheme_workbook(rosters.tree(scheme))
    return send_file(book, f"{scheme.item.code}-{scheme.title}-v{scheme.number}.xlsx", spreadsheets.MEDIA_TYPE)


@pages.get("/office/judging/schemes/<int:scheme_id>.json")
@open_to(FOLLOWERS | {Role.JUDGE})
def export_json(scheme_id: int) -> Answer:
    """Give a scheme as JSON, the format of docs/formats.md."""
    scheme = found(rosters.scheme(scheme_id))
    allow(access.may_see_scheme(current_user, scheme.item))
    text = exports.scheme_json(rosters.tree(scheme))
    return send_file(text, f"{scheme.item.code}-{scheme.title}-v{scheme.number}.json", "application/json")


@pages.get("/office/judging/example-scheme.xlsx")
@open_to(Role.ORGANISER)
def example_scheme() -> Answer:
    """Give an example scheme to start from."""
    content = (settings.files("examples") / EXAMPLE).read_bytes()
    return send_file(content, EXAMPLE, spreadsheets.MEDIA_TYPE)
