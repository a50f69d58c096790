"""The auditor's pages: reading the trail, verifying it, taking a copy."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.audit import access, actions, exports, queries, rules, words
from competition.audit.actions import Copy
from competition.audit.forms import FilterForm
from competition.foundation import clock, i18n, runner
from competition.foundation.forms import ConfirmForm
from competition.foundation.texts import _, _n
from competition.foundation.web import Answer, found

pages = Blueprint("audit", __name__)


@pages.app_template_global()
def verb_name(verb: str) -> str:
    """Say an audit verb in words."""
    return words.verb_name(verb)


@pages.app_template_global()
def record_name(subject: str) -> str:
    """Call a record of the trail by its word and number."""
    return words.record_name(subject)


@pages.app_template_global()
def field_name(subject: str, field: str) -> str:
    """Call a column of a record as its pages do."""
    return words.field_name(subject, field)


@pages.app_template_global()
def value_name(subject: str, field: str, value: str) -> str:
    """Say the code of a value in words."""
    return words.value_name(subject, field, value)


@pages.get("/office/audit")
@open_to(Role.AUDITOR)
def show_trail() -> Answer:
    """Show the trail, newest first, or the rows asked for."""
    form = FilterForm(request.args)
    wanted = form.wanted()
    asked = request.args
    return render_template(
        "audit/show_trail.html",
        form=form,
        wanted=wanted,
        part=queries.part(wanted, asked.get("before", type=int), asked.get("after", type=int)),
        differences=rules.differences,
        note_lines=rules.note_lines,
        verbs=words.known(),
        checked=queries.last_checked(),
        breaks=words.BREAKS,
        confirm=ConfirmForm(),
    )


@pages.get("/office/audit/<int:seq>")
@open_to(Role.AUDITOR)
def show_row(seq: int) -> Answer:
    """Show one row whole, with its links in the chain."""
    row = found(queries.row(seq))
    return render_template(
        "audit/show_row.html",
        row=row,
        differences=rules.differences(row.before, row.after),
        notes=rules.note_lines(row.note),
        is_whole=queries.is_whole(row),
    )


@pages.post("/office/audit/verify")
@open_to(Role.AUDITOR)
def verify_trail() -> Answer:
    """Verify the whole trail now."""
    allow(access.may_read(current_user))
    broken = actions.verify_trail(current_user, clock.now())
    if broken:
        flash(_n("%(num)d row is not what was written.", "%(num)d rows are not what was written.", broken), "danger")
    else:
        flash(_("Every row is as it was written, and none is missing."), "success")
    return redirect(url_for("audit.show_trail"))


@pages.post("/office/audit/export.<any(xlsx, csv):kind>")
@open_to(Role.AUDITOR)
def export_trail(kind: str) -> Answer:
    """Let the rows asked for be written as a workbook or as CSV, and go to where they will be; the trail keeps it."""
    allow(access.may_read(current_user))
    copy = Copy(kind, i18n.wanted_language(), exports.MOST[kind])
    actions.ask_export(FilterForm(request.args).wanted(), copy, clock.present(), by=current_user, at=clock.now())
    runner.wake()
    flash(_("The copy is being made. You may go on working meanwhile."), "success")
    return redirect(url_for("exports.show_exports"))
