"""Looking ahead in words and pictures: old beside new by level and district, and how the runs of a forecast lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from competition.directory import words as directory
from competition.foundation.charts import Bar, Bars
from competition.foundation.money import yuan
from competition.foundation.tables import TaskState
from competition.foundation.texts import _, _l
from competition.funding import what_if_rules, words
from competition.funding.forecast_rules import Band, Interval
from competition.funding.outlooks import FORECAST, WHAT_IF
from competition.funding.what_if_rules import Beside
from competition.policy import words as policy

KINDS = {WHAT_IF: _l("What if the tables were others"), FORECAST: _l("Forecast of a season")}
WHAT = {"prize": _l("Prizes"), "host": _l("Host subsidies")}
STATES = {
    TaskState.WAITING: ("neutral", _l("Waits for its turn")),
    TaskState.RUNNING: ("progress", _l("Being worked out")),
    TaskState.DONE: ("good", _l("Ready")),
    TaskState.FAILED: ("bad", _l("Failed")),
    TaskState.CANCELLED: ("neutral", _l("Stopped")),
}
BROKEN = _l("The work broke off. Ask for it again; if it breaks off again, tell the system administrator.")
VERBS = {
    "funding.what_if_asked": _l("What-if asked for"),
    "funding.forecast_asked": _l("Forecast asked for"),
}


def fault(kept: str) -> str:
    """Say why it failed: in the sentence that was given, or that it broke off."""
    return kept if " " in kept or any(letter > "\x7f" for letter in kept) else str(BROKEN)


def level(code: str) -> str:
    """Name a level."""
    return str(policy.LEVELS.get(code, code))


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A what-if as its page shows it."""

    year: int
    awards: int
    claims: int
    rows: Sequence[Beside]

    @property
    def old_fen(self) -> int:
        """Sum what was paid by the tables in force."""
        return sum(row.old_fen for row in self.rows)

    @property
    def new_fen(self) -> int:
        """Sum what would be paid by the other tables."""
        return sum(row.new_fen for row in self.rows)

    @property
    def charts(self) -> list[Bars]:
        """Draw old beside new, by level and by district."""
        return [
            _pairs(_("Cost by level"), _("Level"), what_if_rules.by(self.rows, lambda row: level(row.level))),
            _pairs(
                _("Cost by district"), _("District"),
                what_if_rules.by(self.rows, lambda row: directory.division(row.district)),
            ),
        ]  # fmt: skip


def _pairs(title: str, head: str, sums: dict[str, tuple[int, int]]) -> Bars:
    rows = [
        bar
        for label, (old, new) in sums.items()
        for bar in (Bar(label, (old,)), Bar(label, (new,), own=True, cells=(_more(new - old),)))
    ]
    rows = [bar if bar.cells else Bar(bar.label, bar.counts, cells=("",)) for bar in rows]
    says = _("Two bars each, in yuan: first by the tables in force, then by the other tables.")
    return Bars(
        title,
        says,
        head,
        (_("In yuan"),),
        rows,
        own=_("by the other tables"),
        columns=(_("Difference in yuan"),),
        worded=yuan,
    )


def _more(fen: int) -> str:
    return f"+{yuan(fen)}" if fen > 0 else yuan(fen)


def more(fen: int) -> str:
    """Write a difference with its sign."""
    return _more(fen)


@dataclass(frozen=True, slots=True)
class Outlook:
    """A forecast as its page shows it."""

    told: dict[str, Any]
    total: Interval
    prizes: Interval
    hosts: Interval
    levels: Sequence[tuple[str, Interval]]
    bands: Sequence[Band]

    @property
    def chart(self) -> Bars:
        """Draw how often the total fell into each band; those that touch the interval are marked."""
        runs = self.told["forecast"]["runs"]
        rows = [
            Bar(_band(one), (one.runs,), own=one.low <= self.total.high and one.high > self.total.low)
            for one in self.bands
        ]
        return Bars(
            _("How the runs lie"),
            _("Of %(runs)s runs, how many came to a total in each band, in 10,000 yuan.", runs=runs),
            _("Total in 10,000 yuan"),
            (_("Runs"),),
            rows,
            own=_("touches the interval in which eight of ten runs lie"),
        )

    @property
    def assumptions(self) -> list[str]:
        """Say what the runs rest on."""
        told = self.told
        found = [
            _("Planned for %(year)s: %(planned)s competitions with %(items)s items; cancelled and county ones do not "
              "count.", year=told["year"], planned=told["planned"], items=told["items"]),
            _("Further competitions: %(further)s, each with level, items and host drawn from an earlier one.",
              further=told["further"]),
            _("Earlier seasons: %(earlier)s competitions with %(fields)s announced fields. A level that has no past is "
              "drawn from all levels.", earlier=told["earlier"], fields=told["fields"]),
            _("Whether a competition is held is drawn by the share of earlier ones that were."),
            _("Each item draws an earlier field of its level; a field smaller than the prize table fills fewer places. "
              "Shared places count as filled one by one."),
            *_of_hosts(told),
            _("Figures are those of the tables on 1 July %(year)s.", year=told["year"]),
            _("Seed %(seed)s: the same seed, plan and past give the same forecast again.", seed=told["seed"]),
        ]  # fmt: skip
        if told["full_fen"]:
            share = f"{told['due_fen'] * 1000 // told['full_fen'] / 10:.1f}"
            found.insert(
                5,
                _(
                    "Highest only left %(share)s%% of the places' prizes in earlier seasons; each item's group gets its share.",
                    share=share,
                ),
            )
        if not told["fields"]:
            found.append(_("No earlier season is known: every place of the table and every whole subsidy is counted."))
        return found


def _of_hosts(told: dict[str, Any]) -> list[str]:
    drawn = _(
        "A host's subsidy is drawn as the share of the table's figure that earlier hosts had, nothing where none "
        "was claimed."
    )
    # one that was kept before says nothing of the scope
    scope = words.CAP_SCOPES.get(told.get("scope", ""))
    return [drawn, _("The ceiling of hosts' subsidies is counted %(scope)s.", scope=scope)] if scope else [drawn]


def _band(of: Band) -> str:
    return f"{_wan(of.low)}–{_wan(of.high)}"


def _wan(fen: int) -> str:
    return f"{fen / 1_000_000:g}"


def shown(told: dict[str, Any]) -> WhatIf | Outlook:
    """Read what was worked out, as its page shows it."""
    if told["kind"] == WHAT_IF:
        return WhatIf(told["year"], told["awards"], told["claims"], [Beside(**row) for row in told["rows"]])
    of = told["forecast"]
    total, prizes, hosts = (Interval(**of[name]) for name in ("total", "prizes", "hosts"))
    levels = [(level(code), Interval(**one)) for code, one in of["levels"].items()]
    return Outlook(told, total, prizes, hosts, levels, [Band(**one) for one in of["bands"]])
