"""An item whose judging is closed, and its result at every step of its life."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from competition.accounts.models import User
from competition.foundation.database import db
from competition.foundation.trail import TrailRow
from competition.judging.actions import closing, teams
from competition.judging.actions.teams import Said
from competition.judging.models import Closing
from competition.judging.rules import Presence
from competition.plan.models import Item
from competition.policy import reader
from competition.results import snapshots
from competition.results.actions import computing, finishing, objecting
from competition.results.models import ItemResult, Objection, ResultLine
from competition.results.rules import ResultState, Status
from tests import make, scenes
from tests.judging.build import Hall, hall

BOOK = reader.book()
# put on notice on a Tuesday before the National Day: a make-up Saturday counts, seven holidays do not
NOTICE = datetime(2026, 9, 29, 2, 0, tzinfo=UTC)
LAST_MINUTE = datetime(2026, 10, 12, 15, 59, tzinfo=UTC)
DAY_AFTER = datetime(2026, 10, 12, 16, 0, tzinfo=UTC)


@scenes.kept
def closed(
    theory: Sequence[str] = ("80.5", "60"), item: Item | None = None, seconds: Sequence[int | None] = ()
) -> Hall:
    """Close an item where everyone has 99.67 for practice (M 39 and 60, J two of three) and the theory marks given."""
    made = hall(len(theory), item=item)
    told = {entry.number: Decimal(mark) for entry, mark in zip(made.entries, theory, strict=True)}
    closing.enter_theory(made.item, told, by=made.organiser, at=make.AT)
    made.all_present()
    if seconds:
        said = {e.id: Said(Presence.PRESENT, "", used) for e, used in zip(made.entries, seconds, strict=True)}
        teams.say_presence(made.item, said, by=made.chief, at=make.AT)
    made.mark_all()
    closing.close_item(made.item, by=made.chief, at=make.AT)
    return made


def computed(of: Hall, reason: str = "", awards: str = "results.awards") -> ItemResult:
    """Work the result of a closed item out."""
    return computing.compute_result(of.item, BOOK, awards, reason, by=of.organiser, at=make.AT)


def result_in(state: ResultState, of: Hall) -> ItemResult:
    """Take a closed item's result to a state, one action after the other."""
    made = computed(of)
    if state is ResultState.SUPERSEDED:
        computed(of, "更正")
    if state in (ResultState.FINALISED, ResultState.ON_NOTICE, ResultState.ANNOUNCED):
        finishing.finalise_result(made, "无误", None, by=of.organiser, at=make.AT)
    if state in (ResultState.ON_NOTICE, ResultState.ANNOUNCED):
        finishing.put_on_notice(made, BOOK, None, by=of.organiser, at=NOTICE)
    if state is ResultState.ANNOUNCED:
        announce(made, of.organiser)
    return made


def announce(result: ItemResult, by: User, at: datetime = DAY_AFTER) -> None:
    """Announce a result."""
    finishing.announce_result(result, "淄人社字〔2026〕1号", None, by=by, at=at)


def object_to(result: ItemResult, at: datetime = NOTICE) -> Objection:
    """Object to a result as 王异议."""
    receipt = objecting.receive_objection(result, "王异议", "13955550000", "第二名的理论成绩漏计一题。", at=at)
    return db.session.scalars(db.select(Objection).filter_by(receipt=receipt)).one()


@scenes.kept
def stored(field: int, state: ResultState = ResultState.ON_NOTICE, **names: str) -> ItemResult:
    """Store a result of a field of any size without judging it; every competitor is of the same unit."""
    item, unit, by = make.item(), make.organisation(), make.user()
    seen = state not in (ResultState.COMPUTED, ResultState.FINALISED)
    result = make.keep(
        ItemResult(
            item_id=item.id,
            number=1,
            state=state,
            basis={"weights": {"theory": "20", "practice": "80"}, "award_steps": [], "tables": {}, "sheets": []},
            computed_at=make.AT,
            notice_starts_on=date(2026, 9, 29) if seen else None,
            notice_ends_on=date(2026, 10, 12) if seen else None,
        )
    )
    make.keep(Closing(item_id=item.id, closed_at=make.AT, closed_by_id=by.id, snapshot="{}", snapshot_sha256="0" * 64))
    for n in range(1, field + 1):
        entry = make.entry(item, organisation=unit, submitted_by=by, number=n)
        name = names.get(f"n{n}", entry.name)
        make.keep(
            ResultLine(
                result_id=result.id,
                entry_id=entry.id,
                number=n,
                name_as_was=name,
                unit_as_was=unit.name,
                status=Status.PRESENT,
                total=Decimal(100 - n),
                place=n,
                working=[],
            )
        )
    db.session.expire_all()
    return result


def stand(result: ItemResult) -> None:
    """Release an announced result that was stored without its actions."""
    with make.transaction(trail=False):
        snapshots.release(result, make.AT)


def trail_of(verb: str) -> list[TrailRow]:
    """List the trail's rows of a verb."""
    return list(db.session.scalars(db.select(TrailRow).filter_by(verb=verb).order_by(TrailRow.seq)))
