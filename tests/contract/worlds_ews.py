"""The Exchange store over Exchange Web Services."""

from core.exchange.connection import Auth, EwsConnection
from core.records import Key, Side
from sandbox.calls import Call
from sandbox.microsoft.store import Item
from tests.contract.microsoft_world import FEATURES, PASSWORD, SERVICE, MicrosoftWorld, opener
from tests.contract.world import Entry


class EwsWorld(MicrosoftWorld):
    writes = "CreateItem|UpdateItem|MoveItem|DeleteItem"

    def connection(self) -> EwsConnection:
        return EwsConnection(
            url=f"{self.url}/EWS/Exchange.asmx",
            username=SERVICE,
            password=PASSWORD,
            auth=Auth.BASIC,
            ca_file=self.sandbox.ca_file,
        )

    def key_of(self, item: Item) -> Key:
        return item.ews_id

    def writes_items(self, call: Call) -> bool:
        return call.operation in ("CreateItem", "UpdateItem", "DeleteItem")


WORLDS = {"ews": Entry(opener(EwsWorld), Side.EXCHANGE, FEATURES)}
