"""Clients that trust a sandbox's CA, and reach it under the names of the servers that it stands for."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from exchangelib.protocol import BaseProtocol, CachingProtocol
from requests.adapters import HTTPAdapter

SALESFORCE = ("https://login.salesforce.com", "https://acme.my.salesforce.com")


class TrustingAdapter(HTTPAdapter):
    """Trusts our own CA whatever REQUESTS_CA_BUNDLE says. salesforce: where its own addresses lead to, if anywhere."""

    def __init__(self, ca: Path, salesforce: str = "", **options: Any) -> None:
        self.ca, self._salesforce = str(ca), salesforce
        super().__init__(**options)

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        for name in SALESFORCE if self._salesforce else ():
            if request.url and request.url.startswith(name):
                request.url = self._salesforce + request.url.removeprefix(name)
        options["verify"] = self.ca
        return super().send(request, *args, **options)


@contextmanager
def trusting_exchangelib(ca: Path) -> Iterator[None]:
    """exchangelib's official hook for HTTP adapters. It makes them itself."""

    class Trusting(TrustingAdapter):
        def __init__(self, **options: Any) -> None:
            super().__init__(ca, **options)

    before = BaseProtocol.HTTP_ADAPTER_CLS
    BaseProtocol.HTTP_ADAPTER_CLS = Trusting
    try:
        yield
    finally:
        BaseProtocol.HTTP_ADAPTER_CLS = before
        CachingProtocol.clear_cache()
