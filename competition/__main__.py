"""The `competition` command, also as `python -m competition`."""

import sys
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
    import_module("competition.cli").main()


if __name__ == "__main__":
    main()
