"""How long everything is kept, for everyone to read; and destruction lists from the first look to the record."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import EVERYONE, allow, open_to
from competition.accounts.rules import Role
from competition.foundation import backups, clock, documents, i18n, runner, spreadsheets, tasks, waiting_files
from competition.foundation.forms import ConfirmForm, answered
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, send_file
from competition.honours import access, destroying, destruction_exports, destruction_words, destructions
from competition.honours.destruction_forms import LookForm, PrepareForm
from competition.honours.destruction_models import DestructionList
from competition.honours.nomination_forms import ReasonForm
from competition.honours.retention_rules import Destructible, DestructionState
from competition.policy import queries as policies
from competition.policy import retention_words

pages = Blueprint("honours_retention", __name__)
READERS = (Role.ORGANISER, Role.FINANCE_OFFICER, Role.AUDITOR)
# a page names so many of a kind; all of them stand on the list and in its files
MOST_SHOWN = 100


@pages.get("/honours/retention")
@open_to(EVERYONE)
def show_retention() -> Answer:
    """Show how long each kind of record is kept, on what ground, and how it ends."""
    said, kept = destructions.table(policies.book(), clock.today())
    return render_template(
        "honours/show_retention.html", said=said, kept=kept, texts=retention_words,
        days=tasks.KEPT.days, hours=waiting_files.KEEP_SECONDS // 3600, backups=backups.KEEP,
    )  # fmt: skip


@pages.get("/office/honours/destruction")
@open_to(*READERS)
def manage_destructions() -> Answer:
    """Show every destruction list and where it stands."""
    allow(access.may_see_destructions(current_user))
    may = access.may_give(current_user)
    return render_template("honours/manage_destructions.html", rows=destructions.recent(), may=may)


@pages.get("/office/honours/destruction/new")
@open_to(Role.ORGANISER)
def look_through() -> Answer:
    """Show what is past its time on a day: what would go, and what stays and why."""
    allow(access.may_give(current_user))
    told = request.args if "on" in request.args else None
    form = LookForm(told, data={"on": clock.today(), "kinds": [one.value for one in Destructible]})
    form.today = clock.today()
    if told is not None and not form.validate():
        return _looked(form, None), 422
    return _looked(form, PrepareForm(formdata=None))


@pages.post("/office/honours/destruction/new")
@open_to(Role.ORGANISER)
def prepare_list() -> Answer:
    """Put what was seen on a list."""
    allow(access.may_give(current_user))
    form = PrepareForm()

    def prepare() -> Answer:
        made = destroying.prepare_list(form.told(), policies.book(), by=current_user, at=clock.now())
        flash(
            _("List %(number)s is prepared. Two other people approve it; nothing goes before.", number=made.number),
            "success",
        )
        return redirect(url_for("honours_retention.show_destruction", destruction_id=made.id))

    return answered(form, prepare, lambda: (_looked(_look_of(form), form), 422))


def _look_of(form: PrepareForm) -> LookForm:
    look = LookForm(formdata=None, data={"on": form.on.data or clock.today(), "kinds": form.kinds.data})
    look.today = clock.today()
    return look


def _looked(form: LookForm, prepare: PrepareForm | None) -> str:
    # a day still to come is looked through as today
    day: date = min(form.on.data or form.today, form.today)
    said, kept = destructions.table(policies.book(), clock.today())
    looked = destructions.looked_through(form.wanted, day, kept)
    goes = [one for one in looked if one.stays is None]
    return render_template(
        "honours/look_through.html", form=form, prepare=prepare, said=said, day=day, most=MOST_SHOWN,
        shares=destructions.shares(looked, form.wanted, kept), count=len(goes), seen=destructions.fingerprint(goes),
    )  # fmt: skip


@pages.get("/office/honours/destruction/<int:destruction_id>")
@open_to(*READERS)
def show_destruction(destruction_id: int) -> Answer:
    """Show a list with everything on it, who approved it, and what became of each."""
    of = _list(destruction_id)
    return render_template("honours/show_destruction.html", of=of, **_shown(of))


def _shown(of: DestructionList) -> dict[str, Any]:
    waits, mine = of.state is DestructionState.PROPOSED, (of.prepared_by_id, of.first_by_id)
    approves, gives = access.may_approve_destruction(current_user), access.may_give(current_user)
    return {
        "page": destructions.page_of_items(of.id, request.args.get("page", 1, int)),
        "counts": destructions.counts(of.id),
        "may_approve": waits and approves and current_user.id not in mine,
        "is_mine": waits and approves and current_user.id in mine,
        "may_cancel": waits and gives,
        "may_carry_out": of.state is DestructionState.APPROVED and gives,
        "confirm": ConfirmForm(formdata=None, seen_version=of.version),
        "cancel": ReasonForm(formdata=None, seen_version=of.version),
        "backups": backups.KEEP,
    }


@pages.post("/office/honours/destruction/<int:destruction_id>/approval")
@open_to(Role.ORGANISER, Role.FINANCE_OFFICER)
def approve_list(destruction_id: int) -> Answer:
    """Approve a list that somebody else prepared."""
    of = _list(destruction_id)
    allow(access.may_approve_destruction(current_user))
    state = destroying.approve_list(of, ConfirmForm().seen_version.data, by=current_user, at=clock.now())
    if state is DestructionState.APPROVED:
        flash(_("Both approvals are there. The list can be carried out."), "success")
    else:
        flash(_("Your approval is noted. Another person gives the second."), "success")
    return _to(of)


@pages.post("/office/honours/destruction/<int:destruction_id>/cancel")
@open_to(Role.ORGANISER)
def cancel_list(destruction_id: int) -> Answer:
    """Cancel a list before both approved it."""
    of, form = _list(destruction_id), ReasonForm()
    allow(access.may_give(current_user))
    form.must_be_valid()
    destroying.cancel_list(of, form.reason.data or "", form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The list is cancelled; everything on it stays."), "success")
    return _to(of)


@pages.post("/office/honours/destruction/<int:destruction_id>/carry-out")
@open_to(Role.ORGANISER)
def carry_out(destruction_id: int) -> Answer:
    """Ask that an approved list be carried out, or taken up again where it was broken off."""
    of = _list(destruction_id)
    allow(access.may_give(current_user))
    language = i18n.wanted_language()
    destroying.ask_destruction(of, language, clock.present(), by=current_user, at=clock.now())
    runner.wake()
    flash(_("The list is being carried out. Its record will be here and under “My exports”."), "success")
    return redirect(url_for("exports.show_exports"))


@pages.get("/office/honours/destruction/<int:destruction_id>.<any(pdf, xlsx):kind>")
@open_to(*READERS)
def export_destruction(destruction_id: int, kind: str) -> Answer:
    """Give a list as it stands, or the record as it was made when the list was carried out."""
    of, at = _list(destruction_id), clock.now()
    kept = destructions.record(of.id)
    media_type = documents.MEDIA_TYPE if kind == "pdf" else spreadsheets.MEDIA_TYPE
    if kept is not None:
        content = found(kept.record_pdf if kind == "pdf" else kept.record_xlsx)
    elif kind == "pdf":
        content = destruction_exports.pdf(of, destructions.items(of.id), at)
    else:
        content = destruction_exports.sheet(of, destructions.items(of.id), current_user.name, at)
    return send_file(content, f"{of.number}.{kind}", media_type)


def _list(destruction_id: int) -> DestructionList:
    allow(access.may_see_destructions(current_user))
    return found(destructions.one(destruction_id))


def _to(of: DestructionList) -> Answer:
    return redirect(url_for("honours_retention.show_destruction", destruction_id=of.id))


@pages.app_context_processor
def words_of_destruction() -> dict[str, object]:
    """Let every page word retention and destruction alike."""
    return {"destruction_words": destruction_words}
