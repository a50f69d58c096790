"""Pages that explain a decision about a prize or a host's claim: to read, as a letter, and as JSON."""

from flask import Blueprint, jsonify, render_template
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, documents
from competition.foundation.errors import Refused
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, show_file
from competition.funding import (
    access,
    claim_words,
    decision_letters,
    decision_words,
    explained,
    limit_words,
    paper_words,
    prize_papers,
    queries,
)
from competition.funding.explained import Told
from competition.funding.models import Prize
from competition.policy import queries as policies
from competition.results import access as results

pages = Blueprint("funding_decisions", __name__, url_prefix="/office/funding")
OF_A_PRIZE = (*access.READERS, Role.DELEGATION_LEADER)
OF_A_CLAIM = (*access.READERS, Role.HOST_OFFICER)


@pages.get("/prizes/<int:prize_id>/decision")
@open_to(*OF_A_PRIZE)
def explain_prize(prize_id: int) -> Answer:
    """Explain the decision about a prize."""
    return _page(_prize(prize_id))


@pages.get("/prizes/<int:prize_id>/decision.pdf")
@open_to(*OF_A_PRIZE)
def print_prize(prize_id: int) -> Answer:
    """Print the letter about a prize."""
    return _letter(_prize(prize_id))


@pages.get("/prizes/<int:prize_id>/decision.json")
@open_to(*OF_A_PRIZE)
def prize_json(prize_id: int) -> Answer:
    """Give the decision about a prize to a program."""
    return jsonify(_prize(prize_id).as_json())


@pages.get("/claims/<int:claim_id>/decision")
@open_to(*OF_A_CLAIM)
def explain_claim(claim_id: int) -> Answer:
    """Explain the decision about a host's claim."""
    return _page(_claim(claim_id))


@pages.get("/claims/<int:claim_id>/decision.pdf")
@open_to(*OF_A_CLAIM)
def print_claim(claim_id: int) -> Answer:
    """Print the letter about a host's claim."""
    return _letter(_claim(claim_id))


@pages.get("/claims/<int:claim_id>/decision.json")
@open_to(*OF_A_CLAIM)
def claim_json(claim_id: int) -> Answer:
    """Give the decision about a host's claim to a program."""
    return jsonify(_made(_claim(claim_id)).as_json())


def _prize(prize_id: int) -> Told:
    shown = found(queries.prize(prize_id))
    allow(access.may_read_decision(current_user, shown))
    return explained.prize(shown, policies.book())


def _claim(claim_id: int) -> Told:
    shown = found(queries.claim(claim_id))
    allow(access.may_see_claim(current_user, shown))
    return explained.claim(shown, policies.book())


def _page(told: Told) -> Answer:
    return render_template(
        "funding/explain_decision.html",
        told=told,
        words=decision_words,
        claim_words=claim_words,
        limit=limit_words.limit,
        paper_words=paper_words,
        required=isinstance(told.of, Prize) and told.of.amount_fen > 0 and prize_papers.required(told.of),
        office=access.may_read_prizes(current_user, told.competition),
        working=results.may_read(current_user, told.competition),
    )


def _made(told: Told) -> Told:
    if not told.is_made:
        raise Refused(_("This is not decided yet. Its own page shows what the tables give now."))
    return told


def _letter(told: Told) -> Answer:
    content = decision_letters.letter(_made(told), clock.now())
    return show_file(content, f"{told.number}.pdf", documents.MEDIA_TYPE)
