"""Tasks in CreateItem, UpdateItem and DeleteItem: series that move on, and the server's own dates."""

from datetime import timedelta

from sandbox.microsoft import task_series
from sandbox.microsoft.ews.call import Call
from sandbox.microsoft.ews.draft import Draft
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.task_fields import YEARS
from sandbox.microsoft.folders import Folder
from sandbox.microsoft.items import Item
from sandbox.microsoft.recurrence_rules import InvalidRecurrence
from sandbox.microsoft.store import Mailbox

# Clocks differ a little.
GRACE = timedelta(minutes=2)


def create(call: Call, mailbox: Mailbox, folder: Folder, draft: Draft) -> Item:
    """Raises EwsError."""
    _refuse_times(call, draft)
    try:
        return task_series.create_task(mailbox, folder.id, draft.wish(), draft.properties)
    except InvalidRecurrence as error:
        raise EwsError(error.code, error.text) from None


def update(call: Call, mailbox: Mailbox, item: Item, draft: Draft) -> Item:
    """The item that the answer names: of a series that left a one-off behind, that one. Raises EwsError."""
    _refuse_times(call, draft)
    try:
        with call.store.transaction():
            return task_series.update_task(mailbox, item, draft.wish(), draft.properties).named
    except InvalidRecurrence as error:
        raise EwsError(error.code, error.text) from None


def delete(mailbox: Mailbox, item: Item, mode: str, affected: str | None) -> None:
    """affected: AffectedTaskOccurrences. Raises EwsError."""
    if affected is None:
        raise EwsError("ErrorAffectedTaskOccurrencesRequired", "AffectedTaskOccurrences is required.")
    if affected == "AllOccurrences" or not item.fields.get("recurrence"):
        mailbox.delete_item(item, mode)
        return
    try:
        task_series.delete_occurrence(mailbox, item)
    except task_series.LastOccurrence:
        text = "The occurrence of a task that regenerates, or the last one of a series, cannot be deleted."
        raise EwsError("ErrorCannotDeleteTaskOccurrence", text) from None


def _refuse_times(call: Call, draft: Draft) -> None:
    wish = draft.wish()
    completed, reminder = wish.get("complete_date"), wish.get("reminder_due_by")
    if reminder is not None and reminder.year not in YEARS:
        raise EwsError("ErrorInvalidValueForProperty", "ReminderDueBy is outside the calendar, 1601 to 4500.")
    if completed is not None and completed > call.clock.now() + GRACE:
        raise EwsError("ErrorInvalidCompleteDate", "CompleteDate cannot be set to a date in the future.")
