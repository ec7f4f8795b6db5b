"""Mail folders, the delta of messages and folders, and subscriptions to messages in Graph."""

from datetime import timedelta

import pytest

from tests.sandbox.microsoft_graph.conftest import ANNA, BEN, IMMUTABLE, World
from tests.sandbox.microsoft_graph.mail_world import FOLDERS, MESSAGES, Post, post_office

DELTA = f"{FOLDERS}/inbox/messages/delta"


@pytest.fixture
def post(world: World) -> Post:
    return post_office(world)


def test_folders_are_made_renamed_moved_and_deleted(post: Post) -> None:
    world = post.world
    made = world.post(FOLDERS, {"displayName": "Salesforce Emails"})
    assert (made["totalItemCount"], made["unreadItemCount"], made["isHidden"]) == (0, 0, False)
    below = world.post(f"{FOLDERS}/{made['id']}/childFolders", {"displayName": "Old"})
    assert world.get(f"{FOLDERS}/{made['id']}/childFolders")["value"][0]["id"] == below["id"]
    assert world.get(f"{FOLDERS}/{made['id']}?$expand=childFolders")["childFolders"][0]["displayName"] == "Old"
    assert world.error(409, "POST", FOLDERS, json={"displayName": "SALESFORCE emails"}) == "ErrorFolderExists"
    renamed = world.call("PATCH", f"{FOLDERS}/{below['id']}", json={"displayName": "Older"}).json()
    assert renamed["displayName"] == "Older"
    moved = world.post(f"{FOLDERS}/{below['id']}/move", {"destinationId": "inbox"})
    assert (moved["id"], world.get(f"{FOLDERS}/inbox")["childFolderCount"]) == (below["id"], 1)
    assert world.call("DELETE", f"{FOLDERS}/{made['id']}").status_code == 204
    assert "Salesforce Emails" not in [f["displayName"] for f in world.get(f"{FOLDERS}?$top=50")["value"]]
    assert world.error(403, "DELETE", f"{FOLDERS}/inbox") == "ErrorDistinguishedFolder"
    assert world.error(403, "PATCH", f"{FOLDERS}/inbox", json={"displayName": "x"}) == "ErrorDistinguishedFolder"
    for body in ({}, {"displayName": " "}, {"displayName": 1}, {"nothing": 1}):
        assert world.call("POST", FOLDERS, json=body).status_code == 400, body


@pytest.mark.parametrize("name", "inbox drafts sentitems deleteditems archive junkemail outbox msgfolderroot".split())
def test_well_known_folders_go_by_name(post: Post, name: str) -> None:
    found = post.world.get(f"users/{ANNA}/mailFolders('{name}')")
    assert post.world.get(f"{FOLDERS}/{found['id']}")["id"] == found["id"]


def test_the_delta_of_messages_tells_of_all_changes(post: Post) -> None:
    for number in range(12):
        post.anna.receive("x@out.example", f"{number}")
    rows, link = post.world.round(f"{DELTA}?$select=subject,isRead&$expand=attachments", **IMMUTABLE)
    assert len(rows) == 12
    assert set(rows[0]) == {"@odata.type", "@odata.etag", "id", "subject", "isRead", "attachments"}
    first, second = post.anna.messages()[:2]
    post.anna.read(first)
    post.anna.move(second, "archive")
    post.anna.receive("x@out.example", "new")
    rows, link = post.world.round(link, **IMMUTABLE)
    assert [(r.get("subject"), r.get("isRead"), r.get("@removed")) for r in rows] == [
        ("0", True, None),
        (None, None, {"reason": "deleted"}),
        ("new", False, None),
    ]
    assert rows[1]["id"] == second.immutable_id
    post.anna.move(second, "inbox")
    assert [r["id"] for r in post.world.round(link, **IMMUTABLE)[0]] == [second.immutable_id]


def test_the_delta_starts_where_a_filter_says(post: Post) -> None:
    clock = post.world.microsoft.clock
    clock.stop()
    post.anna.receive("x@out.example", "old")
    clock.advance(minutes=10)
    since = (clock.now() - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    post.anna.receive("x@out.example", "new")
    query = f"$filter=receivedDateTime ge {since}&$orderby=receivedDateTime desc"
    rows, link = post.world.round(f"{DELTA}?{query}")
    assert [r["subject"] for r in rows] == ["new"]
    for message in post.anna.messages():
        post.anna.categorise(message, "Red category")
    assert [r["subject"] for r in post.world.round(link)[0]] == ["new"]
    assert post.world.error(400, "GET", f"{link}&$filter=receivedDateTime ge {since}") == "BadRequest"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("$filter=isRead eq true", "ErrorInvalidUrlQuery"),
        ("$filter=receivedDateTime ge yesterday", "ErrorInvalidUrlQuery"),
        ("$orderby=subject", "ErrorInvalidUrlQuery"),
        ("$search=x", "BadRequest"),
        ("changeType=moved", "BadRequest"),
        ("$skiptoken=x", "ErrorInvalidUrlQuery"),
    ],
)
def test_what_the_delta_does_not_take(post: Post, query: str, code: str) -> None:
    assert post.world.error(400, "GET", f"{DELTA}?{query}") == code


def test_a_change_type_limits_the_delta_and_old_tokens_expire(post: Post) -> None:
    post.anna.receive("x@out.example", "one")
    rows, link = post.world.round(f"{DELTA}?changeType=created")
    assert [r["subject"] for r in rows] == ["one"]
    post.anna.read(post.anna.messages()[0])
    assert post.world.round(link)[0] == []
    post.world.microsoft.graph.expire_tokens(ANNA)
    assert post.world.error(410, "GET", link) == "SyncStateNotFound"


def test_the_delta_of_folders(post: Post) -> None:
    rows, link = post.world.round(f"{FOLDERS}/delta")
    assert {"Inbox", "Sent Items"} <= {r["displayName"] for r in rows} and "Contacts" not in str(rows)
    made = post.anna.add_folder("Salesforce Emails")
    rows, link = post.world.round(link)
    assert [r["displayName"] for r in rows] == ["Salesforce Emails"]
    post.anna.add_folder("Below", "Salesforce Emails")
    assert post.world.call("DELETE", f"{FOLDERS}/{made.graph_id}").status_code == 204
    rows, link = post.world.round(link)
    assert {r["displayName"] for r in rows} == {"Salesforce Emails", "Below"}


def test_messages_of_another_mailbox_stay_there(post: Post) -> None:
    post.ben.receive("x@out.example", "Ben's")
    (message,) = post.ben.messages()
    assert post.world.error(404, "GET", f"{MESSAGES}/{message.graph_id}") == "ErrorItemNotFound"
    assert post.world.get(f"users/{BEN}/messages/{message.graph_id}")["subject"] == "Ben's"
