"""Marking schemes of the demo: the example workbook for ceramics, one plan of marks for every other trade."""

import hashlib
from decimal import Decimal

from competition.foundation import settings
from competition.judging import imports
from competition.judging.actions.schemes import Source
from competition.judging.rules import (
    PARTIAL,
    AspectKind,
    SchemeAspect,
    SchemeCriterion,
    SchemeSection,
    SchemeSubCriterion,
    SchemeTree,
    Settings,
)

EXAMPLE = "marking-scheme-ceramics.xlsx"
M, J = AspectKind.MEASUREMENT, AspectKind.JUDGEMENT
BENCHMARKS = ("低于行业水平或未完成", "达到行业水平", "达到并部分超过行业水平", "全面超过行业水平，堪称优秀")
SECTIONS = ("安全、准备与工位管理", "工艺设计与操作", "成品质量", "检验、记录与收尾")

# letter, name; forms with code, name and day; aspects with kind, marks, text and whether a part of them may be given
PLAN = (
    ("A", "安全与准备", (
        ("A1", "安全防护与工位准备", 1, (
            (M, 2, "劳动防护用品穿戴齐全、正确", False), (M, 2, "工具、量具按定置要求摆放", False),
            (M, 3, "设备点检记录完整", False), (J, 3, "工位整洁有序", False))),)),
    ("B", "工艺过程", (
        ("B1", "工艺方案", 1, (
            (J, 4, "工艺路线合理、经济", False), (M, 5, "关键参数计算正确", True), (M, 3, "工序卡填写完整", False))),
        ("B2", "操作过程", 1, (
            (M, 6, "操作顺序符合规程", True), (M, 4, "首件（首批）一次合格", False),
            (J, 4, "操作熟练、规范", False), (J, 4, "异常情况处置得当", False))))),
    ("C", "成品质量", (
        ("C1", "主要技术指标", 2, (
            (M, 8, "指标一在公差（允差）内", True), (M, 7, "指标二在公差（允差）内", True),
            (M, 6, "指标三在公差（允差）内", True), (M, 6, "指标四合格", False), (M, 5, "指标五合格", False))),
        ("C2", "外观与整体效果", 2, (
            (J, 5, "外观质量", False), (J, 4, "整体效果", False), (M, 4, "无可见缺陷", False))))),
    ("D", "检验与收尾", (
        ("D1", "检验与记录", 2, ((M, 4, "自检记录真实、完整", False), (M, 3, "检验数据准确", True))),
        ("D2", "清理与归位", 2, (
            (M, 3, "废弃物分类处置", False), (M, 3, "设备、工具归位", False), (J, 2, "节约与环保意识", False))))),
)  # fmt: skip


def example() -> tuple[SchemeTree, Source]:
    """Read the example workbook as an organiser would send it."""
    content = (settings.files("examples") / EXAMPLE).read_bytes()
    tree = imports.read_scheme(content).tree
    assert tree is not None, "the example is a scheme without faults"
    return tree, Source(EXAMPLE, hashlib.sha256(content).hexdigest())


def common(trade: str) -> tuple[SchemeTree, Source]:
    """Give the plan of marks for a trade, 100 in all."""
    criteria = tuple(
        SchemeCriterion(letter, name, tuple(_form(number, *form) for form in forms))
        for number, (letter, name, forms) in enumerate(PLAN, 1)
    )
    sections = tuple(
        SchemeSection(number, SECTIONS[number - 1], criterion.mark) for number, criterion in enumerate(criteria, 1)
    )
    name = f"{trade}评分方案.xlsx"
    # thousands of sheets signed would only make a demo slow to load; the item being judged now shows signatures
    told = SchemeTree(f"{trade}实操评分方案", sections, criteria, settings=Settings(signed=False))
    return told, Source(name, hashlib.sha256(name.encode()).hexdigest())


def _form(
    section: int, code: str, name: str, day: int, aspects: tuple[tuple[AspectKind, int, str, bool], ...]
) -> SchemeSubCriterion:
    return SchemeSubCriterion(code, name, day, tuple(_aspect(section, *aspect) for aspect in aspects))


def _aspect(section: int, kind: AspectKind, mark: int, text: str, partial: bool) -> SchemeAspect:
    return SchemeAspect(
        kind, text, Decimal(mark), section, calculation=PARTIAL if partial else "",
        benchmarks=BENCHMARKS if kind is J else (),
    )  # fmt: skip
