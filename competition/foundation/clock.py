"""The only place that asks the computer what time it is; a demo can be set to another day."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

CITY = ZoneInfo("Asia/Shanghai")

_shift_file: Path | None = None
_shift = timedelta()
_seen_mtime: int | None = None


def use_shift_file(path: Path | None) -> None:
    """Let a demo's clock be moved by the file at `path`, which every worker reads; None turns it off."""
    global _shift_file, _shift, _seen_mtime
    _shift_file, _shift, _seen_mtime = path, timedelta(), None


def travel_to(day: datetime | None) -> None:
    """Set the demo clock to start running from `day`; None brings it back to the present."""
    if _shift_file is None:
        raise RuntimeError("the clock of this installation cannot be moved")
    shift = timedelta() if day is None else day - datetime.now(UTC)
    _shift_file.write_text(json.dumps({"seconds": shift.total_seconds()}), encoding="utf-8")


def shift() -> timedelta:
    """How far this installation's clock stands from the computer's."""
    global _shift, _seen_mtime  # noqa: PLW0603 - read once a change of the file
    if _shift_file is None:
        return timedelta()
    try:
        mtime = _shift_file.stat().st_mtime_ns
    except FileNotFoundError:
        return timedelta()
    if mtime != _seen_mtime:
        _shift = timedelta(seconds=json.loads(_shift_file.read_text(encoding="utf-8"))["seconds"])
        _seen_mtime = mtime
    return _shift


def now() -> datetime:
    """The moment, in UTC, as this installation sees it."""
    return datetime.now(UTC) + shift()


def present() -> datetime:
    """The moment, in UTC, as the computer has it: for what runs while a demo's clock may be moved."""
    return datetime.now(UTC)


def today() -> date:
    """The calendar day in the city."""
    return now().astimezone(CITY).date()


def in_city(moment: datetime) -> datetime:
    """The same moment as the city's clocks show it."""
    return moment.astimezone(CITY)
