"""Files: versions, their document, their places, and old-style attachments."""

# ruff: noqa: S608 - the queries are the tests' own

import base64
from typing import Any

import pytest

from tests.sandbox.salesforce_engine.conftest import Company, refused

DATA = base64.b64encode(b"one").decode()
FILE = {"PathOnClient": "a.txt", "VersionData": DATA}


def made(company: Company, **values: Any) -> dict[str, Any]:
    return company.ann.retrieve("ContentVersion", company.ann.insert("ContentVersion", FILE | values))


def test_links(firm: Company) -> None:
    ann = firm.ann
    contact = ann.insert("Contact", {"LastName": "L"})
    document = made(firm)["ContentDocumentId"]
    given = {"ContentDocumentId": document, "LinkedEntityId": contact, "ShareType": "V", "Visibility": "AllUsers"}
    link = ann.insert("ContentDocumentLink", given)
    cases = [
        (given, "DUPLICATE_VALUE"),
        (given | {"LinkedEntityId": None}, "REQUIRED_FIELD_MISSING"),
        (given | {"ContentDocumentId": contact}, "MALFORMED_ID"),
        (given | {"ShareType": "X"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
        ({name: value for name, value in given.items() if name != "ShareType"}, "REQUIRED_FIELD_MISSING"),
        (given | {"Visibility": "Everybody"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
    ]
    for values, code in cases:
        assert refused(ann.insert, "ContentDocumentLink", values).code == code, values
    assert refused(ann.update, "ContentDocumentLink", link, {"LinkedEntityId": contact}).code
    ann.update("ContentDocumentLink", link, {"ShareType": "C"})
    paths = "Id, ContentDocument.Title, ContentDocument.LatestPublishedVersion.Checksum"
    soql = f"SELECT {paths} FROM ContentDocumentLink WHERE LinkedEntityId IN ('{contact}')"
    row = ann.query(soql).records[0]
    assert (row["Id"], row["ContentDocument"]["Title"]) == (link, "a")
    ann.delete("ContentDocumentLink", link)
    assert ann.query(soql).total == 0
    own = ann.query(f"SELECT Id FROM ContentDocumentLink WHERE ContentDocumentId = '{document}'").records[0]["Id"]
    assert refused(ann.delete, "ContentDocumentLink", own).code == "INSUFFICIENT_ACCESS_OR_READONLY"


def test_versions(firm: Company) -> None:
    ann = firm.ann
    contact = ann.insert("Contact", {"LastName": "L"})
    first = made(firm, Title="Offer", FirstPublishLocationId=contact)
    document = first["ContentDocumentId"]
    both = FILE | {"ContentDocumentId": document, "FirstPublishLocationId": contact}
    assert refused(ann.insert, "ContentVersion", both).fields == ["FirstPublishLocationId"]
    second = made(firm, ContentDocumentId=document, Title="Offer 2")
    ann.update("ContentVersion", second["Id"], {"Title": "Offer 3"})
    ann.update("ContentVersion", first["Id"], {"Title": "Old offer"})
    row = ann.query(f"SELECT Title, LatestPublishedVersionId FROM ContentDocument WHERE Id = '{document}'").records[0]
    assert (row["Title"], row["LatestPublishedVersionId"]) == ("Offer 3", second["Id"])
    versions = ann.query(
        f"SELECT VersionNumber, IsLatest FROM ContentVersion WHERE ContentDocumentId = '{document}' ORDER BY Id"
    ).records
    assert [(v["VersionNumber"], v["IsLatest"]) for v in versions] == [("1", False), ("2", True)]
    ann.delete("ContentDocument", document)
    where = f"LinkedEntityId = '{contact}'"
    assert ann.query(f"SELECT COUNT() FROM ContentDocumentLink WHERE {where}").total == 0


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"VersionData": None}, "VersionData"),
        ({"PathOnClient": None}, "PathOnClient"),
        ({"Title": "x" * 256}, "Title"),
        ({"PathOnClient": "x" * 501}, "PathOnClient"),
        ({"Origin": "X"}, "Origin"),
        ({"Checksum": "x"}, "Checksum"),
    ],
)
def test_versions_that_are_refused(firm: Company, values: dict[str, Any], field: str) -> None:
    assert refused(firm.ann.insert, "ContentVersion", FILE | values).fields == [field]


def test_an_attachment_has_25_mb_at_most(firm: Company) -> None:
    contact = firm.ann.insert("Contact", {"LastName": "L"})
    given = {"ParentId": contact, "Name": "a", "Body": b"\0" * (25 * 1024 * 1024 + 1)}
    error = refused(firm.ann.insert, "Attachment", given)
    assert (error.code, error.fields) == ("STORAGE_LIMIT_EXCEEDED", ["Body"])
