"""How an item is ranked and awarded is laid down; those whom nothing parts are parted by the judges."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Fault, Refused, refuse_faults
from competition.foundation.texts import _l
from competition.plan.models import Item
from competition.results import award_rules, plans, queries, words
from competition.results.award_rules import AwardScheme
from competition.results.models import ItemResult
from competition.results.plan_models import ResultPlan, TieDecision
from competition.results.rules import Ending, ResultState


@dataclass(frozen=True, slots=True)
class Plan:
    """An item's ranking and awards as somebody lays them down; `ties` are the parts compared, in order."""

    awards: AwardScheme
    ties: tuple[str, ...]
    ending: Ending
    reason: str = ""


def set_plan(item: Item, new: Plan, seen: int | None, by: User, at: datetime) -> ResultPlan:
    """Lay down an item's ranking and awards; once its marks are known, only with a reason."""
    with transaction() as session:
        kept = plans.plan(item.id)
        if kept is not None:
            kept.must_be_as_seen(seen)
        _must_be_usable(item, new)
        if queries.standing(item.id) is not None and not new.reason.strip():
            raise Refused(
                _l("A result stands already. Say why its ranking or awards change; it is worked out anew after that."),
                field="reason",
            )
        kept = kept or ResultPlan(item_id=item.id)
        kept.awards, kept.ties, kept.ending = award_rules.content_of(new.awards), list(new.ties), new.ending
        kept.reason, kept.set_by_id, kept.set_at = new.reason.strip(), by.id, at
        session.add(kept)
        session.flush()
        trail.record(by, "results.plan_set", kept, at, {"reason": new.reason.strip()})
    return kept


def drop_plan(item: Item, seen: int | None, by: User, at: datetime) -> None:
    """Let the policy's tables hold again."""
    with transaction() as session:
        kept = plans.plan(item.id)
        if kept is None:
            raise Refused(_l("This item has no ranking of its own any more."))
        kept.must_be_as_seen(seen)
        session.delete(kept)
        session.flush()
        trail.record(by, "results.plan_dropped", kept, at)


def _must_be_usable(item: Item, new: Plan) -> None:
    faults = [Fault(sentence) for sentence in words.scheme_faults(new.awards)]
    known = plans.parts_to_compare(item.id)
    faults += [
        Fault(_l("The scheme has no “%(part)s” to compare.", part=words.part(part)), field="ties")
        for part in new.ties
        if part not in known
    ]
    if len(set(new.ties)) < len(new.ties):
        faults.append(Fault(_l("The order of ties names the same thing twice."), field="ties"))
    refuse_faults(faults, _l("These awards cannot be used."))


def part_tied(result: ItemResult, numbers: Sequence[int], reason: str, by: User, at: datetime) -> TieDecision:
    """Keep what the judges decided of competitors who share a place, best first; the result is worked out anew after it."""
    with transaction() as session:
        if result.state is not ResultState.COMPUTED:
            raise Refused(_l("This result is final. Work it out anew before ties in it are parted."))
        if sorted(numbers) not in [sorted(tied) for tied in plans.to_part(result)]:
            raise Refused(_l("Name each of those who share the place once, the best first."), field="numbers")
        if not reason.strip():
            raise Refused(_l("Write down on what ground the judges decided; it stays in the record."), field="reason")
        entry_of = {line.number: line.entry_id for line in result.lines}
        made = TieDecision(
            item_id=result.item_id, entry_ids=[entry_of[number] for number in numbers], reason=reason.strip(),
            decided_at=at, decided_by_id=by.id,
        )  # fmt: skip
        session.add(made)
        session.flush()
        trail.record(by, "results.tie_parted", made, at, {"reason": reason.strip()})
    return made
