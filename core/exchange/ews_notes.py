"""Leaves a short text in a mailbox's Inbox without sending anything, and takes it away again (MS-OXWSCORE)."""

from core.exchange.connection import EwsConnection
from core.exchange.ews import EwsClient, m
from core.exchange.ews_paths import T, put, t

# PidTagMessageFlags with nothing set but "unmodified": no draft, and unread (MS-OXCMSG 2.2.1.6).
_FLAGS, _UNMODIFIED = "0x0E07", "2"


def leave_note(connection: EwsConnection, address: str, subject: str, text: str) -> str:
    """The id of the new item, which looks like a mail that its owner received from themselves. Raises SyncError."""
    client = EwsClient(connection, address)
    try:
        flags = put(
            t("ExtendedProperty"),
            t("ExtendedFieldURI", PropertyTag=_FLAGS, PropertyType="Integer"),
            t("Value", _UNMODIFIED),
        )
        message = put(t("Message"), t("Subject", subject), t("Body", text, BodyType="Text"), flags)
        for role in ("ToRecipients", "From"):
            put(message, put(t(role), put(t("Mailbox"), t("EmailAddress", address))))
        inbox = t("DistinguishedFolderId", Id="inbox")
        if client.delegate_of:
            # Else Exchange takes the delegate's own Inbox.
            put(inbox, put(t("Mailbox"), t("EmailAddress", client.delegate_of)))
        saved = m("SavedItemFolderId", inbox)
        reply = client.one("CreateItem", saved, m("Items", message), MessageDisposition="SaveOnly")
        return str(reply.find(f".//{T}ItemId").get("Id"))
    finally:
        client.close()


def remove_note(connection: EwsConnection, address: str, item_id: str) -> None:
    """Raises SyncError, also where its owner has removed it already."""
    client = EwsClient(connection, address)
    try:
        client.one("DeleteItem", m("ItemIds", t("ItemId", Id=item_id)), DeleteType="HardDelete")
    finally:
        client.close()
