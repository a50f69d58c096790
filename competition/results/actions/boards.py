"""The board that hears a competition's appeals: named, and let go, by those who run the competition."""

from datetime import datetime

import sqlalchemy as sa

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _, _l
from competition.plan.models import Competition
from competition.results import appeal_rules, appeal_words, appeals
from competition.results.appeal_models import BoardMember


def name_member(competition: Competition, user: User, by: User, at: datetime) -> BoardMember:
    """Name somebody for the board; nobody who judges, coaches or belongs to a unit that competes."""
    with transaction() as session:
        # one at a time, so that a board never has more than it may
        session.execute(sa.select(Competition.id).where(Competition.id == competition.id).with_for_update())
        there = appeals.board(competition.id)
        if any(each.user_id == user.id for each in there):
            raise Refused(_("%(name)s sits on the board already.", name=user.name), field="user")
        if len(there) >= appeal_rules.MOST_MEMBERS:
            raise Refused(_("A board has at most %(most)s members.", most=appeal_rules.MOST_MEMBERS), field="user")
        if not user.holds(Role.SUPERVISOR, Scope.COMPETITION, competition.id):
            raise Refused(
                _l("This person is no supervisor of the competition. The security administrator grants the part."),
                field="user",
            )
        found = appeal_rules.bars(appeals.candidate(user), appeals.concerned(competition_id=competition.id))
        if found:
            raise Refused(appeal_words.barred(user.name, found), field="user")
        made = BoardMember(competition_id=competition.id, user_id=user.id, named_at=at, named_by_id=by.id)
        session.add(made)
        session.flush()
        trail.record(by, "results.board_member_named", made, at)
    return made


def end_member(member: BoardMember, seen: int | None, by: User, at: datetime) -> None:
    """Let a member go; what they decided stands."""
    with transaction():
        member.must_be_as_seen(seen)
        if member.ended_at is not None:
            raise Refused(_l("This person left the board already."))
        member.ended_at = at
        trail.record(by, "results.board_member_ended", member, at)
