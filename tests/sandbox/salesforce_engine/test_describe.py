"""Describes of the objects that no recording exists of, against the v67 field reference; and what holds for all."""

import pytest

from sandbox.salesforce.describe import MASTER_RECORD_TYPE
from tests.sandbox.salesforce_engine.conftest import Company

OBJECTS = (
    *("Account", "Contact", "Lead", "Opportunity", "Case", "Task", "Event", "EventRelation", "EmailMessage"),
    *("EmailMessageRelation", "ContentVersion", "ContentDocument", "ContentDocumentLink", "Attachment", "User"),
    *("Group", "Organization", "RecordType", "ListView", "Profile"),
)
PREFIXES = {
    **{"Account": "001", "Contact": "003", "Lead": "00Q", "Opportunity": "006", "Case": "500", "Task": "00T"},
    **{"Event": "00U", "EventRelation": "0RE", "EmailMessage": "02s", "Attachment": "00P", "ContentVersion": "068"},
    **{"ContentDocument": "069", "ContentDocumentLink": "06A", "User": "005", "Group": "00G", "Organization": "00D"},
    **{"Profile": "00e", "RecordType": "012", "ListView": "00B"},
}
REQUIRED = {
    "Account": {"Name"},
    "Contact": {"LastName"},
    "Lead": {"LastName", "Company"},
    "Opportunity": {"Name", "StageName", "CloseDate"},
    "Case": set(),
    "Task": set(),
    "Event": set(),
    "EventRelation": {"RelationId", "EventId"},
    "EmailMessage": set(),
    "ContentDocumentLink": {"ContentDocumentId", "LinkedEntityId", "ShareType"},
    "Attachment": {"ParentId", "Name", "Body"},
    "User": {
        *("Username", "LastName", "Email", "Alias", "TimeZoneSidKey", "LocaleSidKey", "EmailEncodingKey", "ProfileId"),
        "LanguageLocaleKey",
    },
}
FIELDS = [
    # object, field, type, length, createable, updateable
    ("Task", "Subject", "combobox", 255, True, True),
    ("Task", "Description", "textarea", 32000, True, True),
    ("Task", "ActivityDate", "date", 0, True, True),
    ("Task", "Status", "picklist", 255, True, True),
    ("Task", "Priority", "picklist", 20, True, True),
    ("Task", "IsClosed", "boolean", 0, False, False),
    ("Task", "TaskSubtype", "picklist", 40, True, False),
    ("Task", "IsRecurrence", "boolean", 0, True, False),
    ("Task", "CallDisposition", "string", 255, True, True),
    ("Task", "CompletedDateTime", "datetime", 0, False, False),
    ("EmailMessage", "Subject", "string", 3000, True, True),
    ("EmailMessage", "TextBody", "textarea", 131072, True, True),
    ("EmailMessage", "HtmlBody", "textarea", 131072, True, True),
    ("EmailMessage", "Headers", "textarea", 32000, True, True),
    ("EmailMessage", "FromAddress", "email", 1000, True, True),
    ("EmailMessage", "ToAddress", "string", 4000, True, True),
    ("EmailMessage", "Incoming", "boolean", 0, True, False),
    ("EmailMessage", "ParentId", "reference", 18, True, False),
    ("EmailMessage", "ActivityId", "reference", 18, True, False),
    ("EmailMessage", "MessageIdentifier", "string", 765, True, True),
    ("EmailMessage", "HasAttachment", "boolean", 0, False, False),
    ("EventRelation", "Status", "picklist", 255, True, True),
    ("EventRelation", "RelationId", "reference", 18, True, False),
    ("EmailMessageRelation", "RelationAddress", "string", 255, True, False),
    ("ContentVersion", "Title", "string", 255, True, True),
    ("ContentVersion", "PathOnClient", "string", 500, True, False),
    ("ContentVersion", "VersionData", "base64", 0, True, False),
    ("ContentVersion", "Checksum", "string", 50, False, False),
    ("Attachment", "Name", "string", 255, True, True),
    ("Attachment", "ContentType", "string", 120, True, True),
    ("Attachment", "Description", "textarea", 500, True, True),
    ("User", "Alias", "string", 8, True, True),
    ("User", "FederationIdentifier", "string", 512, True, True),
    ("User", "Name", "string", 121, False, False),
]


@pytest.mark.parametrize("name", OBJECTS)
def test_every_object_can_be_described_and_read(company: Company, name: str) -> None:
    body = company.admin.describe(name)
    assert body["name"] == name
    assert body["keyPrefix"] == PREFIXES.get(name, body["keyPrefix"])
    assert body["recordTypeInfos"][-1]["recordTypeId"] == MASTER_RECORD_TYPE
    fields = body["fields"]
    assert len({field["name"] for field in fields}) == len(fields)
    keys = set(company.admin.describe("Contact")["fields"][0])
    assert all(set(field) == keys for field in fields)
    assert sum(field["nameField"] for field in fields) <= 1
    for field in fields:
        assert bool(field["referenceTo"]) == (field["type"] == "reference"), field["name"]
        assert (
            bool(field["picklistValues"])
            or "picklist" not in field["type"]
            or not field["restrictedPicklist"]
            or (field["name"] == "ValidatedFromAddress")
        )
    if name != "ContentDocumentLink":
        company.admin.query(f"SELECT FIELDS(ALL) FROM {name} LIMIT 1")  # noqa: S608  names of the list above


@pytest.mark.parametrize("name", REQUIRED)
def test_required_on_create(company: Company, name: str) -> None:
    fields = company.admin.describe(name)["fields"]
    needed = {f["name"] for f in fields if f["createable"] and not f["nillable"] and not f["defaultedOnCreate"]}
    assert needed == REQUIRED[name]


@pytest.mark.parametrize(("name", "field", "kind", "length", "createable", "updateable"), FIELDS)
def test_fields_of_the_reference(
    company: Company, name: str, field: str, kind: str, length: int, createable: bool, updateable: bool
) -> None:
    (found,) = [entry for entry in company.admin.describe(name)["fields"] if entry["name"] == field]
    assert (found["type"], found["length"]) == (kind, length)
    assert (found["createable"], found["updateable"]) == (createable, updateable)


def test_the_list_of_objects(company: Company) -> None:
    body = company.ann.describe_global()
    names = [entry["name"] for entry in body["sobjects"]]
    assert set(OBJECTS) <= set(names)
    assert names == sorted(names)
    assert (body["encoding"], body["maxBatchSize"]) == ("UTF-8", 200)
