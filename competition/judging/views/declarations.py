"""What a judge signs and declares before marking, and the organiser's roster board."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.forms import ConfirmForm, choices, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found
from competition.judging import access, boards, conflicts, rosters, words
from competition.judging.actions import declaring
from competition.judging.conflict_rules import Reason
from competition.judging.forms import RelationForm
from competition.plan.models import Item

pages = Blueprint("judging_conflicts", __name__)
FOLLOWERS = frozenset({Role.ORGANISER, Role.CHIEF_JUDGE, Role.SUPERVISOR, Role.AUDITOR})


@pages.route("/tablet/items/<int:item_id>/declaration", methods=["GET", "POST"])
@open_to(Role.JUDGE, Role.CHIEF_JUDGE)
def show_declaration(item_id: int) -> Answer:
    """Let a judge read the commitment and declare relations with units."""
    item, form = _seated(item_id), RelationForm()
    units = [(unit.id, unit.name) for unit in conflicts.units()]
    form.organisation_id.choices = choices([(0, _("Choose …")), *units])
    if request.method == "POST" and form.validate():
        with refusals_in(form):
            told = declaring.Relation(
                form.organisation_id.data, Reason(form.reason.data), form.competitor_name.data or "",
                form.note.data or "",
            )  # fmt: skip
            declaring.declare_relation(item, told, by=current_user, at=clock.now())
            flash(_("Declared. Where it bars you, the reserve judge marks; you need do nothing more."), "success")
            return redirect(url_for("judging_conflicts.show_declaration", item_id=item_id))
    page = render_template(
        "judging/show_declaration.html", item=item, form=form, confirm=ConfirmForm(formdata=None),
        own=conflicts.own(item_id, current_user.id), signed=conflicts.commitment(item_id, current_user.id),
        text=words.commitment(),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@pages.post("/tablet/items/<int:item_id>/commitment")
@open_to(Role.JUDGE, Role.CHIEF_JUDGE)
def sign_commitment(item_id: int) -> Answer:
    """Sign the commitment as it stands on the page."""
    item = _seated(item_id)
    declaring.sign_commitment(item, words.commitment(), by=current_user, at=clock.now())
    flash(_("The commitment is signed. You may mark now."), "success")
    return redirect(url_for("judging_conflicts.show_declaration", item_id=item_id))


def _seated(item_id: int) -> Item:
    item = found(rosters.item(item_id))
    allow(rosters.seat(current_user.id, item_id) is not None)
    return item


@pages.route("/office/judging/items/<int:item_id>/roster", methods=["GET", "POST"])
@open_to(FOLLOWERS)
def show_roster(item_id: int) -> Answer:
    """Show who sits where with every clash, propose a roster without conflicts, and set it."""
    item, form = found(rosters.item(item_id)), ConfirmForm()
    allow(access.may_see_progress(current_user, item))
    if request.method == "POST":
        allow(access.may_manage(current_user, item))
        with refusals_in(form):
            scoring = [place for place in request.form.getlist("place", type=int) if place]
            declaring.set_roster(item, scoring, by=current_user, at=clock.now())
            flash(_("The roster is set."), "success")
            return redirect(url_for("judging_conflicts.show_roster", item_id=item_id))
    seating = boards.seating(item_id, proposed="propose" in request.args)
    page = render_template("judging/show_roster.html", item=item, seating=seating, form=form)
    return page, 422 if form.is_submitted() else 200
