"""Who is proposed as best organiser of a competition: rows of a decision's workbook, from its delegation table."""

from competition.foundation.errors import Refused
from competition.foundation.texts import _
from competition.honours.decision_rules import UNIT
from competition.plan.models import Competition
from competition.policy.book import Book
from competition.results import announced, delegation_rules
from competition.results.delegation_rules import Share

POINTS, COUNT = "results.delegation_points", "results.best_organisers"
HONOUR = "优秀组织奖"


def proposed(competition: Competition, book: Book) -> list[tuple[str, ...]]:
    """Name the first delegations of the table of the competition's first day, a row each; refused before all is announced."""
    found, on = announced.delegations(competition.id), competition.starts_on
    known = {line.item_id for line, _unit in found}
    if waits := [item.code for item in competition.items if not item.cancelled and item.id not in known]:
        raise Refused(
            _("The items %(codes)s have no announced result yet; their awards count too.", codes=", ".join(waits))
        )
    shares = [Share(unit.id, line.id, line.award, line.scale) for line, unit in found]
    rows = delegation_rules.ranked(shares, book.on(on, POINTS).value)
    names = {unit.id: unit.name for _line, unit in found}
    best = delegation_rules.organisers(rows, int(book.on(on, COUNT).value))
    return [(names[unit_id], UNIT, "", "", HONOUR, competition.name, "") for unit_id in best]
