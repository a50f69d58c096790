"""The editor of a marking scheme: the whole tree is shown, changed in the browser and sent as one."""

import json

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _, _n
from competition.foundation.web import Answer, found
from competition.judging import access, queries, rosters, scheme_readings, scheme_words, tree_contents
from competition.judging.actions import coefficients, editing
from competition.judging.forms import EditSchemeForm, coefficients_of
from competition.judging.imports import Finding
from competition.judging.models import Scheme
from competition.judging.rules import AspectKind, SchemeState
from competition.plan.models import Item

pages = Blueprint("judging_editor", __name__)


@pages.route("/office/judging/items/<int:item_id>/scheme/edit", methods=["GET", "POST"])
@open_to(Role.ORGANISER)
def edit_scheme(item_id: int) -> Answer:
    """Show a scheme to be changed, or an empty one, and keep it as a whole."""
    item = found(rosters.item(item_id))
    allow(access.may_manage(current_user, item))
    scheme, form = _chosen(item_id), EditSchemeForm()
    faults: tuple[Finding, ...] = ()
    if form.validate_on_submit():
        read = scheme_readings.read_text(form.tree.data or "")
        faults = read.faults
        if read.tree is not None:
            with refusals_in(form):
                edit = editing.Edit(read.tree, form.reason.data or "", form.seen_version.data)
                made = editing.keep_edit(item, scheme, edit, by=current_user, at=clock.now())
                flash(
                    _("Version %(number)s is stored as a draft. Lock it before marking.", number=made.number), "success"
                )
                return redirect(url_for("judging_schemes.show_scheme", item_id=item_id))
    if not form.is_submitted():
        form.tree.data, form.seen_version.data = _content(item, scheme), scheme.version if scheme else None
    page = render_template(
        "judging/edit_scheme.html", item=item, scheme=scheme, form=form, found=faults, kinds=list(AspectKind),
        has_sections=bool(scheme and scheme.sections), modes=scheme_words.modes(),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@pages.route("/office/judging/items/<int:item_id>/coefficients", methods=["GET", "POST"])
@open_to(Role.CHIEF_JUDGE)
def show_coefficients(item_id: int) -> Answer:
    """Enter each competitor's coefficient for the aspects that ask for one."""
    item, form = found(rosters.item(item_id)), ConfirmForm()
    allow(access.is_chief(current_user, item))
    aspects, there = queries.difficult(item_id), [c for c in rosters.competitors(item_id) if c.is_here and c.number]
    if request.method == "POST":
        with refusals_in(form):
            told = coefficients_of(request.form, [(c.entry_id, a.aspect_id) for c in there for a in aspects])
            changed = coefficients.say_coefficients(item, told, by=current_user, at=clock.now())
            flash(_n("%(num)s coefficient was stored.", "%(num)s coefficients were stored.", changed), "success")
            return redirect(url_for("judging_editor.show_coefficients", item_id=item_id))
    page = render_template(
        "judging/show_coefficients.html", item=item, aspects=aspects, there=there, kept=queries.coefficients(item_id),
        form=form, typed=request.form, closed=queries.is_closed(item_id),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


def _chosen(item_id: int) -> Scheme | None:
    versions = rosters.schemes(item_id)
    wanted = request.args.get("version", 0, int)
    newest = next((s for s in versions if s.state is not SchemeState.SUPERSEDED), None)
    chosen = next((s for s in versions if s.number == wanted), newest)
    return rosters.scheme(chosen.id) if chosen else None


def _content(item: Item, scheme: Scheme | None) -> str:
    empty = {"title": item.name, "rounding": {"panel": {"places": 2}}, "spread": "1", "criteria": []}
    content = tree_contents.content_of(rosters.tree(scheme)) if scheme else empty
    return json.dumps(content, ensure_ascii=False)
