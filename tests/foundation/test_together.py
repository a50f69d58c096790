"""What waits for the writer goes together, and nobody fails for another's fault."""

import threading
import time

import sqlalchemy as sa

from competition.foundation.together import MOST, Together, _Queue


class Writer:
    """Work that can be held up, and remembers what was done at once."""

    def __init__(self):
        self.taken, self.free, self.begun = [], threading.Event(), threading.Event()
        self.together = Together(self.work, lambda thing: thing[0])
        self.engine = sa.create_engine("sqlite://")
        self.answers = {}

    def work(self, things):
        self.begun.set()
        self.free.wait(10)
        self.taken.append([name for name, _ in things])
        if any(kind == "poison" for _, kind in things):
            raise OSError("the disk is full")
        return [PermissionError("not yours") if kind == "refused" else f"kept {name}" for name, kind in things]

    def keep(self, thing):
        try:
            self.answers.setdefault(thing, []).append(self.together.keep(self.engine, thing))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is this thing's answer
            self.answers.setdefault(thing, []).append(error)


def gathered(*things, first=("first", "good")):
    """Let one thing be worked on while the others gather; give what was done at once, and the answers."""
    writer = Writer()
    threads = [threading.Thread(target=writer.keep, args=(thing,)) for thing in (first, *things)]
    threads[0].start()
    assert writer.begun.wait(10)
    for thread in threads[1:]:
        thread.start()
    queue = writer.together._queues[writer.engine]
    while len(queue.waiting) < len(things):
        time.sleep(0.001)
    writer.free.set()
    for thread in threads:
        thread.join(10)
    return writer.taken, writer.answers


def test_what_gathers_while_one_is_written_goes_at_once():
    taken, answers = gathered(("a", "good"), ("b", "good"), ("c", "good"))
    assert taken[0] == ["first"]
    assert sorted(taken[1]) == ["a", "b", "c"]
    assert len(taken) == 2
    assert {thing: told for thing, (told,) in answers.items()} == {
        (name, "good"): f"kept {name}" for name in ("first", "a", "b", "c")
    }


def test_of_one_key_each_goes_by_itself():
    taken, answers = gathered(("a", "good"), ("a", "good"), ("a", "good"))
    assert taken == [["first"], ["a"], ["a"], ["a"]]
    assert answers["a", "good"] == ["kept a"] * 3


def test_a_refusal_is_its_own_and_holds_up_nobody():
    taken, answers = gathered(("a", "good"), ("b", "refused"))
    assert len(taken) == 2
    assert answers["a", "good"] == ["kept a"]
    assert isinstance(answers["b", "refused"][0], PermissionError)


def test_when_all_fail_together_each_is_tried_by_itself():
    taken, answers = gathered(("a", "good"), ("b", "poison"), ("c", "good"))
    assert sorted(taken[1]) == ["a", "b", "c"]
    assert sorted(taken[2:]) == [["a"], ["b"], ["c"]]
    assert answers["a", "good"] == ["kept a"]
    assert answers["c", "good"] == ["kept c"]
    assert isinstance(answers["b", "poison"][0], OSError)


class Stopped(BaseException):
    """What ends a thread from outside."""


def test_whoever_is_stopped_while_working_for_others_leaves_their_work_to_them():
    writer, calls = Writer(), []

    def work(things):
        calls.append(len(things))
        if len(things) > 1:
            raise Stopped
        return [f"kept {name}" for name, _ in things]

    writer.together = Together(work, lambda thing: thing[0])
    queue = writer.together._queues.setdefault(writer.engine, _Queue())

    def keep(thing):
        try:
            writer.keep(thing)
        except Stopped:
            writer.answers[thing] = ["stopped"]

    threads = [threading.Thread(target=keep, args=((name, "good"),)) for name in "ab"]
    queue.someone_writes = True
    for thread in threads:
        thread.start()
    while len(queue.waiting) < 2:
        time.sleep(0.001)
    queue.waiting[0].asleep.release()
    for thread in threads:
        thread.join(10)
    told = sorted(told for (told,) in writer.answers.values())
    assert told in (["kept a", "stopped"], ["kept b", "stopped"])
    assert calls == [2, 1]


def test_no_more_than_a_transaction_holds_are_taken_at_once():
    taken, answers = gathered(*((str(number), "good") for number in range(200)))
    assert max(map(len, taken)) == MOST
    assert len(answers) == 201
