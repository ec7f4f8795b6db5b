"""Folders of a mailbox: the well-known ones, and creating, renaming, moving and deleting others."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.microsoft import ids
from sandbox.microsoft.database import Database, pack, unpack
from sandbox.microsoft.properties import PropertyId

# (distinguished name, parent's, display name, class, hidden); EWS names, MS-OXWSFOLD DistinguishedFolderIdNameType.
WELL_KNOWN = [
    ("root", None, "", "", True),
    ("msgfolderroot", "root", "Top of Information Store", "", False),
    ("inbox", "msgfolderroot", "Inbox", "IPF.Note", False),
    ("drafts", "msgfolderroot", "Drafts", "IPF.Note", False),
    ("sentitems", "msgfolderroot", "Sent Items", "IPF.Note", False),
    ("deleteditems", "msgfolderroot", "Deleted Items", "IPF.Note", False),
    ("outbox", "msgfolderroot", "Outbox", "IPF.Note", False),
    ("junkemail", "msgfolderroot", "Junk Email", "IPF.Note", False),
    ("calendar", "msgfolderroot", "Calendar", "IPF.Appointment", False),
    ("contacts", "msgfolderroot", "Contacts", "IPF.Contact", False),
    ("tasks", "msgfolderroot", "Tasks", "IPF.Task", False),
    ("notes", "msgfolderroot", "Notes", "IPF.StickyNote", False),
    ("journal", "msgfolderroot", "Journal", "IPF.Journal", False),
    ("archive", "msgfolderroot", "Archive", "IPF.Note", False),
    ("conversationhistory", "msgfolderroot", "Conversation History", "IPF.Note", False),
    ("recipientcache", "contacts", "Recipient Cache", "IPF.Contact.RecipientCache", True),
    ("quickcontacts", "contacts", "{06967759-274D-40B2-A3EB-D7F9E73727D7}", "IPF.Contact.MOC.QuickContacts", True),
    ("imcontactlist", "contacts", "{A9E2BC46-B3A0-4243-B315-60D991004455}", "IPF.Contact.MOC.ImContactList", True),
    ("searchfolders", "root", "Finder", "", True),
    ("recoverableitemsroot", "root", "Recoverable Items", "", True),
    ("recoverableitemsdeletions", "recoverableitemsroot", "Deletions", "", True),
    ("recoverableitemsversions", "recoverableitemsroot", "Versions", "", True),
    ("recoverableitemspurges", "recoverableitemsroot", "Purges", "", True),
]


class FolderExists(Exception):
    """A folder of that name lies in that parent already; `folder` is it."""

    def __init__(self, folder: "Folder") -> None:
        super().__init__(f"a folder named {folder.name!r} exists there")
        self.folder = folder


class FolderForbidden(Exception):
    """A well-known folder is neither renamed, moved nor deleted, and no folder goes into itself."""


@dataclass
class Folder:
    """`id` is the EWS form. distinguished: the well-known name or None. change: of the folder itself, not its items."""

    id: str
    mailbox_id: str
    parent_id: str | None
    name: str
    folder_class: str
    distinguished: str | None
    hidden: bool
    change: int
    entered: int
    properties: dict[PropertyId, Any] = field(default_factory=dict)

    @property
    def graph_id(self) -> str:
        return ids.to_graph(self.id)

    @property
    def change_key(self) -> str:
        return ids.change_key(self.change)

    def holds_contacts(self) -> bool:
        return self.folder_class.lower().startswith("ipf.contact")

    def holds_events(self) -> bool:
        return self.folder_class.lower().startswith("ipf.appointment")

    def holds_tasks(self) -> bool:
        return self.folder_class.lower().startswith("ipf.task")


@dataclass(frozen=True)
class FolderChange:
    """kind: create, update or delete; folder is None for a delete."""

    kind: str
    change: int
    id: str
    folder: Folder | None


class MailboxFolders:
    """The folders of one mailbox."""

    def __init__(self, database: Database, mailbox_id: str) -> None:
        self._db = database
        self.id = mailbox_id

    def make_well_known(self) -> None:
        for name, parent, display_name, folder_class, hidden in WELL_KNOWN:
            above = ids.folder_id(self.id, parent) if parent else None
            self._insert(ids.folder_id(self.id, name), above, display_name, (folder_class, name, hidden))

    def _insert(self, id: str, parent: str | None, name: str, rest: tuple[str, str | None, bool]) -> None:  # noqa: A002  (Exchange's word)
        folder_class, distinguished, hidden = rest
        change = self._db.next_change()
        self._db.run(
            "INSERT INTO folders VALUES (?,?,?,?,?,?,?,?,?,?)",
            *(id, self.id, parent, name, folder_class, distinguished, hidden, pack({}), change, change),
        )

    def folders(self) -> list[Folder]:
        rows = self._db.all("SELECT * FROM folders WHERE mailbox = ? ORDER BY entered", self.id)
        return [_folder(row) for row in rows]

    def child_folders(self, parent_id: str) -> list[Folder]:
        sql = "SELECT * FROM folders WHERE mailbox = ? AND parent = ? ORDER BY entered"
        return [_folder(row) for row in self._db.all(sql, self.id, parent_id)]

    def folder(self, id_or_name: str) -> Folder | None:
        """By id, in EWS's or Graph's form, or by well-known name in any case."""
        wanted = (self.id, id_or_name, ids.to_ews(id_or_name), id_or_name.lower())
        row = self._db.one("SELECT * FROM folders WHERE mailbox = ? AND (id IN (?, ?) OR distinguished = ?)", *wanted)
        return _folder(row) if row else None

    def well_known(self, name: str) -> Folder:
        folder = self.folder(name)
        if folder is None:
            raise KeyError(name)
        return folder

    def last_change(self, folder_id: str) -> datetime | None:
        """When an item that lies in the folder was last changed."""
        row = self._db.one("SELECT max(modified) AS at FROM items WHERE folder = ?", folder_id)
        return datetime.fromisoformat(row["at"]) if row and row["at"] else None

    def create_folder(self, parent_id: str, name: str, folder_class: str = "IPF.Contact") -> Folder:
        """Raises FolderExists; KeyError when the parent is unknown."""
        with self._db.write():
            parent = self.well_known(parent_id)
            self._refuse_twin(parent.id, name, None)
            new_id = ids.folder_id(self.id, self._db.next_change())
            self._insert(new_id, parent.id, name, (folder_class, None, False))
            return self.well_known(new_id)

    def rename_folder(self, folder: Folder, name: str) -> Folder:
        """Raises FolderExists, FolderForbidden."""
        return self._change_folder(folder, folder.parent_id, name)

    def move_folder(self, folder: Folder, parent_id: str) -> Folder:
        """Raises FolderExists, FolderForbidden; KeyError when the parent is unknown."""
        parent = self.well_known(parent_id)
        if parent.id in [f.id for f in self._tree(folder)]:
            raise FolderForbidden("a folder cannot be moved into itself")
        return self._change_folder(folder, parent.id, folder.name)

    def set_folder_properties(self, folder: Folder, values: dict[PropertyId, Any]) -> Folder:
        """Set extended properties; None removes one."""
        merged = {k: v for k, v in (folder.properties | values).items() if v is not None}
        with self._db.write():
            data = pack({k.text: v for k, v in merged.items()})
            self._db.run(
                "UPDATE folders SET properties = ?, change = ? WHERE id = ?", data, self._db.next_change(), folder.id
            )
            return self.well_known(folder.id)

    def _change_folder(self, folder: Folder, parent_id: str | None, name: str) -> Folder:
        if folder.distinguished:
            raise FolderForbidden(f"the well-known folder {folder.name!r} cannot be changed")
        with self._db.write():
            self._refuse_twin(parent_id, name, folder.id)
            sql = "UPDATE folders SET parent = ?, name = ?, change = ? WHERE id = ?"
            self._db.run(sql, parent_id, name, self._db.next_change(), folder.id)
            return self.well_known(folder.id)

    def _refuse_twin(self, parent_id: str | None, name: str, own_id: str | None) -> None:
        for other in self.child_folders(parent_id or ""):
            if other.id != own_id and other.name.casefold() == name.casefold():
                raise FolderExists(other)

    def _tree(self, folder: Folder) -> list[Folder]:
        """The folder and all below it, deepest last."""
        found = [folder]
        for above in found:
            found.extend(self.child_folders(above.id))
        return found

    def _drop_folder(self, folder: Folder) -> None:
        change = self._db.next_change()
        self._db.run("DELETE FROM folders WHERE id = ?", folder.id)
        self._db.run(
            "INSERT INTO folders_gone VALUES (?,?,?,?,?)", change, self.id, folder.id, folder.parent_id, folder.entered
        )

    def folder_changes(self, since: int, limit: int = 100) -> tuple[list[FolderChange], int, bool]:
        """What happened to folders after change `since`, oldest first: changes, the new cursor, more to come?"""
        rows = self._db.all("SELECT * FROM folders WHERE mailbox = ? AND change > ?", self.id, since)
        changes = [
            FolderChange("create" if row["entered"] > since else "update", row["change"], row["id"], _folder(row))
            for row in rows
        ]
        sql = "SELECT * FROM folders_gone WHERE mailbox = ? AND change > ? AND entered <= ?"
        gone = self._db.all(sql, self.id, since, since)
        changes += [FolderChange("delete", row["change"], row["id"], None) for row in gone]
        changes.sort(key=lambda c: c.change)
        page = changes[:limit]
        more = len(changes) > limit
        return page, page[-1].change if more else max(since, self._db.change()), more


def _folder(row: Any) -> Folder:
    properties = {PropertyId.parse(k): v for k, v in unpack(row["properties"]).items()}
    return Folder(
        row["id"],
        row["mailbox"],
        row["parent"],
        row["name"],
        row["class"],
        row["distinguished"],
        bool(row["hidden"]),
        row["change"],
        row["entered"],
        properties,
    )
