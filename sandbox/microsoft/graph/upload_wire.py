"""The address of an upload session: PUT of the pieces in order, DELETE to give up (graph/outlook-large-attachments)."""

import re
import uuid
from typing import Any

import orjson
from flask import Blueprint, Response, request

from sandbox.calls import Call, Calls
from sandbox.microsoft.graph.attachments import tell_people
from sandbox.microsoft.graph.errors import GraphError, not_found
from sandbox.microsoft.graph.fields import moment
from sandbox.microsoft.graph.request import MAX_BODY_BYTES
from sandbox.microsoft.store import Store
from sandbox.microsoft.uploads import RangeError, Upload

PATH = "/api/gv1.0/AttachmentSessions/<token>"
_RANGE = re.compile(r"bytes (\d{1,12})-(\d{1,12})/(\d{1,12})", re.I)


def blueprint(store: Store, calls: Calls) -> Blueprint:
    face = Blueprint("uploads", __name__)

    @face.route(PATH, methods=["PUT", "DELETE"])
    def _piece(token: str) -> Response:
        try:
            with store.lock:
                response = _answer(store, token, request.get_data())
        except GraphError as error:
            body = error.body(store.clock.now(), str(uuid.uuid4()), request.headers.get("client-request-id", ""))
            response = _json(body, error.status)
        facts = ("graph", "", f"{request.method} AttachmentSessions/{{id}}", request.method, "/AttachmentSessions")
        calls.add(Call(store.clock.now(), *facts, response.status_code, units=1, write=True))
        return response

    return face


def _answer(store: Store, token: str, data: bytes) -> Response:
    """Raises GraphError."""
    upload = store.uploads.find(token, store.clock.now())
    if upload is None:
        raise GraphError(404, "ErrorItemNotFound", "The upload session is not found; it may have expired.")
    if request.method == "DELETE":
        store.uploads.end(token)
        return Response(status=204)
    _add(upload, data)
    if not upload.is_whole:
        expected = {"expirationDateTime": moment(upload.expires), "nextExpectedRanges": [f"{len(upload.data)}-"]}
        return _json(expected, 200)
    store.uploads.end(token)
    return Response(status=201, headers={"Location": _attach(store, upload)})


def _add(upload: Upload, data: bytes) -> None:
    match = _RANGE.fullmatch(request.headers.get("Content-Range", "").strip())
    if match is None:
        raise GraphError(400, "ErrorInvalidRequest", "The header Content-Range must be 'bytes {first}-{last}/{size}'.")
    first, last, total = (int(number) for number in match.groups())
    if len(data) > MAX_BODY_BYTES:
        raise GraphError(413, "RequestEntityTooLarge", "A piece is larger than 4 MB.")
    if last - first + 1 != len(data):
        raise GraphError(400, "ErrorInvalidRequest", "The length of the content is not that of the Content-Range.")
    try:
        upload.add(first, total, data)
    except RangeError as error:
        raise GraphError(416, "InvalidContentRange", f"The range is not the expected one: {error}.") from error


def _attach(store: Store, upload: Upload) -> str:
    """The new attachment's address. Raises GraphError 404 when the item is gone meanwhile."""
    mailbox = store.mailbox(upload.mailbox_id)
    item = mailbox.item(upload.item_id) if mailbox else None
    if mailbox is None or item is None:
        raise not_found()
    flags = {"content_id": upload.content_id, "is_inline": upload.is_inline}
    made = mailbox.add_attachment(item, upload.name, bytes(upload.data), upload.content_type, **flags)
    tell_people(store, mailbox, item)
    place = f"{request.host_url}v1.0/users('{mailbox.id}')/{item.kind}s('{item.graph_id}')"
    return f"{place}/attachments('{made.graph_id}')"


def _json(body: Any, status: int) -> Response:
    return Response(orjson.dumps(body), status, content_type="application/json")
