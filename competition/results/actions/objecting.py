"""Objections to a result on public notice: received with a receipt, answered with reasons."""

from datetime import datetime

from competition.accounts.models import User
from competition.foundation import clock, trail
from competition.foundation.database import transaction
from competition.results import rules
from competition.results.models import ItemResult, Objection
from competition.results.objecting_models import filled


def receive_objection(result: ItemResult, name: str, contact: str, text: str, at: datetime) -> str:
    """Take an objection against a result on notice, and give its receipt."""
    today = clock.in_city(at).date()
    with transaction() as session:
        result.must_take_objections(today)
        receipt = rules.receipt("YY", today)
        objection = Objection(result_id=result.id, **filled(receipt, name, contact, text, at))
        session.add(objection)
        session.flush()
        trail.record(None, "results.objection_received", objection, at)
    return receipt


def answer_objection(objection: Objection, upheld: bool, answer: str, by: User, at: datetime) -> None:
    """Answer an objection with reasons; one that is upheld keeps this version from being announced."""
    with transaction():
        objection.take_answer(upheld, answer, by.id, at)
        trail.record(by, "results.objection_answered", objection, at)


def note_export(of: ItemResult, by: User, at: datetime) -> None:
    """Keep who takes the objections to an item's result out, with the names of those who made them."""
    with transaction():
        trail.record(by, "results.objections_seen", of, at)
