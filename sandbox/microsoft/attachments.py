"""Attachments of items; a contact's photo is one of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.microsoft import ids
from sandbox.microsoft.items import Item, MailboxItems

PHOTO_NAME = "ContactPicture.jpg"


@dataclass(frozen=True)
class Attachment:
    """A file attached to an item; `id` is the EWS form."""

    id: str
    item_key: int
    name: str
    content_type: str
    content: bytes
    content_id: str | None
    is_inline: bool
    is_contact_photo: bool
    modified: datetime

    @property
    def graph_id(self) -> str:
        return ids.to_graph(self.id)


class MailboxAttachments(MailboxItems):
    """Attachments of one mailbox. Adding and deleting gives the item a new change."""

    def attachments(self, item: Item) -> list[Attachment]:
        rows = self._db.all("SELECT * FROM attachments WHERE item = ? ORDER BY rowid", item.key)
        return [_attachment(row) for row in rows]

    def attachment(self, any_id: str) -> tuple[Attachment, Item] | None:
        """An attachment of this mailbox and the item it belongs to."""
        row = self._db.one("SELECT * FROM attachments WHERE id IN (?, ?)", any_id, ids.to_ews(any_id))
        if (
            row is None
            or self._db.one("SELECT 1 FROM items WHERE key = ? AND mailbox = ?", row["item"], self.id) is None
        ):
            return None
        return _attachment(row), self._by_key(row["item"])

    def add_attachment(
        self, item: Item, name: str, content: bytes, content_type: str = "application/octet-stream", **flags: Any
    ) -> Attachment:
        """flags: is_inline, is_contact_photo, content_id. A contact has one photo: a new one replaces it."""
        photo = bool(flags.get("is_contact_photo"))
        with self._db.write():
            if photo:
                self._db.run("DELETE FROM attachments WHERE item = ? AND is_contact_photo = 1", item.key)
            new_id = ids.attachment_id(item.key, self._db.next_change())
            row = (new_id, item.key, name, content_type, content, flags.get("content_id"))
            self._db.run(
                "INSERT INTO attachments VALUES (?,?,?,?,?,?,?,?,?)",
                *(*row, bool(flags.get("is_inline")), photo, self._db.now()),
            )
            self._recount(item)
            return next(a for a in self.attachments(item) if a.id == new_id)

    def delete_attachment(self, item: Item, attachment: Attachment) -> Item:
        """The item with its new change."""
        with self._db.write():
            self._db.run("DELETE FROM attachments WHERE id = ?", attachment.id)
            return self._recount(item)

    def photo(self, item: Item) -> Attachment | None:
        return next((a for a in self.attachments(item) if a.is_contact_photo), None)

    def _recount(self, item: Item) -> Item:
        sql = "UPDATE items SET attachments = (SELECT count(*) FROM attachments WHERE item = ?) WHERE key = ?"
        self._db.run(sql, item.key, item.key)
        return self.touch(item)


def _attachment(row: Any) -> Attachment:
    return Attachment(
        row["id"],
        row["item"],
        row["name"],
        row["content_type"],
        bytes(row["content"]),
        row["content_id"],
        bool(row["is_inline"]),
        bool(row["is_contact_photo"]),
        datetime.fromisoformat(row["modified"]),
    )
