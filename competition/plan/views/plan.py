"""Pages of the plan."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import EVERYONE, allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, formats, spreadsheets
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, send_file, show_picture
from competition.plan import access, actions, calendars, exports, offered, queries, rules, words
from competition.plan.forms import CompetitionForm, ItemForm, ReasonForm, SeasonForm, SlotForm
from competition.plan.models import Competition, TimetableEntry
from competition.policy import queries as policies

pages = Blueprint("plan", __name__)
READERS = (Role.ORGANISER, Role.HOST_OFFICER, Role.AUDITOR, Role.FINANCE_OFFICER)


@pages.get("/competitions")
@open_to(EVERYONE)
def show_competitions() -> Answer:
    """Show the season's competitions to everyone."""
    years = queries.public_years()
    year = request.args.get("year", years[0] if years else clock.today().year, int)
    shown = queries.public_competitions(year, request.args.get("level", ""), request.args.get("group", ""))
    return render_template("plan/show_competitions.html", competitions=shown, years=years, year=year, args=request.args)


@pages.get("/competitions/<int:competition_id>")
@open_to(EVERYONE)
def show_competition(competition_id: int) -> Answer:
    """Show one competition to everyone."""
    competition = _public(competition_id)
    return render_template(
        "plan/show_competition.html",
        competition=competition,
        timetable=queries.timetable(competition.id),
        at=clock.now(),
        # phones subscribe where the address begins so
        subscribe=f"webcal://{urlsplit(current_app.config['PUBLIC_URL']).netloc}",
        may_plan=current_user.is_authenticated and access.may_organise(current_user, competition),
    )


@pages.get("/competitions/<int:competition_id>/items/<int:item_id>")
@open_to(EVERYONE)
def show_item(competition_id: int, item_id: int) -> Answer:
    """Show one item to everyone."""
    competition = _public(competition_id)
    item = found(next((one for one in competition.items if one.id == item_id), None))
    return render_template(
        "plan/show_item.html",
        competition=competition,
        item=item,
        follows=queries.following(item_id),
        offers=offered.on(item_id),
        at=clock.now(),
    )


@pages.get("/competitions/<int:competition_id>/card.png")
@open_to(EVERYONE)
def show_card(competition_id: int) -> Answer:
    """Give the picture that is shown where a competition's address is shared."""
    return show_picture(words.card(_published(competition_id)))


@pages.get("/timetable")
@open_to(EVERYONE)
def show_timetable() -> Answer:
    """Show what happens in the coming weeks, by day."""
    first, last = _span()
    return render_template(
        "plan/show_timetable.html", lines=queries.public_timetable(first, last), first=first, in_city=clock.in_city
    )


@pages.get("/timetable.ics")
@open_to(EVERYONE)
def export_timetable() -> Answer:
    """Give the timetable of the coming weeks for calendars."""
    first, last = _span()
    lines = queries.public_timetable(first - timedelta(days=60), last)
    return _calendar(lines, _("Zibo Skills Competitions"))


@pages.get("/competitions/<int:competition_id>/timetable.ics")
@open_to(EVERYONE)
def export_competition_timetable(competition_id: int) -> Answer:
    """Give a competition's timetable for calendars to subscribe to."""
    competition = _published(competition_id)
    return _calendar(queries.timetable(competition_id), formats.name(competition))


def _calendar(lines: Sequence[TimetableEntry], name: str) -> Response:
    text = calendars.icalendar(lines, name, current_app.config["PUBLIC_URL"], clock.now())
    return Response(text, content_type="text/calendar; charset=utf-8")


@pages.get("/office/plan")
@open_to(*READERS)
def show_plan() -> Answer:
    """Show the year's plan: a picture over the months, and the list."""
    seasons = queries.seasons()
    year = request.args.get("year", seasons[0].year if seasons else clock.today().year, int)
    return render_template(
        "plan/show_plan.html",
        seasons=seasons,
        year=year,
        season=queries.season(year),
        competitions=queries.competitions_of(year, current_user),
        may_plan=access.may_plan(current_user),
        form=SeasonForm(formdata=None, year=clock.today().year),
    )


@pages.post("/office/plan/seasons")
@open_to(Role.ORGANISER)
def add_season() -> Answer:
    """Begin a year's plan."""
    allow(access.may_plan(current_user))
    form = SeasonForm()
    if form.validate_on_submit():
        with refusals_in(form):
            data = form.year.data, form.title.data or "", form.title_en.data or ""
            season = actions.add_season(*data, by=current_user, at=clock.now())
            flash(_("The season %(year)s was added.", year=season.year), "success")
            return redirect(url_for("plan.show_plan", year=season.year))
    return render_template(
        "plan/show_plan.html",
        seasons=queries.seasons(),
        year=form.year.data,
        season=None,
        competitions=[],
        may_plan=True,
        form=form,
    ), 422


@pages.get("/office/plan/<int:year>.xlsx")
@open_to(*READERS)
def export_plan(year: int) -> Answer:
    """Take the year's plan out as Excel."""
    rows = queries.competitions_of(year, current_user)
    content = exports.plan(rows, current_user.name, clock.now())
    return send_file(content, f"{year}.xlsx", spreadsheets.MEDIA_TYPE)


@pages.route("/office/plan/<int:year>/competitions/new", methods=["GET", "POST"])
@open_to(Role.ORGANISER)
def add_competition(year: int) -> Answer:
    """Put a competition into the plan."""
    allow(access.may_plan(current_user))
    season = found(queries.season(year))
    form = CompetitionForm()
    if form.validate_on_submit():
        with refusals_in(form):
            competition = actions.add_competition(season, form.values, by=current_user, at=clock.now())
            flash(_("%(name)s stands in the plan as a draft. Add its items next.", name=competition.name), "success")
            return redirect(url_for("plan.manage_competition", competition_id=competition.id))
    return render_template(
        "plan/edit_competition.html", form=form, season=season, competition=None
    ), 422 if form.errors else 200


@pages.get("/office/competitions/<int:competition_id>")
@open_to(*READERS)
def manage_competition(competition_id: int) -> Answer:
    """Show a competition to whoever runs it: where it stands and what is next."""
    competition = found(queries.competition(competition_id))
    allow(
        access.may_organise(current_user, competition)
        or access.may_host(current_user, competition)
        or bool(current_user.roles & {Role.AUDITOR, Role.FINANCE_OFFICER})
    )
    slot = SlotForm(formdata=None)
    slot.offer(competition.items)
    return _managed(competition, slot)


def _managed(competition: Competition, slot: SlotForm) -> Answer:
    ready = actions.readiness(competition, policies.book(), clock.now())
    return render_template(
        "plan/manage_competition.html",
        competition=competition,
        timetable=queries.timetable(competition.id),
        may=access.may_organise(current_user, competition),
        hosts=access.may_host(current_user, competition),
        form=ConfirmForm(formdata=None, seen_version=competition.version),
        slot=slot,
        life=words.life(competition.state),
        faults=rules.publish_faults(ready, clock.today()),
        warnings=rules.publish_warnings(ready),
        in_city=clock.in_city,
    ), 422 if slot.is_submitted() else 200


@pages.route("/office/competitions/<int:competition_id>/edit", methods=["GET", "POST"])
@open_to(Role.ORGANISER)
def change_competition(competition_id: int) -> Answer:
    """Change a competition."""
    competition = _mine(competition_id)
    form = CompetitionForm(obj=competition)
    if form.validate_on_submit():
        with refusals_in(form):
            actions.change_competition(
                competition,
                form.values,
                form.reason.data or "",
                form.seen_version.data,
                by=current_user,
                at=clock.now(),
            )
            flash(_("%(name)s was changed.", name=competition.name), "success")
            return redirect(url_for("plan.manage_competition", competition_id=competition.id))
    form.seen_version.data = competition.version
    return render_template(
        "plan/edit_competition.html", form=form, season=competition.season, competition=competition
    ), 422 if form.errors else 200


@pages.post("/office/competitions/<int:competition_id>/publish")
@open_to(Role.ORGANISER)
def publish_competition(competition_id: int) -> Answer:
    """Publish a competition."""
    competition = _mine(competition_id)
    form = ConfirmForm()
    warnings = actions.publish_competition(
        competition, policies.book(), form.seen_version.data, by=current_user, at=clock.now()
    )
    flash(_("%(name)s is published.", name=competition.name), "success")
    for warning in warnings:
        flash(str(words.PUBLISH_WARNINGS[warning]), "warning")
    return _back(competition)


@pages.post("/office/competitions/<int:competition_id>/cancel")
@open_to(Role.ORGANISER)
def cancel_competition(competition_id: int) -> Answer:
    """Cancel a competition."""
    competition = _mine(competition_id)
    form = ReasonForm()
    form.must_be_valid()
    actions.cancel_competition(competition, form.reason.data or "", by=current_user, at=clock.now())
    flash(_("%(name)s is cancelled.", name=competition.name), "success")
    return _back(competition)


@pages.post("/office/competitions/<int:competition_id>/start")
@open_to(Role.ORGANISER)
def start_competition(competition_id: int) -> Answer:
    """Say that a competition has begun."""
    competition = _mine(competition_id)
    actions.start_competition(competition, by=current_user, at=clock.now())
    flash(_("%(name)s has begun.", name=competition.name), "success")
    return _back(competition)


@pages.post("/office/competitions/<int:competition_id>/end")
@open_to(Role.ORGANISER)
def end_competition(competition_id: int) -> Answer:
    """Say that a competition was held."""
    competition = _mine(competition_id)
    actions.end_competition(competition, by=current_user, at=clock.now())
    flash(_("%(name)s was held.", name=competition.name), "success")
    return _back(competition)


@pages.route("/office/competitions/<int:competition_id>/items/new", methods=["GET", "POST"], defaults={"item_id": None})
@pages.route("/office/competitions/<int:competition_id>/items/<int:item_id>", methods=["GET", "POST"])
@open_to(Role.ORGANISER)
def keep_item(competition_id: int, item_id: int | None) -> Answer:
    """Add an item, or change one."""
    competition = _mine(competition_id)
    item = None if item_id is None else found(next((i for i in competition.items if i.id == item_id), None))
    form = ItemForm(obj=item) if item else ItemForm(held_on=competition.starts_on)
    if form.validate_on_submit():
        with refusals_in(form):
            kept = actions.keep_item(
                competition, item, form.values, form.seen_version.data, by=current_user, at=clock.now()
            )
            flash(_("Item %(code)s was saved.", code=kept.code), "success")
            return _back(competition)
    form.seen_version.data = item.version if item else None
    return render_template(
        "plan/edit_item.html", form=form, competition=competition, item=item
    ), 422 if form.errors else 200


@pages.post("/office/competitions/<int:competition_id>/timetable")
@open_to(Role.ORGANISER)
def add_slot(competition_id: int) -> Answer:
    """Add a line to the timetable."""
    competition = _mine(competition_id)
    form = SlotForm()
    form.offer(competition.items)
    if form.validate_on_submit():
        with refusals_in(form):
            for clash in actions.add_slot(competition, form.values, by=current_user, at=clock.now()):
                flash(_("Saved, but it overlaps another line at %(what)s.", what=words.CLASHES[clash]), "warning")
            return _back(competition)
    return _managed(competition, form)


@pages.post("/office/timetable/<int:entry_id>/remove")
@open_to(Role.ORGANISER)
def remove_slot(entry_id: int) -> Answer:
    """Take a line out of the timetable."""
    entry = found(queries.slot(entry_id))
    competition = _mine(entry.competition_id)
    actions.remove_slot(entry, by=current_user, at=clock.now())
    flash(_("The line was removed."), "success")
    return _back(competition)


def _public(competition_id: int) -> Competition:
    competition = found(queries.competition(competition_id))
    return found(competition if access.may_see(current_user, competition) else None)


def _published(competition_id: int) -> Competition:
    # the same for everybody, whoever asks
    competition = found(queries.competition(competition_id))
    return found(competition if competition.is_public else None)


def _mine(competition_id: int) -> Competition:
    competition = found(queries.competition(competition_id))
    allow(access.may_organise(current_user, competition))
    return competition


def _back(competition: Competition) -> Answer:
    return redirect(url_for("plan.manage_competition", competition_id=competition.id))


def _span() -> tuple[datetime, datetime]:
    day = clock.today()
    text = request.args.get("from", "")
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date() if text else day  # noqa: DTZ007 - only the day is read
    except ValueError:
        flash(_("Give the day as YYYY-MM-DD."), "warning")
    first = datetime.combine(day, time(), tzinfo=clock.CITY)
    return first, first + timedelta(days=60)


@pages.app_context_processor
def words_of_plan() -> dict[str, object]:
    """Let every page name levels, groups and states alike."""
    return {"plan_words": words}
