"""Who pays how much of a sum: split among the payers to the fen, and laid on a team's shares; pure.

Source: policy.md 2.3 and 2.6 (city alone, city and district, sponsors); the parts stand in tables funding.prize.payers
and funding.host.payers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from math import lcm

from competition.foundation import money
from competition.foundation.money import yuan
from competition.foundation.working import Step, figure
from competition.funding.rules import Decision, Used
from competition.policy import payer_tables
from competition.policy.book import Dated

Parts = Mapping[str, Decimal]
# what each payer pays, in fen
Paid = Mapping[str, int]


def split(fen: int, parts: Parts) -> dict[str, int]:
    """Split an amount in fen among payers, so that they come to the whole (largest remainder, ties to the earlier payer).

    `parts` are shares of the whole that come to 1, as the policy's table holds them.
    """
    if len(parts) == 1:
        return dict.fromkeys(parts, fen)
    ratios = [part.as_integer_ratio() for part in parts.values()]
    whole = lcm(*(below for _above, below in ratios))
    return dict(zip(parts, money.shares(fen, [above * (whole // below) for above, below in ratios]), strict=True))


def on_shares(shares: Sequence[int], paid: Paid) -> list[dict[str, int]]:
    """Lay what each payer pays on the shares of a team: every row comes to its share, every column to its payer's amount.

    Each share is split by what the payers have still to give (largest remainder), so no payer ever gives too much; the
    last takes what is left. Amounts in fen; ValueError where shares and payers do not come to the same.
    """
    if sum(shares) != sum(paid.values()):
        raise ValueError("shares and payers come to different sums")
    left, rows = dict(paid), []
    for fen in shares:
        row = dict(zip(left, money.shares(fen, list(left.values())), strict=True)) if fen else dict.fromkeys(left, 0)
        left = {payer: left[payer] - row[payer] for payer in left}
        rows.append(row)
    return rows


def still_due(whole: Paid, ahead: Paid, due_fen: int) -> dict[str, int]:
    """Give what each payer pays of what is still due after an advance: of the whole, less what it gave ahead.

    Where another payer gave ahead than the whole names, what is due is split by what each has still to give.
    """
    rest = [max(fen - ahead.get(payer, 0), 0) for payer, fen in whole.items()]
    return dict(zip(whole, money.shares(due_fen, rest), strict=True)) if due_fen else dict.fromkeys(whole, 0)


def most(left: Paid, parts: Parts) -> int:
    """Give the most, in fen, that payers who hold `left` can grant together: none gives more than its own; rounds down."""
    ratios = [(left.get(payer, 0), *part.as_integer_ratio()) for payer, part in parts.items()]
    return min(fen * below // above for fen, above, below in ratios)


def shared_out(decision: Decision, said: Dated, level: str) -> Decision:
    """Add to a host's decision who pays how much of it, by what the table of payers says for the level."""
    fen, used = decision.worked.fen, (*decision.used, Used.of(said))
    if not fen:
        return replace(decision, used=used)
    parts = payer_tables.parts_of(said.value, level)
    paid = split(fen, parts)
    worked = replace(decision.worked, steps=(*decision.worked.steps, *steps(paid, parts)))
    return replace(decision, worked=worked, used=used, payers=paid)


def steps(paid: Paid, parts: Parts) -> list[Step]:
    """Name what each payer pays."""
    return [
        Step("payer", {"payer": p, "percent": figure(parts[p] * 100), "yuan": yuan(fen)}) for p, fen in paid.items()
    ]
