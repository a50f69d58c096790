"""The register as open data: its entries a page at a time, and what changed in their states."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from competition.directory.models import Organisation
from competition.foundation import clock
from competition.foundation.database import db
from competition.honours import credentials, person_requests
from competition.honours.log_models import HonourLeaf
from competition.honours.models import HonourEntry
from competition.honours.rules import EntryState, HonourKind
from competition.plan.models import Item
from competition.results.models import ItemResult, ResultLine

Row = TypeVar("Row")
FORMAT, ONE, CHANGES = "register-entries/1", "register-entry/1", "register-changes/1"
OLD, NEW, UNIT = aliased(HonourEntry), aliased(HonourEntry), aliased(Organisation)
OWN = sa.func.coalesce(Organisation.merged_into_id, Organisation.id)
# the columns of the table; what JSON tells within others stands beside them
COLUMNS = (
    "number", "kind", "state", "award", "title", "honour", "name", "team", "unit", "unit_id", "district", "competition_id",
    "competition", "competition_en", "item", "item_en", "occupation_code", "occupation", "awarded_on", "issuer",
    "document_number", "entered_at", "ended_at", "supersedes", "superseded_by", "synthetic",
)  # fmt: skip
WITHIN = ("unit", "competition", "item", "occupation")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which entries are asked for; nothing: every entry in force."""

    year: int | None = None
    kind: HonourKind | None = None
    unit: int | None = None
    district: str = ""
    state: EntryState = EntryState.ENTERED


@dataclass(frozen=True, slots=True)
class Piece(Generic[Row]):
    """Some rows of many, in the order in which they came; whoever goes on asks for what follows the cursor."""

    rows: Sequence[Row]
    cursor: int
    more: bool


def entries(filters: Filters, after: int, most: int) -> Piece[dict[str, Any]]:
    """List entries that follow a cursor; whoever asked to be hidden from lists stands in none."""
    e, hidden = HonourEntry, person_requests.hidden()
    query = _whole().where(e.id > after, e.state == filters.state)
    if hidden:
        query = query.where(sa.or_(e.person_id.is_(None), e.person_id.not_in(hidden)))
    if filters.year is not None:
        query = query.where(e.year == filters.year)
    if filters.kind is not None:
        query = query.where(e.kind == filters.kind)
    if filters.unit is not None:
        query = query.where(UNIT.id == filters.unit)
    if filters.district:
        query = query.where(UNIT.division_code.startswith(filters.district))
    rows = db.session.execute(query.order_by(e.id).limit(most + 1)).all()
    last = rows[:most][-1][0].id if rows else after
    return Piece([_flat(*row) for row in rows[:most]], last, len(rows) > most)


def one(number: str) -> dict[str, Any] | None:
    """Find an entry by its number, whatever its state."""
    row = db.session.execute(_whole().where(HonourEntry.number == number)).first()
    return None if row is None else _flat(*row)


def _whole() -> "sa.Select[Any]":
    e = HonourEntry
    columns: tuple[Any, ...] = (
        e,
        UNIT.id,
        UNIT.division_code,
        Item.occupation_code,
        Item.occupation_name,
        OLD.number,
        NEW.number,
    )
    return (
        sa.select(*columns)
        .select_from(e)
        .outerjoin(e.line)
        .outerjoin(ResultLine.result)
        .outerjoin(ItemResult.item)
        .outerjoin(e.organisation)
        .outerjoin(UNIT, UNIT.id == OWN)
        .outerjoin(OLD, OLD.id == e.supersedes_id)
        .outerjoin(NEW, NEW.supersedes_id == e.id)
    )


def _flat(entry: HonourEntry, unit_id: int | None, division: str | None, *more: str | None) -> dict[str, Any]:
    occupation_code, occupation, supersedes, superseded_by = more
    # whoever holds an honour no longer is not named in bulk: the page of its number tells what it was
    named = (entry.name_as_was, entry.team) if entry.stands else ("", "")
    told = (
        entry.number, str(entry.kind), str(entry.state), entry.award, entry.title,
        entry.honour_name or credentials.what(entry.award, entry.title), *named, entry.unit_as_was, unit_id,
        (division or "")[:6], entry.competition_id, entry.competition_name, entry.competition_name_en, entry.item_name,
        entry.item_name_en, occupation_code or "", occupation or "", entry.awarded_on.isoformat(), entry.issuer_as_was,
        entry.document_number, moment(entry.entered_at), moment(entry.ended_at) if entry.ended_at else None,
        supersedes, superseded_by, entry.synthetic,
    )  # fmt: skip
    return dict(zip(COLUMNS, told, strict=True))


def nested(flat: Mapping[str, Any], address: str) -> dict[str, Any]:
    """Give an entry as JSON tells it: what belongs together within one name; `address` is that of its page."""
    return {
        **{name: told for name, told in flat.items() if name.partition("_")[0] not in WITHIN},
        "unit": {"id": flat["unit_id"], "name": flat["unit"]},
        "competition": {
            "id": flat["competition_id"],
            "name": flat["competition"],
            "name_en": flat["competition_en"],
        },
        "item": {"name": flat["item"], "name_en": flat["item_en"]},
        "occupation": {"code": flat["occupation_code"], "name": flat["occupation"]},
        "page": address,
    }


def changes(after: int, most: int) -> Piece[dict[str, Any]]:
    """List what the log tells after so many leaves: each new entry and each change, by the entry's number."""
    query = sa.select(HonourLeaf.seq, HonourLeaf.at, HonourLeaf.event, HonourEntry.number).join(HonourLeaf.entry)
    rows = db.session.execute(query.where(HonourLeaf.seq >= after).order_by(HonourLeaf.seq).limit(most + 1)).all()
    told = [{"seq": row.seq, "at": moment(row.at), "event": row.event, "number": row.number} for row in rows[:most]]
    return Piece(told, after + len(told), len(rows) > most)


def newest_changes(most: int) -> list[HonourLeaf]:
    """List the newest leaves of the log, the newest first, with their entries."""
    query = sa.select(HonourLeaf).options(joinedload(HonourLeaf.entry)).order_by(HonourLeaf.seq.desc())
    return list(db.session.scalars(query.limit(most)))


def moment(at: Any) -> str:
    """Write a moment in the city's time."""
    return clock.in_city(at).isoformat(timespec="seconds")


def may_be_named(entry: HonourEntry, hidden: Collection[int]) -> bool:
    """Say whether a list names an entry's holder: it stands, and nobody asked to be hidden."""
    return entry.stands and entry.person_id not in hidden
