"""What a user does with mail in Outlook, and what arrives from outside, for the demo and for tests."""

from collections.abc import Sequence
from typing import Any

from sandbox.microsoft.items import Item
from sandbox.microsoft.mail import answers, transport
from sandbox.microsoft.mail.compose import compose
from sandbox.microsoft.mail.parts import File
from sandbox.microsoft.store import Folder, FolderExists, Mailbox, Store


def person(address: str, name: str = "") -> dict[str, str]:
    return {"name": name or address, "address": address}


class OutlookMail:
    """One user's mail. folder: a well-known name (inbox, sentitems, drafts …) or the name of a folder below the root
    or the Inbox."""

    def __init__(self, store: Store, mailbox: Mailbox) -> None:
        self._store, self._mailbox = store, mailbox

    def folder(self, name: str) -> Folder:
        """Raises LookupError."""
        known = self._mailbox.folder(name)
        if known is not None:
            return known
        for above in ("msgfolderroot", "inbox"):
            for found in self._mailbox.child_folders(self._mailbox.well_known(above).id):
                if found.name == name:
                    return found
        raise LookupError(f"no folder {name}")

    def add_folder(self, name: str, below: str = "msgfolderroot") -> Folder:
        """The folder, also where it is there already."""
        with self._store.lock:
            try:
                return self._mailbox.create_folder(self.folder(below).id, name, "IPF.Note")
            except FolderExists as error:
                return error.folder

    def receive(self, sender: str, subject: str, body: str = "", files: Sequence[File] = (), **fields: Any) -> Item:
        """A mail from outside. fields: canonical names, such as `cc_recipients`, `body_type` or
        `internet_message_id`; without an id the server makes one."""
        wanted = {"subject": subject, "body": body, "from": person(sender), "sent": self._store.clock.now()}
        wanted |= {"to_recipients": [person(self._mailbox.address, self._mailbox.display_name)]} | fields
        return self.receive_mime(compose(wanted, files, self._store.clock.now()))

    def receive_mime(self, mime: bytes) -> Item:
        """A mail from outside, as any sender may have written it."""
        with self._store.lock:
            return self._store.deliver(mime, self._mailbox.address)[0]

    def put_mime(self, mime: bytes, folder: str = "inbox", **fields: Any) -> Item:
        """A mail as an importer puts it there, with no Message-ID where it has none."""
        with self._store.lock:
            return transport.import_message(self._mailbox, self.folder(folder).id, mime, **fields)

    def send(self, to: Sequence[str], subject: str, body: str = "", files: Sequence[File] = (), **fields: Any) -> Item:
        """The copy in Sent Items; recipients with mailboxes here have it in their Inbox."""
        wanted = {"subject": subject, "body": body, "to_recipients": [person(address) for address in to]} | fields
        with self._store.lock, self._store.transaction():
            own = transport.send(self._store, self._mailbox, wanted, files)
            return self._mailbox.create_message(self.folder("sentitems").id, own, files)

    def draft(self, to: Sequence[str], subject: str, body: str = "", **fields: Any) -> Item:
        """A mail that is being written, saved."""
        wanted = {"subject": subject, "body": body, "to_recipients": [person(address) for address in to]} | fields
        with self._store.lock:
            return self._mailbox.create_message(self.folder("drafts").id, {"is_sent": False, **wanted})

    def edit(self, item: Item, **fields: Any) -> Item:
        with self._store.lock:
            return self._mailbox.update_item(self._mailbox.item(item.immutable_id) or item, fields)

    def send_draft(self, draft: Item) -> Item:
        """The mail in Sent Items."""
        with self._store.lock, self._store.transaction():
            here = self._mailbox.item(draft.immutable_id) or draft
            own = transport.send(self._store, self._mailbox, here.fields, self._mailbox.attachments(here))
            return self._mailbox.move_item(self._mailbox.update_item(here, own), self.folder("sentitems").id)

    def answer(self, item: Item, comment: str, kind: answers.Kind = "reply", to: Sequence[str] = ()) -> Item:
        """Reply to or forward a message; the copy in Sent Items."""
        draft = answers.with_comment(answers.draft_of(kind, self._mailbox, item), comment, is_html=False)
        if to:
            draft["to_recipients"] = [person(address) for address in to]
        files = [File(a.name, a.content_type, a.content) for a in self._mailbox.attachments(item)]
        kept = files if kind == "forward" else []
        people = draft.pop("to_recipients", [])
        return self.send([], draft.pop("subject"), draft.pop("body"), kept, **draft, to_recipients=people)

    def messages(self, folder: str = "inbox") -> list[Item]:
        with self._store.lock:
            return self._mailbox.items(self.folder(folder).id, "message")

    def find(self, subject: str, folder: str = "inbox") -> Item | None:
        """The one message of this subject; None without one. Raises LookupError for several."""
        found = [message for message in self.messages(folder) if message.fields.get("subject") == subject]
        if len(found) > 1:
            raise LookupError(f"{len(found)} messages in {folder} are about {subject!r}")
        return found[0] if found else None

    def now(self, item: Item) -> Item | None:
        """The message as it is by now, wherever it lies."""
        with self._store.lock:
            return self._mailbox.item(item.immutable_id)

    def move(self, item: Item, folder: str) -> Item:
        with self._store.lock:
            return self._mailbox.move_item(item, self.folder(folder).id)

    def copy(self, item: Item, folder: str) -> Item:
        with self._store.lock:
            return self._mailbox.copy_item(item, self.folder(folder).id)

    def categorise(self, item: Item, *names: str) -> Item:
        """Put categories on it besides those it has."""
        with self._store.lock:
            here = self._mailbox.item(item.immutable_id) or item
            return self._mailbox.update_item(here, {"categories": [*here.fields.get("categories", []), *names]})

    def uncategorise(self, item: Item) -> Item:
        """Take all categories off."""
        with self._store.lock:
            return self._mailbox.update_item(item, {"categories": []})

    def read(self, item: Item, *, is_read: bool = True) -> Item:
        with self._store.lock:
            return self._mailbox.update_item(item, {"is_read": is_read})

    def delete(self, item: Item) -> None:
        with self._store.lock:
            self._mailbox.delete_item(item, "deleteditems")
