"""What happened in a mailbox after a given change: the feed behind SyncFolderItems, Graph's delta and notifications."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.microsoft.items import Item, MailboxItems, read_item


@dataclass(frozen=True)
class Change:
    """kind: create (new in the folder), update, or delete (deleted or moved away: no item, the old ids)."""

    kind: str
    change: int
    item: Item | None
    ews_id: str
    graph_id: str
    immutable_id: str


@dataclass(frozen=True)
class Event:
    """One thing that happened: created, modified, moved or deleted. old_*: where it was before a move or deletion."""

    change: int
    at: datetime
    kind: str
    item_kind: str
    folder_id: str
    ews_id: str
    graph_id: str
    immutable_id: str
    old_folder_id: str | None
    old_ews_id: str | None


class MailboxChanges(MailboxItems):
    """Feeds of one mailbox."""

    def changes(self, folder_id: str, since: int, limit: int = 100) -> tuple[list[Change], int, bool]:
        """Changes in a folder after `since` (0: from the start), oldest first; the new cursor; is there more?

        An item that changed several times comes once. One that changes while a client pages comes again. Kinds are
        as seen from `since`: in the middle of paging, only the face knows what the client had before its round.
        """
        sql = "SELECT * FROM items WHERE folder = ? AND change > ? AND kind <> 'configuration' ORDER BY change LIMIT ?"
        rows = self._db.all(sql, folder_id, since, limit + 1)
        found = [_live(read_item(row), since) for row in rows]
        sql = (
            "SELECT change, old_ews_id, old_graph_id, immutable_id FROM events WHERE old_folder = ? AND change > ?"
            " AND old_entered <= ? AND item_kind <> 'configuration' ORDER BY change LIMIT ?"
        )
        gone = self._db.all(sql, folder_id, since, since, limit + 1)
        found += [Change("delete", row["change"], None, *tuple(row)[1:]) for row in gone]
        found.sort(key=lambda c: c.change)
        more = len(found) > limit
        page = found[:limit]
        return page, page[-1].change if more else max(since, self._db.change()), more

    def events(self, since: int, folder_ids: set[str] | None = None) -> list[Event]:
        """All that happened after `since`, oldest first, in (or out of) these folders; None: in all."""
        rows = self._db.all("SELECT * FROM events WHERE mailbox = ? AND change > ? ORDER BY change", self.id, since)
        return [
            Event(
                *(row["change"], datetime.fromisoformat(row["at"]), row["kind"], row["item_kind"], row["folder"]),
                *(row["ews_id"], row["graph_id"], row["immutable_id"], row["old_folder"], row["old_ews_id"]),
            )
            for row in rows
            if folder_ids is None or row["folder"] in folder_ids or row["old_folder"] in folder_ids
        ]


def _live(item: Item, since: int) -> Change:
    kind = "create" if item.entered > since else "update"
    return Change(kind, item.change, item, item.ews_id, item.graph_id, item.immutable_id)
