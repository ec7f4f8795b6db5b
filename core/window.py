"""PURE. The rolling window of days in which events are synchronised."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from core.policy import Policy
from core.records import Fields


@dataclass(frozen=True, slots=True)
class Window:
    """Two midnights UTC; `last` is outside."""

    first: datetime
    last: datetime

    def holds(self, fields: Fields) -> bool:
        """Whether an event with these fields reaches into the window, as calendar views count it (Graph, "List
        calendarView"). One without a start is held: what is wrong with it is said elsewhere."""
        start, end = fields.get("start"), fields.get("end")
        if not isinstance(start, datetime):
            return True
        return start < self.last and (end if isinstance(end, datetime) else start) >= self.first


def window_of(policy: Policy, now: datetime) -> Window:
    """Whole days, so that it moves once a day and all who ask on one day speak of the same window."""
    today = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    back, ahead = timedelta(days=policy.window_back_days), timedelta(days=policy.window_ahead_days + 1)
    return Window(today - back, today + ahead)
