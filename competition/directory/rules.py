"""ID numbers, credit codes, divisions, occupations and who is likely the same person; pure.

Sources: GB 11643-1999, GB 32100-2015, GB/T 2260, 职业分类大典 2022; policy.md 4.4-4.6.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from competition.foundation.words import Sex

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
OCCUPATION = re.compile(r"^[1-8](-\d{2}){3}$")
PHONE = re.compile(r"^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$")
NAME = re.compile(
    r"^[㐀-鿿豈-﫿\U00020000-\U0003FFFF]{2,15}(?:·[㐀-鿿\U00020000-\U0003FFFF]{1,15})*$|^[A-Za-z][A-Za-z .'\-]{1,58}$"
)

# local codes (37039x) for management zones that GB/T 2260 does not know
DIVISIONS: Mapping[str, tuple[str, str]] = {
    "370300": ("淄博市", "Zibo"),
    "370302": ("淄川区", "Zichuan"),
    "370303": ("张店区", "Zhangdian"),
    "370304": ("博山区", "Boshan"),
    "370305": ("临淄区", "Linzi"),
    "370306": ("周村区", "Zhoucun"),
    "370321": ("桓台县", "Huantai"),
    "370322": ("高青县", "Gaoqing"),
    "370323": ("沂源县", "Yiyuan"),
    "370391": ("高新区", "High-tech Zone"),
    "370392": ("经开区", "Economic Development Zone"),
    "370393": ("文昌湖区", "Wenchang Lake Zone"),
}

# 新八级工: the eight levels of a skilled worker
SKILL_LEVELS: Mapping[str, str] = {
    "apprentice": "学徒工",
    "5": "初级工",
    "4": "中级工",
    "3": "高级工",
    "2": "技师",
    "1": "高级技师",
    "special": "特级技师",
    "chief": "首席技师",
}


@dataclass(frozen=True, slots=True)
class IdNumber:
    """An ID number as understood: its normal form, birth date and sex; or the code of what is wrong with it."""

    number: str = ""
    birth_date: date | None = None
    sex: Sex | None = None
    fault: str = ""


def id_number(text: str, on: date) -> IdNumber:
    """Check a resident's ID number (or a residence permit 81/82/83) as at a day.

    Faults: 'missing', 'lost_digits' (typed as a number in a spreadsheet), 'old' (15 digits), 'foreign' (a foreigner's
    card), 'length', 'characters', 'birth_date', 'check'. A dissolved district's address code is no fault.
    """
    number = "".join(text.split()).upper()
    fault = _form_fault(number)
    if fault:
        return IdNumber(fault=fault)
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return IdNumber(fault="birth_date")
    if not date(1900, 1, 1) <= born <= on:
        return IdNumber(fault="birth_date")
    if check_character(number) != number[17]:
        # 15 true digits and three noughts are what Excel leaves of a number typed as one
        return IdNumber(fault="lost_digits" if number.endswith("000") else "check")
    return IdNumber(number, born, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)


def _form_fault(number: str) -> str:
    if not number:
        return "missing"
    if re.fullmatch(r"\d(\.\d+)?E\+?\d+", number):
        return "lost_digits"
    if re.fullmatch(r"\d{15}", number):
        return "old"
    if re.fullmatch(r"[A-Z]{3}\d{12}", number) or (len(number) == 18 and number[0] == "9"):
        return "foreign"
    if len(number) != 18:
        return "length"
    return "" if re.fullmatch(r"\d{17}[\dX]", number) else "characters"


def check_character(number: str) -> str:
    """Work out the last character of an ID number from the first seventeen."""
    return CHECKS[sum(int(d) * w for d, w in zip(number[:17], WEIGHTS, strict=True)) % 11]


def made_id_number(division: str, born: date, order: int) -> str:
    """Make a valid number for an invented person: six digits of place, birth date, three of order."""
    first = f"{division}{born:%Y%m%d}{order:03d}"
    return first + check_character(first)


def credit_code_fault(text: str) -> str:
    """Name what is wrong with a unified social credit code: 'length', 'characters' or 'check'; '' when right."""
    code = text.strip().upper()
    if len(code) != 18:
        return "length"
    if any(c not in CODE_LETTERS for c in code) or not code[2:8].isdigit():
        return "characters"
    return "" if code_check(code) == code[17] else "check"


def code_check(code: str) -> str:
    """Work out the last character of a credit code: 31 - (sum of value times 3**i mod 31), where 31 is written 0."""
    total = sum(CODE_LETTERS.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return CODE_LETTERS[(31 - total % 31) % 31]


def made_credit_code(division: str, order: int) -> str:
    """Make a valid code for an invented enterprise."""
    first = f"91{division}{order:09d}"
    return first + code_check(first)


def age_on(born: date, day: date) -> int:
    """Count full years on a day; somebody born on 29 February turns a year older on 1 March of a common year."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def name_is_plain(name: str) -> bool:
    """Say whether a name is Chinese (with 间隔号 ·) or Latin, without digits or other signs."""
    return bool(NAME.match(name))


def phone_is_plain(phone: str) -> bool:
    """Say whether a telephone is a mobile or a landline with its area code."""
    return bool(PHONE.match(phone.replace(" ", "")))


@dataclass(frozen=True, slots=True)
class Known:
    """What duplicates are looked for by."""

    id: int
    name: str
    birth_date: date | None
    has_number: bool


def likely_same(one: Known, other: Known) -> bool:
    """Say whether two records may be one person: same name and birth date, and at most one with an ID number."""
    if one.has_number and other.has_number:
        return False
    return one.name == other.name and (one.birth_date == other.birth_date or None in (one.birth_date, other.birth_date))
