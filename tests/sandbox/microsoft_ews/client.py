"""A bare EWS client for what exchangelib does not send: raw bodies in, status and XML out."""

from pathlib import Path
from typing import Any

import requests
from lxml import etree

ENVELOPE = """<?xml version="1.0" encoding="utf-8"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"
 xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
 xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages">
<s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>"""
VERSION = '<t:RequestServerVersion Version="{}"/>'
IMPERSONATION = (
    "<t:ExchangeImpersonation><t:ConnectingSID><t:{0}>{1}</t:{0}></t:ConnectingSID></t:ExchangeImpersonation>"
)
NAMES = {
    "t": "http://schemas.microsoft.com/exchange/services/2006/types",
    "m": "http://schemas.microsoft.com/exchange/services/2006/messages",
    "e": "http://schemas.microsoft.com/exchange/services/2006/errors",
    "s": "http://schemas.xmlsoap.org/soap/envelope/",
}


class Reply:
    """status, headers, content and, where it is XML, `root`."""

    def __init__(self, response: requests.Response) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.content = response.content

    @property
    def root(self) -> etree._Element:
        return etree.fromstring(self.content)

    def find(self, path: str) -> list[Any]:
        found: Any = self.root.xpath(path, namespaces=NAMES)
        return list(found)

    @property
    def codes(self) -> list[str]:
        """The response codes of the messages, in order; of a fault its one."""
        return [e.text for e in self.find("//m:ResponseCode|//e:ResponseCode")]


class Client:
    """Speaks as `user`, acting as `acts_as` (None: as itself)."""

    def __init__(self, url: str, ca: Path, user: str, password: str, acts_as: str | None) -> None:
        self.url, self.ca, self.acts_as = url, ca, acts_as
        self.session = requests.Session()
        self.session.auth = (user, password)

    def call(self, body: str, version: str = "Exchange2016", sid: str = "PrimarySmtpAddress") -> Reply:
        header = VERSION.format(version) + (IMPERSONATION.format(sid, self.acts_as) if self.acts_as else "")
        return self.send(ENVELOPE.format(header=header, body=body).encode())

    def send(self, data: bytes, content_type: str = "text/xml; charset=utf-8") -> Reply:
        headers = {"Content-Type": content_type}
        return Reply(self.session.post(self.url, data=data, headers=headers, verify=str(self.ca), timeout=30))
