"""Queries over HTTP: pages by batchSize, locators and their end, plans, search, windows, list views."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.sandbox.salesforce_face.conftest import BEN, NOW, World
from tests.sandbox.salesforce_face.test_front import error

SOQL = "SELECT Id, LastName FROM Contact ORDER BY LastName"
SMALL = {"Sforce-Query-Options": "batchSize=200"}


def fill(world: World, count: int) -> None:
    acting = world.salesforce.org.as_user(next(iter(world.users.values())))
    for number in range(count):
        acting.insert("Contact", {"LastName": f"N{number:04}"})


def pages(world: World, headers: dict[str, str]) -> list[dict[str, Any]]:
    found = [world.get("query/", params={"q": SOQL}, headers=headers).json()]
    while not found[-1]["done"]:
        path = found[-1]["nextRecordsUrl"].removeprefix("/services/data/v67.0/")
        found.append(world.get(path, headers=headers).json())
    return found


def test_pages_hold_what_batch_size_says_and_every_row_once(world: World) -> None:
    fill(world, 450)
    found = pages(world, SMALL)
    assert [len(page["records"]) for page in found] == [200, 200, 50]
    assert {page["totalSize"] for page in found} == {450}
    assert [row["LastName"] for page in found for row in page["records"]] == [f"N{n:04}" for n in range(450)]
    assert "nextRecordsUrl" not in found[-1]
    assert found[0]["nextRecordsUrl"].endswith("-200")
    assert len(pages(world, {})) == 1
    assert [len(p["records"]) for p in pages(world, {"Sforce-Query-Options": "client=x, batchSize=7"})] == [
        200,
        200,
        50,
    ]


def test_rows_of_child_queries_count_towards_the_page(world: World) -> None:
    account = world.call("POST", "sobjects/Account", json={"Name": "Many"}).json()["id"]
    acting = world.salesforce.org.as_user(next(iter(world.users.values())))
    for number in range(3):
        acting.insert("Account", {"Name": f"A{number}"})
    for number in range(200):
        acting.insert("Contact", {"LastName": f"N{number}", "AccountId": account})
    soql = "SELECT Id, (SELECT Id FROM Contacts) FROM Account ORDER BY Name DESC"
    first = world.query(soql, headers=SMALL)
    assert [len(r["Contacts"]["records"]) if r["Contacts"] else 0 for r in first["records"]] == [200]
    assert first["done"] is False


def test_locators_end_and_belong_to_their_user(world: World) -> None:
    fill(world, 201)
    following = world.get("query", params={"q": SOQL}, headers=SMALL).json()["nextRecordsUrl"]
    path = following.removeprefix("/services/data/v67.0/")
    token = world.salesforce.issue_tokens("CID", BEN)["access_token"]
    other = world.get(path, headers={"Authorization": f"Bearer {token}"})
    assert error(other, 400, "INVALID_QUERY_LOCATOR")
    assert len(world.get(path).json()["records"]) == 1
    for wrong in ("query/01gNOTHING-2000", "query/nonsense", path.replace("-200", "-999"), path.replace("-200", "-x")):
        assert error(world.get(wrong), 400, "INVALID_QUERY_LOCATOR")
    world.salesforce.session_seconds = 10 * 86400
    world.tokens = world.salesforce.issue_tokens("CID", "ann@example.com")
    world.clock.advance(hours=49)
    assert error(world.get(path), 400, "INVALID_QUERY_LOCATOR")


@pytest.mark.parametrize(
    ("soql", "code"),
    [
        ("", "MALFORMED_QUERY"),
        ("SELECT", "MALFORMED_QUERY"),
        ("SELECT * FROM Contact", "MALFORMED_QUERY"),
        ("SELECT Nope FROM Contact", "INVALID_FIELD"),
        ("SELECT Id FROM Nope", "INVALID_TYPE"),
    ],
)
def test_bad_queries(world: World, soql: str, code: str) -> None:
    assert error(world.get("query", params={"q": soql}), 400, code)


def test_query_all_sees_the_recycle_bin(world: World) -> None:
    made = world.contact()
    world.call("DELETE", f"sobjects/Contact/{made}")
    assert world.query("SELECT Id FROM Contact")["totalSize"] == 0
    rows = world.get("queryAll/", params={"q": "SELECT Id, IsDeleted FROM Contact"}).json()["records"]
    assert [(row["Id"], row["IsDeleted"]) for row in rows] == [(made, True)]


def test_plans(world: World) -> None:
    assert world.get("query", params={"explain": SOQL}).json()["plans"]


def test_search_is_wrapped_since_v37(world: World) -> None:
    made = world.contact("Findable")
    sosl = {"q": "FIND {Findable} IN NAME FIELDS RETURNING Contact(Id, Name)"}
    assert [row["Id"] for row in world.get("search", params=sosl).json()["searchRecords"]] == [made]
    assert [row["Id"] for row in world.get("search/", params=sosl, version="36.0").json()] == [made]
    assert error(world.get("search", params={"q": "FIND"}), 400, "MALFORMED_SEARCH")


def test_parameterized_search_by_address_and_by_body(world: World) -> None:
    made = world.contact("Findable")
    asked: dict[str, Any] = {
        "q": "Findable",
        "sobject": "Contact",
        "Contact.fields": "Id,LastName",
        "Contact.limit": "5",
    }
    (row,) = world.get("parameterizedSearch", params=asked).json()["searchRecords"]
    assert (row["Id"], row["LastName"]) == (made, "Findable")
    body = {"q": "Findable", "in": "NAME", "sobjects": [{"name": "Contact", "fields": ["Id"], "limit": 5}]}
    (row,) = world.call("POST", "parameterizedSearch", json=body).json()["searchRecords"]
    assert row["Id"] == made
    assert world.call("POST", "parameterizedSearch", json={"q": 3}).status_code == 400


def test_changed_and_deleted_rows_of_a_window(world: World) -> None:
    made, lost = world.contact("A"), world.contact("B")
    world.clock.advance(minutes=5)
    world.call("DELETE", f"sobjects/Contact/{lost}")
    world.clock.advance(minutes=5)
    window = {"start": NOW.isoformat(), "end": world.clock.now().isoformat()}
    assert made in world.get("sobjects/Contact/updated/", params=window).json()["ids"]
    deleted = world.get("sobjects/Contact/deleted", params=window).json()
    assert [row["id"] for row in deleted["deletedRecords"]] == [lost]
    assert set(deleted) == {"deletedRecords", "earliestDateAvailable", "latestDateCovered"}


@pytest.mark.parametrize(
    "window",
    [
        {"start": "2026-11-20T09:00:00Z", "end": "2026-11-20T08:00:00Z"},
        {"start": "2026-09-01T09:00:00Z", "end": "2026-11-20T08:00:00Z"},
        {"start": "2026-11-20T09:00:00", "end": "2026-11-20T10:00:00Z"},
        {"start": "yesterday", "end": "2026-11-20T10:00:00Z"},
        {"start": "2026-11-20", "end": "2026-11-20T10:00:00Z"},
    ],
)
def test_windows_that_are_wrong(world: World, window: dict[str, str]) -> None:
    assert error(world.get("sobjects/Contact/updated", params=window), 400, "INVALID_REPLICATION_DATE")


def test_list_views_from_list_to_results(world: World) -> None:
    made = world.contact("Listed")
    views = world.get("sobjects/Contact/listviews").json()
    assert views["done"] is True
    assert views["size"] == len(views["listviews"])
    view = next(v for v in views["listviews"] if v["label"] == "My Contacts")
    described = world.get(view["describeUrl"].removeprefix("/services/data/v67.0/")).json()
    assert described["scope"] == "mine"
    assert [row["Id"] for row in world.query(described["query"])["records"]] == [made]
    results = world.get(view["resultsUrl"].removeprefix("/services/data/v67.0/"), params={"limit": "10"}).json()
    assert results["size"] == 1
    cells = {cell["fieldNameOrPath"]: cell["value"] for cell in results["records"][0]["columns"]}
    assert cells["Id"] == made
    assert world.get(f"sobjects/Contact/listviews/{view['id']}").json()["developerName"] == view["developerName"]
    assert world.get(f"sobjects/Contact/listviews/{view['id']}/results?limit=0").status_code == 400
    assert world.get("sobjects/Contact/listviews/recent").ok
    assert world.get("sobjects/Contact/listviews/00B000000000000AAA").status_code == 404


def test_dates_of_the_clock_reach_the_rows(world: World) -> None:
    world.clock.set(datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC))
    world.tokens = world.salesforce.issue_tokens("CID", "ann@example.com")
    made = world.contact()
    assert world.get(f"sobjects/Contact/{made}").json()["CreatedDate"] == "2027-01-02T03:04:05.000+0000"
