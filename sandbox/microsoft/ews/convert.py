"""ConvertId: the same id in EWS's, MAPI's and Outlook on the web's writing."""

import base64
import binascii

from sandbox.microsoft import ids
from sandbox.microsoft.ews.call import Call
from sandbox.microsoft.ews.errors import malformed_id
from sandbox.microsoft.ews.operations import operation
from sandbox.microsoft.ews.replies import each
from sandbox.microsoft.ews.targets import FOLDER_MARK, ITEM_MARK
from sandbox.microsoft.ews.wire import Element, attributes, children, local, m

XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
FORMATS = ("EwsLegacyId", "EwsId", "EntryId", "HexEntryId", "StoreId", "OwaId")


def _decoded(kind: str, text: str) -> bytes:
    """The bytes that all writings share. Raises EwsError: ErrorInvalidIdMalformed."""
    try:
        if kind == "HexEntryId":
            data = bytes.fromhex(text)
        else:
            data = base64.b64decode(ids.to_ews(text) if kind == "OwaId" else text, validate=True)
    except (binascii.Error, ValueError):
        raise malformed_id() from None
    if data[:4] not in (ITEM_MARK, FOLDER_MARK):
        raise malformed_id()
    return data


def _encoded(kind: str, data: bytes) -> str:
    if kind == "HexEntryId":
        return data.hex().upper()
    text = base64.b64encode(data).decode()
    return ids.to_graph(text) if kind == "OwaId" else text


@operation("ConvertId", batch="SourceIds")
def convert_id(call: Call, request: Element) -> Element:
    wanted = request.get("DestinationFormat", "EwsId")

    def work(source: Element, message: Element) -> None:
        if local(source) != "AlternateId":
            raise malformed_id()
        given = attributes(source)
        data = _decoded(given["Format"], given["Id"])
        about = {"Format": wanted, "Id": _encoded(wanted, data), "Mailbox": given["Mailbox"]}
        m(message, "AlternateId", **about).set(XSI_TYPE, "t:AlternateIdType")

    return each(call, children(request, "SourceIds"), work)
