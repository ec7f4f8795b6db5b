"""Recurring tasks: one item stands for the current occurrence, and moves on when that is done.

Completing it leaves a completed one-off behind as an item of its own, with a new id; so does changing the start or due
date of a series that does not regenerate (learn.microsoft.com, "UpdateItem operation (task)").
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sandbox.microsoft.items import Item
from sandbox.microsoft.properties import PropertyId
from sandbox.microsoft.recurrence import days, first_day, next_regeneration
from sandbox.microsoft.recurrence_rules import InvalidRecurrence, check
from sandbox.microsoft.store import Mailbox
from sandbox.microsoft.tasks import is_complete
from sandbox.microsoft.zones import zone_of

Fields = dict[str, Any]
Properties = dict[PropertyId, Any]
_DATES = ("start_date", "due_date")


class LastOccurrence(Exception):
    """The task is no series, or has no occurrence after this one that could take its place."""


@dataclass(frozen=True)
class Updated:
    """item: the one addressed, as it is now; one_off: what a series left behind, or None."""

    item: Item
    one_off: Item | None = None

    @property
    def named(self) -> Item:
        """The item that EWS names in its answer."""
        return self.one_off or self.item


def create_task(mailbox: Mailbox, folder_id: str, fields: Fields, properties: Properties | None = None) -> Item:
    """Raises InvalidRecurrence."""
    return mailbox.create_item(folder_id, "task", fields | _aligned(fields, {}), properties)


def update_task(
    mailbox: Mailbox,
    item: Item,
    wish: Fields,
    properties: Properties | None = None,
    expected_change: int | None = None,
) -> Updated:
    """Raises Stale and InvalidRecurrence."""
    before = item.fields
    wish = wish | _aligned(wish, before)
    now = mailbox.update_item(item, wish, (), properties, expected_change=expected_change)
    if not before.get("recurrence") or "recurrence" in wish:
        return Updated(now)
    done = is_complete(now.fields) and not is_complete(before)
    moved = any(now.fields.get(name) != before.get(name) for name in _DATES) and not _regenerates(before)
    following = _next(mailbox, before, now.fields) if done or moved else None
    if following is None:
        return Updated(now)
    one_off = mailbox.copy_item(now, now.folder_id)
    one_off = mailbox.update_item(one_off, {"recurrence": None, "occurrences_done": None})
    return Updated(_move_on(mailbox, now, before, following), one_off)


def delete_occurrence(mailbox: Mailbox, item: Item) -> Item:
    """Skip the current occurrence. Raises LastOccurrence."""
    following = None if _regenerates(item.fields) else _next(mailbox, item.fields, item.fields)
    if following is None:
        raise LastOccurrence
    return _move_on(mailbox, item, item.fields, following)


def _regenerates(fields: Fields) -> bool:
    pattern = (fields.get("recurrence") or {}).get("pattern", {})
    return str(pattern.get("type", "")).endswith("Regeneration")


def _aligned(wish: Fields, before: Fields) -> Fields:
    """A new recurrence puts the task on its first day."""
    if not wish.get("recurrence"):
        return {}
    recurrence = check(wish["recurrence"])
    own = date.fromisoformat(recurrence["range"]["start"])
    first = own if _regenerates({"recurrence": recurrence}) else first_day(recurrence)
    if first is None:
        raise InvalidRecurrence("The recurrence has no occurrence.", "ErrorRecurrenceHasNoOccurrence")
    written = _replacing(before.get("recurrence") or {}, recurrence)
    return {"recurrence": written, "occurrences_done": None} | _put_on(before | wish, first)


def _replacing(old: Fields, new: Fields) -> Fields:
    """The store merges what is nested key by key: the keys that go are named with None."""
    return {k: dict.fromkeys(old.get(k, ())) | new[k] for k in new}


def _put_on(fields: Fields, day: date) -> Fields:
    """The dates of the occurrence on that day, as long as the one before."""
    start, due = (fields.get(name) and date.fromisoformat(fields[name]) for name in _DATES)
    if not start:
        return {"due_date": day.isoformat(), "due_zone": fields.get("due_zone")}
    found = {"start_date": day.isoformat(), "start_zone": fields.get("start_zone")}
    if due:
        found |= {"due_date": (day + (due - start)).isoformat(), "due_zone": fields.get("due_zone")}
    return found


def _current(fields: Fields) -> date:
    """The day on which the pattern put the current occurrence; of a series without dates, its start."""
    return date.fromisoformat(
        fields.get("start_date") or fields.get("due_date") or fields["recurrence"]["range"]["start"]
    )


def _next(mailbox: Mailbox, before: Fields, now: Fields) -> date | None:
    """The day of the next occurrence; None at the end."""
    recurrence = before["recurrence"]
    if not _regenerates(before):
        return next(days(recurrence, _current(before) + timedelta(days=1), date.max), None)
    completed = now.get("complete_date") or datetime.now(UTC)
    day = next_regeneration(recurrence, completed.astimezone(zone_of(mailbox.time_zone)).date())
    limits = recurrence["range"]
    if limits["type"] == "Numbered" and before.get("occurrences_done", 0) + 1 >= limits["count"]:
        return None
    return None if limits["type"] == "EndDate" and day.isoformat() > limits["end"] else day


def _move_on(mailbox: Mailbox, item: Item, before: Fields, day: date) -> Item:
    """The series at its next occurrence: not started, with its reminder as early as before."""
    wish: Fields = {"status": "NotStarted", "occurrences_done": before.get("occurrences_done", 0) + 1}
    wish |= _put_on(before, day)
    wish["reminder_is_set"] = before.get("reminder_is_set")
    if before.get("reminder_due_by"):
        # At the same time of day by the user's own clock.
        local = before["reminder_due_by"].astimezone(zone_of(mailbox.time_zone))
        wish["reminder_due_by"] = (local + (day - _current(before))).astimezone(UTC)
    if before.get("checklist_items"):
        undone = {"isChecked": False, "checkedDateTime": None}
        wish["checklist_items"] = [step | undone for step in before["checklist_items"]]
    return mailbox.update_item(item, wish)
