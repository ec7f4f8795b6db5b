"""Rows of one object by id and by external id, and conditional requests."""

import base64
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
import requests

from tests.sandbox.salesforce_face.conftest import World
from tests.sandbox.salesforce_face.test_front import error

KEY = "sobjects/Contact/ExchangeKey__c"


def test_create_read_update_delete(world: World) -> None:
    reply = world.call("POST", "sobjects/Contact/", json={"LastName": "Żółć", "Email": "z@example.com"})
    body = reply.json()
    assert (reply.status_code, body["success"], body["errors"], len(body["id"])) == (201, True, [], 18)
    assert reply.headers["Location"] == f"/services/data/v67.0/sobjects/Contact/{body['id']}"
    where = f"sobjects/Contact/{body['id']}"
    row = world.get(where).json()
    assert row["LastName"] == "Żółć"
    assert row["attributes"] == {"type": "Contact", "url": f"/services/data/v67.0/{where}"}
    assert row["FirstName"] is None
    assert set(world.get(where, params={"fields": "LastName,Email"}).json()) == {"attributes", "LastName", "Email"}
    changed = world.call("PATCH", where, json={"FirstName": "Łucja"})
    assert (changed.status_code, changed.content) == (204, b"")
    assert world.get(where + "/").json()["FirstName"] == "Łucja"
    assert world.call("HEAD", where).content == b""
    assert world.call("DELETE", where).status_code == 204
    gone = world.get(where)
    assert (gone.status_code, gone.json()[0]["errorCode"]) in ((404, "NOT_FOUND"), (404, "ENTITY_IS_DELETED"))


def test_patch_through_post_for_clients_that_cannot(world: World) -> None:
    made = world.contact()
    reply = world.call("POST", f"sobjects/Contact/{made}?_HttpMethod=PATCH", json={"FirstName": "A"})
    assert reply.status_code == 204


def test_required_fields_and_ids_in_bodies(world: World) -> None:
    reply = world.call("POST", "sobjects/Contact", json={"FirstName": "A"})
    assert reply.json()[0]["fields"] == ["LastName"]
    assert error(reply, 400, "REQUIRED_FIELD_MISSING") == "Required fields are missing: [LastName]"
    assert error(world.call("POST", "sobjects/Contact", json={"Id": "x"}), 400, "INVALID_FIELD")
    assert error(world.call("POST", "sobjects/Contact", json={"LastName": "A", "Nope": 1}), 400, "INVALID_FIELD")


@pytest.mark.parametrize("bad", ["003", "0035i0000000001AAX", "%20", "003-i0000000001AAA"])
def test_ids_that_are_none(world: World, bad: str) -> None:
    reply = world.get(f"sobjects/Contact/{bad}")
    assert reply.status_code in (400, 404)
    assert reply.json()[0]["errorCode"] in ("MALFORMED_ID", "NOT_FOUND")


def test_relationships_are_followed(world: World) -> None:
    account = world.call("POST", "sobjects/Account", json={"Name": "Acme"}).json()["id"]
    made = world.contact(AccountId=account)
    assert world.get(f"sobjects/Contact/{made}/Account").json()["Name"] == "Acme"
    children = world.get(f"sobjects/Account/{account}/Contacts").json()
    assert (children["totalSize"], children["done"], children["records"][0]["Id"]) == (1, True, made)


@pytest.mark.parametrize(
    ("version", "created", "updated"), [("67.0", 201, 200), ("46.0", 201, 200), ("45.0", 201, 204), ("31.0", 201, 204)]
)
def test_upsert_statuses_by_version(world: World, version: str, created: int, updated: int) -> None:
    first = world.call("PATCH", f"{KEY}/k1", version=version, json={"LastName": "One"})
    assert first.status_code == created
    assert first.json().get("created") is (True if version >= "46.0" else None)
    second = world.call("PATCH", f"{KEY}/k1", version=version, json={"LastName": "Two"})
    assert second.status_code == updated
    if updated == 200:
        assert second.json() == {"id": first.json()["id"], "success": True, "errors": [], "created": False}
    else:
        assert second.content == b""
    assert world.get(f"{KEY}/k1").json()["LastName"] == "Two"
    assert world.call("DELETE", f"{KEY}/k1").status_code == 204


def test_keys_with_slashes_blanks_and_accents(world: World) -> None:
    for key in ("a/b", "ä ö", "x+y", "%41", "a'b"):
        assert world.call("PATCH", f"{KEY}/{quote(key, safe='')}", json={"LastName": "K"}).status_code == 201
        assert world.get(f"{KEY}/{quote(key, safe='')}").json()["ExchangeKey__c"] == key


def test_several_matches_answer_300_with_addresses(world: World) -> None:
    made = sorted(world.contact(Email="same@example.com") for _ in range(2))
    for method in ("GET", "PATCH"):
        reply = world.call(method, "sobjects/Contact/Email/same@example.com", json={"LastName": "X"})
        assert reply.status_code == 300
        assert sorted(reply.json()) == [f"/services/data/v67.0/sobjects/Contact/{i}" for i in made]


def test_update_only_never_inserts(world: World) -> None:
    assert error(world.call("PATCH", f"{KEY}/none?updateOnly=true", json={"LastName": "X"}), 404, "NOT_FOUND")


def test_upsert_refusals(world: World) -> None:
    assert error(world.call("PATCH", f"{KEY}/k", json={"ExchangeKey__c": "k"}), 400, "INVALID_FIELD")
    assert error(world.call("PATCH", f"{KEY}/k", json={"Id": "k"}), 400, "INVALID_FIELD")
    reply = world.call("PATCH", "sobjects/Contact/Department/k", json={"LastName": "X"})
    message = "Provided external ID field does not exist or is not accessible: Department"
    assert error(reply, 404, "NOT_FOUND") == message


def test_insert_by_posting_to_id(world: World) -> None:
    assert world.call("POST", "sobjects/Contact/Id", json={"LastName": "New"}).status_code == 201


def test_conditional_reading_and_writing(world: World) -> None:
    made = world.contact()
    where = f"sobjects/Contact/{made}"
    stamp = world.get(where).headers["Last-Modified"]
    assert stamp == "Fri, 20 Nov 2026 09:00:00 GMT"
    same = world.get(where, headers={"If-Modified-Since": stamp})
    assert (same.status_code, same.content) == (304, b"")
    assert world.get(where, headers={"If-Modified-Since": "Fri, 20 Nov 2026 08:59:59 GMT"}).ok
    world.clock.advance(seconds=90)
    guarded = world.call("PATCH", where, json={"FirstName": "A"}, headers={"If-Unmodified-Since": stamp})
    assert guarded.status_code == 204
    late = world.call("PATCH", where, json={"FirstName": "B"}, headers={"If-Unmodified-Since": stamp})
    assert error(late, 412, "PRECONDITION_FAILED")
    assert world.get(where).json()["FirstName"] == "A"
    assert error(world.get(where, headers={"If-Modified-Since": "yesterday"}), 400, "INVALID_HTTP_HEADER")
    assert world.call("DELETE", where, headers={"If-Unmodified-Since": stamp}).status_code == 204


def test_entity_tags_exist_on_accounts_only(world: World) -> None:
    assert "ETag" not in world.get(f"sobjects/Contact/{world.contact()}").headers
    account = world.call("POST", "sobjects/Account", json={"Name": "Acme"}).json()["id"]
    where = f"sobjects/Account/{account}"
    tag = world.get(where).headers["ETag"]
    assert world.get(where, headers={"If-None-Match": tag}).status_code == 304
    assert world.get(where, headers={"If-Match": '"other"'}).status_code == 412
    assert world.call("PATCH", where, json={"Site": "X"}, headers={"If-Match": tag}).status_code == 204
    assert world.call("PATCH", where, json={"Site": "Y"}, headers={"If-Match": tag}).status_code == 412
    assert world.get(where).headers["ETag"] != tag


def test_conditional_describes(world: World) -> None:
    for path in ("sobjects", "sobjects/Contact/describe"):
        first = world.get(path)
        stamp = first.headers["Last-Modified"]
        assert world.get(path, headers={"If-Modified-Since": stamp}).status_code == 304
    world.clock.advance(minutes=5)
    world.salesforce.org.add_field("Contact", "Later__c", "string", length=10)
    again = world.get("sobjects/Contact/describe", headers={"If-Modified-Since": stamp})
    assert again.status_code == 200
    assert "Later__c" in {field["name"] for field in again.json()["fields"]}


def test_duplicate_rules_and_their_header(world: World) -> None:
    world.salesforce.org.add_duplicate_rule("Contact", "Same_Email", [["Email"]], action="Allow")
    first = world.contact(Email="d@example.com")
    body = {"LastName": "Twin", "Email": "d@example.com"}
    detailed = {"Sforce-Duplicate-Rule-Header": "allowSave=false; includeRecordDetails=true"}
    reply = world.call("POST", "sobjects/Contact", json=body, headers=detailed)
    assert reply.status_code == 400
    (one,) = reply.json()
    # The real service misspells this key.
    assert one["errorCode"] == "DUPLICATES_DETECTED"
    match = one["duplicateResut"]["matchResults"][0]["matchRecords"][0]
    assert match["record"]["Id"] == first
    rows = {"records": [{"attributes": {"type": "Contact"}} | body]}
    (result,) = world.call("POST", "composite/sobjects", json=rows).json()
    assert result["errors"][0]["statusCode"] == "DUPLICATES_DETECTED"
    assert set(result["errors"][0]) == {"statusCode", "message", "fields"}
    allowed = {"Sforce-Duplicate-Rule-Header": "allowSave=true"}
    assert world.call("POST", "sobjects/Contact", json=body, headers=allowed).status_code == 201


def test_recently_used_rows_follow_the_mru_header(world: World) -> None:
    quiet = world.call("POST", "sobjects/Contact", json={"LastName": "Q"}, headers={"Sforce-Mru": "updateMru=false"})
    assert quiet.json()["id"] not in {row["Id"] for row in world.get("recent").json()}
    assert world.contact("Loud") in {row["Id"] for row in world.get("recent").json()}


def test_files_come_as_raw_bytes(world: World) -> None:
    content = base64.b64encode(b"\x00\x01 bytes").decode()
    values = {"Title": "T", "PathOnClient": "t.bin", "VersionData": content}
    made = world.call("POST", "sobjects/ContentVersion", json=values).json()["id"]
    reply = world.get(f"sobjects/ContentVersion/{made}/VersionData")
    assert (reply.status_code, reply.content) == (200, b"\x00\x01 bytes")
    values = {"ParentId": world.contact(), "Name": "a.txt", "Body": content}
    made = world.call("POST", "sobjects/Attachment", json=values).json()["id"]
    assert world.get(f"sobjects/Attachment/{made}/Body").content == b"\x00\x01 bytes"


def test_many_clients_at_once(world: World) -> None:
    """Threads that write and read together: nothing lost, nothing doubled, no failure."""

    def work(number: int) -> list[int]:
        with requests.Session() as session:
            session.mount("https://", world.session.get_adapter(world.url))
            headers = {"Authorization": f"Bearer {world.tokens['access_token']}"}
            base = f"{world.url}/services/data/v67.0"
            made = [
                session.post(
                    f"{base}/sobjects/Contact", json={"LastName": f"{number}-{n}"}, headers=headers
                ).status_code
                for n in range(10)
            ]
            read = session.get(f"{base}/query", params={"q": "SELECT Id FROM Contact"}, headers=headers).status_code
            return [*made, read]

    with ThreadPoolExecutor(6) as pool:
        statuses = [status for result in pool.map(work, range(6)) for status in result]
    assert sorted(statuses) == [200] * 6 + [201] * 60
    assert world.query("SELECT COUNT() FROM Contact")["totalSize"] == 60
