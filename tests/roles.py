"""Walks every route as every role and writes down who is let in: the matrix of docs/roles.md, measured, not declared."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from competition.accounts.access import EVERYONE, SIGNED_IN
from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.app import create_app
from competition.foundation import clock, schema, spreadsheets, waiting_files
from competition.foundation.database import db
from tests import make, world
from tests.registration.workbooks import row, workbook

# the file door of Flask and the language link: they hold nothing of anybody's and declare nothing
NOBODYS = frozenset({"static", "switch_language"})
COOKIE = "competition"
# seen a while from now: noting a visit must not count as a change
LATER = timedelta(hours=1)


@dataclass(frozen=True)
class Route:
    """One way in: its method, its rule, its endpoint and who it is declared open to."""

    method: str
    rule: str
    endpoint: str
    arguments: frozenset[str]
    open_to: frozenset[Any]

    @property
    def is_about_a_record(self) -> bool:
        """Say whether it names a record that belongs to somebody."""
        return bool(self.arguments - {"kind", "what", "language", "filename", "year", "seq"})


@dataclass
class Seen:
    """What one route answered: by reach (mine, other, city, nobody) and role."""

    route: Route
    answers: list[tuple[str, Role | None, int, str]] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def let_in(self, role: Role, *reaches: str) -> bool:
        """Say whether anybody of this role and reach was neither refused nor told that nothing is there."""
        return any(
            r is role and reach in reaches and status not in (401, 403, 404) for reach, r, status, _ in self.answers
        )

    def how(self, role: Role) -> str:
        """Say how far the route is open to a role: open, scoped or closed."""
        if self.route.open_to in (EVERYONE, SIGNED_IN):
            return "open"
        if role not in self.route.open_to:
            return "closed"
        if self.let_in(role, "other"):
            return "open"
        held_for_something = any(r is role and reach == "mine" for reach, r, *_ in self.answers)
        if self.let_in(role, "mine"):
            return "scoped"
        return "open" if self.let_in(role, "city") and not held_for_something else self._city_only(role)

    def _city_only(self, role: Role) -> str:
        return "city" if self.let_in(role, "city") else "closed"


class Walk:
    """An installation with two competitions, put back as it was after whatever a visit changed."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "walk.sqlite"
        self.app = create_app(
            {
                "INSTANCE": folder,
                "DATABASE_URL": f"sqlite:///{self.path}",
                "TESTING": True,
                "SECRET_KEY": "walk",
                "DEMO": False,
                "SCHEDULER": False,
                "TASK_THREADS": 0,
                "WTF_CSRF_ENABLED": False,
            }
        )
        with self.app.app_context():
            # nothing here has to outlive a cut of the power
            sa.event.listen(db.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
            schema.upgrade()
            self.world = world.build()
            self._leave_workbooks(folder)
            people = [None, self.world.nobodys, *(user for _reach, _role, user in self.world.everyone())]
            self.cookies = {user.id if user else 0: self._cookie(user) for user in people}
            self.people = [(reach, role, user.id) for reach, role, user in self.world.everyone()]
            self.nobodys_id = self.world.nobodys.id
            self.values, self.elsewhere = self.world.values(), self.world.values_elsewhere()
            self.sessions = self.world.sessions()
            db.session.remove()
            db.engine.dispose()
        self.watch = sqlite3.connect(self.path)
        self.pristine = sqlite3.connect(":memory:")
        self.watch.backup(self.pristine)
        self.version = self._version()

    def _leave_workbooks(self, folder: Path) -> None:
        # each of those who may enter has sent a workbook that waits for the confirmation
        content = workbook([row(1, name="")])
        for _reach, _role, user in self.world.everyone():
            self.world.workbook = waiting_files.keep(folder, user.id, content)

    def _cookie(self, user: User | None) -> str:
        client = self.app.test_client()
        return "" if user is None else str(make.sign_in(client, user, at=clock.now() + LATER).get_cookie(COOKIE).value)

    def _browser(self, user_id: int) -> FlaskClient:
        # a new one for each visit: signing out must not end what comes after
        client = self.app.test_client()
        if self.cookies[user_id]:
            client.set_cookie(COOKIE, self.cookies[user_id])
        return client

    def _version(self) -> int:
        return int(self.watch.execute("PRAGMA data_version").fetchone()[0])

    def routes(self) -> list[Route]:
        """List every route, once a method, in the order of the rooms."""
        return [
            Route(
                method,
                rule.rule,
                rule.endpoint,
                frozenset(rule.arguments),
                getattr(self.app.view_functions[rule.endpoint], "open_to", frozenset()),
            )
            for rule in self.app.url_map.iter_rules()
            for method in sorted(rule.methods & {"GET", "POST"})
            if rule.endpoint not in NOBODYS
        ]

    def visit(self, route: Route) -> Seen:
        """Ask for a route as everybody."""
        seen, asked = Seen(route), set()
        for reach, role, user_id in [("nobody", None, 0), ("no part", None, self.nobodys_id), *self.people]:
            if role in asked and self._says_the_same(route, role):
                continue
            asked.add(role)
            status, where = self._ask(route, user_id)
            seen.answers.append((reach, role, status, where))
            if self._version() != self.version:
                seen.changed.append(f"{reach} {role}")
                self._put_back()
        return seen

    @staticmethod
    def _says_the_same(route: Route, role: Role | None) -> bool:
        # where a role is not named, or everybody is, one who holds it speaks for all
        return role is not None and (route.open_to in (EVERYONE, SIGNED_IN) or role not in route.open_to)

    def _ask(self, route: Route, user_id: int) -> tuple[int, str]:
        address = self.address(route, user_id)
        send: dict[str, Any] = {"data": {"reason": "走查"}} if route.method == "POST" else {}
        if route.rule.startswith("/api/"):
            one = {"id": "walk-walk", "aspect": 0, "value": "1"}
            send = (
                {"json": {"device": "walk", "operations": [one], "operation": "walk-walk", "take": True}}
                if send
                else {}
            )
        try:
            # a refusal is a status here: whoever asks as a program is spared the page that explains it
            told = {"Accept": "application/json"} if user_id else {}
            answer = self._browser(user_id).open(address, method=route.method, headers=told, **send)
        except Exception as error:  # noqa: BLE001 - whatever a view throws is a 500 to the person
            return 500, repr(error)[:300]
        return answer.status_code, answer.headers.get("Location", "")

    def address(self, route: Route, user_id: int) -> str:
        """Fill a route's arguments with true ids."""
        room = self.elsewhere.get(route.endpoint.split(".")[0], {})
        values = {**self.values, **room, **self.elsewhere.get(route.endpoint, {})}
        values["sign_in_id"] = self.sessions.get(user_id, 0)
        missing = route.arguments - set(values)
        assert not missing, f"tests/world.py makes nothing for {sorted(missing)} of {route.rule}"
        with self.app.test_request_context():
            adapter = self.app.url_map.bind("localhost")
            return str(adapter.build(route.endpoint, {name: values[name] for name in route.arguments}, route.method))

    def text(self, route: Route, user_id: int) -> str:
        """Give what a page or a workbook says to somebody."""
        content = self._browser(user_id).get(self.address(route, user_id)).get_data()
        if content.startswith(b"PK"):
            return str(spreadsheets.read_sheets(content))
        return content.decode(errors="replace")

    def _put_back(self) -> None:
        with self.app.app_context():
            db.engine.dispose()
        self.pristine.backup(self.watch)
        self.version = self._version()

    def close(self) -> None:
        """Let go of the files."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        self.watch.close()
        self.pristine.close()


def walked(folder: Path) -> Iterator[tuple[Walk, list[Seen]]]:
    """Walk the whole house once."""
    walk = Walk(folder)
    try:
        yield walk, [walk.visit(route) for route in walk.routes()]
    finally:
        walk.close()


SIGNS = {"open": "●", "scoped": "◐", "city": "○", "closed": ""}


def page(seen: list[Seen]) -> str:
    """Write the matrix of docs/roles.md."""
    lines = [
        "# Who may open what",
        "",
        "Measured by walking every route as every role (`tests/roles.py`); `.ci/roles.py` writes this page anew and",
        "`tests/test_roles.py` fails when it is stale.",
        "",
        "● open to whoever holds the role · ◐ only for the competition, item, unit or sheet the role is held for ·",
        "○ only where the role is held for the whole city · empty: closed",
        "",
    ]
    room = ""
    for one in seen:
        name = one.route.endpoint.split(".")[0].split("_")[0]
        if name != room:
            room = name
            lines += [f"## {room}", "", f"| Route | everyone | {' | '.join(r.value.replace('_', ' ') for r in Role)} |"]
            lines += [f"|---|{'---|' * (len(Role) + 1)}"]
        cells = [SIGNS["open"] if one.route.open_to == EVERYONE else "", *(SIGNS[one.how(role)] for role in Role)]
        lines.append(
            f"| {one.route.method} `{one.route.rule}` |"
            + "|".join(f" {cell} " if cell else " " for cell in cells)
            + "|"
        )
    return "\n".join(lines).replace("\n## ", "\n\n## ").replace("\n\n\n", "\n\n") + "\n"
