"""Two tables, or one on two days, side by side; and what others published."""

from datetime import date
from urllib.parse import urlencode

import pytest

from competition.accounts.rules import Role
from competition.foundation.media import Piece
from competition.policy import actions, draft_words, reader
from competition.policy.actions import DraftData
from competition.policy.book import Table
from tests import make

EN = {"Accept-Language": "en"}


def asked(**told: str) -> str:
    days = {"left_day": "2026-09-01", "right_day": "2026-09-01"}
    return "/policy/compare?" + urlencode({"left": "funding.prize.by_rank", **days, **told})


@pytest.mark.parametrize("one", reader.elsewhere(), ids=lambda one: one.name)
def test_what_others_published_has_a_source_and_is_worded(app, one):
    assert one.source
    assert one.address.startswith("http")
    assert bool(one.note) is bool(one.note_en)
    told = draft_words.pairs((Table(one.name, one.title, one.title_en, one.unit, one.source, ()), one.value), None)
    assert told
    assert all(pair.differs for pair in told)


@pytest.mark.parametrize(
    ("name", "place", "yuan"),
    [
        ("prize_dezhou", ("municipal_games", 1), 10_000),
        ("prize_shandong", ("national_games", 3), 40_000),
        ("prize_yantai", ("municipal_2", 2), 2_000),
        ("prize_guangdong_city", ("municipal_1", 6), 2_000),
    ],
)
def test_the_published_figures_are_the_printed_ones(name, place, yuan):
    (one,) = [each for each in reader.elsewhere() if each.name == name]
    assert one.value[place[0]][place[1]] == yuan * 100


def test_the_page_begins_with_what_there_is_to_compare(client):
    page = client.get("/policy/compare", headers=EN).text
    assert all(one.title_en.replace("'", "&#39;") in page for one in reader.elsewhere())
    assert "What differs" not in page
    # whoever only chose the language chose no tables
    assert client.get("/policy/compare?lang=zh_Hans_CN").status_code == 200


def test_our_table_beside_another_citys_marks_each_figure_that_differs(client):
    page = client.get(asked(right="elsewhere:prize_yantai"), headers=EN).text
    apart, same = page[page.index("What differs") :].split("same on both sides", 1)
    assert "Municipal, category II · Place 3" in apart
    assert "Municipal, category I · Place 1" in same
    assert "decides nothing here" in page
    assert "烟人社规〔2017〕8号" in page


def test_one_table_on_two_days_shows_what_the_bureau_changed(client):
    told = DraftData(
        date(2026, 9, 2), "municipal_1: {1: 600000}", "办法", "淄人社发〔2026〕1号", "", Piece("a.pdf", b"%PDF-")
    )
    draft = actions.draft_value("funding.prize.by_rank", told, by=make.user(Role.ORGANISER), at=make.AT)
    actions.enact_draft(draft, None, by=make.user(Role.ORGANISER), at=make.AT)
    page = client.get(asked(right="funding.prize.by_rank", right_day="2026-09-02"), headers=EN).text
    row = page[page.index("Municipal, category I · Place 1") :]
    assert row.index("5,000.00") < row.index("6,000.00")
    assert "淄人社发〔2026〕1号" in page
    same = client.get(asked(right="funding.prize.by_rank"), headers=EN).text
    assert "Nothing differs" in same


def test_a_day_before_the_first_is_said_and_two_kinds_are_refused(client):
    page = client.get(asked(right="elsewhere:prize_yantai", left_day="2020-01-01"), headers=EN).text
    assert "has no figure for" in page
    for other in ("elsewhere:host_yantai", "results.notice_days", "nothing"):
        answer = client.get(asked(right=other), headers=EN)
        assert answer.status_code == 422
        assert "side-by-side" not in answer.text


def test_the_conditions_of_a_title_stand_beside_another_citys(client):
    page = client.get(asked(left="honours.municipal_technician", right="elsewhere:title_weifang"), headers=EN).text
    apart, same = page[page.index("What differs") :].split("same on both sides", 1)
    assert "to place 3" in apart
    assert "aged 16 or more" in apart
    assert "Municipal, category II" in same
