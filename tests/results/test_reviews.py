"""Re-checks: asked for by a competition, the sample drawn openly, and nothing final before all who are due are right."""

import json
from decimal import Decimal

import pytest
from click.testing import CliRunner

from competition.accounts.rules import Role, Scope
from competition.foundation.database import db
from competition.foundation.errors import NotAllowed, Refused
from competition.judging.commands import redraw
from competition.results import corrections, finality, queries, reviews
from competition.results.actions import correcting, finishing, reviewing
from competition.results.actions.correcting import Wanted
from competition.results.finality_rules import BlockKind
from competition.results.review_rules import Finding, Quotas, Why
from competition.results.rules import ResultState
from tests import make
from tests.judging.build import hall
from tests.results.build import BOOK, closed, computed

D = Decimal
EN = {"Accept-Language": "en"}
QUOTAS = Quotas(D(30), D(15), D(5))
# seven competitors: three for their place, one of the other four as a sample
SEVEN = ("90", "85", "80", "75", "70", "65", "60")


@pytest.fixture
def there(app):
    return closed(SEVEN)


@pytest.fixture
def supervisor(there):
    return make.user(Role.SUPERVISOR, scope=Scope.COMPETITION, scope_id=there.item.competition_id)


def ask(there, quotas=QUOTAS):
    return reviewing.set_quotas(there.item.competition, quotas, BOOK, None, by=there.organiser, at=make.AT)


def drawn(there):
    ask(there)
    return reviewing.draw_sample(there.item, "2026年9月24日上证收盘3901", by=there.organiser, at=make.AT)


def standing(there):
    db.session.expire_all()
    return queries.result(queries.standing(there.item.id).id)


def review(there):
    return reviews.of_result(standing(there))


def look(there, number, by, finding=Finding.RIGHT, said=""):
    line = next(one for one in standing(there).lines if one.number == number)
    return reviewing.keep_recheck(queries.line(line.id), finding, said, by=by, at=make.AT)


def kinds(there):
    return [block.kind for block in finality.blocks(standing(there))]


def test_without_quotas_no_recheck_is_asked_for(there):
    computed(there)
    assert review(there) is None
    assert kinds(there) == []


def test_who_is_due_and_why(there):
    drawn(there)
    computed(there)
    found = {each.line.number: each.why for each in review(there).due}
    assert {number for number, why in found.items() if why is Why.TOP} == {1, 2, 3}
    (sampled,) = [number for number, why in found.items() if why is Why.SAMPLE]
    order = [number for number, _code in sorted(reviews.draw(there.item.id).pairs, key=lambda pair: pair[1])]
    assert sampled == next(number for number in order if number > 3)


def test_a_result_is_final_only_when_all_who_are_due_are_right(there, supervisor):
    ask(there)
    result = computed(there)
    assert kinds(there) == [BlockKind.NOT_DRAWN]
    reviewing.draw_sample(there.item, "3901", by=there.organiser, at=make.AT)
    due = [each.line.number for each in review(there).due]
    for number in due:
        (block,) = finality.blocks(standing(there))
        assert block.kind is BlockKind.RECHECK
        assert str(number) in block.what.split(", ")
        look(there, number, supervisor)
    assert kinds(there) == []
    finishing.finalise_result(standing(there), "", None, by=there.organiser, at=make.AT)
    assert db.session.get(type(result), result.id).state is ResultState.FINALISED


def test_nobody_looks_again_at_what_went_through_their_hands(there):
    drawn(there)
    computed(there)
    # the organiser entered the theory marks, the chief judge checked and is no organiser
    for person in (there.organiser, there.chief):
        with pytest.raises(NotAllowed):
            look(there, 1, person)
        db.session.rollback()


def test_who_is_not_due_is_not_looked_at(there, supervisor):
    drawn(there)
    computed(there)
    due = {each.line.number for each in review(there).due}
    with pytest.raises(Refused, match="not due"):
        look(there, min(set(range(1, 8)) - due), supervisor)


def test_errors_above_the_limit_make_everybody_due_and_wait_for_their_correction(there, supervisor):
    drawn(there)
    computed(there)
    with pytest.raises(Refused, match="what is wrong"):
        look(there, 1, supervisor, Finding.ERROR)
    db.session.rollback()
    look(there, 1, supervisor, Finding.ERROR, "A2 第1名裁判 60 应为 50")
    now = review(there)
    # one of four is more than 5 %
    assert (now.is_full, now.errors, now.first, len(now.due)) == (True, 1, 4, 7)
    assert BlockKind.ERROR in kinds(there)
    with pytest.raises(NotAllowed, match="another person"):
        look(there, 1, supervisor)
    db.session.rollback()

    of = correcting.open_set(standing(there), "复核发现录入错误", by=there.organiser, at=make.AT)
    had = corrections.standing(there.item.id, there.entries[0].id)
    height = next(mark for mark in had.marks if mark.code == "A2.1")
    marks = {(m.sheet_id, m.aspect.id): m.value for m in had.marks} | {(height.sheet_id, height.aspect.id): D(50)}
    put = Wanted(had.presence, had.theory, marks, "按纸质评分表")
    correcting.put_changes(corrections.one(of.id), had, put, by=there.organiser, at=make.AT)
    second = make.user(Role.ORGANISER)
    correcting.apply_set(corrections.one(of.id), BOOK, None, by=second, at=make.AT)
    # corrected, it is due again; whoever applied it has had a hand in it, the supervisor has not
    assert BlockKind.ERROR not in kinds(there)
    with pytest.raises(NotAllowed):
        look(there, 1, second)
    db.session.rollback()
    look(there, 1, supervisor)
    for each in review(there).open:
        look(there, each.line.number, supervisor)
    assert kinds(there) == []


def test_a_look_counts_on_in_a_later_version_with_the_same_marks(there, supervisor):
    drawn(there)
    computed(there)
    look(there, 1, supervisor)
    computed(there, "重算")
    assert [each.line.number for each in review(there).due if each.is_right] == [1]


def test_an_error_another_person_finds_right_is_right(there, supervisor):
    drawn(there)
    computed(there)
    look(there, 1, supervisor, Finding.ERROR, "疑似漏计")
    other = make.user(Role.SUPERVISOR, scope=Scope.COMPETITION, scope_id=there.item.competition_id)
    look(there, 1, other)
    assert BlockKind.ERROR not in kinds(there)


def test_the_sample_is_drawn_once_after_the_closing_with_a_public_word(there):
    ask(there)
    with pytest.raises(Refused, match="told in public"):
        reviewing.draw_sample(there.item, " ", by=there.organiser, at=make.AT)
    db.session.rollback()
    reviewing.draw_sample(there.item, "3901", by=there.organiser, at=make.AT)
    with pytest.raises(Refused, match="drawn already"):
        reviewing.draw_sample(there.item, "3902", by=there.organiser, at=make.AT)


def test_no_sample_is_drawn_while_judges_may_still_mark(app):
    open_hall = hall(2)
    ask(open_hall)
    with pytest.raises(Refused, match="not closed"):
        reviewing.draw_sample(open_hall.item, "3901", by=open_hall.organiser, at=make.AT)


@pytest.mark.parametrize("share", ["-1", "100.1"])
def test_a_share_outside_its_range_is_refused(there, share):
    with pytest.raises(Refused):
        ask(there, Quotas(D(30), D(share), D(5)))


def test_anyone_draws_the_sample_again(app, there, client, tmp_path):
    ask(there)
    early = json.loads(client.get(f"/results/{there.item.id}/re-check.json").text)["layers"][0]
    assert early["commitment"]
    assert "seed" not in early
    reviewing.draw_sample(there.item, "3901", by=there.organiser, at=make.AT)
    file = tmp_path / "draw.json"
    file.write_bytes(client.get(f"/results/{there.item.id}/re-check.json").data)
    assert json.loads(file.read_text())["layers"][0]["commitment"] == early["commitment"]
    assert CliRunner().invoke(redraw, [str(file)]).exit_code == 0
    told = json.loads(file.read_text())
    told["layers"][0]["pairs"][0][1], told["layers"][0]["pairs"][1][1] = 1, 2
    told["layers"][0]["word"] = "3902"
    file.write_text(json.dumps(told))
    assert CliRunner().invoke(redraw, [str(file)]).exit_code == 1


def test_the_pages_lead_through_a_recheck(app, there, supervisor):
    organiser, competition = make.sign_in(app.test_client(), there.organiser), there.item.competition_id
    url = f"/office/results/competitions/{competition}/re-checks"
    first = organiser.get(url, headers=EN).text
    assert "No re-check is asked for" in first
    assert "errors-box" not in first
    assert (
        organiser.post(url, data={"top_share": "30", "sample_share": "x", "error_share": "5"}, headers=EN).status_code
        == 422
    )
    assert (
        organiser.post(url, data={"top_share": "30", "sample_share": "15", "error_share": "5"}, headers=EN).status_code
        == 302
    )
    result = computed(there)
    page = organiser.get(f"/office/results/{result.id}", headers=EN).text
    assert f"/office/results/{result.id}/re-check" in page
    assert "not drawn" in page
    there_url = f"/office/results/{result.id}/re-check"
    assert organiser.post(f"{there_url}/draw", data={"word": "3901"}, headers=EN).status_code == 302
    watcher = make.sign_in(app.test_client(), supervisor)
    shown = watcher.get(there_url, headers=EN).text
    assert shown.count("upper part") == 3
    line = review(there).due[0].line
    assert watcher.post(f"/office/results/lines/{line.id}/re-check/right", data={}, headers=EN).status_code == 302
    assert "You had a hand in these marks" in organiser.get(there_url, headers=EN).text


def test_the_page_asks_as_often_for_a_large_field(app, there, supervisor, statements):
    drawn(there)
    result = computed(there)
    watcher = make.sign_in(app.test_client(), supervisor)
    url = f"/office/results/{result.id}/re-check"
    watcher.get(url)
    statements.clear()
    watcher.get(url)
    few = len(statements)
    look(there, 1, supervisor, Finding.ERROR, "漏计")
    statements.clear()
    watcher.get(url)
    # all seven are due now
    assert len(statements) == few
