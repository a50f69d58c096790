"""The judges of a closed item compared: a page in plain words, and the figures as a workbook."""

from flask import Blueprint, render_template
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, spreadsheets
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, send_file
from competition.judging import access, compared_exports, compared_words, comparing, queries, rosters
from competition.plan.models import Item

pages = Blueprint("compared", __name__)
READERS = frozenset({Role.ORGANISER, Role.CHIEF_JUDGE, Role.SUPERVISOR, Role.AUDITOR})


@pages.get("/office/judging/items/<int:item_id>/compared")
@open_to(READERS)
def show_compared(item_id: int) -> Answer:
    """Show how far the judges of an item agree, once its judging is closed."""
    item, closed = _item(item_id), queries.is_closed(item_id)
    told = comparing.compared(item_id) if closed else None
    return render_template("judging/show_compared.html", item=item, told=told, say=compared_words)


@pages.get("/office/judging/items/<int:item_id>/compared.xlsx")
@open_to(READERS)
def export_compared(item_id: int) -> Answer:
    """Give the comparison as a workbook."""
    item = _item(item_id)
    queries.must_be_closed(item_id)
    told = comparing.compared(item_id)
    book = compared_exports.compared_workbook(told, spreadsheets.exported_by(current_user.name, clock.now()))
    return send_file(book, f"{item.code}-{_('judges compared')}.xlsx", spreadsheets.MEDIA_TYPE)


def _item(item_id: int) -> Item:
    item = found(rosters.item(item_id))
    allow(access.may_see_progress(current_user, item))
    return item
