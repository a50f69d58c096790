"""Pages of the certificate's template: an empty beginning, a draft with its preview, the second person, the paper."""

import io
import re
from datetime import timedelta

import pytest

from competition.accounts.rules import Role, Scope
from competition.foundation import clock
from competition.foundation.database import db
from competition.honours import certificates, rules, templates
from competition.honours.certificate_rules import BODIES_EN, TemplateState
from competition.honours.rules import HonourKind
from competition.honours.template_models import CertificateTemplate
from tests import make
from tests.honours import build
from tests.honours.build import GOLD, entered, entry
from tests.honours.template_build import in_force, png

EN, HERE = {"Accept-Language": "en"}, "/office/honours/templates"


@pytest.fixture
def office(app):
    return make.sign_in(app.test_client(), make.user(Role.ORGANISER, name="刘主任"))


def sent(**values):
    told = {f"{kind.value.removesuffix('_honour')}_body": body for kind, body in rules.BODIES.items()}
    told |= {f"{kind.value.removesuffix('_honour')}_body_en": body for kind, body in BODIES_EN.items()}
    return {
        **told, "issuer_line_en": "{issuer}", "issuer_line": "{发证单位}", "frame": "frame_line", "accent": "accent_glaze", "seal_mm": "42",
        "first_day": (clock.today() + timedelta(days=1)).isoformat(), "note": "启用印章", **values,
    }  # fmt: skip


def test_without_a_version_the_page_shows_how_certificates_are_shipped(office):
    page = office.get(HERE, headers=EN).text
    assert "No version of your own yet" in page
    assert f"{HERE}/0/preview.png" in page
    assert office.get(f"{HERE}/0/preview.png").data.startswith(b"\x89PNG")
    assert office.get(f"{HERE}/0/preview.pdf?language=en").data.startswith(b"%PDF")
    assert office.get(f"{HERE}/7/preview.pdf").status_code == 404


def test_a_version_goes_from_the_form_to_the_second_person_into_force(app, office):
    form = office.get(f"{HERE}/new").text
    assert rules.BODIES[HonourKind.AWARD] in form
    answer = office.post(f"{HERE}/new", data=sent(seal=(io.BytesIO(png()), "印章.png")))
    assert answer.status_code == 302
    place = answer.headers["Location"]
    mine = office.get(place, headers=EN).text
    assert "You drafted it" in mine
    assert "/enact" not in mine
    assert "印章.png" in mine
    assert office.post(f"{place}/enact").status_code == 403
    second = make.sign_in(app.test_client(), make.user(Role.ORGANISER))
    assert "versions of the certificate template to put into force" in second.get("/office", headers=EN).text
    assert office.get(f"{place}/preview.png").data.startswith(b"\x89PNG")
    assert second.post(f"{place}/enact").status_code == 302
    of = db.session.scalars(db.select(CertificateTemplate)).one()
    assert (of.state, of.sequence, of.seal_name) == (TemplateState.IN_FORCE, 1, "印章.png")
    assert "Version 1" in office.get(HERE, headers=EN).text
    assert second.get(f"{place}/change").status_code == 422


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(office):
    bad = sent(award_body="荣获{奖项}", seal=(io.BytesIO(png(colour=2)), "印章.png"), note="重新拟定")
    answer = office.post(f"{HERE}/new", data=bad, headers=EN)
    assert answer.status_code == 422
    assert "{竞赛} is missing" in answer.text
    assert "transparent background" in answer.text
    assert "荣获{奖项}" in answer.text
    assert "重新拟定" in answer.text
    assert db.session.scalars(db.select(CertificateTemplate)).all() == []


def test_the_english_wording_is_the_bureau_s_too_and_stands_on_the_certificate(office):
    words = {"award_body_en": "won the {award} {where}.", "issuer_line_en": "{issuer}\nZibo Federation of Trade Unions"}
    bad = office.post(f"{HERE}/new", data=sent(award_body_en="won {prize}"), headers=EN)
    assert bad.status_code == 422
    assert all(said in bad.text for said in ("{where} is missing", "{prize} is not known here"))
    place = office.post(f"{HERE}/new", data=sent(**words)).headers["Location"]
    assert "won the {award} {where}." in office.get(place, headers=EN).text
    of = db.session.scalars(db.select(CertificateTemplate)).one()
    told = certificates.samples(templates.look(of), "en", make.AT)["certificates"][0]
    assert told["text"] == [
        "won the First Prize in the event “Ceramic Decoration” at the 2026 Zibo Vocational Skills Competition."
    ]
    assert told["issuer"][1] == "Zibo Federation of Trade Unions"
    chinese = certificates.samples(templates.look(of), "zh", make.AT)["certificates"][0]
    assert len(chinese["issuer"]) == 1


def test_a_draft_is_changed_and_given_up(office):
    place = office.post(f"{HERE}/new", data=sent()).headers["Location"]
    form = office.get(f"{place}/change").text
    assert "启用印章" in form
    seen = re.search(r'name="seen_version"[^>]*value="(\d+)"', form)[1]
    assert office.post(f"{place}/change", data=sent(note="改期", seen_version=seen)).status_code == 302
    assert office.post(f"{place}/change", data=sent(note="再改", seen_version=seen)).status_code == 422
    assert office.post(f"{place}/drop", data={"reason": " "}).status_code == 422
    assert office.post(f"{place}/drop", data={"reason": "另拟"}).status_code == 302
    page = office.get(place, headers=EN).text
    assert "Given up" in page
    assert "改期" in page


def test_auditors_read_versions_and_an_organiser_of_one_competition_does_not(app, office):
    place = office.post(f"{HERE}/new", data=sent()).headers["Location"]
    auditor = make.sign_in(app.test_client(), make.user(Role.AUDITOR))
    scoped = make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=make.competition().id)
    one = make.sign_in(app.test_client(), scoped)
    for path in (HERE, place, f"{place}/preview.pdf", f"{place}/preview.png"):
        assert auditor.get(path).status_code == 200
        assert one.get(path).status_code == 403
    assert auditor.post(f"{place}/enact").status_code == 403
    assert one.get(f"{HERE}/new").status_code == 403
    assert HERE not in one.get("/office/honours").text
    assert HERE in auditor.get("/office/honours").text


def test_the_entry_says_by_which_version_and_in_which_language_each_certificate_was_made(office):
    entered()
    in_force(first_day=make.AT.date())
    url = f"/office/honours/entries/{entry(GOLD).id}"
    first = office.post(f"{url}/certificate.pdf")
    assert first.data.startswith(b"%PDF")
    assert office.post(f"{url}/certificate.pdf", data={"language": "en"}).data.startswith(b"%PDF")
    page = office.get(url, headers=EN).text
    assert "Chinese certificate" in page
    assert "English certificate" in page
    assert "Version 1" in page
    assert page.count("made first") == 2
    assert templates.in_force(clock.today()).sequence == 1


def test_the_leader_takes_the_english_certificate_too(app):
    entered()
    one = entry(GOLD)
    leader = make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=one.organisation_id)
    client = make.sign_in(app.test_client(), leader)
    answer = client.post(f"/office/honours/entries/{one.id}/certificate.pdf", data={"language": "en"})
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].endswith("-en.pdf")
    page = client.get("/office/certificates", headers=EN).text
    assert "In English again" in page
    assert "Certificate again" not in page
    assert build.trail_verbs()[-1] == "honours.certificate_printed"
