"""Time zones by their Windows or IANA names (CLDR's windowsZones, as exchangelib carries it)."""

from datetime import UTC, date, datetime, time, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from exchangelib.winzone import MS_TIMEZONE_TO_IANA_MAP

_UTC_NAMES = frozenset({"utc", "etc/utc", "tzone://microsoft/utc", "gmt", "z"})
_MIDNIGHT = time()


@cache
def iana_name(name: str | None) -> str | None:
    """None for a zone that nobody knows (a custom one)."""
    if not name or name.lower() in _UTC_NAMES:
        return "UTC" if name else None
    candidate = MS_TIMEZONE_TO_IANA_MAP.get(name) or name
    try:
        return ZoneInfo(candidate).key
    except (ValueError, OSError, KeyError):  # KeyError: ZoneInfoNotFoundError
        return None


@cache
def zone_of(name: str | None) -> tzinfo | None:
    found = iana_name(name)
    return None if found is None else UTC if found == "UTC" else ZoneInfo(found)


def day_in(moment: datetime, zone: tzinfo) -> date | None:
    """The day that begins at this moment in the zone; None where none does."""
    try:
        local = moment.astimezone(zone)
        day = local.date()
        if local.time() == _MIDNIGHT and not local.fold:
            return day
        # A day begins at another time where the clock goes forward at midnight.
        return day if datetime.combine(day, _MIDNIGHT, zone).astimezone(UTC) == moment.astimezone(UTC) else None
    except OverflowError:
        return None
