"""The `competition` command, also as `python -m competition`."""

import atexit
import gc
import os
import shutil
import sys
import tempfile
from importlib import import_module

# what recounts, explains, compares and draws again from plain files asks for no installation, and starts without one
FROM_FILES = {
    "tabulate": "competition.results.commands",
    "agreement": "competition.judging.commands",
    "redraw": "competition.judging.commands",
    "fund explain": "competition.funding.explain_command",
}


def main() -> None:
    """Run the command that was asked for."""
    for count in (1, 2):
        name = " ".join(sys.argv[1 : 1 + count])
        if name in FROM_FILES:
            command = getattr(import_module(FROM_FILES[name]), name.split()[-1])
            command(args=sys.argv[1 + count :], prog_name=f"competition {name}")
            return
    if sys.argv[1:2] == ["run"]:
        _count_together()
    # what is imported stays: to look for garbage meanwhile takes a fifth of the time, and later ever again
    gc.disable()
    cli = import_module("competition.cli")
    gc.freeze()
    gc.enable()
    cli.main()


def _count_together() -> None:
    # its library decides at its first import whether the figures of all workers are one
    folder = tempfile.mkdtemp(prefix="competition-figures-")
    if os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", folder) == folder:
        atexit.register(shutil.rmtree, folder, ignore_errors=True)


if __name__ == "__main__":
    main()
