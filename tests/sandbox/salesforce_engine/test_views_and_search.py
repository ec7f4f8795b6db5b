"""List views, recent records, text search, layouts and counts."""

import pytest

from sandbox.salesforce.errors import SalesforceError
from tests.sandbox.salesforce_engine.conftest import Company, refused


@pytest.fixture
def filled(company: Company) -> Company:
    acme = company.ann.insert("Account", {"Name": "Acme Rockets"})
    beta = company.bob.insert("Account", {"Name": "Beta"})
    company.ann.insert("Contact", {"FirstName": "Ann", "LastName": "Adams", "AccountId": beta, "Phone": "+44 20 1234"})
    company.bob.insert("Contact", {"LastName": "Müller-Lee", "AccountId": acme, "Email": "bea@acme.example"})
    return company


def view_id(company: Company, sobject: str, name: str) -> str:
    views = company.ann.list_views(sobject)["listviews"]
    return str(next(view["id"] for view in views if view["developerName"] == name))


def names(company: Company, view: str) -> list[str]:
    described = company.ann.list_view_describe("Contact", view)
    return [record["Name"] for record in company.ann.query(described["query"]).records]


def test_the_list_of_views(filled: Company) -> None:
    body = filled.ann.list_views("Contact")
    assert set(body) == {"done", "listviews", "nextRecordsUrl", "size", "sobjectType"}
    assert body["size"] == len(body["listviews"])
    labels = {view["label"] for view in body["listviews"]}
    assert labels >= {"All Contacts", "My Contacts", "My Accounts' Contacts", "Recently Viewed Contacts"}
    first = body["listviews"][0]
    assert set(first) == {"describeUrl", "developerName", "id", "label", "resultsUrl", "soqlCompatible", "url"}
    assert filled.ann.list_view("Contact", first["id"]) == first
    assert first["id"].startswith("00B")


VIEWS = [
    ("AllContacts", ["Ann Adams", "Müller-Lee"]),
    ("MyContacts", ["Ann Adams"]),
    ("MyAccountsContacts", ["Müller-Lee"]),
    ("RecentlyViewedContacts", ["Ann Adams"]),
    ("NewThisWeek", ["Ann Adams", "Müller-Lee"]),
    ("NewLastWeek", []),
]


@pytest.mark.parametrize(("view", "expected"), VIEWS)
def test_views_as_queries_of_the_caller(filled: Company, view: str, expected: list[str]) -> None:
    assert names(filled, view_id(filled, "Contact", view)) == expected
    results = filled.ann.list_view_results("Contact", view_id(filled, "Contact", view), 25, 0)
    assert [row["columns"][0]["value"] for row in results["records"]] == expected


def test_every_object_has_views_that_work(filled: Company) -> None:
    filled.org.add_object("Project", "Project", "Projects")
    for sobject in ("Account", "Lead", "Opportunity", "Case", "Task", "Event", "User", "EmailMessage", "Project__c"):
        views = filled.ann.list_views(sobject)["listviews"]
        assert any(view["developerName"].startswith("All") for view in views), sobject
        for view in views:
            described = filled.ann.list_view_describe(sobject, view["id"])
            filled.ann.query(described["query"])
            filled.ann.list_view_results(sobject, view["id"], 2000, 0)


def test_describe_of_a_view(filled: Company) -> None:
    body = filled.ann.list_view_describe("Contact", "MyContacts")
    assert (body["scope"], body["sobjectType"]) == ("mine", "Contact")
    assert " FROM Contact USING SCOPE mine ORDER BY Name ASC NULLS FIRST, Id ASC NULLS FIRST" in body["query"]
    assert body["orderBy"][0] == {"fieldNameOrPath": "Name", "nullsPosition": "first", "sortDirection": "ascending"}
    columns = {column["fieldNameOrPath"]: column for column in body["columns"]}
    assert (columns["Account.Name"]["label"], columns["Account.Name"]["hidden"]) == ("Account Name", False)
    assert columns["Id"]["hidden"] is True
    assert columns["Name"]["sortIndex"] == 0


def test_custom_views(filled: Company) -> None:
    where = "(Email LIKE '%acme%' OR Phone IN ('1', '2')) AND NOT LastName = 'x' AND CreatedDate >= LAST_N_DAYS:3"
    key = filled.org.add_list_view(
        "Contact", "Special", "Special ones", where=where, order_by="LastName DESC", columns=["LastName", "Email"]
    )
    assert filled.ann.list_view("Contact", key)["label"] == "Special ones"
    body = filled.ann.list_view_describe("Contact", key)
    assert body["whereCondition"]["conjunction"] == "and"
    either, negated, recent = body["whereCondition"]["conditions"]
    assert either["conditions"][0] == {"field": "Email", "operator": "like", "values": ["'%acme%'"]}
    assert either["conditions"][1] == {"field": "Phone", "operator": "in", "values": ["'1'", "'2'"]}
    assert negated == {"condition": {"field": "LastName", "operator": "equals", "values": ["'x'"]}}
    assert recent == {"field": "CreatedDate", "operator": "greaterThanOrEqualTo", "values": ["LAST_N_DAYS:3"]}
    results = filled.ann.list_view_results("Contact", key, 25, 0)
    assert [cell["value"] for cell in results["records"][0]["columns"]][:2] == ["Müller-Lee", "bea@acme.example"]
    assert results["records"][0]["columns"][3]["value"] == "Wed Mar 11 09:30:15 GMT 2026"
    with pytest.raises(SalesforceError):
        filled.org.add_list_view("Contact", "Bad", "Bad", where="Nothing = 1")


def test_pages_of_results(filled: Company) -> None:
    first = filled.ann.list_view_results("Contact", "AllContacts", 1, 0)
    second = filled.ann.list_view_results("Contact", "AllContacts", 1, 1)
    assert (first["size"], first["done"], second["size"], second["done"]) == (1, False, 1, True)
    assert refused(filled.ann.list_view_results, "Contact", "AllContacts", 0, 0).code == "INVALID_INPUT"


def test_unknown_views(filled: Company) -> None:
    assert refused(filled.ann.list_view, "Contact", "00B000000000001").status == 404
    assert refused(filled.ann.list_view_describe, "Contact", view_id(filled, "Lead", "MyLeads")).status == 404


def test_recent_records(filled: Company) -> None:
    assert [entry["Name"] for entry in filled.ann.recent(5)] == ["Ann Adams", "Acme Rockets"]
    assert [entry["Name"] for entry in filled.ann.recent(1)] == ["Ann Adams"]
    assert [entry["Name"] for entry in filled.ann.sobject_info("Account")["recentItems"]] == ["Acme Rockets"]
    quiet = filled.org.as_user(filled.ann.context.user_id, update_mru=False)
    quiet.insert("Contact", {"LastName": "Quiet"})
    assert [entry["Name"] for entry in filled.ann.recent(1)] == ["Ann Adams"]


SEARCHES = [
    ("FIND {ann} RETURNING Contact(Name)", ["Ann Adams"]),
    ("FIND {an*} IN NAME FIELDS RETURNING Contact(Name)", ["Ann Adams"]),
    ("FIND {ad?ms} IN NAME FIELDS RETURNING Contact(Name)", ["Ann Adams"]),
    ("find {MÜLLER} in name fields returning Contact(Name), Account", ["Müller-Lee"]),
    ("FIND {müller\\-lee} RETURNING Contact(Name)", ["Müller-Lee"]),
    ('FIND {"acme rockets"} RETURNING Account(Name)', ["Acme Rockets"]),
    ('FIND {"rockets acme"} RETURNING Account(Name)', []),
    ("FIND {rockets AND acme} RETURNING Account(Name)", ["Acme Rockets"]),
    ("FIND {beta OR acme} RETURNING Account(Name ORDER BY Name)", ["Acme Rockets", "Beta"]),
    ("FIND {acme AND NOT rockets} RETURNING Account(Name)", []),
    ("FIND {(beta OR acme) AND rockets} RETURNING Account(Name)", ["Acme Rockets"]),
    ("FIND {acme} IN EMAIL FIELDS RETURNING Account(Name), Contact(Name)", ["Müller-Lee"]),
    ("FIND {1234} IN PHONE FIELDS RETURNING Contact(Name)", ["Ann Adams"]),
    ("FIND {acme} RETURNING Account(Name WHERE Name LIKE 'B%')", []),
    ("FIND {beta OR acme} RETURNING Account(Name ORDER BY Name DESC LIMIT 1)", ["Beta"]),
    ("FIND {beta OR acme} RETURNING Account(Name ORDER BY Name) LIMIT 1", ["Acme Rockets"]),
]


@pytest.mark.parametrize(("sosl", "expected"), SEARCHES)
def test_search(filled: Company, sosl: str, expected: list[str]) -> None:
    assert [record["Name"] for record in filled.ann.search(sosl)] == expected


def test_search_of_everything_gives_ids(filled: Company) -> None:
    kinds = {record["attributes"]["type"] for record in filled.ann.search("FIND {acme}")}
    assert kinds == {"Account", "Contact"}


BAD_SEARCHES = [
    "",
    "FIND acme",
    "FIND {a}",
    "FIND {a*}",
    "FIND {}",
    "FIND {acme AND} RETURNING Account",
    "FIND {(acme} RETURNING Account",
    "FIND {acme} IN SHOE FIELDS",
    "FIND {acme} RETURNING Account(Name",
    "FIND {" + "(" * 200 + "acme} RETURNING Account",
    "FIND {" + "a*" * 50 + "} RETURNING Account",
    "FIND {acme} RETURNING Account(Name WHERE)",
]


@pytest.mark.parametrize("sosl", BAD_SEARCHES)
def test_bad_searches(filled: Company, sosl: str) -> None:
    assert refused(filled.ann.search, sosl).code == "MALFORMED_SEARCH"


def test_unknown_names_in_searches(filled: Company) -> None:
    assert refused(filled.ann.search, "FIND {acme} RETURNING Foo").code == "INVALID_TYPE"
    assert refused(filled.ann.search, "FIND {acme} RETURNING Account(Foo)").code == "INVALID_FIELD"


def test_parameterized_search(filled: Company) -> None:
    wish = {"name": "Contact", "fields": ["Id", "Name"], "where": "Phone != null", "limit": 5}
    found = filled.ann.parameterized_search(q="an*", sobjects=[wish], **{"in": "NAME"})
    assert [record["Name"] for record in found] == ["Ann Adams"]
    plain = filled.ann.parameterized_search(q="acme", fields="Id,Name", sobjects=["Account"], overallLimit=1)
    assert [record["Name"] for record in plain] == ["Acme Rockets"]
    for wrong in ({"q": "a"}, {"q": "acme", "in": "x"}, {"q": "acme", "sobjects": "x"}, {"q": "acme", "sobjects": [3]}):
        assert refused(filled.ann.parameterized_search, **wrong).code == "MALFORMED_SEARCH"


def test_layouts(filled: Company) -> None:
    body = filled.ann.layouts("Contact")
    (layout,) = body["layouts"]
    assert body["recordTypeSelectorRequired"] == [False]
    assert set(layout) == {
        *("id", "buttonLayoutSection", "detailLayoutSections", "editLayoutSections", "multirowEditLayoutSections"),
        *("relatedLists", "quickActionList", "relatedContent", "feedView", "highlightsPanelLayoutSection"),
        *("offlineLinks", "saveOptions"),
    }
    rows = [row for section in layout["detailLayoutSections"] for row in section["layoutRows"]]
    shown = {item["layoutComponents"][0]["value"] for row in rows for item in row["layoutItems"]}
    assert shown >= {"Name", "Email", "MailingAddress", "Description", "CreatedById"}
    assert filled.ann.layouts("Contact", "012000000000000AAA")["id"] == layout["id"]
    filled.admin.insert(
        "RecordType", {"Name": "VIP", "DeveloperName": "VIP", "SobjectType": "Contact", "IsActive": True}
    )
    assert filled.ann.layouts("Contact")["layouts"] is None
    assert refused(filled.ann.layouts, "Contact", "012000000000009").status == 404
    names = [info["developerName"] for info in filled.ann.describe("Contact")["recordTypeInfos"]]
    assert names == ["VIP", "Master"]


def test_record_count(filled: Company) -> None:
    counts = filled.ann.record_count(["contact", "Lead", "Nothing"])
    assert counts == {"sObjects": [{"count": 2, "name": "Contact"}, {"count": 0, "name": "Lead"}]}


def test_object_of_an_id(filled: Company) -> None:
    key = filled.ann.query("SELECT Id FROM Contact").records[0]["Id"]
    assert filled.ann.sobject_of(key[:15]) == "Contact"
    assert refused(filled.ann.sobject_of, "x").code == "MALFORMED_ID"
    assert refused(filled.ann.sobject_of, "zzz000000000000AAA").status == 404
