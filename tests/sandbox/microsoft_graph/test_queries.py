"""Lists: paging, $filter, $orderby, $select, $expand, extended properties, and how clients spell their requests."""

from typing import Any

import pytest

from tests.sandbox.microsoft_graph.conftest import ANNA, World

CONTACTS = f"users/{ANNA}/contacts"
STAMP = "String {66f5a359-4659-4830-9070-00040ec6ac6e} Name Stamp"
NUMBER = "Integer {66f5a359-4659-4830-9070-00040ec6ac6e} Id 0x8012"


def _person(number: int) -> dict[str, Any]:
    return {
        "givenName": f"Name {number}",
        "surname": "Lee" if number % 2 else "O'Neil",
        "emailAddresses": [{"address": f"p{number}@x.test"}],
        "categories": ["Salesforce"] if number < 3 else [],
        "singleValueExtendedProperties": [{"id": STAMP, "value": f"S{number}"}, {"id": NUMBER, "value": str(number)}],
    }


@pytest.fixture
def people(world: World) -> World:
    for number in range(12):
        world.post(CONTACTS, _person(number))
    return world


def test_pages_follow_their_links_to_the_end(people: World) -> None:
    first = people.get(f"{CONTACTS}?$count=true")
    assert (len(first["value"]), first["@odata.count"]) == (10, 12)
    second = people.get(first["@odata.nextLink"])
    names = [c["givenName"] for c in first["value"] + second["value"]]
    assert names == [f"Name {n}" for n in range(12)]
    assert "@odata.nextLink" not in second
    assert len(people.get(f"{CONTACTS}?$top=5&$skip=10")["value"]) == 2
    assert people.call("GET", f"{CONTACTS}/$count").text == "12"


@pytest.mark.parametrize(
    ("test", "numbers"),
    [
        ("surname eq 'lee' and givenName ne 'Name 1'", [3, 5, 7, 9, 11]),
        ("surname eq 'O''Neil' and not (givenName eq 'Name 0' or startswith(givenName,'Name 1'))", [2, 4, 6, 8]),
        ("emailAddresses/any(a:a/address eq 'P7@x.test')", [7]),
        ("emailAddresses/any(a: startswith(a/address, 'p1'))", [1, 10, 11]),
        ("categories/any(c:c eq 'salesforce')", [0, 1, 2]),
        ("categories/all(c:c eq 'none')", [3, 4, 5, 6, 7, 8, 9, 10, 11]),
        ("contains(tolower(displayName), 'name 11')", [11]),
        ("middleName eq null and endswith(givenName, ' 4')", [4]),
        ("lastModifiedDateTime lt 2000-01-01T00:00:00Z", []),
        ("lastModifiedDateTime ge 2026-03-02T08:00:00Z and givenName le 'Name 0'", [0]),
        (f"singleValueExtendedProperties/Any(ep: ep/id eq '{STAMP}' and ep/value eq 's5')", [5]),
        (f"singleValueExtendedProperties/any(ep: ep/id eq '{STAMP.upper().replace('STAMP', 'Stamp')}' "
         "and contains(ep/value,'1'))".replace("NAME", "Name"), [1, 10, 11]),
        ("singleValueExtendedProperties/any(ep: ep/id eq 'String 0x3A06' and ep/value eq 'Name 6')", [6]),
    ],
)  # fmt: skip
def test_filters(people: World, test: str, numbers: list[int]) -> None:
    found = people.get(CONTACTS, params={"$filter": test, "$top": "50", "$select": "givenName"})["value"]
    assert [c["givenName"] for c in found] == [f"Name {n}" for n in numbers]


@pytest.mark.parametrize(
    "query",
    [
        "$filter=surname eq",
        "$filter=surname eq 'x",
        "$filter=nothing eq 'x'",
        "$filter=(surname eq 'x'",
        "$filter=surname eq 'x' surname",
        "$filter=any(a:a)",
        "$filter=" + "(" * 100,
        "$filter=" + "not " * 3000 + "true",
        "$filter=singleValueExtendedProperties/any(ep: ep/id eq 'bad')",
        "$orderby=nothing",
        "$orderby=surname sideways",
        "$select=nothing",
        "$expand=nothing",
        "$expand=singleValueExtendedProperties",
        "$expand=singleValueExtendedProperties($filter=value eq 'x')",
        "$top=-1",
        "$top=1001",
        "$top=x",
        "$top=²",
        "$count=maybe",
        "$skip=99999999999999999999",
        "$apply=x",
        "$search=x",
        "$top=1&$top=2",
    ],
)
def test_bad_queries_are_refused(world: World, query: str) -> None:
    answer = world.call("GET", f"{CONTACTS}?{query}")
    ok = query.startswith("$filter=not not")
    assert answer.status_code == (200 if ok else 400), answer.text


def test_order_select_and_expand(people: World) -> None:
    found = people.get(f"{CONTACTS}?$orderby=surname desc,givenName&$select=surname,givenName&$top=3")["value"]
    assert [(c["surname"], c["givenName"]) for c in found] == [("O'Neil", f"Name {n}") for n in (0, 10, 2)]
    assert set(found[0]) == {"@odata.etag", "id", "surname", "givenName"}
    wanted = f"singleValueExtendedProperties($filter=id eq '{STAMP}' or id eq '{NUMBER}' or id eq 'String 0x3A45')"
    one = people.get(CONTACTS, params={"$expand": wanted, "$top": "1", "$select": "id"})["value"][0]
    assert one["singleValueExtendedProperties"] == [{"id": STAMP, "value": "S0"}, {"id": NUMBER, "value": "0"}]
    assert "singleValueExtendedProperties" not in people.get(f"{CONTACTS}?$top=1")["value"][0]


def test_extended_properties_are_updated_removed_and_seen_as_fields(world: World) -> None:
    fax = "String 0x3a24"
    body = {
        "surname": "Lee",
        "singleValueExtendedProperties": [{"id": STAMP, "value": "a"}, {"id": fax, "value": "+49"}],
    }
    contact = world.post(CONTACTS, body)
    path = f"{CONTACTS}/{contact['id']}"
    world.call("PATCH", path, json={"singleValueExtendedProperties": [{"id": STAMP, "value": None}]})
    expand = {"$expand": f"singleValueExtendedProperties($filter=id eq '{STAMP}' or id eq '{fax}')"}
    assert world.get(path, params=expand)["singleValueExtendedProperties"] == [{"id": fax, "value": "+49"}]
    mailbox = world.microsoft.store.mailbox(ANNA)
    assert mailbox is not None
    item = mailbox.item(contact["id"])
    assert item is not None
    assert item.fields["phone_numbers"] == {"BusinessFax": "+49"}
    multi = {"id": "StringArray {66f5a359-4659-4830-9070-00040ec6ac6e} Name Many", "value": ["a", "b"]}
    world.call("PATCH", path, json={"multiValueExtendedProperties": [multi]})
    wanted = {"$expand": f"multiValueExtendedProperties($filter=id eq '{multi['id']}')"}
    assert world.get(path, params=wanted)["multiValueExtendedProperties"] == [multi]


def test_clients_may_encode_signs_write_keys_in_brackets_and_any_case(people: World) -> None:
    encoded = ANNA.replace("@", "%40")
    assert len(people.get(f"users/{encoded}/contacts?%24top=2")["value"]) == 2
    contact = people.get(f"{CONTACTS}?$top=1")["value"][0]
    assert people.get(f"users('{encoded}')/CONTACTS('{contact['id']}')")["id"] == contact["id"]
    folder = contact["parentFolderId"]
    assert people.get(f"users/{ANNA}/contactfolders/{folder}/contacts/delta()")["value"]
    assert people.get(f"users/{ANNA}/contactFolders/{folder}/contacts/microsoft.graph.delta")["value"]


def test_answers_carry_graphs_headers(world: World) -> None:
    answer = world.call("GET", CONTACTS, headers={"client-request-id": "mine"})
    assert answer.headers["client-request-id"] == "mine"
    assert answer.headers["request-id"]
    assert answer.headers["OData-Version"] == "4.0"
    assert answer.headers["Content-Type"].startswith("application/json;odata.metadata=minimal")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "nothing", 400),
        ("GET", f"users/{ANNA}/nothing", 400),
        ("GET", "", 400),
        ("POST", f"users/{ANNA}", 405),
        ("DELETE", CONTACTS, 405),
        ("GET", "$batch", 400),
        ("POST", f"{CONTACTS}/x/move", 400),
        ("GET", f"{CONTACTS}/nonsense", 400),
    ],
)
def test_unknown_paths_and_methods_are_refused(world: World, method: str, path: str, status: int) -> None:
    world.error(status, method, path)
