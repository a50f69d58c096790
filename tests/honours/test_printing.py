"""Batches of certificates: made in the background as one file or one each, noted each, refused where they must be."""

import csv
import hashlib
import io
import zipfile

import pytest

from competition.accounts.models import HeldRole
from competition.accounts.rules import Role, Scope
from competition.foundation import runner, tasks
from competition.foundation.database import db
from competition.foundation.tables import Task, TaskState
from competition.honours import actions, issued, printing, verifying
from competition.honours.models import CertificatePrint
from competition.honours.printing import EACH, ONE
from competition.policy import reader
from tests import make
from tests.honours import build
from tests.honours.build import GOLD, SILVER, entered, entry

pytestmark = pytest.mark.either
EN = {"Accept-Language": "en"}
THIRD, TITLES = "ZB2026-A-00003", ("ZB2026-T-00001", "ZB2026-T-00002")


def page(result):
    return f"/office/honours/competitions/{result.item.competition_id}/certificates"


def made(app, result, by=None, **wanted):
    """Ask for a batch as a person does, and give the task once it is done."""
    client = make.sign_in(app.test_client(), by or build.organiser())
    asked = {"item": "0", "language": "zh", "form": ONE, **wanted}
    answer = client.post(page(result), data=asked)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/office/exports")
    runner.work(app)
    db.session.expire_all()
    return db.session.scalars(db.select(Task).order_by(Task.id.desc())).first()


def prints():
    return db.session.scalars(db.select(CertificatePrint).order_by(CertificatePrint.id)).all()


def test_a_competitions_certificates_come_as_one_file_for_the_printer(app):
    result = entered()
    task = made(app, result)
    assert task.state is TaskState.DONE, task.fault
    content = tasks.content(task)
    assert (task.name[-4:], content[:4]) == (".pdf", b"%PDF")
    assert {p.entry.number for p in prints()} == {GOLD, SILVER, THIRD, *TITLES}
    assert {p.sha256 for p in prints()} == {hashlib.sha256(content).hexdigest()}
    assert len(verifying.read(content)) == 5
    assert build.trail_verbs().count("honours.certificate_printed") == 5


def test_or_as_a_file_each_with_a_list_and_what_was_made_before_says_so(app):
    result = entered("=王小明/二", "单文", "欧阳建国")
    printing.print_certificate(entry(GOLD), by=build.organiser(), at=make.AT)
    task = made(app, result, form=EACH)
    assert task.state is TaskState.DONE, task.fault
    book = zipfile.ZipFile(io.BytesIO(tasks.content(task)))
    rows = list(csv.reader(io.StringIO(book.read("certificates.csv").decode("utf-8-sig"))))
    assert len(rows) == 6
    assert len(book.namelist()) == 6
    hashes = {p.entry.number: (p.sha256, p.reprint) for p in prints()[1:]}
    for number, name, file, sha256 in rows[1:]:
        content = book.read(file)
        assert (hashlib.sha256(content).hexdigest(), number == GOLD) == hashes[number] == (sha256, number == GOLD)
        (bundle,) = verifying.read(content)
        verdict = verifying.verdict(bundle, issued.trust(make.AT))
        assert (verdict.finding, verdict.number, verdict.name) == ("valid", number, name.removeprefix("'"))


def test_of_one_item_only_what_is_new_and_in_english(app):
    result = entered()
    other = make.item(competition_id=result.item.competition_id)
    actions.enter_honours(build.announced(build.entries(other, 2)), reader.book(), by=build.organiser(), at=make.AT)
    printing.print_certificate(entry(SILVER), by=build.organiser(), at=make.AT, language="en")
    printing.print_certificate(entry(GOLD), by=build.organiser(), at=make.AT)
    task = made(app, result, item=str(result.item_id), language="en", only_new="y")
    assert task.state is TaskState.DONE, task.fault
    assert {p.entry.number for p in prints()[2:]} == {GOLD, THIRD, *TITLES}
    assert {(p.language, p.reprint) for p in prints()[2:]} == {("en", False)}


def test_nothing_to_make_is_said_on_the_page(app):
    result = entered("王小明")
    client = make.sign_in(app.test_client(), build.organiser())
    asked = {"item": "0", "language": "zh", "form": ONE, "only_new": "y"}
    made(app, result)
    answer = client.post(page(result), data=asked, headers=EN)
    assert answer.status_code == 422
    assert "All of these certificates were made before" in answer.text
    assert client.post(page(result), data={**asked, "form": "neither"}).status_code == 422
    empty = client.get(f"/office/honours/competitions/{make.competition().id}/certificates", headers=EN)
    assert "Nothing of this competition stands in the register yet" in empty.text


def test_the_page_counts_what_stands_and_what_was_made_of_it(app):
    result = entered()
    printing.print_certificate(entry(GOLD), by=build.organiser(), at=make.AT, language="en")
    client = make.sign_in(app.test_client(), build.organiser())
    text = client.get(page(result), headers=EN).text
    row = text[text.index("Ceramic Decoration") :].split("</tr>")[0]
    assert [cell.split("<")[0] for cell in row.split('">')[1:]] == ["5", "0", "1"]


def test_whoever_may_not_any_more_gets_no_batch_and_nothing_is_noted(app):
    result = entered()
    by = make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=result.item.competition_id)
    client = make.sign_in(app.test_client(), by)
    assert client.post(page(result), data={"item": "0", "language": "zh", "form": ONE}).status_code == 302
    with make.transaction(trail=False) as session:
        session.execute(db.delete(HeldRole).where(HeldRole.user_id == by.id))
    runner.work(app)
    db.session.expire_all()
    assert db.session.scalars(db.select(Task)).one().state is TaskState.FAILED
    assert prints() == []


def test_a_batch_that_is_stopped_notes_nothing(app):
    entered()
    of = [entry(GOLD), entry(SILVER)]

    def stop(done, _whole):
        if done:
            raise tasks.Stopped

    for form in (ONE, EACH):
        with pytest.raises(tasks.Stopped):
            printing.print_batch(of, printing.Batch(form=form), build.organiser(), make.AT, stop)
    assert prints() == []


def test_an_organiser_of_another_competition_opens_no_batch(app):
    result = entered()
    other = make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=make.competition().id)
    client = make.sign_in(app.test_client(), other)
    assert client.get(page(result)).status_code == 403
    assert client.post(page(result), data={"item": "0", "language": "zh", "form": ONE}).status_code == 403
