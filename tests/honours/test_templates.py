"""Versions of the certificate's template: drafted, checked by a second person, and never changing what was made before."""

import struct
import subprocess
from datetime import date
from random import Random

import pytest

from competition.accounts.rules import Role, Scope
from competition.foundation import media
from competition.foundation.database import db
from competition.foundation.errors import NotAllowed, Refused, SeenChanged
from competition.foundation.media import Piece
from competition.foundation.trail import TrailRow
from competition.honours import certificate_rules, certificates, printing, rules, templates, templating
from competition.honours.certificate_rules import Frame, TemplateState, TextFault
from competition.honours.models import CertificatePrint
from competition.honours.rules import CertificateCase, HonourKind
from tests import make
from tests.honours import build, template_build
from tests.honours.build import GOLD, SILVER, entered, entry
from tests.honours.template_build import data, in_force, later, png

AWARD = HonourKind.AWARD
OWN = "在{竞赛}“{赛项}”赛项中成绩突出，获{奖项}。"


def draft(**values):
    return templating.draft_template(data(**values), by=make.user(Role.ORGANISER), at=make.AT)


def told(number, language="zh", at=make.AT):
    one = entry(number)
    return certificates.certificate(one, templates.paper([one.id], at, language), at)


# --- the rules -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "body", "faults"),
    [
        *((kind, body, []) for kind, body in rules.BODIES.items()),
        (AWARD, "在{竞赛}中获{奖项}。", [TextFault("lacks", "{赛项}")]),
        (AWARD, OWN + "{称号}", [TextFault("unknown", "{称号}")]),
        (AWARD, OWN + "{", [TextFault("brace")]),
        (AWARD, OWN + "好" * 150, [TextFault("long", "160")]),
        (HonourKind.HOST, "承办有力", [TextFault("lacks", "{竞赛}")]),
    ],
)
def test_a_wording_tells_what_was_given_for_what(kind, body, faults):
    assert certificate_rules.body_faults(kind, body) == faults


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        ("{发证单位}", []),
        ("{发证单位}\n淄博市总工会", []),
        ("淄博市总工会", [TextFault("lacks", "{发证单位}")]),
        ("{发证单位}{文号}", [TextFault("unknown", "{文号}")]),
        ("{发证单位}\n一\n二\n三", [TextFault("lines", "3")]),
    ],
)
def test_the_issuers_line_names_the_registers_issuer(line, faults):
    assert certificate_rules.issuer_faults(line) == faults


def test_a_wording_without_a_document_leaves_out_the_words_about_it():
    case = CertificateCase("王小明", "大赛", "车工", title="淄博市技术能手")
    assert rules.certificate_wording(HonourKind.TITLE, case).body == (
        "在大赛“车工”赛项中成绩优异，授予“淄博市技术能手”称号。特发此证。"
    )


def test_a_name_in_braces_is_not_filled_in():
    case = CertificateCase("王小明", "{奖项}大赛", "车工", award="gold")
    assert rules.certificate_wording(AWARD, case, OWN).body == "在{奖项}大赛“车工”赛项中成绩突出，获金牌。"


def test_a_png_is_read_whole_or_not_at_all():
    whole = png(240, 200)
    assert media.png(whole) == media.Png(240, 200, is_clear=True)
    assert media.png(png(colour=2)).is_clear is False
    bad = [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", whole[:-1], whole + b"\0", png(cut=1)]
    bad += [whole[:n] + bytes([whole[n] ^ 1]) + whole[n + 1 :] for n in Random(1).sample(range(8, len(whole)), 40)]
    bomb = png(8, 8).replace(struct.pack(">LL", 8, 8), struct.pack(">LL", 60_000, 60_000))
    assert not [one for one in (*bad, bomb) if media.png(one)]


# --- drafted and put into force ------------------------------------------------------------------------------------


def test_a_version_is_put_into_force_by_somebody_else_than_its_author(app):
    author, other = make.user(Role.ORGANISER), make.user(Role.ORGANISER)
    of = templating.draft_template(data(), by=author, at=make.AT)
    with pytest.raises(NotAllowed):
        templating.enact_template(of, None, by=author, at=make.AT)
    # whoever changes it becomes its author
    templating.change_template(of, data(note="改边框", frame=Frame.LINE), None, by=other, at=make.AT)
    with pytest.raises(NotAllowed):
        templating.enact_template(of, None, by=other, at=make.AT)
    with pytest.raises(SeenChanged):
        templating.enact_template(of, 1, by=author, at=make.AT)
    templating.enact_template(of, None, by=author, at=make.AT)
    assert (of.state, of.sequence, of.frame) == (TemplateState.IN_FORCE, 1, Frame.LINE)
    with pytest.raises(Refused):
        templating.change_template(of, data(), None, by=other, at=make.AT)
    with pytest.raises(Refused):
        templating.drop_template(of, "不用", None, by=other, at=make.AT)
    assert build.trail_verbs() == [f"honours.template_{verb}" for verb in ("drafted", "changed", "enacted")]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.FINANCE_OFFICER])
def test_only_the_bureau_drafts_and_puts_into_force(app, role):
    of, stranger = draft(), make.user(role)
    one = make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=make.competition().id)
    for by in (stranger, one):
        with pytest.raises(NotAllowed):
            templating.draft_template(data(), by=by, at=make.AT)
        with pytest.raises(NotAllowed):
            templating.enact_template(of, None, by=by, at=make.AT)


def test_a_first_day_that_is_over_is_refused_when_drafted_and_when_put_into_force(app):
    with pytest.raises(Refused) as refused:
        draft(first_day=date(2026, 8, 31))
    assert [fault.field for fault in refused.value.faults] == ["first_day"]
    of = draft(first_day=date(2026, 9, 1))
    with pytest.raises(Refused):
        templating.enact_template(of, None, by=make.user(Role.ORGANISER), at=later(1))


@pytest.mark.parametrize(
    ("seal", "said"),
    [
        (Piece("章.jpg", b"\xff\xd8\xff"), "PNG"),
        (Piece("章.png", png(cut=3)), "PNG"),
        (Piece("章.png", png(colour=2)), "透明"),
        (Piece("章.png", png(199, 300)), "200至2000"),
        (Piece("章.png", png(300, 2001)), "200至2000"),
        (Piece("章.png", png() + b"\0" * 1024 * 1024), "1 MB"),
    ],
)
def test_a_seal_is_a_whole_clear_png_of_a_fit_size(app, seal, said):
    with pytest.raises(Refused) as refused:
        draft(seal=seal)
    assert [(fault.field, said in str(fault.message)) for fault in refused.value.faults] == [("seal", True)]


def test_every_fault_is_named_at_its_field_at_once(app):
    bodies = {**rules.BODIES, AWARD: "{竞赛}", HonourKind.MERIT: rules.BODIES[HonourKind.MERIT] + "𠮷"}
    with pytest.raises(Refused) as refused:
        draft(bodies=bodies, issuer_line="某局", seal_mm=61, seal=None)
    fields = [fault.field for fault in refused.value.faults]
    assert sorted(set(fields)) == ["award_body", "issuer_line", "merit_body", "seal_mm"]


def test_a_new_version_keeps_the_seal_before_or_goes_without_and_the_trail_never_holds_it(app):
    first = in_force()
    second = in_force(first_day=date(2026, 9, 2), seal=None)
    third = draft(seal=None, without_seal=True)
    assert (first.seal_sha256, first.seal_name) == (second.seal_sha256, "印章.png")
    assert templates.look(second).seal == png()
    assert (third.seal, third.seal_sha256, third.seal_name) == (None, "", "")
    whole = "".join(row.after + row.before for row in db.session.scalars(db.select(TrailRow)))
    assert first.seal_sha256 in whole
    assert png().hex() not in whole


# --- what is made by it --------------------------------------------------------------------------------------------


def test_a_version_holds_from_its_first_day_for_what_is_first_made_then(app):
    entered()
    in_force(bodies={**rules.BODIES, AWARD: OWN}, issuer_line="{发证单位}\n淄博市总工会", first_day=date(2026, 9, 3))
    by = build.organiser()
    assert "荣获" in told(GOLD)["text"][0]
    printing.print_certificate(entry(GOLD), by=by, at=later(1))
    # made before: made again years later it is the same paper, in English too
    assert "荣获" in told(GOLD, at=later(700))["text"][0]
    assert told(GOLD, "en", at=later(700))["look"] == "0"
    new = told(SILVER, at=later(2))
    assert new["text"] == [OWN.format(竞赛=entry(SILVER).competition_name, 赛项="陶瓷装饰工", 奖项="银牌")]
    assert new["issuer"] == [entry(SILVER).issuer_as_was, "淄博市总工会"]
    printing.print_certificates([entry(GOLD), entry(SILVER)], by=by, at=later(2))
    kept = db.session.scalars(db.select(CertificatePrint).order_by(CertificatePrint.id)).all()
    assert [(p.entry.number, p.template_id and p.template.sequence) for p in kept] == [
        (GOLD, None),
        (GOLD, None),
        (SILVER, 1),
    ]


def test_a_draft_and_a_version_of_a_later_day_change_nothing(app):
    entered()
    draft(bodies={**rules.BODIES, AWARD: OWN})
    in_force(bodies={**rules.BODIES, AWARD: OWN}, first_day=date(2026, 9, 2))
    assert "荣获" in told(GOLD)["text"][0]


@pytest.mark.parametrize("language", templates.LANGUAGES)
def test_the_seal_is_drawn_over_issuer_and_day(app, tmp_path, language):
    entered()
    by = build.organiser()
    bare = _red(tmp_path, printing.print_certificate(entry(GOLD), by=by, at=make.AT, language=language))
    in_force()
    sealed = _red(tmp_path, printing.print_certificate(entry(SILVER), by=by, at=make.AT, language=language))
    # the frame and the heading are red too, but not beneath the right of the page
    assert bare == 0
    # a square of 42 mm at 30 dots an inch
    assert sealed > 1800


def _red(tmp_path, content):
    path = tmp_path / "sealed.pdf"
    path.write_bytes(content)
    subprocess.run(["pdftoppm", "-r", "30", "-singlefile", path, tmp_path / "page"], check=True)
    told = (tmp_path / "page.ppm").read_bytes()
    _kind, width, height, _most = told.split(maxsplit=4)[:4]
    pixels, width, height = told[-int(width) * int(height) * 3 :], int(width), int(height)
    spots = ((y * width + x) * 3 for y in range(height // 2, height - 20) for x in range(width // 2, width - 20))
    return sum(pixels[at] > pixels[at + 1] + 60 for at in spots)


def test_samples_of_every_kind_are_set_and_each_says_that_it_is_one(app, tmp_path):
    look = templates.look(draft())
    for language, mark in (("zh", "样张　无效"), ("en", "SAMPLE — NOT VALID")):
        assert {one["mark"] for one in certificates.samples(look, language, make.AT)["certificates"]} == {mark}
        content = certificates.preview(look, language, make.AT)
        path = tmp_path / "samples.pdf"
        path.write_bytes(content)
        done = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
        pages = done.stdout.removesuffix("\f").split("\f")
        assert len(pages) == len(certificates.SAMPLES)
        for page, sample in zip(pages, certificates.SAMPLES, strict=True):
            assert sample["name_as_was"] in "".join(page.split())
    assert certificates.picture(look, "zh", make.AT).startswith(media.PNG)


def test_those_who_wait_are_counted_without_ones_own(app):
    of = draft()
    assert templates.waiting_for(of.drafted_by_id) == 0
    assert templates.waiting_for(make.user(Role.ORGANISER).id) == 1
    templating.drop_template(of, "另拟", None, by=make.user(Role.ORGANISER), at=make.AT)
    assert templates.waiting_for(0) == 0
    assert template_build.in_force().sequence == 1
