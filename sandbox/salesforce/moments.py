"""Dates and times as Salesforce writes them: UTC, whole seconds, `.000` and an offset without colon."""

import re
from datetime import UTC, date, datetime, timedelta

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATETIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2})?)(\.\d{1,9})?\s*([Zz]|[+-]\d{2}:?\d{2})?",
)
_TIME = re.compile(r"(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?Z?")


def stamp(moment: datetime) -> str:
    """`2026-01-02T03:04:05.000+0000`; the text sorts as the time does."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def from_stamp(text: str) -> datetime:
    return datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)


def parse_datetime(text: str) -> datetime | None:
    """ISO 8601 with an offset or Z (UTC without one), or None when the text is no such moment."""
    match = _DATETIME.fullmatch(text.strip())
    if match is None:
        return None
    day, clock, fraction, zone = match.groups()
    if len(clock) == 5:
        clock += ":00"
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}")
        if fraction:
            moment += timedelta(microseconds=int(fraction[1:7].ljust(6, "0")))
        if zone in (None, "Z", "z"):
            return moment.replace(tzinfo=UTC)
        hours, minutes = int(zone[1:3]), int(zone[-2:])
        offset = timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)
        return (moment - offset).replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def parse_date(text: str) -> date | None:
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_time(text: str) -> str | None:
    """`HH:MM:SS.000Z`, or None."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second = (int(part or 0) for part in match.groups()[:3])
    if hour > 23 or minute > 59 or second > 59:
        return None
    return f"{hour:02}:{minute:02}:{second:02}.{(match.group(4) or '').ljust(3, '0')}Z"
