"""Who may do what in judging: a seat in the item's team decides, and the role granted for it must still be held."""

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.directory import access as directory
from competition.judging import blind, rosters
from competition.judging.models import ItemJudge, Sheet
from competition.judging.pool_models import Recommendation
from competition.judging.rules import Seat, SheetState
from competition.plan.models import Item


def may_manage(user: User, item: Item) -> bool:
    """Let the organiser of the competition name judges, read the scheme in and open the sheets."""
    return user.holds(Role.ORGANISER, Scope.COMPETITION, item.competition_id)


def is_chief(user: User, item: Item) -> bool:
    """Say whether it is the chief judge named for the item, while the role is held."""
    return user.holds(Role.CHIEF_JUDGE, Scope.ITEM, item.id) and _sits(user, item.id, Seat.CHIEF)


def may_see_progress(user: User, item: Item) -> bool:
    """How far the sheets are, without any mark: organiser, chief judge, supervisor and auditor."""
    return may_manage(user, item) or _oversees(user, item) or is_chief(user, item)


def may_see_scheme(user: User, item: Item) -> bool:
    """Open the scheme to whoever sees the progress and to the item's judges."""
    return may_see_progress(user, item) or _sits(user, item.id, *Seat)


def may_see_marks(user: User, item: Item, *, closed: bool) -> bool:
    """All marks of an item: the chief judge and the auditor always, the organiser and supervisor once closed."""
    if is_chief(user, item) or Role.AUDITOR in user.roles:
        return True
    return closed and may_see_progress(user, item)


def may_mark(user: User, sheet: Sheet) -> bool:
    """Let a judge mark their own sheets and no others, while named and while the role is held."""
    mine = sheet.judge.user_id == user.id and sheet.judge.ended_at is None
    return mine and user.holds(Role.JUDGE, Scope.ITEM, sheet.judge.item_id)


def may_sign(user: User, item: Item) -> bool:
    """Let a judge of the team sign their own sheets, while named and while the role is held."""
    return user.holds(Role.JUDGE, Scope.ITEM, item.id) and _sits(user, item.id, Seat.SCORING, Seat.RESERVE)


def may_check(user: User, sheet: Sheet) -> bool:
    """Another person of the team checks: the chief, or a judge who marks nothing of this competitor on this form.

    Whoever holds a sheet beside it must not see what a colleague gave before the item is closed.
    """
    if sheet.judge.user_id == user.id:
        return False
    item = sheet.judge.item
    if is_chief(user, item):
        return True
    seated = rosters.seat(user.id, item.id)
    if seated is None or not user.holds(Role.JUDGE, Scope.ITEM, item.id):
        return False
    return not rosters.marks_beside(seated.id, sheet)


def may_see_sheet(user: User, sheet: Sheet) -> bool:
    """One's own sheet, one to check once it was submitted, or any that may be seen with all marks."""
    if may_mark(user, sheet):
        return True
    if sheet.state is not SheetState.OPEN and may_check(user, sheet):
        return True
    return may_see_marks(user, sheet.judge.item, closed=sheet.state is SheetState.CLOSED)


def may_enter_theory(user: User, item: Item) -> bool:
    """Theory marks come from the organiser or the chief judge."""
    return may_manage(user, item) or is_chief(user, item)


def may_be_named(user: User, seat: Seat, item_id: int) -> bool:
    """Only somebody to whom the security administrator granted the role for it."""
    return user.holds(Role.CHIEF_JUDGE if seat is Seat.CHIEF else Role.JUDGE, Scope.ITEM, item_id)


def may_keep(user: User, item: Item) -> bool:
    """Codes are kept by somebody who holds the part of code keeper for the item or its competition."""
    for_all = user.holds(Role.CODE_KEEPER, Scope.COMPETITION, item.competition_id)
    return for_all or user.holds(Role.CODE_KEEPER, Scope.ITEM, item.id)


def may_enter_paper(user: User, item: Item) -> bool:
    """Paper is entered by a score clerk of the item or its competition.

    Whoever sits in the item's team, or keeps one of its codes, does not: they know more than the paper says.
    """
    for_all = user.holds(Role.SCORE_CLERK, Scope.COMPETITION, item.competition_id)
    clerk = for_all or user.holds(Role.SCORE_CLERK, Scope.ITEM, item.id)
    return clerk and not _sits(user, item.id, *Seat) and not blind.keeps(user.id, item.id)


def may_follow_paper(user: User, item: Item) -> bool:
    """How far the paper sheets are, without any mark: the clerks, and whoever sees the progress."""
    return may_enter_paper(user, item) or may_see_progress(user, item)


def may_see_scan(user: User, sheet: Sheet, *, unfinished: bool) -> bool:
    """A scan holds marks: the clerks see it until the paper is in the record, later whoever may see the sheet."""
    return (unfinished and may_enter_paper(user, sheet.judge.item)) or may_see_sheet(user, sheet)


def may_supervise(user: User, item: Item) -> bool:
    """The competition's supervisor is present when codes are opened."""
    return user.holds(Role.SUPERVISOR, Scope.COMPETITION, item.competition_id)


def may_keep_pool(user: User) -> bool:
    """Organisers of the whole city keep the pool: a record in it serves every competition."""
    return user.holds(Role.ORGANISER)


def may_see_pool(user: User) -> bool:
    """The pool is read by those who keep it, and by the auditor."""
    return may_keep_pool(user) or Role.AUDITOR in user.roles


def may_recommend_for(user: User, of: Recommendation) -> bool:
    """Take back what was recommended: the unit's own people, or the organiser where no unit did."""
    if of.organisation_id is None:
        return may_manage(user, of.item)
    return of.organisation_id in directory.own_organisations(user)


def _oversees(user: User, item: Item) -> bool:
    return Role.AUDITOR in user.roles or user.holds(Role.SUPERVISOR, Scope.COMPETITION, item.competition_id)


def _sits(user: User, item_id: int, *seats: Seat) -> bool:
    seated: ItemJudge | None = rosters.seat(user.id, item_id)
    return seated is not None and seated.seat in seats


def may_calibrate(user: User, item: Item) -> bool:
    """Let the scoring judges and reserves of an item mark its sample works, while the role is held."""
    return user.holds(Role.JUDGE, Scope.ITEM, item.id) and _sits(user, item.id, Seat.SCORING, Seat.RESERVE)
