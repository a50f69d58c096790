"""What other payers gave a winner: entered with its document, taken back by a new entry, counted in prizes still open."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from competition.accounts.models import User
from competition.foundation import clock, trail
from competition.foundation.database import transaction
from competition.foundation.errors import Fault, Refused, refuse_faults
from competition.foundation.texts import _, _l
from competition.funding import decisions, grants, queries, reworking
from competition.funding.grant_models import OtherGrant
from competition.funding.grant_rules import Giver
from competition.funding.models import Prize
from competition.funding.prize_rules import ACROSS
from competition.funding.prizing import Year
from competition.funding.rules import PrizeState
from competition.plan.models import Competition
from competition.policy.book import Book


@dataclass(frozen=True, slots=True)
class GrantData:
    """Who was given how much, in fen, by whom, when, and by which document."""

    person_id: int
    giver: Giver
    giver_name: str
    amount_fen: int
    given_on: date
    document_number: str


def enter_grant(competition: Competition, data: GrantData, book: Book, by: User, at: datetime) -> OtherGrant:
    """Enter what another payer gave a winner of a competition; open prizes of that winner's year are worked out again."""
    _must_be_whole(competition, data, at)
    names = {member.person_id: member.name_as_was for member in grants.winners(competition.id)}
    if data.person_id not in names:
        raise Refused(_l("This person holds no announced place in the competition."), field="person")
    with transaction() as session:
        made = OtherGrant(competition_id=competition.id, person_id=data.person_id, name_as_was=names[data.person_id])
        made.giver, made.giver_name, made.amount_fen = data.giver, data.giver_name.strip(), data.amount_fen
        made.given_on, made.document_number = data.given_on, data.document_number.strip()
        _keep(session, made, competition, book, (by, at))
        trail.record(by, "funding.grant_entered", made, at)
    return made


def take_grant_back(grant: OtherGrant, reason: str, book: Book, by: User, at: datetime) -> OtherGrant:
    """Take an entry back by a new one, once, with the reason; open prizes are worked out again."""
    if not reason.strip():
        raise Refused(_l("Say why it is taken back."), field="reason")
    with transaction() as session:
        reworking.hold_season(session, grant.competition.season_id)
        if grant.takes_back_id or grants.is_taken_back(grant):
            raise Refused(_l("This entry was taken back already."))
        made = OtherGrant(competition_id=grant.competition_id, person_id=grant.person_id, takes_back_id=grant.id)
        for name in ("name_as_was", "giver", "giver_name", "given_on", "document_number"):
            setattr(made, name, getattr(grant, name))
        made.amount_fen, made.reason = -grant.amount_fen, reason.strip()
        _keep(session, made, grant.competition, book, (by, at))
        trail.record(by, "funding.grant_taken_back", made, at, {"reason": reason.strip()})
    return made


def _must_be_whole(competition: Competition, data: GrantData, at: datetime) -> None:
    faults = [
        Fault(_("This is needed."), field=name)
        for name in ("giver_name", "document_number")
        if not getattr(data, name).strip()
    ]
    if data.amount_fen <= 0:
        faults.append(Fault(_("Enter more than nothing."), field="amount"))
    if not competition.starts_on <= data.given_on <= clock.in_city(at).date():
        faults.append(Fault(_("Give a day from the competition's first until today."), field="given_on"))
    refuse_faults(faults, _("The entry is not complete."))


def _keep(session: Session, made: OtherGrant, of: Competition, book: Book, who: tuple[User, datetime]) -> None:
    reworking.hold_season(session, of.season_id)
    open_prizes = _open_prizes(made.person_id, of.season_id, book)
    made.entered_by_id, made.entered_at = who[0].id, who[1]
    session.add(made)
    session.flush()
    if open_prizes:
        reworking.work_out_again(session, of.season_id, open_prizes, book)


def _open_prizes(person_id: int, season_id: int, book: Book) -> list[Prize]:
    """List the winner's open prizes that the entry counts in; refused while one is approved, as its money is committed."""
    year = Year(queries.same_people())
    people = year.records({year.person(person_id)})
    found = [prize for prize in grants.prizes_of(people, season_id) if prize.stands and _goes_across(prize, book)]
    if any(prize.state is PrizeState.APPROVED and prize.amount_fen for prize in found):
        raise Refused(
            _l("A prize of this winner is approved and not paid. Put it on hold first; it is worked out again then.")
        )
    return [prize for prize in found if prize.state in reworking.OPEN]


def _goes_across(prize: Prize, book: Book) -> bool:
    (said,) = decisions.figures(book, prize.competition, decisions.HIGHEST)
    return bool(said.value == ACROSS)
