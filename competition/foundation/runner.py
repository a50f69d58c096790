"""Does the long work that was asked for: a few threads of each worker, each beating while it works."""

import os
import socket
import threading
from datetime import datetime

from flask import Flask, current_app, g

from competition.foundation import clock, logs, metrics, tasks
from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.foundation.tasks import Claim, Stopped

BEAT = 1.0
_running: set[threading.Thread] = set()
_counting = threading.Lock()


def wake() -> None:
    """Let this worker do what waits, in the background, unless it is busy with as much as it may."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way to name it
    with _counting:
        _running.intersection_update([each for each in _running if each.is_alive()])
        if len(_running) < app.config["TASK_THREADS"]:
            thread = threading.Thread(target=work, args=(app,), name="task", daemon=True)
            _running.add(thread)
            thread.start()


def work(app: Flask) -> None:
    """Do what waits, one after the other, until nothing does."""
    while True:
        with app.app_context():
            try:
                mine = tasks.claim(_me(), clock.now(), clock.present())
            except Exception as error:  # noqa: BLE001 - a database away for a moment: whoever looks at the page wakes it again
                logs.log.warning("task_claim", error=type(error).__name__)
                return
        if mine is None:
            return
        _do(app, mine)


def _me() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{threading.get_ident()}"


def _do(app: Flask, mine: Claim) -> None:
    pulse = Pulse(app, mine)
    logs.bind(task=mine.kind, number=mine.id)
    with app.app_context():
        g.language = mine.language
        outcome = "done"
        try:
            with pulse:
                made = tasks.kind(mine.kind).make(mine, pulse.tell)
            pulse.must_go_on()
            tasks.finish(mine, made, clock.now())
        except Stopped:
            outcome = "stopped"
            tasks.fail(mine, tasks.LATE, clock.now()) if pulse.late else tasks.drop(mine, clock.now())
        except Refused as refusal:
            outcome = "refused"
            tasks.fail(mine, str(refusal.message), clock.now())
        except Exception as error:  # noqa: BLE001 - our fault: the log has the whole story, the page says that it failed
            outcome = "failed"
            logs.log.error("task_failed", exc_info=error)
            _fail(mine)
        finally:
            metrics.jobs.labels(mine.kind, outcome).inc()
            logs.unbind()
            db.session.remove()


def _fail(mine: Claim) -> None:
    try:
        tasks.fail(mine, tasks.OURS, clock.now())
    except Exception as error:  # noqa: BLE001 - without a database the row stays silent, and is taken up or given up later
        logs.log.warning("task_fail", error=type(error).__name__)


class Pulse:
    """Beats for one claim in a thread and a session of its own, so that a long step neither looks dead nor is disturbed."""

    def __init__(self, app: Flask, mine: Claim) -> None:
        self._app, self._mine = app, mine
        self._far = (0, 0)
        self._over, self._stopped = threading.Event(), threading.Event()
        self._began = clock.present()
        self.late = False
        self._thread = threading.Thread(target=self._beat, name="pulse", daemon=True)

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def tell(self, done: int, whole: int) -> None:
        """Take how far the work is; Stopped where it should not go on."""
        self._far = (done, whole)
        self.must_go_on()

    def must_go_on(self) -> None:
        """End what is not wanted any more."""
        if self._stopped.is_set():
            raise Stopped

    def _beat(self) -> None:
        while not self._over.wait(BEAT):
            present: datetime = clock.present()
            if present - self._began > tasks.LONGEST:
                # what hangs says nothing more, so that nobody waits for it for ever
                self.late = True
                self._stopped.set()
                return
            with self._app.app_context():
                try:
                    if not tasks.beat(self._mine, *self._far, present):
                        self._stopped.set()
                        return
                except Exception as error:  # noqa: BLE001 - a database away for a moment must not end the work
                    logs.log.warning("task_beat", error=type(error).__name__)
