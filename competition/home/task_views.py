"""My exports: the files somebody asked for, how far each is, stopped while it is made, taken once it is ready."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from competition.accounts.access import SIGNED_IN, open_to
from competition.foundation import clock, runner, tasks
from competition.foundation.errors import Refused
from competition.foundation.forms import ConfirmForm
from competition.foundation.tables import OPEN, Task, TaskState
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, send_file
from competition.home import task_actions, words

pages = Blueprint("exports", __name__)


@pages.get("/office/exports")
@open_to(SIGNED_IN)
def show_exports() -> Answer:
    """Show what this person asked for, the newest first."""
    mine = _mine()
    shown = [(one, _shown(one)) for one in mine]
    return render_template(
        "home/show_exports.html", shown=shown, take=ConfirmForm, until=_until, kind=tasks.kind,
        busy=any(one.state in OPEN for one in mine), days=tasks.KEPT.days,
    )  # fmt: skip


@pages.get("/office/exports.json")
@open_to(SIGNED_IN)
def show_progress() -> Answer:
    """Say how far each of them is, for the page's script."""
    return {"exports": [_shown(one) for one in _mine()]}


@pages.post("/office/exports/<int:task_id>/stop")
@open_to(SIGNED_IN)
def stop_export(task_id: int) -> Answer:
    """Stop one that is being made."""
    task_actions.stop_export(_own(task_id), by=current_user, at=clock.now())
    flash(_("It is being stopped."), "success")
    return redirect(url_for("exports.show_exports"))


@pages.post("/office/exports/<int:task_id>/file")
@open_to(SIGNED_IN)
def take_export(task_id: int) -> Answer:
    """Give a file that is ready to whoever asked for it; the look stands in the trail."""
    task = _own(task_id)
    if task.state is not TaskState.DONE:
        raise Refused(_("This file is not ready. Its page says how far it is."))
    task_actions.note_taken(task, by=current_user, at=clock.now())
    return send_file(tasks.content(task), task.name, task.media_type)


def _own(task_id: int) -> Task:
    # another's is not there: neither its title nor that it exists is anybody else's matter
    return found(tasks.of_person_one(task_id, current_user.id))


def _mine() -> list[Task]:
    # whoever looks lets this worker take up what no other does, so nothing waits for a scheduler that is not there
    mine = list(tasks.of_person(current_user.id))
    if tasks.waits(mine, clock.present()):
        runner.wake()
    return mine


def _shown(of: Task) -> dict[str, Any]:
    kind, label = words.TASKS[of.state]
    if of.state in OPEN and of.stop:
        label = _("Being stopped")
    share = of.done * 100 // of.whole if of.whole else 0
    text = _("%(share)s%% made", share=share) if of.state is TaskState.RUNNING else ""
    fault = str(words.TASK_FAULTS.get(of.fault, of.fault))
    return {
        "id": of.id, "state": of.state.value, "open": of.state in OPEN, "tone": kind, "label": str(label),
        "share": share, "text": text, "fault": fault, "stopping": of.stop,
    }  # fmt: skip


def _until(of: Task) -> datetime | None:
    return of.ended_at + tasks.KEPT if of.ended_at else None
