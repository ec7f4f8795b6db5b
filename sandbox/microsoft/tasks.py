"""What Exchange keeps in step within a task: status, percentage and completion; start and due date.

Setting Status, PercentComplete or CompleteDate sets the other two; of several in one request the last one counts
(learn.microsoft.com, "CompleteDate", EWS XML elements). The date of completion is always the server's own.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, tzinfo
from typing import Any

STATUSES = ("NotStarted", "InProgress", "Completed", "WaitingOnOthers", "Deferred")
DONE = "Completed"


def status(fields: dict[str, Any]) -> str:
    return fields.get("status") or "NotStarted"


def is_complete(fields: dict[str, Any]) -> bool:
    return status(fields) == DONE


def settle_new(fields: dict[str, Any], now: datetime) -> None:
    """The same for a new task or a copy, whose fields may agree already."""
    percent, done = fields.get("percent_complete") or 0, is_complete(fields)
    agree = done == (percent == 100) == ("complete_date" in fields) and (percent == 0 or status(fields) != "NotStarted")
    names = [n for n in fields if not agree or n not in ("status", "percent_complete", "complete_date")]
    settle(fields, names, now)


def settle(fields: dict[str, Any], changed: Iterable[str], now: datetime) -> None:
    """Bring a task's fields into step, in place. changed: the names just written, in the order of the request."""
    names = list(changed)
    for name in names:
        if name == "status":
            _set_status(fields, status(fields), now)
        elif name == "percent_complete":
            _set_percent(fields, fields.get(name) or 0, now)
        elif name == "complete_date":
            _set_completed(fields, fields.get(name), now)
    if "body" in names and "body_modified" not in names:
        fields["body_modified"] = now
    _settle_dates(fields, names)


def _set_status(fields: dict[str, Any], wanted: str, now: datetime) -> None:
    if wanted == DONE:
        _complete(fields, now)
        return
    fields["status"] = wanted
    fields.pop("complete_date", None)
    if wanted == "NotStarted" or fields.get("percent_complete") == 100:
        fields["percent_complete"] = 0


def _set_percent(fields: dict[str, Any], percent: int, now: datetime) -> None:
    if percent >= 100:
        _complete(fields, now)
        return
    fields["percent_complete"] = percent
    fields["status"] = "InProgress" if percent else "NotStarted"
    fields.pop("complete_date", None)


def _set_completed(fields: dict[str, Any], when: datetime | None, now: datetime) -> None:
    if when is not None:
        fields.pop("complete_date", None)
        _complete(fields, now)
    elif is_complete(fields):
        _set_status(fields, "NotStarted", now)


def _complete(fields: dict[str, Any], now: datetime) -> None:
    """A completed task reminds nobody any more."""
    fields["status"], fields["percent_complete"] = DONE, 100
    fields.setdefault("complete_date", now.replace(microsecond=0))
    if fields.get("reminder_is_set"):
        fields["reminder_is_set"] = False


def _settle_dates(fields: dict[str, Any], names: list[str]) -> None:
    """No task is due before it starts: the date that was written pulls the other along.

    due_zone and start_zone name the zone in which the writer counted the day; Outlook, which writes none, means the
    mailbox's own.
    """
    for name in ("due", "start"):
        if f"{name}_date" in names and f"{name}_zone" not in names:
            fields.pop(f"{name}_zone", None)
    start, due = fields.get("start_date"), fields.get("due_date")
    if start and due and due < start:
        kept, moved = ("due", "start") if "due_date" in names else ("start", "due")
        _put(fields, f"{moved}_date", fields[f"{kept}_date"])
        _put(fields, f"{moved}_zone", fields.get(f"{kept}_zone"))


def _put(fields: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        fields.pop(name, None)
    else:
        fields[name] = value


def midnight(day: str, zone: tzinfo) -> datetime:
    """The moment at which a day (ISO text) begins in the zone."""
    return datetime.combine(date.fromisoformat(day), time(), zone)
