"""SOQL: what comes back, in tables of query and rows."""

# ruff: noqa: S608 - the queries are the tests' own

from typing import Any

import pytest

from tests.sandbox.salesforce_engine.conftest import Company


def row(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key != "attributes"}


def test_shape_of_a_record(filled: Company) -> None:
    rows = filled.ann.query(
        "select id, ACCOUNT.name, Account.Owner.Name, MailingAddress from contact c WHERE c.firstname = 'Zoé'"
    )
    (record,) = rows.records
    assert rows.total == 1
    key = record["Id"]
    assert list(record) == ["attributes", "Id", "Account", "MailingAddress"]
    assert record["attributes"] == {"type": "Contact", "url": f"/services/data/v67.0/sobjects/Contact/{key}"}
    assert record["Account"]["attributes"]["type"] == "Account"
    assert record["Account"]["Name"] == "Acme"
    assert record["Account"]["Owner"]["Name"] == "Ann Example"
    assert record["MailingAddress"]["city"] == "Lyon"
    assert set(record["MailingAddress"]) == {
        *("city", "country", "geocodeAccuracy", "latitude", "longitude", "postalCode", "state", "street")
    }


def test_a_missing_parent_is_null(filled: Company) -> None:
    (record,) = filled.ann.query("SELECT Account.Name, OtherAddress FROM Contact WHERE FirstName = 'Carl'").records
    assert row(record) == {"Account": None, "OtherAddress": None}


def test_children(filled: Company) -> None:
    soql = "SELECT Name, (SELECT FirstName FROM Contacts ORDER BY FirstName DESC LIMIT 1) FROM Account ORDER BY Name"
    acme, beta, void = filled.ann.query(soql).records
    assert acme["Contacts"]["totalSize"] == 1
    assert acme["Contacts"]["done"] is True
    assert row(acme["Contacts"]["records"][0]) == {"FirstName": "Zoé"}
    assert [row(child) for child in beta["Contacts"]["records"]] == [{"FirstName": "Bea"}]
    assert void["Contacts"] is None


def test_children_with_condition_and_parent(filled: Company) -> None:
    soql = (
        "SELECT Id, (SELECT LastName, Account.Name FROM Contacts WHERE Title = null) FROM Account WHERE Name = 'Acme'"
    )
    (acme,) = filled.ann.query(soql).records
    (child,) = acme["Contacts"]["records"]
    assert (child["LastName"], child["Account"]["Name"]) == ("Smith", "Acme")


def test_polymorphic_parents(filled: Company) -> None:
    ann = filled.ann
    contact = ann.query("SELECT Id FROM Contact WHERE FirstName = 'Bea'").records[0]["Id"]
    lead = ann.insert("Lead", {"LastName": "Lead", "Company": "Gamma", "Email": "l@gamma.example"})
    account = ann.query("SELECT Id FROM Account WHERE Name = 'Acme'").records[0]["Id"]
    ann.insert("Task", {"Subject": "a", "WhoId": contact, "WhatId": account})
    ann.insert("Task", {"Subject": "b", "WhoId": lead})
    ann.insert("Task", {"Subject": "c"})
    records = ann.query("SELECT Subject, Who.Name, Who.Type, What.Name, Owner.Name FROM Task ORDER BY Subject").records
    assert [(r["Who"] or {}).get("Name") for r in records] == ["Bea O'Neill", "Lead", None]
    assert [(r["Who"] or {}).get("Type") for r in records] == ["Contact", "Lead", None]
    assert records[0]["What"]["Name"] == "Acme"
    assert records[0]["Who"]["attributes"]["url"].endswith(f"/Contact/{contact}")
    assert ann.query("SELECT COUNT() FROM Task WHERE Who.Type = 'Lead'").total == 1
    assert ann.query("SELECT COUNT() FROM Task WHERE Who.Email = 'BEA@beta.example'").total == 1


def test_typeof(filled: Company) -> None:
    ann = filled.ann
    account = ann.query("SELECT Id FROM Account WHERE Name = 'Acme'").records[0]["Id"]
    case = ann.insert("Case", {"Subject": "Broken"})
    deal = ann.insert("Opportunity", {"Name": "Deal", "StageName": "Prospecting", "CloseDate": "2026-04-01"})
    for subject, what in (("a", account), ("b", case), ("c", deal), ("d", None)):
        ann.insert("Task", {"Subject": subject, "WhatId": what})
    soql = (
        "SELECT Subject, TYPEOF What WHEN Account THEN Phone, Owner.Name, Type WHEN Case THEN CaseNumber"
        " ELSE Name END FROM Task ORDER BY Subject"
    )
    a, b, c, d = ann.query(soql).records
    assert a["What"]["attributes"]["type"] == "Account"
    assert (a["What"]["Type"], a["What"]["Owner"]["Name"]) == ("Prospect", "Ann Example")
    assert b["What"] == {
        "attributes": ann.query("SELECT Id FROM Case").records[0]["attributes"],
        "CaseNumber": "00001001",
    }
    assert (c["What"]["attributes"]["type"], c["What"]["Name"]) == ("Opportunity", "Deal")
    assert d["What"] is None


AGGREGATES: list[tuple[str, list[dict[str, Any]]]] = [
    ("SELECT COUNT(Id) FROM Contact", [{"expr0": 4}]),
    ("SELECT COUNT(Email), COUNT_DISTINCT(LastName) d FROM Contact", [{"expr0": 3, "d": 3}]),
    ("SELECT MIN(Birthdate), MAX(Birthdate) latest FROM Contact", [{"expr0": "1970-02-03", "latest": "1990-06-15"}]),
    ("SELECT SUM(AnnualRevenue), AVG(AnnualRevenue) FROM Account", [{"expr0": 3500.0, "expr1": 1750.0}]),
    (
        "SELECT LeadSource, COUNT(Id) n FROM Contact GROUP BY LeadSource ORDER BY COUNT(Id) DESC, LeadSource",
        [{"LeadSource": "Web", "n": 2}, {"LeadSource": None, "n": 1}, {"LeadSource": "Other", "n": 1}],
    ),
    (
        "SELECT Account.Name, COUNT(Id) FROM Contact GROUP BY Account.Name HAVING COUNT(Id) > 1",
        [{"Name": "Acme", "expr0": 2}],
    ),
    (
        "SELECT LastName FROM Contact WHERE FirstName != null GROUP BY LastName HAVING LastName LIKE 's%'",
        [{"LastName": "Smith"}],
    ),
    (
        (
            "SELECT CALENDAR_YEAR(Birthdate) y, COUNT(Id) FROM Contact WHERE Birthdate != null"
            " GROUP BY CALENDAR_YEAR(Birthdate) ORDER BY CALENDAR_YEAR(Birthdate) LIMIT 2"
        ),
        [{"y": 1970, "expr0": 1}, {"y": 1985, "expr0": 1}],
    ),
]


@pytest.mark.parametrize(("soql", "expected"), AGGREGATES)
def test_aggregates(filled: Company, soql: str, expected: list[dict[str, Any]]) -> None:
    rows = filled.ann.query(soql)
    assert [row(record) for record in rows.records] == expected
    assert all(record["attributes"] == {"type": "AggregateResult"} for record in rows.records)
    assert rows.total == len(expected)


def test_plain_count_has_no_records(filled: Company) -> None:
    rows = filled.ann.query("SELECT COUNT() FROM Contact WHERE LastName = 'Smith'")
    assert (rows.total, rows.records) == (2, [])


def test_fields_functions(filled: Company) -> None:
    filled.org.add_field("Contact", "Level", "string", length=10)
    every = filled.ann.query("SELECT FIELDS(ALL) FROM Contact LIMIT 1").records[0]
    standard = filled.ann.query("SELECT FIELDS(STANDARD) FROM Contact").records[0]
    custom = filled.ann.query("SELECT Id, FIELDS(CUSTOM) FROM Contact LIMIT 200").records[0]
    described = [field["name"] for field in filled.ann.describe("Contact")["fields"]]
    assert list(every)[1:] == described
    assert list(standard)[1:] == described[:-1]
    assert list(custom)[1:] == ["Id", "Level__c"]


def test_labels(filled: Company) -> None:
    filled.ann.insert(
        "Event", {"StartDateTime": "2026-03-11T10:00:00Z", "DurationInMinutes": 5, "ShowAs": "OutOfOffice"}
    )
    (record,) = filled.ann.query("SELECT toLabel(ShowAs), toLabel(GroupEventType) kind FROM Event").records
    assert row(record) == {"ShowAs": "Out of Office", "kind": "Non-group Event"}
    (record,) = filled.ann.query("SELECT ToLabel(Account.Type) FROM Contact WHERE FirstName = 'Bea'").records
    assert record["Account"]["Type"] == "Other"


def test_scopes(filled: Company) -> None:
    filled.bob.insert(
        "Contact", {"LastName": "Bobson", "AccountId": filled.ann.query("SELECT Id FROM Account").records[0]["Id"]}
    )
    assert filled.bob.query("SELECT Name FROM Contact USING SCOPE mine").total == 1
    assert filled.ann.query("SELECT Name FROM Contact USING SCOPE Mine WHERE LastName != 'x'").total == 4
    assert filled.ann.query("SELECT Name FROM Contact USING SCOPE everything").total == 5


def test_multipicklists(company: Company) -> None:
    company.org.add_field("Contact", "Hobbies", "multipicklist", picklistValues=["chess", "golf", "Kino"])
    for name, value in (("a", "chess;golf"), ("b", "golf"), ("c", "kino"), ("d", None)):
        company.ann.insert("Contact", {"LastName": name, "Hobbies__c": value})

    def found(condition: str) -> str:
        records = company.ann.query(f"SELECT LastName FROM Contact WHERE {condition} ORDER BY LastName").records
        return "".join(record["LastName"] for record in records)

    assert found("Hobbies__c INCLUDES ('golf')") == "ab"
    assert found("Hobbies__c INCLUDES ('chess;golf', 'KINO')") == "ac"
    assert found("Hobbies__c EXCLUDES ('golf')") == "cd"


def test_clauses_that_change_nothing(filled: Company) -> None:
    for tail in ("FOR VIEW", "FOR REFERENCE", "WITH SECURITY_ENFORCED", "ALL ROWS", "LIMIT 9 FOR VIEW"):
        assert filled.ann.query(f"SELECT Id FROM Contact {tail}").total == 4, tail


def test_for_view_makes_records_recent(filled: Company) -> None:
    filled.bob.query("SELECT Id FROM Contact WHERE FirstName = 'Bea' FOR VIEW")
    assert [entry["Name"] for entry in filled.bob.recent(5)] == ["Bea O'Neill"]
    assert filled.bob.query("SELECT Id FROM Contact WHERE LastViewedDate != null").total == 1


def test_alias_of_a_joined_parent(filled: Company) -> None:
    soql = "SELECT c.FirstName, a.Name FROM Contact c, c.Account a WHERE a.Name = 'beta'"
    (record,) = filled.ann.query(soql).records
    assert (record["FirstName"], record["Account"]["Name"]) == ("Bea", "beta")


def test_objects_whose_names_are_words_of_the_language(company: Company) -> None:
    assert company.admin.query("SELECT Id, Name FROM Group").total == 0
    assert company.admin.query("SELECT Id, Type FROM Group WHERE Type = 'Queue' GROUP BY Id, Type").total == 0


def test_explain_names_the_object(filled: Company) -> None:
    plan = filled.ann.explain("SELECT Id FROM Contact WHERE LastName = 'Smith'")
    assert plan["plans"][0]["sobjectType"] == "Contact"
    assert plan["plans"][0]["sobjectCardinality"] == 4
