"""A contact's photo: `/photo` and `/photo/$value` (graph/api/resources/profilephoto)."""

import struct

from sandbox.microsoft.attachments import PHOTO_NAME, Attachment
from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.errors import GraphError
from sandbox.microsoft.graph.request import GraphResponse
from sandbox.microsoft.items import Item


def _contact(context: Context) -> Item:
    return context.item("contact", context.folder() if "folder" in context.params else None)


def _photo(context: Context, item: Item) -> Attachment:
    found = context.mailbox.photo(item)
    if found is None:
        raise GraphError(404, "ErrorItemNotFound", "The photo wasn't found.")
    return found


def get_photo(context: Context) -> GraphResponse:
    item = _contact(context)
    photo = _photo(context, item)
    width, height = image_size(photo.content)
    body = {
        "@odata.mediaContentType": photo.content_type,
        "@odata.mediaEtag": item.etag,
        "id": f"{width}x{height}",
        "width": width,
        "height": height,
    }
    return GraphResponse(200, body)


def get_photo_value(context: Context) -> GraphResponse:
    photo = _photo(context, _contact(context))
    return GraphResponse(200, photo.content, {"Content-Type": photo.content_type})


def put_photo(context: Context) -> GraphResponse:
    """PUT or PATCH of the picture itself, image/jpeg or another image type."""
    item = _contact(context)
    content_type = context.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    content = context.request.body
    if not content_type.startswith("image/") or image_size(content) == (0, 0):
        raise GraphError(400, "ErrorInvalidImage", "The photo must be a picture of type image/jpeg or image/png.")
    context.mailbox.add_attachment(item, PHOTO_NAME, content, content_type, is_contact_photo=True)
    return GraphResponse(200, None)


def image_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of a JPEG, PNG or GIF; 0, 0 for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    if data[:4] == b"GIF8" and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return int(width), int(height)
    return _jpeg_size(data)


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """From the first frame header, SOF0 to SOF15 without the tables among them (ITU T.81)."""
    at = 2
    while data[:2] == b"\xff\xd8" and at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(width), int(height)
        at += 2 + max(length, 2)
    return 0, 0
