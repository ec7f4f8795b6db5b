"""core.salesforce.desk.refusals: Salesforce's words at the fields they are about."""

from typing import Any

import pytest

from core.errors import SyncError, Transient, Unauthorized
from core.salesforce.desk.desk import NotThere
from core.salesforce.desk.fields import object_facts
from core.salesforce.desk.refusals import DuplicatesFound, FieldsRefused, NoRight, of_row, of_save

FACTS = object_facts(
    {
        "name": "Lead",
        "fields": [
            {"name": "LastName", "label": "Last Name"},
            {"name": "Company"},
            {"name": "Title", "label": "Title"},
        ],
    }
)


def fault(code: str, message: str = "", *fields: str) -> list[dict[str, Any]]:
    return [{"errorCode": code, "message": message, "fields": list(fields)}]


AT_FIELDS: list[tuple[list[dict[str, Any]], list[tuple[str | None, str]]]] = [
    (
        fault("REQUIRED_FIELD_MISSING", "Required fields are missing: [LastName, Company]"),
        [
            ("LastName", "Fill this in."),
            ("Company", "Fill this in."),
        ],
    ),
    (fault("FIELD_CUSTOM_VALIDATION_EXCEPTION", "Kings are no leads", "Title"), [("Title", "Kings are no leads.")]),
    (fault("FIELD_CUSTOM_VALIDATION_EXCEPTION", "Not on Sundays!"), [(None, "Not on Sundays!")]),
    (
        fault("STRING_TOO_LONG", "Last Name: data value too large: xx (max length=80)", "LastName"),
        [
            ("LastName", "Data value too large: xx (max length=80)."),
        ],
    ),
    (fault("STRING_TOO_LONG", "Title: data value too large"), [("Title", "Data value too large.")]),
    (
        fault("INVALID_FIELD_FOR_INSERT_UPDATE", "Unable to create/update fields: Title. Please check", "Title"),
        [
            ("Title", "You have no right in Salesforce to change this field."),
        ],
    ),
    (fault("SOMETHING_NEW"), [(None, "Salesforce refused it (SOMETHING_NEW).")]),
    (fault("UNKNOWN_FIELDS", "x", "Nope__c"), [(None, "X.")]),
]


@pytest.mark.parametrize(("body", "told"), AT_FIELDS)
def test_at_its_field(body: list[dict[str, Any]], told: list[tuple[str | None, str]]) -> None:
    refused = of_save(400, body, FACTS)
    assert isinstance(refused, FieldsRefused)
    assert [(one.name, one.message) for one in refused.fields] == told


def test_several_at_once() -> None:
    refused = of_save(400, fault("STRING_TOO_LONG", "a", "Title") + fault("INVALID_EMAIL_ADDRESS", "b"), FACTS)
    assert isinstance(refused, FieldsRefused) and [one.name for one in refused.fields] == ["Title", None]


OTHERS: list[tuple[int, Any, type[SyncError]]] = [
    (404, fault("NOT_FOUND"), NotThere),
    (404, fault("ENTITY_IS_DELETED"), NotThere),
    (404, [], NotThere),
    (403, fault("INSUFFICIENT_ACCESS_OR_READONLY"), NoRight),
    (400, fault("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY"), NoRight),
    (400, fault("UNABLE_TO_LOCK_ROW"), Transient),
    (403, fault("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."), Transient),
    (403, fault("API_DISABLED_FOR_ORG"), Unauthorized),
    (400, "<html>proxy</html>", Unauthorized),
]


@pytest.mark.parametrize(("status", "body", "kind"), OTHERS)
def test_who_must_act(status: int, body: Any, kind: type[SyncError]) -> None:
    assert type(of_save(status, body, FACTS)) is kind


@pytest.mark.parametrize("key", ["duplicateResut", "duplicateResult"])
def test_duplicates_in_both_spellings(key: str) -> None:
    match = {"entityType": "Contact", "matchRecords": [{"record": {"Id": "0035i0000000001AAA"}}]}
    detail = {"allowSave": True, "errorMessage": "One like that.", "matchResults": [match]}
    body = [{"errorCode": "DUPLICATES_DETECTED", "message": "Use one of these", key: detail}]
    found = of_save(400, body, FACTS)
    assert isinstance(found, DuplicatesFound)
    assert (found.can_save, found.sobject, found.candidates) == (True, "Contact", ("0035i0000000001AAA",))
    assert found.message == "One like that."
    bare = of_save(400, fault("DUPLICATES_DETECTED"), FACTS)
    assert isinstance(bare, DuplicatesFound) and not bare.can_save and bare.sobject == "Lead" and bare.message


def test_rows() -> None:
    assert isinstance(of_row(404, []), NotThere)
    assert isinstance(of_row(400, fault("MALFORMED_ID")), NotThere)
    assert isinstance(of_row(403, fault("INSUFFICIENT_ACCESS")), NoRight)
    assert isinstance(of_row(500, fault("UNKNOWN_EXCEPTION")), Transient)
