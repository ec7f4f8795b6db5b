"""Pull subscriptions: Subscribe, GetEvents and Unsubscribe. A watermark is a change of the store's counter."""

import base64
import binascii
import uuid
from datetime import timedelta

from sandbox.microsoft.changes import Event
from sandbox.microsoft.ews.call import Call, Subscription
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.operations import operation
from sandbox.microsoft.ews.replies import single
from sandbox.microsoft.ews.targets import folder_of
from sandbox.microsoft.ews.wire import Element, M, T, boolean, flag, local, m, moment, t

MARK = b"BWWM"
MOST_EVENTS = 50
KINDS = {"created": "CreatedEvent", "modified": "ModifiedEvent", "deleted": "DeletedEvent", "moved": "MovedEvent"}


@operation("Subscribe", since="Exchange2007")
def subscribe(call: Call, request: Element) -> Element:
    def work(message: Element) -> None:
        pull = request[0]
        if local(pull) != "PullSubscriptionRequest":
            raise EwsError("ErrorInvalidSubscriptionRequest", "The sandbox serves pull subscriptions only.")
        targets = [folder_of(call, element) for element in pull.iterfind(f"{T}FolderIds/*")]
        if bool(targets) == flag(pull.get("SubscribeToAllFolders")):
            text = "A subscription needs either folders or SubscribeToAllFolders."
            raise EwsError("ErrorInvalidSubscriptionRequest", text)
        mark = pull.findtext(T + "Watermark") or pull.findtext(M + "Watermark")
        subscription = Subscription(
            (targets[0][0] if targets else call.mailbox).id,
            call.mailbox.id,
            {folder.id for _, folder in targets} or None,
            {element.text or "" for element in pull.iterfind(f"{T}EventTypes/*")},
            timedelta(minutes=int(pull.findtext(T + "Timeout") or 30)),
            _change(mark, call) if mark else call.store.change(),
            call.clock.now(),
        )
        new_id = base64.b64encode(uuid.uuid4().bytes).decode()
        call.subscriptions[new_id] = subscription
        m(message, "SubscriptionId", new_id)
        m(message, "Watermark", watermark(subscription.since))

    return single(call, work)


def watermark(change: int) -> str:
    return base64.b64encode(MARK + change.to_bytes(8, "big")).decode()


def _change(text: str, call: Call) -> int:
    """Raises EwsError: ErrorInvalidWatermark."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    change = int.from_bytes(data[4:], "big")
    if len(data) != 12 or not data.startswith(MARK) or change > call.store.change():
        raise EwsError("ErrorInvalidWatermark", "The watermark used for creating this subscription was not found.")
    return change


def _find(call: Call, request: Element) -> tuple[str, Subscription]:
    text = request.findtext(M + "SubscriptionId") or ""
    subscription = call.subscriptions.get(text)
    if subscription is None:
        raise EwsError("ErrorSubscriptionNotFound", "The specified subscription was not found.")
    if subscription.owner != call.mailbox.id:
        raise EwsError("ErrorSubscriptionAccessDenied", "The subscription belongs to another account.")
    if call.clock.now() - subscription.asked > subscription.timeout:
        del call.subscriptions[text]
        raise EwsError("ErrorExpiredSubscription", "The subscription has expired.")
    return text, subscription


@operation("GetEvents")
def get_events(call: Call, request: Element) -> Element:
    def work(message: Element) -> None:
        text, subscription = _find(call, request)
        asked = request.findtext(M + "Watermark") or ""
        since = _change(asked, call)
        subscription.asked = call.clock.now()
        mailbox = call.mailbox_by_id(subscription.mailbox_id)
        found = mailbox.events(since, subscription.folders) if mailbox else []
        inbox = mailbox.well_known("inbox").id if mailbox else ""
        told = [(name, e) for e in found for name in _names(e, inbox) if name in subscription.kinds]
        place = m(message, "Notification")
        t(place, "SubscriptionId", text)
        t(place, "PreviousWatermark", asked)
        t(place, "MoreEvents", boolean(len(told) > MOST_EVENTS))
        for name, event in told[:MOST_EVENTS]:
            _write(place, name, event)
        if not told:
            t(t(place, "StatusEvent"), "Watermark", watermark(call.store.change()))

    return single(call, work)


def _names(event: Event, inbox_id: str) -> list[str]:
    """The EWS events that one change is: mail that came in is told twice (MS-OXWSNTIF)."""
    if event.item_kind == "configuration" or event.kind not in KINDS:
        return []
    is_mail = event.kind == "created" and event.item_kind == "message" and event.folder_id == inbox_id
    return [KINDS[event.kind], *(["NewMailEvent"] if is_mail else [])]


def _write(place: Element, name: str, event: Event) -> None:
    element = t(place, name)
    t(element, "Watermark", watermark(event.change))
    t(element, "TimeStamp", moment(event.at))
    t(element, "ItemId", Id=event.ews_id)
    t(element, "ParentFolderId", Id=event.folder_id)
    if event.kind == "moved":
        t(element, "OldItemId", Id=event.old_ews_id or "")
        t(element, "OldParentFolderId", Id=event.old_folder_id or "")


@operation("Unsubscribe")
def unsubscribe(call: Call, request: Element) -> Element:
    def work(message: Element) -> None:
        text, _ = _find(call, request)
        del call.subscriptions[text]

    return single(call, work)
