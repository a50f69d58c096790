"""`competition fund explain`: work a prize or a host's subsidy out from a plain file, with no database."""

import json
from pathlib import Path
from typing import Any

import click
from flask import Flask, g

from competition.foundation import i18n
from competition.foundation.errors import Refused
from competition.foundation.money import yuan
from competition.foundation.texts import _
from competition.funding import facts, limit_words, words
from competition.funding.limit_rules import limits
from competition.policy import reader
from competition.policy import words as policy

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}


@click.command()
@click.argument("path", metavar="FACTS.yaml", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The decision exactly as the house stores it.")
@click.option("--language", type=click.Choice(tuple(LANGUAGES)), default="zh", show_default=True)
def explain(path: Path, as_json: bool, language: str) -> None:
    """Decide FACTS.yaml by the policy tables of its day, and show every step. Format: docs/formats.md."""
    app = Flask("competition")
    i18n.register(app)
    with app.app_context():
        g.language = LANGUAGES[language]
        try:
            found = facts.explained(reader.value_of(path.read_text(encoding="utf-8-sig")), reader.book())
        except reader.Unusable as wrong:
            raise click.ClickException(_("This is not YAML: %(why)s", why=str(wrong))) from wrong
        except Refused as refusal:
            raise click.ClickException(_said(refusal)) from refusal
        click.echo(json.dumps(found, ensure_ascii=False, indent=1) if as_json else "\n".join(_lines(found)))


def _said(refusal: Refused) -> str:
    message = str(refusal.message)
    return "\n  ".join([message, *(text for fault in refusal.faults if (text := str(fault.message)) != message)])


def _lines(found: dict[str, Any]) -> list[str]:
    decision, refusal = found["decision"], found["decision"]["refusal"]
    level = str(policy.LEVELS.get(found["level"], found["level"]))
    title = _("Prize") if found["kind"] == "prize" else _("Host subsidy")
    lines = [f"{title} · {level} · {found['day']}", ""]
    lines += [f"{number}. {words.step(step)}" for number, step in enumerate(decision["steps"], 1)]
    lines += ["", _("Due: %(yuan)s yuan", yuan=yuan(decision["fen"]))]
    lines += [f"- {limit_words.limit(step)}" for step in limits(decision)]
    if refusal:
        lines += [str(words.GROUNDS[refusal]), str(limit_words.REMEDIES[refusal])]
    lines += ["", _("By which policy")]
    return lines + [_basis(said, found["level"]) for said in decision["policy"].values()]


def _basis(said: dict[str, Any], level: str) -> str:
    chinese = i18n.wanted_language() == LANGUAGES["zh"]
    status = _("Example, until the bureau sets its own") if said["status"] == "example" else _("Enacted")
    head = f"- {said['title'] if chinese else said['title_en']} ({said['table']})"
    return f"{head}: {words.value(said, level)}, {_('from %(day)s', day=said['first_day'])}, {status}\n  {said['reference']}"
