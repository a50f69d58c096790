"""Titles, size tables, numbers, moves and the wording of certificates, case by case."""

from datetime import date

import pytest

from competition.honours import rules
from competition.honours.rules import CertificateCase, EntryState, HonourKind


@pytest.mark.parametrize(
    ("kind", "seq", "number"),
    [
        (HonourKind.AWARD, 12, "ZB2026-A-00012"),
        (HonourKind.TITLE, 1, "ZB2026-T-00001"),
        (HonourKind.HOST, 123456, "ZB2026-H-123456"),
        (HonourKind.MERIT, 3, "ZB2026-M-00003"),
    ],
)
def test_an_entry_is_numbered_by_year_and_kind(kind: HonourKind, seq: int, number: str) -> None:
    assert rules.entry_number(2026, kind, seq) == number


def test_numbers_begin_at_1() -> None:
    with pytest.raises(ValueError, match="begin at 1"):
        rules.entry_number(2026, HonourKind.AWARD, 0)


@pytest.mark.parametrize("old", EntryState)
def test_an_entry_is_superseded_or_revoked_once_and_never_changes_again(old: EntryState) -> None:
    allowed = {new for new in EntryState if rules.may_move(old, new)}
    assert allowed == ({EntryState.SUPERSEDED, EntryState.REVOKED} if old is EntryState.ENTERED else set())


@pytest.mark.parametrize(
    ("kind", "case", "heading", "body"),
    [
        (
            HonourKind.AWARD,
            CertificateCase("王小明", "2026年淄博市职业技能大赛", "陶瓷装饰工", award="gold"),
            "获奖证书",
            "在2026年淄博市职业技能大赛“陶瓷装饰工”赛项中荣获金牌。特发此证，以资鼓励。",
        ),
        (
            HonourKind.AWARD,
            CertificateCase("王小明", "2026年淄博市职业技能大赛", "车工赛项", award="second"),
            "获奖证书",
            "在2026年淄博市职业技能大赛“车工”赛项中荣获二等奖。特发此证，以资鼓励。",
        ),
        (
            HonourKind.TITLE,
            CertificateCase("王小明", "大赛", "车工", title="淄博市技术能手", document_number="淄人社字〔2026〕12号"),
            "荣誉证书",
            "在大赛“车工”赛项中成绩优异，根据淄人社字〔2026〕12号文件，授予“淄博市技术能手”称号。特发此证。",
        ),
        (
            HonourKind.HOST,
            CertificateCase("淄博职业学院", "2026年淄博市职业技能大赛"),
            "荣誉证书",
            "承办2026年淄博市职业技能大赛，组织有力，保障到位。特发此证，以资鼓励。",
        ),
    ],
)
def test_a_certificate_says_what_its_entry_says(
    kind: HonourKind, case: CertificateCase, heading: str, body: str
) -> None:
    assert rules.certificate_wording(kind, case) == rules.Wording(heading, f"{case.name}：", body)


def test_an_award_without_a_name_is_never_printed() -> None:
    with pytest.raises(KeyError):
        rules.certificate_wording(HonourKind.AWARD, CertificateCase("王小明", "大赛", "车工", award="platinum"))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 10, 9), "二〇二六年十月九日"),
        (date(2026, 1, 10), "二〇二六年一月十日"),
        (date(2030, 12, 31), "二〇三〇年十二月三十一日"),
        (date(2027, 11, 20), "二〇二七年十一月二十日"),
    ],
)
def test_a_certificate_writes_its_day_in_chinese(day: date, said: str) -> None:
    assert rules.chinese_day(day) == said


@pytest.mark.parametrize(
    ("typed", "is_code"),
    [
        ("ABCDEFGHJKMNPQRS", True),
        ("abcd-efgh jkmn pqrs", True),
        ("ABCDEFGHJKMNPQR", False),
        ("ABCDEFGHJKMNPQR0", False),
        ("ABCDEFGHJKMNPQRI", False),
        ("", False),
    ],
)
def test_a_code_has_sixteen_letters_that_cannot_be_misread(typed: str, is_code: bool) -> None:
    assert rules.is_code(typed) is is_code


@pytest.mark.parametrize(
    ("typed", "is_number"),
    [("ZB2026-A-00012", True), (" zb2026-t-123456 ", True), ("ZB2026-X-00001", False), ("ZB2026-A-1", False)],
)
def test_a_register_number_is_known_by_its_form(typed: str, is_number: bool) -> None:
    assert rules.is_number(typed) is is_number


def test_a_code_is_shown_in_fours() -> None:
    assert rules.grouped_code("ABCDEFGHJKMNPQRS") == "ABCD EFGH JKMN PQRS"
