"""Commands of the register: verify a credential, mirror the log and hold it against a mirror, keys and heads."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from competition.foundation import clock
from competition.foundation.errors import Refused
from competition.honours import issued, log_actions, log_checks, log_files, log_words, verifying
from competition.honours.log_files import LogFault, LogFile
from competition.honours.verifying import Finding, Verdict

honours = AppGroup("honours", help="Verify what the register issued, and watch its log.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW = click.Path(dir_okay=False, path_type=Path)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Answer for a program.")


@honours.command()
@click.argument("file", type=FILE)
@click.option(
    "--trust", type=FILE, default=None, help="Keys, lists and head kept before: verify without this register."
)
@AS_JSON
def verify(file: Path, trust: Path | None, as_json: bool) -> None:
    """Say whether FILE counts: a certificate as PDF, a credential or a credential with its proof as JSON."""
    try:
        known = json.loads(trust.read_text(encoding="utf-8")) if trust else issued.trust(clock.now())
        found = [verifying.verdict(one, known) for one in verifying.read(file.read_bytes())]
    except (verifying.Unreadable, ValueError) as wrong:
        raise click.ClickException(f"无法读取：{wrong}。 This cannot be read: {wrong}.") from wrong
    except Refused as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    for one in found:
        click.echo(json.dumps(asdict(one), ensure_ascii=False) if as_json else _said(one))
    sys.exit(0 if all(one.finding is Finding.VALID for one in found) else 1)


def _said(one: Verdict) -> str:
    _look, word, meaning = log_words.FINDINGS[one.finding]
    told = (one.number, one.name, one.what, one.told, one.awarded_on)
    return "\t".join(map(str, (word, *filter(None, told), meaning, *([f"（{one.as_of}）"] if one.as_of else []))))


@honours.command()
@click.argument("file", type=NEW)
def trust(file: Path) -> None:
    """Write FILE, with which credentials are verified without a network: keys, status lists and the log's head."""
    _write(file, json.dumps(_asked(issued.trust), ensure_ascii=False) + "\n")


@honours.command()
@click.argument("file", type=NEW)
def mirror(file: Path) -> None:
    """Write a copy of the log to FILE; keep it where nobody of this installation can change it."""
    copy: LogFile = _asked(log_checks.copy)
    _write(file, "".join(log_files.lines(copy)))
    click.echo(f"已写入 {len(copy.leaves)} 条。 {len(copy.leaves)} leaves written.", err=True)


def _asked(action: Any) -> Any:
    try:
        return action(clock.now())
    except Refused as refusal:
        raise click.ClickException(str(refusal.message)) from refusal


def _write(file: Path, text: str) -> None:
    part = file.with_name(f"{file.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)


@honours.command("check-mirror")
@click.argument("mirror", type=FILE)
@click.option("--log", "now", type=FILE, default=None, help="A newer copy; without it, this installation's log.")
@AS_JSON
def check_mirror(mirror: Path, now: Path | None, as_json: bool) -> None:
    """Name what was rewritten, dropped or put back since MIRROR was made."""
    try:
        then = _read(mirror)
        found = log_files.own_faults(then)
        found += log_files.against(then, _read(now) if now else _asked(log_checks.copy))
    except log_files.NotALog as wrong:
        raise click.ClickException(f"不是名录日志的副本。 {wrong}.") from wrong
    _tell(found if now else found + log_checks.faults(log_actions.published()), as_json)


def _read(path: Path) -> LogFile:
    # leaves end with a line feed alone: whatever else ends a line may stand inside of one
    return log_files.read(path.read_text(encoding="utf-8").removesuffix("\n").split("\n"))


@honours.command("check-log")
@AS_JSON
def check_log(as_json: bool) -> None:
    """Hold the log against itself, the heads that were published and the register."""
    _tell(log_checks.faults(log_actions.published()), as_json)


def _tell(found: list[LogFault], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"faults": [asdict(one) for one in found]}, ensure_ascii=False))
    else:
        for one in found:
            click.echo(f"{one.where}\t{log_words.FAULTS[one.kind]}")
        click.echo(f"异常 {len(found)} 处。 {len(found)} things do not fit.", err=True)
    sys.exit(1 if found else 0)


@honours.command("sign-head")
@click.option(
    "--restored", default="", help="Why the log does not continue the head published last; it is published too."
)
def sign_head(restored: str) -> None:
    """Sign the log's head and publish it, as the daily job does."""
    head = _asked(lambda at: log_actions.sign_head(at, restored))
    click.echo(head.document if head else "名录日志尚无内容。 There is nothing in the log yet.")


@honours.command("rotate-key")
@click.option("--revoke", is_flag=True, help="The old key is in wrong hands: what it signed no longer counts.")
def rotate_key(revoke: bool) -> None:
    """Let a new key sign from now on; the old one's secret is destroyed, and what it signed counts on."""
    made = _asked(lambda at: log_actions.rotate_key(at, is_revoked=revoke))
    click.echo(f"新签名密钥 {made.public}。 New key {made.public}.")
