"""What an event is: its type, zone, days and organiser, and the error that both faces know by code."""

import hashlib
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from sandbox.microsoft.items import Item
from sandbox.microsoft.zone_rules import BadZone, DefinedZone
from sandbox.microsoft.zones import UnknownZone, zone_of

# MS-OXOCAL, PidLidGlobalObjectId: the class of ids, then four bytes of an occurrence's date.
_UID_CLASS = "040000008200E00074C5B7101A82E008"
_NO_DATE = "00000000"
LONGEST = timedelta(days=5 * 365 + 1)
EARLIEST, LATEST = datetime(1601, 1, 1, tzinfo=UTC), datetime(4500, 8, 31, tzinfo=UTC)


class CalendarError(ValueError):
    """What a calendar refuses. code: a ResponseCode of EWS, which is Graph's error code too."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


def event_type(item: Item) -> str:
    """Single, Occurrence, Exception or RecurringMaster (EWS CalendarItemTypeType)."""
    if "original_start" in item.fields:
        return "Exception" if item.fields.get("is_exception") else "Occurrence"
    return "RecurringMaster" if item.fields.get("recurrence") else "Single"


def event_zone(fields: dict[str, Any]) -> tzinfo:
    """The zone that an event's days and a series' times are counted in. Raises CalendarError."""
    definition = fields.get("zone_definition")
    try:
        return DefinedZone(definition) if definition else zone_of(fields.get("start_time_zone"))
    except (UnknownZone, BadZone) as error:
        raise CalendarError("ErrorCalendarInvalidTimeZone", f"{error}.") from None


def all_day_dates(item: Item) -> tuple[date, date]:
    """The first day of an all-day event and the day after its last."""
    zone = event_zone(item.fields)
    first, after = (item.fields[name].astimezone(zone).date() for name in ("start", "end"))
    return first, max(after, first + timedelta(days=1))


def is_organizer(fields: dict[str, Any], address: str) -> bool:
    """Whether the event is the address's own; one without an organiser is its owner's."""
    organizer = (fields.get("organizer") or {}).get("address") or address
    return bool(str(organizer).lower() == address.lower())


def new_uid(seed: object) -> str:
    """An iCalendar UID as Outlook makes them: a global object id in hexadecimal."""
    own = hashlib.blake2b(str(seed).encode(), digest_size=16).hexdigest().upper()
    return f"{_UID_CLASS}{_NO_DATE}{'0' * 32}10000000{own}"


def occurrence_uid(uid: str, original_start: datetime) -> str:
    """A series' uid with an occurrence's date in it, as Graph's iCalUId of occurrences; foreign uids get it behind."""
    day = original_start.astimezone(UTC)
    stamp = f"{day.year:04X}{day.month:02X}{day.day:02X}"
    if uid.upper().startswith(_UID_CLASS):
        return uid[:32] + stamp + uid[40:]
    return f"{uid}_{stamp}"


def check_times(start: datetime, end: datetime) -> None:
    """Raises CalendarError."""
    if end < start:
        raise CalendarError("ErrorCalendarEndDateIsEarlierThanStartDate", "The event ends before it starts.")
    if end - start > LONGEST:
        raise CalendarError("ErrorCalendarDurationIsTooLong", "An event must not be longer than five years.")
    if not EARLIEST <= start <= LATEST or not EARLIEST <= end <= LATEST:
        raise CalendarError("ErrorCalendarOutOfRange", "The event lies outside of the calendar's years.")
