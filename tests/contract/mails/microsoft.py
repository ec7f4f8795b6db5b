"""The stores of mails over Graph and EWS as worlds of the contract: keys for the sandbox's items."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from core.exchange.mail_store import ExchangeMails
from core.mails import MailPlace
from core.records import Key
from core.shares import HEADER
from sandbox.microsoft.mail.parts import File
from sandbox.microsoft.properties import INTERNET_HEADERS, PropertyId
from sandbox.microsoft.store import Item
from tests.contract.mails.world import SENDER, Attached, MailWorld
from tests.contract.world import Trouble
from tests.core.exchange.mail_worlds import POLICY
from tests.core.exchange.mail_worlds import MailWorld as Inner

SHARED = PropertyId("String", set_id=INTERNET_HEADERS, name=HEADER)
FOLDERS = {
    MailPlace.FOLDER: POLICY.folder,
    MailPlace.INBOX: "inbox",
    MailPlace.SENT: "sentitems",
    MailPlace.TRASH: "deleteditems",
    MailPlace.OTHER: "Project",
}


class MicrosoftMailWorld:
    def __init__(self, inner: Inner) -> None:
        self.inner = inner
        inner.outlook.add_folder(POLICY.folder)
        inner.outlook.add_folder("Project")
        self.store = self.opened()

    def opened(self) -> ExchangeMails:
        return self.inner.opened()

    def receive(
        self, *categories: str, message_id: str = "<1@x.example>", files: Sequence[Attached] = (), header: str = ""
    ) -> Key:
        attached = [File(name, "application/octet-stream", one) for name, one in files]
        if header:
            sent = self.inner.outlook.send([SENDER], "Offer", "Dear Zoe")
            with self.inner.microsoft.store.lock:
                self.inner.mailbox.update_item(sent, {}, properties_set={SHARED: header})
            return self.inner.key_of(sent)
        item = self.inner.receive("Offer", "Dear Anna", *categories, files=attached, internet_message_id=message_id)
        return self.inner.key_of(item)

    def categorise(self, key: Key, *categories: str) -> None:
        with self.inner.microsoft.store.lock:
            self.inner.mailbox.update_item(self._item(key), {"categories": list(categories)})

    def touch(self, key: Key) -> None:
        with self.inner.microsoft.store.lock:
            self.inner.mailbox.update_item(self._item(key), {"flag": {"status": "Flagged"}})

    def move(self, key: Key, place: MailPlace) -> Key:
        return self.inner.key_of(self.inner.outlook.move(self._item(key), FOLDERS[place]))

    def copy(self, key: Key, place: MailPlace) -> Key:
        return self.inner.key_of(self.inner.outlook.copy(self._item(key), FOLDERS[place]))

    def delete(self, key: Key) -> None:
        with self.inner.microsoft.store.lock:
            self.inner.mailbox.delete_item(self._item(key), "hard")

    def expire_cursors(self) -> None:
        self.inner.expire_cursors()

    def trouble(self, kind: Trouble) -> None:
        if kind is Trouble.BUSY:
            self.inner.fault("throttled", seconds=300, times=None)
        else:
            self.inner.fault("lost_reply", operation="UpdateItem|PATCH messages")

    def _item(self, key: Key) -> Item:
        return self.inner.item(key)


def mails(kind: Callable[[], Inner]) -> Callable[[], AbstractContextManager[MailWorld]]:
    @contextmanager
    def opened() -> Iterator[MailWorld]:
        inner = kind()
        try:
            yield MicrosoftMailWorld(inner)
        finally:
            inner.calm()

    return opened
