"""The mailbox store: one SQLite database of mailboxes, folders and items behind the faces EWS and Graph.

A face holds `Store.lock` for a whole request, so that what it read is what it answers from.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sandbox.clock import Clock
from sandbox.microsoft import contents, ids
from sandbox.microsoft.attachments import Attachment
from sandbox.microsoft.calendar_items import MailboxCalendar
from sandbox.microsoft.categories import Category, CategoryExists, MailboxCategories
from sandbox.microsoft.changes import Change, Event, MailboxChanges
from sandbox.microsoft.configurations import ConfigurationExists
from sandbox.microsoft.database import Database
from sandbox.microsoft.folders import Folder, FolderChange, FolderExists, FolderForbidden
from sandbox.microsoft.items import Item, Stale
from sandbox.microsoft.mail import transport
from sandbox.microsoft.messages import MailboxMessages
from sandbox.microsoft.uploads import Uploads
from sandbox.outgoing import Outgoing

__all__ = [
    "Attachment",
    "Category",
    "CategoryExists",
    "Change",
    "ConfigurationExists",
    "Event",
    "Folder",
    "FolderChange",
    "FolderExists",
    "FolderForbidden",
    "Item",
    "Mailbox",
    "Stale",
    "Store",
]


class Mailbox(MailboxCalendar, MailboxCategories, MailboxMessages, MailboxChanges):
    """One mailbox: `address`, `display_name`, `id` (a GUID), `time_zone` (IANA name)."""

    def __init__(self, database: Database, row: Any) -> None:
        super().__init__(database, row["id"])
        self.address: str = row["address"]
        self.display_name: str = row["display_name"]
        self.time_zone: str = row["time_zone"]
        self._password: str = row["password"]

    def __repr__(self) -> str:
        return f"<Mailbox {self.address}>"

    def has_password(self, password: str) -> bool:
        """A mailbox made without a password takes none."""
        return bool(self._password) and password == self._password

    def delete_folder(self, folder: Folder, mode: str = "hard") -> None:
        """mode: hard, soft or deleteditems. Raises FolderForbidden for a well-known folder.

        A folder that is deleted hard or soft is gone; its items are deleted in that mode.
        """
        if folder.distinguished:
            raise FolderForbidden(f"the well-known folder {folder.name!r} cannot be deleted")
        with self._db.write():
            if mode == "deleteditems":
                self._to_deleted_items(folder)
                return
            for each in reversed(self._tree(folder)):
                for kind in (None, "configuration"):
                    for item in self.items(each.id, kind):
                        self.delete_item(item, mode)
                self._drop_folder(each)

    def _to_deleted_items(self, folder: Folder) -> None:
        """As Outlook does, a name that is taken there gets a number."""
        bin_id = self.well_known("deleteditems").id
        taken = {f.name.casefold() for f in self.child_folders(bin_id)}
        number, name = 0, folder.name
        while name.casefold() in taken:
            number += 1
            name = f"{folder.name}{number}"
        self._change_folder(folder, bin_id, name)


class Store:
    """All mailboxes. `path` is a file or ":memory:"."""

    def __init__(self, clock: Clock, path: str = ":memory:") -> None:
        self.clock = clock
        self.database = Database(clock, path)
        self.lock = self.database.lock
        self.changed = self.database.changed
        self.uploads = Uploads()
        self.outgoing = Outgoing()

    def add_mailbox(
        self,
        address: str,
        display_name: str,
        *,
        password: str = "",
        time_zone: str = "Europe/Paris",
        id: str | None = None,  # noqa: A002  (Entra's name for it)
    ) -> Mailbox:
        """A mailbox with its well-known folders and six categories. Raises ValueError when the address is taken."""
        if self.mailbox(address) is not None:
            raise ValueError(f"there is a mailbox {address} already")
        row = {"id": id or ids.new_guid(address.lower()), "address": address, "display_name": display_name}
        row |= {"password": password, "time_zone": time_zone}
        with self.transaction():
            names = ("id", "address", "display_name", "password", "time_zone")
            self.database.run("INSERT INTO mailboxes VALUES (?,?,?,?,?)", *(row[n] for n in names))
            mailbox = Mailbox(self.database, row)
            mailbox.make_well_known()
            mailbox.make_default_categories()
        return mailbox

    def mailbox(self, address_or_id: str) -> Mailbox | None:
        """By address in any case, or by Entra object id."""
        key = address_or_id.lower()
        row = self.database.one("SELECT * FROM mailboxes WHERE lower(address) = ? OR id = ?", key, key)
        return Mailbox(self.database, row) if row else None

    def mailboxes(self) -> list[Mailbox]:
        return [Mailbox(self.database, row) for row in self.database.all("SELECT * FROM mailboxes ORDER BY address")]

    def remove_mailbox(self, address_or_id: str) -> None:
        """As if the user had left the company: mailbox, folders and items are gone. Unknown ones are no error."""
        mailbox = self.mailbox(address_or_id)
        if mailbox is None:
            return
        with self.transaction():
            run = self.database.run
            run("DELETE FROM attachments WHERE item IN (SELECT key FROM items WHERE mailbox = ?)", mailbox.id)
            run("DELETE FROM items WHERE mailbox = ?", mailbox.id)
            contents.drop_all_unused(self.database)
            run("DELETE FROM folders WHERE mailbox = ?", mailbox.id)
            run("DELETE FROM folders_gone WHERE mailbox = ?", mailbox.id)
            run("DELETE FROM events WHERE mailbox = ?", mailbox.id)
            run("DELETE FROM mailboxes WHERE id = ?", mailbox.id)

    def deliver(self, mime: bytes, *to: str) -> list[Item]:
        """Mail from outside, into the Inbox of `to` (else To and Cc) who have mailboxes here; the new messages."""
        return transport.deliver(self, mime, to)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Group writes; an exception undoes them all."""
        with self.database.write():
            yield

    def change(self) -> int:
        """The newest change of any mailbox."""
        return self.database.change()

    def close(self) -> None:
        self.database.close()
