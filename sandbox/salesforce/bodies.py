"""The body of an HTTP request: unzipped, of the right type, parsed."""

import zlib
from typing import Any

from flask import request

from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.wire import parse_json

LARGEST = 52_428_800


def read_body() -> Any:
    """The parsed JSON body, None when there is none. Raises 415, 413 or JSON_PARSER_ERROR."""
    if request.method not in ("POST", "PATCH", "PUT"):
        return None
    raw = _unzipped(request.get_data(cache=False))
    if not raw:
        return None
    if request.mimetype != "application/json":
        shown = request.mimetype or "none"
        raise SalesforceError(
            "UNSUPPORTED_MEDIA_TYPE",
            f"Content-Type is not supported: {shown}. Send application/json.",
            status=415,
        )
    return parse_json(raw)


def _unzipped(raw: bytes) -> bytes:
    coding = request.headers.get("Content-Encoding", "identity").lower()
    if not raw or coding == "identity":
        return raw
    if coding not in ("gzip", "deflate"):
        raise SalesforceError("UNSUPPORTED_MEDIA_TYPE", f"Content-Encoding is not supported: {coding}", status=415)
    try:
        unpacker = zlib.decompressobj(wbits=47 if coding == "gzip" else zlib.MAX_WBITS)
        opened = unpacker.decompress(raw, LARGEST + 1)
    except zlib.error as error:
        raise SalesforceError("INVALID_INPUT", f"The body is no {coding} data: {error}") from None
    if len(opened) > LARGEST:
        raise SalesforceError("REQUEST_ENTITY_TOO_LARGE", "The body is larger than 50 MB", status=413)
    return opened
