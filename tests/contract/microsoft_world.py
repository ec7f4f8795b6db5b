"""The world of the Exchange stores: a Microsoft sandbox over HTTPS, and what a user does in Outlook."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from core.exchange.connection import EwsConnection, GraphConnection
from core.exchange.opening import open_contacts
from core.exchange.store import ContactStore
from core.policy import Policy
from core.records import Fields, Place, Value
from sandbox.calls import Call, Calls
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.microsoft import Microsoft
from sandbox.microsoft.properties import PropertyId
from sandbox.microsoft.store import Folder, Item
from sandbox.tls import make_certificates
from sandbox.web import Server

USER, SERVICE, PASSWORD, SECRET = "anna.berg@hooke.test", "svc@hooke.test", "Secret-123", "app~secret"
ROLES = ("Contacts.ReadWrite", "MailboxSettings.ReadWrite")
FOLDER = Policy().folder
TITLE = PropertyId("String", tag=0x3A45)
_SINGLE = (
    "given_name middle_name surname generation nickname company_name department job_title assistant_name"
    " business_home_page body"
).split()
_PHONES = {
    "business_phone": "BusinessPhone",
    "business_phone_2": "BusinessPhone2",
    "business_fax": "BusinessFax",
    "home_phone": "HomePhone",
    "home_phone_2": "HomePhone2",
    "home_fax": "HomeFax",
    "mobile_phone": "MobilePhone",
    "other_telephone": "OtherTelephone",
    "assistant_phone": "AssistantPhone",
    "company_main_phone": "CompanyMainPhone",
    "pager": "Pager",
    "car_phone": "CarPhone",
}


class MicrosoftWorld:
    """One mailbox, an app, and a service account. Keys are those of the face that the stores speak."""

    face = ""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
        self.faults, self.calls = Faults(), Calls()
        self.microsoft = Microsoft(self.clock, self.faults, self.calls)
        self.mailbox = self.microsoft.store.add_mailbox(USER, "Anna Berg", password=PASSWORD)
        self.microsoft.store.add_mailbox(SERVICE, "Service", password=PASSWORD)
        self.microsoft.access.grant(SERVICE, "*")
        self.app = self.microsoft.entra.register_app("Bothways", secret=SECRET, roles=ROLES)
        certificates = make_certificates(folder)
        self.ca_file = str(certificates.ca)
        self.server = Server(self.microsoft.app, tls=certificates.context())
        self.known: dict[str, str] = {}

    def close(self) -> None:
        self.server.close()
        self.microsoft.close()

    def connection(self) -> GraphConnection | EwsConnection:
        raise NotImplementedError

    def store(self, policy: Policy | None = None) -> ContactStore:
        """A store as the next run opens it: it knows the folder that the last one found."""
        return open_contacts(self.connection(), USER, policy or Policy(), self.known)

    def key_of(self, item: Item) -> str:
        raise NotImplementedError

    # What a user does

    def folder(self, place: Place) -> Folder:
        """The folder; the synchronised one and the other one are made where they are missing."""
        if place is Place.DEFAULT:
            return self.mailbox.well_known("contacts")
        contacts = self.mailbox.well_known("contacts")
        name = FOLDER if place is Place.SYNCED else "Friends"
        known = self.mailbox.folder(self.known.get("folder", "")) if place is Place.SYNCED else None
        children = {child.name: child for child in self.mailbox.child_folders(contacts.id)}
        return known or children.get(name) or self.mailbox.create_folder(contacts.id, name, "IPF.Contact")

    def add(self, fields: Fields, *, place: Place = Place.SYNCED, categories: Iterable[str] = ()) -> str:
        wire, properties = to_sandbox(fields)
        with self.microsoft.store.lock:
            item = self.mailbox.create_item(
                self.folder(place).id, "contact", wire | {"categories": list(categories)}, properties
            )
        return self.key_of(item)

    def edit(self, key: str, fields: Mapping[str, Value]) -> None:
        wire, properties = to_sandbox(fields)
        with self.microsoft.store.lock:
            self.mailbox.update_item(self.item(key), wire, properties_set=properties)

    def categorise(self, key: str, categories: Iterable[str]) -> None:
        with self.microsoft.store.lock:
            self.mailbox.update_item(self.item(key), {"categories": list(categories)})

    def move(self, key: str, place: Place) -> str:
        with self.microsoft.store.lock:
            return self.key_of(self.mailbox.move_item(self.item(key), self.folder(place).id))

    def remove(self, key: str) -> None:
        with self.microsoft.store.lock:
            self.mailbox.delete_item(self.item(key), "deleteditems")

    def item(self, key: str) -> Item:
        found = self.mailbox.item(key)
        assert found is not None, f"no item has the key {key}"
        return found

    def items(self, place: Place = Place.SYNCED) -> list[Item]:
        return self.mailbox.items(self.folder(place).id)

    def requests(self) -> list[Call]:
        """The calls of the stores' own face, sign-in included."""
        return self.calls.list()


def to_sandbox(fields: Mapping[str, Value]) -> tuple[dict[str, Any], dict[PropertyId, Any]]:
    """Canonical fields as the sandbox's store keeps them (None removes)."""
    wire: dict[str, Any] = {name: fields[name] for name in _SINGLE if name in fields}
    phones = {key: fields[name] for name, key in _PHONES.items() if name in fields}
    emails: dict[int, Any] = {}
    addresses: dict[str, dict[str, Value]] = {}
    for name, value in fields.items():
        head, _, part = name.partition("_")
        if name.startswith("email_address_"):
            entry = {"address": value, "name": value, "routing_type": "SMTP"} if value is not None else None
            emails[int(name[-1]) - 1] = entry
        elif head in ("business", "home", "other") and part in (
            "street",
            "city",
            "state",
            "country_or_region",
            "postal_code",
        ):
            addresses.setdefault(head.capitalize(), {})[part] = value
    for name, group in (("phone_numbers", phones), ("email_addresses", emails), ("physical_addresses", addresses)):
        if group:
            wire[name] = group
    born = fields.get("birthday")
    if "birthday" in fields:
        wire["birthday"] = datetime.combine(born, time(11, 59, tzinfo=UTC)) if isinstance(born, date) else None
    return wire, {TITLE: fields["title"]} if "title" in fields else {}
