"""The register searched by names, their pinyin and initials: a bounded number of rows read, however large it is."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from competition.directory import pinyin
from competition.foundation.database import Base, db
from competition.foundation.listed import Numbers, Texts, among
from competition.honours import rules, search_rules
from competition.honours.models import HonourEntry
from competition.honours.search_models import SearchLink, SearchText, SearchToken

TEXTS, TOKENS, LINKS = (Base.metadata.tables[m.__tablename__] for m in (SearchText, SearchToken, SearchLink))
# how many rows are read at most, and how many entries are shown: whoever finds more types more
READ, SHOWN = 600, 300
# of a word that thousands carry so many are tested first, as nearly all pass: the rest is sorted in the index and left there
TESTED = 900
# so many at a time: as nearly all pass, the first are mostly enough
STEP = SHOWN + 20
EVERY, FEW = 2**31 - 1, 100
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Found:
    """The entries found, the best first; `near` where nothing is written so, but these sound or look like it."""

    ids: Sequence[int] = ()
    near: bool = False
    # whether there may be more than are shown
    cut: bool = False


def find(text: str, tests: Sequence[sa.ColumnElement[bool]]) -> Found:
    """Find entries that carry every word typed and pass the tests, by exact words first, then in the words' order."""
    asked = search_rules.asked(text)
    if asked.year:
        tests = [*tests, Tested(HonourEntry.year) == asked.year]
    if not asked.words:
        return Found()
    found = _read([_begins(word) for word in asked.words], tests)
    if found.ids:
        return found
    spelled = [_near(word) for word in asked.words]
    found = _read(spelled, tests) if all(one is not None for one in spelled) else Found()
    return Found(found.ids, near=bool(found.ids), cut=found.cut)


class Tested(FunctionElement[Any]):
    """A column by which no index leads on SQLite, which counts no rows and would go through a whole occupation."""

    inherit_cache = True

    def __init__(self, column: Any) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(Tested)
def _tested(element: Any, compiler: Any, **told: Any) -> str:
    sign = "+" if compiler.dialect.name == "sqlite" else ""
    return sign + str(compiler.process(element.clauses, **told))


def _begins(word: str) -> sa.ColumnElement[bool]:
    return sa.and_(TOKENS.c.token >= word, TOKENS.c.token < word + search_rules.HIGHEST)


def _near(word: str) -> Any:
    readings = readings_of(word)
    tokens = search_rules.near(readings) if len(word) > 1 else ()
    return TOKENS.c.token.in_(sorted(tokens)) if tokens else None


def _read(words: Sequence[Any], tests: Sequence[sa.ColumnElement[bool]]) -> Found:
    first, *others = sorted(words, key=_weight) if len(words) > 1 else words
    indexed = (
        sa.select(TOKENS.c.token, LINKS.c.entry_id)
        .join(LINKS, LINKS.c.text_id == TOKENS.c.text_id)
        .where(first, *map(_beside, others))
    )
    if quick := _first(indexed, tests):
        return quick
    # with a limit it is worked out by itself: else PostgreSQL, which knows no text's length, begins at the far end
    every = indexed.limit(EVERY).subquery()
    query = sa.select(HonourEntry.id).join(every, every.c.entry_id == HonourEntry.id).where(*tests)
    return _found(db.session.scalars(query.order_by(every.c.token, every.c.entry_id.desc()).limit(READ)).all())


def _beside(word: Any) -> sa.ColumnElement[bool]:
    """Say that an entry carries another word, too; looked up entry by entry, as the offset asks."""
    texts, other = sa.select(TOKENS.c.text_id).where(word), LINKS.alias()
    # a unit or an item stands in few texts: named one by one they are not looked for anew with each entry
    few = db.session.scalars(texts.limit(FEW)).all()
    within = other.c.text_id.in_(few if len(few) < FEW else texts)
    return sa.select(1).where(other.c.entry_id == LINKS.c.entry_id, within).offset(0).exists()


def _first(indexed: "sa.Select[Any]", tests: Sequence[sa.ColumnElement[bool]]) -> Found | None:
    """Find by the index alone and test only what comes first; None where so few pass that all have to be tested."""
    foremost = indexed.with_only_columns(LINKS.c.entry_id).order_by(TOKENS.c.token, LINKS.c.entry_id.desc())
    ids, kept = db.session.scalars(foremost.limit(TESTED)).all(), list[int]()
    for start in range(0, len(ids), STEP):
        some = ids[start : start + STEP]
        passing = _passing(some, tests)
        kept += [one for one in some if one in passing]
        if len(kept) >= READ or len(set(kept)) > SHOWN:
            return _found(kept[:READ])
    return _found(kept) if len(ids) < TESTED else None


def _passing(ids: Sequence[int], tests: Sequence[sa.ColumnElement[bool]]) -> set[int]:
    query = sa.select(HonourEntry.id).where(among(HonourEntry.id, Numbers, "ids"), *tests)
    return set(db.session.scalars(query, {"ids": json.dumps(list(ids))}))


def _found(ids: Sequence[int]) -> Found:
    # an entry is found by each of its texts and tokens; the best of them counts
    once = list(dict.fromkeys(ids))
    return Found(once[:SHOWN], cut=len(ids) == READ or len(once) > SHOWN)


def _weight(word: Any) -> int:
    some = sa.select(LINKS.c.entry_id).join(TOKENS, TOKENS.c.text_id == LINKS.c.text_id).where(word).limit(READ)
    return db.session.scalar(sa.select(sa.func.count()).select_from(some.subquery())) or 0


def readings_of(text: str) -> list[list[str]]:
    """Give a text's syllables as a name is read, and as its characters are mostly read where that differs."""
    if not any(map(search_rules.is_han, text)):
        return [[search_rules.plain(text)]]
    readings = pinyin.syllables_of_name(text), pinyin.syllables(text)
    return [readings[0]] if readings[0] == readings[1] else list(readings)


# --- keeping it --------------------------------------------------------------------------------------------------------


def texts_of(entry: HonourEntry) -> list[str]:
    """Name the texts an entry is found by."""
    title = rules.TITLES.get(entry.title, "")
    told = (
        entry.name_as_was, entry.unit_as_was, entry.team, entry.item_name, entry.competition_name, entry.honour_name, title,
    )  # fmt: skip
    return list(dict.fromkeys(text[:200] for text in told if text))


@sa.event.listens_for(Session, "after_flush")
def _index_new(session: Session, _context: object) -> None:
    # by the flush that stores an entry, so no action forgets it
    if new := [one for one in session.new if isinstance(one, HonourEntry)]:
        index(session.connection(), new)


def index(connection: sa.Connection, entries: Iterable[HonourEntry]) -> None:
    """Let stored entries be found, as part of the open transaction; done again for an entry it changes nothing."""
    told = {entry.id: (texts_of(entry), entry.name_as_was) for entry in entries}
    names = {name for _texts, name in told.values()}
    ids = _ids(connection, {text for texts, _name in told.values() for text in texts}, names)
    _put(
        connection,
        LINKS,
        [{"text_id": ids[text], "entry_id": key} for key, (texts, _n) in told.items() for text in texts],
    )


def _ids(connection: sa.Connection, texts: Collection[str], names: Collection[str]) -> dict[str, int]:
    there = _known(connection, texts)
    missing = sorted(set(texts) - set(there))
    if not missing:
        return there
    _put(connection, TEXTS, [{"text": text} for text in missing])
    new = _known(connection, missing)
    tokens = [(each, new[text]) for text in missing for each in tokens_of(text, text in names)]
    _put(connection, TOKENS, [{"token": token, "text_id": text_id} for token, text_id in tokens])
    return there | new


def tokens_of(text: str, is_name: bool) -> list[str]:
    """Give what a text is found by; a holder's name by what sounds or looks like it, too."""
    readings = readings_of(text)
    return sorted(search_rules.tokens(text, readings) | (search_rules.near(readings) if is_name else set()))


def _known(connection: sa.Connection, texts: Collection[str]) -> dict[str, int]:
    query = sa.select(TEXTS.c.text, TEXTS.c.id).where(among(TEXTS.c.text, Texts, "texts"))
    return {row.text: row.id for row in connection.execute(query, {"texts": json.dumps(sorted(texts))})}


def _put(connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    # whoever came first with the same text has put it there
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
    if rows:
        connection.execute(insert.on_conflict_do_nothing(), rows)


def index_all(session: Session) -> int:
    """Write the index anew from the register, part of the open transaction; give how many entries it holds."""
    for table in (LINKS, TOKENS, TEXTS):
        session.execute(sa.delete(table))
    count = 0
    rows = session.scalars(sa.select(HonourEntry).order_by(HonourEntry.id).execution_options(yield_per=BATCH))
    for part in rows.partitions():
        index(session.connection(), part)
        count += len(part)
    return count
