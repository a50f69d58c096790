"""What is claimed back of what was paid too much, parted into its tax and its net; pure."""

from decimal import Decimal

from competition.foundation.money import rounded
from competition.funding.rules import Taxed


def to_recover(had_fen: int, best_fen: int, claimed_fen: int) -> int:
    """Give what a person was paid above the best single entitlement that still stands, less what is claimed back."""
    return max(had_fen - best_fen - claimed_fen, 0)


def recovered(share: Taxed, before_fen: int, fen: int) -> Taxed:
    """Part what is claimed back of a taxed share, of which `before_fen` is claimed already, into its tax and its net.

    The tax that stays is the share's own tax in proportion, half up to the fen, so all claims together come to the share.
    """
    if not 0 <= before_fen <= before_fen + fen <= share.gross:
        raise ValueError("no more is claimed back of a share than it was")
    stays = [
        int(rounded(Decimal(share.tax) * (share.gross - gone) / share.gross, 0))
        for gone in (before_fen, before_fen + fen)
    ]
    tax = stays[0] - stays[1]
    return Taxed(fen, tax, fen - tax)
