"""core.salesforce.errors and codes: what a refusal means."""

import json

import pytest

from core import explain
from core.errors import CursorExpired, Rejected, Stale, SyncError, Transient, Unauthorized
from core.salesforce.codes import TABLE, Act
from core.salesforce.errors import LABELS, faults_of, of_call, of_oauth, of_record

NAMES = {"LastName": "surname", "Email": "email_address_1"}


def refusal(code: str, message: str = "Why.", **more: object) -> list[dict[str, object]]:
    return [{"errorCode": code, "message": message, **more}]


@pytest.mark.parametrize(
    ("status", "body", "kind", "code", "retry"),
    [
        (401, refusal("INVALID_SESSION_ID", "Session expired or invalid"), Unauthorized, "reconnect", None),
        (403, refusal("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."), Transient, "quota", 3600.0),
        (403, refusal("REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (x) Limit exceeded."), Transient, "quota", 30.0),
        (403, refusal("API_DISABLED_FOR_ORG"), Unauthorized, "api_disabled", None),
        (403, refusal("STORAGE_LIMIT_EXCEEDED"), Unauthorized, "storage_full", None),
        (400, refusal("INVALID_FIELD", "No such column 'X'"), Unauthorized, "no_field_access", None),
        (400, refusal("MALFORMED_QUERY"), Unauthorized, "refused", None),
        (400, refusal("SOMETHING_NEW"), Unauthorized, "refused", None),
        (400, refusal("INVALID_QUERY_LOCATOR"), Transient, "listing_expired", None),
        (400, refusal("INVALID_REPLICATION_DATE"), CursorExpired, "window", None),
        (500, refusal("UNKNOWN_EXCEPTION"), Transient, "busy", None),
        (500, refusal("SOMETHING_NEW"), Transient, "busy", None),
        (503, refusal("SERVER_UNAVAILABLE"), Transient, "busy", None),
        (503, "<html>We are down for maintenance.</html>", Transient, "busy", None),
        (420, "", Transient, "busy", None),
        (414, "<h1>Bad Message 414</h1>", Unauthorized, "refused", None),
        (401, "<html>", Unauthorized, "reconnect", None),
        (302, "<html>moved</html>", Transient, "unreadable", None),
        (400, None, Unauthorized, "refused", None),
        (400, 7, Unauthorized, "refused", None),
        (400, [[["x"]]], Unauthorized, "refused", None),
        (400, [{"errorCode": ["x"], "message": {}}], Unauthorized, "refused", None),
    ],
)
def test_refused_calls(status: int, body: object, kind: type[SyncError], code: str, retry: float | None) -> None:
    error = of_call(status, body)
    assert type(error) is kind and error.code == code
    assert getattr(error, "retry_after", None) == retry
    assert error.message.endswith(".")


def test_the_server_may_say_how_long_to_wait() -> None:
    error = of_call(429, refusal("REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests Limit exceeded."), 7.0)
    assert isinstance(error, Transient) and error.retry_after == 7.0


@pytest.mark.parametrize(
    ("error", "kind", "code", "label", "field"),
    [
        (
            {"statusCode": "REQUIRED_FIELD_MISSING", "message": "Required: [LastName]", "fields": ["LastName"]},
            Rejected, "required_field_missing", "Last name is missing", "surname",
        ),
        (
            {"statusCode": "REQUIRED_FIELD_MISSING", "message": "Required fields are missing: [LastName]"},
            Rejected, "required_field_missing", "Last name is missing", "surname",
        ),
        (
            {"statusCode": "REQUIRED_FIELD_MISSING", "message": "Required: [Shoe__c]", "fields": ["Shoe__c"]},
            Rejected, "required_field_missing", "A required field is missing", None,
        ),
        (
            {"statusCode": "FIELD_CUSTOM_VALIDATION_EXCEPTION", "message": "Too tall", "fields": ["Email"]},
            Rejected, "validation_rule", "Salesforce refused it", "email_address_1",
        ),
        ({"statusCode": "STRING_TOO_LONG", "message": "x"}, Rejected, "value_too_long", "A value is too long", None),
        (
            {"statusCode": "INVALID_EMAIL_ADDRESS", "message": "x", "fields": ["Email"]},
            Rejected, "email_not_valid", "E-mail address is not valid", "email_address_1",
        ),
        (
            {"statusCode": "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "message": "x"},
            Rejected, "value_not_allowed", "A value is not allowed", None,
        ),
        ({"statusCode": "DUPLICATES_DETECTED", "message": "x"}, Rejected, "duplicate", "Already in Salesforce", None),
        (
            {"statusCode": "INSUFFICIENT_ACCESS_OR_READONLY", "message": "x"},
            Rejected, "no_right", "No right in Salesforce", None,
        ),
        ({"statusCode": "TXN_SECURITY_X", "message": "x"}, Rejected, "no_right", "No right in Salesforce", None),
        ({"statusCode": "STORAGE_LIMIT_EXCEEDED"}, Rejected, "storage_full", "Salesforce refused it", None),
        ({"statusCode": "SOMETHING_NEW", "message": "x"}, Rejected, "refused", "Salesforce refused it", None),
        ({"statusCode": "UNABLE_TO_LOCK_ROW", "message": "x"}, Transient, "row_locked", None, None),
        ({"statusCode": "ENTITY_IS_DELETED", "message": "x"}, Stale, "gone", None, None),
        ("garbage", Rejected, "refused", "Salesforce refused it", None),
        (None, Rejected, "refused", "Salesforce refused it", None),
    ],
)  # fmt: skip
def test_refused_records(error: object, kind: type[SyncError], code: str, label: str | None, field: str | None) -> None:
    found = of_record([error], "the contact “Ann”", NAMES)
    assert (type(found), found.code, found.field) == (kind, code, field)
    assert getattr(found, "label", None) == label
    assert "the contact “Ann”" in found.message


@pytest.mark.parametrize("key", ["duplicateResut", "duplicateResult"])
def test_duplicate_blocks_name_the_candidates_in_both_spellings(key: str) -> None:
    match = {"record": {"attributes": {"type": "Contact"}, "Id": "003000000000001AAA"}}
    detail = {"allowSave": False, "matchResults": [{"matchRecords": [match, {"record": None}, "x"]}, None]}
    error = {"errorCode": "DUPLICATES_DETECTED", "message": "You are creating a duplicate.", key: detail}
    found = of_record([error], "the contact", NAMES)
    assert isinstance(found, Rejected) and found.candidates == ("003000000000001AAA",)


def test_a_unique_value_names_its_owner() -> None:
    words = "duplicate value found: Email2__c duplicates value on record with id: 003000000000001"
    found = of_record([{"statusCode": "DUPLICATE_VALUE", "message": words}], "the contact", NAMES)
    assert isinstance(found, Rejected) and found.candidates == ("003000000000001",)


def test_labels_are_a_closed_vocabulary() -> None:
    assert {meaning.label for meaning in TABLE.values() if meaning.label} <= LABELS
    assert all(meaning.label for meaning in TABLE.values() if meaning.act is Act.RECORD)
    assert LABELS <= explain.LABELS, "Outlook's categories could never be removed again"
    assert len(LABELS) == 11 and all(len(label) <= 40 for label in LABELS)


def test_any_body_gives_some_meaning() -> None:
    bodies: list[object] = [
        None,
        True,
        3.5,
        "",
        "x",
        [],
        {},
        [None],
        [{}],
        {"errorCode": 1},
        {"error": "x"},
        [[{"errorCode": "X"}]],
    ]
    for body in bodies:
        assert isinstance(of_call(400, body), SyncError) and isinstance(of_record(body, "the contact", {}), SyncError)
        json.dumps([fault.code for fault in faults_of(body)])


@pytest.mark.parametrize(
    ("status", "body", "code", "advice"),
    [
        (400, ("invalid_grant", "expired access/refresh token"), "invalid_grant", "connect Salesforce again"),
        (400, ("invalid_grant", "user hasn't approved this consumer"), "invalid_grant", "pre-authorise"),
        (400, ("invalid_grant", "audience validation failed"), "invalid_grant", "login address"),
        (400, ("invalid_grant", "inactive user"), "invalid_grant", "activate"),
        (400, ("invalid_grant", "authentication failure"), "invalid_grant", "connect Salesforce again"),
        (400, ("invalid_client_id", "client identifier invalid"), "invalid_client_id", "consumer key"),
        (401, ("invalid_client", "invalid client credentials"), "invalid_client", "External Client App"),
        (400, ("brand_new", "whatever"), "brand_new", "connect Salesforce again"),
    ],
)
def test_refused_sign_ins_say_what_to_do(status: int, body: tuple[str, str], code: str, advice: str) -> None:
    error = of_oauth(status, {"error": body[0], "error_description": body[1]})
    assert isinstance(error, Unauthorized) and error.code == code and advice in error.message


def test_a_sign_in_server_that_is_down_is_tried_again() -> None:
    assert isinstance(of_oauth(503, "<html>"), Transient)
