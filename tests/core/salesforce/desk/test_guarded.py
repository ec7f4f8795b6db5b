"""core.salesforce.desk.saving on the wire: what a change carries, and what becomes of one that came too late."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from core.errors import Transient
from core.salesforce.desk.desk import Desk
from core.salesforce.desk.records import read
from core.salesforce.desk.saving import ChangedMeanwhile, change, create
from tests.core.salesforce.scripted import Reply, Scripted

KEY = "0035i0000000001AAA"
FIELD = {"type": "string", "createable": True, "updateable": True, "nillable": True, "length": 80}
DESCRIBE = {
    "name": "Contact",
    "label": "Contact",
    "createable": True,
    "updateable": True,
    "fields": [FIELD | {"name": "LastName", "nameField": True}, FIELD | {"name": "Title"}],
}
LISTING = {"sobjects": [{"name": "Contact", "queryable": True}]}


@pytest.fixture
def server() -> Iterator[Scripted]:
    made = Scripted()
    yield made
    made.server.close()


def row(title: str, moment: str) -> dict[str, Any]:
    return {"Id": KEY, "LastName": "Berg", "Title": title, "LastModifiedDate": moment, "SystemModstamp": moment}


def told(*parts: tuple[int, Any]) -> Reply:
    listed = [
        {"referenceId": f"part{number}", "httpStatusCode": status, "body": body, "httpHeaders": {}}
        for number, (status, body) in enumerate(parts)
    ]
    return Reply(json.dumps({"compositeResponse": listed}).encode())


def seen(title: str = "Boss", moment: str = "2026-01-02T03:04:05.000+0000") -> Reply:
    """The record, and the user's access, of which nothing is told."""
    return told((200, row(title, moment)), (200, {"records": []}))


@pytest.fixture
def desk(server: Scripted) -> Desk:
    """With the object described, and one reading done."""
    server.identity = f"{server.server.url}/id/00D5i0000000001AAA/0055i0000000001AAA"
    made = Desk(server.client())
    first = told((200, LISTING), (200, DESCRIBE), (404, []), (200, row("Boss", "x")), (200, {"records": []}))
    server.replies = [first]
    read(made, "Contact", KEY)
    server.seen.clear()
    return made


def test_a_change_carries_the_moment_of_our_last_look(server: Scripted, desk: Desk) -> None:
    server.replies = [seen(), Reply(b"", 204), seen("Chief", "2026-01-02T03:05:00.000+0000")]
    form = change(desk, "Contact", KEY, {"Title": "Chief"}, ["*"])
    assert form["values"]["Title"] == "Chief"
    ((method, path, headers),) = [one for one in server.seen if one[0] == "PATCH"]
    assert (method, path) == ("PATCH", f"v67.0/sobjects/Contact/{KEY}")
    assert headers["If-Unmodified-Since"] == "Fri, 02 Jan 2026 03:04:05 GMT"
    assert headers["Sforce-Duplicate-Rule-Header"] == "allowSave=true; runAsCurrentUser=true"


def test_one_that_came_too_late_brings_the_record_as_it_is_now(server: Scripted, desk: Desk) -> None:
    refusal = json.dumps([{"errorCode": "PRECONDITION_FAILED", "message": "x"}]).encode()
    server.replies = [seen(), Reply(refusal, 412), seen("Theirs")]
    with pytest.raises(ChangedMeanwhile) as caught:
        change(desk, "Contact", KEY, {"Title": "Mine"}, ["*"])
    assert caught.value.current["values"]["Title"] == "Theirs"
    assert "“Berg” was changed" in caught.value.message


def test_nothing_to_change_sends_nothing(server: Scripted, desk: Desk) -> None:
    server.replies = [seen()]
    change(desk, "Contact", KEY, {}, ["*"])
    assert [method for method, _, _ in server.seen] == ["POST"]


@pytest.mark.parametrize("allowed", [False, True])
def test_a_new_record_says_whether_duplicates_are_wanted(server: Scripted, desk: Desk, allowed: bool) -> None:
    server.replies = [Reply(json.dumps({"id": KEY, "success": True}).encode(), 201), seen()]
    create(desk, "Contact", {"LastName": "Berg"}, allow_duplicates=allowed)
    header = server.seen[0][2]["Sforce-Duplicate-Rule-Header"]
    assert header.startswith(f"allowSave={str(allowed).lower()}; includeRecordDetails=true")
    assert server.seen[0][2]["Sforce-Mru"] == "updateMru=true"


def test_a_write_is_never_repeated_by_itself(server: Scripted, desk: Desk) -> None:
    server.replies = [Reply(cut=True)]
    with pytest.raises(Transient):
        create(desk, "Contact", {"LastName": "Berg"})
    assert len(server.seen) == 1
