"""The message inside an item attachment, as GetAttachment shows it: no item of the mailbox, and without an id."""

import base64

from sandbox.microsoft.attachments import Attachment
from sandbox.microsoft.ews.shape import Shape
from sandbox.microsoft.ews.wire import Element, t
from sandbox.microsoft.items import Item
from sandbox.microsoft.mail.parse import parse
from sandbox.microsoft.store import Mailbox

# These speak of a place in the mailbox, or need the message to be kept as an item.
_OUTSIDE = ("ItemId", "ParentFolderId", "Attachments", "MimeContent", "EffectiveRights", "WebClientReadFormQueryString")


def write_inner(entry: Element, mailbox: Mailbox, attachment: Attachment, shape: Shape) -> None:
    """t:Message with the properties asked for; attachments of its own are in its MimeContent only."""
    data = attachment.content
    parsed = parse(data)
    fields = parsed.fields | {"is_sent": True, "is_read": True, "received": parsed.fields.get("sent")}
    visible = any(not file.is_inline for file in parsed.files) or None
    item_class = fields.pop("item_class", "IPM.Note")
    shown = {name: value for name, value in (fields | {"has_attachments": visible}).items() if value is not None}
    when = attachment.modified
    item = Item(0, mailbox.id, "", "message", item_class, shown, {}, 0, 0, 0, when, when, "", "", "")
    element = shape.write(entry, mailbox, item)
    for child in list(element):
        if child.tag.rpartition("}")[2] in _OUTSIDE:
            element.remove(child)
    if shape.mime:
        content = t(element, "MimeContent", base64.b64encode(data).decode(), CharacterSet="UTF-8")
        element.insert(0, content)
