"""Certificates: what they say, where their code leads, what is kept of each print, and that every name is set."""

import hashlib
import subprocess

import pytest

from competition.directory import pinyin
from competition.foundation import qr
from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.foundation.trail import TrailRow
from competition.honours import actions, certificates, issued, printing, templates, verifying
from competition.honours.actions import EntryData
from competition.honours.models import CertificatePrint, HonourEntry
from competition.honours.rules import HonourKind
from competition.honours.templates import ENGLISH
from competition.policy import reader
from tests import make
from tests.honours import build

AWARD, TITLE = HonourKind.AWARD, HonourKind.TITLE


def enter(result):
    return actions.enter_honours(result, reader.book(), by=build.organiser(), at=make.AT)


def of(kind):
    return list(db.session.scalars(db.select(HonourEntry).filter_by(kind=kind).order_by(HonourEntry.seq)))


def said(entry, language="zh"):
    return certificates.certificate(entry, templates.paper([entry.id], make.AT, language), make.AT)


def run(tmp_path, content, *command):
    path = tmp_path / "certificates.pdf"
    path.write_bytes(content)
    place = [str(path) if part == "FILE" else part for part in command]
    return subprocess.run(place, capture_output=True, text=True, check=True).stdout


def test_a_certificate_is_a_pdf_kept_with_its_fingerprint_and_later_ones_are_reprints(app):
    enter(build.result(1))
    entry, by = of(AWARD)[0], build.organiser()
    content = printing.print_certificate(entry, by=by, at=make.AT)
    assert content.startswith(b"%PDF")
    again = printing.print_certificate(entry, by=by, at=make.AT)
    kept = db.session.scalars(db.select(CertificatePrint).order_by(CertificatePrint.id)).all()
    assert [(p.reprint, p.printed_by_id, p.sha256, p.language) for p in kept] == [
        (False, by.id, hashlib.sha256(content).hexdigest(), "zh"),
        (True, by.id, hashlib.sha256(again).hexdigest(), "zh"),
    ]
    assert content != again
    assert build.trail_verbs()[1:] == ["honours.certificate_printed"] * 2
    row = db.session.scalars(
        db.select(TrailRow).filter_by(verb="honours.certificate_printed").order_by(TrailRow.seq)
    ).first()
    assert (row.subject, row.actor_id) == (f"honours_entries#{entry.id}", by.id)
    assert hashlib.sha256(content).hexdigest() in row.after


def test_a_certificate_says_what_its_entry_says_and_its_code_leads_to_the_check(app):
    result = build.result(1)
    enter(result)
    build.titled(result)
    award, title = of(AWARD)[0], of(TITLE)[0]
    told = said(title)
    assert told["text"] == [
        (
            f"在{title.competition_name}“{title.item_name}”赛项中成绩优异，根据淄人社字〔2026〕12号文件，"
            f"授予“淄博市技术能手”称号。"
        ),
        "特发此证。",
    ]
    assert (told["day"], told["number"]) == ("二〇二六年十月九日", "ZB2026-T-00001")
    assert told["address"] == certificates.address(title) == f"{app.config['PUBLIC_URL']}/verify/{title.code}"
    assert told["qr"] == qr.svg_of(f"{app.config['PUBLIC_URL']}/verify/", title.code)
    assert said(award)["reprint"] == ""
    printing.print_certificate(award, by=build.organiser(), at=make.AT)
    assert said(award)["reprint"] == "补打于 2026-09-01"


@pytest.mark.parametrize("end", ["revoke", "supersede"])
def test_what_no_longer_stands_is_not_printed(app, end):
    enter(build.result(1))
    entry = of(AWARD)[0]
    if end == "revoke":
        actions.revoke_entry(entry, "替考", None, by=build.organiser(), at=make.AT)
    else:
        data = EntryData("王晓明", entry.unit_as_was)
        actions.correct_entry(entry, data, "姓名用字有误", None, by=build.organiser(), at=make.AT)
    with pytest.raises(Refused):
        printing.print_certificate(entry, by=build.organiser(), at=make.AT)
    assert db.session.scalars(db.select(CertificatePrint)).all() == []


def test_an_items_certificates_come_as_one_file(app):
    enter(build.result(3))
    content = printing.print_certificates(of(AWARD), by=build.organiser(), at=make.AT)
    assert content.startswith(b"%PDF")
    kept = db.session.scalars(db.select(CertificatePrint)).all()
    assert {p.entry_id for p in kept} == {e.id for e in of(AWARD)}
    assert len({p.sha256 for p in kept}) == 1
    with pytest.raises(Refused):
        printing.print_certificates([], by=build.organiser(), at=make.AT)


@pytest.mark.parametrize("language", templates.LANGUAGES)
def test_a_name_our_fonts_cannot_write_is_refused_rather_than_printed_wrong(app, language):
    person = make.person(name="王𠮷")
    enter(build.announced([make.entry(make.item(), person, number=1)]))
    with pytest.raises(Refused) as refused:
        printing.print_certificate(of(AWARD)[0], by=build.organiser(), at=make.AT, language=language)
    assert "王〓 U+20BB7" in str(refused.value.message)
    assert db.session.scalars(db.select(CertificatePrint)).all() == []


# of two to twelve characters, rare ones, with the dot of other peoples' names, Latin ones, and whatever else is typed
NAMES = (
    *("欧阳建国司马相如诸葛孔明"[:length] for length in range(2, 13)),
    "㛃𬭎䶮",
    "阿卜杜热合曼·买买提艾力",
    "阿不都艾尼·买买提依明江·吐尔逊",
    "Anna-Maria O'Shaughnessy",
    "Konstantin-Alexandre de Montmorency O'Shaughnessy-Wójcik",
    "欧阳建国" * 15,
    '#let x = 1; $a$ \\ "引号" <b>',
)


@pytest.mark.parametrize("language", templates.LANGUAGES)
def test_every_character_of_every_name_is_set_with_fonts_that_are_in_the_file(app, tmp_path, language):
    item = make.item(name="新能源汽车智能化技术（高职教师组）整车装调与检修综合应用", team_size=len(NAMES))
    people = [make.person(name=name) for name in NAMES]
    unit = make.organisation(name="山东淄博新材料产业发展集团有限公司高分子聚烯烃装备制造分公司职工技能培训中心")
    enter(build.announced([make.entry(item, *people, number=1, organisation=unit, team_name="联合攻关第一代表队" * 8)]))
    assert [e.name_as_was for e in of(AWARD)] == list(NAMES)
    content = printing.print_certificates(of(AWARD), by=build.organiser(), at=make.AT, language=language)
    pages = run(tmp_path, content, "pdftotext", "-layout", "FILE", "-").removesuffix("\f").split("\f")
    assert len(pages) == len(NAMES)
    for name, page in zip(NAMES, pages, strict=True):
        plain = "".join(page.split())
        assert "".join(name.split()) in plain, name
        assert "".join(unit.name.split()) in plain
        assert "".join(item.name.split()) in plain
    fonts = [line.split() for line in run(tmp_path, content, "pdffonts", "FILE").splitlines()[2:]]
    assert fonts
    # … emb sub uni object ID
    assert all(line[-5] == "yes" for line in fonts), fonts


def test_a_certificate_of_a_demonstration_says_so(app):
    enter(build.result(1, item=make.item(competition_id=make.competition(synthetic=True).id)))
    assert of(AWARD)[0].synthetic
    assert said(of(AWARD)[0])["mark"] == "演示数据　无效证书"
    assert said(of(AWARD)[0], ENGLISH)["mark"] == "DEMO — NOT VALID"


# --- in English ----------------------------------------------------------------------------------------------------


def entered_in_english():
    """Enter an award of a competition, item and unit with English names."""
    held = make.competition(name="2026年淄博市职业技能大赛", name_en="2026 Zibo Vocational Skills Competition")
    item = make.item(competition_id=held.id, name="陶瓷装饰工", name_en="Ceramic Decoration")
    unit = make.organisation(name="淄博琉璃厂", name_en="Zibo Glass Works")
    result = build.announced([make.entry(item, make.person(name="单小明"), number=1, organisation=unit)])
    enter(result)
    return result


def test_the_english_certificate_says_the_same_with_the_name_in_pinyin(app):
    build.titled(entered_in_english())
    award, title = said(of(AWARD)[0], ENGLISH), said(of(TITLE)[0], ENGLISH)
    assert (award["name"], award["name_zh"], award["unit"]) == ("Shan Xiaoming", "单小明", "Zibo Glass Works")
    where = "in the event “Ceramic Decoration” at the 2026 Zibo Vocational Skills Competition"
    assert award["text"] == [f"has been awarded the Gold Medal {where}."]
    assert title["text"][0].startswith(
        f"has been granted the title “Technical Expert of Zibo” for outstanding results {where}"
    )
    assert title["issuer"] == ["Zibo Municipal Human Resources and Social Security Bureau"]
    assert award["day"] == "9 October 2026"
    assert award["number"] == said(of(AWARD)[0])["number"]


def test_what_has_no_english_name_stands_as_the_register_has_it(app):
    enter(build.announced([make.entry(make.item(name="车工"), make.person(name="Anna O'Brien"), number=1)]))
    entry = of(AWARD)[0]
    told = said(entry, ENGLISH)
    assert (told["name"], told["name_zh"], told["unit"]) == ("Anna O'Brien", "", entry.unit_as_was)
    assert told["text"] == [f"has been awarded the Gold Medal in the event “车工” at the {entry.competition_name}."]
    assert told["issuer"] == [entry.issuer_as_was]


def test_a_hosts_english_certificate_names_the_unit_and_no_pinyin(app):
    held = build.held(host_id=make.organisation(name="淄博职业学院", name_en="Zibo Vocational Institute").id)
    entry = actions.enter_host_honour(held, "淄人社字〔2026〕20号", by=build.organiser(), at=make.AT)
    told = said(entry, ENGLISH)
    assert (told["name"], told["name_zh"], told["unit"]) == ("Zibo Vocational Institute", "淄博职业学院", "")


def test_the_first_in_english_is_no_reprint_and_carries_the_same_credential(app):
    entered_in_english()
    entry, by = of(AWARD)[0], build.organiser()
    printing.print_certificate(entry, by=by, at=make.AT)
    content = printing.print_certificate(entry, by=by, at=make.AT, language=ENGLISH)
    kept = db.session.scalars(db.select(CertificatePrint).order_by(CertificatePrint.id)).all()
    assert [(p.language, p.reprint) for p in kept] == [("zh", False), ("en", False)]
    (bundle,) = verifying.read(content)
    assert verifying.verdict(bundle, issued.trust(make.AT)).name == "单小明"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("单小明", "Shan Xiaoming"),
        ("欧阳建国", "Ouyang Jianguo"),
        ("㛃𬭎䶮", "Jie Hongyan"),
        ("阿卜杜热合曼·买买提艾力", "Abudureheman Maimaitiaili"),
        ("阿不都艾尼·买买提依明江", "Abuduaini Maimaitiyimingjiang"),
        ("Anna O'Brien", "Anna O'Brien"),
    ],
)
def test_a_name_is_romanised_as_it_is_called_out(name, told):
    assert pinyin.romanised(name) == told
