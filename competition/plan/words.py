"""The plan's codes in words."""

from collections.abc import Mapping
from datetime import datetime

from competition.foundation import formats
from competition.foundation.cards import Card
from competition.foundation.texts import _l
from competition.plan.models import Competition, News
from competition.plan.rules import CompetitionState, Group, Level

LEVELS = {
    Level.WORLD: _l("WorldSkills Competition"),
    Level.NATIONAL_GAMES: _l("National skills games"),
    Level.NATIONAL_1: _l("National, category I"),
    Level.NATIONAL_2: _l("National, category II"),
    Level.PROVINCIAL_GAMES: _l("Provincial skills games"),
    Level.PROVINCIAL_1: _l("Provincial, category I"),
    Level.PROVINCIAL_2: _l("Provincial, category II"),
    Level.MUNICIPAL_GAMES: _l("Municipal skills games"),
    Level.MUNICIPAL_1: _l("Municipal, category I"),
    Level.MUNICIPAL_2: _l("Municipal, category II"),
    Level.COUNTY: _l("County"),
}
GROUPS = {Group.EMPLOYEE: _l("Employees"), Group.TEACHER: _l("Teachers"), Group.STUDENT: _l("Students")}
STATES = {
    CompetitionState.DRAFT: ("neutral", _l("Draft")),
    CompetitionState.PUBLISHED: ("progress", _l("Published")),
    CompetitionState.OPEN: ("good", _l("Registration open")),
    CompetitionState.CLOSED: ("neutral", _l("Registration closed")),
    CompetitionState.RUNNING: ("progress", _l("Being held")),
    CompetitionState.HELD: ("good", _l("Held")),
    CompetitionState.CANCELLED: ("bad", _l("Cancelled")),
}
LIFE = (
    CompetitionState.DRAFT,
    CompetitionState.PUBLISHED,
    CompetitionState.OPEN,
    CompetitionState.CLOSED,
    CompetitionState.RUNNING,
    CompetitionState.HELD,
)
PUBLISH_FAULTS = {
    "items": _l("It has no item yet. Add at least one."),
    "late": _l("Its first day is over. Change the days first."),
    "days": _l("An item's day lies outside the competition's days. Mend the item."),
}
PUBLISH_WARNINGS = {
    "document": _l("It has no document number yet."),
    "filing": _l("It is published later before the start than the filing rule asks for."),
}
NEXT = {
    CompetitionState.DRAFT: _l("Next: the organiser adds items and the timetable, then publishes it."),
    CompetitionState.PUBLISHED: _l(
        "Next: registration opens by itself at the time set. Units cannot enter anybody yet."
    ),
    CompetitionState.OPEN: _l(
        "Next: delegation leaders enter people, the organiser reviews them; registration closes by itself."
    ),
    CompetitionState.CLOSED: _l(
        "Next: the organiser reviews what is left, draws the numbers, names judges, locks the scheme, opens the sheets,"
        " and says on the first day that it begins."
    ),
    CompetitionState.RUNNING: _l(
        "Next: judges mark, the chief judge closes each item; when all is over the organiser says that it was held."
    ),
    CompetitionState.HELD: _l(
        "Next: the organiser works out, notices and announces the results; the host claims its subsidy."
    ),
}
CLASHES = {"place": _l("the same place"), "item": _l("the same item")}
VERBS = {
    "plan.season_added": _l("Season added"),
    "plan.competition_added": _l("Competition added"),
    "plan.competition_changed": _l("Competition changed"),
    "plan.competition_published": _l("Competition published"),
    "plan.competition_cancelled": _l("Competition cancelled"),
    "plan.competition_started": _l("Competition started"),
    "plan.competition_held": _l("Competition held"),
    "plan.registration_moved": _l("Registration opened or closed by the clock"),
    "plan.item_added": _l("Item added"),
    "plan.item_changed": _l("Item changed"),
    "plan.timetable_changed": _l("Timetable changed"),
    "plan.news_added": _l("News written"),
    "plan.news_changed": _l("News changed"),
    "plan.news_withdrawn": _l("News taken back"),
}


def life(state: CompetitionState) -> list[tuple[str, str]]:
    """Say where a competition stands in its life, for the stepper."""
    if state is CompetitionState.CANCELLED:
        return [(str(STATES[state][1]), "ended")]
    at = LIFE.index(state)
    return [(str(STATES[s][1]), "done" if i < at else "now" if i == at else "") for i, s in enumerate(LIFE)]


# how the trail's pages call the columns of this room's records; `table.column` where one table has its own
FIELDS: Mapping[str, str] = {
    "followings.earlier_id": _l("Follows the item"),
    "followings.first": _l("How many go on"),
    "followings.weight": _l("Share of the earlier total, %"),
    "followings.taken_from": _l("Version they were taken from"),
    "followings.taken_at": _l("Entered for this item"),
    "born_from": _l("Born on or after"),
    "born_to": _l("Born on or before"),
    "cancelled": _l("Cancelled"),
    "code": _l("Item code"),
    "starts_on": _l("First day"),
    "ends_on": _l("Last day"),
    "starts_at": _l("Begins at"),
    "ends_at": _l("Ends at"),
    "group": _l("Group"),
    "held_on": _l("Held on"),
    "host_id": _l("Host"),
    "organiser_id": _l("Organised by"),
    "level": _l("Level"),
    "occupation_code": _l("Occupation code"),
    "occupation_edition": _l("Edition of the classification"),
    "occupation_name": _l("Occupation"),
    "place": _l("Where it is"),
    "places": _l("Places in all"),
    "practice_weight": _l("Weight of practice"),
    "theory_weight": _l("Weight of theory"),
    "published_at": _l("Published at"),
    "registration_opens_at": _l("Registration opens at"),
    "registration_closes_at": _l("Registration closes at"),
    "season_id": _l("Plan of the year"),
    "state_reason": _l("Reason of the state"),
    "team_size": _l("People in an entry"),
    "text": _l("Text"),
    "text_en": _l("Text in English"),
    "changed_at": _l("Last changed at"),
    "withdrawn_at": _l("Taken back at"),
    "withdrawn_reason": _l("Why it was taken back"),
    "created_by_id": _l("Created by"),
    "unit_quota": _l("Entries a unit"),
    "venue": _l("Venue"),
    "venue_en": _l("Venue in English"),
    "year": _l("Year"),
}


def news_title(news: News) -> str:
    """Give the title in the reader's language, the Chinese one where there is no English."""
    return news.title if formats.is_chinese() or not news.title_en else news.title_en


def news_text(news: News) -> str:
    """Give the text in the reader's language, the Chinese one where there is no English."""
    return news.text if formats.is_chinese() or not news.text_en else news.text_en


def news_state(news: News, at: datetime) -> tuple[str, str]:
    """Say where a piece of news stands."""
    if news.withdrawn_at is not None:
        return "bad", str(_l("Taken back"))
    return ("good", str(_l("Published"))) if news.is_out(at) else ("progress", str(_l("To come")))


def card(competition: Competition) -> Card:
    """Say what stands on a competition's card."""
    days = " – ".join(dict.fromkeys((formats.day(competition.starts_on), formats.day(competition.ends_on))))
    venue = competition.venue if formats.is_chinese() or not competition.venue_en else competition.venue_en
    return Card(str(LEVELS[competition.level]), formats.name(competition), (days, venue), competition.synthetic)
