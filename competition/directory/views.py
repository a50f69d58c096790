"""Pages of the directory."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.directory import access, actions, exports, queries, words
from competition.directory.forms import OrganisationForm, PersonForm, ReasonForm
from competition.foundation import clock, masking, spreadsheets
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, send_file

pages = Blueprint("directory", __name__, url_prefix="/office/directory")
READERS = (Role.ORGANISER, Role.FINANCE_OFFICER, Role.AUDITOR)


@pages.get("/organisations")
@open_to(*READERS)
def show_organisations() -> Answer:
    """List organisations."""
    args = request.args
    page = queries.organisations(
        args.get("q", "").strip(), args.get("division", ""), args.get("kind", ""), args.get("page", 1, int)
    )
    return render_template("directory/show_organisations.html", page=page, args=args, may=access.may_keep(current_user))


@pages.get("/organisations.xlsx")
@open_to(*READERS)
def export_organisations() -> Answer:
    """Take the organisations out as Excel."""
    content = exports.organisations(current_user.name, clock.now())
    return send_file(content, _("Organisations") + ".xlsx", spreadsheets.MEDIA_TYPE)


@pages.route("/organisations/new", methods=["GET", "POST"])
@open_to(Role.ORGANISER)
def add_organisation() -> Answer:
    """Add an organisation."""
    allow(access.may_keep(current_user))
    form = OrganisationForm()
    if form.validate_on_submit():
        with refusals_in(form):
            unit = actions.keep_organisation(None, form.values, None, by=current_user, at=clock.now())
            flash(_("%(name)s was added.", name=unit.name), "success")
            return redirect(url_for("directory.show_organisations", q=unit.name))
    return _form_page("directory/edit_organisation.html", form, unit=None)


@pages.route("/organisations/<int:organisation_id>", methods=["GET", "POST"])
@open_to(Role.ORGANISER)
def change_organisation(organisation_id: int) -> Answer:
    """Change an organisation."""
    allow(access.may_keep(current_user))
    unit = found(queries.organisation(organisation_id))
    form = OrganisationForm(obj=unit)
    if form.validate_on_submit():
        with refusals_in(form):
            actions.keep_organisation(unit, form.values, form.seen_version.data, by=current_user, at=clock.now())
            flash(_("%(name)s was changed.", name=unit.name), "success")
            return redirect(url_for("directory.show_organisations"))
    form.seen_version.data = unit.version
    return _form_page("directory/edit_organisation.html", form, unit=unit)


@pages.get("/persons")
@open_to(*READERS)
def show_persons() -> Answer:
    """List persons, numbers masked."""
    allow(access.may_read_persons(current_user))
    page = queries.persons(request.args.get("q", "").strip(), request.args.get("page", 1, int))
    return render_template("directory/show_persons.html", page=page, args=request.args)


@pages.route("/persons/<int:person_id>", methods=["GET", "POST"])
@open_to(*READERS)
def change_person(person_id: int) -> Answer:
    """Show a person, and change the record."""
    allow(access.may_read_persons(current_user))
    person = found(queries.person(person_id))
    form = PersonForm(obj=person)
    if not form.is_submitted():
        form.id_number.data = form.phone.data = ""
        form.sex.data = person.sex.value if person.sex else ""
    if form.is_submitted():
        allow(access.may_keep(current_user))
    if form.validate_on_submit():
        with refusals_in(form):
            actions.change_person(person, form.values, form.seen_version.data, by=current_user, at=clock.now())
            flash(_("%(name)s was changed.", name=person.name), "success")
            return redirect(url_for("directory.change_person", person_id=person.id))
    form.seen_version.data = person.version
    return _form_page(
        "directory/change_person.html",
        form,
        person=person,
        masked=masking.masked,
        confirm=ConfirmForm(),
        may_see=access.may_see_number(current_user),
        merges=queries.merges("person", person.id),
    )


@pages.post("/persons/<int:person_id>/number")
@open_to(Role.ORGANISER, Role.FINANCE_OFFICER)
def see_number(person_id: int) -> Answer:
    """Show a whole ID number once, with the reason recorded."""
    allow(access.may_see_number(current_user))
    person = found(queries.person(person_id))
    number = actions.see_number(person, request.form.get("reason", ""), by=current_user, at=clock.now())
    answer = make_response(render_template("directory/see_number.html", person=person, number=number))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.get("/duplicates")
@open_to(Role.ORGANISER)
def show_duplicates() -> Answer:
    """Offer records that may be one person."""
    allow(access.may_keep(current_user))
    return render_template(
        "directory/show_duplicates.html", pairs=queries.duplicates(), masked=masking.masked, form=ConfirmForm()
    )


@pages.post("/persons/<int:kept_id>/merge/<int:merged_id>")
@open_to(Role.ORGANISER)
def merge_persons(kept_id: int, merged_id: int) -> Answer:
    """Make two records one."""
    allow(access.may_keep(current_user))
    kept, merged = found(queries.person(kept_id)), found(queries.person(merged_id))
    form = ReasonForm()
    form.must_be_valid()
    actions.merge_persons(kept, merged, form.reason.data or "", by=current_user, at=clock.now())
    flash(_("The two records of %(name)s are one now.", name=kept.name), "success")
    return redirect(url_for("directory.show_duplicates"))


def _form_page(template: str, form: OrganisationForm | PersonForm, **values: object) -> Answer:
    return render_template(template, form=form, **values), 422 if form.errors else 200


@pages.app_context_processor
def words_of_directory() -> dict[str, object]:
    """Let every page name divisions, kinds and levels alike."""
    return {"directory_words": words}
