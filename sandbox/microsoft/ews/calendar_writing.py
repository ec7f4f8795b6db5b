"""CreateItem, UpdateItem and DeleteItem of calendar items, and whom each tells."""

from sandbox.microsoft.calendar_meetings import Calendar, Send
from sandbox.microsoft.calendar_occurrences import Occurrence
from sandbox.microsoft.ews import calendar_people
from sandbox.microsoft.ews.call import Call
from sandbox.microsoft.ews.draft import Draft
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.wire import Element
from sandbox.microsoft.folders import Folder
from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Mailbox
from sandbox.microsoft.zones import UnknownZone, zone_of

# The request's attribute, and the error when it is missing: Exchange will not guess whether people are to be told.
_MODES = {
    "CreateItem": ("SendMeetingInvitations", "ErrorSendMeetingInvitationsRequired"),
    "UpdateItem": ("SendMeetingInvitationsOrCancellations", "ErrorSendMeetingInvitationsOrCancellationsRequired"),
    "DeleteItem": ("SendMeetingCancellations", "ErrorSendMeetingCancellationsRequired"),
}
_SENDS: dict[str, Send] = {
    "SendToNone": "none",
    "SendOnlyToAll": "all",
    "SendToAllAndSaveCopy": "all",
    "SendOnlyToChanged": "changed",
    "SendToChangedAndSaveCopy": "changed",
}
# A new event has a reminder unless the request says otherwise.
_REMINDER = {"reminder_is_set": True, "reminder_minutes": 15}
_ZONES = ("start_time_zone", "end_time_zone", "zone_definition", "meeting_time_zone")


def sending(call: Call, request: Element) -> Send:
    """Whom the request tells. Raises EwsError: without it no calendar item is written."""
    attribute, code = _MODES[call.operation]
    mode = request.get(attribute)
    if mode is None:
        raise EwsError(code, f"{attribute} attribute is required when the item is a calendar item.")
    return _SENDS[mode]


def create(call: Call, mailbox: Mailbox, folder: Folder, draft: Draft, send: Send) -> Item:
    """Raises EwsError or CalendarError."""
    wish = calendar_people.joined(draft.wish(), {})
    fields = _REMINDER | {name: value for name, value in wish.items() if value is not None}
    fields.setdefault("start_time_zone", _call_zone(call))
    return Calendar(call.store, mailbox).create(folder.id, fields, draft.properties, send=send)


def _call_zone(call: Call) -> str:
    try:
        zone_of(call.time_zone)
    except UnknownZone:
        return "UTC"
    return call.time_zone or "UTC"


def draft_of(item: Item) -> dict[str, object]:
    """The fields that a Draft of the item works on."""
    return calendar_people.parted(item.fields) if item.kind == "event" else item.fields


def update(call: Call, mailbox: Mailbox, item: Item, draft: Draft, send: Send) -> Item:
    """Raises EwsError, CalendarError or items.Stale."""
    wish = calendar_people.joined(draft.wish(), item.fields)
    for name, uri in (("start", "calendar:Start"), ("end", "calendar:End"), ("uid", "calendar:UID")):
        if name in wish and wish[name] is None:
            raise EwsError("ErrorInvalidPropertyDelete", f"{uri} cannot be deleted.", {"FieldURI": uri})
    if "start" in wish:
        # Exchange moves what it is told to move; a start behind the old end is an error.
        wish.setdefault("end", item.fields["end"])
    if isinstance(item, Occurrence):
        wish = {name: value for name, value in wish.items() if name not in _ZONES}
    return Calendar(call.store, mailbox).update(item, wish, send=send, properties_set=draft.properties)


def delete(call: Call, mailbox: Mailbox, item: Item, mode: str, send: Send) -> None:
    Calendar(call.store, mailbox).delete(item, mode, send=send)
