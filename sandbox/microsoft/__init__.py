"""The Microsoft side of the sandbox: one mailbox store with the faces Graph and EWS, and Entra ID before them."""

from flask import Flask

from sandbox.calls import Calls
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.microsoft.access import Access
from sandbox.microsoft.app import make_app
from sandbox.microsoft.entra import Entra
from sandbox.microsoft.graph.face import Graph
from sandbox.microsoft.identity_tokens import ExchangeIssuer
from sandbox.microsoft.store import Store
from sandbox.outlook.settings import OutlookSettings


class Microsoft:
    """A whole Microsoft: `app` is the WSGI application to serve.

    store: mailboxes; entra: apps and tokens; access: who may open what through EWS; graph: its `limits`;
    outlook: which add-in the Mini Outlook at /owa hosts.
    """

    def __init__(
        self,
        clock: Clock,
        faults: Faults,
        calls: Calls,
        *,
        path: str = ":memory:",
        base_url: str | None = None,
    ) -> None:
        self.clock, self.faults, self.calls = clock, faults, calls
        self.store = Store(clock, path)
        self.entra = Entra(self.store, clock)
        self.exchange_issuer = ExchangeIssuer(clock, self.entra.domain)
        self.access = Access(self.store)
        self.graph = Graph(self.store, self.entra, faults, clock)
        self.outlook = OutlookSettings()
        self.app: Flask = make_app(self, base_url)

    def close(self) -> None:
        self.store.close()
