"""Jobs that run by the clock, in the one process that holds the lease, wherever it runs."""

import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from competition.foundation import clock, logs, metrics
from competition.foundation.database import db, transaction
from competition.foundation.tables import Lease

LEASE = timedelta(seconds=45)
BEAT = 15
NAME = "scheduler"


@dataclass(frozen=True, slots=True)
class Job:
    """One thing done by the clock: every so many seconds, or daily at an hour of the city's day."""

    name: str
    action: Callable[[datetime], object]
    every_seconds: int = 0
    daily_at_hour: int | None = None


class Holder:
    """Keeps the lease for one process, and runs the jobs while it has it."""

    def __init__(self, app: Flask, jobs: tuple[Job, ...]) -> None:
        self.app = app
        self.jobs = jobs
        self.me = f"{socket.gethostname()}:{os.getpid()}:{id(self)}"
        self._scheduler: Any = None
        self._stop = threading.Event()

    def start(self) -> None:
        """Begin asking for the lease in the background."""
        threading.Thread(target=self._keep_asking, name="lease", daemon=True).start()

    def stop(self) -> None:
        """Stop the jobs and give the lease back."""
        self._stop.set()
        self._end_jobs()
        with self.app.app_context():
            release(self.me)

    @property
    def holds(self) -> bool:
        """Say whether this process runs the jobs now."""
        return self._scheduler is not None

    def beat(self) -> None:
        """Take or renew the lease once; start or end the jobs as it turns out."""
        with self.app.app_context():
            mine = hold(self.me, clock.now())
        if mine and self._scheduler is None:
            self._begin_jobs()
        elif not mine:
            self._end_jobs()

    def _keep_asking(self) -> None:
        while not self._stop.is_set():
            try:
                self.beat()
            except Exception as error:  # noqa: BLE001 - a database away for a minute must not end the asking
                self._end_jobs()
                logs.log.warning("lease", error=type(error).__name__)
            self._stop.wait(BEAT)

    def _begin_jobs(self) -> None:
        self._scheduler = BackgroundScheduler(timezone=clock.CITY)
        for job in self.jobs:
            when: dict[str, Any] = (
                {"trigger": "cron", "hour": job.daily_at_hour}
                if job.daily_at_hour is not None
                else {"trigger": "interval", "seconds": job.every_seconds, "next_run_time": datetime.now(clock.CITY)}
            )
            self._scheduler.add_job(
                run, args=(self.app, job), id=job.name, coalesce=True, max_instances=1, misfire_grace_time=3600, **when
            )
        self._scheduler.start()

    def _end_jobs(self) -> None:
        scheduler, self._scheduler = self._scheduler, None
        if scheduler is not None:
            scheduler.shutdown(wait=False)


def run(app: Flask, job: Job) -> None:
    """Run one job once; what goes wrong is logged and counted, and the next run tries again."""
    with app.app_context():
        logs.bind(job=job.name)
        try:
            job.action(clock.now())
            metrics.jobs.labels(job.name, "done").inc()
        except Exception as error:  # noqa: BLE001 - one job's fault must not end the others
            metrics.jobs.labels(job.name, "failed").inc()
            logs.log.error("job_failed", exc_info=error)
        finally:
            logs.unbind()
            db.session.remove()


def hold(me: str, at: datetime) -> bool:
    """Take the lease when it is free or mine, and say whether I have it; two askers cannot both get it."""
    with transaction(trail=False) as session:
        mine = sa.or_(Lease.holder == me, Lease.until < at)
        renewed = session.execute(sa.update(Lease).where(Lease.name == NAME, mine).values(holder=me, until=at + LEASE))
        if renewed.rowcount:  # type: ignore[attr-defined]
            return True
        if session.get(Lease, NAME) is not None:
            return False
        session.add(Lease(name=NAME, holder=me, until=at + LEASE))
        try:
            session.flush()
        except sa.exc.IntegrityError:
            session.rollback()
            return False
        return True


def release(me: str) -> None:
    """Give the lease back, so that another process need not wait for it to run out."""
    with transaction(trail=False) as session:
        session.execute(sa.delete(Lease).where(Lease.name == NAME, Lease.holder == me))
