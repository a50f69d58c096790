"""The policy for everyone to read: its measures with an estimator each, and every table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template, request

from competition.accounts.access import EVERYONE, open_to
from competition.foundation import clock
from competition.foundation.web import Answer, found
from competition.policy import catalogue, comparing, draft_words, estimators, measure_words, queries, reader, words
from competition.policy.book import Book, Dated, NoValue, Table
from competition.policy.comparing import CompareForm
from competition.policy.measure_rules import Estimate

pages = Blueprint("policy", __name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """One estimator of a measure: its table, what it says on the day, the form, and what it comes to once asked."""

    table: Table
    said: Dated | None
    day: date
    form: estimators.Estimator
    result: Estimate | None = None


@pages.get("/policy")
@open_to(EVERYONE)
def show_measures() -> Answer:
    """Show every measure of the policy by area, with the article's words and figures."""
    book, today = queries.book(), clock.today()
    figures = {name: _on(book, today, name) for area in reader.areas() for m in area.measures for name in m.tables}
    return render_template("policy/show_measures.html", areas=reader.areas(), figures=figures)


@pages.get("/policy/measures/<code>")
@open_to(EVERYONE)
def show_measure(code: str) -> Answer:
    """Show one measure, and work out what was asked; the question stands in the address and is kept nowhere."""
    area, measure = found(catalogue.measure(reader.areas(), code))
    book, today = queries.book(), clock.today()
    asked = [_asked(book, name, request.args, today) for name in measure.tables]
    answer = render_template("policy/show_measure.html", area=area, measure=measure, asked=asked)
    return answer, 422 if any(one.form.errors for one in asked) else 200


@pages.get("/policy/compare")
@open_to(EVERYONE)
def show_comparison() -> Answer:
    """Show two tables, or one table on two days, side by side."""
    # the language alone asks for nothing
    told = request.args if "left" in request.args or "right" in request.args else None
    form = CompareForm(told, data=comparing.begun(clock.today()))
    form.fit(queries.book(), reader.elsewhere())
    asked = told is not None and form.validate()
    sides = form.sides(queries.book()) if asked else ()
    pairs = draft_words.pairs(*(side.pair for side in sides)) if sides else []
    answer = render_template(
        "policy/show_comparison.html", form=form, sides=sides, pairs=pairs, elsewhere=reader.elsewhere()
    )
    return answer, 422 if form.errors else 200


@pages.get("/policy/tables")
@open_to(EVERYONE)
def show_tables() -> Answer:
    """Show every table with its values, days, references and whether each is enacted or an example."""
    groups = words.by_stage(queries.book().tables())
    return render_template("policy/show_tables.html", groups=groups, today=clock.today())


def _asked(book: Book, name: str, args: Mapping[str, str], today: date) -> Asked:
    table = book.table(name)
    form = estimators.form_of(name, args, today, _on(book, today, name))
    is_asked = args.get("table") == name
    day = form.on.data if is_asked and form.validate() else today
    said = _on(book, day, name)
    result = form.estimate(said.value) if is_asked and said and not form.errors else None
    return Asked(table, said, day, form, result)


def _on(book: Book, day: date, name: str) -> Dated | None:
    try:
        return book.on(day, name)
    except NoValue:
        return None


@pages.app_context_processor
def words_of_policy() -> dict[str, object]:
    """Let every page word policy figures alike."""
    return {"policy_words": words, "measure_words": measure_words, "draft_words": draft_words}
