"""The letter that tells a winner's unit or a host what was decided, by what, and what to do."""

from datetime import datetime
from typing import Any

from competition.foundation import clock, documents, formats
from competition.foundation.money import yuan
from competition.foundation.texts import _
from competition.funding import decision_words, limit_words, paper_words, words
from competition.funding.explained import Told
from competition.funding.models import HostClaim


def letter(told: Told, at: datetime) -> bytes:
    """Set the letter of a decision in the reader's language."""
    chinese = formats.is_chinese()
    data = {
        "title": decision_words.title(told),
        "number": told.number,
        "to": decision_words.receiver(told.of),
        "text": _text(told),
        "heads": _heads() | ({"shares": _("Shares of the coaches, in yuan")} if _is_coaches(told) else {}),
        "facts": decision_words.facts(told),
        "steps": [words.step(step) for step in told.decision["steps"]],
        "ahead": [words.step(step) for step in told.advance.decision["steps"]] if told.advance else [],
        "limits": [limit_words.limit(step) for step in told.limits],
        "shares": [(s.name_as_was, yuan(s.gross_fen), yuan(s.tax_fen), yuan(s.net_fen)) for s in told.shares],
        "share_heads": [_("Coach") if _is_coaches(told) else _("Winner"), _("Share"), _("Tax"), _("Net")],
        "papers": [paper_words.stood_on(paper) for paper in told.papers],
        "basis": _bases(told),
        "ground": decision_words.ground(told),
        "remedy": decision_words.remedy(told),
        "people": [_person(did.code, did.name, did.at, did.paper) for did in told.people],
        "closing": _("Whoever holds this decision to be wrong asks the finance office that sent it, in writing."),
        "sender": _("Zibo Human Resources and Social Security Bureau"),
        "day": clock.in_city(at).date().isoformat(),
        "footer": told.number,
        "lang": "zh" if chinese else "en",
    }
    return documents.pdf("decision", data, at)


def _is_coaches(told: Told) -> bool:
    return not isinstance(told.of, HostClaim) and told.of.for_coaches


def _heads() -> dict[str, str]:
    return {
        "facts": _("What it was worked out from"),
        "steps": _("How it was worked out"),
        "ahead": _("Advance"),
        "limits": _("What limited it"),
        "shares": _("Shares of the winners, in yuan"),
        "papers": _("Papers it stood on"),
        "basis": _("By which policy"),
        "people": _("Who decided and released"),
        "ground": _("Why nothing is due"),
        "remedy": _("What you can do"),
    }


def _person(code: str, name: str, at: datetime, paper: str) -> str:
    act = f"{decision_words.ACTS[code]} {paper}".strip()
    return _("%(act)s: %(name)s, %(at)s", act=act, name=name, at=formats.moment(at))


def _bases(told: Told) -> list[dict[str, Any]]:
    found, before = [], ""
    for said in told.decision["policy"].values():
        clause = told.clauses[said["table"]]
        # a clause that several tables rest on is written once, above the first
        found.append(_basis(said, told, "" if clause == before else clause))
        before = clause
    return found


def _basis(said: dict[str, Any], told: Told, clause: str) -> dict[str, Any]:
    example = said["status"] == "example"
    return {
        "title": said["title"] if formats.is_chinese() else said["title_en"],
        "value": words.value(said, told.competition.level.value),
        "clause": clause,
        "day": _("from %(day)s", day=said["first_day"]),
        "status": _("Example, until the bureau sets its own") if example else _("Enacted"),
        "example": example,
        # that it is an example stands beside it already
        "reference": str(said["reference"]).removeprefix(words.EXAMPLE),
    }


def _text(told: Told) -> str:
    of = told.of
    name, sum_ = formats.name(told.competition), yuan(told.decision["fen"])
    if isinstance(of, HostClaim):
        if told.refusal:
            return _("For the host subsidy of %(name)s nothing is due.", name=name)
        said = _("For the host subsidy of %(name)s, %(yuan)s yuan are due.", name=name, yuan=sum_)
        return ("" if formats.is_chinese() else " ").join((said, decision_words.settled(of))) if of.ahead_fen else said
    line = of.line
    place = {"name": name, "item": formats.name(line.result.item), "place": line.place}
    if of.for_coaches:
        if told.refusal:
            return _("For the coaches of place %(place)s in %(item)s of %(name)s nothing more is due.", **place)
        return _(
            "For the coaches of place %(place)s in %(item)s of %(name)s, %(yuan)s yuan are due before tax.",
            yuan=sum_,
            **place,
        )
    if told.refusal:
        return _("For place %(place)s in %(item)s of %(name)s nothing more is due.", **place)
    return _("For place %(place)s in %(item)s of %(name)s, %(yuan)s yuan are due before tax.", yuan=sum_, **place)
