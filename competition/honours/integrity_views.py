"""Pages of integrity: every run, each with its report, and what to do where something is wrong."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, documents, i18n, runner, spreadsheets
from competition.foundation.forms import ConfirmForm
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, send_file
from competition.honours import access, integrity_exports, integrity_runs, integrity_words
from competition.honours.integrity_models import IntegrityRun

pages = Blueprint("honours_integrity", __name__)
READERS = (Role.ORGANISER, Role.AUDITOR)


@pages.get("/office/honours/integrity")
@open_to(*READERS)
def show_runs() -> Answer:
    """Show the runs, the newest first, and when the next is due."""
    allow(access.may_read_decisions(current_user))
    runs = integrity_runs.runs()
    due = integrity_runs.next_on(runs[0]) if runs else None
    return render_template("honours/show_runs.html", runs=runs, due=due, form=ConfirmForm(), texts=integrity_words)


@pages.post("/office/honours/integrity")
@open_to(*READERS)
def ask_run() -> Answer:
    """Ask for a run now."""
    allow(access.may_read_decisions(current_user))
    integrity_runs.ask_run(i18n.wanted_language(), clock.present(), by=current_user, at=clock.now())
    runner.wake()
    flash(_("Everything is being read again. The report will be here and under “My exports”."), "success")
    return redirect(url_for("exports.show_exports"))


@pages.get("/office/honours/integrity/<int:run_id>")
@open_to(*READERS)
def show_run(run_id: int) -> Answer:
    """Show what a run found, and what to do."""
    run = _run(run_id)
    return render_template("honours/show_run.html", run=run, facts=integrity_exports.facts(run), texts=integrity_words)


@pages.get("/office/honours/integrity/<int:run_id>.<any(pdf, xlsx):kind>")
@open_to(*READERS)
def export_run(run_id: int, kind: str) -> Answer:
    """Give the report of a run."""
    run, at = _run(run_id), clock.now()
    name = f"integrity-{clock.in_city(run.began_at):%Y-%m-%d}-{run.id}.{kind}"
    if kind == "pdf":
        return send_file(integrity_exports.pdf(run, at), name, documents.MEDIA_TYPE)
    return send_file(integrity_exports.sheet(run, current_user.name, at), name, spreadsheets.MEDIA_TYPE)


def _run(run_id: int) -> IntegrityRun:
    allow(access.may_read_decisions(current_user))
    return found(integrity_runs.one(run_id))
