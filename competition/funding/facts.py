"""A prize or a host's claim told as plain facts: each fault named, then decided by the very rules of the house; pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from competition.foundation.errors import Fault, Refused, refuse_faults
from competition.foundation.money import fen_of
from competition.foundation.texts import _
from competition.funding import payer_rules, prize_rules, rules
from competition.funding.prize_rules import Award, Tables, Winner
from competition.funding.rules import CapScope, HostCase
from competition.plan.rules import Group, Level
from competition.policy.book import Book, NoValue, Value
from competition.policy.rules import Shape, value_faults

FORMAT = "competition-facts/1"
PRIZE = (
    "funding.prize.by_rank", "funding.prize.cap", "funding.prize.shared_rank", "funding.prize.by_group",
    "funding.tax.prize", "funding.prize.highest_only", "funding.prize.payers",
)  # fmt: skip
# of those who taught the winners: their own table, and no group's rule
COACH = ("funding.prize.coach", *PRIZE[1:3], *PRIZE[4:])
HOST = (
    "funding.host.by_level",
    "funding.host.cap",
    "funding.host.rate",
    "funding.host.cap_scope",
    "funding.host.payers",
)
EVERY = frozenset({"format", "kind", "day", "level", "in_plan", "tables"})
KEYS = {
    "prize": EVERY | {"place", "sharing", "winners", "agreement", "exemption", "group", "coaches"},
    "host": EVERY | {"held", "requested", "eligible", "left_in_budget", "had", "items"},
}


class Reading:
    """Takes facts one by one, and keeps what is wrong with each until all are read."""

    def __init__(self, told: Mapping[Any, Any], at: str = "", faults: list[Fault] | None = None) -> None:
        self._told, self._at = told, at
        self.faults: list[Fault] = [] if faults is None else faults

    def wrong(self, key: str, remedy: str) -> None:
        """Note what is wrong with a fact, and what to write instead."""
        self.faults.append(Fault(f"{self._at}{key}: {remedy}", field=f"{self._at}{key}"))

    def must_know(self, keys: frozenset[str]) -> None:
        """Note every key that no fact has."""
        for key in self._told:
            if key not in keys:
                self.wrong(str(key), _("is not known here; these are: %(keys)s", keys=", ".join(sorted(keys))))

    def text(self, key: str) -> str:
        """Take a text; empty where there is none."""
        found = self._told.get(key, "")
        if not isinstance(found, str):
            self.wrong(key, _("must be text"))
            return ""
        return found.strip()

    def yes(self, key: str, usual: bool = True) -> bool:
        """Take true or false."""
        found = self._told.get(key, usual)
        if not isinstance(found, bool):
            self.wrong(key, _("must be true or false"))
        return bool(found)

    def count(self, key: str, usual: int | None = None) -> int:
        """Take a whole number from 1."""
        found = self._told.get(key, usual)
        if type(found) is not int or not 1 <= found <= 1000:
            self.wrong(key, _("must be a whole number from 1"))
            return 1
        return found

    def fen(self, key: str, usual: int | None = None) -> int:
        """Take an amount in yuan, a whole number or text with at most two decimals, as fen."""
        if key not in self._told and usual is not None:
            return usual
        found = self._told.get(key)
        try:
            fen = fen_of(str(found)) if type(found) in (int, str) else -1
        except ValueError:
            fen = -1
        if fen < 0:
            self.wrong(key, _('must be an amount in yuan, in quotation marks where it has decimals: "5000.50"'))
        return max(fen, 0)

    def fen_or_none(self, key: str) -> int | None:
        """Take an amount that need not be there."""
        return self.fen(key) if key in self._told else None

    def day(self, key: str) -> date:
        """Take a day."""
        found = self._told.get(key)
        if type(found) is not date:
            self.wrong(key, _("must be a day such as 2026-09-18"))
            return date.max
        return found

    def level(self, key: str) -> str:
        """Take a level of competitions."""
        found = self._told.get(key)
        if not isinstance(found, str) or found not in set(Level):
            self.wrong(key, _("must be one of: %(levels)s", levels=", ".join(Level)))
        return str(found)

    def group(self, key: str) -> str:
        """Take a group of competitors, or nothing."""
        found = self._told.get(key, "")
        if found and (not isinstance(found, str) or found not in set(Group)):
            self.wrong(key, _("must be one of: %(levels)s", levels=", ".join(Group)))
        return str(found)

    def inside(self, key: str, keys: frozenset[str]) -> "Reading":
        """Take facts that belong together; nothing where there are none."""
        found = self._told.get(key, {})
        if not isinstance(found, dict):
            self.wrong(key, _("must hold these keys: %(keys)s", keys=", ".join(sorted(keys))))
            found = {}
        part = Reading(found, f"{self._at}{key}.", self.faults)
        part.must_know(keys)
        return part

    def each(self, key: str) -> list["Reading"]:
        """Take a list of facts."""
        found = self._told.get(key)
        if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
            self.wrong(key, _("must be a list with at least one entry"))
            return []
        return [Reading(one, f"{self._at}{key}[{number}].", self.faults) for number, one in enumerate(found, 1)]

    def weights(self, key: str, count: int) -> tuple[int, ...]:
        """Take a whole weight for each of so many, or nothing."""
        found = self._told.get(key, [])
        whole = isinstance(found, list) and all(type(one) is int and one >= 0 for one in found)
        if not whole or (found and (len(found) != count or not sum(found))):
            self.wrong(key, _("must be a whole number for each winner, not all of them 0"))
            return ()
        return tuple(found)

    def values(self, key: str) -> dict[str, Any]:
        """Take other values of policy tables, by name."""
        found = self._told.get(key, {})
        if not isinstance(found, dict):
            self.wrong(key, _("must give values by the name of their table"))
            return {}
        return found


def explained(told: Any, book: Book) -> dict[str, Any]:
    """Decide what the facts tell, exactly as the house stores a decision; a Refused names every fault."""
    if not isinstance(told, dict) or told.get("format") != FORMAT or told.get("kind") not in KEYS:
        raise Refused(_('These are no facts: they need "format: %(format)s" and a kind, prize or host.', format=FORMAT))
    kind, facts = str(told["kind"]), Reading(told)
    facts.must_know(KEYS[kind])
    day = facts.day("day")
    of = _award(facts) if kind == "prize" else _claim(facts)
    mine = _with_tables(book, facts, day, _tables(of))
    refuse_faults(facts.faults, _("Some of the facts cannot be used."))
    try:
        found = _decided(of, mine, day)
    except (NoValue, ValueError) as wrong:
        raise Refused(_("The policy tables cannot be used on this day: %(why)s", why=str(wrong))) from wrong
    return {"format": FORMAT, "kind": kind, "day": day.isoformat(), "level": of.level, "decision": found}


def _tables(of: Award | HostCase) -> tuple[str, ...]:
    if isinstance(of, HostCase):
        return HOST
    return COACH if of.coaches else PRIZE


def _award(facts: Reading) -> Award:
    winners = tuple(_winner(one) for one in facts.each("winners"))
    agreed = facts.inside("agreement", frozenset({"weights", "paper"}))
    exempt = facts.inside("exemption", frozenset({"ground", "paper"}))
    return Award(
        facts.level("level"),
        facts.count("place"),
        winners,
        facts.count("sharing", 1),
        facts.yes("in_plan"),
        agreed.weights("weights", len(winners)),
        agreed.text("paper"),
        exempt.text("ground"),
        exempt.text("paper"),
        facts.group("group"),
        facts.yes("coaches", usual=False),
    )


def _winner(one: Reading) -> Winner:
    one.must_know(frozenset({"name", "had", "others"}))
    name = one.text("name")
    if not name:
        one.wrong("name", _("is missing"))
    return Winner(name, one.fen("had", 0), one.fen("others", 0))


def _claim(facts: Reading) -> HostCase:
    left = facts.fen_or_none("left_in_budget")
    return HostCase(
        facts.level("level"),
        facts.yes("in_plan"),
        facts.yes("held"),
        facts.fen("requested"),
        facts.fen("eligible"),
        left,
        facts.fen("had", 0),
        facts.count("items", 1),
    )


def _with_tables(book: Book, facts: Reading, day: date, names: tuple[str, ...]) -> Book:
    levels, codes = frozenset(Level), frozenset({"each_full", "divided", "within_policy", "across_payers", *CapScope})
    for name, value in facts.values("tables").items():
        if name not in names:
            facts.wrong(f"tables.{name}", _("is not known here; these are: %(keys)s", keys=", ".join(names)))
            continue
        table = book.table(name)
        if value_faults(value, Shape(name, table.unit, table.values[-1].value, levels, codes)):
            facts.wrong(f"tables.{name}", _("must have the form of the table that stands, amounts in fen"))
        elif day < date.max:
            book = book.with_value(name, Value(day, "example", _("from the facts"), value))
    return book


def _decided(of: Award | HostCase, book: Book, day: date) -> dict[str, Any]:
    said = tuple(book.on(day, name) for name in _tables(of))
    if isinstance(of, Award):
        # coaches have no table of groups
        by_rank, cap, shared, *of_groups, tax, highest, payers = said
        tables = Tables(by_rank, cap, shared, of_groups[0] if of_groups else None, tax, highest, payers)
        return prize_rules.kept(prize_rules.decided(of, tables), tables)
    *host, payers = said
    decision = payer_rules.shared_out(rules.decide_host(of, *host), payers, of.level)
    return decision.as_json() | {"policy": {one.table: one.as_json() for one in said}}
