"""News: what the organiser tells everyone, and where it is written."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import EVERYONE, allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.forms import refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found
from competition.plan import access, actions, queries
from competition.plan.forms import NewsForm, ReasonForm
from competition.plan.models import News

pages = Blueprint("news", __name__)


@pages.get("/news")
@open_to(EVERYONE)
def show_news() -> Answer:
    """Show the news that stands, the newest first."""
    return render_template("plan/show_news.html", page=queries.news_out(clock.now(), request.args.get("page", 1, int)))


@pages.get("/news/<int:news_id>")
@open_to(EVERYONE)
def show_one(news_id: int) -> Answer:
    """Show a piece of news, or that it was taken back and why."""
    news = found(queries.news(news_id))
    return render_template("plan/show_one.html", news=found(news if news.is_out(clock.now()) else None))


@pages.get("/office/news")
@open_to(Role.ORGANISER)
def manage_news() -> Answer:
    """Show all news to whoever writes it: to come, out and taken back."""
    allow(access.may_plan(current_user))
    page = queries.all_news(request.args.get("page", 1, int))
    return render_template("plan/manage_news.html", page=page, at=clock.now())


@pages.route("/office/news/new", methods=["GET", "POST"])
@open_to(Role.ORGANISER)
def add_news() -> Answer:
    """Write a piece of news."""
    allow(access.may_plan(current_user))
    form = NewsForm()
    if form.validate_on_submit():
        with refusals_in(form):
            news = actions.add_news(form.values, by=current_user, at=clock.now())
            flash(_("“%(title)s” was saved.", title=news.title), "success")
            return redirect(url_for("news.manage_news"))
    return _editor(form, None)


@pages.route("/office/news/<int:news_id>", methods=["GET", "POST"])
@open_to(Role.ORGANISER)
def change_news(news_id: int) -> Answer:
    """Change a piece of news."""
    news = _mine(news_id)
    form = NewsForm(obj=news)
    if form.validate_on_submit():
        with refusals_in(form):
            actions.change_news(news, form.values, form.seen_version.data, by=current_user, at=clock.now())
            flash(_("“%(title)s” was saved.", title=news.title), "success")
            return redirect(url_for("news.manage_news"))
    form.seen_version.data = news.version
    return _editor(form, news)


@pages.post("/office/news/<int:news_id>/withdraw")
@open_to(Role.ORGANISER)
def withdraw_news(news_id: int) -> Answer:
    """Take a piece of news back."""
    news, form = _mine(news_id), ReasonForm()
    form.must_be_valid()
    actions.withdraw_news(news, form.reason.data or "", form.seen_version.data, by=current_user, at=clock.now())
    flash(_("“%(title)s” was taken back.", title=news.title), "success")
    return redirect(url_for("news.manage_news"))


def _editor(form: NewsForm, news: News | None) -> Answer:
    version = news.version if news else None
    return render_template(
        "plan/edit_news.html",
        form=form,
        news=news,
        at=clock.now(),
        reason=ReasonForm(formdata=None, seen_version=version),
    ), 422 if form.errors or form.form_errors else 200


def _mine(news_id: int) -> News:
    allow(access.may_plan(current_user))
    return found(queries.news(news_id))
