"""What waits for a person in judging."""

from datetime import datetime

from flask import url_for

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation.menu import Waiting
from competition.foundation.texts import _
from competition.judging import (
    access,
    blind,
    calibrations,
    conflicts,
    papers,
    pool,
    rosters,
    sheets,
    signatures,
    unlockings,
)
from competition.judging.rules import SheetState


def waiting(user: User, _at: datetime) -> list[Waiting]:
    """Name the sheets a judge has to mark, those a chief judge has to check, and the items a supervisor watches."""
    found = _own(user) if Role.JUDGE in user.roles else []
    if Role.ORGANISER in user.roles:
        for item, count in rosters.named_items(unlockings.to_answer(user)):
            url = url_for("judging.show_closing", item_id=item.id)
            found.append(Waiting(_("%(item)s: unlocking asked for", item=item.name), count, url, "key", "warning"))
    if Role.CHIEF_JUDGE in user.roles:
        for item, count in rosters.named_items(sheets.to_check(user.id)):
            url = url_for("judging.show_item", item_id=item.id)
            found.append(
                Waiting(_("%(item)s: sheets to check", item=item.name), count, url, "clipboard-check", "warning")
            )
    if Role.SUPERVISOR in user.roles and (count := rosters.being_judged(user)):
        url = url_for("judging.show_items")
        found.append(Waiting(_("items being judged now: follow them"), count, url, "eye", "info"))
    return found + _pool(user) + _codes(user) + _papers(user)


def _own(user: User) -> list[Waiting]:
    count = sheets.waiting(user.id).get(SheetState.OPEN, 0)
    text, url = _("Mark sheets to complete"), url_for("tablet.show_my_sheets")
    found = [Waiting(text, count, url, "device-tablet", "warning")] if count else []
    for sample in calibrations.to_mark(user.id):
        url = url_for("calibration.mark_calibration", calibration_id=sample.id)
        text = _("%(item)s: sample work “%(title)s” to mark", item=sample.item.name, title=sample.title)
        found.append(Waiting(text, 1, url, "scale", "warning"))
    for item, count in rosters.named_items(signatures.waiting(user.id)):
        url = url_for("signing.show_signing", item_id=item.id)
        found.append(Waiting(_("%(item)s: checked sheets to sign", item=item.name), count, url, "pencil", "warning"))
    return found


def _pool(user: User) -> list[Waiting]:
    found = []
    if user.roles & {Role.JUDGE, Role.CHIEF_JUDGE} and (count := conflicts.to_sign(user.id)):
        url = url_for("judging_pool.show_my_record")
        found.append(Waiting(_("Commitments to sign before the sheets are opened"), count, url, "pencil", "warning"))
    if Role.ORGANISER in user.roles and (count := pool.to_decide(user)):
        url = url_for("judging_recommendations.show_recommendations", state="waiting")
        found.append(Waiting(_("Recommended judges to decide on"), count, url, "user-check", "warning"))
    if access.may_keep_pool(user) and (count := len(pool.corrections_waiting())):
        url = url_for("judging_pool.show_pool")
        found.append(Waiting(_("Corrections judges ask for in their records"), count, url, "users-group", "info"))
    return found


def _papers(user: User) -> list[Waiting]:
    found: list[Waiting] = []
    there = papers.items_of(user) if Role.SCORE_CLERK in user.roles else []
    for each in there:
        url = url_for("judging_papers.show_papers", item_id=each.item.id)
        if each.to_confirm:
            text = _("%(item)s: paper sheets to enter a second time", item=each.item.name)
            found.append(Waiting(text, each.to_confirm, url, "keyboard", "warning"))
        if each.to_decide:
            text = _("%(item)s: paper sheets where two entries differ", item=each.item.name)
            found.append(Waiting(text, each.to_decide, url, "alert-triangle", "warning"))
    if there and not found:
        url = url_for("judging_papers.show_desk")
        found.append(Waiting(_("items being judged now: enter their paper"), len(there), url, "keyboard", "info"))
    return found


def _codes(user: User) -> list[Waiting]:
    found = []
    if Role.CODE_KEEPER in user.roles and (count := blind.to_draw(user.id)):
        url = url_for("judging_draws.show_my_layers")
        found.append(Waiting(_("code layers of yours to draw"), count, url, "lock", "warning"))
    if user.roles & {Role.CODE_KEEPER, Role.SUPERVISOR}:
        for layer in blind.to_decode(user):
            url = url_for("judging_draws.show_layers", item_id=layer.item_id)
            if layer.keeper_id == user.id:
                url = url_for("judging_draws.show_layer", layer_id=layer.id)
            told = {"item": layer.item.name, "layer": layer.position}
            found.append(Waiting(_("%(item)s: confirm decoding layer %(layer)s", **told), 1, url, "key", "warning"))
    return found
