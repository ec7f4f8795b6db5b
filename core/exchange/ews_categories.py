"""The master category list through EWS: read, add what is missing, write back (MS-OXWSCONFIG)."""

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime

from core.errors import SyncError
from core.exchange.categories import with_categories
from core.exchange.errors import malformed
from core.exchange.ews import EwsClient, m
from core.exchange.ews_paths import Element, M, T, put, t

NAME = "CategoryList"


def ensure_categories(client: EwsClient, wanted: Mapping[str, int]) -> None:
    """Raises Transient or Unauthorized; leaves a list alone that is unreadable."""
    asked = m("UserConfigurationName", _calendar(client), Name=NAME)
    properties = m("UserConfigurationProperties", text="XmlData")
    replies = client.send("GetUserConfiguration", asked, properties)
    first = replies[0] if replies else malformed(client.address, "GetUserConfiguration: no response message")
    missing = isinstance(first, SyncError) and first.code == "vanished"
    if isinstance(first, SyncError) and not missing:
        raise first
    try:
        xml = None if missing else _data(first)
        new = with_categories(xml, wanted, datetime.now(UTC))
    except (ValueError, binascii.Error) as error:
        raise malformed(client.address, str(error)) from error
    if new is not None:
        _save(client, "CreateUserConfiguration" if missing else "UpdateUserConfiguration", new)


def _data(reply: Element) -> bytes | None:
    text = reply.findtext(f"{M}UserConfiguration/{T}XmlData")
    return base64.b64decode(text) if text else None


def _save(client: EwsClient, operation: str, xml: bytes) -> None:
    name = put(t("UserConfigurationName", Name=NAME), _calendar(client))
    client.one(operation, m("UserConfiguration", name, t("XmlData", base64.b64encode(xml).decode())))


def _calendar(client: EwsClient) -> Element:
    folder = t("DistinguishedFolderId", Id="calendar")
    if client.delegate_of:
        put(folder, put(t("Mailbox"), t("EmailAddress", client.delegate_of)))
    return folder
