"""Attachments through EWS, streamed: GetAttachment's base64 is decoded as it comes, CreateAttachment's is made as it
goes (MS-OXWSATT).

A file of 25 MB would otherwise lie in memory as text, as a tree and as bytes. What a reply says of itself,
ResponseCode and MessageText, stands before the content.
"""

import base64
import binascii
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import IO
from xml.parsers import expat

import requests
from exchangelib.errors import EWSError
from exchangelib.services.common import EWSAccountService
from exchangelib.util import sanitize_xml
from lxml import etree

from core.emails import FileInfo
from core.errors import Rejected, SyncError
from core.exchange import ews_items
from core.exchange.errors import REFUSED, malformed, sync_error, vanished
from core.exchange.ews import VERSION, EwsClient, m
from core.exchange.ews_paths import MESSAGES, NAMESPACES, TYPES, M, t
from core.exchange.http import CHUNK
from core.records import Key

WHAT = "the attachment"
GONE = ("ErrorInvalidAttachmentId", "ErrorAttachmentNotFound", "ErrorItemNotFound")
_CONTENT, _ATTACHED = f"{TYPES} Content", f"{TYPES} AttachmentId"
_CODE, _TEXT = f"{MESSAGES} ResponseCode", f"{MESSAGES} MessageText"
# In memory of what is sent; and a piece whose base64 has no padding.
IN_MEMORY, PIECE = 1024 * 1024, 57 * 1024
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
_LONGEST = len(b"&#x0010ffff;")
_FAULT = re.compile(rb"<(?:\w+:)?ResponseCode[^>]*>(\w{1,100})<")


class _GetAttachment(EWSAccountService):  # type: ignore[misc]  # exchangelib has no types
    """exchangelib's envelope and headers; its own streaming reads the reply whole where we check it."""

    SERVICE_NAME = "GetAttachment"


class _CreateAttachment(EWSAccountService):  # type: ignore[misc]  # exchangelib has no types
    SERVICE_NAME = "CreateAttachment"


class StreamingEws(EwsClient):
    """Sends operations for one mailbox, and streams attachments."""

    _streams: requests.Session | None = None

    def close(self) -> None:
        super().close()
        if self._streams:
            self._streams.close()

    @contextmanager
    def attachment(self, key: Key) -> Iterator[Iterator[bytes]]:
        """The bytes of one file. Raises Stale where it is gone, Rejected where it has none; the iterator raises
        Transient where the stream breaks off."""
        payload = etree.Element(f"{M}GetAttachment", nsmap=NAMESPACES)
        payload.append(m("AttachmentIds", t("AttachmentId", Id=key)))
        with self.meter.purpose("GetAttachment"):
            service = _GetAttachment(account=self._account)
            response = self._opened(service, service.wrap(payload, VERSION.api_version))
        with response:
            if response.status_code != 200:
                raise self._failure(response)
            chunks = self._decoded(response)
            # A refusal is raised here and not in the midst of what is written elsewhere.
            first = next(chunks, b"")
            yield chain((first,), chunks)

    def attach(self, item: Key, file: FileInfo, content: IO[bytes]) -> Key:
        """Adds a file to an item; the attachment's id. It is saved with the item, and nobody is told of it.

        Raises Stale, Rejected; Transient where it stays open whether it was added."""
        # The content takes the place of this within the envelope, which is never whole in memory.
        place = secrets.token_hex(16)
        entry = t("FileAttachment")
        entry.extend([t("Name", ews_items.text(file.name)), t("ContentType", ews_items.text(file.content_type))])
        entry.append(t("Content", place))
        payload = etree.Element(f"{M}CreateAttachment", nsmap=NAMESPACES)
        payload.extend([m("ParentItemId", Id=item), m("Attachments", entry)])
        service = _CreateAttachment(account=self._account)
        head, _, tail = service.wrap(payload, VERSION.api_version).partition(place.encode())
        with self.meter.purpose("CreateAttachment"), SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            body.write(head)
            while piece := content.read(PIECE):
                body.write(base64.b64encode(piece))
            body.write(tail)
            body.seek(0)
            with self._opened(service, body) as response:
                if response.status_code != 200:
                    raise self._failure(response)
                reader = Reader()
                for part in self._read(response):
                    reader.feed(part)
                reader.close()
        if not reader.key:
            raise malformed(WHAT, "it comes back without its id")
        return reader.key

    def _opened(self, service: EWSAccountService, data: bytes | IO[bytes]) -> requests.Response:
        headers = service._extra_headers()
        # The protocol's only session is for calls between the chunks.
        self._streams = self._streams or self._protocol.create_session()
        url = self._protocol.service_endpoint
        try:
            return self._streams.post(url, data=data, headers=headers, stream=True, allow_redirects=False)
        except (requests.RequestException, EWSError, OSError, KeyError) as error:
            # KeyError: requests_ntlm, of an answer in the midst of a login.
            raise sync_error("no_connection", self.address) from error

    def _failure(self, response: requests.Response) -> SyncError:
        code = _FAULT.search(next(self._read(response), b""))
        if code:
            return _refusal(code[1].decode(), "")
        vendor = "UnauthorizedError" if response.status_code == 401 else ""
        return sync_error(vendor, self.address, status=response.status_code)

    def _decoded(self, response: requests.Response) -> Iterator[bytes]:
        reader = Reader()
        for piece in self._read(response):
            found = reader.feed(piece)
            if found:
                yield found
        reader.end()

    def _read(self, response: requests.Response) -> Iterator[bytes]:
        try:
            yield from response.iter_content(CHUNK)
        except (requests.RequestException, OSError) as error:
            raise malformed(WHAT, "the content breaks off") from error


class Reader:
    """Fed with the reply piece by piece. Raises the SyncError that the reply tells."""

    def __init__(self) -> None:
        self._told = _Told()
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._told.start
        self._parser.EndElementHandler = self._told.end
        self._parser.CharacterDataHandler = self._told.data
        # No reply has a document type; without one no entity can grow.
        self._parser.StartDoctypeDeclHandler = self._told.doctype
        self._rest = ""
        self._held = b""

    @property
    def key(self) -> str:
        """The attachment's id, where the reply names it."""
        return self._told.key

    def feed(self, piece: bytes) -> bytes:
        """The bytes that this piece completes."""
        self._parse(piece, last=False)
        whole = self._rest + "".join(self._told.content().split())
        usable = len(whole) - len(whole) % 4
        self._rest = whole[usable:]
        try:
            return base64.b64decode(whole[:usable], validate=True)
        except binascii.Error as error:
            raise malformed(WHAT, "its content is no base64") from error

    def close(self) -> None:
        self._parse(b"", last=True)

    def end(self) -> None:
        """The end of a reply that holds a file."""
        self.close()
        if self._rest:
            raise malformed(WHAT, "its content breaks off")
        if not self._told.has_content:
            text = "The attachment is an Outlook item or a link, which has no file; open it in Outlook."
            raise Rejected(text, code="no_file", label=REFUSED)

    def _parse(self, piece: bytes, *, last: bool) -> None:
        """Exchange passes characters on that XML must not have (in names of files, as references); they are taken out.
        What may be the beginning of a reference waits for its end."""
        piece = self._held + piece
        begun = -1 if last else piece.find(b"&", max(piece.rfind(b";"), len(piece) - _LONGEST, 0))
        self._held = piece[begun:] if begun >= 0 else b""
        usable = piece[:begun] if begun >= 0 else piece
        try:
            self._parser.Parse(sanitize_xml(usable.translate(None, _CONTROLS)), last)
        except expat.ExpatError as error:
            raise malformed(WHAT, str(error)) from error


class _Told:
    """What the parser found. It knows nothing of the parser: with a circle of the two the buffers of hundreds of
    replies, which Python's collector does not see, would stay until it runs."""

    def __init__(self) -> None:
        self.key = ""
        self.has_content = False
        self._inside = ""
        self._texts = {_CODE: "", _TEXT: ""}
        self._base64: list[str] = []

    def content(self) -> str:
        """As far as it came since it was last asked for."""
        found = "".join(self._base64)
        self._base64.clear()
        return found

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._inside = name
        self.has_content |= name == _CONTENT
        if name == _ATTACHED:
            self.key = attributes.get("Id", "")

    def end(self, name: str) -> None:
        self._inside = ""
        if name == _CODE and self._texts[_CODE] != "NoError":
            raise _refusal(self._texts[_CODE], self._texts[_TEXT])

    def data(self, text: str) -> None:
        if self._inside == _CONTENT:
            self._base64.append(text)
        elif self._inside in self._texts:
            self._texts[self._inside] += text[:500]

    def doctype(self, *_declared: object) -> None:
        raise malformed(WHAT, "the reply declares a document type")


def _refusal(code: str, detail: str) -> SyncError:
    if code in GONE:
        return vanished(WHAT)
    if code == "ErrorAttachmentSizeLimitExceeded":
        text = "It is larger than this Exchange server takes; make it smaller, or share a link to it."
        return Rejected(text, code="too_large", vendor=code, label=REFUSED)
    if code == "ErrorCannotOpenFileAttachment":
        text = "Exchange cannot open the attachment; open it in Outlook."
        return Rejected(text, code="broken_item", vendor=code, label=REFUSED)
    return sync_error(code, WHAT, detail=detail)
