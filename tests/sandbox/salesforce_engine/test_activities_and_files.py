"""Tasks, events, emails and files: what the platform fills in and demands."""

# ruff: noqa: S608 - the queries are the tests' own

import base64
import hashlib
from typing import Any

import pytest

from tests.sandbox.salesforce_engine.conftest import Company, refused


def test_task_defaults_and_completion(company: Company) -> None:
    key = company.ann.insert("Task", {"Subject": "Call"})
    row = company.ann.retrieve("Task", key)
    assert (row["Status"], row["Priority"], row["TaskSubtype"]) == ("Not Started", "Normal", "Task")
    assert row["IsClosed"] is False and row["IsHighPriority"] is False
    company.ann.update("Task", key, {"Status": "Completed", "Priority": "High"})
    row = company.ann.retrieve("Task", key)
    assert row["IsClosed"] is True and row["IsHighPriority"] is True
    assert row["CompletedDateTime"] == "2026-03-11T09:30:15.000+0000"
    company.ann.update("Task", key, {"Status": "Deferred"})
    assert company.ann.retrieve("Task", key, ["CompletedDateTime"])["CompletedDateTime"] is None
    assert refused(company.ann.update, "Task", key, {"TaskSubtype": "Call"}).code == "INVALID_FIELD_FOR_INSERT_UPDATE"


def test_account_of_an_activity(company: Company) -> None:
    account = company.ann.insert("Account", {"Name": "A"})
    contact = company.ann.insert("Contact", {"LastName": "L", "AccountId": account})
    for values in ({"WhoId": contact}, {"WhatId": account}):
        key = company.ann.insert("Task", {"Subject": "x", **values})
        assert company.ann.retrieve("Task", key, ["AccountId"])["AccountId"] == account


def test_a_lead_goes_with_nothing_else(company: Company) -> None:
    lead = company.ann.insert("Lead", {"LastName": "L", "Company": "C"})
    account = company.ann.insert("Account", {"Name": "A"})
    assert refused(company.ann.insert, "Task", {"WhoId": lead, "WhatId": account}).code == "FIELD_INTEGRITY_EXCEPTION"


TIMES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (
        {"StartDateTime": "2026-03-12T10:00:00Z", "DurationInMinutes": 45},
        {"EndDateTime": "2026-03-12T10:45:00.000+0000", "ActivityDate": "2026-03-12", "DurationInMinutes": 45},
    ),
    (
        {"ActivityDateTime": "2026-03-12T10:00:00Z", "EndDateTime": "2026-03-12T11:00:00Z"},
        {"StartDateTime": "2026-03-12T10:00:00.000+0000", "DurationInMinutes": 60, "IsAllDayEvent": False},
    ),
    (
        {"IsAllDayEvent": True, "ActivityDate": "2026-03-12"},
        {"StartDateTime": "2026-03-12T00:00:00.000+0000", "DurationInMinutes": 1440, "EndDate": "2026-03-12"},
    ),
    (
        {"IsAllDayEvent": True, "StartDateTime": "2026-03-12T00:00:00Z", "EndDateTime": "2026-03-13T00:00:00Z"},
        {"ActivityDate": "2026-03-12", "DurationInMinutes": 2880, "EndDate": "2026-03-13"},
    ),
]


@pytest.mark.parametrize(("given", "expected"), TIMES)
def test_event_times(company: Company, given: dict[str, Any], expected: dict[str, Any]) -> None:
    row = company.ann.retrieve("Event", company.ann.insert("Event", given))
    assert {name: row[name] for name in expected} == expected
    assert (row["ShowAs"], row["GroupEventType"], row["EventSubtype"]) == ("Busy", "0", "Event")


def test_moving_an_event_keeps_its_length(company: Company) -> None:
    key = company.ann.insert("Event", {"StartDateTime": "2026-03-12T10:00:00Z", "DurationInMinutes": 45})
    company.ann.update("Event", key, {"StartDateTime": "2026-03-13T08:00:00Z"})
    assert company.ann.retrieve("Event", key, ["EndDateTime"])["EndDateTime"] == "2026-03-13T08:45:00.000+0000"


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"Subject": "x"}, "REQUIRED_FIELD_MISSING"),
    ({"StartDateTime": "2026-03-12T10:00:00Z"}, "REQUIRED_FIELD_MISSING"),
    ({"StartDateTime": "2026-03-12T10:00:00Z", "EndDateTime": "2026-03-12T09:00:00Z"}, "FIELD_INTEGRITY_EXCEPTION"),
    (
        {"StartDateTime": "2026-03-12T10:00:00Z", "EndDateTime": "2026-03-12T11:00:00Z", "DurationInMinutes": 5},
        "FIELD_INTEGRITY_EXCEPTION",
    ),
]


@pytest.mark.parametrize(("values", "code"), WRONG)
def test_events_that_are_refused(company: Company, values: dict[str, Any], code: str) -> None:
    assert refused(company.ann.insert, "Event", values).code == code


def test_custom_fields_of_activities_are_shared(company: Company) -> None:
    company.org.add_field("Activity", "Mood", "string")
    for name in ("Task", "Event"):
        assert "Mood__c" in [field["name"] for field in company.ann.describe(name)["fields"]]


def test_email_with_relations(company: Company) -> None:
    contact = company.ann.insert("Contact", {"LastName": "L"})
    values = {"Subject": "Hello", "Status": "3", "FromAddress": "a@example.com", "MessageIdentifier": "<1@example.com>"}
    email = company.ann.insert("EmailMessage", values)
    relation = {"EmailMessageId": email, "RelationId": contact, "RelationType": "ToAddress"}
    key = company.ann.insert("EmailMessageRelation", relation)
    assert company.ann.retrieve("EmailMessageRelation", key)["RelationObjectType"] == "Contact"
    found = company.ann.query("SELECT Id FROM EmailMessage WHERE MessageIdentifier = '<1@EXAMPLE.com>'")
    assert [record["Id"] for record in found.records] == [email]
    assert company.ann.retrieve("EmailMessage", email, ["MessageDate"])["MessageDate"] == "2026-03-11T09:30:15.000+0000"


def test_a_sent_email_keeps_its_text(company: Company) -> None:
    draft = company.ann.insert("EmailMessage", {"Subject": "Hello"})
    company.ann.update("EmailMessage", draft, {"Subject": "Hello again", "Status": "3"})
    error = refused(company.ann.update, "EmailMessage", draft, {"Subject": "x", "IsExternallyVisible": True})
    assert (error.code, error.fields) == ("INVALID_FIELD_FOR_INSERT_UPDATE", ["Subject"])


def test_links_are_asked_for_by_document_or_record(company: Company) -> None:
    error = refused(company.ann.query, "SELECT Id FROM ContentDocumentLink")
    assert error.code == "MALFORMED_QUERY"
    assert "Implementation restriction: ContentDocumentLink requires a filter" in error.message


def test_attachment(company: Company) -> None:
    contact = company.ann.insert("Contact", {"LastName": "L"})
    body = base64.b64encode(b"\0hello").decode()
    key = company.ann.insert("Attachment", {"ParentId": contact, "Name": "a.txt", "Body": body})
    row = company.ann.retrieve("Attachment", key)
    assert row["BodyLength"] == 6
    assert row["Body"] == f"/services/data/v67.0/sobjects/Attachment/{key}/Body"
    assert company.ann.blob("Attachment", key, "Body") == b"\0hello"
    assert refused(company.ann.blob, "Attachment", key, "Name").status == 404
    assert (
        refused(company.ann.insert, "Attachment", {"ParentId": contact, "Name": "a", "Body": "?"}).code
        == "JSON_PARSER_ERROR"
    )


def test_versions_documents_and_links(company: Company) -> None:
    ann = company.ann
    contact = ann.insert("Contact", {"LastName": "L"})
    data = base64.b64encode(b"one").decode()
    values = {"PathOnClient": "dir/Offer.PDF", "VersionData": data, "FirstPublishLocationId": contact}
    first = ann.retrieve("ContentVersion", ann.insert("ContentVersion", values))
    assert (first["Title"], first["FileType"], first["FileExtension"], first["VersionNumber"]) == (
        "Offer",
        "PDF",
        "PDF",
        "1",
    )
    assert first["Checksum"] == hashlib.md5(b"one", usedforsecurity=False).hexdigest()
    document = first["ContentDocumentId"]
    links = ann.query(
        f"SELECT LinkedEntityId, ShareType FROM ContentDocumentLink WHERE ContentDocumentId = '{document}'"
    )
    assert {(link["LinkedEntityId"], link["ShareType"]) for link in links.records} == {
        (contact, "V"),
        (ann.context.user_id, "I"),
    }
    again = {"PathOnClient": "Offer.PDF", "VersionData": data, "ContentDocumentId": document}
    second = ann.insert("ContentVersion", again)
    row = ann.retrieve("ContentDocument", document)
    assert (row["LatestPublishedVersionId"], row["ContentSize"]) == (second, 3)
    latest = ann.query("SELECT Id, VersionNumber FROM ContentVersion WHERE IsLatest = true").records
    assert [(version["Id"], version["VersionNumber"]) for version in latest] == [(second, "2")]
    assert refused(ann.delete, "ContentVersion", second).status == 405
    ann.delete("ContentDocument", document)
    assert ann.query("SELECT COUNT() FROM ContentVersion").total == 0
    assert refused(ann.insert, "ContentVersion", {"VersionData": data}).fields == ["PathOnClient"]
