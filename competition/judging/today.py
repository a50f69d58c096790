"""What waits for a person in judging."""

from datetime import datetime

from flask import url_for

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation.menu import Waiting
from competition.foundation.texts import _
from competition.judging import blind, rosters, sheets, signatures, unlockings
from competition.judging.rules import SheetState


def waiting(user: User, _at: datetime) -> list[Waiting]:
    """Name the sheets a judge has to mark, those a chief judge has to check, and the items a supervisor watches."""
    found = []
    if Role.JUDGE in user.roles:
        count = sheets.waiting(user.id).get(SheetState.OPEN, 0)
        text, url = _("Mark sheets to complete"), url_for("tablet.show_my_sheets")
        found += [Waiting(text, count, url, "device-tablet", "warning")] if count else []
        for item, count in rosters.named_items(signatures.waiting(user.id)):
            url = url_for("signing.show_signing", item_id=item.id)
            found.append(
                Waiting(_("%(item)s: checked sheets to sign", item=item.name), count, url, "pencil", "warning")
            )
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
    return found + _codes(user)


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
