"""A register of a million entries searched and verified over HTTP, beside the bare indexed lookup of the same entry."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from http.client import HTTPConnection
from itertools import chain, product
from typing import Any
from urllib.parse import quote, urlencode

import sqlalchemy as sa

from bench.marks import percentile
from bench.measuring import Row
from bench.serving import HOST, installation, server
from competition.accounts.rules import Role
from competition.directory.rules import DIVISIONS
from competition.foundation.database import db
from competition.honours import rules, searching
from competition.honours.rules import HonourKind
from competition.results.models import ItemResult
from competition.results.rules import ResultState
from tests import make

ENTRIES, ASKED = 1_000_000, 400
FIRST_YEAR, YEARS = 2006, 20
# as often as they are borne, by and large: the first tenth of the surnames is half of all people
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏锺汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文单仇解盖翟"
)
GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰涛明超兰霞平刚桂文辉玲华红建国玉春生海波宁宇浩然子轩梓涵雨欣佳怡思远志成立新晓东"
    "学义振兴永康家豪泽民俊峰婷雪梅莉萍飞鹏龙凤翔云天恩德仁礼智信忠孝廉耻光大鸿福禄寿喜庆祥瑞安和顺达昌盛荣耀"
)
DISTRICTS = {names[0][:2]: code for code, names in DIVISIONS.items() if code[4] in "02" and code != "370300"}
UNITS = tuple(f"淄博{place}{what}有限公司" for place in DISTRICTS for what in (
    "陶瓷", "琉璃", "新材料", "医药", "纺织", "机械", "化工", "汽车零部件", "智能装备", "电子", "食品", "建材", "物流", "环保", "能源", "软件",
))  # fmt: skip
ITEMS = (
    "陶瓷装饰工",
    "电工",
    "焊工",
    "数控铣工",
    "药物制剂工",
    "汽车维修工",
    "工业机器人系统操作员",
    "养老护理员",
    "化学检验员",
    "织布工",
)
OCCUPATIONS = tuple(f"6-{number:02d}-01-01" for number in range(len(ITEMS)))
FORMS: dict[str, Callable[[str], str]] = {
    "exact name": str,
    "pinyin": lambda name: "".join(searching.readings_of(name)[0]),
    "part of a name": lambda name: name[1:],
}


def rows(database: str = "") -> list[Row]:
    """Measure each way of asking, and verifying, once over all; the bare lookup is read in turns with them."""
    with installation(database) as (app, folder):
        label = "SQLite" if db.engine.dialect.name == "sqlite" else "PostgreSQL"
        began = time.perf_counter()
        names, codes = _filled()
        what = f"{ENTRIES:,} entries of {len(set(names)):,} names, {_size()}, written in {time.perf_counter() - began:.0f} s"
        with server(app, folder) as port:
            # the first request takes in what is read once
            _timed(port, [f"/honours?q={quote(name)}" for name in names[:9]], names[:9])
            measured = *_searched(port, names, label, what), *_narrowed(port, names, label, what)
            return [*measured, _verified(port, codes, label, what)]


def _searched(port: int, names: Sequence[str], label: str, what: str) -> Iterator[Row]:
    some = random.Random(2).sample(names, ASKED)
    for form, write in FORMS.items():
        found = _timed(port, [f"/honours?q={quote(write(name))}" for name in some], [*some])
        yield _row(f"register searched by {form}, p99", found, label, f"{what}; {ASKED} searches")


def _narrowed(port: int, names: Sequence[str], label: str, what: str) -> Iterator[Row]:
    """Measure the list and a search narrowed by an occupation, by a district and by both."""
    both = list(product(OCCUPATIONS, DISTRICTS.values()))
    asked = [*({"occupation": one} for one in OCCUPATIONS), *({"district": one} for one in DISTRICTS.values())]
    asked += [{"occupation": occupation, "district": district} for occupation, district in both]
    paths = ["/honours?" + urlencode(one) for one in asked]
    found = _timed(port, paths, [names[0]] * len(paths))
    yield _row("register narrowed by occupation and district, p99", found, label, f"{what}; {len(paths)} lists")
    some = random.Random(4).sample(names, len(both))
    paths = [
        f"/honours?{urlencode({'q': name[1:], **one})}" for name, one in zip(some, asked[-len(both) :], strict=True)
    ]
    found = _timed(port, paths, some)
    yield _row("part of a name, narrowed by both, p99", found, label, f"{what}; {len(paths)} searches")


def _verified(port: int, codes: Sequence[tuple[str, str]], label: str, what: str) -> Row:
    some = random.Random(3).sample(codes, ASKED)
    found = _timed(port, [f"/verify/{code}" for code, _number in some], [number for _code, number in some])
    return _row("certificate verified, p99", found, label, f"{what}; {ASKED} certificates")


def _row(name: str, waits: tuple[list[float], list[float]], label: str, what: str) -> Row:
    ours, bare = (percentile(each, 99) for each in waits)
    told = f"{what}; half within {percentile(waits[0], 50):.1f} ms; bare lookup by an index, p99 {bare:.2f} ms"
    return Row(f"{name}, {label}", ours, None, None, "<= 50", "ms", label, 1, told)


def _timed(port: int, paths: Sequence[str], said: Sequence[str]) -> tuple[list[float], list[float]]:
    ours, bare = [], []
    line = HTTPConnection(HOST, port, timeout=60)
    for path, text in zip(paths, said, strict=True):
        began = time.perf_counter()
        line.request("GET", path, headers={"Accept-Language": "zh-CN"})
        answer = line.getresponse()
        content = answer.read().decode()
        ours.append(time.perf_counter() - began)
        # more people than a page shows may be spelled alike, and none of an occupation and a district be called so
        if answer.status != 200 or not ("register-what" in content or text in content or "&occupation=" in path):
            raise RuntimeError(f"{path}: {answer.status}, nothing found")
        began = time.perf_counter()
        db.session.execute(_BARE, {"name": text}).all()
        bare.append(time.perf_counter() - began)
    return ours, bare


_BARE = sa.text(
    "SELECT id, number, name_as_was FROM honours_entries WHERE name_as_was = :name OR number = :name LIMIT 50"
)


# --- the register ------------------------------------------------------------------------------------------------------


def _filled() -> tuple[list[str], list[tuple[str, str]]]:
    """Write the entries and their index, past the actions; give their names, and codes with numbers."""
    held, by = make.competition(), make.user(Role.ORGANISER)
    units = _units()
    _results(held.id)
    names, codes = [], []

    def noted() -> Iterator[dict[str, Any]]:
        for row in _entries(held.id, by.id):
            names.append(row["name_as_was"])
            codes.append((row["code"], row["number"]))
            yield {**row, "organisation_id": units[row["id"] % len(UNITS)]}

    _write("honours_entries", noted())
    _index(names)
    return names, codes


def _units() -> list[int]:
    """Keep the units, each in its district."""
    return [make.organisation(name=name, division_code=DISTRICTS[name[2:4]]).id for name in UNITS]


def _results(held: int) -> None:
    """Keep an announced result of each item of each year: their occupations are offered beside the search."""
    for number in range(YEARS * len(ITEMS)):
        code, name = OCCUPATIONS[number % len(ITEMS)], ITEMS[number % len(ITEMS)]
        item = make.item(competition_id=held, code=f"B{number}", occupation_code=code, occupation_name=name)
        make.keep(ItemResult(item_id=item.id, number=1, state=ResultState.ANNOUNCED, basis={}, computed_at=make.AT))


def _year(number: int) -> int:
    return FIRST_YEAR + number * YEARS // (ENTRIES + 1)


def _write(table: str, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows by the fastest way the driver has."""
    every = iter(rows)
    first = next(every)
    names, values = ", ".join(first), (tuple(row.values()) for row in chain([first], every))
    connection = db.engine.raw_connection()
    cursor = connection.cursor()
    if db.engine.dialect.name == "sqlite":
        # keys come in no order: with the usual cache each would be read from the disk
        cursor.execute("PRAGMA cache_size=-1000000")
        cursor.execute("BEGIN IMMEDIATE")
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(first))})", values)
    else:
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:  # type: ignore[attr-defined]
            for row in values:
                copy.write_row(row)
    connection.commit()
    connection.close()


def _entries(held: int, by: int) -> Iterator[dict[str, Any]]:
    chance, seqs = random.Random(1), dict.fromkeys(range(FIRST_YEAR, FIRST_YEAR + YEARS), 0)
    for number in range(1, ENTRIES + 1):
        year = _year(number)
        seqs[year] += 1
        name = chance.choice(SURNAMES[: chance.choice((10, 30, 110))]) + "".join(
            chance.choices(GIVEN, k=chance.choice((1, 2, 2)))
        )
        yield {
            "id": number, "year": year, "kind": "award", "seq": seqs[year],
            "number": rules.entry_number(year, HonourKind.AWARD, seqs[year]),
            "code": "".join(chance.choices(rules.ALPHABET, k=rules.CODE_LENGTH)), "name_as_was": name, "name_pinyin": "",
            "unit_as_was": UNITS[number % len(UNITS)], "competition_id": held, "issuer_as_was": "淄博市人力资源和社会保障局",
            "competition_name": f"{year}年淄博市职业技能大赛", "item_name": ITEMS[number % len(ITEMS)],
            "occupation_code": OCCUPATIONS[number % len(ITEMS)], "award": "third", "title": "", "honour_name": "", "competition_name_en": "", "item_name_en": "",
            "awarded_on": str(date(year, 9, 1) + timedelta(days=number % 90)), "document_number": f"淄人社字〔{year}〕1号",
            "ground": "{}", "state": "entered", "state_key": "", "reason": "", "synthetic": True, "entered_at": "2026-01-05 00:00:00.000000",
            "entered_by_id": by, "version": 1,
        }  # fmt: skip


def _index(names: Sequence[str]) -> None:
    """Write the index as `searching.index` does, without asking of each text whether it is there."""
    texts: dict[str, int] = {}
    links = sorted(
        (texts.setdefault(text, len(texts) + 1), number)
        for number, name in enumerate(names, 1)
        for text in _texts(number, name)
    )
    _write("honours_search_texts", ({"id": key, "text": text} for text, key in texts.items()))
    _write("honours_search_links", ({"text_id": key, "entry_id": number} for key, number in links))
    persons = set(names)
    tokens = sorted((each, key) for text, key in texts.items() for each in searching.tokens_of(text, text in persons))
    _write("honours_search_tokens", ({"token": token, "text_id": key} for token, key in tokens))
    # whoever still reads in an old transaction keeps rows from being vacuumed
    db.session.rollback()
    if db.engine.dialect.name != "sqlite":
        # PostgreSQL does so by itself after a while; an installation on SQLite never does
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM ANALYZE"))


def _texts(number: int, name: str) -> tuple[str, ...]:
    return name, UNITS[number % len(UNITS)], ITEMS[number % len(ITEMS)], f"{_year(number)}年淄博市职业技能大赛"


def _size() -> str:
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        query = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    else:
        query = "SELECT pg_database_size(current_database())"
    return f"{(db.session.scalar(sa.text(query)) or 0) / 2**20:,.0f} MiB"
