"""The season of the demo: 15 competitions with 29 items, modelled on the city's first games (policy.md 2.1 Z2, 4.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from competition.plan.rules import Group, Level


class Stage(IntEnum):
    """How far a competition has come; later ones lie higher."""

    DRAFT = 1
    PUBLISHED = 2
    OPEN = 3
    DRAWN = 4
    JUDGED_NOW = 5
    HELD = 6
    ON_NOTICE = 7
    ANNOUNCED = 8
    PROPOSED = 9
    APPROVED = 10
    PAID = 11
    ENTERED = 12


@dataclass(frozen=True, slots=True)
class Trade:
    """An occupation of the 2022 classification, with its English name and the words of units that employ it."""

    code: str
    name: str
    name_en: str
    work: tuple[str, ...] = ()


DECORATOR = Trade("6-15-05-04", "陶瓷装饰工", "Ceramic decorator", ("陶瓷", "琉璃"))
CERAMIC_MAKER = Trade("6-09-03-03", "陶瓷工艺品制作师", "Ceramic craft maker", ("陶瓷", "琉璃"))
CERAMIC_DESIGNER = Trade("4-08-08-13", "陶瓷产品设计师", "Ceramic product designer", ("陶瓷", "琉璃", "包装"))
GLAZED_TILER = Trade("6-15-05-05", "古建琉璃工", "Glazed-tile maker", ("琉璃", "陶瓷", "耐火"))
DRUG_MAKER = Trade("6-12-03-00", "药物制剂工", "Pharmaceutical preparer", ("药业", "医药", "食品"))
ANALYST = Trade("6-31-03-01", "化学检验员", "Chemical analyst", ("化工", "药业", "新材料", "食品"))
CAR_MECHANIC = Trade("4-12-01-01", "汽车维修工", "Car mechanic", ("汽车", "新能源"))
ROBOT_OPERATOR = Trade(
    "6-31-07-03", "工业机器人系统操作员", "Industrial robot operator", ("智能装备", "汽车零部件", "电子")
)
CNC_SETTER = Trade("6-18-01-07", "多工序数控机床操作调整工", "Multi-axis CNC setter", ("机械", "智能装备", "泵业"))
FITTER = Trade("6-20-01-01", "装配钳工", "Assembly fitter", ("机械", "泵业", "智能装备"))
TURNER = Trade("6-18-01-01", "车工", "Turner", ("机械", "泵业", "汽车零部件"))
WELDER = Trade("6-18-02-04", "焊工", "Welder", ("焊接", "机械", "新能源"))
ELECTRICIAN = Trade("6-31-01-03", "电工", "Electrician", ("电气", "新能源", "电子"))
PATTERN_MAKER = Trade("6-05-01-01", "服装制版师", "Garment pattern maker", ("服饰", "纺织", "服装"))
RESIN_MAKER = Trade("6-11-06-00", "合成树脂生产工", "Synthetic resin operator", ("新材料", "化工"))
PROCESS_OPERATOR = Trade("6-11-01-03", "化工总控工", "Chemical process controller", ("化工", "新材料"))
CARER = Trade("4-10-01-05", "养老护理员", "Carer for the elderly", ("康养", "颐养"))
COOK = Trade("4-03-02-01", "中式烹调师", "Chinese cook", ("餐饮", "食品"))


@dataclass(frozen=True, slots=True)
class ItemFact:
    """An item: its code, trade, who competes and in teams of how many; `stage` where it differs from the whole."""

    code: str
    trade: Trade
    group: Group = Group.EMPLOYEE
    team: int = 1
    theory: int = 20
    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A competition: its names, level and stage, how many days from the anchor it begins, its host and items."""

    name: str
    name_en: str
    level: Level
    stage: Stage
    offset: int
    host: int
    venue: tuple[str, str]
    items: tuple[ItemFact, ...]


_T, _S = Group.TEACHER, Group.STUDENT
_ONE, _TWO, _GAMES = Level.MUNICIPAL_1, Level.MUNICIPAL_2, Level.MUNICIPAL_GAMES

CITY: Sequence[Fact] = (
    Fact("重点职业技能竞赛", "Key occupations", _GAMES, Stage.ENTERED, -112, 0,
         ("般阳技师学院实训中心", "Training centre of Banyang Technician College"),
         (ItemFact("A01", ELECTRICIAN, theory=30), ItemFact("A02", WELDER), ItemFact("A03", TURNER))),
    Fact("陶琉工艺职业技能竞赛", "Ceramic and glaze crafts", _ONE, Stage.ENTERED, -97, 1,
         ("博山陶琉文化创意园", "Boshan ceramic and glaze park"),
         (ItemFact("B01", GLAZED_TILER), ItemFact("B02", CERAMIC_MAKER))),
    Fact("智能装备产业职业技能竞赛", "Intelligent equipment", _ONE, Stage.PAID, -82, 2,
         ("稷下智能装备产业园", "Jixia intelligent equipment park"),
         (ItemFact("C01", ROBOT_OPERATOR, theory=30), ItemFact("C02", CNC_SETTER))),
    Fact("聚烯烃产业职业技能竞赛", "Polyolefins", _ONE, Stage.APPROVED, -68, 3,
         ("临淄新材料公共实训基地", "Linzi new-materials training base"),
         (ItemFact("D01", RESIN_MAKER, theory=30), ItemFact("D02", PROCESS_OPERATOR, theory=40))),
    Fact("纺织服装产业职业技能竞赛", "Textiles and clothing", _ONE, Stage.PROPOSED, -55, 4,
         ("周村丝绸纺织实训基地", "Zhoucun silk and textile training base"),
         (ItemFact("E01", PATTERN_MAKER), ItemFact("E02", PATTERN_MAKER, _S))),
    Fact("新能源汽车产业职业技能竞赛", "New-energy vehicles", _ONE, Stage.ANNOUNCED, -44, 5,
         ("齐泰新能源汽车实训中心", "Qitai new-energy vehicle centre"),
         (ItemFact("F01", CAR_MECHANIC, theory=30), ItemFact("F02", CAR_MECHANIC, _S, 2))),
    Fact("智能制造师生职业技能竞赛", "Smart manufacturing for teachers and students", _TWO, Stage.ANNOUNCED, -33, 6,
         ("淄水职业学院", "Zishui Vocational College"),
         (ItemFact("G01", CNC_SETTER, _T), ItemFact("G02", FITTER, _T))),
    Fact("新医药产业职业技能竞赛", "New medicine", _ONE, Stage.ON_NOTICE, -9, 7,
         ("高新区生物医药产业园", "High-tech Zone biomedicine park"),
         (ItemFact("H01", DRUG_MAKER, theory=40), ItemFact("H02", ANALYST, theory=30))),
    Fact("现代化工职业技能竞赛", "Modern chemical industry", _ONE, Stage.HELD, -6, 8,
         ("临淄化工实训基地", "Linzi chemical training base"),
         (ItemFact("J01", ANALYST, _S), ItemFact("J02", PROCESS_OPERATOR, _S, 3))),
    Fact("先进陶瓷产业职业技能竞赛", "Advanced ceramics", _ONE, Stage.JUDGED_NOW, -1, 9,
         ("淄川先进陶瓷产业创新园", "Zichuan advanced ceramics park"),
         (ItemFact("K01", DECORATOR), ItemFact("K02", CERAMIC_DESIGNER))),
    Fact("装备制造短缺职业技能竞赛", "Scarce occupations in equipment making", _TWO, Stage.DRAWN, 6, 0,
         ("般阳技师学院实训中心", "Training centre of Banyang Technician College"),
         (ItemFact("L01", FITTER), ItemFact("L02", TURNER, _S), ItemFact("L03", ELECTRICIAN, _S))),
    Fact("民生服务短缺职业技能竞赛", "Scarce occupations in public services", _TWO, Stage.OPEN, 22, 10,
         ("康柳颐养中心", "Kangliu care centre"),
         (ItemFact("M01", CARER), ItemFact("M02", COOK))),
    Fact("青年焊接职业技能竞赛", "Young welders", _TWO, Stage.OPEN, 24, 11,
         ("桓台焊接培训中心", "Huantai welding centre"), (ItemFact("N01", WELDER, _S),)),
    Fact("汽车服务学生职业技能竞赛", "Car service for students", _TWO, Stage.PUBLISHED, 30, 6,
         ("淄水职业学院", "Zishui Vocational College"), (ItemFact("P01", CAR_MECHANIC, _S),)),
    Fact("陶瓷数字设计职业技能竞赛", "Digital ceramic design", _ONE, Stage.DRAFT, 34, 9,
         ("淄川先进陶瓷产业创新园", "Zichuan advanced ceramics park"), (ItemFact("Q01", CERAMIC_DESIGNER, _S),)),
)  # fmt: skip


def _small() -> tuple[Fact, ...]:
    # one item shows a stage; where a competition has two, the second stands elsewhere
    kept = {1: 1, 3: 1, 5: 2, 7: 2, 9: 1, 10: 1, 11: 1, 13: 1, 14: 1}
    others = {"H02": Stage.HELD}
    found = []
    for index, count in kept.items():
        of = CITY[index]
        items = tuple(
            ItemFact(i.code, i.trade, i.group, i.team, i.theory, others.get(i.code)) for i in of.items[:count]
        )
        found.append(Fact(of.name, of.name_en, of.level, of.stage, of.offset, of.host, of.venue, items))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a demo is: competitors an item, units, judges, scoring judges an item."""

    name: str
    season: tuple[Fact, ...]
    field: int
    units: int
    judges: int


SIZES = {
    "small": Size("small", _small(), 12, 36, 60),
    "city": Size("city", tuple(CITY), 55, 150, 1300),
}
