"""Pages of nomination lists: proposed, reviewed, on public notice, objected to, entered."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import EVERYONE, allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, documents, spreadsheets
from competition.foundation.forms import ConfirmForm, answered, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, limiter, send_file
from competition.honours import access, nominating, nomination_exports, nominations
from competition.honours import nomination_words as words
from competition.honours.nomination_forms import (
    CertificateCorrectionForm,
    CertificateForm,
    EnterListForm,
    ListAnswerForm,
    ListObjectionForm,
    NomineeForm,
    ReasonForm,
    apart,
)
from competition.honours.nomination_models import NominationList, Nominee
from competition.honours.title_rules import ListKind, Verdict
from competition.plan import queries as plan
from competition.policy import queries as policies

pages = Blueprint("honours_lists", __name__)
READERS = (Role.ORGANISER, Role.AUDITOR)


@pages.get("/office/honours/lists")
@open_to(*READERS)
def manage_lists() -> Answer:
    """Show the lists of nominees and where a new one can be proposed."""
    return render_template(
        "honours/manage_lists.html",
        rows=nominations.readable(current_user),
        competitions=nominations.competitions(current_user),
        kinds=tuple(ListKind),
        forms={kind: ConfirmForm() for kind in ListKind},
    )


@pages.post("/office/honours/competitions/<int:competition_id>/lists/<any(title_list, level_list):list_kind>")
@open_to(Role.ORGANISER)
def propose_list(competition_id: int, list_kind: str) -> Answer:
    """Propose a list from a competition's announced results."""
    competition = found(plan.competition(competition_id))
    allow(access.may_manage(current_user, competition))
    made = nominating.propose_list(competition, ListKind(list_kind), policies.book(), by=current_user, at=clock.now())
    flash(_("The list was proposed. Decide on each line, then put it on public notice."), "success")
    return _to(made.id)


@pages.get("/office/honours/lists/<int:nomination_id>")
@open_to(*READERS)
def manage_list(nomination_id: int) -> Answer:
    """Show a list with the working of each line and what is next."""
    of = found(nominations.one(nomination_id))
    allow(access.may_read(current_user, of.competition))
    return _list_page(of)


def _list_page(of: NominationList, asked: NomineeForm | None = None, about: Nominee | None = None) -> str:
    may_give = access.may_give(current_user)
    objections = nominations.objections(of.id) if may_give else []
    forms = {one.id: NomineeForm.of(one) for one in of.nominees if one.verdict is not Verdict.NOT_PROPOSED}
    if asked is not None and about is not None:
        forms[about.id].form_errors, forms[about.id].reason.errors = asked.form_errors, asked.reason.errors
        forms[about.id].reason.data, forms[about.id].papers.data = asked.reason.data, asked.papers.data
    return render_template(
        "honours/manage_list.html",
        of=of,
        life=words.life(of.state),
        may=access.may_manage(current_user, of.competition),
        may_give=may_give,
        today=_today(),
        forms=forms,
        certificates={
            one.id: apart(CertificateForm(formdata=None, seen_version=one.version), one.id) for one in of.kept
        },
        notice=ConfirmForm(seen_version=of.version),
        back=ReasonForm(formdata=None, seen_version=of.version),
        drop=ReasonForm(formdata=None, seen_version=of.version),
        enter=EnterListForm(formdata=None, seen_version=of.version),
        objections=objections,
        answers={one.id: apart(ListAnswerForm(formdata=None), one.id) for one in objections},
    )


@pages.post("/office/honours/nominees/<int:nominee_id>")
@open_to(Role.ORGANISER)
def decide_nominee(nominee_id: int) -> Answer:
    """Keep somebody on a list or strike them."""
    one = found(nominations.nominee(nominee_id))
    allow(access.may_manage(current_user, one.of.competition))
    form = NomineeForm().fit(one.of.kind)

    def decide() -> Answer:
        nominating.decide_nominee(one, form.told(), form.seen_version.data, by=current_user, at=clock.now())
        flash(f"{one.name_as_was}: {words.VERDICTS[one.verdict][1]}", "success")
        return redirect(url_for("honours_lists.manage_list", nomination_id=one.list_id, _anchor=f"nominee-{one.id}"))

    return answered(form, decide, lambda: (_list_page(found(nominations.one(one.list_id)), form, one), 422))


@pages.post("/office/honours/lists/<int:nomination_id>/notice")
@open_to(Role.ORGANISER)
def put_list_on_notice(nomination_id: int) -> Answer:
    """Put a list on public notice."""
    of = _to_give(nomination_id)
    nominating.put_list_on_notice(of, policies.book(), ConfirmForm().seen_version.data, by=current_user, at=clock.now())
    flash(_("The list is on public notice now."), "success")
    return _to(of.id)


@pages.post("/office/honours/lists/<int:nomination_id>/back")
@open_to(Role.ORGANISER)
def take_list_back(nomination_id: int) -> Answer:
    """Take a list from its notice back to review."""
    of, form = _to_give(nomination_id), ReasonForm()
    form.must_be_valid()
    nominating.take_list_back(of, form.reason.data or "", form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The list is back on review."), "success")
    return _to(of.id)


@pages.post("/office/honours/lists/<int:nomination_id>/drop")
@open_to(Role.ORGANISER)
def drop_list(nomination_id: int) -> Answer:
    """Give a list up."""
    of, form = _to_give(nomination_id), ReasonForm()
    form.must_be_valid()
    nominating.drop_list(of, form.reason.data or "", form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The list was dropped; it stays readable."), "success")
    return _to(of.id)


@pages.post("/office/honours/lists/<int:nomination_id>/enter")
@open_to(Role.ORGANISER)
def enter_list(nomination_id: int) -> Answer:
    """Enter a list with its document number."""
    of, form = _to_give(nomination_id), EnterListForm()
    form.must_be_valid()
    nominating.enter_list(of, form.document_number.data or "", form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The list is entered: %(count)s people.", count=len(of.kept)), "success")
    return _to(of.id)


@pages.post("/office/honours/nominees/<int:nominee_id>/certificate")
@open_to(Role.ORGANISER)
def note_certificate(nominee_id: int) -> Answer:
    """Note the number of the certificate of a new skill level."""
    one, form = found(nominations.nominee(nominee_id)), CertificateForm()
    allow(access.may_manage(current_user, one.of.competition))
    form.must_be_valid()
    nominating.note_certificate(one, form.number.data or "", form.seen_version.data, by=current_user, at=clock.now())
    return redirect(url_for("honours_lists.manage_list", nomination_id=one.list_id, _anchor=f"nominee-{one.id}"))


@pages.post("/office/honours/nominees/<int:nominee_id>/certificate/correct")
@open_to(Role.ORGANISER)
def correct_certificate(nominee_id: int) -> Answer:
    """Correct the number of the certificate of a new skill level."""
    one, form = found(nominations.nominee(nominee_id)), CertificateCorrectionForm()
    allow(access.may_manage(current_user, one.of.competition))
    form.must_be_valid()
    nominating.correct_certificate(
        one, form.number.data or "", form.reason.data or "", form.seen_version.data, by=current_user, at=clock.now()
    )
    flash(_("The number was corrected; the trail keeps the one before."), "success")
    return redirect(url_for("honours_lists.manage_list", nomination_id=one.list_id, _anchor=f"nominee-{one.id}"))


@pages.post("/office/honours/lists/objections/<int:list_objection_id>")
@open_to(Role.ORGANISER)
def answer_objection(list_objection_id: int) -> Answer:
    """Answer an objection to a list."""
    one, form = found(nominations.objection(list_objection_id)), ListAnswerForm()
    allow(access.may_give(current_user))
    form.must_be_valid()
    nominating.answer_objection(one, bool(form.upheld.data), form.answer.data or "", by=current_user, at=clock.now())
    flash(_("The objection was answered."), "success")
    return _to(one.list_id)


@pages.get("/office/honours/lists/<int:nomination_id>.<any(xlsx, pdf):kind>")
@open_to(*READERS)
def export_list(nomination_id: int, kind: str) -> Answer:
    """Take a list out as Excel, or as PDF to sign."""
    of, at = found(nominations.one(nomination_id)), clock.now()
    allow(access.may_read(current_user, of.competition))
    name = f"{words.SHORT[of.kind]}-{of.competition.name}.{kind}"
    if kind == "pdf":
        return send_file(nomination_exports.pdf(of, at), name, documents.MEDIA_TYPE)
    return send_file(nomination_exports.sheet(of, current_user.name, at), name, spreadsheets.MEDIA_TYPE)


@pages.get("/honours/lists")
@open_to(EVERYONE)
def show_lists() -> Answer:
    """Show the lists on public notice and those entered."""
    return render_template("honours/show_lists.html", rows=nominations.lists(nominations.PUBLIC))


@pages.get("/honours/lists/<int:nomination_id>")
@open_to(EVERYONE)
def show_list(nomination_id: int) -> Answer:
    """Show a list on public notice, or entered: names, units, items and places, nothing else."""
    of = found(nominations.public_list(nomination_id))
    names = nominations.public_names(of.kept)
    return render_template("honours/show_list.html", of=of, names=names, takes_objections=of.takes_objections(_today()))


@pages.route("/honours/lists/<int:nomination_id>/objection", methods=["GET", "POST"])
@open_to(EVERYONE)
@limiter.limit("10 per hour", methods=["POST"])
def object_to_list(nomination_id: int) -> Answer:
    """Take an objection to a list on notice."""
    of = found(nominations.public_list(nomination_id))
    of.must_take_objections(_today())
    form = ListObjectionForm()
    if form.validate_on_submit():
        with refusals_in(form):
            told = (form.name.data or "", form.contact.data or "", form.text.data or "")
            receipt = nominating.receive_objection(of, *told, at=clock.now())
            flash(_("Your objection was received. Keep the receipt %(receipt)s.", receipt=receipt), "success")
            return redirect(url_for("honours_lists.show_list_objection", receipt=receipt))
    return render_template("honours/object_to_list.html", of=of, form=form), 422 if form.errors else 200


@pages.get("/honours/lists/objections")
@open_to(EVERYONE)
@limiter.limit("30 per hour")
def show_list_objection() -> Answer:
    """Show how an objection was answered, to whoever has its receipt; never who made it."""
    receipt = request.args.get("receipt", "")
    one = nominations.objection_by_receipt(receipt) if receipt else None
    return render_template("honours/show_list_objection.html", receipt=receipt, objection=one)


def _to_give(nomination_id: int) -> NominationList:
    of = found(nominations.one(nomination_id))
    allow(access.may_give(current_user))
    return of


def _to(nomination_id: int) -> Answer:
    return redirect(url_for("honours_lists.manage_list", nomination_id=nomination_id))


def _today() -> date:
    return clock.in_city(clock.now()).date()


@pages.app_context_processor
def words_of_lists() -> dict[str, object]:
    """Let every page word lists alike."""
    return {"list_words": words}
