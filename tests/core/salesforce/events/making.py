"""Events as people and stores make them."""

from datetime import datetime, timedelta
from typing import Any

from core.policy import DEFAULTS
from core.records import Value
from tests.contract.worlds_salesforce import SalesforceWorld

POLICY = DEFAULTS["event"]


def at(world: SalesforceWorld, days: int, hours: int = 9) -> datetime:
    """So many days from today, at a whole hour of UTC."""
    return world.clock.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=days, hours=hours)


def timed(start: datetime, minutes: int = 60, **more: Value) -> dict[str, Value]:
    """A plain event."""
    fields: dict[str, Value] = {"subject": "Review", "start": start, "end": start + timedelta(minutes=minutes)}
    return {**fields, "is_all_day": False, "show_as": "busy", "sensitivity": "normal", **more}


def add(world: SalesforceWorld, start: datetime, *, user: str | None = None, **values: Any) -> str:
    """A person's event in Salesforce, of one hour."""
    given = {"Subject": "Review", "StartDateTime": start.isoformat(), "DurationInMinutes": 60, **values}
    return world.add("Event", user=user, **given)
