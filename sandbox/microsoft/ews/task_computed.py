"""Properties of a task that only the server makes."""

from sandbox.microsoft.ews.computed import COMPUTED
from sandbox.microsoft.ews.wire import Element, boolean, t
from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Mailbox
from sandbox.microsoft.tasks import is_complete, status

# What Outlook calls them (MS-OXOTASK); the server says it in the mailbox's language.
STATUS_TEXTS = {
    "NotStarted": "Not Started",
    "InProgress": "In Progress",
    "Completed": "Completed",
    "WaitingOnOthers": "Waiting on someone else",
    "Deferred": "Deferred",
}


def _is_complete(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    t(parent, "IsComplete", boolean(is_complete(item.fields)))


def _is_recurring(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    t(parent, "IsRecurring", boolean(item.fields.get("recurrence")))


def _is_team_task(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    t(parent, "IsTeamTask", "false")


def _change_count(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    t(parent, "ChangeCount", "1")


def _delegation_state(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    t(parent, "DelegationState", "NoMatch")


def _is_assignment_editable(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    t(parent, "IsAssignmentEditable", "0")


def _owner(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    t(parent, "Owner", str(item.fields.get("owner") or mailbox.display_name))


def _status_description(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    t(parent, "StatusDescription", STATUS_TEXTS[status(item.fields)])


COMPUTED |= {
    "task_change_count": _change_count,
    "task_delegation_state": _delegation_state,
    "task_is_assignment_editable": _is_assignment_editable,
    "task_is_complete": _is_complete,
    "task_is_recurring": _is_recurring,
    "task_is_team_task": _is_team_task,
    "task_owner": _owner,
    "task_status_description": _status_description,
}
