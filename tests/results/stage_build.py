"""A preliminary and the final that follows it, up to where a test needs them."""

from decimal import Decimal

from competition.foundation.database import db
from competition.judging import sheets
from competition.judging.actions import closing, teams
from competition.judging.actions import sheets as opening
from competition.judging.rules import Presence
from competition.judging.tabulation.scheme import Kind
from competition.plan import queries as plan
from competition.plan.rules import CompetitionState
from competition.registration import actions as registering
from competition.registration import queries as registration
from competition.results import stages
from competition.results.actions import finishing, staging
from competition.results.actions.staging import Wanted
from tests import make, scenes
from tests.judging.build import Hall, give, hall
from tests.results.build import closed, computed

# theory, with 99.67 for practice: 95.84, 91.74 twice, 88.34
THEORY = ("80.5", "60", "60", "43")


PRACTICE = {"theory_weight": Decimal(0), "practice_weight": Decimal(100)}


@scenes.kept
def pair(scheme=None, **of_both):
    """Make a preliminary with a final result and an item beside it that stands for itself."""
    held = make.competition(state=CompetitionState.RUNNING)
    item = make.item(competition_id=held.id, name="初赛", code="A1", **of_both)
    first = hold(hall(4, item=item, scheme=scheme)) if scheme or of_both else closed(THEORY, item)
    finishing.finalise_result(computed(first), "", None, by=first.organiser, at=make.AT)
    final = hall(
        0, opened=False, item=make.item(competition_id=held.id, name="决赛", code="A2", **of_both), scheme=scheme
    )
    return first, final


def follow(first, final, n=2, weight="40"):
    share = None if weight is None else Decimal(weight)
    wanted = Wanted(first.item.id, n, share)
    return staging.follow_item(final.item, wanted, None, by=final.organiser, at=make.AT)


def enter(final):
    """Enter those who go on, draw their numbers and open the sheets."""
    following = plan.following(final.item.id)
    shown = stages.final(following.earlier_id)
    staging.enter_going_on(following, shown, None, by=final.organiser, at=make.AT)
    registering.draw_numbers(final.item, by=final.organiser, at=make.AT)
    db.session.expire_all()
    final.entries = registration.accepted(final.item.id)
    opening.open_sheets(final.item, by=final.organiser, at=make.AT)
    return final


def hold(final: Hall, theory=("70", "90", "50", "60"), absent=()) -> Hall:
    """Mark the final, each a little differently, and close it."""
    if final.item.theory_weight:
        told = {e.number: Decimal(theory[e.number - 1]) for e in final.entries}
        closing.enter_theory(final.item, told, by=final.organiser, at=make.AT)
    said = {
        e.id: teams.Said(Presence.ABSENT if e.number in absent else Presence.PRESENT, "未到") for e in final.entries
    }
    teams.say_presence(final.item, said, by=final.chief, at=make.AT)
    for row in sheets.of_item(final.item.id):
        if row.number in absent:
            continue
        sheet = sheets.one(row.id)
        marks = {a.id: _mark(a, row.number) for a in sheets.aspects_of(sheet)}
        give(sheet.id, marks, final.user_of(sheet))
        final.send(row.id)
    closing.close_item(final.item, by=final.chief, at=make.AT)
    return final


def _mark(aspect, number):
    if aspect.kind == Kind.JUDGEMENT:
        return number % 4
    if aspect.kind == Kind.PANEL:
        return 5 + number % 3
    if aspect.kind == Kind.ERRORS:
        return number % 3
    most = aspect.max_mark
    return most if aspect.kind == Kind.MEASUREMENT and aspect.calculation != "PARTIAL" else most - number


@scenes.kept
def whole(weight="40", n=2, scheme=None, **of_both):
    """Hold both items: the result of the final is worked out."""
    first, final = pair(scheme, **of_both)
    follow(first, final, n, weight)
    hold(enter(final))
    return first, final, computed(final)


def correct_earlier(first):
    """Work the earlier result out anew and make it final."""
    new = computed(first, "更正")
    finishing.finalise_result(new, "", None, by=first.organiser, at=make.AT)
    return new
