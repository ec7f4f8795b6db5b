"""Properties of a message that only the server makes."""

from collections.abc import Collection

from sandbox.microsoft.ews.computed import COMPUTED, body_of
from sandbox.microsoft.ews.render import mailbox as write_mailbox
from sandbox.microsoft.ews.wire import Element, t
from sandbox.microsoft.items import Item
from sandbox.microsoft.messages import is_draft
from sandbox.microsoft.store import Mailbox

RESPONSES = ("ReplyToItem", "ReplyAllToItem", "ForwardItem")
_DISPLAYED = {
    "display_to": ("DisplayTo", "to_recipients"),
    "display_cc": ("DisplayCc", "cc_recipients"),
    "display_bcc": ("DisplayBcc", "bcc_recipients"),
}


def _displayed(name: str) -> None:
    element, people = _DISPLAYED[name]

    def write(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
        if item.kind == "message":
            names = (one.get("name") or one.get("address") for one in item.fields.get(people) or ())
            t(parent, element, "; ".join(n for n in names if n))

    COMPUTED[name] = write


def _topic(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    if item.fields.get("conversation_topic"):
        t(parent, "ConversationTopic", item.fields["conversation_topic"])


def _index(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    if item.fields.get("conversation_index"):
        t(parent, "ConversationIndex", item.fields["conversation_index"])


def _conversation(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    if item.fields.get("conversation_id"):
        t(parent, "ConversationId", Id=item.fields["conversation_id"])


def _headers(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    write_headers(parent, item, None)


def write_headers(parent: Element, item: Item, wanted: Collection[str] | None) -> None:
    """t:InternetMessageHeaders; wanted: only those of these names."""
    names = None if wanted is None else {name.lower() for name in wanted}
    pairs = [(n, v) for n, v in item.fields.get("headers") or () if names is None or n.lower() in names]
    if pairs:
        element = t(parent, "InternetMessageHeaders")
        for name, value in pairs:
            t(element, "InternetMessageHeader", value, HeaderName=name)


def _responses(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    if item.kind == "message":
        element = t(parent, "ResponseObjects")
        for name in RESPONSES[2:] if is_draft(item) else RESPONSES:
            t(element, name)


def _unique_body(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
    """The whole body: the sandbox does not look for what is quoted."""
    body = body_of(item, form or "Best")
    if body:
        t(parent, "UniqueBody", body[0], BodyType=body[1])


def _received_by(element: str) -> None:
    def write(parent: Element, mailbox: Mailbox, item: Item, form: str) -> None:
        if item.fields.get("received") and not is_draft(item):
            person = t(parent, element)
            write_mailbox(person, {"name": mailbox.display_name, "address": mailbox.address})

    COMPUTED["received_by" if element == "ReceivedBy" else "received_representing"] = write


COMPUTED |= {
    "conversation_topic": _topic,
    "conversation_index": _index,
    "conversation_id": _conversation,
    "internet_message_headers": _headers,
    "response_objects": _responses,
    "unique_body": _unique_body,
}
for _name in _DISPLAYED:
    _displayed(_name)
for _element in ("ReceivedBy", "ReceivedRepresenting"):
    _received_by(_element)
