"""Operations of tablets: whatever is lost, repeated, late or out of order, each is kept once and none is lost."""

import threading
from decimal import Decimal
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask_babel import force_locale
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from competition.foundation import trail
from competition.foundation.database import db
from competition.foundation.errors import NotAllowed, Refused
from competition.foundation.trail import TrailRow
from competition.judging import saving, sheets
from competition.judging.actions import closing, marks
from competition.judging.models import Mark, MarkOperation
from competition.judging.operations import Answer, Known, Operation, OperationState, decide
from tests import make
from tests.conftest import empty_tables
from tests.judging.build import hall, trail_verbs

ONE, TWO, THREE = Decimal(1), Decimal(2), Decimal(3)


def free(_operation):
    return None


def known(operation, state=OperationState.KEPT, number=1):
    return Known(operation.id, operation.aspect_id, operation.value, state, number)


first = Operation("a", 7, ONE)
CASES = {
    "the first on an aspect": ([], {}, first, Answer.KEPT, ONE),
    "sent again": ([known(first)], {7: ONE}, first, Answer.KEPT, ONE),
    "on top of what stands": ([known(first)], {7: ONE}, Operation("b", 7, TWO, "a"), Answer.KEPT, TWO),
    "taking back what stands": ([known(first)], {7: ONE}, Operation("b", 7, None, "a"), Answer.KEPT, None),
    "another device, another mark": ([known(first)], {7: ONE}, Operation("b", 7, TWO), Answer.CONFLICT, ONE),
    "another device, the same mark": ([known(first)], {7: ONE}, Operation("b", 7, ONE), Answer.KEPT, ONE),
    "before the one it builds on": ([], {}, Operation("b", 7, TWO, "a"), Answer.EARLY, None),
    "a mark stored without a tablet": ([], {7: ONE}, Operation("b", 7, TWO), Answer.KEPT, TWO),
    "a conflict sent again": (
        [known(first), known(Operation("b", 7, TWO), OperationState.CONFLICT, 2)], {7: ONE}, Operation("b", 7, TWO),
        Answer.CONFLICT, ONE,
    ),
    "building on a conflict": (
        [known(first), known(Operation("b", 7, TWO), OperationState.CONFLICT, 2)], {7: ONE}, Operation("c", 7, THREE, "b"),
        Answer.CONFLICT, ONE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_becomes_of_an_operation(case):
    before, there, operation, answer, mark = CASES[case]
    (outcome,) = decide([operation], before, there, free)
    assert (outcome.answer, outcome.mark) == (answer, mark)


def test_one_refused_holds_back_no_other():
    sent = [Operation("a", 7, ONE), Operation("b", 8, Decimal(9)), Operation("c", 9, TWO)]
    outcomes = decide(sent, [], {}, lambda each: "out of range" if each.value == 9 else None)
    assert [each.answer for each in outcomes] == [Answer.KEPT, Answer.REFUSED, Answer.KEPT]


@given(st.permutations(range(5)), st.integers(0, 4))
@settings(max_examples=60)
def test_in_whatever_order_a_devices_operations_come_the_last_one_stands(order, twice):
    chain = [Operation(f"o{n}", 7, Decimal(n % 4), f"o{n - 1}" if n else "") for n in range(5)]
    stored, there = [], {}
    waiting = [chain[n] for n in order] + [chain[twice]]
    for _ in range(6):
        for outcome in decide(waiting, stored, there, free):
            if outcome.is_new:
                stored.append(known(outcome.operation, OperationState(outcome.answer.value), len(stored) + 1))
                there = {7: outcome.mark}
        waiting = [each for each in waiting if each.id not in {k.id for k in stored}]
    assert there == {7: chain[-1].value}
    assert sorted(each.id for each in stored) == [each.id for each in chain]


def test_a_mark_is_kept_once_however_often_it_is_sent(app):
    there = hall(1)
    sheet = there.sheet("A1", there.entries[0])
    user, aspect = there.user_of(sheet), sheets.aspects_of(sheet)[0].id
    answers = [
        marks.keep_operations(sheet.id, [Operation("operation-1", aspect, value)], device="d", by=user, at=make.AT)
        for value in (TWO, THREE, TWO)
    ]
    assert {each.outcomes[0].answer for each in answers} == {Answer.KEPT}
    assert sheets.marks_on(sheet.id) == {aspect: TWO}
    assert trail_verbs().count("judging.marks_saved") == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(MarkOperation)) == 1


def test_two_devices_never_overwrite_each_other_and_the_sheet_waits_for_a_decision(app):
    there = hall(1)
    sheet = there.sheet("A2", there.entries[0])
    user, aspect = there.user_of(sheet), sheets.aspects_of(sheet)[0].id
    for operation in (Operation("operation-1", aspect, TWO), Operation("operation-2", aspect, THREE)):
        marks.keep_operations(sheet.id, [operation], device="d", by=user, at=make.AT)
    assert sheets.marks_on(sheet.id) == {aspect: TWO}
    (row,) = saving.conflicts(there.item.id)
    assert (row.stood, row.value, row.settled_at) == (TWO, THREE, None)
    with pytest.raises(marks.Refused, match="Two devices"):
        closing.submit_sheet(sheets.one(sheet.id), seen=None, by=user, at=make.AT)
    with pytest.raises(marks.Refused, match="Say why"):
        marks.settle(sheet.id, marks.Choice("operation-2", take=True), by=there.chief, at=make.AT)
    marks.settle(sheet.id, marks.Choice("operation-2", take=True, reason="核对纸质记录"), by=there.chief, at=make.AT)
    assert sheets.marks_on(sheet.id) == {aspect: THREE}
    # what the judge gives after that builds on the decision
    there.send_operations(sheet, {aspect: "1"})
    assert sheets.marks_on(sheet.id) == {aspect: ONE}
    assert trail_verbs()[-4:] == [
        "judging.marks_differ", "judging.marks_saved", "judging.marks_settled", "judging.marks_saved",
    ]  # fmt: skip


def test_marks_on_a_sheet_sent_off_are_refused_and_what_was_kept_is_said_again(app):
    there = hall(1)
    sheet = there.sheet("A2", there.entries[0])
    user, aspect = there.user_of(sheet), sheets.aspects_of(sheet)[0].id
    sent = Operation("operation-1", aspect, Decimal(60))
    marks.keep_operations(sheet.id, [sent], device="d", by=user, at=make.AT)
    closing.submit_sheet(sheets.one(sheet.id), seen=None, by=user, at=make.AT)
    late = Operation("operation-2", aspect, TWO, "operation-1")
    kept = marks.keep_operations(sheet.id, [sent, late], device="d", by=user, at=make.AT)
    assert [each.answer for each in kept.outcomes] == [Answer.KEPT, Answer.REFUSED]
    assert "was submitted" in kept.outcomes[1].message
    assert sheets.marks_on(sheet.id) == {aspect: Decimal(60)}


class Outboxes(RuleBasedStateMachine):
    """Two tablets of one judge and a network that loses requests, loses answers and repeats what it carried."""

    @initialize()
    def begin(self):
        self.there = hall(1)
        sheet = self.there.sheet("A1", self.there.entries[0])
        self.sheet, self.user = sheet.id, self.there.user_of(sheet)
        self.aspect = sheets.aspects_of(sheet)[0].id
        self.outboxes, self.newest, self.carried = ([], []), ["", ""], []
        self.told, self.given = {}, {}

    def teardown(self):
        db.session.rollback()
        empty_tables()

    @rule(device=st.integers(0, 1), value=st.integers(0, 3))
    def give(self, device, value):
        operation = Operation(uuid4().hex, self.aspect, Decimal(value), self.newest[device])
        self.newest[device] = operation.id
        self.given[operation.id] = operation
        self.outboxes[device].append(operation)

    @rule(device=st.integers(0, 1), turned=st.booleans(), lost=st.sampled_from(["", "request", "answer"]))
    def send(self, device, turned, lost):
        sending = list(self.outboxes[device])
        if not sending or lost == "request":
            return
        sending = sending[::-1] if turned else sending
        self.carried.append((device, sending))
        kept = self._arrive(sending)
        if lost != "answer":
            self._hear(device, kept)

    @rule(pick=st.integers(0, 50))
    def repeat(self, pick):
        if self.carried:
            self._arrive(self.carried[pick % len(self.carried)][1])

    @rule(device=st.integers(0, 1))
    def look_again(self, device):
        if not self.outboxes[device]:
            self.newest[device] = saving.newest(self.sheet).get(self.aspect, "")

    def _arrive(self, sending):
        return marks.keep_operations(self.sheet, sending, device="d", by=self.user, at=make.AT)

    def _hear(self, device, kept):
        for each in kept.outcomes:
            if each.answer in (Answer.KEPT, Answer.CONFLICT):
                before = self.told.setdefault(each.operation.id, each.answer)
                assert before is each.answer, "a replay got another answer than the first sending"
        done = {o.operation.id for o in kept.outcomes if o.answer in (Answer.KEPT, Answer.CONFLICT)}
        self.outboxes[device][:] = [each for each in self.outboxes[device] if each.id not in done]

    @invariant()
    def everything_told_is_stored_once_and_everything_else_waits(self):
        if not hasattr(self, "sheet"):
            return
        db.session.rollback()
        db.session.expire_all()
        rows = {row.id.partition(":")[2]: row for row in db.session.scalars(sa.select(MarkOperation))}
        assert set(self.told) <= set(rows)
        assert all(rows[i].state.value == answer.value for i, answer in self.told.items())
        waiting = {each.id for outbox in self.outboxes for each in outbox}
        assert set(self.given) == set(self.told) | waiting
        kept = sorted((r for r in rows.values() if r.state is OperationState.KEPT), key=lambda r: r.number)
        stand = db.session.scalars(sa.select(Mark.value).where(Mark.sheet_id == self.sheet)).all()
        assert stand == ([kept[-1].value] if kept else [])
        assert all(row.value == self.given[i].value for i, row in rows.items())


def test_a_network_that_loses_and_repeats_loses_and_doubles_nothing(app):
    run_state_machine_as_test(Outboxes, settings=settings(max_examples=12, stateful_step_count=14, deadline=None))


def _sending(there, entry, value, *, by=None, name=""):
    sheet = there.sheet("A1", entry)
    who = by or there.user_of(sheet)
    aspect = sheets.aspects_of(sheet)[0].id
    operation = Operation(name or uuid4().hex, aspect, Decimal(value))
    return marks.Sending(
        sheet.id, [operation], marks.How(marks.Who(who.id, who.name), "tablet", make.AT, f"r{entry.id}")
    )


def test_tablets_that_share_a_transaction_are_answered_each_by_itself(app):
    there = hall(3)
    one, two, three = there.entries
    mine, again, wrong = _sending(there, one, 2), _sending(there, two, 3), _sending(there, three, 1, by=there.chief)
    first, second, refused = marks.keep_together([mine, again, wrong])
    assert [first.outcomes[0].answer, second.outcomes[0].answer] == [Answer.KEPT] * 2
    assert isinstance(refused, NotAllowed)
    assert {mark.sheet_id: mark.value for mark in db.session.scalars(sa.select(Mark))} == {
        mine.sheet_id: TWO, again.sheet_id: THREE,
    }  # fmt: skip
    # each act is in the trail under the request that brought it
    acts = sa.select(TrailRow.request).where(TrailRow.verb == "judging.marks_saved").order_by(TrailRow.seq)
    assert list(db.session.scalars(acts)) == [f"r{one.id}", f"r{two.id}"]
    assert list(trail.breaks()) == []


def test_a_sheet_that_is_not_there_does_not_hold_up_the_others(app):
    there = hall(2)
    good, gone = _sending(there, there.entries[0], 2), _sending(there, there.entries[1], 2)
    gone = marks.Sending(10**6, gone.operations, gone.how)
    with pytest.raises(marks.Busy):
        marks.keep_together([good, gone])
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Mark)) == 0
    with pytest.raises(Refused, match="no such sheet"):
        marks.TOGETHER.keep(db.engine, gone)
    assert marks.TOGETHER.keep(db.engine, good).outcomes[0].answer is Answer.KEPT


def test_a_hall_that_sends_at_one_moment_is_kept_whole(app):
    there = hall(12)
    sendings = [_sending(there, entry, 1 + number % 3) for number, entry in enumerate(there.entries)] * 2
    answers = []

    def send(sending):
        with app.app_context():
            answers.append(marks.TOGETHER.keep(db.engine, sending))
            db.session.remove()

    threads = [threading.Thread(target=send, args=(sending,)) for sending in sendings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [kept.outcomes[0].answer for kept in answers] == [Answer.KEPT] * 24
    db.session.rollback()
    stored = db.session.execute(sa.select(MarkOperation.sheet_id, MarkOperation.number)).all()
    assert sorted(stored) == sorted((sending.sheet_id, 1) for sending in sendings[:12])
    assert list(trail.breaks()) == []


def test_a_refusal_is_said_in_the_judges_own_language(app):
    there = hall(1)
    sending = _sending(there, there.entries[0], 7)
    (kept,) = marks.keep_together([sending])
    # decided in another's request, said in the judge's own
    with force_locale("en"):
        english = str(kept.outcomes[0].message)
    with force_locale("zh_Hans_CN"):
        chinese = str(kept.outcomes[0].message)
    assert english
    assert chinese != english
