"""AcceptItem, DeclineItem, TentativelyAcceptItem and CancelCalendarItem: what CreateItem does about a meeting."""

from sandbox.microsoft.calendar_meetings import Calendar
from sandbox.microsoft.calendar_occurrences import Occurrence
from sandbox.microsoft.ews.call import Call
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.targets import item_by_id
from sandbox.microsoft.ews.wire import Element, T, local
from sandbox.microsoft.items import Item

# element: the answer it gives (None: it cancels), and the error for an item that is no meeting.
ANSWERS = {
    "AcceptItem": ("Accept", "ErrorInvalidItemForOperationAcceptItem"),
    "DeclineItem": ("Decline", "ErrorInvalidItemForOperationDeclineItem"),
    "TentativelyAcceptItem": ("Tentative", "ErrorInvalidItemForOperationTentative"),
    "CancelCalendarItem": (None, "ErrorInvalidItemForOperationCancelItem"),
}


def answer(call: Call, element: Element, disposition: str | None) -> Item | None:
    """The event as it is then; the series where an occurrence is gone. Raises EwsError or CalendarError."""
    reply, refusal = ANSWERS[local(element)]
    if disposition is None:
        raise EwsError("ErrorMessageDispositionRequired", "MessageDisposition is required for answers.")
    reference = element.find(T + "ReferenceItemId")
    if reference is None:
        raise EwsError("ErrorInvalidIdEmpty", "The ReferenceItemId is missing.")
    mailbox, item = item_by_id(call, reference.get("Id", ""))
    if item.kind != "event":
        raise EwsError(refusal, "Only a meeting in a calendar can be answered or cancelled.")
    calendar = Calendar(call.store, mailbox)
    if reply is None:
        calendar.cancel(item, element.findtext(T + "NewBodyContent") or "")
        left = mailbox.item(item.immutable_id)
    else:
        comment = element.findtext(T + "Body") or ""
        left = calendar.respond(item, reply, send=disposition != "SaveOnly", comment=comment)
    return mailbox.item(item.master.immutable_id) if left is None and isinstance(item, Occurrence) else left
