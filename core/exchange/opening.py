"""Opens the Store of contacts of a mailbox by its connection."""

from collections.abc import MutableMapping

from core.exchange.connection import EwsConnection, GraphConnection
from core.exchange.ews import EwsClient
from core.exchange.ews_mailbox import EwsMailbox
from core.exchange.graph import GraphClient
from core.exchange.graph_mailbox import GraphMailbox
from core.exchange.http import Meter
from core.exchange.mailbox import Mailbox
from core.exchange.store import ContactStore
from core.policy import Policy


def open_mailbox(connection: GraphConnection | EwsConnection, address: str, meter: Meter | None = None) -> Mailbox:
    """Nothing is sent yet. Raises Unauthorized for an address that must not be used."""
    if isinstance(connection, EwsConnection):
        return EwsMailbox(EwsClient(connection, address, meter))
    return GraphMailbox(GraphClient(connection, address, meter))


def open_contacts(
    connection: GraphConnection | EwsConnection,
    address: str,
    policy: Policy,
    known: MutableMapping[str, str] | None = None,
) -> ContactStore:
    """known: what the caller keeps of this mailbox between runs; changed in place."""
    return ContactStore(open_mailbox(connection, address), policy, known)
