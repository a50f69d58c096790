"""The timetable as iCalendar (RFC 5545)."""

from collections.abc import Sequence
from datetime import UTC, datetime

from competition.plan.models import TimetableEntry

ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""}


def icalendar(entries: Sequence[TimetableEntry], at: datetime) -> str:
    """Write entries as one calendar; a calendar program keeps them apart by their number."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Zibo//Skills Competitions//ZH", "CALSCALE:GREGORIAN"]
    for entry in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:timetable-{entry.id}@zibo-skills",
            f"DTSTAMP:{_moment(at)}",
            f"DTSTART:{_moment(entry.starts_at)}",
            f"DTEND:{_moment(entry.ends_at)}",
            f"SUMMARY:{_text(entry.competition.name)} {_text(entry.title)}",
            f"LOCATION:{_text(entry.place or entry.competition.venue)}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


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
