"""The timetable as iCalendar (RFC 5545)."""

from collections.abc import Sequence
from datetime import UTC, datetime

from competition.foundation import formats
from competition.plan.models import TimetableEntry
from competition.plan.rules import CompetitionState

ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""}


def icalendar(entries: Sequence[TimetableEntry], name: str, url: str, at: datetime) -> str:
    """Write entries as one calendar of this name, each leading to its page below `url`.

    A calendar program keeps entries apart by their number and takes a changed one by its sequence; what is cancelled
    says so, so that it vanishes from the phones it was on.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Zibo//Skills Competitions//ZH", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}", "X-WR-TIMEZONE:Asia/Shanghai"]
    lines += ["REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"]
    for entry in entries:
        lines += _event(entry, url, at)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(entry: TimetableEntry, url: str, at: datetime) -> list[str]:
    competition, item = entry.competition, entry.item
    title = entry.title if formats.is_chinese() or not entry.title_en else entry.title_en
    parts = [title, f"{item.code} {formats.name(item)}" if item else "", formats.name(competition)]
    cancelled = competition.state is CompetitionState.CANCELLED or (item is not None and item.cancelled)
    return [
        "BEGIN:VEVENT",
        f"UID:timetable-{entry.id}@zibo-skills",
        f"DTSTAMP:{_moment(at)}",
        f"SEQUENCE:{entry.version + competition.version + (item.version if item else 0)}",
        f"DTSTART:{_moment(entry.starts_at)}",
        f"DTEND:{_moment(entry.ends_at)}",
        f"SUMMARY:{_text(' · '.join(part for part in parts if part))}",
        f"LOCATION:{_text(entry.place or competition.venue)}",
        f"URL:{url}/competitions/{competition.id}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    return "".join(ESCAPES.get(c, c) for c in value)


def _folded(line: str) -> list[str]:
    # at most 75 bytes a line, never inside a character
    parts, part = [], ""
    for c in line:
        if len((part + c).encode()) > 74:
            parts.append(part)
            part = " "
        part += c
    return [*parts, part]
