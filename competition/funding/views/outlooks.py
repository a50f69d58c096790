"""Pages that look ahead: a season by other tables, a coming season played; both worked out in the background."""

import json
from secrets import randbelow
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, i18n, runner, spreadsheets, tasks
from competition.foundation.errors import Refused
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.tables import OPEN, Task, TaskState
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, send_file
from competition.funding import access, decisions, outlook_exports, outlook_words
from competition.funding.actions import outlooks
from competition.funding.actions.outlooks import Asker
from competition.funding.outlook_forms import MOST_SEED, ForecastForm, WhatIfForm
from competition.funding.outlooks import FORECAST, WHAT_IF
from competition.plan import queries as plan
from competition.plan.models import Season
from competition.policy import queries as policies
from competition.policy.book import Book

pages = Blueprint("funding_outlooks", __name__, url_prefix="/office/funding/ahead")
TABLES = (decisions.PRIZE[0], *decisions.PRIZE[2:], decisions.HOST[0])


@pages.get("")
@open_to(Role.FINANCE_OFFICER)
def show_outlooks() -> Answer:
    """Show both ways of looking ahead, and what this person asked for lately."""
    allow(access.may_decide(current_user))
    mine = [one for one in tasks.of_person(current_user.id) if one.kind in (WHAT_IF, FORECAST)]
    _wake(mine)
    form = _forecast_form()
    return render_template("funding/show_outlooks.html", mine=mine, form=form, words=outlook_words)


@pages.route("/what-if", methods=["GET", "POST"])
@open_to(Role.FINANCE_OFFICER)
def ask_what_if() -> Answer:
    """Ask what a season would have cost by other tables, which begin as those in force or as a draft."""
    allow(access.may_decide(current_user))
    book, seasons = policies.book(), plan.seasons()
    form = WhatIfForm.by(book, _values(book), [one.year for one in seasons])
    if form.validate_on_submit():
        with refusals_in(form):
            made = outlooks.ask_what_if(_season(seasons, form.year.data), form.other, book, _asker())
            return _asked(made)
    drafts = [one for one in policies.waiting() if one.table_name in TABLES]
    page = render_template(
        "funding/ask_what_if.html", form=form, drafts=drafts, book=book, empty_plan=not seasons, words=outlook_words
    )
    return page, 422 if form.errors else 200


@pages.post("/forecast")
@open_to(Role.FINANCE_OFFICER)
def ask_forecast() -> Answer:
    """Ask what a season may cost."""
    allow(access.may_decide(current_user))
    form = _forecast_form()
    form.must_be_valid()
    season = _season(plan.seasons(), form.year.data)
    return _asked(outlooks.ask_forecast(season, form.further.data or 0, form.seed.data or 0, _asker()))


@pages.get("/<int:task_id>")
@open_to(Role.FINANCE_OFFICER)
def show_outlook(task_id: int) -> Answer:
    """Show what was worked out, or how far it is."""
    task = _own(task_id)
    if task.state is not TaskState.DONE:
        _wake([task])
        return render_template(
            "funding/show_waiting.html", task=task, open=task.state in OPEN, words=outlook_words, stop=ConfirmForm()
        )
    told = _told(task)
    shown = outlook_words.shown(told)
    page = f"funding/show_{task.kind.removeprefix('funding.')}.html"
    return render_template(page, task=task, shown=shown, outlook=outlook_words)


@pages.get("/<int:task_id>.xlsx")
@open_to(Role.FINANCE_OFFICER)
def export_outlook(task_id: int) -> Answer:
    """Take what was worked out as Excel."""
    task = _own(task_id)
    if task.state is not TaskState.DONE:
        raise Refused(_("This is not ready. Its page says how far it is."))
    content = outlook_exports.workbook(outlook_words.shown(_told(task)), current_user.name, clock.now())
    return send_file(content, task.name.replace(".json", ".xlsx"), spreadsheets.MEDIA_TYPE)


def _values(book: Book) -> dict[str, Any]:
    values = {name: book.on(clock.today(), name).value for name in TABLES}
    draft = policies.draft(request.args.get("draft", 0, int))
    if draft is not None and draft.table_name in TABLES:
        values[draft.table_name] = policies.value(draft).value
    return values


def _forecast_form() -> ForecastForm:
    coming, years = clock.today().year + 1, [one.year for one in plan.seasons()]
    form = ForecastForm(year=coming if coming in years else max(years, default=coming), seed=randbelow(MOST_SEED))
    form.year.choices = [(year, str(year)) for year in years]
    return form


def _season(seasons: list[Season], year: int) -> Season:
    return found(next((one for one in seasons if one.year == year), None))


def _asker() -> Asker:
    return Asker(current_user, i18n.wanted_language(), clock.now(), clock.present())


def _asked(made: Task) -> Answer:
    runner.wake()
    flash(_("It is being worked out. You may go on working meanwhile."), "success")
    return redirect(url_for("funding_outlooks.show_outlook", task_id=made.id))


def _wake(mine: list[Task]) -> None:
    if tasks.waits(mine, clock.present()):
        runner.wake()


def _own(task_id: int) -> Task:
    allow(access.may_decide(current_user))
    task = tasks.of_person_one(task_id, current_user.id)
    return found(task if task and task.kind in (WHAT_IF, FORECAST) else None)


def _told(task: Task) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(tasks.content(task))
    return told
