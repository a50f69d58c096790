"""A season of many announced awards, written into an installation as rows: what a what-if reads."""

from datetime import date
from random import Random
from typing import Any

import sqlalchemy as sa

from competition.directory.models import Person
from competition.foundation.database import db, transaction
from competition.plan.models import Competition, Item, Season
from competition.plan.rules import CompetitionState, Group, Level
from competition.registration.models import Entry, Member
from competition.registration.rules import EntryState
from competition.results.models import ItemResult, ResultLine
from competition.results.rules import ResultState, Status
from tests import make

LEVELS = ("municipal_1", "municipal_2", "municipal_games", "provincial_1", "national_2")
DISTRICTS = ("370302", "370303", "370304", "370305", "370306")
DAY = date(2026, 9, 18)
# places with a prize in each item
PLACES = 4
VERSION = {"version": 1}


def write(count: int) -> Season:
    """Write a season of so many single awards, two thirds as many winners, in every level and district."""
    chance = Random(2026)
    units = [make.organisation(division_code=code).id for code in DISTRICTS]
    held = [_competition(level, units[0]) for level in LEVELS]
    by, items = make.user().id, -(-count // PLACES)
    people = count * 2 // 3 or 1
    rows: dict[Any, list[dict[str, Any]]] = {
        Person: [{"id": n, "name": f"选手{n}", "created_at": make.AT, **VERSION} for n in range(1, people + 1)],
        Item: [_item(n, held[n % len(held)].id) for n in range(1, items + 1)],
        ItemResult: [_result(n) for n in range(1, items + 1)],
        Entry: [_entry(n, chance.choice(units), by) for n in range(1, count + 1)],
        Member: [
            {"entry_id": n, "person_id": chance.randint(1, people), "position": 1, "name_as_was": "选手"}
            for n in range(1, count + 1)
        ],
        ResultLine: [_line(n) for n in range(1, count + 1)],
    }
    with transaction(trail=False) as session:
        for table, content in rows.items():
            session.execute(sa.insert(table.__table__), content)
    db.session.expire_all()
    return held[0].season


def _competition(level: str, host_id: int) -> Competition:
    return make.competition(level=Level(level), state=CompetitionState.HELD, host_id=host_id, organiser_id=host_id)


def _item(n: int, competition_id: int) -> dict[str, Any]:
    told = {
        "name": f"赛项{n}",
        "entry_group": Group.EMPLOYEE,
        "theory_weight": 20,
        "practice_weight": 80,
        "held_on": DAY,
    }
    return {"id": n, "competition_id": competition_id, "code": f"X{n}", "team_size": 1, **told, **VERSION}


def _result(n: int) -> dict[str, Any]:
    return {
        "id": n,
        "item_id": n,
        "number": 1,
        "state": ResultState.ANNOUNCED,
        "basis": {},
        "computed_at": make.AT,
        **VERSION,
    }


def _entry(n: int, unit: int, by: int) -> dict[str, Any]:
    told = {"unit_as_was": "单位", "submitted_at": make.AT, "submitted_by_id": by, "state": EntryState.ACCEPTED}
    return {"id": n, "item_id": 1 + (n - 1) // PLACES, "organisation_id": unit, "number": n, **told, **VERSION}


def _line(n: int) -> dict[str, Any]:
    of, place = divmod(n - 1, PLACES)
    told = {"name_as_was": "选手", "unit_as_was": "单位", "status": Status.PRESENT, "working": []}
    return {"result_id": of + 1, "entry_id": n, "number": n, "place": place + 1, **told}
