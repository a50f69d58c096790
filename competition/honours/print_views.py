"""Many certificates of a competition: what was made of them, and a batch asked for, made in the background."""

from collections import Counter
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, i18n, runner
from competition.foundation.forms import answered
from competition.foundation.texts import _
from competition.foundation.web import Answer, found
from competition.honours import access, printing, queries, templates
from competition.honours.template_forms import BatchForm
from competition.plan import queries as plan
from competition.plan.models import Competition, Item

pages = Blueprint("honours_prints", __name__)


@pages.route("/office/honours/competitions/<int:competition_id>/certificates", methods=["GET", "POST"])
@open_to(Role.ORGANISER)
def ask_certificates(competition_id: int) -> Answer:
    """Show what certificates of a competition were made, and take the wish for a batch."""
    competition = found(plan.competition(competition_id))
    allow(access.may_manage(current_user, competition))
    items = [one for one in competition.items if not one.cancelled]
    form = BatchForm().fit(items)

    def ask() -> Answer:
        asked = form.told()
        printing.ask_certificates(
            competition, asked, i18n.wanted_language(), clock.present(), by=current_user, at=clock.now()
        )
        runner.wake()
        flash(_("The certificates are being made. You may go on working meanwhile."), "success")
        return redirect(url_for("exports.show_exports"))

    if not form.is_submitted():
        return _page(competition, items, form)
    return answered(form, ask, lambda: (_page(competition, items, form), 422))


def _page(competition: Competition, items: Sequence[Item], form: BatchForm) -> str:
    ids, of_item = [entry.id for entry in queries.to_print(competition.id)], queries.items_of(competition.id)
    made = [Counter(of_item.get(one, 0) for one in queries.printed(ids, language)) for language in templates.LANGUAGES]
    counts = [Counter(of_item.get(one, 0) for one in ids), *made]
    rows = [(one, *(each[one.id] for each in counts)) for one in items]
    return render_template(
        "honours/ask_certificates.html",
        competition=competition,
        rows=rows,
        others=[each[0] for each in counts],
        total=len(ids),
        form=form,
    )
