"""A mailbox with tasks, on either protocol, and what its user does in Outlook and To Do."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from core import notes
from core.exchange.connection import EwsConnection, GraphConnection
from core.exchange.opening import open_store
from core.exchange.store import ItemStore
from core.objects import TASK
from core.policy import DEFAULTS, Policy
from core.records import Key, Place, Record, Value
from sandbox.microsoft.store import Folder, Item
from tests.contract.microsoft_world import PASSWORD, SECRET, MicrosoftWorld, sandbox
from tests.contract.worlds_ews import EwsWorld
from tests.contract.worlds_graph import GraphWorld

POLICY = DEFAULTS["task"]
ROLES = ("Tasks.ReadWrite.All", "MailboxSettings.ReadWrite", "Calendars.ReadWrite")


@cache
def app_id(roles: tuple[str, ...] = ROLES) -> str:
    return str(sandbox().microsoft.entra.register_app(f"Tasks {roles}", secret=SECRET, roles=roles).client_id)


class TaskWorld(MicrosoftWorld):
    """Tasks instead of contacts."""

    zone = "Europe/Paris"

    def in_zone(self, name: str) -> None:
        """Another mailbox, whose user lives in this zone."""
        self.address = f"{name.lower().replace('/', '.')}.{self.address}"
        self.mailbox = self.microsoft.store.add_mailbox(self.address, "Anna", password=PASSWORD, time_zone=name)
        self.known, self.store = {}, self.open()

    def open(self, policy: Policy | None = None) -> ItemStore:
        store = open_store(self.connection(), self.address, "task", policy or POLICY, self.known)
        assert isinstance(store, ItemStore)
        return store

    def folder(self, place: Place) -> Folder:
        tasks = self.mailbox.well_known("tasks")
        if place is Place.DEFAULT:
            return tasks
        children = {child.name: child for child in self.mailbox.child_folders(tasks.id)}
        name = POLICY.folder if place is Place.SYNCED else "Garden"
        return children.get(name) or self.mailbox.create_folder(tasks.id, name, "IPF.Task")

    def add(self, fields: Mapping[str, Value], *, place: Place = Place.SYNCED, categories: tuple[str, ...] = ()) -> Key:
        wire = wished(fields) | {"categories": list(categories), "total_work": 90, "mileage": "12 km"}
        with self.microsoft.store.lock:
            return self.key_of(self.mailbox.create_item(self.folder(place).id, "task", wire))

    def edit(self, key: Key, fields: Mapping[str, Value]) -> None:
        with self.microsoft.store.lock:
            self.mailbox.update_item(self.item(key), wished(fields))

    def look(self, key: Key) -> Record | None:
        item = self.mailbox.item(key)
        if item is None or item.folder_id == self.mailbox.well_known("deleteditems").id:
            return None
        places = {self.folder(place).id: place for place in Place}
        categories = tuple(item.fields.get("categories") or ())
        return Record(key, "", shown(item), True, places.get(item.folder_id, Place.OTHER), categories)

    def items(self, place: Place = Place.SYNCED) -> list[Item]:
        return self.mailbox.items(self.folder(place).id, "task")


class EwsTasks(TaskWorld, EwsWorld):
    def connection(self) -> EwsConnection:
        return EwsWorld.connection(self)


class GraphTasks(TaskWorld, GraphWorld):
    roles: tuple[str, ...] = ROLES

    def connection(self) -> GraphConnection:
        whole = GraphWorld.connection(self)
        return GraphConnection(
            whole.tenant, app_id(self.roles), SECRET, None, whole.endpoint, whole.authority, whole.ca_file
        )

    def key_of(self, item: Item) -> Key:
        return item.graph_id


def wished(fields: Mapping[str, Value]) -> dict[str, Any]:
    """Canonical fields as the sandbox's store keeps them."""
    wire: dict[str, Any] = {name: value for name, value in fields.items() if name in TASK.fields}
    for name in ("status", "importance"):
        if name in wire:
            wire[name] = wire[name] and wire[name].title().replace("_", "")
    if "due_date" in wire:
        wire["due_date"] = wire["due_date"] and wire["due_date"].isoformat()
    if "reminder_due_by" in wire:
        wire["reminder_is_set"] = wire["reminder_due_by"] is not None
    if "crm_section" in wire:
        wire["body"] = notes.join(wire.get("body"), wire.pop("crm_section"))
    return wire


def shown(item: Item) -> dict[str, Value]:
    """The sandbox's item as canonical fields."""
    fields = item.fields
    body, section = notes.split(fields.get("body"))
    due, reminder = fields.get("due_date"), fields.get("reminder_due_by") if fields.get("reminder_is_set") else None
    found: dict[str, Value] = {
        "subject": fields.get("subject"),
        "status": _snake(fields.get("status") or "NotStarted"),
        "importance": _snake(fields.get("importance") or "Normal"),
        "due_date": date.fromisoformat(due) if due else None,
        "reminder_due_by": reminder.astimezone(UTC) if isinstance(reminder, datetime) else None,
        "percent_complete": int(fields.get("percent_complete") or 0),
        "body": body,
        "crm_section": section,
    }
    return {name: value for name, value in found.items() if value is not None}


def _snake(word: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in word).strip("_")
