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
    if request.mimetype == "multipart/form-data":
        return _multipart()
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
    if len(raw) > LARGEST:
        raise _too_large()
    return parse_json(raw)


def _too_large() -> SalesforceError:
    message = "The body is larger than 50 MB: send the file as a part of multipart/form-data"
    return SalesforceError("REQUEST_ENTITY_TOO_LARGE", message, status=413)


def _multipart() -> dict[str, Any]:
    """The fields of the JSON part, and each other part as the bytes of the field that it is named after.

    Source: "Insert or Update Blob Data", REST API Developer Guide. Raises INVALID_MULTIPART_REQUEST.
    """
    texts = [(name, value.encode()) for name, value in request.form.items(multi=True)]
    texts += [(name, part.read()) for name, part in request.files.items(multi=True) if _is_json(part.mimetype)]
    blobs = {name: part.read() for name, part in request.files.items(multi=True) if not _is_json(part.mimetype)}
    if len(texts) != 1:
        message = "A multipart request takes exactly one part with the JSON of the record"
        raise SalesforceError("INVALID_MULTIPART_REQUEST", message)
    values = parse_json(texts[0][1])
    if not isinstance(values, dict):
        raise SalesforceError("INVALID_MULTIPART_REQUEST", "The JSON part must be an object")
    return values | blobs


def _is_json(mimetype: str) -> bool:
    return mimetype == "application/json"


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
        raise _too_large()
    return opened
