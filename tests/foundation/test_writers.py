"""The queue of writers is fair, and a killed writer does not hold it up."""

import multiprocessing
import os
import signal
import threading
import time

from competition.foundation.writers import WriterQueue


def test_turns_come_in_the_order_they_were_asked_for(tmp_path):
    queue, order = WriterQueue(tmp_path / "queue"), []
    waiting = []
    with queue.turn():
        for n in range(6):
            thread = threading.Thread(target=lambda n=n: _take(queue, order, n))
            thread.start()
            waiting.append(thread)
            time.sleep(0.05)
    for thread in waiting:
        thread.join()
    assert order == list(range(6))


def _take(queue, order, n):
    with queue.turn():
        order.append(n)


def test_no_writer_starves_among_processes(tmp_path):
    context = multiprocessing.get_context("spawn")
    begin, counts = context.Barrier(4), context.Array("i", 4)
    stop = context.Event()
    workers = [context.Process(target=_busy, args=(str(tmp_path / "q"), begin, counts, stop, i)) for i in range(4)]
    for worker in workers:
        worker.start()
    time.sleep(2.5)
    stop.set()
    for worker in workers:
        worker.join()
    taken = list(counts)
    # each of four processes keeps asking: none may get less than half its fair share
    assert min(taken) * 8 >= sum(taken), taken


def _busy(path, begin, counts, stop, i):
    queue = WriterQueue(__import__("pathlib").Path(path))
    begin.wait()
    while not stop.is_set():
        with queue.turn():
            time.sleep(0.002)
            counts[i] += 1


def test_a_killed_writer_frees_its_turn(tmp_path):
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    holder = context.Process(target=_hold, args=(str(tmp_path / "q"), held))
    holder.start()
    assert held.wait(20)
    os.kill(holder.pid, signal.SIGKILL)
    holder.join()
    with WriterQueue(tmp_path / "q").turn():
        pass


def _hold(path, held):
    with WriterQueue(__import__("pathlib").Path(path)).turn():
        held.set()
        time.sleep(60)
