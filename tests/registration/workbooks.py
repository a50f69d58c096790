"""Registration workbooks for the tests: right ones of any length, and one with twenty-five different faults."""

import io
from datetime import date

import xlsxwriter

from competition.directory.rules import made_credit_code, made_id_number
from competition.registration import words

OWN = made_credit_code("370303", 1)
OWN_NAME = "淄博示范机械有限公司"


def number(order, born=date(1990, 3, 7)):
    """Make a right ID number."""
    return made_id_number("370303", born, order)


def row(order, **changes):
    """Make a right row."""
    born = date(1985 + order % 10, 1 + order % 12, 1 + order % 28)
    return {
        "item": "A1",
        "name": "王" + "一二三四五六七八九"[order % 9] + "甲乙丙丁戊己庚辛壬癸"[order // 9 % 10],
        "id_number": number(order % 999 + 1, born),
        "sex": "男" if (order % 999 + 1) % 2 else "女",
        "birth_date": born.isoformat(),
        "phone": f"138{order:08d}",
        "unit": OWN_NAME,
        "credit_code": OWN,
        "level": "高级工",
        "coach": "李教练",
        "coach_id": number(999, date(1980, 5, 1)),
        **changes,
    }


def workbook(rows, columns=tuple(words.COLUMNS)):
    """Write rows as a delegation would."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("报名表")
        for c, column in enumerate(columns):
            page.write_string(0, c, words.heading(column))
        for r, values in enumerate(rows, 1):
            for c, column in enumerate(columns):
                value = values.get(column, "")
                page.write(r, c, value) if isinstance(value, int | float) else page.write_string(r, c, value)
    return out.getvalue()


FAULTY = [
    (row(1, item=""), ("item", "item_missing")),
    (row(2, item="Z9"), ("item", "item_unknown")),
    (row(3, item="C3"), ("item", "item_cancelled")),
    (row(4, name=""), ("name", "name_missing")),
    (row(5, name="王5"), ("name", "name_characters")),
    (row(6, unit=""), ("unit", "unit_missing")),
    (row(7, credit_code=""), ("credit_code", "code_missing")),
    (row(8, credit_code="9137"), ("credit_code", "code_length")),
    (row(9, credit_code=OWN[:17] + ("0" if OWN[17] != "0" else "1")), ("credit_code", "code_check")),
    (row(10, credit_code=made_credit_code("370304", 7)), ("credit_code", "not_own_unit")),
    (row(11, unit="淄博另一家公司"), ("unit", "unit_name")),
    (row(12, phone="12345"), ("phone", "phone")),
    (row(13, level="大师"), ("level", "level")),
    (row(14, id_number=""), ("id_number", "id_missing")),
    (row(15, id_number="37030319900307001"), ("id_number", "id_length")),
    (row(16, id_number="370303199003070014"), ("id_number", "id_check")),
    (row(17, id_number="370303199002300010"), ("id_number", "id_birth_date")),
    (row(18, id_number="370303900307001"), ("id_number", "id_old")),
    (row(19, id_number=3.7030319900307e17), ("id_number", "id_lost_digits")),
    (row(20, sex="女" if 21 % 2 else "男"), ("sex", "sex_differs")),
    (row(21, birth_date="1990-13-40"), ("birth_date", "birth_unreadable")),
    (row(22, birth_date="1991-01-01"), ("birth_date", "birth_differs")),
    (row(23, id_number=number(25, date(2012, 1, 1)), birth_date="", sex=""), ("birth_date", "too_young")),
    (row(24, team="一队"), ("team", "team_in_single")),
    (row(25, item="B2", team=""), ("team", "team_missing")),
]
# the same twenty-five people with everything put right
MENDED = [{**row(n), "team": ""} for n in range(1, 26)]
