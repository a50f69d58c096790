"""What keeps a result from being made final: all of it at once, each with its remedy and its link."""

import pytest

from competition.accounts.rules import Role
from competition.foundation.errors import Refused
from competition.judging.actions import unlocking
from competition.results import finality, queries
from competition.results.actions import finishing
from competition.results.appeal_rules import AppealState
from competition.results.finality_rules import Block, BlockKind, Facts, blocks
from competition.results.rules import ResultState
from tests import make
from tests.results.appeal_build import appeal_in
from tests.results.build import closed, computed, stored

EN = {"Accept-Language": "en"}


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (Facts(True), ()),
        (Facts(True, undecided=[3, 5]), (Block(BlockKind.PRESENCE, "3, 5"),)),
        # whoever is undecided is not named again for the marks they lack
        (
            Facts(True, undecided=[3], unmarked=[3, 4, 4]),
            (Block(BlockKind.PRESENCE, "3"), Block(BlockKind.UNMARKED, "4")),
        ),
        (Facts(True, unsigned=["A1", "A1", "B2"]), (Block(BlockKind.NOT_SIGNED, "A1, B2"),)),
        (Facts(True, far_apart=["7 (A1.2)"]), (Block(BlockKind.SPREAD, "7 (A1.2)"),)),
        (Facts(True, tied=["1, 2"]), (Block(BlockKind.TIED, "1, 2"),)),
        (Facts(True, is_veiled=True), (Block(BlockKind.VEILED),)),
        (Facts(True, has_same_sheets=False), (Block(BlockKind.SHEETS_CHANGED),)),
        # while it is open again, unfinished sheets are expected
        (Facts(False, unmarked=[1], unsigned=["A1"], has_same_sheets=False), (Block(BlockKind.NOT_CLOSED),)),
        (
            Facts(True, unlockings=[(12, "a"), (13, "b")]),
            (Block(BlockKind.UNLOCKING, "a", 12), Block(BlockKind.UNLOCKING, "b", 13)),
        ),
        (
            Facts(True, objections=["YY1"], appeals=[(4, "SS1")]),
            (Block(BlockKind.OBJECTION, "YY1"), Block(BlockKind.APPEAL, "SS1", 4)),
        ),
    ],
)
def test_each_reason_is_named_once(facts, found):
    assert blocks(facts) == found


@pytest.fixture
def item(app):
    return closed()


def refused(result, by):
    with pytest.raises(Refused) as refusal:
        finishing.finalise_result(result, "", None, by=by, at=make.AT)
    assert queries.result(result.id).state is ResultState.COMPUTED
    return [str(fault.message) for fault in refusal.value.faults]


def test_a_clean_result_has_no_reason_against_it(item):
    assert finality.blocks(computed(item)) == ()


def test_finalising_is_refused_with_every_reason_at_once(item):
    result = computed(item)
    make.entry(item.item, number=17)
    sheet = item.sheet("A1", item.entries[0])
    unlocking.ask_unlocking(sheet, reason="录入有误", by=item.chief, at=make.AT)
    appeal = appeal_in(AppealState.FINAL, item.entries[1], upheld=True)
    assert refused(result, item.organiser) == [
        "Nobody said whether competitors 17 took part.",
        f"{item.chief.name} asks to unlock sheet A1 of competitor 01.",
        f"The appeal {appeal.receipt} was upheld.",
    ]


def test_an_open_appeal_keeps_no_result_from_being_final(item):
    result = computed(item)
    appeal_in(AppealState.ADMITTED, item.entries[0])
    finishing.finalise_result(result, "", None, by=item.organiser, at=make.AT)
    assert result.state is ResultState.FINALISED


def test_the_page_names_each_reason_and_leads_to_it_in_place_of_the_button(app, item):
    result = computed(item)
    page = make.sign_in(app.test_client(), make.user(Role.ORGANISER))
    address = f"/office/results/{result.id}"
    assert f"{address}/finalise" in page.get(address, headers=EN).text
    make.entry(item.item, number=17)
    appeal = appeal_in(AppealState.FINAL, item.entries[1], upheld=True)
    text = page.get(address, headers=EN).text
    assert "Nobody said whether competitors 17 took part." in text
    assert f"/office/judging/items/{item.item.id}/presence" in text
    assert f"/office/appeals/{appeal.id}" in text
    assert f"{address}/finalise" not in text


def test_an_auditor_reads_the_reasons_without_links(app):
    result = stored(2, ResultState.COMPUTED)
    with make.transaction(trail=False):
        result.basis = {**result.basis, "sheets": ["0" * 64]}
    text = make.sign_in(app.test_client(), make.user(Role.AUDITOR)).get(f"/office/results/{result.id}", headers=EN).text
    assert "Sheets changed after this result was worked out." in text
    assert "Work it out anew</a>" not in text
