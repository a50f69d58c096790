"""Pages of the certificate's template: its versions, each looked at before a second person puts it into force."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, documents
from competition.foundation.forms import ConfirmForm, answered
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, show_file
from competition.honours import access, certificates, template_words, templates, templating
from competition.honours.certificate_rules import Look
from competition.honours.nomination_forms import ReasonForm
from competition.honours.template_forms import TemplateForm
from competition.honours.template_models import CertificateTemplate

pages = Blueprint("honours_templates", __name__)
READERS = (Role.ORGANISER, Role.AUDITOR)


@pages.get("/office/honours/templates")
@open_to(*READERS)
def manage_templates() -> Answer:
    """Show the version in force, and every version and draft."""
    allow(access.may_read_decisions(current_user))
    return render_template(
        "honours/manage_templates.html",
        now=templates.in_force(clock.today()),
        rows=templates.every(),
        may=access.may_give(current_user),
    )


@pages.route("/office/honours/templates/new", methods=["GET", "POST"])
@open_to(Role.ORGANISER)
def draft_template() -> Answer:
    """Draft a version, beginning with the one in force."""
    allow(access.may_give(current_user))
    before = templates.in_force(clock.today())
    form = TemplateForm.beginning_with(before)

    def keep() -> Answer:
        made = templating.draft_template(form.told(), by=current_user, at=clock.now())
        flash(_("The version was kept. Look at its preview; another person puts it into force."), "success")
        return redirect(url_for("honours_templates.show_template", template_id=made.id))

    return answered(form, keep, lambda: _editor(form, before)) if form.is_submitted() else _editor(form, before)


@pages.route("/office/honours/templates/<int:template_id>/change", methods=["GET", "POST"])
@open_to(Role.ORGANISER)
def change_template(template_id: int) -> Answer:
    """Change a draft."""
    allow(access.may_give(current_user))
    of = found(templates.one(template_id))
    of.must_be_open()
    form = TemplateForm.beginning_with(of, whole=True)

    def keep() -> Answer:
        seen = form.seen_version.data
        templating.change_template(of, form.told(), seen, by=current_user, at=clock.now())
        flash(_("The version was kept. Look at its preview; another person puts it into force."), "success")
        return redirect(url_for("honours_templates.show_template", template_id=of.id))

    if form.is_submitted():
        return answered(form, keep, lambda: _editor(form, of))
    form.seen_version.data = of.version
    return _editor(form, of)


def _editor(form: TemplateForm, before: CertificateTemplate | None) -> Answer:
    answer = render_template("honours/edit_template.html", form=form, before=before)
    return answer, 422 if form.errors or form.form_errors else 200


@pages.get("/office/honours/templates/<int:template_id>")
@open_to(*READERS)
def show_template(template_id: int) -> Answer:
    """Show a version as it looks and reads, and what can be done with it."""
    allow(access.may_read_decisions(current_user))
    of = found(templates.one(template_id))
    may = access.may_give(current_user) and of.is_open
    return render_template(
        "honours/show_template.html",
        of=of,
        is_now=of == templates.in_force(clock.today()),
        may=may,
        may_enact=may and of.drafted_by_id != current_user.id,
        enact=ConfirmForm(seen_version=of.version),
        drop=ReasonForm(formdata=None, seen_version=of.version),
    )


@pages.get("/office/honours/templates/<int:template_id>/preview.pdf")
@open_to(*READERS)
def preview_template(template_id: int) -> Answer:
    """Show samples set by a version, each marked as one; version 0 is how certificates are shipped."""
    content = certificates.preview(_look(template_id), _language(), clock.now())
    return show_file(content, "preview.pdf", documents.MEDIA_TYPE)


@pages.get("/office/honours/templates/<int:template_id>/preview.png")
@open_to(*READERS)
def picture_template(template_id: int) -> Answer:
    """Show the first sample as a picture, for the page."""
    return show_file(certificates.picture(_look(template_id), _language(), clock.now()), "preview.png", "image/png")


def _look(template_id: int) -> Look:
    allow(access.may_read_decisions(current_user))
    return templates.look(found(templates.one(template_id)) if template_id else None)


def _language() -> str:
    return templates.ENGLISH if request.args.get("language") == templates.ENGLISH else templates.CHINESE


@pages.post("/office/honours/templates/<int:template_id>/enact")
@open_to(Role.ORGANISER)
def enact_template(template_id: int) -> Answer:
    """Put a version into force."""
    allow(access.may_give(current_user))
    of = found(templates.one(template_id))
    templating.enact_template(of, ConfirmForm().seen_version.data, by=current_user, at=clock.now())
    flash(_("From %(day)s on new certificates are made by this version.", day=of.first_day.isoformat()), "success")
    return redirect(url_for("honours_templates.show_template", template_id=of.id))


@pages.post("/office/honours/templates/<int:template_id>/drop")
@open_to(Role.ORGANISER)
def drop_template(template_id: int) -> Answer:
    """Give a draft up."""
    allow(access.may_give(current_user))
    of, form = found(templates.one(template_id)), ReasonForm()
    form.must_be_valid()
    templating.drop_template(of, form.reason.data or "", form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The version was given up; it stays readable."), "success")
    return redirect(url_for("honours_templates.show_template", template_id=of.id))


@pages.app_context_processor
def words_of_templates() -> dict[str, object]:
    """Let every page word versions alike."""
    return {"template_words": template_words}
