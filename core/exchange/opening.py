"""Opens the Stores of a mailbox by its connection."""

from collections.abc import Callable, MutableMapping

from core.exchange import ews_contacts, ews_tasks
from core.exchange.calendar import Calendar
from core.exchange.connection import EwsConnection, GraphConnection
from core.exchange.event_store import EventStore
from core.exchange.ews import EwsClient
from core.exchange.ews_calendar import EwsCalendar
from core.exchange.ews_items import EwsKind
from core.exchange.ews_mailbox import EwsMailbox
from core.exchange.graph import GraphClient
from core.exchange.graph_calendar import GraphCalendar
from core.exchange.graph_mailbox import GraphMailbox
from core.exchange.known import Known
from core.exchange.mailbox import Mailbox
from core.exchange.rules import CONTACTS, TASKS, Rules
from core.exchange.store import ItemStore
from core.exchange.todo_mailbox import TodoMailbox
from core.policy import Policy

Connection = GraphConnection | EwsConnection


def open_store(
    connection: Connection,
    address: str,
    object_type: str,
    policy: Policy,
    known: MutableMapping[str, str] | None = None,
) -> ItemStore | EventStore:
    """The Store of one kind of record. Nothing is sent yet. known: what the caller keeps of this mailbox between runs,
    of all kinds; changed in place.

    Raises Unauthorized for an address that must not be used."""
    if object_type == "event":
        return EventStore(_calendar(connection, address), policy, _kept(known, object_type))
    return open_items(connection, address, object_type, policy, known)


def open_items(
    connection: Connection,
    address: str,
    object_type: str,
    policy: Policy,
    known: MutableMapping[str, str] | None = None,
) -> ItemStore:
    """The Store of a kind that lies in folders, contacts or tasks; as open_store."""
    rules, kind, todo = _KINDS[object_type]
    mailbox: Mailbox
    if isinstance(connection, EwsConnection):
        mailbox = EwsMailbox(EwsClient(connection, address), kind)
    else:
        mailbox = todo(GraphClient(connection, address))
    return ItemStore(rules, mailbox, policy, _kept(known, object_type))


def _kept(known: MutableMapping[str, str] | None, object_type: str) -> Known:
    return Known({} if known is None else known, object_type)


def _calendar(connection: Connection, address: str) -> Calendar:
    if isinstance(connection, EwsConnection):
        return EwsCalendar(EwsClient(connection, address))
    return GraphCalendar(GraphClient(connection, address))


_KINDS: dict[str, tuple[Rules, EwsKind, Callable[[GraphClient], Mailbox]]] = {
    "contact": (CONTACTS, ews_contacts.CONTACT, GraphMailbox),
    "task": (TASKS, ews_tasks.TASK, TodoMailbox),
}
