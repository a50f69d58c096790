"""Certificates: what they say, where their code leads, and what is kept of each print."""

import hashlib

import pytest

from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.honours import actions, certificates
from competition.honours.actions import EntryData
from competition.honours.models import CertificatePrint, HonourEntry
from competition.honours.rules import HonourKind
from competition.policy import reader
from tests import make
from tests.honours import build

AWARD, TITLE = HonourKind.AWARD, HonourKind.TITLE


def enter(result):
    return actions.enter_honours(result, reader.book(), by=build.organiser(), at=make.AT)


def of(kind):
    return list(db.session.scalars(db.select(HonourEntry).filter_by(kind=kind).order_by(HonourEntry.seq)))


def test_a_certificate_is_a_pdf_kept_with_its_fingerprint_and_later_ones_are_reprints(app):
    enter(build.result(1))
    entry, by = of(AWARD)[0], build.organiser()
    content = actions.print_certificate(entry, by=by, at=make.AT)
    assert content.startswith(b"%PDF")
    again = actions.print_certificate(entry, by=by, at=make.AT)
    kept = db.session.scalars(db.select(CertificatePrint).order_by(CertificatePrint.id)).all()
    assert [(p.reprint, p.printed_by_id, p.sha256) for p in kept] == [
        (False, by.id, hashlib.sha256(content).hexdigest()),
        (True, by.id, hashlib.sha256(again).hexdigest()),
    ]
    assert content != again
    assert build.trail_verbs()[1:] == ["honours.certificate_printed"] * 2


def test_a_certificate_says_what_its_entry_says_and_its_code_leads_to_the_check(app):
    result = build.result(1)
    enter(result)
    build.titled(result)
    award, title = of(AWARD)[0], of(TITLE)[0]
    said = certificates.certificate(title, False, make.AT)
    assert said["text"] == [
        (
            f"在{title.competition_name}“{title.item_name}”赛项中成绩优异，根据淄人社字〔2026〕12号文件，"
            f"授予“淄博市技术能手”称号。"
        ),
        "特发此证。",
    ]
    assert (said["day"], said["number"]) == ("二〇二六年十月九日", "ZB2026-T-00001")
    assert certificates.address(award) == f"{app.config['PUBLIC_URL']}/verify/{award.code}"
    assert said["qr"] == certificates.documents.qr_rows(certificates.address(title))
    assert certificates.certificate(award, True, make.AT)["reprint"] == "补打于 2026-09-01"


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
        actions.print_certificate(entry, by=build.organiser(), at=make.AT)
    assert db.session.scalars(db.select(CertificatePrint)).all() == []


def test_an_items_certificates_come_as_one_file(app):
    enter(build.result(3))
    content = actions.print_certificates(of(AWARD), by=build.organiser(), at=make.AT)
    assert content.startswith(b"%PDF")
    kept = db.session.scalars(db.select(CertificatePrint)).all()
    assert {p.entry_id for p in kept} == {e.id for e in of(AWARD)}
    assert len({p.sha256 for p in kept}) == 1
    with pytest.raises(Refused):
        actions.print_certificates([], by=build.organiser(), at=make.AT)


def test_a_name_our_fonts_cannot_write_is_refused_rather_than_printed_wrong(app):
    person = make.person(name="王𠮷")
    enter(build.announced([make.entry(make.item(), person, number=1)]))
    with pytest.raises(Refused) as refused:
        actions.print_certificate(of(AWARD)[0], by=build.organiser(), at=make.AT)
    assert "王〓 U+20BB7" in str(refused.value.message)
    assert db.session.scalars(db.select(CertificatePrint)).all() == []


NAMES = (
    "王琉",
    "㛃𬭎䶮",
    "阿卜杜热合曼·买买提依明江",
    "Konstantin-Alexandre de Montmorency O'Shaughnessy-Wójcik",
    "欧阳建国" * 15,
    '#let x = 1; $a$ \\ "引号" <b>',
)


def test_names_long_rare_latin_and_odd_are_all_set(app):
    item = make.item(name="新能源汽车智能化技术（高职教师组）整车装调与检修综合应用", team_size=len(NAMES))
    people = [make.person(name=name) for name in NAMES]
    unit = make.organisation(name="山东淄博新材料产业发展集团有限公司高分子聚烯烃装备制造分公司职工技能培训中心")
    enter(build.announced([make.entry(item, *people, number=1, organisation=unit, team_name="联合攻关第一代表队" * 8)]))
    assert [e.name_as_was for e in of(AWARD)] == list(NAMES)
    assert actions.print_certificates(of(AWARD), by=build.organiser(), at=make.AT).startswith(b"%PDF")


def test_a_certificate_of_a_demonstration_says_so(app):
    enter(build.result(1, item=make.item(competition_id=make.competition(synthetic=True).id)))
    assert of(AWARD)[0].synthetic
    assert certificates.certificate(of(AWARD)[0], False, make.AT)["synthetic"] is True
