"""Appeals: filed by a unit's leader, heard by the board, decided in two levels; nothing of them is public.

A competitor without an account files on the pages of `own_appeals`.
"""

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from competition.accounts import queries as accounts
from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, media
from competition.foundation.forms import ConfirmForm, choices, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, send_file, show_file
from competition.plan import queries as plan
from competition.plan.models import Competition
from competition.policy import queries as policies
from competition.registration import queries as registration
from competition.registration.models import Entry
from competition.results import access, appeal_access, appeal_words, appeals, queries, readdition, words
from competition.results.actions import appealing, boards
from competition.results.actions.appealing import Filing, Verdict
from competition.results.appeal_forms import AdmissionForm, AppealForm, AskOnForm, MemberForm, VerdictForm
from competition.results.appeal_models import Appeal
from competition.results.appeal_rules import MOST_MEMBERS, AppealKind, AppealState

pages = Blueprint("results_appeals", __name__)
PEOPLE = (Role.DELEGATION_LEADER, Role.SUPERVISOR, Role.ORGANISER, Role.AUDITOR)


@pages.get("/office/appeals")
@open_to(*PEOPLE)
def show_appeals() -> Answer:
    """Show the appeals one may read, and, to a leader, what may be appealed now."""
    at = clock.now()
    return render_template(
        "results/show_appeals.html",
        appeals=appeals.of_user(current_user),
        fileable=appeals.fileable(current_user, policies.book(), at),
        leads=Role.DELEGATION_LEADER in current_user.roles,
        at=at,
        words=appeal_words,
    )


@pages.route("/office/appeals/entries/<int:entry_id>", methods=["GET", "POST"])
@open_to(Role.DELEGATION_LEADER)
def file_appeal(entry_id: int) -> Answer:
    """Take an appeal of a leader for an entry of the unit, and give its receipt."""
    entry = found(registration.entry(entry_id))
    allow(appeal_access.may_file(current_user, entry))
    book, at, form = policies.book(), clock.now(), AppealForm()
    told = appeals.open_kinds(entry.item, appeals.moments([entry.item])[entry.item_id], book, at)
    form.kind.choices = choices((kind, appeal_words.KINDS[kind]) for kind in AppealKind if kind in told)
    form.about.choices = choices(_about(entry))
    if told and form.validate_on_submit():
        filing = Filing(entry, form.kind.data, form.text.data or "", form.about.data, form.pieces)
        with refusals_in(form):
            made = appealing.file_appeal(filing, book, by=current_user, at=at)
            flash(_("Your appeal was received. The receipt is %(receipt)s.", receipt=made.receipt), "success")
            return _to(made)
    page = render_template(
        "results/file_appeal.html", entry=entry, form=form, told=told, words=appeal_words, book=book,
        tables=[book.on(entry.item.competition.starts_on, name) for name in appeals.TABLES],
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


def _about(entry: Entry) -> Sequence[tuple[int | str, str]]:
    # others can be named once everyone may read their names
    own = ("", _("%(name)s (your own)", name=entry.name))
    result = queries.public_result(entry.item_id)
    if result is None:
        return [own]
    named = queries.public_names(result)
    others = [(line.entry_id, f"{named[line.id]} · {line.unit_as_was}") for line in result.lines]
    return [own, *(each for each in others if each[0] != entry.id)]


@pages.get("/office/appeals/<int:appeal_id>")
@open_to(*PEOPLE)
def show_appeal(appeal_id: int) -> Answer:
    """Show an appeal with its evidence, its deadlines and what each level decided."""
    return _page(_readable(appeal_id))


@pages.get("/office/appeals/files/<int:file_id>")
@open_to(*PEOPLE)
def show_evidence(file_id: int) -> Answer:
    """Give a piece of evidence to whoever may read the appeal."""
    kept = found(appeals.file(file_id))
    appeal = _readable(kept.appeal_id)
    kept.must_be_kept()
    # a PDF from outside is kept and not opened inside this site
    give = send_file if kept.media_type == "application/pdf" else show_file
    return give(found(kept.content), f"{appeal.receipt}-{kept.id}.{media.ENDINGS[kept.media_type]}", kept.media_type)


@pages.post("/office/appeals/<int:appeal_id>/admission")
@open_to(Role.SUPERVISOR)
def admit_appeal(appeal_id: int) -> Answer:
    """Admit an appeal, or say why it is not heard."""
    appeal, form = _readable(appeal_id), AdmissionForm()
    allow(appeal_access.may_hear(current_user, appeal))
    if form.validate():
        with refusals_in(form):
            admitted, reason = form.admitted.data == "yes", form.reason.data or ""
            appealing.admit_appeal(appeal, admitted, reason, form.seen_version.data, by=current_user, at=clock.now())
            flash(_("The appeal is admitted.") if admitted else _("The appeal is not admitted."), "success")
            return _to(appeal)
    return _page(_readable(appeal_id), admission=form), 422


@pages.post("/office/appeals/<int:appeal_id>/decision")
@open_to(Role.SUPERVISOR, Role.ORGANISER)
def decide_appeal(appeal_id: int) -> Answer:
    """Decide an appeal at the level it has reached."""
    appeal, form = _readable(appeal_id), VerdictForm()
    hears, finally_ = (
        appeal_access.may_hear(current_user, appeal),
        appeal_access.may_decide_finally(current_user, appeal),
    )
    allow(finally_ if appeal.state is AppealState.ASKED_ON else hears)
    if form.validate():
        with refusals_in(form):
            verdict = Verdict(form.upheld.data == "yes", form.reasons.data or "")
            appealing.decide_appeal(appeal, verdict, form.seen_version.data, by=current_user, at=clock.now())
            flash(_("The appeal %(receipt)s is decided.", receipt=appeal.receipt), "success")
            return _to(appeal)
    return _page(_readable(appeal_id), verdict=form), 422


@pages.post("/office/appeals/<int:appeal_id>/second")
@open_to(Role.DELEGATION_LEADER)
def ask_on(appeal_id: int) -> Answer:
    """Take an appeal to the second level."""
    appeal, form = _readable(appeal_id), AskOnForm()
    allow(appeal_access.may_file(current_user, appeal.entry))
    if form.validate():
        with refusals_in(form):
            appealing.ask_on(appeal, form.text.data or "", form.seen_version.data, by=current_user, at=clock.now())
            flash(_("The organiser of the city decides now."), "success")
            return _to(appeal)
    return _page(_readable(appeal_id), ask=form), 422


@pages.route("/office/appeals/competitions/<int:competition_id>/board", methods=["GET", "POST"])
@open_to(Role.ORGANISER, Role.AUDITOR, Role.SUPERVISOR, Role.FINANCE_OFFICER)
def show_board(competition_id: int) -> Answer:
    """Show the board that hears a competition's appeals; those who run it name its members."""
    competition = found(plan.competition(competition_id))
    allow(access.may_read(current_user, competition))
    form = MemberForm()
    people = appeals.candidates(competition_id)
    form.user.choices = choices([("", _("Choose …")), *((user.id, f"{user.name} ({user.login})") for user in people)])
    if form.is_submitted():
        allow(access.may_manage(current_user, competition))
        if form.validate():
            with refusals_in(form):
                return _named(competition, form)
    page = render_template(
        "results/show_board.html", competition=competition, form=form, people=people, most=MOST_MEMBERS,
        board=appeals.board(competition_id), may=access.may_manage(current_user, competition), confirm=ConfirmForm(),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


def _named(competition: Competition, form: MemberForm) -> Answer:
    user = found(accounts.user(form.user.data or 0))
    boards.name_member(competition, user, by=current_user, at=clock.now())
    flash(_("%(name)s sits on the appeal board.", name=user.name), "success")
    return redirect(url_for("results_appeals.show_board", competition_id=competition.id))


@pages.post("/office/appeals/board/<int:member_id>/end")
@open_to(Role.ORGANISER)
def end_member(member_id: int) -> Answer:
    """Let a member of a board go."""
    member = found(appeals.member(member_id))
    allow(access.may_manage(current_user, member.competition))
    boards.end_member(member, ConfirmForm().seen_version.data, by=current_user, at=clock.now())
    flash(_("%(name)s left the appeal board.", name=member.user.name), "success")
    return redirect(url_for("results_appeals.show_board", competition_id=member.competition_id))


def _readable(appeal_id: int) -> Appeal:
    appeal = found(appeals.one(appeal_id))
    allow(appeal_access.may_read(current_user, appeal))
    return appeal


def _page(
    appeal: Appeal,
    admission: AdmissionForm | None = None,
    verdict: VerdictForm | None = None,
    ask: AskOnForm | None = None,
) -> str:
    at: datetime = clock.now()
    seen = {"formdata": None, "seen_version": appeal.version}
    leads = appeal_access.may_file(current_user, appeal.entry)
    # the sums of a competitor are shown to those who decide; the leader reads the reasons
    decides = not leads and appeal.kind is AppealKind.RECHECK
    return render_template(
        "results/show_appeal.html",
        appeal=appeal,
        at=at,
        words=appeal_words,
        result_words=words,
        may_decide=appeal_access.may_decide_now(current_user, appeal),
        may_ask=leads and appeal.may_ask_on(at),
        sums=readdition.of(appeal) if decides else None,
        admission=admission or AdmissionForm(**seen),
        verdict=verdict or VerdictForm(**seen),
        ask=ask or AskOnForm(**seen),
    )


def _to(appeal: Appeal) -> Answer:
    return redirect(url_for("results_appeals.show_appeal", appeal_id=appeal.id))
