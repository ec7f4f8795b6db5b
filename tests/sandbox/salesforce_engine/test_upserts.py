"""Upserts and foreign keys by external id, unique fields, paths of relationships; objects with rules of their own."""

from tests.sandbox.salesforce_engine.conftest import Company, refused
from tests.sandbox.salesforce_engine.test_writes import CREATED, NEEDED


def test_upsert_by_external_id(company: Company) -> None:
    company.org.add_field("Contact", "Key", "string", length=20, externalId=True, unique=True)
    key, created = company.ann.upsert("Contact", "Key__c", "a/1 +b", {"LastName": "L"})
    assert created
    assert company.ann.upsert("Contact", "key__c", "A/1 +B", {"LastName": "M"}) == (key, False)
    row = company.ann.retrieve_by("Contact", "Key__c", "a/1 +b", ["LastName", "Key__c"])
    assert (row["LastName"], row["Key__c"]) == ("M", "a/1 +b")
    missing = refused(company.ann.upsert, "Contact", "Key__c", "zz", {"LastName": "L"}, update_only=True)
    assert missing.status == 404
    assert refused(company.ann.upsert, "Contact", "Key__c", "a", {"Key__c": "b"}).code == "INVALID_FIELD"
    assert refused(company.ann.upsert, "Contact", "Title", "a", {}).message == (
        "Provided external ID field does not exist or is not accessible: Title"
    )
    assert refused(company.ann.retrieve_by, "Contact", "Key__c", "zz").status == 404


def test_several_matches_are_300_with_their_addresses(company: Company) -> None:
    keys = [company.ann.insert("Contact", {"LastName": "L", "Email": "same@example.com"}) for _ in range(2)]
    error = refused(company.ann.upsert, "Contact", "Email", "SAME@example.com", {"LastName": "M"})
    assert error.status == 300
    assert error.extra["body"] == [f"/services/data/v67.0/sobjects/Contact/{key}" for key in keys]


def test_upsert_by_id(company: Company) -> None:
    key, created = company.ann.upsert("Contact", "Id", "", {"LastName": "L"})
    assert created
    assert company.ann.upsert("Contact", "Id", key, {"LastName": "M"}) == (key, False)


def test_unique_fields(company: Company) -> None:
    company.org.add_field("Contact", "Key", "string", unique=True)
    company.org.add_field("Contact", "Exact", "string", unique=True, caseSensitive=True)
    first = company.ann.insert("Contact", {"LastName": "A", "Key__c": "k", "Exact__c": "e"})
    error = refused(company.ann.insert, "Contact", {"LastName": "B", "Key__c": "K"})
    assert error.code == "DUPLICATE_VALUE"
    assert error.message == f"duplicate value found: Key__c duplicates value on record with id: {first[:15]}"
    company.ann.insert("Contact", {"LastName": "B", "Exact__c": "E"})
    company.ann.update("Contact", first, {"Key__c": "K"})
    company.ann.delete("Contact", first)
    company.ann.insert("Contact", {"LastName": "C", "Key__c": "k"})


def test_parent_by_external_id(company: Company) -> None:
    company.org.add_field("Account", "Key", "string", externalId=True)
    account = company.ann.insert("Account", {"Name": "A", "Key__c": "a1"})
    key = company.ann.insert("Contact", {"LastName": "L", "Account": {"Key__c": "A1"}})
    assert company.ann.retrieve("Contact", key, ["AccountId"])["AccountId"] == account
    error = refused(company.ann.insert, "Contact", {"LastName": "L", "Account": {"Key__c": "zz"}})
    assert error.message == "Foreign key external ID: zz not found for field Key__c in entity Account"


def test_relationships(company: Company) -> None:
    account = company.ann.insert("Account", {"Name": "A"})
    key = company.ann.insert("Contact", {"LastName": "L", "AccountId": account})
    assert company.ann.relationship("Contact", key, "Account", ["Name"])["Name"] == "A"
    children = company.ann.relationship("Account", account, "Contacts", ["LastName"])
    assert (children["totalSize"], children["done"]) == (1, True)
    assert children["records"][0]["LastName"] == "L"
    assert refused(company.ann.relationship, "Contact", key, "ReportsTo").status == 404
    assert refused(company.ann.relationship, "Contact", key, "Foos").status == 404


def test_opportunity_follows_its_stage(company: Company) -> None:
    key = company.ann.insert("Opportunity", {**NEEDED["Opportunity"], "Amount": 200})
    row = company.ann.retrieve("Opportunity", key)
    assert (row["Probability"], row["ExpectedRevenue"], row["IsClosed"], row["Fiscal"]) == (10.0, 20.0, False, "2026 2")
    company.ann.update("Opportunity", key, {"StageName": "Closed Won"})
    row = company.ann.retrieve("Opportunity", key)
    assert (row["Probability"], row["IsWon"], row["ForecastCategoryName"]) == (100.0, True, "Closed")


def test_case_has_a_number_and_its_contacts_details(company: Company) -> None:
    account = company.ann.insert("Account", {"Name": "A"})
    contact = company.ann.insert("Contact", {"LastName": "L", "Email": "l@example.com", "AccountId": account})
    key = company.ann.insert("Case", {"Subject": "x", "ContactId": contact})
    row = company.ann.retrieve("Case", key)
    assert (row["CaseNumber"], row["Status"], row["Priority"]) == ("00001001", "New", "Medium")
    assert (row["ContactEmail"], row["AccountId"], row["IsClosed"]) == ("l@example.com", account, False)
    company.ann.update("Case", key, {"Status": "Closed"})
    assert company.ann.retrieve("Case", key, ["ClosedDate"])["ClosedDate"] == CREATED


def test_a_converted_lead_is_read_only(company: Company) -> None:
    key = company.ann.insert("Lead", {**NEEDED["Lead"], "IsConverted": True})
    assert refused(company.ann.update, "Lead", key, {"Title": "x"}).code == "CANNOT_UPDATE_CONVERTED_LEAD"


def test_users_are_not_deleted(company: Company) -> None:
    error = refused(company.admin.delete, "User", company.bob.context.user_id)
    assert (error.code, error.status) == ("METHOD_NOT_ALLOWED", 405)
