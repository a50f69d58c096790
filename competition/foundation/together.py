"""What waits for the writer goes together: many small savings in one transaction, each with an answer of its own.

A commit waits for the disk; while one does, others gather, and the first of them writes next for all. Each sleeps at a
lock of its own, so that whoever has an answer goes on at once and does not queue up behind the next writing to see it.
"""

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")
MOST = 64


@dataclass(slots=True)
class _Place(Generic[Thing, Answer]):
    thing: Thing
    answers: list[Answer] = field(default_factory=list)
    error: Exception | None = None
    # held until there is an answer, or it is this one's turn to write
    asleep: threading.Lock = field(default_factory=threading.Lock)

    @property
    def done(self) -> bool:
        return bool(self.answers) or self.error is not None

    def answer(self) -> Answer:
        if self.error is not None:
            raise self.error
        return self.answers[0]


@dataclass(slots=True)
class _Queue(Generic[Thing, Answer]):
    guard: threading.Lock = field(default_factory=threading.Lock)
    waiting: list[_Place[Thing, Answer]] = field(default_factory=list)
    someone_writes: bool = False


class Together(Generic[Thing, Answer]):
    """Runs `work` on all that wait at a moment, in one transaction; it gives an answer, or an exception, to each.

    Two things with the same `key` are never taken at once. Where the common transaction fails, each is tried by itself,
    so that nobody fails for another's fault.
    """

    def __init__(
        self, work: Callable[[Sequence[Thing]], Sequence[Answer | Exception]], key: Callable[[Thing], Hashable]
    ) -> None:
        self._work, self._key = work, key
        self._queues: WeakKeyDictionary[sa.Engine, _Queue[Thing, Answer]] = WeakKeyDictionary()

    def keep(self, engine: sa.Engine, thing: Thing) -> Answer:
        """Wait for a turn on this database, work on everything that waits, and give this thing's answer."""
        queue, mine = self._queues.setdefault(engine, _Queue()), _Place[Thing, Answer](thing)
        mine.asleep.acquire()
        with queue.guard:
            queue.waiting.append(mine)
            must_wait, queue.someone_writes = queue.someone_writes, True
        if must_wait:
            mine.asleep.acquire()
        # whoever wrote before took it along, or else this one writes for all that wait now
        if not mine.done:
            self._write(queue, mine)
        return mine.answer()

    def _write(self, queue: _Queue[Thing, Answer], mine: _Place[Thing, Answer]) -> None:
        taken = self._taken(queue, mine)
        try:
            self._try(taken)
        finally:
            with queue.guard:
                # where this thread is being stopped, the others' work waits for the next
                queue.waiting = [*(place for place in taken if place is not mine and not place.done), *queue.waiting]
                next_one = queue.waiting[:1]
                queue.someone_writes = bool(next_one)
            for place in (*next_one, *(place for place in taken if place is not mine and place.done)):
                place.asleep.release()

    def _taken(self, queue: _Queue[Thing, Answer], mine: _Place[Thing, Answer]) -> list[_Place[Thing, Answer]]:
        with queue.guard:
            taken, keys, rest = [mine], {self._key(mine.thing)}, []
            for place in queue.waiting:
                if place is mine:
                    continue
                if len(taken) < MOST and self._key(place.thing) not in keys:
                    taken.append(place)
                    keys.add(self._key(place.thing))
                else:
                    rest.append(place)
            queue.waiting = rest
        return taken

    def _try(self, places: Sequence[_Place[Thing, Answer]]) -> None:
        try:
            answers = self._work([place.thing for place in places])
        except Exception as error:  # noqa: BLE001 - raised again in the request it belongs to
            if len(places) == 1:
                places[0].error = error
                return
            for place in places:
                self._try([place])
            return
        for place, answer in zip(places, answers, strict=True):
            if isinstance(answer, Exception):
                place.error = answer
            else:
                place.answers.append(answer)
