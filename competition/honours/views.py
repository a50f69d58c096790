"""Pages of the register: what everyone sees, how a certificate is verified, and the office."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import EVERYONE, allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, documents, spreadsheets
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _, _n
from competition.foundation.web import Answer, found, send_file, show_picture
from competition.honours import access, actions, exports, person_requests, printing, queries, rules, templates, words
from competition.honours.actions import EntryData
from competition.honours.forms import CorrectForm, HostForm, RevokeForm
from competition.honours.guessing import guesses
from competition.honours.models import HonourEntry
from competition.honours.queries import Wanted
from competition.plan import queries as plan
from competition.plan.rules import Level
from competition.policy import catalogue, reader
from competition.policy import queries as policies
from competition.policy.catalogue import Measure

pages = Blueprint("honours", __name__)
READERS = (Role.ORGANISER, Role.AUDITOR)
HOLDERS = (Role.DELEGATION_LEADER, Role.HOST_OFFICER)


def _wanted() -> Wanted:
    told = request.args
    return Wanted(
        told.get("q", ""), told.get("year", None, int), told.get("kind", ""), told.get("what", ""),
        district=told.get("district", ""), occupation=told.get("occupation", ""),
    )  # fmt: skip


@pages.get("/honours")
@open_to(EVERYONE)
def show_register() -> Answer:
    """Show the register: every honour that stands."""
    wanted = _wanted()
    if rules.is_number(wanted.text) and (entry := queries.by_number(wanted.text.strip().upper())):
        return redirect(url_for("honours.show_honour", number=entry.number))
    shown = replace(wanted, without=person_requests.hidden())
    page = queries.register(shown, request.args.get("page", 1, int))
    return render_template(
        "honours/show_register.html", page=page, wanted=wanted, years=queries.years(), occupations=queries.occupations()
    )


@pages.get("/honours/<number>")
@open_to(EVERYONE)
def show_honour(number: str) -> Answer:
    """Show one entry: whether it stands, and what took its place."""
    entry = found(queries.by_number(number.upper()))
    return render_template("honours/show_honour.html", entry=entry, opens=_opens(entry), **_before_and_after(entry))


def _opens(entry: HonourEntry) -> list[Measure]:
    # the policy's measures are for competitions of municipal level and above (技能兴淄26条: 市级及以上)
    if not entry.stands or (entry.competition is not None and entry.competition.level is Level.COUNTY):
        return []
    return catalogue.opened_by(reader.areas(), entry.kind.value)


@pages.get("/honours/<number>/card.png")
@open_to(EVERYONE)
def show_card(number: str) -> Answer:
    """Give the picture that is shown where an entry's address is shared."""
    return show_picture(words.card(found(queries.by_number(number.upper()))))


def _before_and_after(entry: HonourEntry) -> dict[str, HonourEntry | None]:
    return {"successor": queries.successor(entry.id), "predecessor": queries.predecessor(entry)}


@pages.get("/verify")
@open_to(EVERYONE)
@guesses
def show_verify() -> Answer:
    """Offer a box for a certificate's number or code, and lead to what it belongs to."""
    typed = request.args.get("q", "").strip()
    if rules.is_code(typed):
        return redirect(url_for("honours.verify", code=rules.plain_code(typed)))
    if typed and (entry := queries.by_number(typed.upper())):
        return redirect(url_for("honours.show_honour", number=entry.number))
    return render_template("honours/show_verify.html", typed=typed), 404 if typed else 200


@pages.get("/verify/<code>")
@open_to(EVERYONE)
@guesses
def verify(code: str) -> Answer:
    """Say at a glance whether a certificate counts: the page its QR code opens."""
    entry = queries.by_code(rules.plain_code(code))
    if entry is None:
        return render_template("honours/show_verify.html", typed=code), 404
    return render_template("honours/verify.html", entry=entry, at=clock.now(), **_before_and_after(entry))


@pages.get("/office/honours")
@open_to(*READERS)
def manage_register() -> Answer:
    """Show announced results with what the register has of them, and hosts to honour."""
    results = queries.announced(current_user)
    years = sorted({result.announced_on.year for result, _count in results if result.announced_on}, reverse=True)
    year = request.args.get("year", None, int) or (years[0] if years else None)
    return render_template(
        "honours/manage_register.html",
        results=[
            (result, count) for result, count in results if result.announced_on and result.announced_on.year == year
        ],
        waiting={result.id for result in queries.waiting(current_user, clock.now())},
        hosts=queries.hosts_waiting(current_user),
        years=years,
        year=year,
        may=lambda competition: access.may_manage(current_user, competition),
        may_give=access.may_give(current_user),
        may_read_templates=access.may_read_decisions(current_user),
        form=ConfirmForm(),
        host_form=HostForm(formdata=None),
    )


@pages.post("/office/honours/results/<int:result_id>/enter")
@open_to(Role.ORGANISER)
def enter_honours(result_id: int) -> Answer:
    """Enter what an announced result earned."""
    result = found(queries.result(result_id))
    allow(access.may_manage(current_user, result.item.competition))
    made = actions.enter_honours(result, policies.book(), by=current_user, at=clock.now())
    if made:
        text = _n("One entry was made.", "%(num)s entries were made.", len(made))
        flash(f"{result.item.name}: {text}", "success")
    else:
        flash(_("Nothing new was earned in %(item)s.", item=result.item.name), "info")
    return redirect(url_for("honours.manage_register"))


@pages.post("/office/honours/competitions/<int:competition_id>/host")
@open_to(Role.ORGANISER)
def enter_host_honour(competition_id: int) -> Answer:
    """Enter a host's honour."""
    competition = found(plan.competition(competition_id))
    allow(access.may_manage(current_user, competition))
    entry = actions.enter_host_honour(
        competition, HostForm().document_number.data or "", by=current_user, at=clock.now()
    )
    flash(_("%(name)s stands in the register as %(number)s.", name=entry.name_as_was, number=entry.number), "success")
    return redirect(url_for("honours.manage_register"))


@pages.get("/office/honours/entries")
@open_to(*READERS)
def show_entries() -> Answer:
    """Show the entries of the register, those that ended too."""
    wanted = _office_wanted()
    page = queries.register(wanted, request.args.get("page", 1, int))
    return render_template(
        "honours/show_entries.html",
        excel=ConfirmForm(),
        comma=ConfirmForm(),
        page=page,
        wanted=wanted,
        years=queries.years(),
        occupations=queries.occupations(),
    )


def _office_wanted() -> Wanted:
    return replace(_wanted(), state=request.args.get("state", ""), competitions=queries.readable(current_user))


@pages.get("/office/honours/register.xlsx")
@open_to(*READERS)
def export_register() -> Answer:
    """Take the entries asked for out as Excel."""
    at = clock.now()
    content = exports.register(queries.all_entries(_office_wanted()), current_user.name, at)
    return send_file(content, f"{_('Register of honours')}-{clock.in_city(at):%Y%m%d}.xlsx", spreadsheets.MEDIA_TYPE)


@pages.post("/office/honours/certificates.<any(xlsx, csv):kind>")
@open_to(Role.ORGANISER)
def export_certificates(kind: str) -> Answer:
    """Give the certificates asked for as a printer's data, a row each; the trail keeps who took them."""
    at = clock.now()
    entries = queries.all_entries(replace(_office_wanted(), state=rules.EntryState.ENTERED))
    actions.note_printers_data(len(entries), kind, by=current_user, at=at)
    name = f"{_('Certificate data')}-{clock.in_city(at):%Y%m%d}.{kind}"
    if kind == "csv":
        return send_file(exports.printers_csv(entries, at), name, "text/csv")
    return send_file(exports.printers_sheet(entries, at), name, spreadsheets.MEDIA_TYPE)


@pages.get("/office/honours/entries/<int:entry_id>")
@open_to(*READERS)
def manage_entry(entry_id: int) -> Answer:
    """Show one entry with what it rests on, its prints, and what can be done."""
    entry = found(queries.entry(entry_id))
    allow(access.may_read(current_user, entry.competition))
    return render_template(
        "honours/manage_entry.html",
        entry=entry,
        prints=queries.prints(entry.id),
        may=access.may_manage(current_user, entry.competition),
        revoke=RevokeForm(formdata=None, seen_version=entry.version),
        **_before_and_after(entry),
    )


@pages.route("/office/honours/entries/<int:entry_id>/correct", methods=["GET", "POST"])
@open_to(Role.ORGANISER)
def correct_entry(entry_id: int) -> Answer:
    """Correct an entry by one that takes its place."""
    entry = _mine(entry_id)
    form = CorrectForm(
        name=entry.name_as_was,
        unit=entry.unit_as_was,
        document_number=entry.document_number,
        seen_version=entry.version,
    )
    if form.validate_on_submit():
        with refusals_in(form):
            new = actions.correct_entry(
                entry,
                EntryData(form.name.data or "", form.unit.data or "", form.document_number.data or ""),
                form.reason.data or "",
                form.seen_version.data,
                by=current_user,
                at=clock.now(),
            )
            flash(_("%(new)s took the place of %(old)s.", new=new.number, old=entry.number), "success")
            return _to(new.id)
    return render_template("honours/correct_entry.html", entry=entry, form=form), 422 if form.is_submitted() else 200


@pages.post("/office/honours/entries/<int:entry_id>/revoke")
@open_to(Role.ORGANISER)
def revoke_entry(entry_id: int) -> Answer:
    """Revoke an entry."""
    entry, form = _mine(entry_id), RevokeForm()
    actions.revoke_entry(entry, form.reason.data or "", form.seen_version.data, by=current_user, at=clock.now())
    flash(_("%(number)s is revoked; whoever verifies its certificate is told so.", number=entry.number), "success")
    return _to(entry.id)


# a download carries no form key: pressed again it makes another print, and the register says so
@pages.post("/office/honours/entries/<int:entry_id>/certificate.pdf")
@open_to(Role.ORGANISER, *HOLDERS)
def print_certificate(entry_id: int) -> Answer:
    """Make an entry's certificate."""
    entry = found(queries.entry(entry_id))
    allow(access.may_print(current_user, entry))
    language = _certificate_language()
    content = printing.print_certificate(entry, by=current_user, at=clock.now(), language=language)
    ending = "" if language == templates.CHINESE else f"-{language}"
    return send_file(content, f"{entry.name_as_was}-{entry.number}{ending}.pdf", documents.MEDIA_TYPE)


def _certificate_language() -> str:
    # of the paper, not of the page: whoever reads English may need the Chinese one
    told = request.form.get("language", templates.CHINESE)
    return told if told in templates.LANGUAGES else templates.CHINESE


@pages.post("/office/honours/results/<int:result_id>/certificates.pdf")
@open_to(Role.ORGANISER)
def print_certificates(result_id: int) -> Answer:
    """Make all certificates of an item as one file."""
    result = found(queries.result(result_id))
    allow(access.may_manage(current_user, result.item.competition))
    entries = [entry for entry in queries.of_item(result.item_id) if entry.stands]
    language = _certificate_language()
    content = printing.print_certificates(entries, by=current_user, at=clock.now(), language=language)
    return send_file(content, f"{result.item.competition.name}-{result.item.name}.pdf", documents.MEDIA_TYPE)


@pages.get("/office/certificates")
@open_to(*HOLDERS)
def show_own() -> Answer:
    """Show the honours of one's own people or of one's own house, with their certificates."""
    wanted = replace(_wanted(), own=queries.own(current_user))
    page = queries.register(wanted, request.args.get("page", 1, int))
    ids = [entry.id for entry in page.rows]
    return render_template(
        "honours/show_own.html",
        page=page,
        wanted=wanted,
        years=queries.years(),
        taken=queries.printed(ids, templates.CHINESE),
        taken_en=queries.printed(ids, templates.ENGLISH),
    )


def _mine(entry_id: int) -> HonourEntry:
    entry = found(queries.entry(entry_id))
    allow(access.may_manage(current_user, entry.competition))
    return entry


def _to(entry_id: int) -> Answer:
    return redirect(url_for("honours.manage_entry", entry_id=entry_id))


@pages.app_context_processor
def words_of_honours() -> dict[str, object]:
    """Let every page name kinds and states alike."""
    return {"honours_words": words}
