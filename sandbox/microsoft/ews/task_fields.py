"""A task's own properties in the schema's order (types.xsd, TaskType), and how its days and percentage travel."""

from datetime import UTC, tzinfo
from typing import Any

from sandbox.microsoft.ews import recurrence
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.field import Field
from sandbox.microsoft.ews.wire import Element, t
from sandbox.microsoft.tasks import midnight


def _task(element: str, name: str, kind: str = "text", default: object = None) -> Field:
    return Field(f"task:{element}", name, kind, default)


TASK_FIELDS = [
    _task("ActualWork", "actual_work", "number"),
    _task("AssignedTime", "assigned_time", "server"),
    _task("BillingInformation", "billing_information"),
    _task("ChangeCount", "task_change_count", "server"),
    _task("Companies", "companies", "strings"),
    _task("CompleteDate", "complete_date", "moment"),
    _task("Contacts", "contacts", "strings"),
    _task("DelegationState", "task_delegation_state", "server"),
    _task("Delegator", "delegator", "server"),
    _task("DueDate", "due_date", "day"),
    _task("IsAssignmentEditable", "task_is_assignment_editable", "server"),
    _task("IsComplete", "task_is_complete", "server"),
    _task("IsRecurring", "task_is_recurring", "server"),
    _task("IsTeamTask", "task_is_team_task", "server"),
    _task("Mileage", "mileage"),
    _task("Owner", "task_owner", "server"),
    _task("PercentComplete", "percent_complete", "percent", 0),
    _task("Recurrence", "recurrence", "recurrence"),
    _task("StartDate", "start_date", "day"),
    _task("Status", "status", "choice", "NotStarted"),
    _task("StatusDescription", "task_status_description", "server"),
    _task("TotalWork", "total_work", "number"),
]
# The Default shape of a task (learn.microsoft.com, "Property sets and response shapes in EWS in Exchange").
DEFAULT_TASK = {"item:ItemId", "item:Subject", "item:HasAttachments"} | {
    f"task:{name}" for name in "DueDate PercentComplete StartDate Status".split()
}


# What Exchange's calendar knows, with room for every zone (MS-OXOCAL).
YEARS = range(1602, 4500)


def write_day(parent: Element, field: Field, value: str, zone: tzinfo) -> None:
    """A day as Exchange shows it: its midnight in the zone of the call, with that zone's offset."""
    t(parent, field.element, f"{value}T00:00:00{_offset(value, zone)}")


def write_series(parent: Element, field: Field, value: Any, zone: tzinfo) -> None:
    """The days of a task's recurrence carry the offset too, such as `2026-03-02+01:00`."""
    recurrence.write(parent, field, value, lambda day: day + _offset(day, zone))


def _offset(day: str, zone: tzinfo) -> str:
    return "Z" if zone is UTC else midnight(day, zone).isoformat()[-6:]


def write_percent(parent: Element, field: Field, value: Any) -> None:
    t(parent, field.element, f"{value:g}")


def read_day(field: Field, moment: Any, zone: tzinfo) -> dict[str, Any]:
    """The moment's day in the zone of the call, and the zone's name for the other face. Raises EwsError."""
    if moment.year not in YEARS:
        raise EwsError("ErrorInvalidValueForProperty", f"{field.element} is outside the calendar, 1601 to 4500.")
    name = getattr(zone, "key", "UTC")
    return {field.name: moment.astimezone(zone).date().isoformat(), f"{field.name.partition('_')[0]}_zone": name}


def read_percent(element: Element) -> int:
    """Raises EwsError: ErrorInvalidPercentCompleteValue."""
    value = float(element.text or "nan")
    if not 0 <= value <= 100:
        raise EwsError("ErrorInvalidPercentCompleteValue", "PercentComplete must be a value from 0 to 100.")
    return round(value)
