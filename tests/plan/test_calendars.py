"""The timetable as iCalendar, read by a library that others wrote."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from competition.plan.models import TimetableEntry
from competition.plan.rules import CompetitionState
from tests import make

STARTS = datetime(2026, 9, 18, 1, 0, tzinfo=UTC)


def line(of, **values) -> TimetableEntry:
    """Put a line into a competition's timetable."""
    told = {"starts_at": STARTS, "ends_at": STARTS + timedelta(hours=2), "title": "开赛式", "title_en": "Opening"}
    return make.keep(TimetableEntry(competition_id=of.id, **{**told, **values}))


def read(client, path: str) -> icalendar.Calendar:
    """Read the calendar at an address."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert "Set-Cookie" not in answer.headers
    assert all(len(one) <= 75 for one in answer.data.split(b"\r\n"))
    return icalendar.Calendar.from_ical(answer.data)


def events(client, path: str) -> list[icalendar.Event]:
    return list(read(client, path).walk("VEVENT"))


def test_a_competition_has_a_calendar_of_its_own(client, app):
    made = make.competition(name="陶瓷产业链职业技能竞赛，2026", name_en="Ceramics; 2026", venue="淄博职业学院")
    item = make.item(competition_id=made.id, name="陶瓷装饰工", name_en="Ceramic decoration", code="T07")
    kept = line(made, item_id=item.id, place="1号, 赛场; 东\\西\n门")
    line(make.competition())
    calendar = read(client, f"/competitions/{made.id}/timetable.ics?lang=zh_Hans_CN")
    assert str(calendar["X-WR-CALNAME"]) == "陶瓷产业链职业技能竞赛，2026"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    (event,) = calendar.walk("VEVENT")
    assert str(event["UID"]) == f"timetable-{kept.id}@zibo-skills"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (STARTS, STARTS + timedelta(hours=2))
    assert str(event["SUMMARY"]) == "开赛式 · T07 陶瓷装饰工 · 陶瓷产业链职业技能竞赛，2026"
    assert str(event["LOCATION"]) == "1号, 赛场; 东\\西\n门"
    assert str(event["URL"]).endswith(f"/competitions/{made.id}")
    assert str(event["STATUS"]) == "CONFIRMED"
    (event,) = events(client, f"/competitions/{made.id}/timetable.ics?lang=en")
    assert str(event["SUMMARY"]) == "Opening · T07 Ceramic decoration · Ceramics; 2026"


def test_what_changes_or_is_cancelled_reaches_the_phones_it_is_on(client, app):
    made = make.competition()
    kept, path = line(made), f"/competitions/{made.id}/timetable.ics"
    first = events(client, path)[0]["SEQUENCE"]
    with make.transaction(trail=False):
        kept.title = "开赛式（改期）"
    assert events(client, path)[0]["SEQUENCE"] > first
    with make.transaction(trail=False):
        made.state = CompetitionState.CANCELLED
    assert str(events(client, path)[0]["STATUS"]) == "CANCELLED"


def test_an_item_that_is_cancelled_is_cancelled_alone(client, app):
    made = make.competition()
    line(made, item_id=make.item(competition_id=made.id, cancelled=True).id)
    line(made, starts_at=STARTS + timedelta(hours=1))
    states = [str(event["STATUS"]) for event in events(client, f"/competitions/{made.id}/timetable.ics")]
    assert states == ["CANCELLED", "CONFIRMED"]


def test_the_citys_calendar_holds_the_coming_weeks_of_all(client, app):
    for title in ("甲", "乙"):
        line(make.competition(), title=title)
    names = [str(event["SUMMARY"])[0] for event in events(client, "/timetable.ics?from=2026-09-01&lang=zh_Hans_CN")]
    assert names == ["甲", "乙"]


def test_the_page_offers_a_phone_to_subscribe(client, app):
    made = make.competition()
    assert "webcal://" not in client.get(f"/competitions/{made.id}").text
    line(made)
    page = client.get(f"/competitions/{made.id}?lang=en").text
    address = f"/competitions/{made.id}/timetable.ics?lang=en"
    assert f'href="webcal://127.0.0.1:8000{address}"' in page
    assert f'href="{address}"' in page
    assert "09:00–11:00" in page


@pytest.mark.parametrize("state", [CompetitionState.DRAFT])
def test_a_draft_has_no_calendar(client, app, state):
    made = make.competition(state=state, published_at=None)
    line(made)
    assert client.get(f"/competitions/{made.id}/timetable.ics").status_code == 404
