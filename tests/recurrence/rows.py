"""What Salesforce holds of a user's events."""

from collections.abc import Mapping
from typing import Any

from tests.scenarios.stage import Stage

COLUMNS = (
    "Id, Subject, Location, StartDateTime, EndDateTime, IsAllDayEvent, Description, ShowAs, IsPrivate, SystemModstamp"
)
Rows = Mapping[str, Mapping[str, Any]]


def rows(stage: Stage) -> Rows:
    """The user's events by id."""
    found = stage.crm.query(f"SELECT {COLUMNS} FROM Event WHERE OwnerId = '{stage.crm.id}'")  # noqa: S608
    return {row["Id"]: row for row in found}


def touched(before: Rows, after: Rows) -> set[str]:
    """The ids of rows that came, went or differ in anything, their time of change among it."""
    return {one for one in before.keys() | after.keys() if before.get(one) != after.get(one)}
