"""Tasks on EWS's wire (MS-OXWSTASK).

Exchange keeps status and percentage in step by itself, dates a completion itself, and takes the reminder off a
completed task. The recurrence is never written; a task that has one stands for its present occurrence.
"""

from datetime import date, datetime
from typing import Any

from core.exchange import wire
from core.exchange.ews_items import EwsKind, text
from core.exchange.ews_paths import BODY, Element, T, field, t
from core.exchange.mailbox import Write
from core.exchange.words import IMPORTANCE, STATUS, spoken, word
from core.records import Fields, Value

PATHS = {
    "subject": field("item:Subject"),
    "body": BODY,
    "importance": field("item:Importance"),
    "reminder_due_by": field("item:ReminderDueBy"),
    "reminder_is_set": field("item:ReminderIsSet"),
    "due_date": field("task:DueDate"),
    "percent_complete": field("task:PercentComplete"),
    "status": field("task:Status"),
}
ELEMENTS = {name: path.attributes[0][1].partition(":")[2] for name, path in PATHS.items() if name != "body"}


def _fields(task: Element) -> dict[str, Value]:
    found = {name: task.findtext(T + element) for name, element in ELEMENTS.items()}
    reminded = (found["reminder_is_set"] or "").lower() in ("true", "1")
    return {
        "subject": found["subject"],
        "status": word(STATUS, found["status"], "not_started"),
        "importance": word(IMPORTANCE, found["importance"], "normal"),
        "due_date": wire.day_of(found["due_date"]),
        "reminder_due_by": wire.moment_of(found["reminder_due_by"]) if reminded else None,
        "percent_complete": _percent(found["percent_complete"]),
    }


def _percent(value: str | None) -> int:
    try:
        return max(0, min(100, round(float(value or 0))))
    except (ValueError, OverflowError):
        return 0


def _more(task: Element) -> dict[str, Any]:
    return {"recurring": (task.findtext(f"{T}IsRecurring") or "").lower() == "true"}


def _spread(write: Write) -> Fields:
    """Status before percentage: Exchange carries changes out in their order, and each of the two moves the other."""
    fields = dict(write.fields)
    if "reminder_due_by" in fields:
        fields["reminder_is_set"] = fields["reminder_due_by"] is not None
        if fields["reminder_due_by"] is None:
            del fields["reminder_due_by"]
    for name, nothing in (("status", "not_started"), ("importance", "normal")):
        if name in fields and fields[name] is None:
            fields[name] = nothing
    percent = fields.pop("percent_complete", None)
    if isinstance(percent, int) and (
        "status" not in fields or (fields["status"] == "in_progress" and 0 < percent < 100)
    ):
        fields["percent_complete"] = percent
    return fields


def _children(values: Fields) -> list[Element]:
    return [t(ELEMENTS[name], _text(name, value)) for name, value in values.items() if name in ELEMENTS]


def _text(name: str, value: Value) -> str:
    if name == "status":
        return spoken(STATUS, value, "NotStarted")
    if name == "importance":
        return spoken(IMPORTANCE, value, "Normal")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return wire.wire_moment(value)
    if isinstance(value, date):
        # Midnight in the zone of the call, which is UTC where a call names none.
        return f"{value.isoformat()}T00:00:00Z"
    return str(value) if isinstance(value, int) else text(value)


TASK = EwsKind(
    what="the task",
    element="Task",
    home="tasks",
    folder_element="TasksFolder",
    folder_class="IPF.Task",
    paths=PATHS,
    texts=frozenset({"subject"}),
    order=("DueDate", "PercentComplete", "Status"),
    fields=_fields,
    children=_children,
    spread=_spread,
    more=_more,
    extra=(field("task:IsRecurring"),),
)
