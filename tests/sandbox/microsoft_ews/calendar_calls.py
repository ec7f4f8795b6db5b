"""Events by exchangelib, in few words."""

from datetime import UTC, datetime, timedelta
from typing import Any

from exchangelib import CalendarItem, EWSDateTime, EWSTimeZone
from exchangelib.recurrence import (
    Recurrence,
    WeeklyPattern,
)

BERLIN = EWSTimeZone("Europe/Berlin")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START = EWSDateTime(2026, 3, 16, 10, tzinfo=BERLIN)  # a Monday; summer time begins on the 29th


def utc(day: int, hour: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def event(account: Any, **values: Any) -> Any:
    known = {"subject": "Jour fixe", "start": START, "end": START + HOUR}
    return CalendarItem(account=account, folder=account.calendar, **(known | values))


def weekly(account: Any, number: int = 5, **values: Any) -> Any:
    pattern = WeeklyPattern(interval=1, weekdays=["Monday"])
    recurrence = Recurrence(pattern=pattern, start=START.date(), number=number)
    return event(account, recurrence=recurrence, **values).save()


def view(account: Any, days: int = 60) -> list[Any]:
    return list(account.calendar.view(start=START - DAY, end=START + days * DAY))


def starts(account: Any) -> list[datetime]:
    return [item.start for item in view(account)]


def fetched(account: Any, item: Any) -> Any:
    (found,) = account.fetch([(item.id, None)])
    return found
