"""Lets `python -m competition` be the `competition` command."""

from competition.cli import main

main()
