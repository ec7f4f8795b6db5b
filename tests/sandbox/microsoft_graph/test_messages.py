"""Messages in Graph: reading, drafts, MIME, sending, answers, moves, errors (graph/api/resources/message)."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.microsoft_graph.conftest import ANNA, BEN, IMMUTABLE, World
from tests.sandbox.microsoft_graph.mail_world import FOLDERS, MESSAGES, Post, post_office, recipient
from tests.sandbox.microsoft_store import mails

SET = "66f5a359-4659-4830-9070-00040ec6ac6e"
STAMP = f"String {{{SET}}} Name Stamp"
DRAFT = {"subject": "Plan", "body": {"contentType": "html", "content": "<p>Hi</p>"}, "toRecipients": [recipient(BEN)]}


@pytest.fixture
def post(world: World) -> Post:
    return post_office(world)


def test_a_received_message_has_every_property_of_the_schema(post: Post, schemas: Path) -> None:
    types = json.loads((schemas / "graph" / "graph-v1.json").read_text())["types"]
    known: set[str] = set()
    for name in ("message", "outlookItem", "entity"):
        known |= set(types[name]["properties"])
    post.anna.receive_mime(mails.MIXED)
    shown = post.only()
    assert known - set(shown) == {"internetMessageHeaders", "uniqueBody"}
    assert {name for name in shown if "@" not in name} <= known
    assert (shown["hasAttachments"], shown["isDraft"], shown["isRead"]) == (True, False, False)
    assert shown["from"] == shown["sender"] == recipient("zoe@partner.example")
    assert (shown["internetMessageId"], shown["body"]["contentType"]) == ("<two@partner.example>", "html")
    assert shown["bodyPreview"].startswith("Rich") and shown["flag"] == {"flagStatus": "notFlagged"}


def test_headers_and_the_unique_body_come_on_select_only(post: Post) -> None:
    post.anna.receive_mime(mails.PLAIN)
    shown = post.only("$select=internetMessageHeaders,uniqueBody")
    assert {"name": "X-Priority", "value": "1"} in shown["internetMessageHeaders"]
    assert set(shown) == {"@odata.etag", "id", "internetMessageHeaders", "uniqueBody"}


def test_bodies_come_in_the_form_asked_for_and_without_scripts(post: Post) -> None:
    bad = '<p onclick="x()">Hi <a href="javascript:x">a</a></p><script>evil()</script>'
    post.anna.receive("x@out.example", "Html", bad, body_type="html")
    safe = post.only()["body"]["content"]
    assert not any(word in safe for word in ("script", "onclick", "evil")) and "Hi" in safe
    for prefer, expected in (
        ('outlook.body-content-type="text"', {"contentType": "text", "content": "Hi a"}),
        ("outlook.allow-unsafe-html", {"contentType": "html", "content": bad + "\r\n"}),
    ):
        answer = post.world.call("GET", f"{FOLDERS}/inbox/messages", headers={"Prefer": prefer})
        body = answer.json()["value"][0]["body"]
        assert body == expected or body["content"].strip() == expected["content"].strip(), body
    assert "outlook.body-content-type" not in answer.headers.get("Preference-Applied", "")
    post.anna.receive("x@out.example", "Text", "a < b")
    converted = post.only("$filter=subject eq 'Text'")["body"]
    assert converted["contentType"] == "html" and "a &lt; b" in converted["content"]


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("", ["c", "b", "a"]),
        ("$orderby=receivedDateTime asc", ["a", "b", "c"]),
        ("$filter=internetMessageId eq '<b@x>'", ["b"]),
        ("$filter=receivedDateTime ge 2026-03-02T09:01:00Z", ["c", "b"]),
        ("$filter=isRead eq false and subject eq 'C'", ["c"]),
        ("$filter=from/emailAddress/address eq 'A@out.example'", ["a"]),
        ("$filter=categories/any(c:c eq 'Salesforce')", ["b"]),
        ("$filter=hasAttachments eq true", []),
        (
            "$filter=receivedDateTime gt 2020-01-01T00:00:00Z and isRead eq false&$orderby=receivedDateTime",
            ["a", "b", "c"],
        ),
        (f"$filter=singleValueExtendedProperties/Any(ep: ep/id eq '{STAMP}' and ep/value eq 's-c')", ["c"]),
        ("$filter=singleValueExtendedProperties/Any(ep: ep/id eq 'String 0x1035' and ep/value eq '<a@x>')", ["a"]),
    ],
)
def test_lists_are_filtered_and_ordered(post: Post, query: str, subjects: list[str]) -> None:
    for name in "abc":
        post.anna.receive(f"{name}@out.example", name, internet_message_id=f"<{name}@x>")
        post.world.microsoft.clock.stop()
        post.world.microsoft.clock.advance(minutes=1)
    by_subject = {m["subject"]: m["id"] for m in post.inbox()}
    post.anna.categorise(post.anna.messages()[1], "Salesforce")
    stamp = {"singleValueExtendedProperties": [{"id": STAMP, "value": "s-c"}]}
    assert post.world.call("PATCH", f"{MESSAGES}/{by_subject['c']}", json=stamp).status_code == 200
    assert [m["subject"] for m in post.inbox(query)] == subjects


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("$filter=toRecipients/any(r:r/emailAddress/address eq 'x')", "ErrorInvalidUrlQueryFilter"),
        ("$filter=isRead eq false&$orderby=receivedDateTime", "InefficientFilter"),
        ("$filter=nothing eq 1", "BadRequest"),
        ("$select=nothing", "BadRequest"),
        ("$expand=nothing", "BadRequest"),
    ],
)
def test_queries_that_exchange_refuses(post: Post, query: str, code: str) -> None:
    assert post.world.error(400, "GET", f"{MESSAGES}?{query}") == code


def test_pages_and_counts_over_the_whole_mailbox(post: Post) -> None:
    for number in range(12):
        post.anna.receive("x@out.example", f"{number}")
    first = post.world.get(f"{MESSAGES}?$top=5&$count=true&$select=subject")
    assert (len(first["value"]), first["@odata.count"]) == (5, 12)
    rest = post.world.get(post.world.get(first["@odata.nextLink"])["@odata.nextLink"])
    assert len(rest["value"]) == 2 and "@odata.nextLink" not in rest
    assert post.world.call("GET", f"{FOLDERS}/inbox/messages/$count").text == "12"


def test_a_draft_is_made_changed_and_sent(post: Post) -> None:
    world = post.world
    made = world.post(
        MESSAGES, DRAFT | {"internetMessageHeaders": [{"name": "x-case", "value": "7"}]}, headers=IMMUTABLE
    )
    assert made["isDraft"] and made["parentFolderId"] == world.get(f"{FOLDERS}/drafts")["id"]
    change = {
        "subject": "Plan B",
        "categories": ["Salesforce"],
        "importance": "high",
        "flag": {
            "flagStatus": "flagged",
            "startDateTime": {"dateTime": "2026-03-02T00:00:00", "timeZone": "UTC"},
            "dueDateTime": {"dateTime": "2026-03-03T00:00:00", "timeZone": "W. Europe Standard Time"},
        },
    }
    path = f"{MESSAGES}/{made['id']}"
    changed = world.call("PATCH", path, json=change, headers=IMMUTABLE | {"If-Match": made["@odata.etag"]}).json()
    assert (changed["subject"], changed["importance"], changed["flag"]["flagStatus"]) == ("Plan B", "high", "flagged")
    assert changed["flag"]["dueDateTime"] == {"dateTime": "2026-03-02T23:00:00.0000000", "timeZone": "UTC"}
    stale = {"headers": {"If-Match": made["@odata.etag"]}, "json": {"subject": "x"}}
    assert world.error(412, "PATCH", path, **stale) == "ErrorIrresolvableConflict"
    answer = world.call("POST", f"{path}/send")
    assert (answer.status_code, answer.content) == (202, b"")
    sent = world.get(path, headers=IMMUTABLE)
    assert sent["parentFolderId"] == world.get(f"{FOLDERS}/sentitems")["id"] and not sent["isDraft"]
    (got,) = post.ben.messages()
    assert got.fields["internet_message_id"] == sent["internetMessageId"]
    assert ["x-case", "7"] in got.fields["headers"] and got.fields["importance"] == "High"
    assert world.error(400, "POST", f"{path}/send") == "ErrorInvalidRequest"
    assert world.error(400, "PATCH", path, json={"body": DRAFT["body"]}) == "ErrorInvalidPropertySet"
    assert world.call("PATCH", path, json={"isRead": False, "categories": []}).json()["isRead"] is False


@pytest.mark.parametrize("keep", [True, "false"])
def test_send_mail_at_once_with_attachments(post: Post, keep: Any) -> None:
    file = {"@odata.type": "#microsoft.graph.fileAttachment", "name": "a.txt", "contentBytes": "MQ=="}
    inner = {"@odata.type": "#microsoft.graph.itemAttachment", "name": "old"}
    inner_item = {"item": {"@odata.type": "microsoft.graph.message", "subject": "Inner"}}
    body = {"message": DRAFT | {"attachments": [file, inner | inner_item]}, "saveToSentItems": keep}
    assert post.world.call("POST", f"users/{ANNA}/sendMail", json=body).status_code == 202
    assert len(post.anna.messages("sentitems")) == (1 if keep is True else 0)
    assert (post.ben.messages()[0].attachment_count, post.anna.messages("drafts")) == (2, [])


def test_mime_goes_in_and_out(post: Post) -> None:
    headers = {"Content-Type": "text/plain"}
    data = base64.b64encode(mails.MIXED)
    made = post.world.call("POST", MESSAGES, data=data, headers=headers)
    assert made.status_code == 201 and made.json()["internetMessageId"] == "<two@partner.example>"
    value = post.world.call("GET", f"{MESSAGES}/{made.json()['id']}/$value")
    assert (value.content, value.headers["Content-Type"]) == (mails.MIXED, "text/plain")
    mail = b"To: " + BEN.encode() + b"\r\nSubject: Raw\r\n\r\nHi\r\n"
    send = {"data": base64.b64encode(mail), "headers": headers}
    assert post.world.call("POST", f"users/{ANNA}/sendMail", **send).status_code == 202
    assert post.ben.messages()[0].fields["subject"] == "Raw"
    bad = {"data": b"?", "headers": headers}
    assert post.world.error(400, "POST", MESSAGES, **bad) == "ErrorMimeContentInvalidBase64String"


def test_replies_and_forwards(post: Post) -> None:
    post.anna.receive_mime(mails.MIXED)
    path = f"{MESSAGES}/{post.only()['id']}"
    draft = post.world.post(f"{path}/createReply", {"comment": "Thanks & bye"})
    assert (draft["subject"], draft["isDraft"]) == ("RE: Offer", True)
    assert draft["toRecipients"] == [recipient("zoe@partner.example")]
    assert draft["body"]["content"].startswith("Thanks &amp; bye") and "Rich" in draft["body"]["content"]
    assert draft["conversationId"] == post.only()["conversationId"]
    assert post.world.post(f"{path}/createReplyAll", {})["subject"] == "RE: Offer"
    forward = post.world.post(f"{path}/createForward", {"toRecipients": [recipient(BEN)]})
    assert len(post.world.get(f"{MESSAGES}/{forward['id']}/attachments")["value"]) == 3
    assert post.world.call("POST", f"{path}/forward", json={"toRecipients": [recipient(BEN)]}).status_code == 202
    assert post.world.call("POST", f"{path}/reply", json={"comment": "Yes"}).status_code == 202
    assert post.ben.messages()[0].fields["subject"] == "FW: Offer"
    both = {"comment": "x", "message": {"body": DRAFT["body"]}}
    assert post.world.error(400, "POST", f"{path}/reply", json=both) == "ErrorInvalidRequest"
    assert post.world.error(400, "POST", f"{path}/forward", json={}) == "ErrorInvalidRecipients"


def test_move_copy_and_delete(post: Post) -> None:
    post.anna.receive("x@out.example", "One")
    mutable = post.only()
    (fixed,) = post.world.get(f"{FOLDERS}/inbox/messages", headers=IMMUTABLE)["value"]
    copied = post.world.post(f"{MESSAGES}/{mutable['id']}/copy", {"destinationId": "archive"})
    assert copied["id"] != mutable["id"] and copied["internetMessageId"] == mutable["internetMessageId"]
    moved = post.world.post(f"{MESSAGES}/{mutable['id']}/move", {"DestinationId": "drafts"})
    assert moved["id"] != mutable["id"]
    assert post.world.error(404, "GET", f"{MESSAGES}/{mutable['id']}") == "ErrorItemNotFound"
    assert post.world.get(f"{MESSAGES}/{fixed['id']}")["id"] == moved["id"]
    assert post.world.error(400, "POST", f"{MESSAGES}/{moved['id']}/move", json={}) == "ErrorInvalidRequest"
    bad = {"destinationId": "nowhere"}
    assert post.world.error(400, "POST", f"{MESSAGES}/{moved['id']}/move", json=bad) == "ErrorInvalidIdMalformed"
    assert post.world.call("DELETE", f"{MESSAGES}/{moved['id']}").status_code == 204
    (binned,) = post.world.get(f"{FOLDERS}/deleteditems/messages")["value"]
    assert post.world.call("DELETE", f"{MESSAGES}/{binned['id']}").status_code == 204
    assert post.world.get(f"{FOLDERS}/deleteditems/messages")["value"] == []
    assert post.world.call("POST", f"{MESSAGES}/{copied['id']}/permanentDelete").status_code == 204
    assert post.world.get(MESSAGES)["value"] == []


BAD_BODIES: list[tuple[Any, str]] = [
    ({"nothing": 1}, "RequestBodyRead"),
    ({"subject": 1}, "RequestBodyRead"),
    ({"isRead": "yes"}, "RequestBodyRead"),
    ({"toRecipients": {}}, "RequestBodyRead"),
    ({"toRecipients": [1]}, "RequestBodyRead"),
    ({"body": {"contentType": "rtf"}}, "RequestBodyRead"),
    ({"importance": "urgent"}, "RequestBodyRead"),
    ({"flag": {"flagStatus": "x"}}, "RequestBodyRead"),
    ({"flag": {"dueDateTime": {"dateTime": "2026-03-03T00:00:00", "timeZone": "UTC"}}}, "ErrorInvalidArgument"),
    ({"flag": {"startDateTime": {"dateTime": "soon", "timeZone": "UTC"}}}, "RequestBodyRead"),
    ({"flag": {"startDateTime": {"dateTime": "2026-03-03T00:00:00", "timeZone": "Moon"}}}, "RequestBodyRead"),
    ({"internetMessageHeaders": [{"name": "Received", "value": "x"}]}, "InvalidInternetMessageHeader"),
    ({"attachments": [{"name": "a"}]}, "RequestBodyRead"),
    ({"attachments": 1}, "RequestBodyRead"),
    ({"singleValueExtendedProperties": [{"id": "x", "value": "y"}]}, "ErrorInvalidExtendedProperty"),
]


def test_bad_bodies_are_refused_with_a_reason(post: Post) -> None:
    for body, code in BAD_BODIES:
        assert post.world.error(400, "POST", MESSAGES, json=body) == code, body
    messages: list[Any] = [None, [], {}, {"toRecipients": [recipient("nobody")]}, {"subject": "to nobody"}]
    for message in messages:
        answer = post.world.call("POST", f"users/{ANNA}/sendMail", json={"message": message})
        assert answer.status_code == 400, message
    chef = {"message": DRAFT | {"from": recipient("boss@contoso.test")}}
    assert post.world.error(403, "POST", f"users/{ANNA}/sendMail", json=chef) == "ErrorSendAsDenied"
    assert post.anna.messages("drafts") == post.anna.messages("sentitems") == []


def test_invitations_are_event_messages(post: Post) -> None:
    post.world.microsoft.store.deliver(mails.INVITATION)
    assert post.only()["@odata.type"] == "#microsoft.graph.eventMessageRequest"


@pytest.mark.parametrize(
    ("roles", "allowed"),
    [
        (("Mail.Read",), {"list", "value"}),
        (("Mail.ReadBasic.All",), {"list"}),
        (("Mail.ReadWrite",), {"list", "value", "write"}),
        (("Mail.Send",), {"send"}),
        (("Contacts.ReadWrite",), set()),
    ],
)
def test_permissions(world: World, roles: tuple[str, ...], allowed: set[str]) -> None:
    post = post_office(world, roles)
    post.anna.receive_mime(mails.PLAIN)
    item = post.anna.messages()[0].graph_id
    calls: dict[str, tuple[str, str, Any]] = {
        "list": ("GET", f"{MESSAGES}/{item}", None),
        "value": ("GET", f"{MESSAGES}/{item}/$value", None),
        "write": ("PATCH", f"{MESSAGES}/{item}", {"isRead": True}),
        "send": ("POST", f"users/{ANNA}/sendMail", {"message": DRAFT}),
    }
    answers = {name: world.call(method, path, json=body) for name, (method, path, body) in calls.items()}
    assert {name for name, answer in answers.items() if answer.status_code < 300} == allowed
    assert {answer.status_code for name, answer in answers.items() if name not in allowed} <= {403}
    if roles == ("Mail.ReadBasic.All",):
        assert not {"body", "bodyPreview"} & set(answers["list"].json())
