"""Values of a row by their documented types. Each raises Transient for anything else: a value of a wrong type, cut off
or mangled on its way, must not count as an emptied field."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from core.salesforce.client import unreadable

MONTH_OF_MINUTES = 31 * 24 * 60
# Leaves room for an end, a reminder or a zone on either side.
_EARLIEST, _LATEST = datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, tzinfo=UTC)


def text(row: Mapping[str, Any], column: str) -> str | None:
    value = row.get(column)
    if not (value is None or isinstance(value, str)):
        raise unreadable(f"{column} of {row.get('Id')}"[:200])
    return value


def flag(row: Mapping[str, Any], column: str) -> bool:
    """A missing one is false."""
    value = row.get(column)
    if not (value is None or isinstance(value, bool)):
        raise unreadable(f"{column} of {row.get('Id')}"[:200])
    return value is True


def moment(row: Mapping[str, Any], column: str) -> datetime | None:
    """`2026-01-02T03:04:05.000+0000`, in UTC."""
    told = text(row, column)
    if told is None:
        return None
    try:
        found = datetime.fromisoformat(told).astimezone(UTC)
        if _EARLIEST <= found <= _LATEST:
            return found
    except (ValueError, OverflowError):
        pass
    raise unreadable(f"{column} of {row.get('Id')}"[:200])


def day(row: Mapping[str, Any], column: str) -> date | None:
    """`2026-01-02`, also at the head of a datetime."""
    told = text(row, column)
    if told is None:
        return None
    try:
        found = date.fromisoformat(told[:10])
        if _EARLIEST.date() <= found <= _LATEST.date():
            return found
    except ValueError:
        pass
    raise unreadable(f"{column} of {row.get('Id')}"[:200])


def length(row: Mapping[str, Any], column: str) -> timedelta:
    """Minutes; none are zero. No event lasts a month."""
    value = row.get(column)
    if value is None:
        return timedelta()
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MONTH_OF_MINUTES:
        raise unreadable(f"{column} of {row.get('Id')}"[:200])
    return timedelta(minutes=value)
