"""core.salesforce.views: a list view's query becomes a filter of ours."""

import json
from typing import Any

import pytest

from core.errors import Transient, Unauthorized
from core.salesforce.views import all_views, chosen, view_of
from tests.core.salesforce.scripted import Reply, Scripted

MINE = ("MyContacts", "My Contacts")
LISTING = {
    "done": True,
    "listviews": [
        {"id": "00B000000000001AAA", "developerName": "AllContacts", "label": "All Contacts", "soqlCompatible": True},
        {"id": "00B000000000002AAA", "developerName": "MyContacts", "label": "My Contacts", "soqlCompatible": True},
        {"id": "00B000000000003AAA", "developerName": "Odd", "label": "Odd one", "soqlCompatible": False},
        {"id": 7},
        "x",
    ],
}


TRICKY_FILTER = (
    "(Title = ' ORDER BY ) \\' FROM x' OR (Department != null)) AND AccountId IN "
    "(SELECT Id FROM Account WHERE Name = 'WHERE (')"
)
TRICKY = (
    "SELECT toLabel(Salutation), (SELECT Id FROM Cases WHERE IsClosed = false) FROM Contact "
    "WHERE @ ORDER BY Name LIMIT 5 OFFSET 2"
).replace("@", TRICKY_FILTER)


@pytest.mark.parametrize(
    ("query", "scope", "where"),
    [
        ("SELECT Name, Account.Name FROM Contact USING SCOPE mine ORDER BY Name ASC NULLS FIRST, Id", "mine", None),
        ("SELECT Name FROM Contact", None, None),
        ("SELECT Name FROM Contact USING SCOPE everything WHERE Name LIKE 'A%'", None, "Name LIKE 'A%'"),
        (TRICKY, None, TRICKY_FILTER),
        (
            "select Id from contact using scope team where CreatedDate = LAST_N_DAYS:7",
            "team",
            "CreatedDate = LAST_N_DAYS:7",
        ),
        ("SELECT From__c, Where__c FROM Contact WHERE Order__c = 'FROM'", None, "Order__c = 'FROM'"),
    ],
)
def test_filters(query: str, scope: str | None, where: str | None) -> None:
    view = view_of("00B000000000001AAA", "V", {"query": query}, "Contact")
    assert (view.scope, view.where) == (scope, where)


@pytest.mark.parametrize(
    "query", ["SELECT Id FROM Lead", "SELECT COUNT(Id) FROM Contact GROUP BY Name", "", "x", "SELECT"]
)
def test_queries_of_another_kind_are_refused(query: str) -> None:
    with pytest.raises(Unauthorized, match="another list view"):
        view_of("00B000000000001AAA", "V", {"query": query}, "Contact")


@pytest.mark.parametrize("body", [None, [], {}, {"query": 7}])
def test_a_view_that_cannot_be_read_is_tried_again(body: object) -> None:
    with pytest.raises(Transient):
        view_of("00B000000000001AAA", "V", body, "Contact")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (None, "00B000000000002AAA"),
        ("AllContacts", "00B000000000001AAA"),
        ("00B000000000001AAA", "00B000000000001AAA"),
        ("00B000000000001", "00B000000000001AAA"),
    ],
)
def test_choosing(wanted: str | None, found: str) -> None:
    assert chosen(LISTING, wanted, "Contact", MINE)[0] == found


@pytest.mark.parametrize(("wanted", "code"), [("Gone", "list_view_missing"), ("Odd", "list_view_unusable")])
def test_a_view_that_is_missing_or_unusable_says_so(wanted: str, code: str) -> None:
    with pytest.raises(Unauthorized) as caught:
        chosen(LISTING, wanted, "Contact", MINE)
    assert caught.value.code == code and "choose another list view" in caught.value.message


@pytest.mark.parametrize("listing", [None, [], {}, {"listviews": None}])
def test_a_list_of_views_that_cannot_be_read_is_tried_again(listing: Any) -> None:
    with pytest.raises(Transient):
        chosen(listing, None, "Contact", MINE)


def test_a_view_on_a_later_page() -> None:
    script = Scripted()
    client = script.client()
    first = {"done": False, "listviews": [], "nextRecordsUrl": f"{client.base}sobjects/Contact/listviews?offset=25"}
    script.replies = [Reply(json.dumps(page).encode()) for page in (first, LISTING)]
    assert all_views(client, "Contact") == {"listviews": LISTING["listviews"]}
    for odd in (first, first | {"nextRecordsUrl": "https://evil.example.com/"}, first | {"nextRecordsUrl": None}):
        script.replies = [Reply(json.dumps(odd).encode()), *[Reply(json.dumps(first).encode())] * 4]
        with pytest.raises(Transient):
            all_views(client, "Contact")
    script.server.close()
