"""The Exchange store over Microsoft Graph."""

from core.exchange.connection import GraphConnection
from core.records import Key, Side
from sandbox.calls import Call
from sandbox.microsoft.store import Item
from tests.contract.microsoft_world import FEATURES, SECRET, MicrosoftWorld, opener
from tests.contract.world import Entry, Feature


class GraphWorld(MicrosoftWorld):
    writes = r"^(PATCH|DELETE) contacts|^POST contactFolders/\{id\}/contacts"

    def connection(self) -> GraphConnection:
        return GraphConnection(
            tenant=self.microsoft.entra.tenant_id,
            client_id=self.sandbox.app.client_id,
            secret=SECRET,
            endpoint=f"{self.url}/v1.0",
            authority=self.url,
            ca_file=self.sandbox.ca_file,
        )

    def key_of(self, item: Item) -> Key:
        return item.immutable_id

    def writes_items(self, call: Call) -> bool:
        return "$batch" in call.operation

    def expire_cursors(self) -> None:
        generations = self.microsoft.graph.limits.generations
        generations[self.mailbox.id] = generations.get(self.mailbox.id, 0) + 1


WORLDS = {"graph": Entry(opener(GraphWorld), Side.EXCHANGE, FEATURES | {Feature.ONE_RECORD})}
