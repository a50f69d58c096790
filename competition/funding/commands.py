"""Commands of the money: check the ledger, explain a decision from a file."""

import json
import sys
from dataclasses import asdict

import click
from flask.cli import AppGroup

from competition.foundation.money import yuan
from competition.funding import balances, words
from competition.funding.explain_command import explain

fund = AppGroup("fund", help="Check the ledger of the money, explain a decision from plain facts.")
fund.add_command(explain)


@fund.command()
@click.option("--json", "as_json", is_flag=True, help="Answer for a program.")
def check(as_json: bool) -> None:
    """Add the whole ledger up, hold it against approvals, payments and claims, and name what does not fit."""
    found = balances.faults()
    if as_json:
        click.echo(json.dumps({"faults": [asdict(one) for one in found]}, ensure_ascii=False))
    else:
        for one in found:
            click.echo(f"{one.subject}\t{words.FAULTS[one.code]}\t{yuan(one.stands_fen)}\t{yuan(one.should_fen)}")
        click.echo(f"账目不符 {len(found)} 处。 {len(found)} figures do not fit.", err=True)
    sys.exit(1 if found else 0)
