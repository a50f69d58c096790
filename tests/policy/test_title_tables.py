"""Tables of titles and promotions: published ones with holes are refused when they are saved, and every fault is named."""

from datetime import date

import pytest
from flask import g

from competition.accounts.rules import Role
from competition.foundation.errors import Refused
from competition.foundation.media import Piece
from competition.policy import actions, draft_words, reader, title_tables
from competition.policy.actions import DraftData
from competition.policy.title_tables import Band
from tests import make

TITLES, LEVELS = "honours.municipal_technician", "honours.level_promotion"
PUBLISHED = {one.name: one.value for one in reader.elsewhere() if one.unit == "title"}
GOOD = reader.book().table(TITLES).values[-1].value
GOOD_LEVELS = reader.book().table(LEVELS).values[-1].value


def drafted(value, table=TITLES):
    told = DraftData(
        date(2026, 9, 2), reader.text_of(value), "办法", "淄人社发〔2026〕1号", "", Piece("办法.pdf", b"%PDF-")
    )
    return actions.draft_value(table, told, by=make.user(Role.ORGANISER), at=make.AT)


@pytest.mark.parametrize("name", sorted(set(PUBLISHED) - {"title_anhui", "title_shenzhen"}))
def test_published_tables_without_holes_can_be_saved(app, name):
    assert drafted(PUBLISHED[name]).id


@pytest.mark.parametrize(
    ("name", "said"), [("title_anhui", "fields of 10 are left out"), ("title_shenzhen", "fields of 50-54 are left out")]
)
def test_the_holes_of_published_size_tables_are_refused_when_saved(app, name, said):
    g.language = "en"
    with pytest.raises(Refused) as refusal:
        drafted(PUBLISHED[name])
    assert said in refusal.value.faults[0].message


def rows(*more):
    return {**GOOD, "rows": [{"level": "municipal_1", "to_place": 2, **one} for one in more]}


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        (GOOD, []),
        (rows({"largest": 9}, {"smallest": 10}), []),
        (rows({"largest": 10}, {"smallest": 10}), ["overlap"]),
        (rows({"largest": 8}, {"smallest": 10}), ["gap"]),
        (rows({"largest": 9}), ["open_end"]),
        (rows({"smallest": 9, "largest": 3}, {"smallest": 10}), ["backwards", "gap"]),
        (rows({}, {}), ["overlap"]),
        (rows({"members": 1}, {"members": 2}, {}), []),
        (rows({"award": "first"}), ["ground"]),
        (rows({"to_place": 0}), ["from_one"]),
        (rows({"to_place": None}), ["from_one"]),
        (rows({"level": "village"}), ["level"]),
        (rows({"level": ["municipal_1"]}), ["level"]),
        (rows({"to_share": 50}), ["unknown", "ground"]),
        ({**GOOD, "groups": ["employee", "student"]}, ["student"]),
        ({**GOOD, "groups": []}, ["list"]),
        ({**GOOD, "not_held": ["doctor"]}, ["code"]),
        ({**GOOD, "not_held": [], "youngest": None, "pass_mark": None}, []),
        ({**GOOD, "youngest": 0}, ["from_one"]),
        ({**GOOD, "rows": []}, ["list"]),
        ({**GOOD, "rows": ["municipal_1"]}, ["mapping"]),
        ({**GOOD, "more": 1}, ["unknown"]),
        ({key: one for key, one in GOOD.items() if key != "pass_mark"}, ["missing"]),
        ([], ["mapping"]),
    ],
)
def test_every_fault_of_a_title_table_is_named(value, codes):
    assert [fault.code for fault in draft_words.faults(value, reader.book().table(TITLES))] == codes


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ({"to_share": 50, "gives": "3"}, []),
        ({"award": "gold", "gives": "2", "one_higher": True, "group": "student"}, []),
        ({"to_share": 101, "gives": "3"}, ["from_one"]),
        ({"to_place": 3, "gives": 2}, ["skill_level"]),
        ({"to_place": 3}, ["missing"]),
        ({"to_place": 3, "gives": "2", "one_higher": "yes"}, ["yes_or_no"]),
        ({"to_place": 3, "gives": "2", "group": "pensioner"}, ["code"]),
        ({"to_place": 3, "gives": "2", "smallest": 3}, ["unknown"]),
    ],
)
def test_every_fault_of_a_table_of_promotions_is_named(row, codes):
    value = {**GOOD_LEVELS, "rows": [{"level": "municipal_1", **row}]}
    assert [fault.code for fault in draft_words.faults(value, reader.book().table(LEVELS))] == codes


@pytest.mark.parametrize(
    ("bands", "faults"),
    [
        ([Band(10, 24, 2), Band(25, 49, 4), Band(55, None, 8)], ("gap 50-54",)),
        ([Band(31, None, 3), Band(1, 10, 1), Band(11, 30, 2)], ()),
        ([Band(1, 12, 1), Band(10, None, 2)], ("overlap 10-12",)),
        ([Band(1, None, 1), Band(10, None, 2)], ("overlap 10",)),
        ([], ()),
    ],
)
def test_a_table_by_size_names_its_gaps_and_overlaps(bands, faults):
    assert title_tables.band_faults(bands) == faults


@pytest.mark.parametrize("table", [TITLES, LEVELS])
def test_a_table_is_shown_in_words(client, table):
    page = client.get("/policy/tables", headers={"Accept-Language": "en"}).text
    shown = page[page.index(f'id="{table}"') :]
    for said in {
        TITLES: ("to place 2", "aged 16 or more", "Students"),
        LEVELS: ("upper 50% of the field", "one level higher"),
    }[table][:2]:
        assert said in shown
