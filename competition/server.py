"""What each worker of the server runs: the application, and the scheduler where it may hold the lease."""

import gc
from multiprocessing.util import Finalize

from flask import Flask

from competition import rooms
from competition.app import create_app
from competition.foundation.scheduler import Holder


def application() -> Flask:
    """Make the application for a worker and let it ask for the scheduler's lease."""
    app = create_app()
    settle()
    if app.config["SCHEDULER"]:
        holder = Holder(app, rooms.JOBS)
        holder.start()
        # a worker of the server ends without atexit; only multiprocessing's own end is called in it
        Finalize(None, holder.stop, exitpriority=1)
    return app


def settle() -> None:
    """Let garbage be looked for only among what is made from now on: all of it takes 160 ms, in which nobody is answered."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
