"""Reads and writes schemes (JSON) and marks (CSV) as docs/formats.md describes them."""

import csv
import io
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from competition.foundation.errors import Fault, Refused, refuse_faults
from competition.foundation.texts import _
from competition.judging.tabulation import contents
from competition.judging.tabulation import scheme as schemes
from competition.judging.tabulation.scheme import Aspect, Kind, Scheme, Team, letter
from competition.judging.tabulation.tally import Attempt, Sheet, Status

FORMAT = "competition-scheme/1"
NEEDED = ("entry", "aspect", "value")
COLUMNS = (
    "stage",
    "entry",
    "member",
    "aspect",
    "attempt",
    "judge",
    "value",
    "coefficient",
    "status",
    "unit",
    "judge_unit",
)
ABSENT = "absent"


# --- schemes -------------------------------------------------------------------------------------------------------


def read_scheme(text: str) -> Scheme:
    """Read a scheme; a Refused names everything that makes it unusable."""
    try:
        content = json.loads(text, parse_float=Decimal)
        if content.get("format") != FORMAT:
            raise Refused(_('This is no marking scheme: it needs "format": "%(format)s".', format=FORMAT))
        read = contents.scheme_of(content)
    except (json.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as wrong:
        raise Refused(_("This scheme cannot be read: %(why)s", why=f"{type(wrong).__name__} {wrong}")) from wrong
    refuse_faults([Fault(found) for found in schemes.faults(read)], _("This scheme cannot be used."))
    return read


# --- marks ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks by stage and entry; `judges` names who gave what, in the order of `given`.

    They are named by (stage, entry, member, aspect, attempt). `beside` are figures no judge gave, by (stage, entry).
    """

    sheets: dict[str, dict[str, Sheet]]
    judges: dict[tuple[str, str, str, str, int], tuple[str, ...]]
    beside: dict[tuple[str, str], dict[str, Decimal]] = field(default_factory=dict)

    def of_stage(self, code: str) -> dict[str, dict[str, Decimal]]:
        """Give the figures no judge gave, of one stage, by entry."""
        return {entry: figures for (stage, entry), figures in self.beside.items() if stage == code}


# member ('' where the whole entry is marked), aspect, attempt
Place = tuple[str, str, int]


@dataclass(slots=True)
class _Gathered:
    """One attempt while its rows are read."""

    given: dict[str, Decimal | str | None]
    coefficient: Decimal
    row: int


def read_marks(text: str, scheme: Scheme, beside: Collection[str] = ()) -> Marks:
    """Read marks for a scheme; a Refused names every fault by row and column.

    `beside` names what may stand in the column of aspects though it is none: the theory mark, the time used.
    """
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    lacking = [name for name in NEEDED if name not in (reader.fieldnames or ())]
    if lacking:
        raise Refused(_("The marks lack the column %(names)s.", names=", ".join(lacking)))
    found: list[Fault] = []
    known = _Known(
        {aspect.code: aspect for aspect in scheme.aspects},
        {stage.code for stage in scheme.stages},
        {stage.code for stage in scheme.stages if stage.given},
        _members(scheme),
        {name: {} for name in beside},
    )
    gathered: dict[tuple[str, str], dict[Place, _Gathered]] = {}
    status: dict[tuple[str, str], Status] = {}
    for number, row in enumerate(reader, 2):
        try:
            _take(row, number, known, gathered, status)
        except _Wrong as wrong:
            found.append(Fault(str(wrong), row=number, column=wrong.column, value=str(row.get(wrong.column) or "")))
    refuse_faults(found, _("The marks cannot be used."))
    made = _marks(gathered, status, known.aspects)
    return Marks(made.sheets, made.judges, _by_entry(known.beside))


def _by_entry(beside: Mapping[str, Mapping[tuple[str, str], Decimal]]) -> dict[tuple[str, str], dict[str, Decimal]]:
    told: dict[tuple[str, str], dict[str, Decimal]] = {}
    for name, figures in beside.items():
        for key, value in figures.items():
            told.setdefault(key, {})[name] = value
    return told


@dataclass(frozen=True, slots=True)
class _Known:
    """What the scheme knows; `members` None lets any name stand."""

    aspects: Mapping[str, Aspect]
    stages: set[str]
    # stages whose totals are given, without marks
    given: set[str]
    members: set[str] | None
    # what is no aspect's, gathered by its name
    beside: Mapping[str, dict[tuple[str, str], Decimal]]


def _members(scheme: Scheme) -> set[str] | None:
    if scheme.team is Team.ONCE:
        return {""}
    return {letter(n) for n in range(1, scheme.members + 1)} if scheme.members else None


class _Wrong(Exception):  # noqa: N818 - reads as what it says
    """One thing wrong with a row."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def _take(
    row: Mapping[str, str | None],
    number: int,
    known: _Known,
    gathered: dict[tuple[str, str], dict[Place, _Gathered]],
    status: dict[tuple[str, str], Status],
) -> None:
    cell = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if cell["stage"] not in known.stages:
        raise _Wrong("stage", _("is no stage of the scheme"))
    if not cell["entry"]:
        raise _Wrong("entry", _("is missing"))
    key = (cell["stage"], cell["entry"])
    of = gathered.setdefault(key, {})
    if cell["status"]:
        status[key] = _status(cell["status"])
        if not cell["aspect"]:
            return
    if cell["aspect"] in known.beside:
        _take_beside(cell, key, known.beside[cell["aspect"]])
    elif cell["stage"] in known.given:
        _take_total(cell, number, of)
    else:
        _take_mark(cell, number, known, of)


def _take_beside(cell: Mapping[str, str], key: tuple[str, str], there: dict[tuple[str, str], Decimal]) -> None:
    if key in there:
        raise _Wrong("aspect", _("stands twice for the same entry"))
    there[key] = _number("value", cell["value"])


def _take_mark(cell: Mapping[str, str], number: int, known: _Known, of: dict[Place, _Gathered]) -> None:
    aspect, attempt = known.aspects.get(cell["aspect"]), _whole(cell["attempt"] or "1")
    if aspect is None:
        raise _Wrong("aspect", _("is no aspect of the scheme"))
    _must_be_done(aspect, attempt)
    if aspect.once and cell["member"]:
        raise _Wrong("member", _("must be empty: the aspect is marked once for the whole team"))
    if not aspect.once and known.members is not None and cell["member"] not in known.members:
        raise _Wrong("member", _("is no member the scheme knows"))
    fresh = _Gathered({}, _number("coefficient", cell["coefficient"] or "1"), number)
    one = of.setdefault((cell["member"], aspect.code, attempt), fresh)
    if cell["judge"] in one.given:
        raise _Wrong("judge", _("gave two marks for the same attempt (row %(row)s)", row=one.row))
    one.given[cell["judge"]] = _value(aspect, cell["value"])


def _take_total(cell: Mapping[str, str], row: int, of: dict[Place, _Gathered]) -> None:
    if cell["aspect"]:
        raise _Wrong("aspect", _("must be empty: the totals of this stage are given"))
    if ("", "", 1) in of:
        raise _Wrong("entry", _("has two totals of this stage (row %(row)s)", row=of["", "", 1].row))
    value = _number("value", cell["value"]) if cell["value"] else None
    of["", "", 1] = _Gathered({"": value}, Decimal(1), row)


def _must_be_done(aspect: Aspect, attempt: int) -> None:
    if attempt > 1 and not aspect.many:
        raise _Wrong("attempt", _("is done once"))
    if aspect.times and attempt > aspect.times:
        raise _Wrong("attempt", _("is done %(times)s times", times=aspect.times))


def _status(text: str) -> Status:
    if text not in set(Status):
        raise _Wrong("status", _("is none of present, absent, withdrawn, disqualified"))
    return Status(text)


def _value(aspect: Aspect, text: str) -> Decimal | str | None:
    if not text:
        return None
    if text == ABSENT or aspect.kind is Kind.CHOICE:
        return text
    return _number("value", text)


def _number(column: str, text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as wrong:
        raise _Wrong(column, _("is not a number")) from wrong
    if not number.is_finite():
        raise _Wrong(column, _("is not a number"))
    return number


def _whole(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise _Wrong("attempt", _("is not a whole number from 1"))
    return int(text)


def _marks(
    gathered: Mapping[tuple[str, str], Mapping[Place, _Gathered]],
    status: Mapping[tuple[str, str], Status],
    aspects: Mapping[str, Aspect],
) -> Marks:
    sheets: dict[str, dict[str, Sheet]] = {}
    judges: dict[tuple[str, str, str, str, int], tuple[str, ...]] = {}
    for (stage, entry), attempts in gathered.items():
        kept: dict[str, dict[str, list[Attempt]]] = {"": {}}
        for (member, code, number), one in sorted(attempts.items()):
            there = {judge: value for judge, value in sorted(one.given.items()) if value != ABSENT}
            panel = aspects[code].panel if code else None
            short = panel.judges - len(one.given) if panel else 0
            if short < 0:
                raise Refused(_("Row %(row)s: more judges than the panel of %(code)s has.", row=one.row, code=code))
            # a judge who was absent is left out; one who is simply not there makes the mark missing
            given = Attempt((*there.values(), *(None,) * short), one.coefficient)
            kept.setdefault(member, {}).setdefault(code, []).append(given)
            judges[stage, entry, member, code, number] = tuple(there)
        whole = kept.pop("")
        if kept and any(not aspects[code].once for code in whole):
            raise Refused(_("Entry %(entry)s: some marks name a member, others do not.", entry=entry))
        sheets.setdefault(stage, {})[entry] = Sheet(whole, status.get((stage, entry), Status.PRESENT), kept)
    return Marks(sheets, judges)


def write_marks(rows: Iterable[Mapping[str, Any]]) -> str:
    """Write marks as `read_marks` reads them."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_scheme(content: Mapping[str, Any]) -> str:
    """Write a scheme as `read_scheme` reads it."""
    return json.dumps({"format": FORMAT, **content}, ensure_ascii=False, indent=1) + "\n"
