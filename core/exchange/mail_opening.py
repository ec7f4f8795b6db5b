"""Opens the store of a mailbox's mails by its connection."""

from collections.abc import MutableMapping

from core.emails import FilingPolicy
from core.exchange.connection import EwsConnection, GraphConnection
from core.exchange.ews_mails import EwsMails
from core.exchange.ews_streams import StreamingEws
from core.exchange.graph_mails import GraphMails
from core.exchange.graph_streams import StreamingGraph
from core.exchange.known import Known
from core.exchange.mail_source import MailSource
from core.exchange.mail_store import ExchangeMails


def open_mails(
    connection: GraphConnection | EwsConnection,
    address: str,
    policy: FilingPolicy,
    known: MutableMapping[str, str] | None = None,
) -> ExchangeMails:
    """Nothing is sent yet. known: what the caller keeps of this mailbox between runs, of all kinds; changed in place.

    Raises Unauthorized for an address that must not be used."""
    source: MailSource
    if isinstance(connection, EwsConnection):
        source = EwsMails(StreamingEws(connection, address))
    else:
        source = GraphMails(StreamingGraph(connection, address))
    return ExchangeMails(source, policy, Known({} if known is None else known, "email"))
