"""Role by phase: nobody sees another judge's marks, evidence, their mean or a competitor's name before they may."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa

from competition.accounts.access import EVERYONE, SIGNED_IN
from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.foundation import spreadsheets
from competition.foundation.database import db
from competition.judging import rosters, sheets
from competition.judging.actions import closing
from competition.judging.actions.evidence import Given, keep_evidence
from competition.judging.hall_models import Note
from competition.judging.models import Aspect, Mark, Scheme, Sheet
from competition.judging.rules import AspectKind
from competition.plan.models import Competition
from competition.plan.rules import CompetitionState
from competition.results.rules import ResultState
from tests import make
from tests.judging.build import Hall, hall
from tests.results.build import result_in

# who may see what is not a matter of the database
pytestmark = pytest.mark.either("sqlite")
PHASES = ("marking", "submitted", "checked", "closed", "announced")
# what each position gave; figures that stand nowhere else, the mark they make of 37.77 and the sum of all
GIVEN = {1: ("1.61", "38.41"), 2: ("2.73",), 3: ("0.59",)}
MEAN, SUM = "20.69", "119.10"
MAX = Decimal("37.77")
# what a judge wrote and photographed as evidence; the photo holds its words in its bytes
EVIDENCE = {1: ("未公开证据甲", "未公开照片甲"), 2: ("未公开证据乙", "未公开照片乙")}
NAMES = ("未公开选手甲", "未公开选手乙")
UNITS = ("未公开单位甲", "未公开单位乙")
LEFT_OUT = frozenset({"static", "accounts.sign_out", "switch_language"})


@dataclass
class Scene:
    """One item in one phase, and another that is being marked beside it."""

    phase: str
    hall: Hall
    beside: Hall

    @property
    def is_closed(self) -> bool:
        return self.phase in ("closed", "announced")


def begun() -> Scene:
    """Make the two items, with names that stand on no public page."""
    held = make.competition(name="相位竞赛", state=CompetitionState.RUNNING)
    of, beside = (hall(item=make.item(competition_id=held.id)) for _ in range(2))
    with make.transaction(trail=False):
        for entry, name, unit in zip(of.entries, NAMES, UNITS, strict=True):
            entry.unit_as_was = entry.organisation.name = unit
            entry.members[0].name_as_was = entry.members[0].person.name = name
    of.all_theory()
    of.all_present()
    for position, (words, photo) in EVIDENCE.items():
        sheet = of.sheet("A1", of.entries[0], position)
        given = Given(sheets.aspects_of(sheet)[0].id, words, b"\xff\xd8\xff\xe0" + photo.encode())
        keep_evidence(sheet, given, by=of.user_of(sheet), at=make.AT)
    return Scene("marking", of, beside)


def go_on(scene: Scene) -> None:
    """Take the item to its phase, step by step, with marks that may be given."""
    steps = PHASES.index(scene.phase)
    for row in sheets.of_item(scene.hall.item.id):
        sheet = sheets.one(row.id)
        if scene.phase == "marking" and sheet.position == max(GIVEN):
            continue  # the last judge has not entered anything, so nothing is open to the panel
        scene.hall.mark(sheet, *[2 if a.kind == "judgement" else a.max_mark for a in sheets.aspects_of(sheet)])
        if steps == 1:
            now = sheets.one(row.id)
            closing.submit_sheet(now, seen=None, by=scene.hall.user_of(now), at=make.AT)
        elif steps > 1:
            scene.hall.send(row.id)
    if scene.is_closed:
        closing.close_item(scene.hall.item, by=scene.hall.chief, at=make.AT)
    if scene.phase == "announced":
        with make.transaction(trail=False) as session:
            session.get(Competition, scene.hall.item.competition_id).state = CompetitionState.HELD
        result_in(ResultState.ANNOUNCED, scene.hall)


def plant(of: Hall, *, total: bool) -> None:
    """Put the recognisable figures in the place of the marks that were given; with `total` they make one."""
    form = of.sheet("A1", of.entries[0]).sub_criterion_id
    with make.transaction(trail=False) as session:
        # the engine gives no total for a mark that its kind cannot be: the figures are points, and a part;
        # the points become a mark in one rounding, as a judgement's scores do
        points = {"panel": {"judges": 3, "highest": "3", "step": "0.01", "factor": str(MAX / 3)}}
        judged = sa.update(Aspect).where(Aspect.kind == AspectKind.JUDGEMENT)
        session.execute(judged.values(max_mark=MAX, **({"kind": AspectKind.PANEL, "needs": points} if total else {})))
        if total:
            session.execute(sa.update(Scheme).values(settings={"rounding": {"aspect": {"places": 2}}}))
        session.execute(sa.update(Aspect).where(Aspect.kind == AspectKind.MEASUREMENT).values(calculation="PARTIAL"))
        for position, values in GIVEN.items():
            mine = sa.select(Sheet.id).where(Sheet.position == position)
            for place, value in enumerate(values, 1):
                aspects = sa.select(Aspect.id).where(Aspect.sub_criterion_id == form, Aspect.position == place)
                session.execute(
                    sa.update(Mark)
                    .where(Mark.sheet_id.in_(mine), Mark.aspect_id.in_(aspects))
                    .values(value=Decimal(value))
                )
    db.session.expire_all()


# the suite walks through two of them; `make walk` through all
SHORT = {"marking", "announced"}


@pytest.fixture(params=[one if one in SHORT else pytest.param(one, marks=pytest.mark.long) for one in PHASES])
def scene(app: Any, request: pytest.FixtureRequest) -> Scene:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("SQLite is enough")
    made = begun()
    made.phase = request.param
    go_on(made)
    plant(made.hall, total=made.is_closed)
    return made


def ids(scene: Scene) -> dict[str, list[Any]]:
    """Name every record of the item that an address may ask for."""
    of, rows = scene.hall, sheets.of_item(scene.hall.item.id)
    return {
        "item_id": [of.item.id, scene.beside.item.id],
        "competition_id": [of.item.competition_id],
        "entry_id": [entry.id for entry in of.entries],
        "person_id": [entry.members[0].person_id for entry in of.entries],
        "organisation_id": [entry.organisation_id for entry in of.entries],
        "judge_id": [judge.id for judge in of.judges],
        "scheme_id": [rosters.scheme_in_force(of.item.id).id],
        "sub_id": sorted({row.sub_id for row in rows}),
        "sheet_id": [row.id for row in rows if row.entry_id == of.entries[0].id],
        "note_id": sorted(db.session.scalars(sa.select(Note.id))),
        "aspect_id": sorted(db.session.scalars(sa.select(Aspect.id))),
        "kind": ["xlsx"],
        "language": ["en"],
        "year": [2026],
        "what": ["list"],
    }


def addresses(app: Any, scene: Scene) -> Iterator[tuple[str, str]]:
    """Give every GET address of the house with true ids, and the endpoint it belongs to."""
    known = ids(scene)
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint in LEFT_OUT or rule.rule.endswith(".pdf"):
            continue
        names = sorted(rule.arguments)
        # an address that names what it may give takes that
        told = {
            name: sorted(getattr(rule._converters.get(name), "items", ())) or known.get(name, [1]) for name in names
        }
        for values in product(*(told[name] for name in names)):
            yield rule.endpoint, adapter.build(rule.endpoint, dict(zip(names, values, strict=True)), "GET")


def text_of(answer: Any) -> str:
    """Read what an answer says: a page, a program's answer, a stream or a workbook; a PDF holds no plain text."""
    content = answer.get_data()
    if answer.mimetype == "application/zip":
        with zipfile.ZipFile(io.BytesIO(content)) as files:
            return "\n".join(files.read(name).decode(errors="replace") for name in files.namelist())
    if content.startswith(b"PK"):
        return str(spreadsheets.read_sheets(content))
    return content.decode(errors="replace")


def people(scene: Scene) -> dict[str, User | None]:
    of = scene.hall
    user = lambda judge: db.session.get(User, judge.user_id)  # noqa: E731 - read in the table below
    return {
        "judge 1": user(of.judges[0]),
        "judge 2": user(of.judges[1]),
        "judge 3": user(of.judges[2]),
        "reserve": user(of.reserve),
        "judge of another item": user(scene.beside.judges[0]),
        "chief of another item": scene.beside.chief,
        "chief": of.chief,
        "organiser": make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=of.item.competition_id),
        "supervisor": make.user(Role.SUPERVISOR, scope=Scope.COMPETITION, scope_id=of.item.competition_id),
        "leader": make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=of.entries[0].organisation_id),
        "host": make.user(Role.HOST_OFFICER, scope=Scope.ORGANISATION, scope_id=of.item.competition.host_id),
        "score clerk": make.user(Role.SCORE_CLERK, scope=Scope.COMPETITION, scope_id=of.item.competition_id),
        "another host": make.user(Role.HOST_OFFICER, scope=Scope.ORGANISATION, scope_id=make.organisation().id),
        "no part": make.user(),
        "public": None,
    }


def hidden_marks(who: str, scene: Scene) -> frozenset[str]:
    """Name the figures that somebody must not meet in this phase."""
    everything = frozenset({value for values in GIVEN.values() for value in values} | {MEAN, SUM})
    if who == "chief" or (who in ("organiser", "supervisor") and scene.is_closed):
        return frozenset()
    # a judge who marks nothing of the competitor on a form may check it once it was submitted
    if who == "reserve" and scene.phase != "marking":
        return frozenset({MEAN, SUM})
    own = GIVEN.get(int(who[-1]), ()) if who[-1].isdigit() else ()
    # once all have entered, the panel sees its scores, and still neither a measurement nor the mark they make
    shared = {values[0] for values in GIVEN.values()} if own and scene.phase != "marking" else frozenset()
    return everything - frozenset(own) - shared


def hidden_evidence(who: str, scene: Scene) -> frozenset[str]:
    """Name the evidence that somebody must not meet: it stays with its sheet, and the panel never sees it."""
    # who may check or read a sheet sees what lies with it
    if who == "chief" or (who == "reserve" and scene.phase != "marking"):
        return frozenset()
    if who in ("organiser", "supervisor") and scene.is_closed:
        return frozenset()
    own = EVIDENCE.get(int(who[-1]), ()) if who[-1].isdigit() else ()
    return frozenset({each for both in EVIDENCE.values() for each in both} - set(own))


def hidden_names(who: str, scene: Scene) -> frozenset[str]:
    """Name the competitors that somebody must not meet in this phase: all, until the result is announced."""
    # the organiser took the entries in, the supervisor reads with them, the host receives people at the door
    if scene.phase == "announced" or who in ("organiser", "supervisor", "host"):
        return frozenset()
    return frozenset({NAMES[1], UNITS[1]}) if who == "leader" else frozenset({*NAMES, *UNITS})


def may_try(app: Any, endpoint: str, person: User | None) -> bool:
    """Leave out what the role alone closes: tests/test_roles.py measures that for every role."""
    open_to = getattr(app.view_functions[endpoint], "open_to", EVERYONE)
    if open_to == EVERYONE or person is None:
        return open_to == EVERYONE
    return open_to == SIGNED_IN or bool(open_to & person.roles)


def stands_in(figure: str, text: str) -> bool:
    return re.search(rf"(?<![\d.]){re.escape(figure)}(?!\d)", text) is not None


def test_nobody_meets_a_mark_evidence_or_a_name_before_they_may(app, scene):
    found: list[str] = []
    for who, person in people(scene).items():
        client = make.sign_in(app.test_client(), person) if person else app.test_client()
        marks, names = hidden_marks(who, scene), hidden_names(who, scene)
        evidence = hidden_evidence(who, scene)
        for endpoint, address in addresses(app, scene):
            if not may_try(app, endpoint, person):
                continue
            answer = client.get(address)
            if answer.status_code >= 400:
                assert answer.status_code < 500, (who, address)
                continue
            text = text_of(answer)
            found += [f"{who} meets {figure} at {address}" for figure in marks if stands_in(figure, text)]
            found += [f"{who} meets {words} at {address}" for words in evidence if words in text]
            # a judge declares a relation with any unit of the directory, whoever competes
            told = () if endpoint == "judging_conflicts.show_declaration" else names
            found += [f"{who} meets {name} at {address}" for name in told if name in text]
    assert not found, "\n".join(found)


def test_the_planted_figures_do_stand_where_they_may(app, scene):
    # or the walk above would find nothing because there is nothing
    client = make.sign_in(app.test_client(), scene.hall.chief)
    sheet = scene.hall.sheet("A1", scene.hall.entries[0], 1)
    page = client.get(f"/office/judging/sheets/{sheet.id}?read=yes").text
    words, photo = EVIDENCE[1]
    assert all(figure in page for figure in (*GIVEN[1], words))
    note = db.session.scalars(sa.select(Note.id).where(Note.text == words)).one()
    assert photo in text_of(client.get(f"/tablet/sheets/{sheet.id}/evidence/{note}"))
    assert SUM in client.get(f"/office/judging/items/{scene.hall.item.id}/closing").text or not scene.is_closed
