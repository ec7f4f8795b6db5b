"""What happens to other records after one was saved or deleted, within the same transaction."""

from collections.abc import Callable

from sandbox.salesforce import files
from sandbox.salesforce.activities import emails, events, invitees, masters, series, tasks, whos
from sandbox.salesforce.changes import Change
from sandbox.salesforce.context import Context
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.store import Row


def follow(change: Change) -> None:
    """After the row was written."""
    for step in _SAVED.get(change.sobject.name, ()):
        step(change)


def check_removal(context: Context, sobject: SObject, row: Row) -> None:
    """Before a client's deletion. Raises SalesforceError when the row must stay."""
    for step in _GUARDS.get(sobject.name, ()):
        step(context, sobject, row)


def after_removal(context: Context, sobject: SObject, row: Row) -> None:
    """After a row was deleted by itself, not with its parent."""
    for step in _DELETED.get(sobject.name, ()):
        step(context, sobject, row)


_SAVED: dict[str, tuple[Callable[[Change], None], ...]] = {
    "Task": (masters.follow_master, tasks.follow_repeating, whos.follow_whos),
    "Event": (masters.follow_master, series.follow_series, events.follow_event, whos.follow_whos),
    "EventRelation": (invitees.follow_relation, whos.follow_relation),
    "TaskRelation": (whos.follow_relation,),
    "EmailMessage": (emails.follow_email,),
    "EmailMessageRelation": (emails.follow_relation,),
    "ContentDocumentLink": (files.follow_link,),
    "Attachment": (files.follow_attachment,),
    "ContentVersion": (files.follow_version,),
}
_Step = Callable[[Context, SObject, Row], None]
_GUARDS: dict[str, tuple[_Step, ...]] = {"ContentDocumentLink": (files.check_unlinking,)}
_DELETED: dict[str, tuple[_Step, ...]] = {
    "Event": (invitees.forget_by_child,),
    "EventRelation": (invitees.forget, whos.forget),
    "TaskRelation": (whos.forget,),
    "EmailMessageRelation": (emails.forget_relation,),
    "ContentDocumentLink": (files.forget_link,),
    "Attachment": (files.forget_attachment,),
}
