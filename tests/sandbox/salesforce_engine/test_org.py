"""The org itself: users, custom objects and fields, files on disk, snapshots, speed."""

import time
from pathlib import Path
from typing import Any

from sandbox.salesforce.org import Org
from tests.sandbox.salesforce_engine.conftest import Company, refused


def test_sign_in(company: Company) -> None:
    org = company.org
    user = org.create_user(
        username="Tok@Example.com",
        password="pw",
        email="tok@example.com",
        first_name="Tok",
        last_name="En",
        security_token="TTT",
    )
    assert org.authenticate("tok@example.com", "pw") == org.authenticate("TOK@EXAMPLE.COM", "pwTTT") == user
    for password in ("", "PW", "TTT", "pwTT", "pw pw"):
        assert org.authenticate("tok@example.com", password) is None
    assert org.authenticate("nobody", "pw") is None
    found = org.user(user[:15])
    assert found is not None
    assert (found["Name"], found["IsActive"], found["TimeZoneSidKey"]) == ("Tok En", True, "Europe/Paris")
    assert [row["Username"] for row in org.users()][-1] == "tok@example.com"
    assert org.id.startswith("00D") and len(org.id) == 18


def test_custom_objects(company: Company) -> None:
    fields: list[dict[str, Any]] = [
        {"name": "Client", "type": "reference", "referenceTo": "Account", "childRelationshipName": "Projects"},
        {"name": "Budget", "type": "currency", "label": "Money"},
        {"name": "Phase", "type": "picklist", "picklistValues": ["A", {"value": "B", "defaultValue": True}]},
    ]
    assert company.org.add_object("Project", "Project", "Projects", fields) == "Project__c"
    account = company.ann.insert("Account", {"Name": "Acme"})
    key = company.ann.insert("Project__c", {"Name": "Moon", "Client__c": account, "Budget__c": 5.5})
    assert key.startswith("a01")
    (row,) = company.ann.query("SELECT Name, Client__r.Name, Budget__c FROM Project__c").records
    assert (row["Client__r"]["Name"], row["Budget__c"]) == ("Acme", 5.5)
    (parent,) = company.ann.query("SELECT (SELECT Name FROM Projects) FROM Account").records
    assert parent["Projects"]["records"][0]["Name"] == "Moon"
    body = company.ann.describe("Project__c")
    assert (body["custom"], body["keyPrefix"], body["labelPlural"]) == (True, "a01", "Projects")
    described = {field["name"]: field for field in body["fields"]}
    assert (described["Budget__c"]["label"], described["Budget__c"]["custom"]) == ("Money", True)
    assert described["Client__c"]["relationshipName"] == "Client__r"
    task = company.ann.insert("Task", {"WhatId": key})
    assert company.ann.query("SELECT What.Name FROM Task").records[0]["What"]["Name"] == "Moon"
    assert company.ann.sobject_of(key) == "Project__c"
    company.ann.delete("Project__c", key)
    assert refused(company.ann.retrieve, "Task", task).code == "ENTITY_IS_DELETED"


def test_custom_fields_are_described(company: Company) -> None:
    company.org.add_field("Contact", "Key", "string", length=64, externalId=True, unique=True, label="The key")
    (field,) = [f for f in company.ann.describe("Contact")["fields"] if f["name"] == "Key__c"]
    wanted = {"label": "The key", "length": 64, "byteLength": 192, "externalId": True, "unique": True, "idLookup": True}
    assert {key: field[key] for key in wanted} == wanted
    assert field["custom"] is True and field["nillable"] is True


def test_snapshots_hold_records_and_setup(company: Company) -> None:
    org, ann = company.org, company.ann
    ann.insert("Contact", {"LastName": "before"})
    kept = org.snapshot()
    org.add_field("Contact", "Late", "string")
    org.add_validation_rule("Contact", "Never", "LastName != null", "No")
    ann.context.store.execute("DELETE FROM Contact")
    org.restore(kept)
    assert [row["LastName"] for row in ann.query("SELECT LastName FROM Contact").records] == ["before"]
    assert refused(ann.query, "SELECT Late__c FROM Contact").code == "INVALID_FIELD"
    ann.insert("Contact", {"LastName": "after"})
    org.add_field("Contact", "Late", "string")
    assert ann.query("SELECT COUNT() FROM Contact WHERE Late__c = null").total == 2


def test_an_org_in_a_file_is_found_again(company: Company, tmp_path: Path) -> None:
    path = str(tmp_path / "org.db")
    first = Org(company.clock, path)
    first.add_object("Project", "Project", "Projects", [{"name": "Size", "type": "int"}])
    user = first.create_user(username="a@b.c", password="p", email="a@b.co", first_name="A", last_name="B")
    key = first.as_user(user).insert("Project__c", {"Name": "Moon", "Size__c": 3})
    kept = first.snapshot()
    first.restore(kept)
    first.store.close()
    second = Org(company.clock, path)
    assert second.id == first.id
    assert second.authenticate("a@b.c", "p") == user
    assert second.as_user(user).retrieve("Project__c", key, ["Size__c"])["Size__c"] == 3
    assert len(second.as_user(user).list_views("Contact")["listviews"]) == len(
        company.ann.list_views("Contact")["listviews"]
    )
    second.store.close()


def test_versions_show_in_addresses(company: Company) -> None:
    old = company.org.as_user(company.ann.context.user_id, "42.0")
    key = old.insert("Contact", {"LastName": "L"})
    assert old.retrieve("Contact", key, [])["attributes"]["url"] == f"/services/data/v42.0/sobjects/Contact/{key}"


def test_two_thousand_rows_take_no_time(company: Company) -> None:
    """Processor time, so that a busy machine does not matter; the limits are some five times what it takes."""
    company.org.add_duplicate_rule("Contact", "People", [["Email"], ["FirstName", "LastName"]])
    company.org.add_validation_rule("Contact", "Rule", "LastName = 'forbidden'", "No")
    account = company.ann.insert("Account", {"Name": "Acme"})
    start = time.process_time()
    with company.org.transaction():
        for number in range(2000):
            values = {"FirstName": f"F{number}", "LastName": f"L{number}", "Email": f"u{number}@example.com"}
            with company.org.transaction():
                company.ann.insert("Contact", {**values, "AccountId": account, "MailingCity": "Lyon", "Phone": "12"})
    inserted = time.process_time()
    soql = "SELECT FIELDS(STANDARD), Account.Name, Owner.Name FROM Contact WHERE SystemModstamp >= 2026-01-01T00:00:00Z"
    assert company.ann.query(f"{soql} ORDER BY SystemModstamp, Id").total == 2000
    queried = time.process_time()
    assert inserted - start < 4
    assert queried - inserted < 2
