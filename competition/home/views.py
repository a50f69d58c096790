"""The hall's pages: the public front page, today's work, search, and how the installation is doing."""

from typing import Any

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts import words as accounts_words
from competition.accounts.access import EVERYONE, SIGNED_IN, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, i18n, metrics
from competition.foundation.web import Answer
from competition.home import access, actions, gathering, probes, queries, words
from competition.home.forms import ClockForm
from competition.policy import queries as policies
from competition.results.serving import greeting

pages = Blueprint("home", __name__)


@pages.get("/")
@open_to(EVERYONE)
def show_front() -> Answer:
    """Show the public front page."""
    at = clock.now()
    book, today = policies.book(), clock.in_city(at).date()
    ceilings = [book.on(today, "funding.host.cap"), book.on(today, "funding.prize.cap")]
    return greeting("home/show_front.html", front=queries.front(at), ceilings=ceilings)


@pages.get("/search")
@open_to(EVERYONE)
def show_search() -> Answer:
    """Search what is public: competitions, items, units, people and the register."""
    wanted = request.args.get("q", "").strip()[:60]
    return render_template("home/show_search.html", wanted=wanted, found=queries.search(wanted))


@pages.get("/office")
@open_to(SIGNED_IN)
def show_today() -> Answer:
    """Show what waits for this person, across the rooms."""
    return _today(ClockForm(formdata=None, day=clock.today()))


@pages.post("/office/clock")
@open_to(Role.ORGANISER, Role.SYSTEM_ADMIN)
def move_clock() -> Answer:
    """Try the demo on another day, or come back to the present."""
    access.must_be_demo(current_app.config["DEMO"])
    form = ClockForm()
    back = "present" in request.form
    if not back and not form.validate():
        return _today(form), 422
    actions.move_clock(None if back else form.day.data, by=current_user, at=clock.now())
    return redirect(url_for("home.show_today"))


def _today(form: ClockForm) -> str:
    at = clock.now()
    return render_template(
        "home/show_today.html",
        waiting=gathering.waiting(current_user, at),
        lanes=queries.lanes(current_user, at) if access.may_see_lanes(current_user) else [],
        at=at,
        roles=[accounts_words.ROLES[role] for role in Role if role in current_user.roles],
        form=form if access.may_move_clock(current_user, current_app.config["DEMO"]) else None,
    )


@pages.get("/healthz")
@open_to(EVERYONE)
def show_alive() -> Answer:
    """Say that this process answers."""
    return {"status": "ok"}


@pages.get("/readyz")
@open_to(EVERYONE)
def show_ready() -> Answer:
    """Say whether this process can do its work: database reached, tables current."""
    state = probes.ready()
    return state, 200 if state["status"] == "ready" else 503


@pages.get("/metrics")
@open_to(EVERYONE)
def show_metrics() -> Answer:
    """Give Prometheus its figures: to this machine itself, or to the system administrator."""
    access.must_see_metrics(current_user, request.remote_addr or "")
    content, kind = metrics.page()
    return Response(content, content_type=kind)


@pages.app_context_processor
def what_pages_need() -> dict[str, Any]:
    """Give every page its menu, its languages and the marks of a demo."""
    signed_in = current_user.is_authenticated if current_user else False
    return {
        "menu": gathering.menu(current_user) if signed_in else [],
        "locale": i18n.wanted_language(),
        "languages": i18n.LANGUAGES,
        "language_url": lambda to: url_for("switch_language", language=to, next=request.full_path.rstrip("?")),
        "demo": current_app.config["DEMO"],
        "clock_shift": clock.now() if clock.shift() else None,
        "Role": Role,
        "request_id": g.get("request_id", ""),
        "home_words": words,
    }
