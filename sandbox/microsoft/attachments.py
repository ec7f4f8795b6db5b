"""Attachments of items: files, attached messages and links to files in the cloud; a contact's photo is one of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sandbox.microsoft import contents, ids
from sandbox.microsoft.items import Item, MailboxItems

PHOTO_NAME = "ContactPicture.jpg"
# What the store keeps of a link has this type: its content is the address, its size that of what is kept.
LINK_TYPE = "application/x-sandbox-link"
_INSERT = "INSERT INTO attachments VALUES (?,?,?,?,?,?,?,?,?,?,?)"


@dataclass(frozen=True)
class Attachment:
    """A file attached to an item, or a message (`is_item`: the content is its MIME). `id` is the EWS form."""

    id: str
    item_key: int
    name: str
    content_type: str
    size: int
    content_id: str | None
    is_inline: bool
    is_contact_photo: bool
    is_item: bool
    modified: datetime
    _read: Callable[[], bytes] = field(repr=False, compare=False)

    @property
    def is_link(self) -> bool:
        return self.content_type == LINK_TYPE

    @property
    def graph_id(self) -> str:
        return ids.to_graph(self.id)

    @property
    def content(self) -> bytes:
        """Read from the store each time: a list of attachments costs no more than their names."""
        return self._read()


class MailboxAttachments(MailboxItems):
    """Attachments of one mailbox. Adding and deleting gives the item a new change."""

    def attachments(self, item: Item) -> list[Attachment]:
        rows = self._db.all("SELECT * FROM attachments WHERE item = ? ORDER BY rowid", item.key)
        return [self._attachment(row) for row in rows]

    def attachment(self, any_id: str) -> tuple[Attachment, Item] | None:
        """An attachment of this mailbox and the item it belongs to."""
        row = self._db.one("SELECT * FROM attachments WHERE id IN (?, ?)", any_id, ids.to_ews(any_id))
        if (
            row is None
            or self._db.one("SELECT 1 FROM items WHERE key = ? AND mailbox = ?", row["item"], self.id) is None
        ):
            return None
        return self._attachment(row), self._by_key(row["item"])

    def add_attachment(
        self, item: Item, name: str, content: bytes, content_type: str = "application/octet-stream", **flags: Any
    ) -> Attachment:
        """flags: is_inline, is_contact_photo, is_item, content_id. A contact has one photo: a new one replaces it."""
        with self._db.write():
            if flags.get("is_contact_photo"):
                used = contents.used_by(self._db, item.key)
                self._db.run("DELETE FROM attachments WHERE item = ? AND is_contact_photo = 1", item.key)
                contents.drop_unused(self._db, used)
            new_id = self._insert_attachment(item.key, name, content, content_type, **flags)
            self._recount(item)
            return next(a for a in self.attachments(item) if a.id == new_id)

    def _insert_attachment(self, item_key: int, name: str, content: bytes, content_type: str, **flags: Any) -> str:
        """The new row's id; the item itself is not touched."""
        new_id = ids.attachment_id(item_key, self._db.next_change())
        digest = contents.keep(self._db, content)
        marks = [bool(flags.get(mark)) for mark in ("is_inline", "is_contact_photo", "is_item")]
        place = (new_id, item_key, name, content_type, digest, len(content), flags.get("content_id"))
        self._db.run(_INSERT, *place, *marks, self._db.now())
        return new_id

    def delete_attachment(self, item: Item, attachment: Attachment) -> Item:
        """The item with its new change."""
        with self._db.write():
            used = contents.used_by(self._db, item.key)
            self._db.run("DELETE FROM attachments WHERE id = ?", attachment.id)
            now = self._recount(item)
            contents.drop_unused(self._db, used)
            return now

    def photo(self, item: Item) -> Attachment | None:
        return next((a for a in self.attachments(item) if a.is_contact_photo), None)

    def _recount(self, item: Item) -> Item:
        sql = "UPDATE items SET attachments = (SELECT count(*) FROM attachments WHERE item = ?) WHERE key = ?"
        self._db.run(sql, item.key, item.key)
        return self.update_item(item, self._about_attachments(item))

    def _about_attachments(self, item: Item) -> dict[str, Any]:
        """The fields of the item that follow from its attachments."""
        return {}

    def _attachment(self, row: Any) -> Attachment:
        return Attachment(
            row["id"],
            row["item"],
            row["name"],
            row["content_type"],
            row["size"],
            row["content_id"],
            bool(row["is_inline"]),
            bool(row["is_contact_photo"]),
            bool(row["is_item"]),
            datetime.fromisoformat(row["modified"]),
            partial(contents.read, self._db, row["digest"]),
        )
