"""Random series, and what python-dateutil makes of them: a second opinion that shares no code with the sandbox."""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil import rrule, tz

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
INDEXES = {"First": 1, "Second": 2, "Third": 3, "Fourth": 4, "Last": -1}
ZONES = {
    "W. Europe Standard Time": "Europe/Berlin",
    "Eastern Standard Time": "America/New_York",
    "Europe/London": "Europe/London",
    "AUS Eastern Standard Time": "Australia/Sydney",
    "Asia/Kolkata": "Asia/Kolkata",
    "Pacific SA Standard Time": "America/Santiago",
    "Egypt Standard Time": "Africa/Cairo",
    "Lord Howe Standard Time": "Australia/Lord_Howe",
    "UTC": "UTC",
}


def random_recurrence(chance: random.Random) -> dict[str, Any]:
    """Of any pattern and range."""
    kind = chance.choice("Daily Weekly AbsoluteMonthly RelativeMonthly AbsoluteYearly RelativeYearly".split())
    pattern: dict[str, Any] = {
        "type": kind,
        "interval": 1 if kind.endswith("Yearly") else chance.choice((1, 1, 2, 3, 7)),
    }
    if kind in ("Weekly", "RelativeMonthly", "RelativeYearly"):
        sets = [DAYS, DAYS[:5], DAYS[5:], *([day] for day in DAYS), chance.sample(DAYS, chance.randint(1, 4))]
        pattern["days"] = list(chance.choice(sets))
    if kind == "Weekly":
        pattern["first_day"] = chance.choice(DAYS)
    if kind.startswith("Relative"):
        pattern["index"] = chance.choice(list(INDEXES))
    if kind.startswith("Absolute"):
        pattern["day"] = chance.choice((1, 15, 28, 29, 30, 31, chance.randint(1, 31)))
    if kind.endswith("Yearly"):
        pattern["month"] = chance.randint(1, 12)
    start = date(2025, 1, 1) + timedelta(days=chance.randrange(500))
    limits: dict[str, Any] = {"type": chance.choice(("NoEnd", "EndDate", "Numbered")), "start": start.isoformat()}
    if limits["type"] == "EndDate":
        limits["end"] = (start + timedelta(days=chance.choice((30, 365, 1200)))).isoformat()
    if limits["type"] == "Numbered":
        limits["count"] = chance.choice((1, 2, 5, 40, 300))
    return {"pattern": pattern, "range": limits}


def rule_of(recurrence: dict[str, Any]) -> rrule.rrule:
    """A day that a month lacks is its last: the last of the days that there are, up to it (BYSETPOS=-1)."""
    pattern, limits = recurrence["pattern"], recurrence["range"]
    kind = pattern["type"]
    options: dict[str, Any] = {"interval": pattern.get("interval", 1)}
    if "days" in pattern:
        options["byweekday"] = [DAYS.index(day) for day in pattern["days"]]
    if kind == "Weekly":
        options["wkst"] = DAYS.index(pattern["first_day"])
    if kind.startswith("Relative"):
        options["bysetpos"] = INDEXES[pattern["index"]]
    if kind.startswith("Absolute"):
        options["bymonthday"] = list(range(min(28, pattern["day"]), pattern["day"] + 1))
        options["bysetpos"] = -1
    if kind.endswith("Yearly"):
        options["bymonth"] = pattern["month"]
    if limits["type"] == "EndDate":
        options["until"] = datetime.combine(date.fromisoformat(limits["end"]), time())
    if limits["type"] == "Numbered":
        options["count"] = limits["count"]
    frequency = {"Daily": rrule.DAILY, "Weekly": rrule.WEEKLY}.get(kind)
    if frequency is None:
        frequency = rrule.MONTHLY if kind.endswith("Monthly") else rrule.YEARLY
    return rrule.rrule(frequency, dtstart=datetime.combine(date.fromisoformat(limits["start"]), time()), **options)


def days_of(recurrence: dict[str, Any], first: date, last: date) -> list[date]:
    found = rule_of(recurrence).between(datetime.combine(first, time()), datetime.combine(last, time()), inc=True)
    return [moment.date() for moment in found]


def moment_of(day: date, clock: time, zone: str) -> datetime:
    """In UTC; an hour that summer time leaves out is taken as dateutil takes imaginary ones."""
    local = tz.resolve_imaginary(datetime.combine(day, clock, tz.gettz(zone)))
    return local.astimezone(UTC) if zone != "UTC" else datetime.combine(day, clock, UTC)


def local_of(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))
