"""Registration's files: the template, the marked workbook, lists and badges."""

from collections.abc import Sequence
from datetime import datetime

from competition.directory.rules import SKILL_LEVELS
from competition.foundation import documents, formats, spreadsheets
from competition.foundation.spreadsheets import Column, Sheet
from competition.foundation.texts import _
from competition.plan import queries as plan
from competition.plan import words as plan_words
from competition.plan.models import Competition
from competition.registration import imports, words
from competition.registration.models import Entry
from competition.registration.rules import Row, RowFault

NOTES = {
    "item": "从下拉列表选择赛项编码。Choose the item code.",
    "team": "团体赛必填，同队队员填写相同队名；个人赛留空。Teams only.",
    "id_number": "请保持文本格式，共18位。Keep the cell a text of 18 characters.",
    "birth_date": "可留空，系统按证件号码核对。May be left empty.",
    "coach": "可填多人，用、分开；以“示例”开头的行不会导入。Several with 、 between; rows that begin with 示例 here are passed over.",
    "coach_id": "与指导教师一一对应，多人用、分开。As many numbers in the same order.",
}
WIDTHS = {"id_number": 22, "unit": 28, "credit_code": 22, "item": 12, "phone": 15, "coach": 16, "coach_id": 24}
EXAMPLE = {
    "name": "张示例",
    "id_number": "370303199003070013",
    "sex": "男",
    "birth_date": "1990-03-07",
    "phone": "13800000000",
    "unit": "淄博某某有限公司",
    "credit_code": "91350100M000100Y43",
    "level": "高级工",
    "coach": f"{imports.EXAMPLE}：本行不导入",
}


def template(competition: Competition) -> bytes:
    """Write the workbook that a delegation fills in."""
    follow = plan.followings(competition.id)
    offered = [item for item in competition.items if not item.cancelled and item.id not in follow]
    codes = tuple(item.code for item in offered)
    example = [EXAMPLE.get(column, codes[0] if column == "item" and codes else "") for column in words.COLUMNS]
    notes = [f"{competition.name} 报名表", "每行一人；请勿改动表头。One person a row; keep the headings."]
    items = [(i.code, i.name, str(plan_words.GROUPS[i.group]), i.team_size) for i in offered]
    legend = Sheet("赛项", [Column("编码"), Column("赛项", 30), Column("组别"), Column("每队人数", 10, "whole")], items)
    return spreadsheets.workbook([Sheet("报名表", _columns(codes), [example], notes, spare_rows=300), legend])


def _columns(codes: tuple[str, ...]) -> list[Column]:
    choices = {"item": codes, "sex": ("男", "女"), "level": tuple(SKILL_LEVELS.values())}
    return [
        Column(words.heading(column), WIDTHS.get(column, 12), "text", choices.get(column, ()), NOTES.get(column, ""))
        for column in words.COLUMNS
    ]


def marked(rows: Sequence[Row], faults: Sequence[RowFault]) -> bytes:
    """Write the rows back with every fault marked in its cell, to be mended and sent again."""
    order = list(words.COLUMNS)
    lines = {row.number: i for i, row in enumerate(rows, 1)}
    notes: dict[tuple[int, int], str] = {}
    for found in faults:
        if found.row in lines:
            said = words.fault(found)
            cell = lines[found.row], order.index(found.column)
            notes[cell] = f"{notes.get(cell, '')}{said.message} {said.remedy}\n"
    content = [[getattr(row, column) for column in order] for row in rows]
    return spreadsheets.workbook([Sheet("报名表", _columns(()), content, faults=notes)])


def entry_list(entries: Sequence[Entry], name: str, at: datetime) -> bytes:
    """Write entries as Excel, without ID numbers."""
    columns = [
        Column(_("Number"), 8, "whole"),
        Column(_("Item"), 22),
        Column(_("Group"), 8),
        Column(_("Competitor"), 24),
        Column(_("Unit"), 30),
        Column(_("Coach"), 12),
        Column(_("State"), 12),
    ]
    rows = [
        (
            e.number,
            f"{e.item.code} {e.item.name}",
            str(plan_words.GROUPS[e.item.group]),
            e.name,
            e.unit_as_was,
            e.coach_name,
            str(words.STATES[e.state][1]),
        )
        for e in entries
    ]
    return spreadsheets.workbook([Sheet(_("Entries"), columns, rows, [spreadsheets.exported_by(name, at)])])


def competitor_list(competition: Competition, entries: Sequence[Entry], at: datetime) -> bytes:
    """Set the list of accepted competitors for print."""
    columns = [(_("Number"), 1), (_("Item"), 3), (_("Group"), 1), (_("Competitor"), 2), (_("Unit"), 4)]
    return documents.pdf(
        "table",
        {
            "title": _("Competitors"),
            "lines": [competition.name, f"{formats.day(competition.starts_on)} · {competition.venue}"],
            "columns": [{"title": title, "width": width} for title, width in columns],
            "rows": [
                [
                    str(e.number or "—"),
                    f"{e.item.code} {e.item.name}",
                    str(plan_words.GROUPS[e.item.group]),
                    e.name,
                    e.unit_as_was,
                ]
                for e in entries
            ],
            "footer": f"{competition.name} · {formats.moment(at)}",
        },
        at,
    )


def badges(competition: Competition, entries: Sequence[Entry], at: datetime) -> bytes:
    """Set a badge for each person, eight to a page."""
    made = [
        {
            "competition": competition.name,
            "number": f"{e.number:03d}" if e.number else "—",
            "name": member.name_as_was,
            "unit": e.unit_as_was,
            "item": f"{e.item.code} {e.item.name}",
            "group": str(plan_words.GROUPS[e.item.group]),
            "qr": documents.qr_rows(f"entry:{e.id}:{e.number}"),
        }
        for e in entries
        for member in e.members
    ]
    return documents.pdf("badges", {"title": _("Badges"), "badges": made}, at)
