"""Mail folders, messages with attachments and mailbox settings, as far as contacts need them; and ids translated."""

import base64
from typing import Any

import pytest

from tests.sandbox.microsoft_graph.conftest import ANNA, BEN, World

MAIL = f"users/{ANNA}/mailFolders"


@pytest.fixture
def message(world: World) -> Any:
    """A message in Anna's inbox with one attachment, as Graph shows it."""
    mailbox = world.microsoft.store.mailbox(ANNA)
    assert mailbox is not None
    fields = {"subject": "Offer", "body": "Hello", "from": {"name": "Ben", "address": BEN}, "to": [{"address": ANNA}]}
    item = mailbox.create_item("inbox", "message", fields)
    mailbox.add_attachment(item, "offer.txt", b"1000", "text/plain", content_id="c1")
    return world.get(f"users/{ANNA}/messages")["value"][0]


def test_mail_folders_are_listed_with_their_counts(world: World, message: Any) -> None:
    names = [f["displayName"] for f in world.get(f"{MAIL}?$top=50")["value"]]
    assert names[:2] == ["Inbox", "Drafts"]
    assert "Contacts" not in names
    inbox = world.get(f"{MAIL}/inbox")
    assert (inbox["totalItemCount"], inbox["unreadItemCount"], inbox["childFolderCount"]) == (1, 1, 0)
    mailbox = world.microsoft.store.mailbox(ANNA)
    assert mailbox is not None
    mailbox.create_folder("inbox", "Offers", "IPF.Note")
    assert [f["displayName"] for f in world.get(f"{MAIL}/{inbox['id']}/childFolders")["value"]] == ["Offers"]
    assert world.get(f"{MAIL}/INBOX/messages")["value"][0]["id"] == message["id"]


def test_a_message_is_read_with_its_attachment(world: World, message: Any) -> None:
    assert (message["subject"], message["bodyPreview"], message["hasAttachments"]) == ("Offer", "Hello", True)
    assert message["from"] == {"emailAddress": {"name": "Ben", "address": BEN}}
    path = f"users/{ANNA}/messages/{message['id']}"
    assert world.get(f"{MAIL}/inbox/messages/{message['id']}")["id"] == world.get(path)["id"]
    (attachment,) = world.get(f"{path}/attachments")["value"]
    assert base64.b64decode(attachment["contentBytes"]) == b"1000"
    assert world.get(f"{path}/attachments/{attachment['id']}")["name"] == "offer.txt"
    assert world.call("GET", f"{path}/attachments/{attachment['id']}/$value").content == b"1000"
    assert world.error(400, "GET", f"{path}/attachments/x") == "ErrorInvalidIdMalformed"
    assert world.error(404, "GET", f"{MAIL}/drafts/messages/{message['id']}") == "ErrorItemNotFound"
    assert world.error(404, "GET", f"users/{ANNA}/contacts/{message['id']}") == "ErrorItemNotFound"


def test_mailbox_settings_tell_the_time_zone(world: World) -> None:
    assert world.get(f"users/{ANNA}/mailboxSettings")["timeZone"] == "Romance Standard Time"
    assert world.get(f"users/{BEN}/mailboxSettings")["timeZone"] == "Tokyo Standard Time"


def test_ids_of_items_and_folders_are_translated(world: World, message: Any) -> None:
    def translate(ids: Any, source: str, target: str) -> Any:
        body = {"inputIds": ids, "sourceIdType": source, "targetIdType": target}
        return world.call("POST", f"users/{ANNA}/translateExchangeIds", json=body)

    folder = message["parentFolderId"]
    found = translate([message["id"], folder], "restId", "ewsId").json()["value"]
    assert [f["targetId"].replace("/", "-").replace("+", "_") for f in found] == [message["id"], folder]
    back = translate([f["targetId"] for f in found], "ewsId", "restId").json()["value"]
    assert [f["targetId"] for f in back] == [message["id"], folder]
    assert translate([message["id"]], "entryId", "restId").status_code == 400
    assert translate(["x"] * 1001, "restId", "ewsId").status_code == 400
    assert translate("x", "restId", "ewsId").status_code == 400
