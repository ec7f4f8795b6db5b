"""The CRMs that can be synchronised: kind -> its store for each kind of record, and its field names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from core.emails import EmailStore
from core.objects import CONTACT, EVENT, TASK
from core.salesforce import contacts, events, tasks
from core.salesforce.emails import SalesforceEmails
from core.salesforce.event_store import EventStore
from core.salesforce.store import ContactStore, TaskStore
from core.store import Store


@dataclass(frozen=True, slots=True)
class Crm:
    """name: for people. stores: object type's name -> what opens its store with (client, policy, options).
    fields: object type's name -> canonical field -> the CRM's own name. emails: opens the store of filed emails with
    (client)."""

    kind: str
    name: str
    stores: Mapping[str, Callable[..., Store]]
    fields: Mapping[str, Mapping[str, str]]
    emails: Callable[..., EmailStore]


SALESFORCE = Crm(
    kind="salesforce",
    name="Salesforce",
    stores=MappingProxyType({CONTACT.name: ContactStore, TASK.name: TaskStore, EVENT.name: EventStore}),
    fields=MappingProxyType({CONTACT.name: contacts.NAMES, TASK.name: tasks.NAMES, EVENT.name: events.NAMES}),
    emails=SalesforceEmails,
)
CRMS: Mapping[str, Crm] = MappingProxyType({SALESFORCE.kind: SALESFORCE})


def crm(kind: str) -> Crm:
    """The CRM of this kind. Raises KeyError with the known kinds."""
    try:
        return CRMS[kind]
    except KeyError:
        raise KeyError(f"unknown CRM {kind!r}; known are {', '.join(CRMS)}") from None


def open_store(kind: str, object_type: str, *arguments: Any) -> Store:
    """The store of one kind of record; arguments as its class takes them."""
    return crm(kind).stores[object_type](*arguments)
