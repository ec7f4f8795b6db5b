"""Sending a message inside the sandbox: it reaches the mailboxes that exist here, and nobody outside."""

from typing import Any

from sandbox.microsoft.ews.call import Call
from sandbox.microsoft.ews.draft import Draft
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.folders import Folder
from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Mailbox

RECIPIENTS = ("to_recipients", "cc_recipients", "bcc_recipients")


def send_new(call: Call, mailbox: Mailbox, draft: Draft, folder: Folder | None) -> None:
    """Send a message that was never saved; folder: where a copy is kept. Raises EwsError: ErrorInvalidRecipients."""
    fields = draft.wish()
    _deliver(call, mailbox, fields)
    if folder is not None:
        mailbox.create_item(folder.id, "message", _sent(mailbox, fields), draft.properties)


def send_saved(call: Call, mailbox: Mailbox, item: Item, folder: Folder | None) -> None:
    """Send a draft. Raises EwsError: ErrorInvalidRecipients."""
    _deliver(call, mailbox, item.fields)
    if folder is None:
        mailbox.delete_item(item, "hard")
        return
    mailbox.update_item(item, _sent(mailbox, {}))
    mailbox.move_item(item, folder.id)


def _sent(mailbox: Mailbox, fields: dict[str, Any]) -> dict[str, Any]:
    sender = {"name": mailbox.display_name, "address": mailbox.address}
    return {**fields, "from": sender, "sender": sender, "is_sent": True, "is_read": True}


def _deliver(call: Call, mailbox: Mailbox, fields: dict[str, Any]) -> None:
    people = [one for name in RECIPIENTS for one in fields.get(name) or ()]
    if not people:
        raise EwsError("ErrorInvalidRecipients", "At least one recipient isn't valid.")
    message = _sent(mailbox, fields) | {"is_read": False, "bcc_recipients": None}
    for address in {str(one.get("address", "")).lower() for one in people}:
        target = call.store.mailbox(address)
        if target is not None:
            target.create_item(target.well_known("inbox").id, "message", message)
