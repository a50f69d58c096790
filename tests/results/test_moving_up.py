"""Somebody withdrew from an item that follows an earlier one, and the next in rank there move up."""

import io
import json

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from competition.accounts.rules import Role
from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.foundation.trail import TrailRow
from competition.judging.actions import sheets as opening
from competition.plan import queries as plan
from competition.registration import actions as registering
from competition.registration import queries as registration
from competition.registration.models import Entry
from competition.results import stage_rules, stage_words, stages
from competition.results.actions import staging
from competition.results.stage_rules import Fate
from tests import make
from tests.results.build import computed
from tests.results.stage_build import follow, hold, pair
from tests.results.test_stages import TOTALS, placed

EN = {"Accept-Language": "en"}


def going_on(first, final, n=1):
    """Enter the first n and draw nothing yet; give those entered by the entry there."""
    follow(first, final, n)
    shown = stages.final(first.item.id)
    staging.enter_going_on(plan.following(final.item.id), shown, None, by=final.organiser, at=make.AT)
    return stages.entered(final.item.id)


def move_up(final, place, reason="A 因伤弃权"):
    return staging.let_move_up(plan.following(final.item.id), place, reason, by=final.organiser, at=make.AT)


def withdraw(entry, by):
    registering.withdraw_entry(db.session.get(Entry, entry.id), "受伤", by=by, at=make.AT)


def test_the_next_in_rank_move_up_for_whoever_withdrew_all_who_share_the_place_with_the_reason_kept(app):
    first, final = pair()
    here = going_on(first, final)
    assert stages.vacancy(plan.following(final.item.id), here) is None
    withdraw(here[first.entries[0].id], final.organiser)
    open_here = stages.vacancy(plan.following(final.item.id), stages.entered(final.item.id))
    # 95.84 withdrew; 91.74 twice are next and are not parted
    assert (open_here.free, open_here.place, open_here.why_not) == (1, 2, "")
    assert {one.entry_id for one in open_here.lines} == {first.entries[1].id, first.entries[2].id}
    assert move_up(final, 2) == 2
    made = registration.accepted(final.item.id)
    assert [(e.earlier_id, e.number, e.reason) for e in made] == [
        (first.entries[1].id, None, "A 因伤弃权"), (first.entries[2].id, None, "A 因伤弃权"),
    ]  # fmt: skip
    said = db.session.scalars(sa.select(TrailRow).order_by(TrailRow.seq.desc())).first()
    assert (said.verb, json.loads(said.note)["reason"], json.loads(said.note)["place"]) == (
        "results.moved_up",
        "A 因伤弃权",
        2,
    )
    # as many as were laid down are there again, and the place is not given twice
    with pytest.raises(Refused, match="No place is free"):
        move_up(final, 4)


def test_whoever_withdrew_from_the_earlier_item_is_passed_over_and_the_next_after_them_moves_up(app):
    first, final = pair()
    here = going_on(first, final)
    for entry in (here[first.entries[0].id], first.entries[1], first.entries[2]):
        withdraw(entry, final.organiser)
    with pytest.raises(Refused, match="changed since"):
        move_up(final, 2)
    assert move_up(final, 4) == 1
    withdraw(registration.accepted(final.item.id)[0], final.organiser)
    with pytest.raises(Refused, match="Nobody is left"):
        move_up(final, 4)


def test_a_tie_that_leaves_enough_frees_no_place(app):
    first, final = pair()
    here = going_on(first, final, 2)
    withdraw(here[first.entries[2].id], final.organiser)
    with pytest.raises(Refused, match="of the first 2, as many"):
        move_up(final, 4)


def test_nobody_moves_up_without_a_reason_before_they_are_entered_or_once_numbers_are_drawn(app):
    first, final = pair()
    here = going_on(first, final)
    withdraw(here[first.entries[0].id], final.organiser)
    with pytest.raises(Refused, match="Say who withdrew"):
        move_up(final, 2, "  ")
    move_up(final, 2)
    withdraw(registration.accepted(final.item.id)[0], final.organiser)
    withdraw(registration.accepted(final.item.id)[0], final.organiser)
    move_up(final, 4)
    registering.draw_numbers(final.item, by=final.organiser, at=make.AT)
    withdraw(registration.accepted(final.item.id)[0], final.organiser)
    with pytest.raises(Refused, match="numbers of this item are drawn"):
        move_up(final, 4)


def test_the_result_says_how_many_moved_up_and_carries_their_share(app):
    first, final = pair()
    here = going_on(first, final)
    withdraw(here[first.entries[0].id], final.organiser)
    move_up(final, 2)
    registering.draw_numbers(final.item, by=final.organiser, at=make.AT)
    db.session.expire_all()
    final.entries = registration.accepted(final.item.id)
    opening.open_sheets(final.item, by=final.organiser, at=make.AT)
    result = computed(hold(final))
    assert len(result.lines) == 2
    assert result.basis["earlier"]["moved_up"] == 2
    assert "2 moved up" in " ".join(map(str, stage_words.how(result.basis["earlier"])))


@given(TOTALS, st.integers(1, 14), st.sets(st.integers(0, 11)))
def test_who_moves_up_shares_the_best_place_that_was_not_passed(totals, first, gone):
    field = placed(totals)
    on = {key for key, fate in stage_rules.fates(field, first).items() if fate in (Fate.ON, Fate.TIED)}
    chosen = set(stage_rules.next_in_rank(field, on | gone))
    left = {one.key for one in field} - on - gone
    assert chosen <= left
    assert bool(chosen) == bool(left)
    assert all(totals[one] > totals[other] for one in chosen for other in left - chosen)
    assert len({totals[one] for one in chosen}) <= 1


def test_it_is_seen_first_then_decided_with_a_reason_on_the_stage_page(client):
    first, final = pair()
    here = going_on(first, final)
    withdraw(here[first.entries[0].id], final.organiser)
    url = f"/office/results/items/{final.item.id}/stage"
    browser = make.sign_in(client, final.organiser)
    page = browser.get(url, headers=EN).text
    assert "1 place came free" in page
    assert "all of them move up" in page
    assert "Withdrew, does not go on" in page
    page = browser.post(f"{url}/next/2", data={"reason": ""}, headers=EN)
    assert (page.status_code, "Say who withdrew" in page.text) == (422, True)
    page = browser.post(f"{url}/next/4", data={"reason": "A 因伤弃权"}, headers=EN)
    assert (page.status_code, "A 因伤弃权" in page.text, "changed since" in page.text) == (422, True, True)
    assert browser.post(f"{url}/next/2", data={"reason": "A 因伤弃权"}, headers=EN).status_code == 302
    page = browser.get(url, headers=EN).text
    assert page.count("Moved up") == 2
    assert page.count("A 因伤弃权") == 2
    assert "came free" not in page
    # whoever moved up is no difference between the earlier result and who is here
    assert "otherwise" not in page
    assert browser.get(f"{url}.pdf").status_code == 200
    rows = load_workbook(io.BytesIO(browser.get(f"{url}.xlsx", headers=EN).data)).active.iter_rows(values_only=True)
    assert [row[5] for row in rows if row[0] in (1, 2)] == [
        "Withdrew, does not go on (受伤)", "Moved up (A 因伤弃权)", "Moved up (A 因伤弃权)",
    ]  # fmt: skip
    make.sign_in(client, make.user(Role.AUDITOR))
    assert client.post(f"{url}/next/4", data={"reason": "x"}).status_code == 403
