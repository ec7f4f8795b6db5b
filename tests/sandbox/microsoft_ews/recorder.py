"""A WSGI layer that keeps each EWS request and reply, and checks both against Microsoft's schema."""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
TYPES = "{http://schemas.microsoft.com/exchange/services/2006/types}"
ERRORS = "{http://schemas.microsoft.com/exchange/services/2006/errors}"


@dataclass
class Exchange:
    """One request and its reply. status 0: the connection was cut."""

    operation: str
    request: bytes
    status: int
    reply: bytes
    request_problems: list[str] = field(default_factory=list)
    reply_problems: list[str] = field(default_factory=list)


class Recorder:
    """Wraps the app. `exchanges` in order; spoilt replies (on purpose) are named in `spoilt`."""

    def __init__(self, app: Callable[..., Iterable[bytes]], schemas: Path) -> None:
        self.app = app
        self.schema = etree.XMLSchema(etree.parse(schemas / "ews" / "ews.xsd"))
        self.exchanges: list[Exchange] = []
        self.spoilt: set[str] = set()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        status: list[int] = []

        def start(line: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            status.append(int(line[:3]))
            return start_response(line, headers, *rest)

        reply = b"".join(self.app(environ, start))
        if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].startswith("/EWS/"):
            self.exchanges.append(self._judge(body, status[0] if status else 0, reply))
        return [reply]

    def _judge(self, request: bytes, status: int, reply: bytes) -> Exchange:
        exchange = Exchange("", request, status, reply)
        exchange.operation, exchange.request_problems = self._check(request)
        if reply and exchange.operation not in self.spoilt:
            exchange.reply_problems = self._check_reply(status, reply)
        return exchange

    def _check(self, envelope: bytes) -> tuple[str, list[str]]:
        try:
            root = etree.fromstring(envelope, etree.XMLParser(resolve_entities=False, no_network=True))
            header, body = root.find(SOAP + "Header"), root.find(SOAP + "Body")
        except etree.XMLSyntaxError as error:
            return "", [f"no XML: {error}"]
        parts = [*(header if header is not None else ()), *(body if body is not None else ())]
        problems = []
        for part in parts:
            if part.tag != SOAP + "Fault" and not self.schema.validate(etree.fromstring(etree.tostring(part))):
                problems.append(f"{part.tag}: {self.schema.error_log}")
        name = etree.QName(parts[-1]).localname if parts else ""
        return name, problems

    def _check_reply(self, status: int, reply: bytes) -> list[str]:
        _, problems = self._check(reply)
        root = etree.fromstring(reply)
        if root.find(f"{SOAP}Header/{TYPES}ServerVersionInfo") is None:
            problems.append("no ServerVersionInfo")
        fault = root.find(f"{SOAP}Body/{SOAP}Fault")
        if (status == 500) != (fault is not None):
            problems.append(f"HTTP {status} does not go with this body")
        if fault is not None and not (fault.findtext("faultcode") and fault.findtext(f"detail/{ERRORS}ResponseCode")):
            problems.append("the fault lacks its code")
        return problems

    def problems(self) -> list[str]:
        return [f"{x.operation} reply: {p}" for x in self.exchanges for p in x.reply_problems]

    def request_problems(self) -> list[str]:
        return [f"{x.operation} request: {p}" for x in self.exchanges for p in x.request_problems]

    def operations(self) -> list[str]:
        return [x.operation for x in self.exchanges]
