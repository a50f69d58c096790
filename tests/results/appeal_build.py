"""Appeals at every step of their life."""

from datetime import UTC, datetime, timedelta
from typing import Any

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.foundation.media import Piece
from competition.plan.models import Competition
from competition.policy import reader
from competition.registration.models import Entry
from competition.results import appeals
from competition.results.actions import appealing, boards
from competition.results.actions.appealing import Filing, Verdict
from competition.results.appeal_models import Appeal
from competition.results.appeal_rules import AppealKind, AppealState
from competition.results.models import ResultLine
from tests import make

BOOK = reader.book()
# makers hold a competition from the 18th to the 20th of September, its item on the 19th
ENDED = datetime(2026, 9, 20, 16, 0, tzinfo=UTC)
PHOTO = b"\xff\xd8\xff\xe0 a photo"
PDF = b"%PDF-1.7 a paper"


def leader_of(entry: Entry) -> User:
    """Make a leader of the entry's unit."""
    return make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=entry.organisation_id)


def supervisor(of: Competition, **values: Any) -> User:
    """Make a supervisor of the competition."""
    return make.user(Role.SUPERVISOR, scope=Scope.COMPETITION, scope_id=of.id, **values)


def board(of: Competition, by: User) -> User:
    """Name a supervisor of the competition for its board."""
    made = supervisor(of)
    boards.name_member(of, made, by=by, at=make.AT)
    return made


def filed(entry: Entry, kind: AppealKind = AppealKind.FACT, at: datetime = ENDED, **more: Any) -> Appeal:
    """File an appeal by a leader of the entry's unit."""
    by = more.pop("by", None) or leader_of(entry)
    told = {"text": "设备故障，未给补时，请求复议。", "files": [Piece("照片.jpg", PHOTO)], **more}
    made = appealing.file_appeal(Filing(entry, kind, **told), BOOK, by=by, at=at)
    return appeals.one(made.id)


def admit(appeal: Appeal, by: User, *, admitted: bool = True, at: datetime = ENDED) -> None:
    """Admit an appeal, or not."""
    appealing.admit_appeal(appeal, admitted, "" if admitted else "超出受理范围", None, by=by, at=at)


def decide(appeal: Appeal, by: User, *, upheld: bool, at: datetime = ENDED) -> None:
    """Decide an appeal at the level it has reached."""
    appealing.decide_appeal(appeal, Verdict(upheld, "经核查录像与记录。"), None, by=by, at=at)


def ask_on(appeal: Appeal, at: datetime = ENDED) -> None:
    """Take an appeal to the second level by whoever filed it."""
    appealing.ask_on(appeal, "证据未被采信。", None, by=appeal.filed_by, at=at)


def appeal_in(state: AppealState, entry: Entry, *, upheld: bool = False, at: datetime = ENDED) -> Appeal:
    """Take an appeal to a state, one action after the other."""
    organiser = make.user(Role.ORGANISER)
    first = board(entry.item.competition, organiser)
    made = filed(entry, at=at)
    if state is AppealState.FILED:
        return made
    admit(made, first, admitted=state is not AppealState.NOT_ADMITTED, at=at)
    if state in (AppealState.DECIDED, AppealState.ASKED_ON, AppealState.FINAL):
        decide(made, first, upheld=upheld, at=at)
    if state in (AppealState.ASKED_ON, AppealState.FINAL):
        ask_on(made, at=at)
    if state is AppealState.FINAL:
        decide(made, organiser, upheld=upheld, at=at)
    return made


def later(hours: int = 0, **more: int) -> datetime:
    """Give a moment after the end of the competition."""
    return ENDED + timedelta(hours=hours, **more)


def stored_about(line: ResultLine, state: AppealState = AppealState.FILED) -> Appeal:
    """Store an appeal about a result line as it stands, whatever its time."""
    told = {"item_id": line.result.item_id, "entry_id": line.entry_id, "about_id": line.entry_id}
    return make.keep(
        Appeal(**told, kind=AppealKind.FACT, receipt=f"SS{line.id}", text="x", state=state, filed_at=make.AT,
               filed_by_id=make.user(Role.DELEGATION_LEADER).id, tables={}, due_at=make.AT)
    )  # fmt: skip
