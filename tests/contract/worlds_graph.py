"""The Exchange store over Microsoft Graph."""

from core.exchange.connection import GraphConnection
from sandbox.microsoft.store import Item
from tests.contract.microsoft_world import SECRET, MicrosoftWorld


class GraphWorld(MicrosoftWorld):
    face = "graph"

    def connection(self) -> GraphConnection:
        return GraphConnection(
            tenant=self.microsoft.entra.tenant_id,
            client_id=self.app.client_id,
            secret=SECRET,
            endpoint=f"{self.server.url}/v1.0",
            authority=self.server.url,
            ca_file=self.ca_file,
        )

    def key_of(self, item: Item) -> str:
        return item.immutable_id
