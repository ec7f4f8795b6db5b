"""Contacts and their folders over HTTPS: every property, names, limits, versions, ids, moves, photos."""

import base64
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.sandbox.microsoft_graph.conftest import ANNA, BEN, IMMUTABLE, World

CONTACTS = f"users/{ANNA}/contacts"
FOLDERS = f"users/{ANNA}/contactFolders"
PERSON: dict[str, Any] = {
    "assistantName": "Ida",
    "birthday": "1974-07-22T11:59:00Z",
    "businessAddress": {
        "street": "Weg 1",
        "city": "Ulm",
        "state": "BW",
        "countryOrRegion": "DE",
        "postalCode": "89073",
    },
    "businessHomePage": "https://acme.test",
    "businessPhones": ["+49 1", "+49 2"],
    "categories": ["Salesforce", "VIP"],
    "children": ["Max", "Eva"],
    "companyName": "Acme",
    "department": "R&D",
    "displayName": "Dr Zoë Lee",
    "emailAddresses": [{"name": "Zoë", "address": "z@x.test"}, {"name": "b", "address": "b@x.test"}],
    "fileAs": "Lee",
    "generation": "Jr.",
    "givenName": "Zoë",
    "homeAddress": {"city": "Köln"},
    "homePhones": ["3"],
    "imAddresses": ["sip:z@x.test"],
    "initials": "Z.L.",
    "jobTitle": "CTO",
    "manager": "Bo",
    "middleName": "A.",
    "mobilePhone": "4",
    "nickName": "Z",
    "officeLocation": "4.1",
    "otherAddress": {"street": "Quai 7"},
    "personalNotes": "notes\r\nmore",
    "profession": "Engineer",
    "spouseName": "Kim",
    "surname": "Lee",
    "title": "Dr",
    "yomiCompanyName": "アクメ",
    "yomiGivenName": "ゾエ",
    "yomiSurname": "リー",
}


def test_every_property_is_written_read_and_cleared(world: World) -> None:
    made = world.post(CONTACTS, PERSON)
    read = world.get(f"{CONTACTS}/{made['id']}")
    assert {k: read[k] for k in PERSON} == PERSON
    assert read["primaryEmailAddress"] == PERSON["emailAddresses"][0]
    empty: dict[str, Any] = {k: [] if isinstance(v, list) else None for k, v in PERSON.items()}
    answer = world.call("PATCH", f"{CONTACTS}/{made['id']}", json=empty)
    assert answer.status_code == 200, answer.text
    cleared = answer.json()
    blank = {k: {} if k.endswith("Address") else v for k, v in empty.items()}
    # The file-as was set by hand, so nothing makes it anew.
    assert {k: cleared[k] for k in blank} == blank


def test_names_and_types_are_those_of_graphs_metadata(world: World, schemas: Path) -> None:
    types = orjson.loads((schemas / "graph" / "graph-v1.json").read_bytes())["types"]
    made = world.post(CONTACTS, PERSON)
    folder = world.post(FOLDERS, {"displayName": "CRM"})
    category = world.get(f"users/{ANNA}/outlook/masterCategories")["value"][0]
    mailbox = world.microsoft.store.mailbox(ANNA)
    assert mailbox is not None
    mailbox.create_item("inbox", "message", {"subject": "Hi", "from": {"name": "A", "address": "a@x.test"}})
    message = world.get(f"users/{ANNA}/messages")["value"][0]
    checks = [("contact", made), ("contactFolder", folder), ("outlookCategory", category), ("message", message)]
    checks += [("user", world.get(f"users/{ANNA}")), ("mailFolder", world.get(f"users/{ANNA}/mailFolders/inbox"))]
    for name, entity in checks:
        _conforms(types, name, entity)
    assert set(_properties(types, "contact")) - set(made) == set()


def _properties(types: Any, name: str) -> dict[str, Any]:
    own = types[name]
    above = _properties(types, own["base"]) if own["base"] else {}
    return {**above, **own["properties"]}


_PRIMITIVES = {"Edm.String": str, "Edm.Boolean": bool, "Edm.Int32": int, "Edm.DateTimeOffset": str, "Edm.Binary": str}


def _conforms(types: Any, name: str, entity: dict[str, Any]) -> None:
    declared = _properties(types, name)
    for key, value in entity.items():
        if "@" in key:
            continue
        assert key in declared, f"{name}.{key} is not in Graph's metadata"
        assert isinstance(value, list) == declared[key]["collection"], f"{name}.{key}"
        for one in value if isinstance(value, list) else [value]:
            _is_of(types, declared[key]["type"], one, f"{name}.{key}")


def _is_of(types: Any, declared: str, value: Any, where: str) -> None:
    if value is None:
        return
    if declared in _PRIMITIVES:
        assert isinstance(value, _PRIMITIVES[declared]), where
    elif declared in types:
        assert isinstance(value, dict), where
        _conforms(types, declared, value)


def test_the_display_name_is_made_anew_unless_it_is_sent(world: World) -> None:
    contact = world.post(CONTACTS, {"givenName": "Zoë", "surname": "Lee"})
    assert (contact["displayName"], contact["fileAs"]) == ("Zoë Lee", "Lee, Zoë")
    path = f"{CONTACTS}/{contact['id']}"
    assert world.call("PATCH", path, json={"displayName": "The boss"}).json()["displayName"] == "The boss"
    assert world.call("PATCH", path, json={"jobTitle": "CEO"}).json()["displayName"] == "The boss"
    kept = world.call("PATCH", path, json={"surname": "Kim", "displayName": "The boss"}).json()
    assert (kept["displayName"], kept["fileAs"]) == ("The boss", "Kim, Zoë")
    assert world.call("PATCH", path, json={"givenName": None}).json()["displayName"] == "Kim"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"favouriteColour": "red"}, "RequestBodyRead"),
        ({"businessPhones": ["1", "2", "3"]}, "ErrorInvalidArgument"),
        ({"homePhones": ["1", "2", "3"]}, "ErrorInvalidArgument"),
        ({"emailAddresses": [{"address": str(n)} for n in range(4)]}, "ErrorInvalidArgument"),
        ({"emailAddresses": [{"mail": "x"}]}, "RequestBodyRead"),
        ({"emailAddresses": "x"}, "RequestBodyRead"),
        ({"givenName": 5}, "RequestBodyRead"),
        ({"givenName": "x" * 256}, "ErrorPropertyValidationFailure"),
        ({"businessAddress": {"town": "Ulm"}}, "RequestBodyRead"),
        ({"businessAddress": "Ulm"}, "RequestBodyRead"),
        ({"birthday": "tomorrow"}, "RequestBodyRead"),
        ({"birthday": "2000-01-01T10:00:00"}, "RequestBodyRead"),
        ({"categories": [None]}, "RequestBodyRead"),
        ({"parentFolderId": 1}, "RequestBodyRead"),
        ({"parentFolderId": "nonsense"}, "ErrorInvalidIdMalformed"),
        ({"singleValueExtendedProperties": [{"id": "x", "value": "y"}]}, "ErrorInvalidExtendedProperty"),
        (
            {"singleValueExtendedProperties": [{"id": "Integer 0x4000", "value": "y"}]},
            "ErrorInvalidExtendedPropertyValue",
        ),
    ],
)
def test_bad_bodies_are_refused_and_change_nothing(world: World, body: dict[str, Any], code: str) -> None:
    contact = world.post(CONTACTS, {"surname": "Lee"})
    path = f"{CONTACTS}/{contact['id']}"
    assert world.error(400, "PATCH", path, json={"jobTitle": "CEO", **body}) == code
    assert world.get(path)["changeKey"] == contact["changeKey"]


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'"x"', b'{"givenName":"\\ud800"}', b"\xff"])
def test_what_is_no_json_object_is_refused(world: World, data: bytes) -> None:
    answer = world.call("POST", CONTACTS, data=data, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400, answer.text


def test_notes_of_three_megabytes_are_kept_and_ten_are_refused(world: World) -> None:
    contact = world.post(CONTACTS, {"personalNotes": "n" * 3_000_000})
    assert len(contact["personalNotes"]) == 3_000_000
    assert world.error(413, "POST", CONTACTS, json={"personalNotes": "n" * 10_000_000}) == "RequestEntityTooLarge"


def test_annotations_and_read_only_properties_are_ignored(world: World) -> None:
    body = {
        "@odata.type": "#microsoft.graph.contact",
        "@odata.etag": "x",
        "id": "x",
        "changeKey": "x",
        "surname": "Lee",
    }
    assert world.post(CONTACTS, body)["surname"] == "Lee"


def test_if_match_guards_writes(world: World) -> None:
    old = world.post(CONTACTS, {"surname": "Lee"})
    path = f"{CONTACTS}/{old['id']}"
    new = world.call("PATCH", path, json={"surname": "Kim"}, headers={"If-Match": old["@odata.etag"]})
    assert new.status_code == 200
    assert new.headers["ETag"] == new.json()["@odata.etag"] != old["@odata.etag"]
    stale = {"If-Match": old["@odata.etag"]}
    assert world.error(412, "PATCH", path, json={"surname": "Park"}, headers=stale) == "ErrorIrresolvableConflict"
    assert world.error(412, "DELETE", path, headers=stale) == "ErrorIrresolvableConflict"
    assert world.get(path)["surname"] == "Kim"
    assert world.call("DELETE", path, headers={"If-Match": "*"}).status_code == 204


def test_minimal_returns_are_honoured(world: World) -> None:
    prefer = {"Prefer": 'return=minimal, IdType="ImmutableId"'}
    made = world.call("POST", CONTACTS, json={"surname": "Lee"}, headers=prefer)
    assert (made.status_code, made.content) == (204, b"")
    path = made.headers["Location"].split("/v1.0/")[1]
    assert world.call("PATCH", path, json={"surname": "Kim"}, headers=prefer).status_code == 204
    assert world.get(path)["surname"] == "Kim"


def test_ids_are_mutable_unless_the_client_prefers_others(world: World) -> None:
    contact = world.post(CONTACTS, {"surname": "Lee"})
    fixed = world.get(f"{CONTACTS}/{contact['id']}", headers=IMMUTABLE)["id"]
    folder = world.post(FOLDERS, {"displayName": "CRM"})
    moved = world.call("PATCH", f"{CONTACTS}/{contact['id']}", json={"parentFolderId": folder["id"]}).json()
    assert moved["parentFolderId"] == folder["id"]
    assert moved["id"] != contact["id"] != fixed
    assert world.error(404, "GET", f"{CONTACTS}/{contact['id']}") == "ErrorItemNotFound"
    assert world.get(f"{CONTACTS}/{fixed}", headers=IMMUTABLE)["id"] == fixed
    assert [c["id"] for c in world.get(f"{FOLDERS}/{folder['id']}/contacts")["value"]] == [moved["id"]]
    assert world.get(CONTACTS)["value"] == []
    body = {"inputIds": [fixed, "nonsense"], "sourceIdType": "restImmutableEntryId", "targetIdType": "restId"}
    translated = world.call("POST", f"users/{ANNA}/translateExchangeIds", json=body).json()["value"]
    assert translated[0] == {"sourceId": fixed, "targetId": moved["id"]}
    assert "targetId" not in translated[1]


def test_a_deleted_contact_lies_in_deleted_items(world: World) -> None:
    contact = world.post(CONTACTS, {"surname": "Lee"}, headers=IMMUTABLE)
    assert world.call("DELETE", f"{CONTACTS}/{contact['id']}").status_code == 204
    there = world.get(f"{CONTACTS}/{contact['id']}")
    assert there["parentFolderId"] == world.get(f"users/{ANNA}/mailFolders/deleteditems")["id"]
    assert world.call("POST", f"{CONTACTS}/{contact['id']}/permanentDelete").status_code == 204
    assert world.error(404, "GET", f"{CONTACTS}/{contact['id']}") == "ErrorItemNotFound"


def test_contact_folders_are_made_renamed_nested_and_deleted(world: World) -> None:
    folder = world.post(FOLDERS, {"displayName": "CRM"})
    assert folder["parentFolderId"] == world.get(f"{FOLDERS}/contacts")["id"]
    assert world.error(409, "POST", FOLDERS, json={"displayName": "crm"}) == "ErrorFolderExists"
    child = world.post(f"{FOLDERS}/{folder['id']}/childFolders", {"displayName": "crm"})
    deep = f"{FOLDERS}/{folder['id']}/childFolders/{child['id']}"
    assert world.post(f"{deep}/contacts", {"surname": "Lee"})["parentFolderId"] == child["id"]
    assert world.call("PATCH", deep, json={"displayName": "Leads"}).json()["displayName"] == "Leads"
    assert [f["displayName"] for f in world.get(FOLDERS)["value"]] == ["CRM"]
    assert world.get(f"{FOLDERS}?$filter=displayName eq 'crm'")["value"][0]["id"] == folder["id"]
    assert world.call("DELETE", f"{FOLDERS}/{folder['id']}").status_code == 204
    assert world.get(FOLDERS)["value"] == []
    assert world.error(403, "DELETE", f"{FOLDERS}/contacts") == "ErrorDistinguishedFolder"
    for body in ({}, {"displayName": " "}, {"displayName": 5}, {"displayName": "x", "colour": 1}):
        assert world.call("POST", FOLDERS, json=body).status_code == 400
    assert world.error(400, "GET", f"{FOLDERS}/inbox") == "ErrorInvalidIdMalformed"


def test_ids_of_another_mailbox_are_not_found(world: World) -> None:
    contact = world.post(CONTACTS, {"surname": "Lee"})
    assert world.error(404, "GET", f"users/{BEN}/contacts/{contact['id']}") == "ErrorItemNotFound"


_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_a_photo_is_put_and_read_and_nothing_else_is_attached(world: World) -> None:
    contact = world.post(CONTACTS, {"surname": "Lee"})
    path = f"{CONTACTS}/{contact['id']}"
    assert world.error(404, "GET", f"{path}/photo") == "ErrorItemNotFound"
    png = {"Content-Type": "image/png"}
    assert world.call("PUT", f"{path}/photo/$value", data=_PIXEL, headers=png).status_code == 200
    answer = world.call("GET", f"{path}/photo/%24value")
    assert (answer.content, answer.headers["Content-Type"]) == (_PIXEL, "image/png")
    assert (world.get(f"{path}/photo")["width"], world.get(path)["changeKey"] != contact["changeKey"]) == (1, True)
    assert world.error(400, "PUT", f"{path}/photo/$value", data=b"x", headers=png) == "ErrorInvalidImage"
    assert world.error(400, "GET", f"{path}/attachments") == "BadRequest"


def test_the_master_list_is_one_for_graph_and_ews(world: World) -> None:
    path = f"users/{ANNA}/outlook/masterCategories"
    made = world.post(path, {"displayName": "Salesforce", "color": "preset22"})
    assert world.error(409, "POST", path, json={"displayName": "salesforce"}) == "ErrorCategoryNameDuplicate"
    assert world.call("PATCH", f"{path}/{made['id']}", json={"color": "none"}).json()["color"] == "none"
    assert world.error(400, "PATCH", f"{path}/{made['id']}", json={"displayName": "x"}) == "ErrorInvalidRequest"
    assert world.error(400, "POST", path, json={"displayName": "x", "color": "preset25"}) == "RequestBodyRead"
    mailbox = world.microsoft.store.mailbox(ANNA)
    assert mailbox is not None
    stored = mailbox.configuration("calendar", "CategoryList")
    assert stored is not None
    assert b'name="Salesforce" color="-1"' in stored.fields["xml_data"]
    assert world.call("DELETE", f"{path}/{made['id']}").status_code == 204
    assert world.error(404, "GET", f"{path}/{made['id']}") == "ErrorItemNotFound"


@pytest.mark.parametrize("value", ["1974-07-22", "1974-07-22T00:00:00Z", "1974-07-22T23:30:00+01:00"])
def test_a_birthday_is_a_day_at_11_59_utc(world: World, value: str) -> None:
    assert world.post(CONTACTS, {"birthday": value})["birthday"] == "1974-07-22T11:59:00Z"
