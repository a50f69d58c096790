"""Writes marking-scheme-ceramics.xlsx: a practical scheme for ceramic decorators (陶瓷装饰工) in the CIS layout.

Invented for this project, to start from: python examples/make_marking_scheme.py
"""

from decimal import Decimal
from pathlib import Path

from competition.judging.exports import scheme_workbook
from competition.judging.rules import (
    AspectKind,
    SchemeAspect,
    SchemeCriterion,
    SchemeSection,
    SchemeSubCriterion,
    SchemeTree,
)

PLACE = Path(__file__).with_name("marking-scheme-ceramics.xlsx")


def m(mark: str, section: int, description: str, requirement: str, *, partial: bool = False) -> SchemeAspect:
    """Make a measurement: full or zero, unless partial marks are allowed."""
    kind, calculation = AspectKind.MEASUREMENT, "PARTIAL" if partial else ""
    return SchemeAspect(kind, description, Decimal(mark), section, requirement=requirement, calculation=calculation)


def j(mark: str, section: int, description: str, *benchmarks: str) -> SchemeAspect:
    """Make a judgement with the benchmarks of the scores 0 to 3."""
    return SchemeAspect(AspectKind.JUDGEMENT, description, Decimal(mark), section, benchmarks=benchmarks)


SECTIONS = (
    SchemeSection(1, "工作组织、安全与文明生产", Decimal(10)),
    SchemeSection(2, "图案设计与造型", Decimal(20)),
    SchemeSection(3, "釉下、釉上彩绘技法", Decimal(40)),
    SchemeSection(4, "刻划与浮雕装饰", Decimal(20)),
    SchemeSection(5, "成品质量", Decimal(10)),
)

A1 = SchemeSubCriterion("A1", "安全与工位管理", 1, (
    m("2.00", 1, "全程穿戴工作服、口罩，打磨时佩戴护目镜", "发现一次未佩戴即不得分"),
    m("2.00", 1, "工具、颜料按区域摆放，操作中不混放", "工位线内摆放，赛中巡检两次"),
    m("2.00", 1, "离场前工位清理完毕，废釉、废泥分类回收", "裁判员逐工位检查"),
))  # fmt: skip
A2 = SchemeSubCriterion("A2", "坯体检查与工序计划", 1, (
    m("2.00", 1, "检查坯体并记录全部预置缺陷（共4处）", "每处0.50分", partial=True),
    m("2.00", 1, "提交工序计划，写明工序、用时和用料", "三项齐全"),
))  # fmt: skip
B1 = SchemeSubCriterion("B1", "设计稿", 1, (
    j("5.00", 2, "主题表达", "与命题无关，或照搬已有图案", "切合命题，表达清楚",
      "切合命题，对齐地文化元素作了取舍", "立意新颖，元素提炼准确，令人过目难忘"),
    j("5.00", 2, "构图与器形的配合", "图案与器形脱节，接缝处断裂", "图案适应器形，主次分明",
      "图案顺应器形转折，疏密有致", "图案与器形浑然一体，任一角度观看均完整"),
    m("2.00", 2, "设计稿按1:1绘制，并标注口沿、腹部、足部三处定位线", "三处齐全，误差不超过2 mm"),
))  # fmt: skip
B2 = SchemeSubCriterion("B2", "转稿", 1, (
    m("4.00", 2, "图案中心线与器身中心线的偏差", "不超过2 mm，用专用卡具测量"),
    m("4.00", 2, "二方连续图案首尾相接处的错位", "不超过1 mm"),
))  # fmt: skip
C1 = SchemeSubCriterion("C1", "釉下青花", 2, (
    j("6.00", 3, "勾线", "线条断续，粗细失控", "线条连贯，粗细基本一致", "线条流畅，有轻重变化",
      "线条挺拔有韵律，起收笔干净，转折自如"),
    j("6.00", 3, "分水", "料水外溢或积料成块", "色阶可辨，有少量水痕", "色阶分明，过渡自然",
      "五色层次清晰透亮，无一处水痕"),
    m("4.00", 3, "线条宽度符合样稿", "抽测5处，0.3～0.5 mm，每处0.80分", partial=True),
    m("3.00", 3, "无漏画、无掉料", "对照样稿检查，一处不符即不得分"),
))  # fmt: skip
C2 = SchemeSubCriterion("C2", "釉上粉彩", 2, (
    j("6.00", 3, "填色与渲染", "色块不匀，明显出界", "填色均匀，少量出界", "渲染有层次，边界整齐",
      "渲染细腻，由深及浅不见笔痕，色彩沉稳明快"),
    j("5.00", 3, "色彩搭配", "色彩杂乱，与主题冲突", "色彩协调", "色彩协调且有对比", "设色大胆而和谐，突出主题"),
    m("4.00", 3, "玻璃白厚度均匀", "三点测厚，极差不超过0.1 mm"),
    m("3.00", 3, "金线闭合、无断点", "10倍放大镜检查"),
    m("3.00", 3, "底款位置、字号符合要求", "居中，字高8 mm±1 mm"),
))  # fmt: skip
D1 = SchemeSubCriterion("D1", "刻划", 3, (
    j("6.00", 4, "刀法", "崩口多，深浅失控", "刀痕清楚，少量崩口", "刀法肯定，深浅有变化",
      "刀法爽利，一刀到位，虚实相生"),
    m("4.00", 4, "刻线深度", "抽测4处，0.8～1.2 mm，每处1.00分", partial=True),
    m("2.00", 4, "坯体无刻穿、无裂纹", "目测并敲击听音"),
))  # fmt: skip
D2 = SchemeSubCriterion("D2", "浅浮雕", 3, (
    j("5.00", 4, "体积与层次", "层次不清，形体塌陷", "能分辨两层", "三层以上，前后关系清楚",
      "层次丰富，薄处见厚，光影自然"),
    m("3.00", 4, "浮雕最高点的高度", "3.0 mm±0.3 mm"),
))  # fmt: skip
E1 = SchemeSubCriterion("E1", "成品质量", 3, (
    m("3.00", 5, "无针孔、缩釉、落渣", "正常光照，距离50 cm目测"),
    m("2.00", 5, "足部平稳，放置不摇动", "平板上检验"),
    j("5.00", 5, "整体完成度", "未完成，或不能作为产品", "完成，可作为合格品", "完成且细节考究，可作为优等品",
      "可作为展品，细节经得起近看"),
))  # fmt: skip

CRITERIA = (
    SchemeCriterion("A", "工作组织与准备", (A1, A2)),
    SchemeCriterion("B", "图案设计", (B1, B2)),
    SchemeCriterion("C", "彩绘", (C1, C2)),
    SchemeCriterion("D", "刻划与浮雕", (D1, D2)),
    SchemeCriterion("E", "成品", (E1,)),
)

if __name__ == "__main__":
    PLACE.write_bytes(scheme_workbook(SchemeTree("陶瓷装饰工（职工组）实操评分方案", SECTIONS, CRITERIA)))
