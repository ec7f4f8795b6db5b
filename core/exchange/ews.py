"""The way to an Exchange server on premises: exchangelib's transport (login, SOAP envelope, impersonation, faults) with
our payloads and our reading of replies.

exchangelib is kept from sleeping (FailFast: the run is rescheduled instead), from guessing login and version (one
ConvertId probe and up to ten repeats of a request, which a write must never suffer), from caching connections across
mailboxes, and from raising what concerns one record of many.
"""

import logging
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import requests
from exchangelib import Configuration, Credentials, FailFast
from exchangelib.account import Identity
from exchangelib.errors import ErrorServerBusy, EWSError, EWSWarning, ResponseMessageError, TransportError
from exchangelib.protocol import Protocol
from exchangelib.services.common import EWSAccountService
from exchangelib.util import is_xml
from exchangelib.version import EXCHANGE_2013_SP1, Version
from lxml import etree

from core.errors import SyncError, Unauthorized
from core.exchange.connection import Auth, EwsAccess, EwsConnection
from core.exchange.errors import malformed, sync_error
from core.exchange.ews_paths import MESSAGES, NAMESPACES, Element, M, T
from core.exchange.http import Meter, TrustAdapter, check_endpoint
from core.proxies import ProxiedSession

# Every server since 2013 SP1 takes requests of that version, so nothing need be negotiated.
VERSION = Version(build=EXCHANGE_2013_SP1, api_version="Exchange2013_SP1")
# Exchange Online: EWS is being switched off there since October 2026, and for good on 1 April 2027.
ONLINE = (
    "office365.com",
    "outlook.com",
    "office.com",
    "office365.us",
    "outlook.us",
    "partner.outlook.cn",
    "outlook.cn",
)
CHUNK = 100

# exchangelib writes whole requests, so contacts, to its log where a call fails, and headers at level DEBUG.
logging.getLogger("exchangelib").setLevel(logging.WARNING)
logging.getLogger("exchangelib.util").setLevel(logging.CRITICAL)


class _Service(EWSAccountService):  # type: ignore[misc]  # exchangelib has no types
    """An operation whose payload is given ready-made; yields one message element or exception a response message."""

    ERRORS_TO_CATCH_IN_RESPONSE = (ResponseMessageError, EWSWarning, TransportError)
    WARNINGS_TO_CATCH_IN_RESPONSE = (ResponseMessageError, EWSWarning, TransportError)

    def _api_versions_to_try(self) -> tuple[str, ...]:
        return (VERSION.api_version,)

    def _update_api_version(self, api_version: str, header: Any) -> None:
        """The version is fixed: what the server says of itself changes nothing."""

    @classmethod
    def _get_elements_in_container(cls, container: Element) -> list[Element]:
        return [container]

    @staticmethod
    def _get_exception(code: str | None, text: str | None, msg_xml: Element = None, rule_errors: Element = None) -> Any:
        """Some errors come without MessageText, and exchangelib would add to None."""
        error = EWSAccountService._get_exception(code, text or "", msg_xml, rule_errors)
        if isinstance(error, ErrorServerBusy):
            error.back_off = _back_off(msg_xml)
        return error

    def send(self, payload: Element) -> list[Any]:
        return list(self._get_elements(payload=payload))


# exchangelib's service classes carry their operation's name.
_OPERATIONS = (
    "GetFolder FindFolder CreateFolder SyncFolderItems GetItem FindItem CreateItem UpdateItem MoveItem DeleteItem"
    " GetUserConfiguration CreateUserConfiguration UpdateUserConfiguration DeleteAttachment"
).split()
_SERVICES = {name: type(name, (_Service,), {"SERVICE_NAME": name}) for name in _OPERATIONS}


class _Protocol(Protocol):  # type: ignore[misc]  # exchangelib has no types
    """A connection of one mailbox, with our adapter."""

    ca_file: str | None = None
    meter = Meter()

    def raw_session(self, prefix: str, **_oauth: Any) -> requests.Session:
        session = ProxiedSession()
        session.headers.update({"Content-Type": "text/xml; charset=utf-8", "User-Agent": "Bothways"})
        session.mount(prefix, TrustAdapter(self.ca_file, self.meter, pool_connections=1, pool_maxsize=1, max_retries=0))
        return session


class _Status(TransportError):  # type: ignore[misc]  # exchangelib has no types
    """An HTTP answer that is no SOAP. back_off: seconds, from Retry-After."""

    def __init__(self, status: int, back_off: float | None, detail: str) -> None:
        super().__init__(f"HTTP {status} {detail}".strip())
        self.status = status
        self.back_off = back_off


class _Policy(FailFast):  # type: ignore[misc]  # exchangelib has no types
    """FailFast that tells a refused login from an overload: exchangelib calls every answer with `Connection: close`
    a busy server."""

    def raise_response_errors(self, response: requests.Response) -> None:
        if response.status_code == 200:
            _check_whole(response.content)
            return
        if response.status_code == 500 and is_xml(response.content):
            return
        wait = response.headers.get("Retry-After", "")
        reason = response.headers.get("X-CasErrorCode", "")
        raise _Status(response.status_code, float(wait) if wait.isdigit() else None, reason[:100])


def _check_whole(content: bytes) -> None:
    """exchangelib reads XML forgivingly, so that half a reply would be one whose other half is empty fields.

    Raises TransportError."""
    try:
        content.decode()
    except UnicodeDecodeError as error:
        raise TransportError("the reply is not in UTF-8") from error
    if not content.rstrip().endswith(b"Envelope>"):
        raise TransportError("the reply breaks off, or is no SOAP")


def check_url(connection: EwsConnection) -> str:
    """The endpoint of a connection. Raises Unauthorized where it cannot be used, Exchange Online above all."""
    host = (urlsplit(connection.url).hostname or "").lower()
    if any(host == name or host.endswith("." + name) for name in ONLINE):
        raise Unauthorized(
            f"{host} is Exchange Online, which shuts Exchange Web Services down (blocked by default since October 2026,"
            " gone on 1 April 2027); connect the mailbox through Microsoft Graph instead.",
            code="ews_online",
        )
    return check_endpoint(connection.url, connection.allowed_hosts)


class EwsClient:
    """Sends operations for one mailbox. Each reply is a message element or the SyncError that stands in its place."""

    def __init__(self, connection: EwsConnection, address: str, meter: Meter | None = None) -> None:
        self.address = address
        self.meter = meter or Meter()
        self._protocol = _open(check_url(connection), connection, self.meter)
        self._account = SimpleNamespace(
            protocol=self._protocol,
            version=VERSION,
            access_type=connection.access.value,
            identity=Identity(primary_smtp_address=address),
            primary_smtp_address=address,
            default_timezone=None,
            affinity_cookie=None,
        )
        # A delegate names the mailbox with its folders; one who impersonates need not.
        self.delegate_of = address if connection.access is EwsAccess.DELEGATE else None

    def close(self) -> None:
        self._protocol.close()

    def send(self, operation: str, *children: Element, **attributes: str) -> list[Element | SyncError]:
        """Raises Transient, Unauthorized or Rejected for the call as a whole."""
        payload = etree.Element(M + operation, attributes, nsmap=NAMESPACES)
        payload.extend(children)
        with self.meter.purpose(operation):
            try:
                replies = _SERVICES[operation](account=self._account).send(payload)
            except EWSError as error:
                raise self.error(error) from error
            except (requests.RequestException, OSError) as error:
                raise sync_error("no_connection", self.address) from error
            except (AttributeError, KeyError, TypeError, ValueError, etree.LxmlError) as error:
                # exchangelib stumbles over replies that lack what the schema demands.
                raise malformed(self.address, f"{operation}: {error}") from error
        return [self.error(one) if isinstance(one, Exception) else one for one in replies]

    def one(self, operation: str, *children: Element, **attributes: str) -> Element:
        """The only reply of an operation; its error is raised."""
        replies = self.send(operation, *children, **attributes)
        if not replies:
            raise malformed(self.address, f"{operation}: no response message")
        if isinstance(replies[0], SyncError):
            raise replies[0]
        return replies[0]

    def error(self, error: Exception) -> SyncError:
        wait = getattr(error, "back_off", None)
        if not isinstance(error, _Status):
            return sync_error(type(error).__name__, self.address, detail=str(error), retry_after=wait)
        if error.status in (301, 302, 307, 308, 404, 405):
            text = "There is no Exchange Web Services at this address; enter the one that ends in /EWS/Exchange.asmx."
            return Unauthorized(text, code="bad_endpoint", vendor=str(error))
        vendor = "UnauthorizedError" if error.status == 401 else ""
        return sync_error(vendor, self.address, status=error.status, detail=str(error), retry_after=wait)


def _open(url: str, connection: EwsConnection, meter: Meter) -> _Protocol:
    config = Configuration(
        service_endpoint=url,
        credentials=Credentials(connection.username, connection.password),
        auth_type="basic" if connection.auth is Auth.BASIC else "NTLM",
        version=VERSION,
        retry_policy=_Policy(),
        max_connections=1,
    )
    # The metaclass of Protocol caches connections by endpoint and credentials for the life of the process.
    protocol: _Protocol = type.__call__(_Protocol, config=config)
    protocol.ca_file, protocol.meter = connection.ca_file, meter
    return protocol


def _back_off(message_xml: Element) -> float | None:
    """Seconds to wait, from a MessageXml."""
    values = [] if message_xml is None else message_xml.iter(f"{T}Value")
    texts = [value.text or "" for value in values if value.get("Name") == "BackOffMilliseconds"]
    return int(texts[0]) / 1000 if texts and texts[0].isdigit() else None


def m(tag: str, *children: Element, text: str | None = None, **attributes: str) -> Element:
    element = etree.Element(f"{{{MESSAGES}}}{tag}", attributes, nsmap=NAMESPACES)
    element.text = text
    element.extend(children)
    return element
