"""Bank accounts that payments of a competition left behind: whether any are held, whether money still waits, and forgetting them."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from competition.foundation.database import db
from competition.funding.claim_rules import AdvanceState
from competition.funding.models import HostAdvance, HostClaim, Payment, Prize, PrizeShare, Recovery
from competition.funding.rules import OWED, ClaimState, PrizeState

_ENDED = (ClaimState.PAID, ClaimState.REFUSED)
_SETTLED = (PrizeState.PAID, PrizeState.ENDED)
_RESTING = (AdvanceState.PAID, AdvanceState.ENDED)


def held() -> set[int]:
    """Name the competitions of which accounts are held; with an account its bank is named, readable in any query."""
    claims = sa.select(HostClaim.competition_id).where(HostClaim.bank_name != "")
    shares = sa.select(Prize.competition_id).join(Prize.shares).where(PrizeShare.bank_name != "")
    return set(db.session.scalars(sa.union(claims, shares)))


def still_open() -> set[int]:
    """Name the competitions of which money is still to be decided, paid or repaid."""
    advance = sa.select(HostClaim.competition_id).join(HostAdvance, HostAdvance.claim_id == HostClaim.id)
    owed = sa.select(HostClaim.competition_id).join(HostAdvance, HostAdvance.claim_id == HostClaim.id)
    shared = sa.select(Prize.competition_id).join(Prize.shares).join(Recovery, Recovery.share_id == PrizeShare.id)
    return set(
        db.session.scalars(
            sa.union(
                sa.select(HostClaim.competition_id).where(HostClaim.state.not_in(_ENDED)),
                sa.select(Prize.competition_id).where(Prize.state.not_in(_SETTLED)),
                advance.where(HostAdvance.state.not_in(_RESTING)),
                owed.join(Recovery, Recovery.advance_id == HostAdvance.id).where(Recovery.state.in_(OWED)),
                shared.where(Recovery.state.in_(OWED)),
            )
        )
    )


def forget(session: Session, competition_id: int) -> None:
    """Take every account of a competition away; who was paid how much and when stays."""
    claims = sa.select(HostClaim.id).where(HostClaim.competition_id == competition_id)
    shares = sa.select(PrizeShare.id).join(PrizeShare.prize).where(Prize.competition_id == competition_id)
    advances = sa.select(HostAdvance.id).where(HostAdvance.claim_id.in_(claims))
    paid = sa.or_(Payment.claim_id.in_(claims), Payment.share_id.in_(shares), Payment.advance_id.in_(advances))
    # '', not NULL: without an account there would be one to ask for
    for model, which in (
        (Payment, paid),
        (PrizeShare, PrizeShare.id.in_(shares)),
        (HostClaim, HostClaim.id.in_(claims)),
    ):
        session.execute(sa.update(model).where(which).values(account="", bank_name=""))
