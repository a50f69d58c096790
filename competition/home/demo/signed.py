"""Signatures in the demo: the judges of the item being judged now sign what was checked, all but the one who shows it."""

from datetime import datetime
from random import Random

from competition.foundation.database import db
from competition.home.demo.city import City, ItemPlan, actor
from competition.judging import signatures
from competition.judging.actions import signing
from competition.judging.rules import Seat
from competition.judging.signing import HEIGHT, WIDTH, Hand
from competition.plan.models import Item


def sign(city: City, item: ItemPlan, at: datetime) -> None:
    """Let every scoring judge but the demo's own sign their checked sheets."""
    for judge, who in item.panel:
        due = signatures.to_sign(item.id, judge["id"])
        if judge["seat"] is not Seat.CHIEF and who.id != city.users["judge"].id and due:
            shown: dict[int, list[signatures.Standing]] = {}
            for each in due:
                shown.setdefault(each.row.sub_id, []).append(each)
            prints = {sub_id: signatures.fingerprint(of) for sub_id, of in shown.items()}
            hand = Hand(scribble(city.rng("signature", str(who.id))))
            signing.sign_sheets(db.session.get_one(Item, item.id), prints, hand, by=actor(who), at=at)


def scribble(dice: Random) -> str:
    """Draw a line that looks like a hand's: a few strokes of loops from left to right."""
    x, path = WIDTH * 0.15, ""
    while x < WIDTH * 0.8:
        middle, high = HEIGHT * dice.uniform(0.45, 0.6), HEIGHT * dice.uniform(0.12, 0.3)
        for step in range(dice.randint(7, 14)):
            y = middle + (high if step % 2 else -high) * dice.uniform(0.5, 1)
            path += f"{'L' if step else 'M'}{round(x)} {round(y)}"
            x += dice.uniform(6, 30)
        x += dice.uniform(10, 40)
    return path
