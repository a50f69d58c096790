"""Re-checks: the quotas laid down, the sample drawn openly, and what whoever looks again finds."""

import secrets
from datetime import datetime

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import Fault, NotAllowed, Refused, refuse_faults
from competition.foundation.texts import _l
from competition.judging import layers, rosters
from competition.judging import queries as judging
from competition.plan.models import Competition, Item
from competition.policy.book import Book
from competition.results import access, review_rules, reviews
from competition.results.actions import computing
from competition.results.models import ItemResult, ResultLine
from competition.results.review_models import Recheck, ReviewDraw, ReviewPlan
from competition.results.review_rules import Finding, Quotas
from competition.results.rules import ResultState

TABLE = "results.review"


def set_quotas(
    competition: Competition, quotas: Quotas, book: Book, seen: int | None, by: User, at: datetime
) -> ReviewPlan:
    """Ask for re-checks of a competition's marks by these quotas; each item commits to its draw at once."""
    with transaction() as session:
        shares = {"top_share": quotas.top, "sample_share": quotas.sample, "error_share": quotas.errors}
        wrong = [name for name, share in shares.items() if not 0 <= share <= review_rules.HUNDRED]
        refuse_faults([Fault(_l("A share lies between 0 and 100."), field=name) for name in wrong], _l("Mend these."))
        kept = reviews.plan(competition.id)
        if kept is not None:
            kept.must_be_as_seen(seen)
        kept = kept or ReviewPlan(competition_id=competition.id)
        kept.top, kept.sample, kept.errors = quotas.top, quotas.sample, quotas.errors
        kept.table = book.on(competition.starts_on, TABLE).as_json()
        kept.set_by_id, kept.set_at = by.id, at
        session.add(kept)
        session.flush()
        committed = _committed([item.id for item in competition.items])
        session.add_all([_commitment(item, at) for item in competition.items if item.id not in committed])
        trail.record(by, "results.review_set", kept, at)
    return kept


def _committed(item_ids: list[int]) -> set[int]:
    return set(db.session.scalars(sa.select(ReviewDraw.item_id).where(ReviewDraw.item_id.in_(item_ids))))


def _commitment(item: Item, at: datetime) -> ReviewDraw:
    seed = secrets.token_hex(32)
    return ReviewDraw(item_id=item.id, seed=seed, commitment=layers.commitment(seed), committed_at=at, pairs=[])


def drop_quotas(competition: Competition, seen: int | None, by: User, at: datetime) -> None:
    """Ask for no re-checks any more; draws and findings stay."""
    with transaction() as session:
        kept = reviews.plan(competition.id)
        if kept is None:
            raise Refused(_l("No re-check is asked for any more."))
        kept.must_be_as_seen(seen)
        session.delete(kept)
        session.flush()
        trail.record(by, "results.review_dropped", kept, at)


def draw_sample(item: Item, word: str, by: User, at: datetime) -> ReviewDraw:
    """Draw the order of an item's competitors by its committed seed and a word told in public, once."""
    with transaction() as session:
        computing.take_turn(item.id)
        if not word.strip():
            raise Refused(_l("Enter the word or number that was told in public."), field="word")
        if reviews.plan(item.competition_id) is None:
            raise Refused(_l("No re-check is asked for any more."))
        # known before, judges could tell whose marks will be looked at again
        judging.must_be_closed(item.id)
        drawn = reviews.draw(item.id) or _commitment(item, at)
        if drawn.drawn_at is not None:
            raise Refused(_l("The sample of this item is drawn already."))
        numbers = sorted(each.number for each in rosters.competitors(item.id) if each.number is not None)
        drawn.word, drawn.drawn_at, drawn.drawn_by_id = word.strip()[:80], at, by.id
        drawn.pairs = [list(pair) for pair in sorted(layers.drawn(numbers, drawn.seed, drawn.word).items())]
        session.add(drawn)
        session.flush()
        trail.record(by, "results.sample_drawn", drawn, at, {"count": len(numbers)})
    return drawn


def keep_recheck(line: ResultLine, finding: Finding, said: str, by: User, at: datetime) -> Recheck:
    """Keep what somebody found who looked at a competitor's marks again and had no hand in them."""
    result = line.result
    with transaction() as session:
        computing.take_turn(result.item_id)
        db.session.refresh(result, ["state", "version"])
        due = _due(result, line)
        if not access.may_recheck(by, result.item.competition):
            raise NotAllowed(_l("Your part does not reach this record."))
        if by.id in due.hands:
            raise NotAllowed(
                _l("You marked, checked, entered or corrected something here: another person looks again.")
            )
        if due.found is not None and due.found.by_id == by.id:
            raise NotAllowed(_l("You looked at these very marks already: another person looks again."))
        if finding is Finding.ERROR and not said.strip():
            raise Refused(_l("Say what is wrong; whoever prepares the correction reads it."), field="reason")
        made = Recheck(line_id=line.id, sha256=reviews.sha256_of(line), finding=finding, said=said.strip()[:300])
        made.by_id, made.at = by.id, at
        session.add(made)
        session.flush()
        trail.record(by, "results.rechecked", made, at, {"finding": finding.value})
    return made


def _due(result: ItemResult, line: ResultLine) -> reviews.Due:
    if result.state is not ResultState.COMPUTED:
        raise Refused(_l("This version is final or was replaced. Marks are re-checked before that."))
    review = reviews.of_result(result)
    found = next((each for each in review.due if each.line.id == line.id), None) if review else None
    if found is None:
        raise Refused(_l("This competitor is not due to be re-checked."))
    return found
