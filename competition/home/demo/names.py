"""Invented names: people as they are called in Zibo and elsewhere, units as they might be."""

from collections.abc import Iterator
from random import Random

# the commoner a surname, the more often it stands here
SURNAMES = (
    "王王王王王王王张张张张张张李李李李李刘刘刘刘孙孙孙孙赵赵赵陈陈陈杨杨于于徐徐高高马马宋宋周周吴吴朱朱胡胡郭郭韩韩"
    "许曹董孟冯吕任姜翟石谭耿郑崔丁田边苗车毕邢尹丛牛景殷路孔成司巩袁伊荆蒲国岳郝阎邹侯贾宗盖"
)
RARE_SURNAMES = ("亓", "逄", "仉", "昃", "逯", "訾", "仇", "单", "解", "查", "欧阳", "司马", "上官", "尉迟", "淳于")
MALE = (
    "伟强磊洋勇军杰涛斌鹏飞刚辉浩波亮宇凯健俊帆帅旭宁龙林峰建明永志文国庆海山东振兴家豪子轩浩然天翔思远泽宇晓光新民"
    "德胜立新传宝玉成学义守信长青春雷金柱"
)
FEMALE = (
    "芳娜敏静丽艳娟霞燕玲红梅雪莹倩颖婷慧琳洁欣怡佳悦雨桐梦瑶思涵晓云秀英桂兰淑贞翠玉凤美华春花爱莲月娥海霞文静"
    "雅楠若曦诗涵亚男"
)
# characters that old systems cannot write: the second half lies beyond the basic plane
RARE_GIVEN = ("翀", "赟", "喆", "珺", "犇", "燚", "骉", "堃", "垚", "㛃", "䶮", "𬭎", "𫖯", "𬀩", "𬘭", "𬱖")
FOREIGN = (
    "阿依努尔·买买提",
    "迪丽努尔·艾合买提",
    "巴特尔·苏和",
    "古丽米热·吐尔逊",
    "麦麦提·依明江",
    "次仁·卓玛央金",
)

NAME_FIRST = "恒瑞泰华盛鑫博宏润嘉齐鲁稷般柳临沂清源安康信诚达远卓智精创科凌天海金玉"
NAME_SECOND = "陶琉丰隆昌峰晟邦德辰阳川岳淼源和兴通创维诺为拓力铭欣和顺美茂业城"


def people(rng: Random) -> Iterator[tuple[str, bool]]:
    """Make names without end, each with whether it is a man's; every fiftieth has a rare character or a dot."""
    number = 0
    while True:
        number += 1
        male = rng.random() < 0.62
        if number % 211 == 50:
            yield FOREIGN[number // 211 % len(FOREIGN)], number % 2 == 0
        else:
            yield _surname(rng, number) + _given(rng, number, MALE if male else FEMALE), male


def _surname(rng: Random, number: int) -> str:
    return rng.choice(RARE_SURNAMES) if number % 29 == 0 else rng.choice(SURNAMES)


def _given(rng: Random, number: int, characters: str) -> str:
    if number % 53 == 7:
        return rng.choice(RARE_GIVEN)
    return "".join(rng.sample(characters, 1 if rng.random() < 0.22 else 2))


def brands(rng: Random) -> Iterator[str]:
    """Make two-character names of firms, none twice."""
    every = [first + second for first in NAME_FIRST for second in NAME_SECOND if first != second]
    seen = list(dict.fromkeys(every))
    rng.shuffle(seen)
    yield from seen
