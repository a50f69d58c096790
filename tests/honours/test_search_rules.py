"""By what an entry of the register is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.directory import pinyin
from competition.honours import search_rules
from competition.honours.searching import readings_of


def found_by(text):
    return search_rules.tokens(text, readings_of(text))


def test_a_name_is_found_by_its_parts_its_pinyin_and_its_initials():
    assert found_by("张晓明") == {
        "张晓明", "晓明", "明", "zhangxiaoming", "xiaoming", "ming", "zxm", "xm", "m",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("单雄信", "shanxiongxin"),
        ("曾巩", "zenggong"),
        ("仇英", "qiuying"),
        ("尉迟恭", "yuchigong"),
        ("任重", "renzhong"),
    ],
)
def test_surnames_are_spelled_as_they_are_read_and_as_most_tables_spell_them(name, spelled):
    assert spelled in found_by(name)
    assert "".join(pinyin.syllables(name)) in found_by(name)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("阿依古丽·买买提", {"阿依古丽买买提", "买买提"}),
        ("John Smith", {"johnsmith", "smith"}),
        ("ＡＢＢ（中国）有限公司", {"abb中国有限公司", "中国有限公司", "有限公司"}),
        ("㛃", {"㛃"}),
        ("2026年陶瓷大赛", {"2026年陶瓷大赛", "陶瓷大赛"}),
    ],
)
def test_letters_are_found_by_whole_words_characters_by_each(text, words):
    found = found_by(text)
    assert words <= found
    assert "ohnsmith" not in found
    assert "026年陶瓷大赛" not in found


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("张伟", "zangwei"),  # 平翘舌
        ("陈琳", "chenling"),  # 前后鼻音
        ("张伟", "张玮"),  # the same sound
        ("吕梁", "lvliang"),
        ("吕梁", "lyuliang"),
        ("王建国", "wangjiangou"),  # two letters changed places
        ("王建国", "wangjanguo"),  # one is missing
        ("王建国", "wangjjianguo"),  # one too many
    ],
)
def test_what_sounds_or_looks_alike_is_near(written, typed):
    assert search_rules.near(readings_of(written)) & search_rules.near(readings_of(typed))


@pytest.mark.parametrize(("written", "typed"), [("张伟", "李强"), ("王建国", "wangdehai"), ("陈琳", "刘琳")])
def test_what_does_not_is_not(written, typed):
    assert not search_rules.near(readings_of(written)) & search_rules.near(readings_of(typed))


@pytest.mark.parametrize(
    ("typed", "words", "year"),
    [
        ("张 伟", ("张伟",), None),
        ("张伟 陶瓷", ("张伟", "陶瓷"), None),
        ("  Zhang WEI 2026 ", ("zhang", "wei"), 2026),
        ("2025年 张伟", ("张伟",), 2025),
        ("2026", ("2026",), None),
        ("· ——", (), None),
        ("％_'; DROP", ("drop",), None),
    ],
)
def test_what_is_typed_is_read_as_words_and_a_year(typed, words, year):
    assert search_rules.asked(typed) == search_rules.Asked(words, year)


@given(st.text(max_size=60))
def test_any_text_is_found_by_its_own_beginning_and_no_token_is_too_long(text):
    found = search_rules.tokens(text)
    whole = search_rules.plain(text)
    assert not whole or whole[: search_rules.LENGTH] in found
    assert all(0 < len(each) <= search_rules.LENGTH for each in found)
    assert all(0 < len(each) <= search_rules.LENGTH + 1 for each in search_rules.near([[whole]]))
    assert all(len(word) <= search_rules.LENGTH for word in search_rules.asked(text).words)
