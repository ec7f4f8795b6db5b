"""Opens the store of the files of a mailbox's items by its connection."""

from core.exchange import ews_contacts, ews_events
from core.exchange.connection import EwsConnection, GraphConnection
from core.exchange.ews_files import EwsFiles
from core.exchange.ews_streams import StreamingEws
from core.exchange.graph_files import GraphFiles
from core.exchange.graph_streams import StreamingGraph
from core.files import FileStore

_EWS = {"contact": ews_contacts.CONTACT, "event": ews_events.EVENT}


def open_files(connection: GraphConnection | EwsConnection, address: str, object_type: str) -> FileStore | None:
    """Nothing is sent yet; None where this kind of item has no attachments: Microsoft Graph's contacts.

    Raises Unauthorized for an address that must not be used."""
    if isinstance(connection, EwsConnection):
        kind = _EWS.get(object_type)
        return EwsFiles(StreamingEws(connection, address), kind) if kind else None
    return GraphFiles(StreamingGraph(connection, address)) if object_type == "event" else None
