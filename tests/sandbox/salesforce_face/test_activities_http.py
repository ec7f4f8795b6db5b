"""Tasks, events, emails and files over HTTP: multipart uploads, downloads, references in composite calls."""

import base64
import json
from typing import Any

import pytest

from sandbox.salesforce.bodies import LARGEST
from tests.sandbox.salesforce_face.conftest import ANN, BEN, World

HOUR = {"StartDateTime": "2026-11-23T10:00:00Z", "DurationInMinutes": 60}
BYTES = bytes(range(256)) * 40


def upload(world: World, sobject: str, values: dict[str, Any], field: str, content: bytes) -> Any:
    parts = {
        "entity_content": (None, json.dumps(values), "application/json"),
        field: ("a.bin", content, "application/octet-stream"),
    }
    return world.call("POST", f"sobjects/{sobject}", files=parts)


def test_a_file_in_parts_and_back(world: World) -> None:
    contact = world.contact()
    reply = upload(
        world, "ContentVersion", {"PathOnClient": "a.bin", "FirstPublishLocationId": contact}, "VersionData", BYTES
    )
    assert reply.status_code == 201, reply.text
    version = reply.json()["id"]
    got = world.get(f"sobjects/ContentVersion/{version}/VersionData")
    assert (got.content, got.headers["Content-Type"]) == (BYTES, "application/octet-stream")
    row = world.get(f"sobjects/ContentVersion/{version}").json()
    assert (row["ContentSize"], row["VersionData"]) == (
        len(BYTES),
        f"/services/data/v67.0/sobjects/ContentVersion/{version}/VersionData",
    )
    attachment = upload(world, "Attachment", {"ParentId": contact, "Name": "b.bin"}, "Body", BYTES).json()["id"]
    assert world.get(f"sobjects/Attachment/{attachment}/Body").content == BYTES
    more = upload(
        world,
        "ContentVersion",
        {"PathOnClient": "a.bin", "ContentDocumentId": row["ContentDocumentId"]},
        "VersionData",
        b"2",
    )
    assert more.status_code == 201


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"VersionData": ("a", b"x", "application/octet-stream")}, "INVALID_MULTIPART_REQUEST"),
        ({"entity_content": (None, "[]", "application/json")}, "INVALID_MULTIPART_REQUEST"),
        ({"entity_content": (None, "{", "application/json")}, "JSON_PARSER_ERROR"),
        (
            {"a": (None, "{}", "application/json"), "b": (None, "{}", "application/json")},
            "INVALID_MULTIPART_REQUEST",
        ),
        ({"entity_content": (None, '{"PathOnClient":"a"}'), "Nope": ("a", b"x")}, "INVALID_FIELD"),
        ({"entity_content": (None, '{"PathOnClient":"a"}'), "Title": ("a", b"x")}, "JSON_PARSER_ERROR"),
    ],
)
def test_uploads_that_are_refused(world: World, parts: dict[str, Any], code: str) -> None:
    reply = world.call("POST", "sobjects/ContentVersion", files=parts)
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (400, code)


def test_json_holds_50_mb(world: World) -> None:
    body = b'{"PathOnClient":"a","VersionData":"' + b"A" * LARGEST + b'"}'
    headers = {"Content-Type": "application/json"}
    reply = world.call("POST", "sobjects/ContentVersion", data=body, headers=headers)
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (413, "REQUEST_ENTITY_TOO_LARGE")


def part(method: str, path: str, reference: str, body: Any = None) -> dict[str, Any]:
    return {"method": method, "url": f"/services/data/v67.0/{path}", "referenceId": reference, "body": body}


def test_an_event_with_its_people_in_one_call(world: World) -> None:
    contact = world.contact()
    calls = [
        part("POST", "sobjects/Event", "event", HOUR | {"Subject": "Plan"}),
        part("POST", "sobjects/EventRelation", "ben", {"EventId": "@{event.id}", "RelationId": world.users[BEN]}),
        part("POST", "sobjects/EventRelation", "contact", {"EventId": "@{event.id}", "RelationId": contact}),
        part("PATCH", "sobjects/EventRelation/@{contact.id}", "answer", {"Status": "Accepted"}),
        part("GET", "sobjects/Event/@{event.id}?fields=AcceptedEventInviteeIds,UndecidedEventInviteeIds", "read"),
    ]
    reply = world.call("POST", "composite", json={"allOrNone": True, "compositeRequest": calls}).json()
    parts = reply["compositeResponse"]
    assert [p["httpStatusCode"] for p in parts] == [201, 201, 201, 204, 200], parts
    assert parts[4]["body"]["AcceptedEventInviteeIds"] == [contact]
    assert parts[4]["body"]["UndecidedEventInviteeIds"] == [world.users[BEN]]
    assert world.query("SELECT COUNT() FROM Event WHERE IsChild = true")["totalSize"] == 1


def test_an_email_with_its_relations_and_file_in_one_call(world: World) -> None:
    contact = world.contact()
    email = {"Subject": "Hello", "Status": "3", "FromAddress": "a@example.com", "IsClientManaged": True}
    relation = {"EmailMessageId": "@{email.id}", "RelationId": contact, "RelationType": "ToAddress"}
    data = base64.b64encode(b"one").decode()
    file = {"PathOnClient": "a.txt", "VersionData": data, "FirstPublishLocationId": "@{email.id}"}
    calls = [
        part("POST", "sobjects/EmailMessage", "email", email),
        part("POST", "sobjects/EmailMessageRelation", "relation", relation),
        part("POST", "sobjects/ContentVersion", "file", file),
        part("GET", "sobjects/EmailMessage/@{email.id}?fields=HasAttachment,ToIds,ActivityId", "read"),
    ]
    parts = world.call("POST", "composite", json={"compositeRequest": calls}).json()["compositeResponse"]
    assert [p["httpStatusCode"] for p in parts] == [201, 201, 201, 200], parts
    body = parts[3]["body"]
    assert (body["HasAttachment"], body["ToIds"], bool(body["ActivityId"])) == (True, [contact], True)


def test_rows_of_a_collection_each_keep_the_rules(world: World) -> None:
    rows = [{"attributes": {"type": "Event"}, **values} for values in (HOUR, HOUR | {"DurationInMinutes": 20_161}, {})]
    results = world.call("POST", "composite/sobjects", json={"records": rows}).json()
    assert [result["success"] for result in results] == [True, False, False]
    assert results[1]["errors"][0]["fields"] == ["EndDateTime"]
    assert results[2]["errors"][0]["statusCode"] == "REQUIRED_FIELD_MISSING"


def test_the_rest_of_a_series(world: World) -> None:
    rule = {"Recurrence2PatternText": "FREQ=DAILY;COUNT=3"}
    first = world.call("POST", "sobjects/Event", json=HOUR | rule).json()["id"]
    ids = [row["Id"] for row in world.query("SELECT Id FROM Event ORDER BY StartDateTime")["records"]]
    assert ids[0] == first
    assert world.call("DELETE", f"sobjects/Event/{ids[1]}/fromThisEventOnwards").status_code == 204
    assert [row["Id"] for row in world.query("SELECT Id FROM Event")["records"]] == [first]
    assert world.call("DELETE", f"sobjects/Event/{first}/toThisEvent").status_code == 404


def test_an_org_without_enhanced_email_over_http(world: World) -> None:
    reply = world.session.post(f"{world.url}/_sandbox/features", json={"enhanced_email": False})
    assert reply.json() == {"multi_day_events": True, "shared_activities": False, "enhanced_email": False}
    refused: list[Any] = [{"nope": True}, {"enhanced_email": 1}, []]
    for wrong in refused:
        assert world.session.post(f"{world.url}/_sandbox/features", json=wrong).status_code == 400
    assert world.get("sobjects/EmailMessage/describe").status_code == 404
    reply = world.call("POST", "sobjects/EmailMessage", json={"Subject": "x", "Status": "3"})
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (404, "NOT_FOUND")
    reply = world.get("query", params={"q": "SELECT Id FROM EmailMessage"})
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (400, "INVALID_TYPE")


def test_hostile_lists(world: World) -> None:
    values: list[Any] = [1, "x", {}, [1], [None], [[]], ["005"], [world.users[ANN]] * 3]
    for value in values:
        reply = world.call("POST", "sobjects/Event", json=HOUR | {"AcceptedEventInviteeIds": value})
        assert reply.status_code == 400, value
    assert world.query("SELECT COUNT() FROM Event")["totalSize"] == 0
