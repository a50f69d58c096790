"""An item that follows an earlier one: who goes on, what is carried over, and what follows when the earlier changes."""

import csv
import io
import zipfile
from decimal import Decimal

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from competition.foundation import spreadsheets
from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.judging import queries as judging
from competition.judging import scheme_readings
from competition.plan import queries as plan
from competition.plan.queries import competition
from competition.registration import actions as registering
from competition.registration import exports, imports
from competition.registration import queries as registration
from competition.registration import rules as registering_rules
from competition.registration.models import Entry
from competition.registration.rules import EntryState, Row
from competition.results import finality, queries, readdition, recounts, rules, stage_rules, stages
from competition.results.actions import finishing, staging
from competition.results.actions.staging import Wanted
from competition.results.commands import tabulate
from competition.results.finality_rules import Block, BlockKind, Facts, blocks
from competition.results.rules import Brought, Weights
from competition.results.stage_rules import Fate, Runner
from tests import make
from tests.judging.several import SUM, aspect, scheme
from tests.results.build import BOOK, NOTICE, announce, computed
from tests.results.stage_build import PRACTICE, correct_earlier, enter, follow, hold, pair, whole

D = Decimal
EN = {"Accept-Language": "en"}
TWICE = scheme([aspect("given", "60", times=2), aspect("given", "40")])
ON, TIED, MISSED, OUT = Fate.ON, Fate.TIED, Fate.MISSED, Fate.OUT


# --- who goes on ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("places", "first", "found"),
    [
        ([1, 2, 3, 4], 2, [ON, ON, MISSED, OUT]),
        # a tie at the cut takes all along; a tie that ends at the cut is none
        ([1, 2, 2, 4], 2, [ON, TIED, TIED, MISSED]),
        ([1, 2, 2, 4], 3, [ON, ON, ON, MISSED]),
        ([1, 1, 1, 4], 1, [TIED, TIED, TIED, MISSED]),
        # all who share the next place just missed it; whoever has no place does not go on
        ([1, 2, 2, None], 1, [ON, MISSED, MISSED, OUT]),
        ([1, 2, None], 9, [ON, ON, OUT]),
        ([], 3, []),
    ],
)
def test_the_first_go_on_with_all_who_are_tied_at_the_cut(places, first, found):
    field = [Runner(key, 50 - key, place) for key, place in enumerate(places)]
    assert list(stage_rules.fates(field, first).values()) == found


TOTALS = st.lists(st.integers(0, 6), max_size=12)


def placed(totals):
    return [Runner(key, key, 1 + sum(other > total for other in totals)) for key, total in enumerate(totals)]


@given(TOTALS, st.integers(1, 14), st.randoms())
def test_the_order_of_entries_never_changes_who_goes_on(totals, first, shuffle):
    field = placed(totals)
    mixed = list(field)
    shuffle.shuffle(mixed)
    assert stage_rules.fates(mixed, first) == stage_rules.fates(field, first)


@given(TOTALS, st.integers(1, 14))
def test_equals_are_never_parted_and_at_least_the_first_go_on(totals, first):
    found = stage_rules.fates(placed(totals), first)
    on = {key for key, fate in found.items() if fate in (ON, TIED)}
    assert len(on) >= min(first, len(totals))
    assert all(totals[one] > totals[other] for one in on for other in found.keys() - on)
    assert bool([1 for fate in found.values() if fate is TIED]) == (len(on) > first)


def test_nobody_asks_for_none():
    with pytest.raises(ValueError, match="at least one"):
        stage_rules.fates([], 0)


# --- the total -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("theory", "practice", "earlier", "weight", "total"),
    [
        ("80", "90", "70", "40", "80.80"),  # (16 + 72) x 60 % + 28
        # rounded once at the end: 88.125 x 50 % + 90.01 x 50 % = 89.0675
        ("80.125", "90.125", "90.01", "50", "89.07"),
        ("0", "0", "0", "40", "0.00"),
        ("80", "90", None, "40", None),
        (None, "90", "70", "40", None),
    ],
)
def test_a_total_carries_its_share_and_missing_is_not_zero(theory, practice, earlier, weight, total):
    figures = [None if one is None else D(one) for one in (theory, practice)]
    brought = Brought(None if earlier is None else D(earlier), D(weight), {})
    found = rules.total(*figures, Weights(D(20), D(80)), brought).value
    assert (None if found is None else str(found)) == total


def test_the_reason_is_named_with_the_version_that_stands():
    assert blocks(Facts(True, earlier=[(7, "A1 初赛")])) == (Block(BlockKind.EARLIER, "A1 初赛", 7),)


# --- laying it down and entering -----------------------------------------------------------------------------------


def test_those_who_go_on_are_entered_once_without_a_number_in_the_order_of_registration(app):
    first, final = pair()
    follow(first, final)
    following = plan.following(final.item.id)
    shown = stages.final(first.item.id)
    count = staging.enter_going_on(following, shown, None, by=final.organiser, at=make.AT)
    made = registration.accepted(final.item.id)
    # 2 go on, and the third who is tied with the second
    assert count == 3
    assert [one.earlier_id for one in sorted(made, key=lambda e: e.id)] == sorted(e.id for e in first.entries[:3])
    assert {(one.number, one.state) for one in made} == {(None, EntryState.ACCEPTED)}
    assert {one.name for one in made} == {e.name for e in first.entries[:3]}
    with pytest.raises(Refused, match="entered already"):
        staging.enter_going_on(plan.following(final.item.id), shown, None, by=final.organiser, at=make.AT)
    with pytest.raises(Refused, match="entered already"):
        follow(first, final, 3)
    with pytest.raises(Refused, match="entered already"):
        staging.stop_following(final.item, None, by=final.organiser, at=make.AT)


def test_a_list_that_is_not_the_newest_enters_nobody(app):
    first, final = pair()
    follow(first, final)
    shown = stages.final(first.item.id)
    correct_earlier(first)
    with pytest.raises(Refused, match="changed since"):
        staging.enter_going_on(plan.following(final.item.id), shown, None, by=final.organiser, at=make.AT)
    assert registration.accepted(final.item.id) == []


def test_whoever_withdrew_since_does_not_go_on_and_nobody_takes_the_place(app):
    first, final = pair()
    follow(first, final)
    registering.withdraw_entry(db.session.get(Entry, first.entries[0].id), "受伤", by=final.organiser, at=make.AT)
    enter(final)
    assert {e.earlier_id for e in final.entries} == {e.id for e in first.entries[1:3]}


@pytest.mark.parametrize(
    ("first_n", "weight", "said"),
    [
        (0, None, "At least one"),
        (2, "0", "share"),
        (2, "100", "share"),
        (2, "33.333", "share"),
        (2, "NaN", "share"),
    ],
)
def test_what_cannot_be_laid_down_is_refused(app, first_n, weight, said):
    first, final = pair()
    with pytest.raises(Refused) as refusal:
        follow(first, final, first_n, weight)
    assert said in str(refusal.value.faults[0].message)


def test_an_item_follows_only_what_fits_and_only_once(app):
    first, final = pair()
    by, held = final.organiser, final.item.competition_id
    team = make.item(competition_id=held, team_size=2)
    third = make.item(competition_id=held)

    def refused(item, earlier, said):
        with pytest.raises(Refused) as refusal:
            staging.follow_item(item, Wanted(earlier.id, 2, None), None, by=by, at=make.AT)
        assert said in " ".join([str(refusal.value.message), *(str(f.message) for f in refusal.value.faults)])

    refused(final.item, final.item, "another item")
    refused(final.item, make.item(), "another item")
    refused(final.item, team, "size of team")
    follow(first, final)
    refused(third, first.item, "follows that one already")
    refused(first.item, final.item, "follows this one")
    make.entry(third)
    refused(third, final.item, "Withdraw them first")


def test_units_enter_nobody_for_an_item_that_follows(app):
    first, final = pair()
    follow(first, final)
    held = competition(final.item.competition_id)
    rows = [Row(n, item=item.code) for n, item in enumerate((first.item, final.item), 2)]
    found = registering_rules.check_rows(rows, imports.context(rows, held, BOOK, final.organiser, make.AT)).faults
    assert [(one.row, one.value) for one in found if one.code == "item_follows"] == [(3, "A2")]
    legend = list(spreadsheets.read_sheets(exports.template(held)).values())[1]
    assert [row[0] for row in legend if row and row[0] in ("A1", "A2")] == ["A1"]


# --- the result ----------------------------------------------------------------------------------------------------


def test_a_total_is_the_carried_share_and_the_own_and_its_working_shows_both(app):
    first, final, result = whole()
    earlier = {line.entry_id: line.total for line in stages.final(first.item.id).lines}
    came_from = {e.id: e.earlier_id for e in final.entries}
    assert len(result.lines) == 3
    for line in result.lines:
        brought = earlier[came_from[line.entry_id]]
        exact = (line.theory * 20 + line.practice * 80) / 100 * 60 / 100 + brought * 40 / 100
        assert line.total == rules.rounded(exact, 2)
        carried = next(step for step in line.working if step["code"] == "carried")
        pinned = stages.final(first.item.id)
        assert (carried["result"], carried["version"], D(carried["mark"])) == (str(pinned.id), "1", brought)
    assert result.basis["earlier"]["sha256"] == stages.digest(stages.final(first.item.id))
    assert [line.place for line in result.lines] == sorted(line.place for line in result.lines)


def test_without_carrying_over_the_own_sum_is_the_total_and_the_earlier_may_change(app):
    first, _final, result = whole(weight=None)
    assert all(
        line.total == rules.total(line.theory, line.practice, Weights(D(20), D(80))).value for line in result.lines
    )
    correct_earlier(first)
    assert finality.blocks(result) == ()


def test_who_is_without_an_earlier_total_has_none_and_nothing_is_worked_out(app):
    first, final = pair()
    follow(first, final)
    hold(enter(final))
    old = stages.final(first.item.id)
    gone = next(line for line in old.lines if line.entry_id == final.entries[0].earlier_id)
    with make.transaction(trail=False):
        gone.total, gone.place = None, None
    with pytest.raises(Refused, match="have no total in version 1"):
        computed(final)
    assert queries.standing(final.item.id) is None


def test_whoever_did_not_come_to_the_final_has_no_total_there(app):
    first, final = pair()
    follow(first, final)
    result = computed(hold(enter(final), absent={1}))
    assert [(one.number, one.total) for one in result.lines if one.place is None] == [(1, None)]


def test_a_re_addition_adds_the_carried_share_too(app):
    _first, _final, result = whole()
    for kept in judging.closed_marks(result.item_id):
        line = next(one for one in result.lines if one.entry_id == kept.entry_id)
        assert readdition.again(kept, result.basis)["total"] == line.total


# --- when the earlier result changes -------------------------------------------------------------------------------


def test_a_changed_earlier_result_blocks_until_the_later_is_worked_out_anew(app):
    first, final, result = whole()
    new = computed(first, "更正")
    assert finality.blocks(result) == (Block(BlockKind.EARLIER, "A1 初赛", new.id),)
    with pytest.raises(Refused, match="cannot be made final"):
        finishing.finalise_result(queries.result(result.id), "", None, by=final.organiser, at=make.AT)
    db.session.expire_all()
    # what is not final carries nothing on
    with pytest.raises(Refused, match="is not final"):
        computed(final, "初赛更正")
    finishing.finalise_result(queries.result(new.id), "", None, by=first.organiser, at=make.AT)
    again = computed(final, "初赛更正")
    assert again.basis["earlier"]["version"] == 2
    assert finality.blocks(again) == ()
    finishing.finalise_result(again, "", None, by=final.organiser, at=make.AT)


def test_a_final_result_is_neither_put_on_notice_nor_announced_on_an_old_one(app):
    first, final, result = whole()
    finishing.finalise_result(result, "", None, by=final.organiser, at=make.AT)
    correct_earlier(first)
    with pytest.raises(Refused, match="replaced by version 2"):
        finishing.put_on_notice(queries.result(result.id), BOOK, None, by=final.organiser, at=NOTICE)


def test_a_public_result_is_marked_for_correction(client):
    first, final, result = whole()
    finishing.finalise_result(result, "", None, by=final.organiser, at=make.AT)
    finishing.put_on_notice(result, BOOK, None, by=final.organiser, at=NOTICE)
    assert stages.to_correct(final.organiser) == []
    correct_earlier(first)
    assert [one.id for one in stages.to_correct(final.organiser)] == [result.id]
    browser = make.sign_in(client, final.organiser)
    page = browser.get(f"/office/results/{result.id}", headers=EN).get_data(as_text=True)
    assert "This result has to be corrected" in page
    page = browser.get(f"/office/results/competitions/{final.item.competition_id}", headers=EN).get_data(as_text=True)
    assert "the earlier result changed" in page
    with pytest.raises(Refused, match="replaced by version 2"):
        announce(queries.result(result.id), final.organiser)
    db.session.expire_all()
    computed(final, "初赛更正")
    assert stages.to_correct(final.organiser) == []


# --- files ---------------------------------------------------------------------------------------------------------


def recounted(result, folder):
    with zipfile.ZipFile(io.BytesIO(recounts.recount(result))) as book:
        book.extractall(folder)
    told = [str(folder / "scheme.json"), str(folder / "marks.csv"), "--stage", "final", "--as", "csv"]
    done = CliRunner().invoke(tabulate, told)
    assert done.exit_code == 0, done.output
    return {row["entry"]: row for row in csv.DictReader(io.StringIO(done.output))}


def tree(text):
    return scheme_readings.read_text(text).tree


@pytest.mark.either
@pytest.mark.parametrize(
    ("scheme", "of_both"),
    [
        (None, {}),
        (None, PRACTICE),
        # several attempts, and a team marked member by member, as the earlier item and as the later
        (TWICE, PRACTICE),
        (SUM, {**PRACTICE, "team_size": 2}),
    ],
)
def test_a_recount_comes_to_every_total_and_place(app, tmp_path, scheme, of_both):
    _first, _final, result = whole("33.33", 2, tree(scheme) if scheme else None, **of_both)
    rows = recounted(result, tmp_path)
    assert len(rows) == len(result.lines) >= 2
    for line in result.lines:
        row = rows[f"{line.number:02d}"]
        assert (D(row["total"]), row["place"]) == (line.total, str(line.place))


@pytest.mark.either
def test_a_recount_of_an_absent_competitor_has_no_total(app, tmp_path):
    first, final = pair()
    follow(first, final)
    result = computed(hold(enter(final), absent={2}))
    assert (recounted(result, tmp_path)["02"]["status"], recounted(result, tmp_path)["02"]["total"]) == ("absent", "")
