"""The `competition` command, also as `python -m competition`."""

import sys
from importlib import import_module

# what recounts, compares and draws again from plain files asks for no installation, and starts without one
FROM_FILES = {
    "tabulate": "competition.results.commands",
    "agreement": "competition.judging.commands",
    "redraw": "competition.judging.commands",
}


def main() -> None:
    """Run the command that was asked for."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name in FROM_FILES:
        getattr(import_module(FROM_FILES[name]), name)(args=sys.argv[2:], prog_name=f"competition {name}")
    else:
        import_module("competition.cli").main()


if __name__ == "__main__":
    main()
