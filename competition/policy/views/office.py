"""The bureau's own tables: drafted, checked by a second person, enacted with their document."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.forms import ConfirmForm, answered
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, show_file
from competition.policy import access, actions, cells, draft_words, queries, reader, rules, touched, words
from competition.policy.book import NoValue, Table
from competition.policy.forms import DraftForm, ReturnForm
from competition.policy.models import TableDraft

pages = Blueprint("policy_office", __name__)
MOST_SHOWN = 200


@pages.get("/office/policy")
@open_to(Role.ORGANISER, Role.FINANCE_OFFICER, Role.AUDITOR)
def manage_tables() -> Answer:
    """Show every table with where it stands, and all drafts."""
    allow(access.may_read(current_user))
    page = queries.drafts(request.args.get("page", 1, int))
    groups = words.by_stage(queries.book().tables())
    may_draft = access.may_draft(current_user)
    return render_template(
        "policy/manage_tables.html", groups=groups, page=page, today=clock.today(), may_draft=may_draft
    )


@pages.route("/office/policy/tables/<table_name>/draft", methods=["GET", "POST"])
@open_to(Role.ORGANISER)
def draft_value(table_name: str) -> Answer:
    """Draft a new value of a table, beginning with the one that stands."""
    allow(access.may_draft(current_user))
    table = _table(table_name)
    form = DraftForm.for_value(table, table.values[-1].value)
    form.table_name = table.name

    def keep() -> Answer:
        draft = actions.draft_value(table.name, form.values(table), by=current_user, at=clock.now())
        flash(_("The draft was kept. Somebody else checks it now."), "success")
        return redirect(url_for("policy_office.show_draft", draft_id=draft.id))

    return answered(form, keep, lambda: _editor(form, table)) if request.method == "POST" else _editor(form, table)


@pages.route("/office/policy/drafts/<int:draft_id>/change", methods=["GET", "POST"])
@open_to(Role.ORGANISER)
def change_draft(draft_id: int) -> Answer:
    """Change a draft that is not enacted."""
    allow(access.may_draft(current_user))
    draft = found(queries.draft(draft_id))
    table = _table(draft.table_name)
    form = DraftForm.for_value(table, queries.value(draft).value, draft)
    form.table_name = table.name

    def keep() -> Answer:
        seen = form.seen_version.data
        actions.change_draft(draft, form.values(table), seen, by=current_user, at=clock.now())
        flash(_("The draft was kept. Somebody else checks it now."), "success")
        return redirect(url_for("policy_office.show_draft", draft_id=draft.id))

    if request.method == "POST":
        return answered(form, keep, lambda: _editor(form, table, draft))
    form.seen_version.data = draft.version
    return _editor(form, table, draft)


@pages.get("/office/policy/drafts/<int:draft_id>")
@open_to(Role.ORGANISER, Role.FINANCE_OFFICER, Role.AUDITOR)
def show_draft(draft_id: int) -> Answer:
    """Show a draft beside what holds on its first day, and the decisions it touches."""
    draft = _draft(draft_id)
    book, today = queries.book(), clock.today()
    table, is_correction = book.table(draft.table_name), rules.is_correction(draft.first_day, today)
    decisions = draft.touched or []
    if draft.is_open and is_correction:
        decisions = [one.as_json() for one in touched.by(actions.span_of(draft, book))]
    return render_template(
        "policy/show_draft.html",
        draft=draft,
        table=table,
        value=queries.value(draft).value,
        pairs=draft_words.pairs(_standing(table, draft), (table, queries.value(draft).value)),
        is_correction=is_correction if draft.is_open else draft.touched is not None,
        decisions=decisions,
        most=MOST_SHOWN,
        may_check=draft.state is rules.DraftState.DRAFTED and access.may_check(current_user, draft),
        may_draft=draft.is_open and access.may_draft(current_user),
        form=ConfirmForm(formdata=None, seen_version=draft.version),
    )


@pages.post("/office/policy/drafts/<int:draft_id>/enact")
@open_to(Role.ORGANISER, Role.FINANCE_OFFICER)
def enact_draft(draft_id: int) -> Answer:
    """Put a checked value into the book."""
    draft, form = _draft(draft_id), ConfirmForm()
    actions.enact_draft(draft, form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The value holds from %(day)s on.", day=draft.first_day.isoformat()), "success")
    return redirect(url_for("policy_office.show_draft", draft_id=draft.id))


@pages.post("/office/policy/drafts/<int:draft_id>/return")
@open_to(Role.ORGANISER, Role.FINANCE_OFFICER)
def return_draft(draft_id: int) -> Answer:
    """Give a draft back with a reason."""
    draft, form = _draft(draft_id), ReturnForm()
    form.must_be_valid()
    actions.return_draft(draft, form.reason.data or "", form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The draft went back to its author."), "success")
    return redirect(url_for("policy_office.show_draft", draft_id=draft.id))


@pages.post("/office/policy/drafts/<int:draft_id>/drop")
@open_to(Role.ORGANISER)
def drop_draft(draft_id: int) -> Answer:
    """Give a draft up."""
    draft, form = _draft(draft_id), ConfirmForm()
    actions.drop_draft(draft, form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The draft was given up."), "success")
    return redirect(url_for("policy_office.manage_tables"))


@pages.get("/office/policy/drafts/<int:draft_id>/scan")
@open_to(Role.ORGANISER, Role.FINANCE_OFFICER, Role.AUDITOR)
def show_scan(draft_id: int) -> Answer:
    """Show the scan of a draft's document."""
    draft = _draft(draft_id)
    content, name, kind = found(queries.scan(draft.id))
    return show_file(content, name, kind)


def _draft(draft_id: int) -> TableDraft:
    allow(access.may_read(current_user))
    return found(queries.draft(draft_id))


def _table(name: str) -> Table:
    return found(next((table for table in queries.book().tables() if table.name == name), None))


def _standing(table: Table, draft: TableDraft) -> tuple[Table, object] | None:
    """Give what the draft's value takes the place of: what held on its first day when it was drafted or enacted."""
    try:
        return table, queries.book_before(draft).on(draft.first_day, table.name).value
    except NoValue:
        return None


def _editor(form: DraftForm, table: Table, draft: TableDraft | None = None) -> Answer:
    paths = cells.paths(table, tuple(words.LEVELS)) if cells.are_for(table) else []
    answer = render_template(
        "policy/edit_draft.html", form=form, table=table, draft=draft, paths=paths,
        now=reader.text_of(table.values[-1].value),
    )  # fmt: skip
    return answer, 422 if form.errors or form.form_errors else 200
