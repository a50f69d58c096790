"""Names in pinyin, for searching and sorting, with the surnames that common tables get wrong."""

import re
from functools import lru_cache

SURNAMES = {
    "单": "shan",
    "曾": "zeng",
    "仇": "qiu",
    "解": "xie",
    "任": "ren",
    "盖": "ge",
    "查": "zha",
    "区": "ou",
    "朴": "piao",
    "乐": "yue",
    "翟": "zhai",
    "华": "hua",
    "缪": "miao",
    "尉迟": "yu chi",
    "长孙": "zhang sun",
    "万俟": "mo qi",
    "覃": "qin",
    "卜": "bu",
    "石": "shi",
    "折": "she",
    "召": "shao",
    "种": "chong",
    "重": "chong",
    "黑": "he",
    "秘": "bi",
    "洗": "xian",
}


@lru_cache(maxsize=20_000)
def of_name(name: str) -> str:
    """Write a name as 'wang xiao ming wxm': syllables and initials, in lower case; Latin names stay as they are."""
    plain = syllables_of_name(name)
    return f"{' '.join(plain)} {''.join(plain)} {''.join(s[0] for s in plain)}"[:200]


def syllables_of_name(name: str) -> list[str]:
    """Write a name as its syllables, the surname as a surname is read."""
    surname = next((s for s in (name[:2], name[:1]) if s in SURNAMES), "")
    return (SURNAMES[surname].split() if surname else []) + syllables(name[len(surname) :])


# surnames of two characters; names that begin with others have one of one
DOUBLE = frozenset(["欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "夏侯", "诸葛", "尉迟", "公孙", "慕容", "令狐", "宇文", "司徒", "皇甫", "轩辕", "钟离", "闻人", "澹台", "公冶", "宗政", "濮阳", "淳于", "单于", "申屠", "仲孙", "长孙", "万俟"])  # fmt: skip


# read otherwise in the names of other peoples written in Chinese: 阿卜都 Abudu, not Abodou
_SOUNDS = str.maketrans({"都": "督", "卜": "补", "地": "弟", "的": "弟"})


def spoken(name: str) -> str:
    """Write a name as it is called out: 'Wang Xiaoming', 'Ouyang Nana'; the parts of a name with a dot stay apart."""
    parts = [part for part in name.replace("•", "·").split("·") if part]
    if len(parts) != 1:
        return " ".join(_joined(of_name(part.translate(_SOUNDS))) for part in parts)
    long = 2 if name[:2] in DOUBLE or name[:2] in SURNAMES else 1
    syllables = of_name(name).split()[:-2]
    if len(syllables) <= long or len(syllables) != len(name):
        return " ".join(each.capitalize() for each in syllables)
    return f"{''.join(syllables[:long]).capitalize()} {''.join(syllables[long:]).capitalize()}"


_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


def romanised(name: str) -> str:
    """Write a name for an English text: a Chinese one as it is called out, any other as it is."""
    return spoken(name) if _HAN.search(name) else name


def _joined(stored: str) -> str:
    return "".join(stored.split()[:-2]).capitalize()


@lru_cache(maxsize=5_000)
def of_text(text: str) -> str:
    """Write any text as its syllables in one word and their initials: 'taocizhuangshigong tczsg'."""
    plain = syllables(text)
    return f"{''.join(plain)} {''.join(s[0] for s in plain)}"


def syllables(text: str) -> list[str]:
    """Write any text as the syllables its characters are mostly read by, in small letters."""
    from pypinyin import lazy_pinyin  # lazy: its table takes a third of a second to load

    return [s.strip().lower() for s in lazy_pinyin(text) if s.strip()]
