"""The world of the Exchange stores: one Microsoft sandbox over HTTPS for all tests, a mailbox for each, and what its
user does in Outlook."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

from core.exchange.connection import EwsConnection, GraphConnection
from core.exchange.mailbox import PROPERTY_SET
from core.exchange.opening import open_items
from core.exchange.store import ItemStore
from core.policy import Policy
from core.records import Fields, Key, Place, Record, Side, Value
from sandbox.calls import Call, Calls
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.microsoft import Microsoft
from sandbox.microsoft.properties import PropertyId
from sandbox.microsoft.store import Folder, Item
from sandbox.tls import make_certificates
from sandbox.web import Server
from tests.contract.microsoft_fields import TITLE, from_sandbox, to_sandbox
from tests.contract.world import Feature, Trouble, World

SERVICE, PASSWORD, SECRET = "svc@hooke.test", "Secret-123", "app~secret"
ROLES = ("Contacts.ReadWrite", "MailboxSettings.ReadWrite")
FOLDER, CATEGORY = Policy().folder, Policy().category
FEATURES = frozenset({Feature.STAMPS, Feature.TELLS_VERSIONS, Feature.COMPARES, Feature.DENIED})
HOBBY = PropertyId("String", set_id="9a7b1c2d-0000-4000-8000-00000000abcd", name="Hobby")
_OTHERS = ("manager", "spouse_name", "office_location", "sensitivity", "item_class")
_numbers = count(1)


class Sandbox:
    """One Microsoft with an app and a service account that may act for everybody."""

    def __init__(self, folder: Path) -> None:
        self.clock, self.faults, self.calls = Clock(), Faults(), Calls()
        self.microsoft = Microsoft(self.clock, self.faults, self.calls)
        self.microsoft.store.add_mailbox(SERVICE, "Service", password=PASSWORD)
        self.microsoft.access.grant(SERVICE, "*")
        self.app = self.microsoft.entra.register_app("Bothways", secret=SECRET, roles=ROLES)
        self.certificates = make_certificates(folder)
        self.ca_file = str(self.certificates.ca)
        self.server = Server(self.microsoft.app, tls=self.certificates.context())


@cache
def sandbox() -> Sandbox:
    """Made once; it ends with the process."""
    return Sandbox(Path(mkdtemp(prefix="bothways-tests-")))


class MicrosoftWorld:
    """A mailbox of its own. Keys are those of the face that the stores speak."""

    side = Side.EXCHANGE
    company = "Acme"

    def __init__(self) -> None:
        self.sandbox = sandbox()
        self.address = f"anna.{next(_numbers)}@hooke.test"
        self.microsoft = self.sandbox.microsoft
        self.mailbox = self.microsoft.store.add_mailbox(self.address, "Anna Berg", password=PASSWORD)
        self.url = self.sandbox.server.url
        self.known: dict[str, str] = {}
        self.store = self.open()

    def connection(self) -> GraphConnection | EwsConnection:
        raise NotImplementedError

    def key_of(self, item: Item) -> Key:
        raise NotImplementedError

    def open(self, policy: Policy | None = None) -> ItemStore:
        """A store as the next run opens it: it knows the folder that the last one found."""
        return open_items(self.connection(), self.address, "contact", policy or Policy(), self.known)

    # What a user does

    def folder(self, place: Place) -> Folder:
        """The folder; the synchronised one and the other one are made where they are missing."""
        contacts = self.mailbox.well_known("contacts")
        if place is Place.DEFAULT:
            return contacts
        known = self.mailbox.folder(self.known.get("folder", "")) if place is Place.SYNCED else None
        children = {child.name: child for child in self.mailbox.child_folders(contacts.id)}
        name = FOLDER if place is Place.SYNCED else "Friends"
        return known or children.get(name) or self.mailbox.create_folder(contacts.id, name, "IPF.Contact")

    def add(self, fields: Fields, *, place: Place = Place.SYNCED, categories: tuple[str, ...] = ()) -> Key:
        wire, properties = to_sandbox(fields)
        wire |= {"categories": list(categories), "manager": "Robert Hooke", "spouse_name": "Grace"}
        with self.microsoft.store.lock:
            item = self.mailbox.create_item(self.folder(place).id, "contact", wire, properties | {HOBBY: "chess"})
        return self.key_of(item)

    def edit(self, key: Key, fields: Mapping[str, Value]) -> None:
        wire, properties = to_sandbox(fields)
        with self.microsoft.store.lock:
            self.mailbox.update_item(self.item(key), wire, properties_set=properties)

    def categorise(self, key: Key, categories: tuple[str, ...]) -> None:
        with self.microsoft.store.lock:
            self.mailbox.update_item(self.item(key), {"categories": list(categories)})

    def move(self, key: Key, place: Place) -> Key:
        with self.microsoft.store.lock:
            return self.key_of(self.mailbox.move_item(self.item(key), self.folder(place).id))

    def remove(self, key: Key) -> None:
        with self.microsoft.store.lock:
            self.mailbox.delete_item(self.item(key), "deleteditems")

    def leave_view(self, key: Key) -> None:
        raise NotImplementedError("Exchange has no list view")

    def enter_view(self, key: Key) -> None:
        raise NotImplementedError("Exchange has no list view")

    def merge(self, loser: Key, winner: Key) -> None:
        raise NotImplementedError("Exchange does not merge")

    # What tests look at

    def item(self, key: Key) -> Item:
        found = self.mailbox.item(key)
        assert found is not None, f"no item has the key {key}"
        return found

    def look(self, key: Key) -> Record | None:
        item = self.mailbox.item(key)
        if item is None or item.folder_id == self.mailbox.well_known("deleteditems").id:
            return None
        places = {self.folder(place).id: place for place in Place}
        place = places.get(item.folder_id, Place.OTHER)
        categories = tuple(item.fields.get("categories") or ())
        ours = place is Place.DEFAULT and CATEGORY.casefold() in (one.casefold() for one in categories)
        return Record(key, item.change_key, from_sandbox(item), place is Place.SYNCED or ours, place, categories)

    def others(self, key: Key) -> object:
        item = self.item(key)
        theirs = {p: v for p, v in item.properties.items() if p.set_id != PROPERTY_SET and p != TITLE}
        fields = {name: item.fields.get(name) for name in _OTHERS}
        return fields, theirs, item.item_class, item.created

    def count(self) -> int:
        return sum(len(self.items(place)) for place in Place)

    def items(self, place: Place = Place.SYNCED) -> list[Item]:
        return self.mailbox.items(self.folder(place).id, "contact")

    def calls(self) -> list[Call]:
        """The calls that concerned this mailbox."""
        return self.sandbox.calls.list(target=self.address)

    def written(self) -> int:
        return sum(call.units for call in self.calls() if call.write and self.writes_items(call))

    def writes_items(self, call: Call) -> bool:
        raise NotImplementedError

    def trouble(self, kind: Trouble) -> None:
        if kind is Trouble.BUSY:
            self.fault("throttled", seconds=300, times=None)
        elif kind is Trouble.DENIED:
            self.fault("unauthorized", times=None)
        elif kind is Trouble.ONE_RECORD:
            self.fault("throttled", operation=self.writes, seconds=300)
        else:
            self.fault("lost_reply", operation=self.writes)

    writes = ".*"

    def fault(self, kind: str, **options: object) -> None:
        self.sandbox.faults.add(kind, target=self.address, **options)

    def calm(self) -> None:
        faults = self.sandbox.faults
        for fault in faults.planned():
            if fault.target == self.address:
                faults.remove(fault.id)

    def expire_cursors(self) -> None:
        self.fault("expired_cursor")


def opener(kind: Callable[[], MicrosoftWorld]) -> Callable[[], AbstractContextManager[World]]:
    @contextmanager
    def opened() -> Iterator[World]:
        world = kind()
        try:
            yield world
        finally:
            world.calm()

    return opened
