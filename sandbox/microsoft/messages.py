"""Messages of a mailbox: what the server completes of each, their MIME, and finding them by Message-ID.

A message that came as MIME gives the same bytes back until its contents are changed; then, as for a draft, its MIME
is made anew from what it holds (MS-OXCMAIL).
"""

import base64
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sandbox.microsoft import contents
from sandbox.microsoft.attachments import MailboxAttachments
from sandbox.microsoft.items import Item
from sandbox.microsoft.mail import threads
from sandbox.microsoft.mail.compose import Attached, compose
from sandbox.microsoft.mail.properties import take
from sandbox.microsoft.properties import PropertyId

# A change of one of these makes the kept MIME untrue.
_IN_MIME = frozenset(
    (
        "subject body body_type body_html from sender to_recipients cc_recipients reply_to importance sensitivity "
        "internet_message_id in_reply_to references headers sent"
    ).split()
)
_BY_ID = """SELECT key FROM items WHERE mailbox = ? AND kind = 'message'
    AND json_extract(CAST(fields AS TEXT), '$.internet_message_id') = ? COLLATE NOCASE ORDER BY key"""
_CHANGED = "SELECT key FROM items WHERE mailbox = ? AND modified >= ? AND kind = 'message' ORDER BY key"
_UNREAD = """SELECT count(*) AS n FROM items WHERE mailbox = ? AND folder = ? AND kind = 'message'
    AND json_extract(CAST(fields AS TEXT), '$.is_read') IS NOT 1"""
_OVERHEAD = 1024  # bytes that a message weighs besides its body and attachments


class MailboxMessages(MailboxAttachments):
    """Messages of one mailbox. `create_item` and `update_item` take those of faces and tests alike."""

    def create_item(
        self, folder_id: str, kind: str, fields: dict[str, Any], properties_set: dict[PropertyId, Any] | None = None
    ) -> Item:
        """As for any item. fields of a message may hold `mime`, bytes that are kept beside it."""
        if kind != "message":
            return super().create_item(folder_id, kind, fields, properties_set)
        fields, properties = take(fields, properties_set, fields.get("headers") or [])
        mime = fields.pop("mime", None)
        with self._db.write():
            if "conversation_id" not in fields:
                fields |= self._thread(fields)
            item = super().create_item(folder_id, kind, fields, properties)
            if isinstance(mime, bytes):
                self._db.run("UPDATE items SET mime = ? WHERE key = ?", contents.keep(self._db, mime), item.key)
        return item

    def create_message(
        self,
        folder_id: str,
        fields: dict[str, Any],
        files: Iterable[Attached] = (),
        properties_set: dict[PropertyId, Any] | None = None,
    ) -> Item:
        """A message with its attachments, in one change."""
        attached = list(files)
        weight = len(str(fields.get("body") or "")) + sum(len(f.content) for f in attached) + _OVERHEAD
        visible = any(not f.is_inline for f in attached) or None
        with self._db.write():
            whole = fields | {"size": weight, "has_attachments": visible}
            item = self.create_item(folder_id, "message", whole, properties_set)
            for file in attached:
                marks = {"content_id": file.content_id, "is_inline": file.is_inline, "is_item": file.is_item}
                self._insert_attachment(item.key, file.name, file.content, file.content_type, **marks)
            self._db.run("UPDATE items SET attachments = ? WHERE key = ?", len(attached), item.key)
            return self._by_key(item.key)

    def update_item(
        self,
        item: Item,
        set_fields: dict[str, Any] | None = None,
        delete: Collection[str] = (),
        properties_set: dict[PropertyId, Any] | None = None,
        properties_delete: Iterable[PropertyId] = (),
        expected_change: int | None = None,
    ) -> Item:
        if item.kind != "message":
            return super().update_item(item, set_fields, delete, properties_set, properties_delete, expected_change)
        fields, properties = take(set_fields or {}, properties_set, item.fields.get("headers") or [])
        mime = fields.pop("mime", None)
        only_read = set(fields) == {"is_read"} and not (delete or properties)
        fields |= {"content_change": item.fields.get("content_change", item.change) if only_read else None}
        with self._db.write():
            now = super().update_item(item, fields, delete, properties, properties_delete, expected_change)
            if isinstance(mime, bytes):
                self._db.run("UPDATE items SET mime = ? WHERE key = ?", contents.keep(self._db, mime), item.key)
            elif _IN_MIME & {*fields, *delete}:
                self._forget_mime(item)
            return now

    def _forget_mime(self, item: Item) -> None:
        used = contents.used_by(self._db, item.key)
        self._db.run("UPDATE items SET mime = NULL WHERE key = ?", item.key)
        contents.drop_unused(self._db, used)

    def _about_attachments(self, item: Item) -> dict[str, Any]:
        if item.kind != "message":
            return super()._about_attachments(item)
        self._forget_mime(item)
        found = self.attachments(item)
        weight = len(str(item.fields.get("body") or "")) + sum(a.size for a in found) + _OVERHEAD
        return {"size": weight, "has_attachments": any(not a.is_inline for a in found) or None}

    def mime(self, item: Item) -> bytes:
        """The message as RFC 5322 text: the bytes it came as, or made from its fields and attachments."""
        return self.kept_mime(item) or compose(item.fields, self.attachments(item), item.created)

    def kept_mime(self, item: Item) -> bytes | None:
        """The bytes it came as; None where it did not, or was changed since."""
        row = self._db.one("SELECT mime FROM items WHERE key = ?", item.key)
        return contents.read(self._db, row["mime"]) if row is not None and row["mime"] else None

    def messages_with_id(self, message_id: str) -> list[Item]:
        """Those of this Message-ID in all folders, oldest first. Two may well have the same."""
        return [self._by_key(row["key"]) for row in self._db.all(_BY_ID, self.id, message_id)]

    def messages_changed_since(self, moment: datetime) -> list[Item]:
        """Those of all folders that were changed then or later, oldest first."""
        return [self._by_key(row["key"]) for row in self._db.all(_CHANGED, self.id, moment.isoformat())]

    def unread(self, folder_id: str) -> int:
        row = self._db.one(_UNREAD, self.id, folder_id)
        return int(row["n"]) if row else 0

    def _thread(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Topic, index and conversation of a new message, from what it answers where that is known here."""
        ids = threads.referred(fields)
        above = next((found for each in reversed(ids[-50:]) for found in self.messages_with_id(each)), None)
        seed = ids[0] if ids else fields.get("internet_message_id") or f"{self.id} {self._db.change()}"
        index = threads.given_index(fields)
        if index is None and above is not None and above.fields.get("conversation_index"):
            index = threads.child_index(base64.b64decode(above.fields["conversation_index"]), seed)
        if index is None:
            index = threads.new_index(seed, datetime.fromisoformat(self._db.now()))
        conversation = above.fields.get("conversation_id") if above else None
        return {
            "conversation_topic": threads.topic(fields.get("subject")) or None,
            "conversation_index": base64.b64encode(index).decode(),
            "conversation_id": conversation or threads.conversation_id(self.id, index),
        }


def makes_untrue(wish: dict[str, Any], fields: dict[str, Any]) -> bool:
    """Whether a change gives the message contents that its MIME does not tell; defaults go without saying."""
    told = {name: value for name, value in wish.items() if name in _IN_MIME and value not in ("Normal", False)}
    return "mime" not in wish and any((value or None) != (fields.get(name) or None) for name, value in told.items())


def has_attachments(item: Item) -> bool:
    """Those of a message that only its body shows do not count (MS-OXCMSG, PidTagHasAttachments)."""
    return bool(item.fields.get("has_attachments")) if item.kind == "message" else item.attachment_count > 0


def size_of(item: Item) -> int:
    return int(item.fields.get("size") or _OVERHEAD + len(item.fields.get("body") or ""))


def received_of(item: Item) -> datetime:
    """When it was delivered; of a draft, when it was made."""
    when = item.fields.get("received")
    return when if isinstance(when, datetime) else item.created


def sent_of(item: Item) -> datetime:
    when = item.fields.get("sent")
    return when if isinstance(when, datetime) else received_of(item)


def content_change(item: Item) -> int:
    """The last change that was more than marking the message read or unread."""
    return int(item.fields.get("content_change", item.change))


def is_draft(item: Item) -> bool:
    return item.kind == "message" and not item.fields.get("is_sent")
