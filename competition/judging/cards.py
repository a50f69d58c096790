"""A judge's card: what stands on it, and the code by which anyone verifies it."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import current_app

from competition.foundation import clock, documents, formats, keys
from competition.foundation.texts import _
from competition.judging import pool, pool_rules, rosters, words
from competition.judging.models import ItemJudge
from competition.judging.pool_rules import CardState
from competition.judging.rules import Seat
from competition.plan.models import Item

FIELD = "judging_item_judges.card"
SIGNS = 20


@dataclass(frozen=True, slots=True)
class Card:
    """All that the page behind a card's QR code tells."""

    name: str
    seat: Seat
    item: Item
    state: CardState
    until: date


def code_of(judge: ItemJudge) -> str:
    """Give the code of a naming: nobody makes it up without our key, and a new naming has a new one."""
    told = f"{judge.id} {judge.named_at.astimezone(UTC).isoformat()}"
    return f"{judge.id}-{keys.blind_index(told, FIELD)[:SIGNS]}"


def verified(code: str, at: datetime) -> Card | None:
    """Say what a card stands for now; None where no naming has this code."""
    number = code.partition("-")[0]
    judge = rosters.judge(int(number)) if number.isascii() and number.isdigit() and len(number) < SIGNS // 2 else None
    if judge is None or not hmac.compare_digest(code_of(judge).encode(), code.encode()):
        return None
    record, until = pool.of_user(judge.user_id), judge.item.competition.ends_on
    out = record is not None and record.state in pool_rules.OUT
    ended = judge.ended_at is not None or out or judge.item.cancelled
    state = pool_rules.card_state(ended=ended, last_day=until, today=clock.in_city(at).date())
    return Card(judge.user.name, judge.seat, judge.item, state, until)


def number_of(judge: ItemJudge, item: Item) -> str:
    """Write the number of a card."""
    return f"{item.code}-{judge.id:04d}"


def pdf(item: Item, judges: Sequence[ItemJudge], at: datetime) -> bytes:
    """Set the cards of an item's team, eight to a page, without photos."""
    made = [
        {
            "competition": item.competition.name,
            "name": judge.user.name,
            "role": words.word(judge.seat),
            "item": f"{item.code} {item.name}",
            "number": number_of(judge, item),
            "until": _("valid until %(day)s", day=formats.day(item.competition.ends_on)),
            "qr": documents.qr_rows(f"{current_app.config['PUBLIC_URL']}/judge-card/{code_of(judge)}"),
        }
        for judge in judges
    ]
    return documents.pdf("judge_cards", {"title": _("Judges' cards"), "cards": made}, at)
