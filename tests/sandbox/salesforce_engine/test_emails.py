"""Emails: what may be saved and changed, who they are from and to, their entry in the timeline, their files."""

# ruff: noqa: S608 - the queries are the tests' own

import base64
from dataclasses import dataclass
from typing import Any

import pytest

from sandbox.salesforce.org import Acting
from tests.sandbox.salesforce_engine.conftest import Company, refused

SENT = {"Subject": "Hello", "Status": "3", "FromAddress": "a@example.com", "ToAddress": "b@example.com"}
DATA = base64.b64encode(b"one").decode()


@dataclass
class Records:
    """What emails are about; made once a module."""

    ann: Acting
    account: str
    contact: str
    lead: str
    case: str


@pytest.fixture(scope="module")
def records(firm: Company) -> Records:
    ann = firm.ann
    account = ann.insert("Account", {"Name": "Acme"})
    contact = ann.insert("Contact", {"LastName": "L", "AccountId": account, "Email": "l@example.com"})
    lead = ann.insert("Lead", {"LastName": "D", "Company": "C", "Email": "d@example.com"})
    return Records(ann, account, contact, lead, ann.insert("Case", {"Subject": "Broken"}))


def task_of(ann: Acting, email: str) -> dict[str, Any]:
    return ann.retrieve("Task", ann.retrieve("EmailMessage", email)["ActivityId"])


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"Status": "0"}, "Status"),
        ({"Status": "1"}, "Status"),
        ({"Status": "4"}, "Status"),
        ({"Status": "9"}, "Status"),
        ({"FromAddress": "nobody"}, "FromAddress"),
        ({"HtmlBody": "x" * 131_073}, "HtmlBody"),
        ({"MessageIdentifier": "x" * 766}, "MessageIdentifier"),
        ({"HasAttachment": True}, "HasAttachment"),
    ],
)
def test_emails_that_are_refused(records: Records, values: dict[str, Any], field: str) -> None:
    assert refused(records.ann.insert, "EmailMessage", SENT | values).fields == [field]


def test_the_activity_is_given_for_cases_only(records: Records) -> None:
    task = records.ann.insert("Task", {"Subject": "Answer"})
    assert refused(records.ann.insert, "EmailMessage", SENT | {"ActivityId": task}).fields == ["ActivityId"]
    key = records.ann.insert("EmailMessage", {"Status": "0", "ParentId": records.case, "ActivityId": task})
    row = records.ann.retrieve("EmailMessage", key)
    assert (row["ActivityId"], row["RelatedToId"]) == (task, records.case)
    records.ann.update("EmailMessage", key, {"Status": "1"})
    assert refused(records.ann.update, "EmailMessage", key, {"Status": "3"}).fields == ["Status"]


ENTRIES: list[tuple[dict[str, str], list[str], str | None]] = [
    ({"RelatedToId": "account"}, ["contact"], "contact"),
    ({"RelatedToId": "account"}, ["lead"], None),
    ({}, ["lead"], "lead"),
    ({}, [], None),
]


@pytest.mark.parametrize(("about", "to", "who"), ENTRIES)
def test_a_sent_email_is_in_the_timeline(
    records: Records, about: dict[str, str], to: list[str], who: str | None
) -> None:
    related = {name: getattr(records, key) for name, key in about.items()}
    values = (
        SENT
        | related
        | {"ToIds": [getattr(records, key) for key in to], "TextBody": "Hi", "MessageDate": "2026-02-03T04:05:06Z"}
    )
    key = records.ann.insert("EmailMessage", values)
    task = task_of(records.ann, key)
    assert (task["TaskSubtype"], task["Status"], task["IsClosed"]) == ("Email", "Completed", True)
    assert (task["Subject"], task["ActivityDate"]) == ("Email: Hello", "2026-02-03")
    assert (task["WhoId"], task["WhatId"]) == (who and getattr(records, who), related.get("RelatedToId"))
    assert "Hi" in task["Description"]
    assert records.ann.retrieve("EmailMessage", key, ["ToIds"])["ToIds"] == (values["ToIds"] or None)
    records.ann.delete("EmailMessage", key)
    assert refused(records.ann.retrieve, "Task", task["Id"]).code == "ENTITY_IS_DELETED"
    records.ann.undelete(key)
    records.ann.delete("Task", task["Id"])
    assert refused(records.ann.retrieve, "EmailMessage", key).code == "ENTITY_IS_DELETED"


def test_relations(records: Records) -> None:
    ann = records.ann
    key = ann.insert("EmailMessage", SENT | {"RelatedToId": records.account, "CcIds": [records.lead], "Incoming": True})
    given = {"EmailMessageId": key, "RelationId": records.contact, "RelationType": "FromAddress"}
    relation = ann.insert("EmailMessageRelation", given)
    row = ann.retrieve("EmailMessageRelation", relation)
    assert (row["RelationObjectType"], row["RelationAddress"]) == ("Contact", "l@example.com")
    assert task_of(ann, key)["WhoId"] == records.contact
    unknown = {"EmailMessageId": key, "RelationType": "ToAddress", "RelationAddress": "x@example.com"}
    assert ann.insert("EmailMessageRelation", unknown)
    rows = ann.query(
        f"SELECT RelationType, RelationAddress FROM EmailMessageRelation WHERE EmailMessageId = '{key}' ORDER BY Id"
    ).records
    assert [(r["RelationType"], r["RelationAddress"]) for r in rows] == [
        ("CcAddress", "d@example.com"),
        ("FromAddress", "l@example.com"),
        ("ToAddress", "x@example.com"),
    ]
    assert ann.retrieve("EmailMessage", key, ["ToIds", "CcIds"])["CcIds"] == [records.lead]
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"RelationAddress": None}, "REQUIRED_FIELD_MISSING"),
        ({"RelationType": "Sender"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
        ({"RelationId": records.account}, "MALFORMED_ID"),
        ({"EmailMessageId": None}, "REQUIRED_FIELD_MISSING"),
    ]
    for values, code in wrong:
        assert refused(ann.insert, "EmailMessageRelation", unknown | values).code == code, values
    assert refused(ann.update, "EmailMessageRelation", relation, {"RelationType": "CcAddress"}).code
    ann.delete("EmailMessageRelation", relation)
    assert task_of(ann, key)["WhoId"] is None


def test_what_may_change_later(company: Company) -> None:
    ann = company.ann
    company.org.add_field("EmailMessage", "Mood", "string")
    account = ann.insert("Account", {"Name": "A"})
    contact = ann.insert("Contact", {"LastName": "L"})
    draft = ann.insert("EmailMessage", {"Subject": "Draft", "ToIds": [contact]})
    assert ann.retrieve("EmailMessage", draft)["ActivityId"] is None
    ann.update("EmailMessage", draft, {"Subject": "Better", "ToIds": None, "CcIds": [contact]})
    ann.update("EmailMessage", draft, {"Status": "3"})
    assert task_of(ann, draft)["Subject"] == "Email: Better"
    plain, managed = (ann.insert("EmailMessage", SENT | {"IsClientManaged": flag}) for flag in (False, True))
    document = _document(ann)
    for key, free in ((draft, False), (plain, False), (managed, True)):
        ann.update("EmailMessage", key, {"IsExternallyVisible": True, "Mood__c": "good"})
        for values in ({"TextBody": "x"}, {"IsIncoming": True}, {"ToIds": [contact]}, {"MessageIdentifier": "<2@x>"}):
            assert refused(ann.update, "EmailMessage", key, values).code.startswith("INVALID_FIELD"), values
        for values in ({"RelatedToId": account}, {"ContentDocumentIds": [document]}):
            if free:
                ann.update("EmailMessage", key, values)
            else:
                assert refused(ann.update, "EmailMessage", key, values).fields == list(values)
    assert task_of(ann, managed)["WhatId"] == account
    assert ann.retrieve("EmailMessage", managed, ["ContentDocumentIds"])["ContentDocumentIds"] == [document]


def _document(ann: Acting, **values: Any) -> str:
    key = ann.insert("ContentVersion", {"PathOnClient": "a.txt", "VersionData": DATA} | values)
    return str(ann.retrieve("ContentVersion", key)["ContentDocumentId"])


def test_attachments_of_emails(company: Company) -> None:
    ann = company.ann
    plain, managed = (ann.insert("EmailMessage", SENT | {"IsClientManaged": flag}) for flag in (False, True))
    document = _document(ann, FirstPublishLocationId=managed)
    assert ann.retrieve("EmailMessage", managed)["HasAttachment"] is True
    link = {"ContentDocumentId": document, "LinkedEntityId": plain, "ShareType": "V"}
    assert refused(ann.insert, "ContentDocumentLink", link).code == "INSUFFICIENT_ACCESS_OR_READONLY"
    assert refused(_document, ann, FirstPublishLocationId=plain).code == "INSUFFICIENT_ACCESS_OR_READONLY"
    old = {"ParentId": plain, "Name": "a.txt", "Body": DATA}
    assert refused(ann.insert, "Attachment", old).code == "INSUFFICIENT_ACCESS_OR_READONLY"
    ann.update("EmailMessage", managed, {"ContentDocumentIds": None})
    assert ann.retrieve("EmailMessage", managed)["HasAttachment"] is False
    kept = ann.insert("Attachment", old | {"ParentId": managed})
    assert ann.retrieve("EmailMessage", managed)["HasAttachment"] is True
    ann.delete("Attachment", kept)
    assert ann.retrieve("EmailMessage", managed)["HasAttachment"] is False
    with_files = ann.insert("EmailMessage", SENT | {"IsClientManaged": True, "ContentDocumentIds": [document]})
    assert ann.retrieve("EmailMessage", with_files)["HasAttachment"] is True


def test_message_ids_are_keys(records: Records) -> None:
    key, created = records.ann.upsert("EmailMessage", "MessageIdentifier", "<7@example.com>", SENT)
    assert created
    assert records.ann.retrieve_by("EmailMessage", "MessageIdentifier", "<7@example.com>")["Id"] == key
    thread = SENT | {"ThreadIdentifier": "<root@example.com>"}
    for _ in range(2):
        records.ann.insert("EmailMessage", thread)
    error = refused(records.ann.upsert, "EmailMessage", "ThreadIdentifier", "<root@example.com>", SENT)
    assert (error.status, len(error.extra["body"])) == (300, 2)


def test_describe_names_the_lists(records: Records) -> None:
    children = records.ann.describe("EmailMessage")["childRelationships"]
    lists = {child["childSObject"]: child["junctionIdListNames"] for child in children}
    assert lists["EmailMessageRelation"] == ["BccIds", "CcIds", "ToIds"]
    assert lists["ContentDocumentLink"] == ["ContentDocumentIds"]


def test_an_org_without_enhanced_email(company: Company) -> None:
    company.ann.insert("EmailMessage", SENT)
    company.org.set_feature("enhanced_email", on=False)
    ann = company.ann
    names = [entry["name"] for entry in ann.describe_global()["sobjects"]]
    assert not {"EmailMessage", "EmailMessageRelation"} & set(names)
    assert "Task" in names
    error = refused(ann.query, "SELECT Id FROM EmailMessage")
    assert (error.code, "'EmailMessage' is not supported" in error.message) == ("INVALID_TYPE", True)
    assert refused(ann.describe, "EmailMessage").status == 404
    assert refused(ann.insert, "EmailMessage", SENT).status == 404
    assert ann.insert("Task", {"Subject": "Email: Hello", "TaskSubtype": "Email", "Status": "Completed"})
    company.org.set_feature("enhanced_email", on=True)
    assert ann.describe("EmailMessage")["createable"] is True
    assert ann.query("SELECT COUNT() FROM EmailMessage").total == 1
