"""How a what-if and a forecast are worked out in the background, as JSON that their page shows."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import date
from random import Random
from typing import Any, TypeVar

from competition.accounts import queries as accounts
from competition.foundation import clock
from competition.foundation.errors import NotAllowed, Refused
from competition.foundation.tasks import Claim, Kind, Made, Tell
from competition.foundation.texts import _, _l
from competition.funding import access, decisions, forecast_rules, outlooks, what_if_rules
from competition.funding.forecast_rules import Plan
from competition.funding.outlooks import FORECAST, WHAT_IF
from competition.funding.rules import SharedRank
from competition.funding.what_if_rules import Figures
from competition.plan import queries as plan
from competition.plan.models import Season
from competition.plan.rules import Level
from competition.policy import queries as policies
from competition.policy.book import NoValue

MEDIA_TYPE = "application/json"
RUNS = 2000
Read = TypeVar("Read")


def make_what_if(of: Claim, tell: Tell) -> Made:
    """Decide a season's awards and claims by the tables of their days and by the other ones."""
    season, told = _season(of), of.about["tables"]
    won, claims = outlooks.awards(season.id), outlooks.claims(season.id)
    old = _refusing(lambda: outlooks.figures(policies.book(), [one.day for one in won] + [one.day for one in claims]))
    new = {day: _other(figures, told) for day, figures in old.items()}
    whole = 2 * len(won) + 1
    tell(0, whole)
    before = what_if_rules.prizes(won, old, lambda done: tell(done, whole)) | what_if_rules.hosts(claims, old)
    after = what_if_rules.prizes(won, new, lambda done: tell(len(won) + done, whole)) | what_if_rules.hosts(claims, new)
    rows = what_if_rules.beside(before, after, tuple(Level))
    found = {"awards": len(won), "claims": len(claims), "tables": told, "rows": [asdict(row) for row in rows]}
    return _made(of, {"year": season.year, **found})


def _other(figures: Figures, told: Mapping[str, Any]) -> Figures:
    ranks = {level: {int(place): fen for place, fen in of.items()} for level, of in told[decisions.PRIZE[0]].items()}
    shared, groups = SharedRank(told[decisions.PRIZE[2]]), told[decisions.PRIZE[3]]
    try:
        return replace(figures, by_rank=ranks, shared=shared, groups=groups, by_level=told[decisions.HOST[0]])
    except ValueError as wrong:
        raise Refused(_("A prize stands above the ceiling of the season. Ask again with a lower one.")) from wrong


def make_forecast(of: Claim, tell: Tell) -> Made:
    """Play a season by what earlier ones were like."""
    season, book = _season(of), policies.book()
    coming = outlooks.coming(season)
    earlier = _refusing(lambda: outlooks.earlier(season, book))
    # the tables of the middle of the season, as its competitions have no days of their own in the runs
    tables = _refusing(lambda: outlooks.tables(book, date(season.year, 7, 1)))
    if not coming.planned and not (of.about["further"] and earlier.competitions):
        raise Refused(_("Nothing is planned for %(year)s yet. Enter its competitions first.", year=season.year))
    chance, tell_runs = Random(of.about["seed"]), lambda done: tell(done, RUNS)  # noqa: S311 - a forecast, no secret
    asked = Plan(coming.planned, of.about["further"])
    found = forecast_rules.played(asked, earlier, tables, chance, RUNS, tell_runs)
    last = next((one for one in plan.seasons() if one.year == season.year - 1), None)
    return _made(of, {
        "year": season.year, "further": of.about["further"], "seed": of.about["seed"],
        "planned": len(coming.planned), "items": sum(one.items for one in coming.planned),
        "earlier": len(earlier.competitions), "fields": sum(len(one.fields) for one in earlier.competitions),
        "scope": tables.scope.value, "full_fen": earlier.full_fen, "due_fen": earlier.due_fen,
        "last_fen": None if last is None else _refusing(lambda: outlooks.cost(last, book)),
        "forecast": asdict(found),
    })  # fmt: skip


def _season(of: Claim) -> Season:
    by, season = accounts.user(of.by_id), plan.season(int(of.about["year"]))
    if by is None or season is None or not by.active or not access.may_decide(by):
        raise NotAllowed(_("The season is gone, or your part does not reach the money any more."))
    return season


def _refusing(read: Callable[[], Read]) -> Read:
    try:
        return read()
    except NoValue as missing:
        raise Refused(
            _("The policy table %(table)s has no figure for %(day)s.", table=missing.table, day=missing.day.isoformat())
        ) from missing


def _made(of: Claim, found: Mapping[str, Any]) -> Made:
    told = {"format": "competition-outlook/1", "kind": of.kind, "made_at": clock.now().isoformat(), **found}
    name = f"{of.kind.removeprefix('funding.')}-{found['year']}.json"
    return Made(name, MEDIA_TYPE, json.dumps(told, ensure_ascii=False, indent=1).encode())


KINDS = (
    Kind(WHAT_IF, _l("What if the tables were others"), make_what_if),
    Kind(FORECAST, _l("Forecast of a season"), make_forecast),
)
