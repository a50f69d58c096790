"""A thousand certificates made as a batch makes them, beside bare Typst on the same template with constant data."""

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

from bench.measuring import Row, interleaved
from bench.serving import installation
from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation import documents
from competition.foundation.database import db, transaction
from competition.honours import certificates, entries, issued, printing, queries, templates
from competition.honours.models import HonourEntry
from competition.honours.printing import Batch
from competition.honours.rules import HonourKind
from competition.plan.models import Competition
from competition.server import settle
from tests import make

CERTIFICATES = 1000
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜秀敏静丽强磊军洋勇艳杰涛明超霞平刚桂文辉玲华红建国玉春"
ITEMS = ("陶瓷装饰工", "电工", "焊工", "数控铣工", "药物制剂工", "汽车维修工", "养老护理员", "化学检验员")
AWARDS = ("gold", "silver", "bronze", "first", "second", "third", "merit")
AT = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
BARE = cache(documents.compiler)


def rows(rounds: int, count: int = CERTIFICATES) -> list[Row]:
    """Measure it; every round sets certificates that neither side has set before, so that Typst remembers nothing."""
    with installation():
        by = make.user(Role.ORGANISER)
        # as a worker does that makes a batch
        settle()
        ours, theirs = ([_entered(count, by) for _ in range(rounds)] for _ in range(2))
        constant = [_constant(queries.to_print(held)) for held in theirs]
        sizes: list[int] = []
        mine, bare = interleaved(
            lambda: count / _made(ours.pop(), by, count, sizes), lambda: count / _set(*constant.pop()), rounds
        )
    what = (
        f"{count:,} certificates read from the register, worded, signed with their proofs, set as one PDF/A-3b of "
        f"{sizes[0] / count / 1024:.0f} KiB each, hashed, every print noted with its act of the trail; bare: Typst alone, the "
        f"same template, the data and credentials of {count:,} others ready made"
    )
    return [Row("certificates", mine, bare, mine / bare, ">= 0.7", "/s", "SQLite", rounds, what)]


def _entered(count: int, by: User) -> int:
    """Enter certificates of a competition of its own, as the register keeps them, and give its key."""
    held = make.competition(name_en="2026 Zibo Vocational Skills Competition")
    with transaction(trail=False) as session:
        entries.keep(session, [_entry(held, number, by) for number in range(count)])
    return held.id


def _entry(held: Competition, number: int, by: User) -> HonourEntry:
    name = SURNAMES[number % 20] + GIVEN[number // 20 % 30] + GIVEN[(number * 7 + held.id) % 30]
    return HonourEntry(
        **entries.of_competition(held),
        **entries.named(name, f"淄博第{number % 97}示例有限公司"),
        **entries.begun(by, AT),
        kind=HonourKind.AWARD,
        year=2026,
        issuer_as_was="淄博市人力资源和社会保障局",
        item_name=ITEMS[number % 8],
        item_name_en="Ceramic Decoration",
        award=AWARDS[number % 7],
        awarded_on=AT.date(),
        document_number="淄人社字〔2026〕12号",
        ground={},
    )


def _made(held: int, by: User, count: int, sizes: list[int]) -> float:
    db.session.expire_all()
    began = time.perf_counter()
    of = queries.to_print(held)
    content = printing.print_batch(of, Batch(), by, AT, lambda _done, _whole: None)
    seconds = time.perf_counter() - began
    if len(of) != count or not content.startswith(b"%PDF"):
        raise RuntimeError("not all were made")
    sizes.append(len(content))
    return seconds


def _constant(of: Sequence[HonourEntry]) -> tuple[str, str]:
    """Give the data and the credentials the template is given, ready made."""
    paper = templates.paper([one.id for one in of], AT)
    told = certificates.data([certificates.certificate(one, paper, AT) for one in of], paper)
    attached = {f"{number}.json": json.dumps(one, ensure_ascii=False) for number, one in issued.bundles(of, AT).items()}
    return json.dumps(told, ensure_ascii=False), json.dumps(attached, ensure_ascii=False)


def _set(data: str, attached: str) -> float:
    compiler = BARE()
    began = time.perf_counter()
    made = compiler.compile(
        documents.FOLDER / "certificate.typ",
        format="pdf",
        sys_inputs={"data": data, "attached": attached},
        pdf_standards=["a-3b"],
        timestamp=AT,
    )
    seconds = time.perf_counter() - began
    if not made.startswith(b"%PDF"):
        raise RuntimeError("nothing was made")
    return seconds
