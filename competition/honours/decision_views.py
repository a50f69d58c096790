"""Pages of decisions of other bodies: recorded by hand or from a workbook, looked at, confirmed by a second person."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, spreadsheets
from competition.foundation.forms import ConfirmForm, answered
from competition.foundation.spreadsheets import Column, Sheet
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, send_file, show_file
from competition.honours import access, deciding, decision_words, decisions, nominations, organisers
from competition.honours.decision_forms import DecisionForm
from competition.honours.decision_rules import PERSON, TITLE_CODES, UNIT, DecisionState
from competition.honours.nomination_forms import ReasonForm
from competition.plan import queries as plan
from competition.policy import queries as policies

pages = Blueprint("honours_decisions", __name__)
READERS = (Role.ORGANISER, Role.AUDITOR)


@pages.get("/office/honours/decisions")
@open_to(*READERS)
def manage_decisions() -> Answer:
    """Show the decisions of other bodies that were recorded."""
    allow(access.may_read_decisions(current_user))
    return render_template("honours/manage_decisions.html", rows=decisions.recent(), may=access.may_give(current_user))


@pages.route("/office/honours/decisions/new", methods=["GET", "POST"])
@open_to(Role.ORGANISER)
def record_decision() -> Answer:
    """Record a decision with everybody it honours."""
    allow(access.may_give(current_user))
    form = DecisionForm().fit(nominations.competitions(current_user))

    def record() -> Answer:
        made = deciding.record_decision(form.told(), *form.rows(), by=current_user, at=clock.now())
        flash(_("The decision is recorded. Another person compares it with its document and confirms it."), "success")
        return redirect(url_for("honours_decisions.show_decision", decision_id=made.id))

    if not form.is_submitted():
        return render_template("honours/record_decision.html", form=form)
    return answered(form, record, lambda: (render_template("honours/record_decision.html", form=form), 422))


@pages.get("/office/honours/decisions/template.xlsx")
@open_to(Role.ORGANISER)
def export_template() -> Answer:
    """Give the workbook to fill in."""
    return _workbook((), "荣誉名单-模板.xlsx")


@pages.get("/office/honours/competitions/<int:competition_id>/coaches.xlsx")
@open_to(Role.ORGANISER)
def export_coaches(competition_id: int) -> Answer:
    """Give the workbook with the coaches whom the table of the competition's first day honours, to look through and send in."""
    competition = found(plan.competition(competition_id))
    allow(access.may_manage(current_user, competition))
    awards = policies.book().on(competition.starts_on, decisions.COACHES_TABLE).value
    return _workbook(decisions.coaches(competition, awards), f"{decisions.COACH_HONOUR}-{competition.name}.xlsx")


@pages.get("/office/honours/competitions/<int:competition_id>/organisers.xlsx")
@open_to(Role.ORGANISER)
def export_organisers(competition_id: int) -> Answer:
    """Give the workbook with the delegations proposed as best organisers, to look through and send in."""
    competition = found(plan.competition(competition_id))
    allow(access.may_manage(current_user, competition))
    rows = organisers.proposed(competition, policies.book())
    return _workbook(rows, f"{organisers.HONOUR}-{competition.name}.xlsx")


def _workbook(rows: Sequence[Sequence[str]], name: str) -> Answer:
    choices = {"kind": (PERSON, UNIT)}
    columns = [
        Column(title, 24 if column != "kind" else 12, "text", choices.get(column, ()))
        for column, title in decisions.HEADINGS.items()
    ]
    notes = [f"荣誉名称照文件填写，如：{'、'.join(TITLE_CODES)}、一等奖、优秀教练、优秀裁判、优秀组织奖。"]
    # empty rows are laid out from the first on, over whatever stands there
    content = spreadsheets.workbook([Sheet("荣誉名单", columns, rows, notes, spare_rows=0 if rows else 200)])
    return send_file(content, name, spreadsheets.MEDIA_TYPE)


@pages.get("/office/honours/decisions/<int:decision_id>")
@open_to(*READERS)
def show_decision(decision_id: int) -> Answer:
    """Show a decision with everybody it honours, and whether the directory knows them."""
    allow(access.may_read_decisions(current_user))
    decision = found(decisions.one(decision_id))
    may = access.may_give(current_user) and decision.state is DecisionState.WAITING
    return render_template(
        "honours/show_decision.html",
        decision=decision,
        may=may,
        may_confirm=may and decision.recorded_by_id != current_user.id,
        confirm=ConfirmForm(seen_version=decision.version),
        drop=ReasonForm(formdata=None, seen_version=decision.version),
    )


@pages.get("/office/honours/decisions/<int:decision_id>/scan")
@open_to(*READERS)
def show_scan(decision_id: int) -> Answer:
    """Show the scan of a decision's document."""
    allow(access.may_read_decisions(current_user))
    return show_file(*found(decisions.scan(decision_id)))


@pages.post("/office/honours/decisions/<int:decision_id>/confirm")
@open_to(Role.ORGANISER)
def confirm_decision(decision_id: int) -> Answer:
    """Confirm a decision: its entries are made."""
    allow(access.may_give(current_user))
    decision = found(decisions.one(decision_id))
    made = deciding.confirm_decision(decision, ConfirmForm().seen_version.data, by=current_user, at=clock.now())
    flash(_("%(count)s entries were made.", count=len(made)), "success")
    return redirect(url_for("honours_decisions.show_decision", decision_id=decision.id))


@pages.post("/office/honours/decisions/<int:decision_id>/drop")
@open_to(Role.ORGANISER)
def drop_decision(decision_id: int) -> Answer:
    """Drop a decision that was recorded wrongly."""
    allow(access.may_give(current_user))
    decision, form = found(decisions.one(decision_id)), ReasonForm()
    form.must_be_valid()
    deciding.drop_decision(decision, form.reason.data or "", form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The decision was dropped; it stays readable and made no entry."), "success")
    return redirect(url_for("honours_decisions.show_decision", decision_id=decision.id))


@pages.app_context_processor
def words_of_decisions() -> dict[str, object]:
    """Let every page word decisions alike."""
    return {"decision_words": decision_words}
