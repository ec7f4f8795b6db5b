"""When an event is: start, end, whole days, and the reminder that hangs on the start.

Salesforce has a start, an end and a length in minutes, which must agree; of an all-day event midnight UTC stands for
the day, and the end is the last day itself (Object Reference, "Event"). Ours is the midnight after it, as Exchange has
it. No zone is ever applied to the days. The reminder is a moment there and minutes before the start here; of an all-day
event those are minutes before midnight in the user's own zone.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.errors import Rejected
from core.records import Fields, Value
from core.salesforce import values
from core.salesforce.codes import BAD_VALUE, EVENT_TOO_LONG, FIELD_MISSING
from core.salesforce.trait import Draft, Trait, capital

START, END, ALL_DAY, REMINDER = "start", "end", "is_all_day", "reminder_minutes"
LONGEST = timedelta(days=14)
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


class Times(Trait):
    """Start, end and length are always written together, whichever of them changed."""

    holds = frozenset({START, END, ALL_DAY})
    columns = ("IsAllDayEvent", "StartDateTime", "EndDateTime", "DurationInMinutes", "ActivityDate")
    names: Mapping[str, str] = {
        "StartDateTime": START,
        "ActivityDateTime": START,
        "ActivityDate": START,
        "EndDateTime": END,
        "DurationInMinutes": END,
        "IsAllDayEvent": ALL_DAY,
    }
    filters: Mapping[str, str] = {START: "StartDateTime"}

    def decode(self, row: Mapping[str, Any]) -> Fields:
        lasting = values.length(row, "DurationInMinutes")
        if values.flag(row, "IsAllDayEvent"):
            first = values.day(row, "ActivityDate") or values.day(row, "StartDateTime")
            days = max(1, -(-lasting // _DAY))
            last = values.day(row, "EndDateTime") or (first and first + timedelta(days=days - 1))
            return {ALL_DAY: True, START: _midnight(first), END: _midnight(last and last + _DAY)}
        start = values.moment(row, "StartDateTime")
        end = values.moment(row, "EndDateTime") or (start and start + lasting)
        return {ALL_DAY: False, START: start, END: end}

    def encode(self, draft: Draft) -> Mapping[str, Any]:
        if draft.row and not draft.touches(*self.holds):
            return {}
        merged = draft.merged
        start, end = _span(draft, merged)
        all_day = merged.get(ALL_DAY) is True
        last = end - _DAY if all_day else end
        return {
            "IsAllDayEvent": all_day,
            "StartDateTime": start.isoformat(),
            "EndDateTime": last.isoformat(),
            "DurationInMinutes": (end - start) // _MINUTE,
        }

    def held(self, draft: Draft) -> Fields:
        """Lengths are whole minutes, and moments whole seconds."""
        if not draft.touches(*self.holds):
            return {}
        merged = draft.merged
        start, end = _span(draft, merged)
        kept: dict[str, Value] = {START: start, END: end}
        return {name: value for name, value in kept.items() if merged.get(name) != value}


def _span(draft: Draft, merged: Fields) -> tuple[datetime, datetime]:
    """Start and end as Salesforce will keep them. Raises Rejected: missing, the wrong way round, too long."""
    start, end = _required(draft, merged, START).replace(microsecond=0), _required(draft, merged, END)
    if merged.get(ALL_DAY) is True:
        start, end = _days(start, end)
    if end < start:
        words = f"{capital(draft.who())} ends before it begins: correct the times."
        raise Rejected(words, code="value_not_allowed", field=END, label=BAD_VALUE)
    if end - start > LONGEST:
        words = (
            f"{capital(draft.who())} lasts {-(-(end - start) // _DAY)} days, and Salesforce holds events of at most "
            "14: shorten it, or split it in Outlook."
        )
        raise Rejected(words, code="event_too_long", field=END, label=EVENT_TOO_LONG)
    return start, start + (end - start) // _MINUTE * _MINUTE


def _required(draft: Draft, merged: Fields, name: str) -> datetime:
    value = merged.get(name)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    words = f"The {name} of {draft.who()} is missing, which Salesforce requires: add it in Outlook."
    raise Rejected(words, code="required_field_missing", field=name, label=FIELD_MISSING)


def _days(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """Whole days: at least one, an end within a day counts that day."""
    first = start.replace(hour=0, minute=0, second=0)
    whole = -(-(end - first) // _DAY)
    return first, first + max(1, whole) * _DAY if end >= first else end


def _midnight(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None


class Reminder(Trait):
    """Moves with the start. zone: of the user, IANA."""

    holds = frozenset({REMINDER})
    columns = ("IsReminderSet", "ReminderDateTime")
    names: Mapping[str, str] = {"ReminderDateTime": REMINDER, "IsReminderSet": REMINDER}

    def __init__(self, times: Times, zone: str) -> None:
        self._times = times
        try:
            self._zone = ZoneInfo(zone)
        except (ValueError, OSError, KeyError):
            self._zone = ZoneInfo("UTC")

    def decode(self, row: Mapping[str, Any]) -> Fields:
        moment = values.moment(row, "ReminderDateTime") if values.flag(row, "IsReminderSet") else None
        anchor = self._anchor(self._times.decode(row)) if moment else None
        return {REMINDER: max(0, (anchor - moment) // _MINUTE) if anchor and moment else None}

    def encode(self, draft: Draft) -> Mapping[str, Any]:
        if not draft.touches(REMINDER, START, ALL_DAY):
            return {}
        merged = draft.merged
        minutes, anchor = merged.get(REMINDER), self._anchor(merged)
        if not isinstance(minutes, int) or anchor is None:
            return {"IsReminderSet": False, "ReminderDateTime": None} if REMINDER in draft.fields else {}
        return {"IsReminderSet": True, "ReminderDateTime": (anchor - timedelta(minutes=minutes)).isoformat()}

    def _anchor(self, fields: Fields) -> datetime | None:
        start = fields.get(START)
        if not isinstance(start, datetime) or start.tzinfo is None:
            return None
        start = start.astimezone(UTC).replace(microsecond=0)
        if fields.get(ALL_DAY) is not True:
            return start
        return datetime(start.year, start.month, start.day, tzinfo=self._zone).astimezone(UTC)
