"""The Exchange store over Exchange Web Services."""

from core.exchange.connection import Auth, EwsConnection
from sandbox.microsoft.store import Item
from tests.contract.microsoft_world import PASSWORD, SERVICE, MicrosoftWorld


class EwsWorld(MicrosoftWorld):
    face = "ews"

    def connection(self) -> EwsConnection:
        return EwsConnection(
            url=f"{self.server.url}/EWS/Exchange.asmx",
            username=SERVICE,
            password=PASSWORD,
            auth=Auth.BASIC,
            ca_file=self.ca_file,
        )

    def key_of(self, item: Item) -> str:
        return item.ews_id
