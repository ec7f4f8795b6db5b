"""Opens the Stores of a mailbox by its connection."""

from collections.abc import MutableMapping

from core.exchange.connection import EwsConnection, GraphConnection
from core.exchange.ews import EwsClient
from core.exchange.ews_contacts import CONTACT
from core.exchange.ews_mailbox import EwsMailbox
from core.exchange.graph import GraphClient
from core.exchange.graph_mailbox import GraphMailbox
from core.exchange.mailbox import Mailbox
from core.exchange.rules import CONTACTS
from core.exchange.store import ItemStore
from core.policy import Policy

Connection = GraphConnection | EwsConnection


def open_contacts(
    connection: Connection, address: str, policy: Policy, known: MutableMapping[str, str] | None = None
) -> ItemStore:
    """known: what the caller keeps of this mailbox between runs; changed in place."""
    return ItemStore(CONTACTS, _contacts(connection, address), policy, known)


def _contacts(connection: Connection, address: str) -> Mailbox:
    if isinstance(connection, EwsConnection):
        return EwsMailbox(EwsClient(connection, address), CONTACT)
    return GraphMailbox(GraphClient(connection, address))
