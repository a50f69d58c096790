"""An item that follows an earlier one: what is laid down, who goes on, and the files."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, documents, spreadsheets
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _, _n
from competition.foundation.web import Answer, found, send_file, show_file
from competition.judging import recounts as judging_recounts
from competition.plan import queries as plan
from competition.plan.models import Following, Item
from competition.registration.models import Entry
from competition.results import access, queries, recounts, stage_exports, stage_words, stages
from competition.results.actions import staging
from competition.results.models import ItemResult
from competition.results.stage_forms import MoveUpForm, StageForm
from competition.results.views.office import READERS, readable_result

pages = Blueprint("results_stages", __name__)


@pages.route("/office/results/items/<int:item_id>/stage", methods=["GET", "POST"])
@open_to(*READERS)
def show_stage(item_id: int) -> Answer:
    """Lay down which item this one follows, and see who goes on."""
    item = found(plan.item(item_id))
    allow(access.may_read(current_user, item.competition))
    kept, form = plan.following(item_id), StageForm()
    form.offer(_others(item))
    if form.is_submitted():
        allow(access.may_manage(current_user, item.competition))
        if form.validate():
            with refusals_in(form):
                staging.follow_item(item, form.wanted(), form.seen_version.data, by=current_user, at=clock.now())
                flash(_("What %(item)s follows is laid down.", item=item.name), "success")
                return _to(item)
    elif kept is not None:
        form.show(kept)
    return _page(item, kept, form), 422 if form.is_submitted() else 200


def _others(item: Item) -> list[Item]:
    competition = found(plan.competition(item.competition_id))
    return [one for one in competition.items if one.id != item.id and not one.cancelled]


def _page(item: Item, kept: Following | None, form: StageForm, move_up: MoveUpForm | None = None) -> str:
    stands = None if kept is None else stages.final(kept.earlier_id)
    result = stages.taken(kept) if kept is not None and kept.taken_at else stands
    here = stages.entered(item.id) if kept is not None and kept.taken_at else {}
    return render_template(
        "results/show_stage.html",
        item=item,
        kept=kept,
        form=form,
        move_up=move_up or MoveUpForm(formdata=None),
        may=access.may_manage(current_user, item.competition),
        confirm=ConfirmForm(formdata=None, seen_version=kept.version if kept else None),
        result=result,
        going=stages.going(result, kept.first, here) if kept and result else [],
        moved=_moved(kept, result, stands, here),
        vacancy=stages.vacancy(kept, here) if kept else None,
        stands=stands,
        stage_words=stage_words,
    )


def _moved(
    kept: Following | None, result: ItemResult | None, stands: ItemResult | None, here: Mapping[int, Entry]
) -> list[stages.Going]:
    # who would go on, or not, by the version that stands now, once they were taken from an older one
    if kept is None or result is None or stands is None or stands.id == result.id:
        return []
    was_on = {one.line.entry_id for one in stages.going(result, kept.first) if one.is_on} & set(here)
    now = stages.going(stands, kept.first)
    return [one for one in now if (one.goes_on and one.line.entry_id not in here) or _fell_out(one, was_on)]


def _fell_out(one: stages.Going, was_on: set[int]) -> bool:
    return one.line.entry_id in was_on and not one.is_on


@pages.post("/office/results/items/<int:item_id>/stage/drop")
@open_to(Role.ORGANISER)
def stop_following(item_id: int) -> Answer:
    """Let an item follow no other any more."""
    item = found(plan.item(item_id))
    allow(access.may_manage(current_user, item.competition))
    staging.stop_following(item, ConfirmForm().seen_version.data, by=current_user, at=clock.now())
    flash(_("%(item)s follows no other item any more.", item=item.name), "success")
    return _to(item)


@pages.post("/office/results/items/<int:item_id>/stage/enter/<int:result_id>")
@open_to(Role.ORGANISER)
def enter_going_on(item_id: int, result_id: int) -> Answer:
    """Enter those who go on by the version that was shown."""
    following, result = found(plan.following(item_id)), found(queries.result(result_id))
    allow(access.may_manage(current_user, following.item.competition))
    count = staging.enter_going_on(following, result, ConfirmForm().seen_version.data, by=current_user, at=clock.now())
    flash(
        _n(
            "%(num)s goes on and is entered. Draw the numbers next.",
            "%(num)s go on and are entered. Draw the numbers next.",
            count,
        ),
        "success",
    )
    return _to(following.item)


@pages.post("/office/results/items/<int:item_id>/stage/next/<int:place>")
@open_to(Role.ORGANISER)
def let_move_up(item_id: int, place: int) -> Answer:
    """Enter those who stand next, at the place that was shown, for somebody who withdrew."""
    following, form = found(plan.following(item_id)), MoveUpForm()
    allow(access.may_manage(current_user, following.item.competition))
    if form.validate():
        with refusals_in(form):
            count = staging.let_move_up(following, place, form.reason.data or "", by=current_user, at=clock.now())
            flash(_n("%(num)s moves up and is entered.", "%(num)s move up and are entered.", count), "success")
            return _to(following.item)
    return _page(following.item, following, StageForm(formdata=None), form), 422


@pages.get("/office/results/items/<int:item_id>/stage.<any(xlsx, pdf):kind>")
@open_to(*READERS)
def export_going_on(item_id: int, kind: str) -> Answer:
    """Take the list of those who go on out as Excel, or set it for print."""
    following = found(plan.following(item_id))
    allow(access.may_read(current_user, following.item.competition))
    result = found(stages.taken(following) if following.taken_at else stages.final(following.earlier_id))
    going = stages.going(result, following.first, stages.entered(item_id))
    name = f"{following.item.code}-{_('going on')}.{kind}"
    if kind == "pdf":
        return show_file(stage_exports.going_on_pdf(following, result, going, clock.now()), name, documents.MEDIA_TYPE)
    content = stage_exports.going_on_sheet(following, result, going, current_user.name, clock.now())
    return send_file(content, name, spreadsheets.MEDIA_TYPE)


@pages.get("/office/results/<int:result_id>/recount.zip")
@open_to(*READERS)
def export_recount(result_id: int) -> Answer:
    """Give a result that carries an earlier total over as files that anyone can recount."""
    result = readable_result(result_id)
    found((result.basis.get("earlier") or {}).get("weight"))
    content = recounts.recount(result)
    return send_file(content, f"{result.item.code}-{_('recount')}.zip", judging_recounts.MEDIA_TYPE)


def _to(item: Item) -> Answer:
    return redirect(url_for("results_stages.show_stage", item_id=item.id))
