"""Items of a mailbox: contacts, messages, events, tasks and configurations; created, changed, moved, deleted."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.microsoft import contents, ids, naming, properties, tasks
from sandbox.microsoft.database import pack, unpack
from sandbox.microsoft.folders import MailboxFolders
from sandbox.microsoft.mail import properties as message_properties
from sandbox.microsoft.properties import PropertyId

ITEM_CLASSES = {
    "contact": "IPM.Contact",
    "message": "IPM.Note",
    "event": "IPM.Appointment",
    "task": "IPM.Task",
    "configuration": "IPM.Configuration",
}


_LIST = """SELECT * FROM items
    WHERE folder = ?1 AND mailbox = ?2 AND (kind = ?3 OR (?3 IS NULL AND kind <> 'configuration'))
    ORDER BY entered LIMIT ?4 OFFSET ?5"""
_COUNT = """SELECT count(*) AS n FROM items
    WHERE folder = ?1 AND mailbox = ?2 AND (kind = ?3 OR (?3 IS NULL AND kind <> 'configuration'))"""


class Stale(Exception):
    """The item was changed since the change that the caller expected; `item` is as it is now."""

    def __init__(self, item: "Item") -> None:
        super().__init__("the item was changed meanwhile")
        self.item = item


@dataclass
class Item:
    """One item as read. fields: canonical names as in `properties.FIELDS`; properties: all that are no fields.

    `email_addresses` is a list of three entries, each None or `{name, address, routing_type}`; `phone_numbers` maps
    EWS's keys to texts; `physical_addresses` maps Business, Home, Other to `{street, city, state,
    country_or_region, postal_code}`. A field without a value is absent.
    """

    key: int
    mailbox_id: str
    folder_id: str
    kind: str
    item_class: str
    fields: dict[str, Any]
    properties: dict[PropertyId, Any]
    attachment_count: int
    change: int
    entered: int
    created: datetime
    modified: datetime
    ews_id: str
    graph_id: str
    immutable_id: str

    @property
    def change_key(self) -> str:
        return ids.change_key(self.change)

    @property
    def etag(self) -> str:
        return f'W/"{self.change_key}"'

    def property(self, property_id: PropertyId) -> Any:
        """A MAPI property's value, mapped from a field or stored; None when it is not set."""
        if property_id in properties.FIELDS:
            return properties.read(self.fields, property_id)
        if self.kind == "message" and (found := message_properties.read(self.fields, property_id)) is not None:
            return found
        if property_id.tag == 0x001A:
            return self.item_class
        if property_id.tag == 0x300B:
            # PidTagSearchKey: stays with the item through every move.
            return ids.search_key(self.mailbox_id, self.key)
        return self.properties.get(property_id)


class MailboxItems(MailboxFolders):
    """The items of one mailbox, whatever their kind."""

    def item(self, any_id: str) -> Item | None:
        """By EWS id, mutable or immutable Graph id."""
        sql = "SELECT * FROM items WHERE mailbox = ? AND {} = ?"
        for column in ("graph_id", "immutable_id", "ews_id"):
            row = self._db.one(sql.format(column), self.id, any_id)
            if row:
                return read_item(row)
        return None

    def items(self, folder_id: str, kind: str | None = None, *, limit: int = -1, offset: int = 0) -> list[Item]:
        """Those lying in the folder, oldest first, without configurations unless asked for by kind. limit -1: all."""
        return [read_item(row) for row in self._db.all(_LIST, folder_id, self.id, kind, limit, offset)]

    def count(self, folder_id: str, kind: str | None = None) -> int:
        row = self._db.one(_COUNT, folder_id, self.id, kind)
        return int(row["n"]) if row else 0

    def create_item(
        self, folder_id: str, kind: str, fields: dict[str, Any], properties_set: dict[PropertyId, Any] | None = None
    ) -> Item:
        """Raises KeyError when the folder is unknown, ValueError for a wrongly typed property."""
        mapped, kept = properties.split(properties_set or {})
        merged = merge(merge({}, fields), mapped)
        if kind == "contact":
            naming.complete_new(merged)
        elif kind == "task":
            tasks.settle_new(merged, self._db.clock.now())
        item_class = merged.pop("item_class", None) or ITEM_CLASSES[kind]
        with self._db.write():
            folder = self.well_known(folder_id)
            change, now = self._db.next_change(), self._db.now()
            row = (self.id, folder.id, kind, item_class, pack(merged), _pack_properties(kept))
            sql = (
                "INSERT INTO items (mailbox, folder, kind, item_class, fields, properties, change, entered, created,"
                " modified, ews_id, graph_id, immutable_id) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"
            )
            unique = f"new {change}"
            key = self._db.run(sql, *row, change, change, now, now, unique, unique, unique)
            new_id = ids.item_id(self.id, folder.id, key, change)
            self._db.run(
                "UPDATE items SET ews_id = ?, graph_id = ?, immutable_id = ? WHERE key = ?",
                *(new_id, ids.to_graph(new_id), ids.immutable_id(self.id, key), key),
            )
            return self._after("created", self._by_key(key))

    def update_item(
        self,
        item: Item,
        set_fields: dict[str, Any] | None = None,
        delete: Collection[str] = (),
        properties_set: dict[PropertyId, Any] | None = None,
        properties_delete: Iterable[PropertyId] = (),
        expected_change: int | None = None,
    ) -> Item:
        """Change fields (see `merge`) and properties. Raises Stale when expected_change is not the item's change."""
        removed: dict[PropertyId, Any] = dict.fromkeys(properties_delete)
        mapped, kept = properties.split((properties_set or {}) | removed)
        with self._db.write():
            now_stored = self._by_key(item.key)
            if expected_change is not None and now_stored.change != expected_change:
                raise Stale(now_stored)
            fields = merge(merge(merge(now_stored.fields, dict.fromkeys(delete)), set_fields or {}), mapped)
            if now_stored.kind == "contact":
                naming.complete_changed(fields, {*delete, *(set_fields or {}), *mapped})
            elif now_stored.kind == "task":
                tasks.settle(fields, [*delete, *(set_fields or {}), *mapped], self._db.clock.now())
            item_class = fields.pop("item_class", None) or now_stored.item_class
            properties_now = {k: v for k, v in (now_stored.properties | kept).items() if v is not None}
            self._db.run(
                "UPDATE items SET fields = ?, properties = ?, item_class = ?, change = ?, modified = ? WHERE key = ?",
                *(pack(fields), _pack_properties(properties_now), item_class),
                *(self._db.next_change(), self._db.now(), item.key),
            )
            return self._after("modified", self._by_key(item.key))

    def move_item(self, item: Item, folder_id: str) -> Item:
        """Put the item into another folder, where it has new ids but its immutable one. The same folder: no change."""
        with self._db.write():
            folder = self.well_known(folder_id)
            old = self._by_key(item.key)
            if old.folder_id == folder.id:
                return old
            change = self._db.next_change()
            new_id = ids.item_id(self.id, folder.id, item.key, change)
            self._db.run(
                "UPDATE items SET folder = ?, change = ?, entered = ?, ews_id = ?, graph_id = ?, modified = ?"
                " WHERE key = ?",
                *(folder.id, change, change, new_id, ids.to_graph(new_id), self._db.now(), item.key),
            )
            return self._after("moved", self._by_key(item.key), old)

    def copy_item(self, item: Item, folder_id: str) -> Item:
        fields = item.fields | {"item_class": item.item_class}
        with self._db.write():
            copy = self.create_item(folder_id, item.kind, fields, item.properties)
            sql = (
                "INSERT INTO attachments SELECT id || ?, ?, name, content_type, digest, size, content_id, is_inline,"
                " is_contact_photo, is_item, modified FROM attachments WHERE item = ?"
            )
            self._db.run(sql, f".{copy.key}", copy.key, item.key)
            sql = "UPDATE items SET attachments = ?1, mime = (SELECT mime FROM items WHERE key = ?2) WHERE key = ?3"
            self._db.run(sql, item.attachment_count, item.key, copy.key)
            return self._by_key(copy.key)

    def delete_item(self, item: Item, mode: str = "hard") -> Item | None:
        """mode: hard (gone for good), soft (into Recoverable Items) or deleteditems. The item where it went to."""
        if mode == "deleteditems":
            return self.move_item(item, "deleteditems")
        if mode == "soft":
            return self.move_item(item, "recoverableitemsdeletions")
        with self._db.write():
            old, used = self._by_key(item.key), contents.used_by(self._db, item.key)
            self._db.run("DELETE FROM items WHERE key = ?", item.key)
            self._db.run("DELETE FROM attachments WHERE item = ?", item.key)
            contents.drop_unused(self._db, used)
            self._event("deleted", old, old, self._db.next_change())
        return None

    def _by_key(self, key: int) -> Item:
        row = self._db.one("SELECT * FROM items WHERE key = ? AND mailbox = ?", key, self.id)
        if row is None:
            raise KeyError("the item is gone")
        return read_item(row)

    def _after(self, what: str, item: Item, old: Item | None = None) -> Item:
        self._event(what, item, old, item.change)
        return item

    def _event(self, what: str, item: Item, old: Item | None, change: int) -> None:
        before = (old.folder_id, old.ews_id, old.graph_id, old.entered) if old else (None, None, None, None)
        self._db.run(
            "INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            *(change, self._db.now(), self.id, what, item.kind, item.folder_id),
            *(item.ews_id, item.graph_id, item.immutable_id, *before),
        )

    def touch(self, item: Item) -> Item:
        """Give the item a new change because something that belongs to it, such as an attachment, changed."""
        return self.update_item(item)


def merge(fields: dict[str, Any], wish: dict[str, Any]) -> dict[str, Any]:
    """Fields with a wish laid over them: a dict merges key by key, None removes, anything else replaces.

    The three e-mail addresses may also be wished by index, `{0: {"address": …}, 2: None}`.
    """
    result = dict(fields)
    for key, value in wish.items():
        laid = _laid_over(key, result.get(key), value)
        if laid is None:
            result.pop(key, None)
        else:
            result[key] = laid
    return result


def _laid_over(key: str, here: Any, value: Any) -> Any:
    if isinstance(value, dict) and any(isinstance(k, int) for k in value):
        return _by_index(here, value, 3 if key == "email_addresses" else 0)
    if isinstance(value, dict):
        return merge(here if isinstance(here, dict) else {}, value) or None
    if key == "email_addresses" and isinstance(value, (list, tuple)):
        return [*value, None, None, None][:3]
    return value


def _by_index(here: Any, wish: dict[int, Any], length: int) -> list[Any] | None:
    entries = [*here] if isinstance(here, list) else []
    entries += [None] * (max(length, max(wish) + 1) - len(entries))
    for index, value in wish.items():
        old = entries[index]
        if isinstance(value, dict):
            entries[index] = merge(old if isinstance(old, dict) else {}, value) or None
        else:
            entries[index] = value
    return entries if any(e is not None for e in entries) else None


def _pack_properties(values: dict[PropertyId, Any]) -> bytes:
    return pack({k.text: v for k, v in values.items() if v is not None})


def read_item(row: Any) -> Item:
    return Item(
        row["key"],
        row["mailbox"],
        row["folder"],
        row["kind"],
        row["item_class"],
        unpack(row["fields"]),
        {PropertyId.parse(k): v for k, v in unpack(row["properties"]).items()},
        row["attachments"],
        row["change"],
        row["entered"],
        datetime.fromisoformat(row["created"]),
        datetime.fromisoformat(row["modified"]),
        row["ews_id"],
        row["graph_id"],
        row["immutable_id"],
    )
