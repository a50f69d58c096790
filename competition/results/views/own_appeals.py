"""A competitor's own appeal, without an account: filed with a proof of who it is, followed by its receipt."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from competition.accounts.access import EVERYONE, open_to
from competition.foundation import clock
from competition.foundation.forms import answered, choices
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, limiter
from competition.plan.models import Item
from competition.policy import queries as policies
from competition.results import appeal_words, appeals, queries
from competition.results.actions import appealing
from competition.results.actions.appealing import Filing
from competition.results.appeal_forms import AskOnForm, OwnAppealForm
from competition.results.appeal_models import Appeal
from competition.results.views.released import public_item

pages = Blueprint("results_own_appeals", __name__)


@pages.route("/results/<int:item_id>/appeal", methods=["GET", "POST"])
@open_to(EVERYONE)
@limiter.limit("10 per hour", methods=["POST"])
def file_own_appeal(item_id: int) -> Answer:
    """Take an appeal of a competitor and give its receipt; outside its time, say when appeals are filed."""
    item, book, at, form = public_item(item_id), policies.book(), clock.now(), OwnAppealForm()
    told = appeals.open_kinds(item, appeals.moments([item])[item.id], book, at)
    form.kind.choices = choices((kind, appeal_words.KINDS[kind]) for kind in told)
    form.about.choices = choices(_about(item))

    def file() -> Answer:
        entry = appeals.own_entry(item.id, form.shown)
        filing = Filing(entry, form.kind.data, form.text.data or "", form.about.data, form.pieces)
        made = appealing.file_own_appeal(filing, form.shown, book, at=at)
        flash(_("Your appeal was received. Keep the receipt %(receipt)s.", receipt=made.receipt), "success")
        return _to(made)

    def page() -> Answer:
        tables = [book.on(item.competition.starts_on, name) for name in appeals.TABLES]
        told_of = {"item": item, "form": form, "told": told, "words": appeal_words, "book": book, "tables": tables}
        return render_template("results/file_own_appeal.html", **told_of), 422 if form.is_submitted() else 200

    return answered(form, file, page) if told and form.is_submitted() else page()


def _about(item: Item) -> list[tuple[int | str, str]]:
    # others can be named once everyone may read their names
    own, result = ("", _("your own")), queries.public_result(item.id)
    names = queries.public_names(result) if result else {}
    return [
        own,
        *((each.entry_id, f"{names[each.id]} · {each.unit_as_was}") for each in (result.lines if result else ())),
    ]


@pages.get("/results/appeals")
@open_to(EVERYONE)
@limiter.limit("30 per hour")
def show_own_appeal() -> Answer:
    """Show where an appeal stands and how it was decided, to whoever has its receipt."""
    return _page(request.args.get("receipt", ""), AskOnForm()), 200


@pages.post("/results/appeals/<receipt>/second")
@open_to(EVERYONE)
@limiter.limit("10 per hour")
def ask_on_own(receipt: str) -> Answer:
    """Take a competitor's own appeal to the second level."""
    appeal, form = found(appeals.by_receipt(receipt)), AskOnForm()

    def ask() -> Answer:
        appealing.ask_on_own(appeal, form.text.data or "", form.seen_version.data, at=clock.now())
        flash(_("The organiser of the city decides now."), "success")
        return _to(appeal)

    return answered(form, ask, lambda: (_page(receipt, form), 422))


def _page(receipt: str, ask: AskOnForm) -> str:
    appeal, at = appeals.by_receipt(receipt) if receipt else None, clock.now()
    if appeal and not ask.is_submitted():
        ask.seen_version.data = appeal.version
    told = {"receipt": receipt, "appeal": appeal, "ask": ask, "words": appeal_words, "at": at}
    return render_template("results/show_own_appeal.html", **told)


def _to(appeal: Appeal) -> Answer:
    return redirect(url_for("results_own_appeals.show_own_appeal", receipt=appeal.receipt))
