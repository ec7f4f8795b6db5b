"""Attachments of messages in Graph, small ones and those that come in pieces; and mail as the other face sees it."""

import base64
import os
from typing import Any

import pytest
from exchangelib import FileAttachment, Message

from sandbox.microsoft.attachments import LINK_TYPE
from tests.sandbox.microsoft_graph.conftest import ANNA, World
from tests.sandbox.microsoft_graph.mail_world import FOLDERS, MESSAGES, Post, post_office, recipient
from tests.sandbox.microsoft_store import mails

MIB = 1024 * 1024
SIZE = 3 * MIB + 10


@pytest.fixture
def post(world: World) -> Post:
    return post_office(world)


@pytest.fixture
def draft(post: Post) -> str:
    """The path of a draft."""
    return f"{MESSAGES}/{post.world.post(MESSAGES, {'subject': 'Big'})['id']}"


def test_attachments_of_all_kinds_are_shown(post: Post) -> None:
    post.anna.receive_mime(mails.MIXED)
    path = f"{MESSAGES}/{post.only()['id']}/attachments"
    picture, report, inner = post.world.get(path)["value"]
    assert (picture["isInline"], picture["contentId"], picture["name"]) == (True, "pic", "pic.png")
    assert base64.b64decode(report["contentBytes"]) == b"%PDF"
    assert (inner["@odata.type"], inner["name"]) == ("#microsoft.graph.itemAttachment", "Inside")
    assert "item" not in inner
    expanded = post.world.get(f"{path}/{inner['id']}?$expand=microsoft.graph.itemattachment/item")
    assert expanded["item"]["internetMessageId"] == "<in@inner.example>"
    assert post.world.call("GET", f"{path}/{inner['id']}/$value").content.startswith(b"From: kim@inner.example")
    lean = post.world.get(f"{path}?$select=id,name,size")["value"]
    assert [set(row) for row in lean[:1]] == [{"@odata.type", "@odata.mediaContentType", "id", "name", "size"}]
    assert len(post.world.get(f"{FOLDERS}/inbox/messages?$expand=attachments")["value"][0]["attachments"]) == 3


def test_a_link_has_neither_content_nor_type(post: Post) -> None:
    message = post.anna.receive_mime(mails.PLAIN)
    mailbox = post.world.microsoft.store.mailbox(ANNA)
    assert mailbox is not None
    mailbox.add_attachment(message, "plan.docx", b"https://files.example/plan.docx", LINK_TYPE)
    path = f"{MESSAGES}/{post.only()['id']}/attachments"
    [link] = post.world.get(path)["value"]
    assert (link["@odata.type"], link["contentType"]) == ("#microsoft.graph.referenceAttachment", None)
    assert "contentBytes" not in link
    assert post.world.call("GET", f"{path}/{link['id']}/$value").status_code == 405


def test_attachments_come_and_go(post: Post, draft: str) -> None:
    body = {"@odata.type": "#microsoft.graph.fileAttachment", "name": "a.txt", "contentBytes": "MQ=="}
    made = post.world.post(f"{draft}/attachments", body | {"contentType": "text/plain", "isInline": False})
    assert (made["size"], post.world.get(draft)["hasAttachments"]) == (1, True)
    assert post.world.call("DELETE", f"{draft}/attachments/{made['id']}").status_code == 204
    assert post.world.get(draft)["hasAttachments"] is False
    inline = post.world.post(f"{draft}/attachments", body | {"isInline": True, "contentId": "c"})
    assert inline["isInline"] and post.world.get(draft)["hasAttachments"] is False
    for bad in ({}, {"@odata.type": "#microsoft.graph.fileAttachment"}, body | {"contentBytes": "?"}, body | {"x": 1}):
        assert post.world.call("POST", f"{draft}/attachments", json=bad).status_code == 400, bad


def session(post: Post, draft: str, **described: Any) -> Any:
    item = {"attachmentType": "file", "name": "big.bin", "size": SIZE} | described
    return post.world.call("POST", f"{draft}/attachments/createUploadSession", json={"AttachmentItem": item})


def put(post: Post, url: str, data: bytes, start: int, **changed: Any) -> Any:
    last = changed.get("last", start + len(data) - 1)
    headers = {"Content-Range": f"bytes {start}-{last}/{changed.get('total', SIZE)}"}
    return post.world.session.put(url, data=data, headers=headers, timeout=20)  # without a token: the address is enough


def test_a_large_attachment_comes_in_pieces(post: Post, draft: str) -> None:
    data = os.urandom(SIZE)
    opened = session(post, draft, contentType="application/zip")
    assert opened.status_code == 201 and opened.json()["nextExpectedRanges"] == ["0-"]
    url = opened.json()["uploadUrl"]
    first = put(post, url, data[: 2 * MIB], 0)
    assert (first.status_code, first.json()["nextExpectedRanges"]) == (200, [f"{2 * MIB}-"])
    assert put(post, url, data[: 2 * MIB], 0).status_code == 416
    assert put(post, url, data[2 * MIB :], 2 * MIB, total=SIZE + 1).status_code == 416
    assert put(post, url, b"x", 2 * MIB, last=2 * MIB + 5).status_code == 400
    assert post.world.session.put(url, data=b"x", timeout=20).status_code == 400
    last = put(post, url, data[2 * MIB :], 2 * MIB)
    assert (last.status_code, last.content) == (201, b"")
    shown = post.world.get(last.headers["Location"])
    assert (shown["name"], shown["size"], shown["contentType"]) == ("big.bin", SIZE, "application/zip")
    assert base64.b64decode(shown["contentBytes"]) == data
    assert put(post, url, b"x", 0).status_code == 404


def test_upload_sessions_that_are_refused_given_up_or_too_late(post: Post, draft: str) -> None:
    for described, status in (
        ({"size": 100}, 400),
        ({"size": 200 * MIB}, 413),
        ({"size": "x"}, 400),
        ({"name": ""}, 400),
        ({"attachmentType": "item"}, 400),
        ({"nothing": 1}, 400),
    ):
        assert session(post, draft, **described).status_code == status, described
    url = session(post, draft).json()["uploadUrl"]
    assert post.world.session.delete(url, timeout=20).status_code == 204
    assert put(post, url, b"x", 0).status_code == 404
    url = session(post, draft).json()["uploadUrl"]
    post.world.microsoft.clock.advance(days=2)
    assert put(post, url, b"x", 0).status_code == 404


def test_what_graph_drafts_exchangelib_reads_and_the_other_way_round(world: World, outlook: Any) -> None:
    post = post_office(world)
    body = {"subject": "Both", "body": {"contentType": "text", "content": "Hi"}, "toRecipients": [recipient(ANNA)]}
    made = world.post(MESSAGES, body | {"importance": "high", "internetMessageId": "<own@graph>"})
    seen = outlook.drafts.get(subject="Both")
    assert (seen.importance, seen.message_id, seen.body) == ("High", "<own@graph>", "Hi")
    assert seen.conversation_id.id.replace("/", "-").replace("+", "_") == made["conversationId"]
    seen.attach(FileAttachment(name="a.txt", content=b"1"))
    seen.categories = ["Salesforce"]
    seen.save(update_fields=["categories"])
    shown = world.get(f"{MESSAGES}/{made['id']}?$expand=attachments")
    assert (shown["categories"], shown["attachments"][0]["name"]) == (["Salesforce"], "a.txt")
    assert (
        world.call("GET", f"{MESSAGES}/{made['id']}/$value").content == outlook.drafts.get(subject="Both").mime_content
    )
    Message(account=outlook, subject="From EWS", body="x", to_recipients=[ANNA]).send()
    got = post.only("$filter=subject eq 'From EWS'")
    assert got["from"]["emailAddress"]["address"] == ANNA and got["isRead"] is False
    world.call("PATCH", f"{MESSAGES}/{got['id']}", json={"isRead": True, "flag": {"flagStatus": "flagged"}})
    assert outlook.inbox.get(subject="From EWS").is_read is True
    assert world.call("POST", f"{MESSAGES}/{got['id']}/move", json={"destinationId": "archive"}).status_code == 201
    assert outlook.inbox.all().count() == 0
