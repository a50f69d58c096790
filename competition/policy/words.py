"""Policy values in words: a nested table becomes figures, sentences or a grid that a person can read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from competition.foundation import formats
from competition.foundation.formats import is_chinese
from competition.foundation.money import yuan
from competition.foundation.texts import _, _l
from competition.foundation.working import figure
from competition.policy import (
    calendar_rules,
    measure_words,
    payer_tables,
    retention_tables,
    retention_words,
    title_tables,
)
from competition.policy.book import Table
from competition.policy.title_tables import Row

STAGES = {
    "funding": _l("Money"),
    "plan": _l("Plan"),
    "registration": _l("Registration"),
    "judging": _l("Judging"),
    "results": _l("Results"),
    "honours": _l("Honours"),
    "measures": _l("Other measures"),
}
LEVELS = {
    "world": _l("WorldSkills Competition"),
    "national_games": _l("National skills games"),
    "national_1": _l("National, category I"),
    "national_2": _l("National, category II"),
    "provincial_games": _l("Provincial skills games"),
    "provincial_1": _l("Provincial, category I"),
    "provincial_2": _l("Provincial, category II"),
    "municipal_games": _l("Municipal skills games"),
    "municipal_1": _l("Municipal, category I"),
    "municipal_2": _l("Municipal, category II"),
    "county": _l("County"),
}
SKILL_LEVELS = {
    "5": _l("Junior worker (level 5)"),
    "4": _l("Intermediate worker (level 4)"),
    "3": _l("Senior worker (level 3)"),
    "2": _l("Technician (level 2)"),
    "1": _l("Senior technician (level 1)"),
}
CODES: dict[str, str] = {
    **LEVELS,
    "employee": _l("Employees"),
    "teacher": _l("Teachers"),
    "student": _l("Students"),
    "gold": _l("Gold medal"),
    "silver": _l("Silver medal"),
    "bronze": _l("Bronze medal"),
    "first": _l("First prize"),
    "second": _l("Second prize"),
    "third": _l("Third prize"),
    "merit": _l("Merit award"),
    "theory": _l("theory"),
    "practice": _l("practice"),
    "time": _l("time used"),
    "china_skills_award": _l("China Skills Award (中华技能大奖)"),
    "national_technician": _l("National technical expert (全国技术能手)"),
    "provincial_technician": _l("Provincial technical expert (省技术能手)"),
    "municipal_technician": _l("Municipal technical expert (市技术能手)"),
    "each_full": _l("Each of those who share a place gets the full amount of that place."),
    "divided": _l("Those who share a place divide the amounts of the places they fill."),
    "competition": _l("The ceiling is counted for each competition."),
    "item": _l("The ceiling is counted for each item of a competition."),
    "host_year": _l("The ceiling is counted for all competitions of a host in a year."),
    "within_policy": _l("What other payers gave for an honour is not counted; their money comes on top."),
    "across_payers": _l("What other payers gave for the honours of the year counts too and is taken off."),
    "usual": _l("Usually"),
    "city": _l("City budget"),
    "district": _l("District budget"),
    "sponsor": _l("Sponsor"),
    "host_application": _l("Application form"),
    "host_plan": _l("Plan of the competition"),
    "host_budget": _l("Budget in detail"),
    "host_approval": _l("Approval by the authority in charge"),
    "host_bank": _l("Proof of the bank account"),
    "host_other": _l("Other paper"),
    "prize_form": _l("Claim form, signed and stamped"),
    "prize_certificate": _l("Copy of the award certificate"),
    "prize_announcement": _l("Document that announced the awards"),
    "prize_identity": _l("Copy of the ID card"),
    "prize_card": _l("Copy of the bank or social security card"),
    "prize_employment": _l("Proof of employment or enrolment"),
    "prize_other": _l("Other paper"),
    **retention_words.KEEPS,
    **retention_words.KINDS,
    **retention_words.GROUNDS,
}
UNITS = {
    "fen / competition": _l("yuan a competition"),
    "fen / scope": _l("yuan, as the table of its scope counts it"),
    "fen / person or team": _l("yuan a person or team"),
    "fen / person": _l("yuan a person"),
    "fen / enterprise and year": _l("yuan an enterprise and year"),
    "fen / unit": _l("yuan a unit"),
    "fen / coach team": _l("yuan a coach team"),
    "points": _l("points"),
    "judges": _l("judges"),
    "years": _l("years"),
    "days": _l("days"),
    "hours": _l("hours"),
    "working days": _l("working days"),
    "competitors": _l("competitors"),
    "units": _l("units"),
}
# as the State Council's notice calls them; two that fall together stand as they are written
HOLIDAYS = {
    "元旦": _l("New Year"),
    "春节": _l("Spring Festival"),
    "清明节": _l("Tomb-Sweeping Day"),
    "劳动节": _l("Labour Day"),
    "端午节": _l("Dragon Boat Festival"),
    "中秋节": _l("Mid-Autumn Festival"),
    "国庆节": _l("National Day"),
}
WAN = 10_000 * 100


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as a page shows it: one figure with its unit, sentences, or a grid with a heading a column."""

    figure: str = ""
    unit: str = ""
    lines: Sequence[str] = ()
    head: Sequence[str] = ()
    rows: Sequence[tuple[str, Sequence[str]]] = ()


def by_stage(tables: Sequence[Table]) -> list[tuple[str, list[Table]]]:
    """Group the tables by the stage of the data they rule, money first."""
    found = {stage: [table for table in tables if table.name.split(".")[0] == stage] for stage in STAGES}
    return [(str(STAGES[stage]), of_stage) for stage, of_stage in found.items() if of_stage]


def word(code: Any) -> str:
    """Say a code in words; a code without words is our fault and shows at once."""
    return str(CODES[str(code)])


def round_yuan(fen: int) -> str:
    """Write an amount as people say it: 50万元 or CNY 500,000; one that is not round stays exact."""
    if not is_chinese():
        return f"CNY {fen // 100:,}" if fen % 100 == 0 else f"CNY {yuan(fen)}"
    return f"{fen // WAN}万元" if fen and fen % WAN == 0 else f"{yuan(fen)}元"


def shown(table: Table, value: Any) -> Shown:
    """Give a value of a table as a page shows it."""
    if isinstance(value, Mapping):
        return _mapping(table, value)
    if isinstance(value, list):
        return Shown(lines=[_listed(one) for one in value])
    if table.unit.startswith("fen"):
        return Shown(yuan(value), str(UNITS[table.unit]))
    if table.unit == "share":
        return Shown(f"{float(value):.0%}")
    if table.unit == "rule":
        return Shown(lines=[word(value)])
    return Shown(str(value), str(UNITS[table.unit]))


def brief(value: Any) -> list[str]:
    """Give a measure's figures in a line each, for a list of measures."""
    if isinstance(value, Mapping):
        return [_("%(what)s: %(amount)s", what=what, amount=amount) for what, amount in _figures(value)]
    return [_("at most %(yuan)s", yuan=round_yuan(value))]


def _figures(value: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [measure_words.figure(key, one) for key, one in value.items()]


def _mapping(table: Table, value: Mapping[Any, Any]) -> Shown:
    if table.unit in title_tables.UNITS:
        return _title(value, table.unit)
    if table.unit in _BY_UNIT:
        return _BY_UNIT[table.unit](value)
    if "sample" in value:
        return Shown(lines=_review(value))
    if all(isinstance(one, Mapping) for one in value.values()):
        places = sorted({place for one in value.values() for place in one})
        head = [_("Level"), *(_("Place %(place)s", place=place) for place in places)]
        rows = [(word(level), [yuan(one[p]) if p in one else "—" for p in places]) for level, one in value.items()]
        return Shown(unit=str(UNITS[table.unit]), head=head, rows=rows)
    rows = [(word(level), [yuan(amount)]) for level, amount in value.items()]
    return Shown(unit=str(UNITS[table.unit]), head=[_("Level"), _("Amount")], rows=rows)


def _measured(value: Mapping[str, Any]) -> Shown:
    return Shown(head=[_("What is set"), _("Amount")], rows=[(what, [amount]) for what, amount in _figures(value)])


def _scheme(value: Mapping[str, Any]) -> Shown:
    if "bands" in value:
        return Shown(lines=[_band(band) for band in value["bands"]])
    return Shown(lines=[*(_award(step) for step in value["steps"]), *_merit(value["merit_share"])])


def _points(value: Mapping[str, int]) -> Shown:
    rows = [(word(code), [str(points)]) for code, points in value.items()]
    return Shown(head=[_("Award"), _("Award points")], rows=rows)


def _shares(value: Mapping[str, str]) -> Shown:
    rows = [(word(code), [f"{float(share):.0%}"]) for code, share in value.items()]
    return Shown(head=[_("Group"), _("Share of the place's prize")], rows=rows)


def _listed(one: Any) -> str:
    if not isinstance(one, Mapping):
        return word(one)
    if one["higher_is_better"]:
        return _("the higher mark in %(part)s stands before", part=word(one["part"]))
    return _("the lower figure in %(part)s stands before", part=word(one["part"]))


def _award(step: Mapping[str, Any]) -> str:
    award = word(step["award"])
    if "to_place" in step:
        return _("%(award)s: place %(place)s", award=award, place=step["to_place"])
    if step.get("cap"):
        return _(
            "%(award)s: %(share)s%% of those who competed, at most %(cap)s",
            award=award,
            share=step["share"],
            cap=step["cap"],
        )
    return _("%(award)s: %(share)s%% of those who competed", award=award, share=step["share"])


def _band(band: Mapping[str, Any]) -> str:
    sizes = _sizes(band["first"], band["last"])
    awards = ("；" if is_chinese() else "; ").join(_award(step) for step in band["steps"])
    return _("%(sizes)s: %(awards)s", sizes=_("field of %(sizes)s", sizes=sizes), awards=awards)


def _sizes(first: int, last: int | None) -> str:
    if last is None:
        return f"≥{first}"
    return str(first) if first == last else f"{first}-{last}"


def _merit(share: Any) -> list[str]:
    return [] if share is None else [_("Merit award: the others among the first %(share)s%%", share=share)]


def _review(value: Mapping[str, Any]) -> list[str]:
    return [
        _("the upper %(share)s%% are re-checked whole", share=value["top"]),
        _("of the others %(share)s%% are drawn as a sample", share=value["sample"]),
        _("where errors exceed %(share)s%%, everybody is re-checked", share=value["errors"]),
    ]


def _calendar(value: Mapping[str, Any]) -> Shown:
    worked = ("、" if is_chinese() else ", ").join(formats.day(one) for one in value["worked"])
    lines = [_("Year %(year)s", year=value["year"])]
    lines += [_("worked in exchange, though on a weekend: %(days)s", days=worked)] if worked else []
    rows = [
        (str(HOLIDAYS.get(one["name"], one["name"])), [formats.day(one["first"]), formats.day(one["last"])])
        for one in value["holidays"]
    ]
    return Shown(lines=lines, head=[_("Holiday"), _("First day off"), _("Last day off")], rows=rows)


def _payers(value: Mapping[str, Mapping[str, str]]) -> Shown:
    rows = [(word(key), [payers(payer_tables.parts_of(value, key))]) for key in value]
    return Shown(head=[_("Level"), _("Who pays")], rows=rows)


def payers(parts: Mapping[str, Decimal]) -> str:
    """Say who pays which part."""
    joined = "、" if is_chinese() else ", "
    return joined.join(f"{word(payer)} {figure(part * 100)}%" for payer, part in parts.items())


_BY_UNIT: Mapping[str, Callable[[Mapping[str, Any]], Shown]] = {
    "figures": _measured,
    "share / group": _shares,
    "scheme": _scheme,
    "points": _points,
    payer_tables.UNIT: _payers,
    calendar_rules.UNIT: _calendar,
    retention_tables.UNIT: lambda value: Shown(head=retention_words.head(), rows=retention_words.rows(value)),
}


def _title(value: Mapping[str, Any], unit: str) -> Shown:
    table = title_tables.table_of(value)
    is_title = unit == title_tables.TITLE
    lines = [_("for: %(groups)s", groups=_joined(value["groups"]))] if is_title else []
    if table.pass_mark is not None:
        lines.append(_("pass mark %(mark)s in theory and in practice", mark=table.pass_mark))
    if table.youngest is not None:
        lines.append(_("aged %(years)s or more", years=table.youngest))
    if table.not_held:
        lines.append(_("not for holders of: %(titles)s", titles=_joined(value["not_held"])))
    last = _("To place") if is_title else _("Skill level given")
    rows = [(_row_for(row), [_row_gives(row) if is_title else _row_lifts(row)]) for row in table.rows]
    return Shown(lines=lines, head=[_("Level"), last], rows=rows)


def _joined(codes: Sequence[str]) -> str:
    return ("、" if is_chinese() else ", ").join(word(code) for code in codes)


def _row_for(row: Row) -> str:
    parts = [word(row.level)]
    if row.members is not None:
        parts.append(_("single competitor") if row.members == 1 else _("team of %(count)s", count=row.members))
    if row.smallest > 1 or row.largest is not None:
        parts.append(_("field of %(sizes)s", sizes=_sizes(row.smallest, row.largest)))
    if row.group:
        parts.append(word(row.group))
    return " · ".join(parts if not row.gives else [*parts, _row_gives(row)])


def _row_gives(row: Row) -> str:
    if row.award:
        return word(row.award)
    if row.to_share is not None:
        return _("upper %(share)s%% of the field", share=row.to_share)
    return _("to place %(place)s", place=row.to_place)


def _row_lifts(row: Row) -> str:
    level = str(SKILL_LEVELS[row.gives])
    return _("%(level)s; who has it, one level higher", level=level) if row.one_higher else level
