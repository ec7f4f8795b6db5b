"""Deleting, the recycle bin, merging, and the windows of updated and deleted records."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.sandbox.salesforce_engine.conftest import START, Company, refused


def ids(company: Company, soql: str, *, all_rows: bool = False) -> list[str]:
    return [record["Id"] for record in company.ann.query(soql, all_rows=all_rows).records]


def test_deleted_records_are_only_seen_with_all_rows(company: Company) -> None:
    key = company.ann.insert("Contact", {"LastName": "L"})
    company.clock.advance(minutes=5)
    company.ann.delete("Contact", key)
    assert ids(company, "SELECT Id FROM Contact") == []
    assert ids(company, "SELECT Id FROM Contact WHERE IsDeleted = true") == []
    (row,) = company.ann.query("SELECT IsDeleted, SystemModstamp FROM Contact", all_rows=True).records
    assert (row["IsDeleted"], row["SystemModstamp"]) == (True, "2026-03-11T09:35:15.000+0000")
    for call in (company.ann.retrieve, company.ann.delete):
        error = refused(call, "Contact", key)
        assert (error.code, error.status, error.message) == ("ENTITY_IS_DELETED", 404, "entity is deleted")
    assert refused(company.ann.update, "Contact", key, {"Title": "x"}).code == "ENTITY_IS_DELETED"
    other = {"LastName": "M", "ReportsToId": key}
    assert refused(company.ann.insert, "Contact", other).code == "ENTITY_IS_DELETED"


def test_undelete_gives_the_same_record_back(company: Company) -> None:
    key = company.ann.insert("Contact", {"LastName": "L"})
    company.ann.delete("Contact", key)
    company.ann.undelete(key)
    assert ids(company, "SELECT Id FROM Contact") == [key]
    assert refused(company.ann.undelete, key).code == "UNDELETE_FAILED"
    assert refused(company.ann.undelete, "003000000000009AAA").status == 404


def test_the_bin_is_emptied_after_15_days(company: Company) -> None:
    key = company.ann.insert("Contact", {"LastName": "L"})
    company.ann.delete("Contact", key)
    company.clock.advance(days=14, hours=23)
    assert ids(company, "SELECT Id FROM Contact", all_rows=True) == [key]
    company.clock.advance(hours=2)
    assert ids(company, "SELECT Id FROM Contact", all_rows=True) == []
    assert refused(company.ann.undelete, key).status == 404


def test_an_account_takes_its_contacts_along_and_brings_them_back(company: Company) -> None:
    account = company.ann.insert("Account", {"Name": "A"})
    child = company.ann.insert("Account", {"Name": "B", "ParentId": account})
    contact = company.ann.insert("Contact", {"LastName": "L", "AccountId": account})
    gone = company.ann.insert("Contact", {"LastName": "M", "AccountId": account})
    company.ann.delete("Contact", gone)
    company.ann.delete("Account", account)
    assert ids(company, "SELECT Id FROM Contact") == []
    assert company.ann.retrieve("Account", child, ["ParentId"])["ParentId"] is None
    company.ann.undelete(account)
    assert ids(company, "SELECT Id FROM Contact") == [contact]
    assert company.ann.retrieve("Account", child, ["ParentId"])["ParentId"] == account


def test_cases_hold_their_account(company: Company) -> None:
    account = company.ann.insert("Account", {"Name": "Acme"})
    company.ann.insert("Case", {"AccountId": account})
    error = refused(company.ann.delete, "Account", account)
    assert error.code == "DELETE_FAILED"
    assert (
        "delete Acme could not be completed because it is associated with the following cases.: 00001001"
        in error.message
    )
    assert ids(company, "SELECT Id FROM Account") == [account]


def test_an_activity_about_something_else_stays(company: Company) -> None:
    account = company.ann.insert("Account", {"Name": "A"})
    contact = company.ann.insert("Contact", {"LastName": "L", "AccountId": account})
    both = company.ann.insert("Task", {"WhoId": contact, "WhatId": account})
    only = company.ann.insert("Task", {"WhoId": contact})
    company.ann.delete("Contact", contact)
    assert ids(company, "SELECT Id FROM Task") == [both]
    assert company.ann.retrieve("Task", both, ["WhoId"])["WhoId"] is None
    company.ann.undelete(contact)
    assert ids(company, "SELECT Id FROM Task ORDER BY Id") == [both, only]
    assert company.ann.retrieve("Task", both, ["WhoId"])["WhoId"] == contact


def test_merge(company: Company) -> None:
    account = company.ann.insert("Account", {"Name": "A"})
    keys = [company.ann.insert("Contact", {"LastName": name, "AccountId": account}) for name in "ABC"]
    task = company.ann.insert("Task", {"WhoId": keys[1]})
    case = company.ann.insert("Case", {"ContactId": keys[2]})
    company.clock.advance(minutes=1)
    company.ann.merge("Contact", keys[0], [keys[1], keys[2]])
    assert ids(company, "SELECT Id FROM Contact") == [keys[0]]
    losers = company.ann.query("SELECT Id, MasterRecordId FROM Contact WHERE IsDeleted = true", all_rows=True).records
    assert [(row["Id"], row["MasterRecordId"]) for row in losers] == [(keys[1], keys[0]), (keys[2], keys[0])]
    assert company.ann.retrieve("Task", task, ["WhoId"])["WhoId"] == keys[0]
    assert company.ann.retrieve("Case", case, ["ContactId"])["ContactId"] == keys[0]
    assert company.ann.retrieve("Contact", keys[0], ["SystemModstamp"])["SystemModstamp"][14:16] == "31"


def test_merges_that_are_refused(company: Company) -> None:
    key = company.ann.insert("Contact", {"LastName": "A"})
    other = company.ann.insert("Contact", {"LastName": "B"})
    for losers in ([], [key], [other, other], [other] * 3):
        assert refused(company.ann.merge, "Contact", key, losers).code == "INVALID_ARGUMENT"
    assert refused(company.ann.merge, "Opportunity", key, [other]).code == "INVALID_TYPE"


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-11T{text}").replace(tzinfo=UTC)


def test_updated_has_whole_minutes(company: Company) -> None:
    key = company.ann.insert("Contact", {"LastName": "L"})  # at 09:30:15
    company.clock.advance(minutes=10)
    assert company.ann.updated("Contact", at("09:30:59"), at("09:31:59")) == {
        "ids": [key],
        "latestDateCovered": "2026-03-11T09:31:00.000+0000",
    }
    assert company.ann.updated("Contact", at("09:29:00"), at("09:30:59"))["ids"] == []
    assert company.ann.updated("Contact", at("09:31:00"), at("09:40:00"))["ids"] == []
    company.ann.delete("Contact", key)
    assert company.ann.updated("Contact", at("09:30:00"), at("09:50:00"))["ids"] == []


def test_windows_that_follow_each_other_leave_nothing_out(company: Company) -> None:
    start, seen, made = at("09:30:00"), set(), set()
    for number in range(20):
        made.add(company.ann.insert("Contact", {"LastName": f"L{number}"}))
        body = company.ann.updated("Contact", start, company.clock.now() + timedelta(minutes=2))
        seen.update(body["ids"])
        start = datetime.strptime(body["latestDateCovered"], "%Y-%m-%dT%H:%M:%S.000%z")
        assert start <= company.clock.now()
        company.clock.advance(seconds=17)
    assert seen == made


def test_deleted_window(company: Company) -> None:
    key = company.ann.insert("Contact", {"LastName": "L"})
    company.clock.advance(minutes=3)
    company.ann.delete("Contact", key)
    company.clock.advance(minutes=3)
    body = company.ann.deleted("Contact", at("09:30:00"), at("09:36:00"))
    assert body == {
        "deletedRecords": [{"id": key, "deletedDate": "2026-03-11T09:33:15.000+0000"}],
        "earliestDateAvailable": "2026-03-11T09:30:15.000+0000",
        "latestDateCovered": "2026-03-11T09:36:00.000+0000",
    }
    assert company.bob.deleted("Contact", at("09:30:00"), at("09:36:00"))["deletedRecords"] == []
    company.ann.undelete(key)
    assert company.ann.deleted("Contact", at("09:30:00"), at("09:36:00"))["deletedRecords"] == []


WINDOWS = [
    ("updated", timedelta(days=31), timedelta()),
    ("deleted", timedelta(days=16), timedelta()),
    ("updated", timedelta(), timedelta()),
    ("updated", timedelta(seconds=10), timedelta()),
    ("deleted", timedelta(minutes=-5), timedelta()),
]


@pytest.mark.parametrize(("call", "back", "until"), WINDOWS)
def test_windows_that_are_refused(company: Company, call: str, back: timedelta, until: timedelta) -> None:
    error = refused(getattr(company.ann, call), "Contact", START - back, START - until)
    assert (error.code, error.status) == ("INVALID_REPLICATION_DATE", 400)


def test_what_is_not_replicated_has_no_window(company: Company) -> None:
    assert refused(company.ann.updated, "RecordType", START - timedelta(hours=1), START).code == "INVALID_TYPE"
