"""People at work in the sandbox: what a user does in Outlook or on Salesforce's pages, for the demo and for tests.

Outlook's words for a contact's fields are flat here: `email_address_1`, `business_phone`, `business_city`; they are
the canonical Exchange names in snake_case.
"""

from typing import Any

from sandbox.acting_calendar import OutlookCalendar
from sandbox.acting_mail import OutlookMail
from sandbox.acting_tasks import OutlookTasks
from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Mailbox, Store
from sandbox.salesforce.activities.series import WHOLE_SERIES
from sandbox.salesforce.org import Org

PHONES = {
    "business_phone": "BusinessPhone",
    "business_phone_2": "BusinessPhone2",
    "business_fax": "BusinessFax",
    "home_phone": "HomePhone",
    "home_phone_2": "HomePhone2",
    "mobile_phone": "MobilePhone",
    "other_telephone": "OtherTelephone",
    "assistant_phone": "AssistantPhone",
    "pager": "Pager",
    "car_phone": "CarPhone",
}
PARTS = ("street", "city", "state", "country_or_region", "postal_code")
DEFAULT_FOLDER = "contacts"


class OutlookUser:
    """One user in front of Outlook, with the mailbox `address`. folder names: `contacts` is the default folder.

    calendar, tasks, mail: what the user does with these.
    """

    def __init__(self, store: Store, address: str) -> None:
        mailbox = store.mailbox(address)
        if mailbox is None:
            raise LookupError(f"no mailbox {address}")
        self.mailbox: Mailbox = mailbox
        self._store = store
        self.calendar = OutlookCalendar(store, mailbox)
        self.tasks = OutlookTasks(store, mailbox)
        self.mail = OutlookMail(store, mailbox)

    def folder_id(self, name: str = DEFAULT_FOLDER) -> str:
        default = self.mailbox.well_known(DEFAULT_FOLDER)
        if name == DEFAULT_FOLDER:
            return default.id
        if name == "deleteditems":
            return self.mailbox.well_known(name).id
        for folder in self.mailbox.child_folders(default.id):
            if folder.name == name:
                return folder.id
        raise LookupError(f"no folder {name}")

    def folder_names(self) -> list[str]:
        return [f.name for f in self.mailbox.child_folders(self.mailbox.well_known(DEFAULT_FOLDER).id)]

    def add(self, folder: str = DEFAULT_FOLDER, categories: tuple[str, ...] = (), **fields: Any) -> Item:
        with self._store.lock:
            values = nested(fields) | ({"categories": list(categories)} if categories else {})
            return self.mailbox.create_item(self.folder_id(folder), "contact", values, {})

    def contacts(self, folder: str) -> list[Item]:
        with self._store.lock:
            return self.mailbox.items(self.folder_id(folder), "contact")

    def find(self, folder: str, **fields: Any) -> Item | None:
        """The one contact in the folder that has these fields; None without one."""
        found = [c for c in self.contacts(folder) if all(field(c, name) == v for name, v in fields.items())]
        if len(found) > 1:
            raise LookupError(f"{len(found)} contacts in {folder} have {fields}")
        return found[0] if found else None

    def edit(self, item: Item, **fields: Any) -> Item:
        """Change fields; None empties one."""
        with self._store.lock:
            now = self.mailbox.item(item.immutable_id)
            if now is None:
                raise LookupError("the contact is gone")
            return self.mailbox.update_item(now, nested(fields))

    def categorise(self, item: Item, *names: str) -> Item:
        with self._store.lock:
            return self.mailbox.update_item(item, {"categories": [*item.fields.get("categories", []), *names]})

    def uncategorise(self, item: Item) -> Item:
        """Take all categories off."""
        with self._store.lock:
            return self.mailbox.update_item(item, {"categories": []})

    def drag(self, item: Item, folder: str) -> Item:
        with self._store.lock:
            return self.mailbox.move_item(item, self.folder_id(folder))

    def copy(self, item: Item, folder: str) -> Item:
        """Ctrl-C, Ctrl-V: hidden properties are copied too."""
        with self._store.lock:
            return self.mailbox.copy_item(item, self.folder_id(folder))

    def delete(self, item: Item) -> None:
        with self._store.lock:
            self.mailbox.delete_item(item, "deleteditems")


class SalesforceUser:
    """One user on Salesforce's pages, who saves in spite of a warning of duplicates."""

    def __init__(self, org: Org, username: str) -> None:
        user = org.user(username)
        if user is None:
            raise LookupError(f"no user {username}")
        self.id = str(user["Id"])
        self._org = org
        self._acting = org.as_user(self.id, duplicate_rule={"allowSave": True})

    def add(self, sobject: str = "Contact", **values: Any) -> str:
        with self._org.lock:
            return str(self._acting.insert(sobject, values))

    def edit(self, record_id: str, sobject: str = "Contact", **values: Any) -> None:
        with self._org.lock:
            self._acting.update(sobject, record_id, values)

    def vary(self, event_id: str, **values: Any) -> None:
        """Edit one occurrence of a series, "only this event"."""
        with self._org.lock:
            # As the API did before it changed the whole series.
            self._org.as_user(self.id, f"{WHOLE_SERIES - 1}.0").update("Event", event_id, values)

    def delete(self, record_id: str, sobject: str = "Contact") -> None:
        with self._org.lock:
            self._acting.delete(sobject, record_id)

    def undelete(self, record_id: str) -> None:
        with self._org.lock:
            self._acting.undelete(record_id)

    def complete(self, task_id: str, status: str = "Completed") -> None:
        """Tick a task off."""
        self.edit(task_id, "Task", Status=status)

    def schedule(self, subject: str, start: str, minutes: int, **values: Any) -> str:
        """A new event. start: ISO 8601 with its offset or Z."""
        return self.add("Event", Subject=subject, StartDateTime=start, DurationInMinutes=minutes, **values)

    def invite(self, event_id: str, *people: str) -> list[str]:
        """people: ids of users, contacts, leads or rooms; the ids of the invitations."""
        return [self.add("EventRelation", EventId=event_id, RelationId=person) for person in people]

    def answer(self, event_id: str, status: str, response: str | None = None) -> None:
        """Answer one's own invitation to an event: Accepted, Declined or Maybe. Raises LookupError: not invited."""
        where = f"EventId = '{_quoted(event_id)}' AND RelationId = '{self.id}'"
        rows = self.query(f"SELECT Id FROM EventRelation WHERE {where}")  # noqa: S608  (values are quoted)
        if not rows:
            raise LookupError(f"{self.id} is not invited to {event_id}")
        self.edit(rows[0]["Id"], "EventRelation", Status=status, Response=response)

    def upload(self, name: str, content: bytes, *places: str) -> str:
        """A file, put on records; the id of its document."""
        version = self.add("ContentVersion", PathOnClient=name, VersionData=content)
        document = str(self.read(version, "ContentVersion")["ContentDocumentId"])
        for place in places:
            self.add("ContentDocumentLink", ContentDocumentId=document, LinkedEntityId=place, ShareType="V")
        return document

    def merge(self, master_id: str, *losers: str, sobject: str = "Contact") -> None:
        with self._org.lock:
            self._acting.merge(sobject, master_id, list(losers))

    def read(self, record_id: str, sobject: str = "Contact") -> dict[str, Any]:
        with self._org.lock:
            return dict(self._acting.retrieve(sobject, record_id))

    def query(self, soql: str) -> list[dict[str, Any]]:
        with self._org.lock:
            return list(self._acting.query(soql).records)

    def find(self, sobject: str = "Contact", **values: str) -> dict[str, Any] | None:
        """The one record with these values, whole; None without one."""
        where = " AND ".join(f"{name} = '{_quoted(value)}'" for name, value in values.items())
        rows = self.query(f"SELECT Id FROM {sobject} WHERE {where}")  # noqa: S608  (values are quoted)
        if len(rows) > 1:
            raise LookupError(f"{len(rows)} records have {values}")
        return self.read(rows[0]["Id"], sobject) if rows else None


def field(item: Item, name: str) -> Any:
    """A contact's value by its flat name; None where it has none."""
    fields = item.fields
    if name in PHONES:
        return fields.get("phone_numbers", {}).get(PHONES[name])
    if name.startswith("email_address_"):
        entries = [*fields.get("email_addresses", []), None, None, None]
        entry = entries[int(name[-1]) - 1]
        return entry and entry.get("address")
    place, _, part = name.partition("_")
    if part in PARTS and place in ("business", "home", "other"):
        return fields.get("physical_addresses", {}).get(place.capitalize(), {}).get(part)
    return fields.get(name)


def categories(item: Item) -> set[str]:
    return set(item.fields.get("categories", []))


def nested(flat: dict[str, Any]) -> dict[str, Any]:
    """Flat names as the store keeps them; None values remove."""
    fields: dict[str, Any] = {}
    for name, value in flat.items():
        place, _, part = name.partition("_")
        if name in PHONES:
            fields.setdefault("phone_numbers", {})[PHONES[name]] = value
        elif name.startswith("email_address_"):
            entry = None if value is None else {"name": value, "address": value, "routing_type": "SMTP"}
            fields.setdefault("email_addresses", {})[int(name[-1]) - 1] = entry
        elif part in PARTS and place in ("business", "home", "other"):
            fields.setdefault("physical_addresses", {}).setdefault(place.capitalize(), {})[part] = value
        else:
            fields[name] = value
    return fields


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
