"""The pool's codes in words."""

from competition.foundation.texts import _l
from competition.foundation.words import Codes
from competition.judging.pool_rules import CardState, Grade, Ladder, PoolState, RecommendationState, Shortfall

WORDS: Codes[str] = Codes(
    {
        PoolState.RECOMMENDED: _l("Recommended"),
        PoolState.IN_POOL: _l("In the pool"),
        PoolState.SUSPENDED: _l("Suspended"),
        PoolState.LEFT: _l("Left the pool"),
    },
    {
        RecommendationState.WAITING: _l("Waits for the organiser"),
        RecommendationState.ACCEPTED: _l("Accepted"),
        RecommendationState.RETURNED: _l("Returned"),
        RecommendationState.WITHDRAWN: _l("Withdrawn"),
    },
    {
        Grade.JUNIOR: _l("Junior worker (level 5)"),
        Grade.INTERMEDIATE: _l("Intermediate worker (level 4)"),
        Grade.SENIOR: _l("Senior worker (level 3)"),
        Grade.TECHNICIAN: _l("Technician (level 2)"),
        Grade.SENIOR_TECHNICIAN: _l("Senior technician (level 1)"),
        Grade.SPECIAL_TECHNICIAN: _l("Special technician"),
        Grade.CHIEF_TECHNICIAN: _l("Chief technician"),
        Grade.MIDDLE_TITLE: _l("Intermediate professional title"),
        Grade.ASSOCIATE_TITLE: _l("Associate senior professional title"),
        Grade.FULL_TITLE: _l("Senior professional title"),
        Grade.ASSESSOR: _l("Skills assessor"),
        Grade.SENIOR_ASSESSOR: _l("Senior skills assessor"),
        Grade.CITY_REFEREE: _l("Judge of the city"),
        Grade.PROVINCE_REFEREE: _l("Judge of the province"),
        Grade.NATIONAL_REFEREE: _l("National judge"),
    },
    {
        Ladder.SKILL: _l("Vocational skill level"),
        Ladder.TITLE: _l("Professional title"),
        Ladder.ASSESSING: _l("Assessor's certificate"),
        Ladder.REFEREEING: _l("Judge's certificate"),
    },
    {
        Shortfall.NOT_ACCEPTED: _l("not in the pool"),
        Shortfall.SUSPENDED: _l("suspended"),
        Shortfall.LEFT: _l("left the pool"),
        Shortfall.NO_ACCOUNT: _l("no account"),
        Shortfall.NO_ROLE: _l("no judge's role granted"),
        Shortfall.UNTRAINED: _l("no training passed"),
        Shortfall.TRAINING_EXPIRED: _l("training expired"),
        Shortfall.QUALIFICATION: _l("qualification below what is asked"),
        Shortfall.QUALIFICATION_EXPIRED: _l("qualification expired"),
        Shortfall.YEARS: _l("too few years in the trade"),
        Shortfall.NOT_SIGNED: _l("commitment not signed"),
    },
    {
        CardState.VALID: _l("Valid: appointed for this item"),
        CardState.ENDED: _l("Not valid: the appointment has ended"),
        CardState.OVER: _l("Not valid any more: the competition is over"),
    },
)

TONES: Codes[str] = Codes(
    {
        PoolState.RECOMMENDED: "progress",
        PoolState.IN_POOL: "good",
        PoolState.SUSPENDED: "bad",
        PoolState.LEFT: "neutral",
    },
    {
        RecommendationState.WAITING: "progress",
        RecommendationState.ACCEPTED: "good",
        RecommendationState.RETURNED: "warn",
        RecommendationState.WITHDRAWN: "neutral",
    },
    {
        **dict.fromkeys(Shortfall, "bad"),
        Shortfall.NO_ACCOUNT: "warn",
        Shortfall.NO_ROLE: "warn",
        Shortfall.NOT_SIGNED: "warn",
    },
)

# the sentence a refused appointment says, and what to do about it
LACKS: dict[Shortfall, tuple[str, str]] = {
    Shortfall.NOT_ACCEPTED: (
        _l("This person is not in the judges' pool yet."),
        _l("A unit or the organiser recommends them, and the organiser accepts."),
    ),
    Shortfall.SUSPENDED: (_l("This judge is suspended in the pool."), _l("Lift the suspension first, with a reason.")),
    Shortfall.LEFT: (_l("This judge has left the pool."), _l("Take them back into the pool first.")),
    Shortfall.UNTRAINED: (
        _l("The pool knows of no training this judge passed."),
        _l("Enter the training passed in the judge's record."),
    ),
    Shortfall.TRAINING_EXPIRED: (
        _l("The judge's training is not valid any more on the day of the item."),
        _l("Enter the new training in the judge's record."),
    ),
    Shortfall.QUALIFICATION: (
        _l("The judge's qualification is below what the item asks."),
        _l("Enter the higher certificate, or choose another judge."),
    ),
    Shortfall.QUALIFICATION_EXPIRED: (
        _l("The judge's qualification is not valid any more on the day of the item."),
        _l("Enter the renewed certificate, or choose another judge."),
    ),
    Shortfall.YEARS: (
        _l("The judge has too few years in the trade for the item, or none stated."),
        _l("Enter the first year in the trade, or choose another judge."),
    ),
}

VERBS = {
    "judging.judge_recommended": _l("Judge recommended"),
    "judging.recommendation_accepted": _l("Recommendation of a judge accepted"),
    "judging.recommendation_returned": _l("Recommendation of a judge returned"),
    "judging.recommendation_withdrawn": _l("Recommendation of a judge withdrawn"),
    "judging.pool_judge_changed": _l("Record in the judges' pool changed"),
    "judging.pool_judge_moved": _l("Judge suspended, taken back or left"),
    "judging.qualification_added": _l("Judge's qualification entered"),
    "judging.training_added": _l("Judge's training entered"),
    "judging.pool_read_in": _l("Judges' pool read in from a workbook"),
    "judging.demand_set": _l("Asked of an item's judges"),
    "judging.correction_asked": _l("Correction of a judge's record asked for"),
    "judging.correction_answered": _l("Correction of a judge's record answered"),
}
