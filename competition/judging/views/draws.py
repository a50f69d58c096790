"""Blind marking: choosing an item's layers, the keeper's draw, the decoding, and the public proof of both."""

import json
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import EVERYONE, allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.forms import ConfirmForm, choices, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, send_file
from competition.judging import access, blind, queries, rosters, words
from competition.judging.actions import blinding
from competition.judging.blind_models import BlindLayer
from competition.judging.forms import DrawForm, KeeperForm, LayersForm
from competition.judging.layers import LAYERS, Preset
from competition.plan.models import Item

pages = Blueprint("judging_draws", __name__)
FOLLOWERS = frozenset({Role.ORGANISER, Role.CHIEF_JUDGE, Role.SUPERVISOR, Role.AUDITOR})


@pages.route("/office/judging/items/<int:item_id>/layers", methods=["GET", "POST"])
@open_to(FOLLOWERS)
def show_layers(item_id: int) -> Answer:
    """Show an item's layers and where each stands; the organiser chooses them before the marking."""
    item, form = found(rosters.item(item_id)), LayersForm()
    allow(access.may_see_progress(current_user, item))
    people = blind.keepers(item)
    for each in form.keepers:
        each.choices = choices([(0, _("Choose …")), *((user.id, f"{user.name} ({user.login})") for user in people)])
    if request.method == "POST":
        allow(access.may_manage(current_user, item))
        if form.validate():
            with refusals_in(form):
                return _chosen(item, form, {user.id: user for user in people})
    there = blind.layers_of(item_id)
    fixed = any(each.drawn_at for each in there) or blind.has_sheets(item_id)
    page = render_template(
        "judging/show_layers.html", item=item, layers=there, form=form, fixed=fixed, confirm=ConfirmForm(),
        closed=queries.is_closed(item_id), people=people, changes=blind.changes(item_id), keeper_form=_keeper_form,
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


def _keeper_form(layer: BlindLayer) -> KeeperForm:
    return KeeperForm(formdata=None, seen_version=layer.version)


@pages.post("/office/codes/<int:layer_id>/keeper")
@open_to(Role.ORGANISER)
def replace_keeper(layer_id: int) -> Answer:
    """Give a layer to another keeper, with the reason."""
    layer, form = found(blind.layer(layer_id)), KeeperForm()
    allow(access.may_manage(current_user, layer.item))
    form.must_be_valid()
    keeper = found(next((one for one in blind.keepers(layer.item) if one.id == form.keeper_id.data), None))
    reason, seen = form.reason.data or "", form.seen_version.data
    blinding.replace_keeper(layer, keeper, reason=reason, seen=seen, by=current_user, at=clock.now())
    flash(_("%(name)s keeps this layer now.", name=keeper.name), "success")
    return redirect(url_for("judging_draws.show_layers", item_id=layer.item_id))


def _chosen(item: Item, form: LayersForm, people: dict[int, Any]) -> Answer:
    preset = Preset(form.preset.data)
    wanted = form.keepers[: len(LAYERS[preset])]
    named = [people[field.data] for field in wanted if field.data in people]
    blinding.choose_layers(item, preset, named, by=current_user, at=clock.now())
    flash(_("The layers are chosen. Their commitments are public from now on."), "success")
    return redirect(url_for("judging_draws.show_layers", item_id=item.id))


@pages.get("/office/codes")
@open_to(Role.CODE_KEEPER)
def show_my_layers() -> Answer:
    """Show a code keeper the layers they keep."""
    return render_template("judging/show_my_layers.html", layers=blind.kept_by(current_user.id))


@pages.route("/office/codes/<int:layer_id>", methods=["GET", "POST"])
@open_to(Role.CODE_KEEPER)
def show_layer(layer_id: int) -> Answer:
    """Show a keeper one layer: draw it, open it, confirm its decoding."""
    layer, form = _mine(layer_id), DrawForm()
    if request.method == "POST" and form.validate():
        with refusals_in(form):
            blinding.draw_layer(layer, form.word.data or "", by=current_user, at=clock.now())
            flash(_("The layer is drawn and sealed. Open it to label the works."), "success")
            return redirect(url_for("judging_draws.show_layer", layer_id=layer_id))
    return _layer_page(layer, form, {}), 422 if form.is_submitted() else 200


@pages.post("/office/codes/<int:layer_id>/open")
@open_to(Role.CODE_KEEPER)
def open_layer(layer_id: int) -> Answer:
    """Show a layer's pairs to its keeper; the look stands in the trail."""
    layer = _mine(layer_id)
    pairs = blinding.open_layer(layer, by=current_user, at=clock.now())
    return _layer_page(layer, DrawForm(formdata=None), pairs)


def _mine(layer_id: int) -> BlindLayer:
    layer = found(blind.layer(layer_id))
    allow(layer.keeper_id == current_user.id and access.may_keep(current_user, layer.item))
    return layer


def _layer_page(layer: BlindLayer, form: DrawForm, pairs: dict[int, int]) -> str:
    there = blind.layers_of(layer.item_id)
    named = [words.word(each.kind) for each in there if each.position == layer.position - 1]
    waits = [each for each in there if each.position < layer.position and not each.drawn_at]
    later = [each for each in there if each.position > layer.position and not each.decoded_at]
    told = {"before": named[0] if named else _("Competitor number"), "waits": bool(waits), "later": bool(later)}
    return render_template(
        "judging/show_layer.html", layer=layer, item=layer.item, form=form, pairs=sorted(pairs.items()),
        closed=queries.is_closed(layer.item_id), confirm=ConfirmForm(seen_version=layer.version), **told,
    )  # fmt: skip


@pages.post("/office/codes/<int:layer_id>/decoding")
@open_to(Role.CODE_KEEPER, Role.SUPERVISOR)
def confirm_decoding(layer_id: int) -> Answer:
    """Confirm a layer's decoding as its keeper or as the supervisor."""
    layer = found(blind.layer(layer_id))
    is_keeper = layer.keeper_id == current_user.id
    allow(is_keeper or access.may_supervise(current_user, layer.item))
    done = blinding.confirm_decoding(layer, seen=ConfirmForm().seen_version.data, by=current_user, at=clock.now())
    flash(_("The layer is decoded.") if done else _("Confirmed. The second person confirms next."), "success")
    if is_keeper:
        return redirect(url_for("judging_draws.show_layer", layer_id=layer_id))
    return redirect(url_for("judging_draws.show_layers", item_id=layer.item_id))


@pages.get("/items/<int:item_id>/draw")
@open_to(EVERYONE)
def show_draw(item_id: int) -> Answer:
    """Show the public what was committed to, when it was drawn, and all of it once decoded."""
    item = _public(item_id)
    return render_template("judging/show_draw.html", item=item, layers=blind.layers_of(item_id))


@pages.get("/items/<int:item_id>/draw.json")
@open_to(EVERYONE)
def draw_file(item_id: int) -> Answer:
    """Give the published draw as a file that `competition redraw` recomputes."""
    item = _public(item_id)
    told = blind.published(item, blind.layers_of(item_id))
    text = json.dumps(told, ensure_ascii=False, indent=1).encode()
    return send_file(text, f"{item.code}-draw.json", "application/json")


def _public(item_id: int) -> Item:
    item = found(rosters.item(item_id))
    return found(item if item.competition.is_public else None)
