"""createUploadSession for attachments of 3 to 150 MB (graph/outlook-large-attachments)."""

from typing import Any

from sandbox.microsoft.graph.attachments import owner_of
from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.errors import GraphError, bad_body
from sandbox.microsoft.graph.fields import moment, text
from sandbox.microsoft.graph.request import GraphResponse

SMALLEST, LARGEST = 3 * 1024 * 1024, 150 * 1024 * 1024
_KNOWN = frozenset("attachmentType contentId contentType isInline name size".split())


def create_session(context: Context) -> GraphResponse:
    """The session's address carries its own right: it is called without a token."""
    item, described = owner_of(context), _described(context.request.json())
    upload = context.store.uploads.start(
        context.store.clock.now(), mailbox_id=context.mailbox.id, item_id=item.immutable_id, **described
    )
    shown = {
        "@odata.context": f"{context.request.base_url}/v1.0/$metadata#microsoft.graph.uploadSession",
        "uploadUrl": f"{context.request.base_url}/api/gv1.0/AttachmentSessions/{upload.token}",
        "expirationDateTime": moment(upload.expires),
        "nextExpectedRanges": ["0-"],
    }
    return GraphResponse(201, shown)


def _described(body: dict[str, Any]) -> dict[str, Any]:
    """The attachmentItem as an Upload's facts. Raises GraphError 400."""
    given = next((value for name, value in body.items() if name.lower() == "attachmentitem"), None)
    if not isinstance(given, dict):
        raise GraphError(400, "ErrorInvalidRequest", "The parameter 'AttachmentItem' is required.")
    for name in given:
        if "@" not in name and name not in _KNOWN:
            raise bad_body(f"The property '{name:.60}' does not exist on type 'microsoft.graph.attachmentItem'.")
    name, size = text("name", given.get("name")), given.get("size")
    if str(given.get("attachmentType", "")).lower() != "file" or not name:
        raise GraphError(400, "ErrorInvalidRequest", "An attachmentItem needs a name and the attachmentType file.")
    if not isinstance(size, int) or isinstance(size, bool):
        raise bad_body("The property 'size' of an attachmentItem takes a number.")
    if size < SMALLEST:
        what = "Attachment size must be greater than the minimum size."
        raise GraphError(400, "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize", what)
    if size > LARGEST:
        raise GraphError(413, "ErrorAttachmentSizeLimitExceeded", "The attachment size exceeds the allowable limit.")
    content_type = text("contentType", given.get("contentType")) or "application/octet-stream"
    flags = {"content_id": text("contentId", given.get("contentId")), "is_inline": given.get("isInline") is True}
    return {"name": name, "size": size, "content_type": content_type, **flags}
