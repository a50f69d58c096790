"""How far the judging is, for everyone: counts of sheets, renewed while it goes on, and never a mark."""

import re

from competition.foundation.database import db
from competition.judging import sheets
from competition.judging.actions import teams
from competition.judging.actions.teams import Said
from competition.judging.rules import Presence
from competition.plan.rules import CompetitionState
from competition.results import progress, released
from competition.results.rules import ResultState
from tests import make
from tests.judging.build import hall
from tests.results.build import closed, result_in

EN = {"Accept-Language": "en"}


def page_of(client, competition_id):
    answer = client.get(f"/competitions/{competition_id}/progress", headers=EN)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    text = answer.text[answer.text.index("<main") : answer.text.index("</main")]
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def counts(there):
    (row,) = progress.of(there.item.competition)
    return row.competitors, row.sheets, row.sent, row.checked


def test_sheets_are_counted_as_they_are_sent_and_checked(client):
    there = hall(2)
    # two competitors, two forms: three judges on A1, one on A2 where only measures are taken
    kept = len(sheets.of_item(there.item.id))
    assert counts(there) == (2, kept, 0, 0)
    there.mark_entry(there.entries[0])
    done = sum(row.entry_id == there.entries[0].id for row in sheets.of_item(there.item.id))
    assert counts(there) == (2, kept, done, done)
    page = page_of(client, there.item.competition_id)
    assert page.count(f"{done}/{kept}") == 2
    assert "being judged" in page
    assert "99.67" not in page
    # who does not take part is waited for by nobody
    teams.say_presence(there.item, {there.entries[1].id: Said(Presence.ABSENT, "")}, by=there.chief, at=make.AT)
    assert counts(there) == (1, done, done, done)


def test_a_closed_item_says_so_and_a_released_one_leads_to_its_result(client):
    there = closed()
    address = f'href="/results/{there.item.id}"'
    assert "judging closed" in page_of(client, there.item.competition_id)
    assert address not in client.get(f"/competitions/{there.item.competition_id}/progress").text
    result_in(ResultState.ON_NOTICE, there)
    assert released.newest(there.item.id) is not None
    assert "On public notice" in page_of(client, there.item.competition_id)
    assert address in client.get(f"/competitions/{there.item.competition_id}/progress").text


def test_before_the_judging_begins_the_page_says_so_and_a_draft_has_none(client, app):
    coming = make.item()
    assert "Judging has not begun" in page_of(client, coming.competition_id)
    draft = make.competition(state=CompetitionState.DRAFT, published_at=None)
    assert client.get(f"/competitions/{draft.id}/progress").status_code == 404


def test_it_is_kept_for_everyone_and_asks_the_same_of_the_database_for_one_item_and_for_four(client, statements):
    counted = []
    for more in (0, 3):
        there = hall(1)
        for _ in range(more):
            hall(2, item=make.item(competition_id=there.item.competition_id))
        competition_id = there.item.competition_id
        db.session.remove()
        statements.clear()
        answer = client.get(f"/competitions/{competition_id}/progress")
        assert answer.headers["Cache-Control"] == "public, max-age=5"
        counted.append(len(statements))
    # the stamp of all releases, the competition with its items, and four counts
    assert counted[0] == counted[1] <= 8
