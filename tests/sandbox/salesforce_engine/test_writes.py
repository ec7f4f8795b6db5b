"""Inserts, updates and upserts: what is kept, what is filled in, what is refused."""

from typing import Any

import pytest

from tests.sandbox.salesforce_engine.conftest import Company, refused

CREATED = "2026-03-11T09:30:15.000+0000"


def test_insert_fills_in_what_the_platform_knows(company: Company) -> None:
    key = company.ann.insert(
        "Contact", {"LastName": " Lee ", "FirstName": "Ann\x00a", "Salutation": "Ms.", "Title": ""}
    )
    row = company.ann.retrieve("Contact", key)
    user = company.ann.context.user_id
    assert key.startswith("003") and len(key) == 18
    assert (row["Name"], row["LastName"], row["FirstName"], row["Title"]) == ("Anna Lee", "Lee", "Anna", None)
    assert row["OwnerId"] == row["CreatedById"] == row["LastModifiedById"] == user
    assert row["CreatedDate"] == row["LastModifiedDate"] == row["SystemModstamp"] == CREATED
    assert row["IsDeleted"] is False and row["IsEmailBounced"] is False
    assert row["attributes"] == {"type": "Contact", "url": f"/services/data/v67.0/sobjects/Contact/{key}"}


def test_update_changes_what_was_given(company: Company) -> None:
    key = company.ann.insert("Contact", {"LastName": "Lee", "FirstName": "Ann", "Phone": "1"})
    company.clock.advance(seconds=61.9)
    company.ann.update("Contact", key[:15], {"lastname": "Lea", "Phone": None, "attributes": {"type": "Contact"}})
    row = company.ann.retrieve("Contact", key)
    assert (row["Name"], row["Phone"]) == ("Ann Lea", None)
    assert row["CreatedDate"] == CREATED
    assert row["LastModifiedDate"] == row["SystemModstamp"] == "2026-03-11T09:31:16.000+0000"


KEPT: list[tuple[str, str, Any, Any]] = [
    ("Contact", "Birthdate", "1980-02-29", "1980-02-29"),
    ("Contact", "Birthdate", "1980-02-29T23:30:00+02:00", "1980-02-29"),
    ("Contact", "MailingStreet", "1 High St\nFloor 2\n", "1 High St\nFloor 2"),
    ("Contact", "Description", "a\u0007b\ud800c\t\r\n\U0001f600", "ab?c\t\r\n\U0001f600"),
    ("Contact", "LeadSource", "Fair 2026", "Fair 2026"),
    ("Contact", "CleanStatus", "matched", "Matched"),
    ("Contact", "Email", "ünï@müller.example", "ünï@müller.example"),
    ("Contact", "MailingLatitude", "48.5", 48.5),
    ("Account", "AnnualRevenue", 12.6, 13.0),
    ("Account", "NumberOfEmployees", "7", 7),
    ("Event", "ReminderDateTime", "2026-01-02T03:04:05.678+01:00", "2026-01-02T02:04:05.000+0000"),
    ("Event", "IsPrivate", "TRUE", True),
    ("Lead", "IsUnreadByOwner", False, False),
]
NEEDED: dict[str, dict[str, Any]] = {
    "Contact": {"LastName": "L"},
    "Account": {"Name": "A"},
    "Lead": {"LastName": "L", "Company": "C"},
    "Event": {"StartDateTime": "2026-01-02T03:00:00Z", "DurationInMinutes": 30},
    "Opportunity": {"Name": "O", "StageName": "Prospecting", "CloseDate": "2026-05-20"},
}


@pytest.mark.parametrize(("sobject", "field", "value", "kept"), KEPT)
def test_values_are_kept_as(company: Company, sobject: str, field: str, value: Any, kept: Any) -> None:
    key = company.ann.insert(sobject, {**NEEDED[sobject], field: value})
    assert company.ann.retrieve(sobject, key, [field])[field] == kept


REFUSED: list[tuple[str, dict[str, Any], str, str, list[str] | None]] = [
    ("Contact", {"FirstName": "A"}, "REQUIRED_FIELD_MISSING", "Required fields are missing: [LastName]", ["LastName"]),
    (
        "Lead",
        {"LastName": " "},
        "REQUIRED_FIELD_MISSING",
        "Required fields are missing: [LastName, Company]",
        ["LastName", "Company"],
    ),
    ("Opportunity", {"Name": "O"}, "REQUIRED_FIELD_MISSING", "[StageName, CloseDate]", ["StageName", "CloseDate"]),
    (
        "Contact",
        {"LastName": "x" * 81},
        "STRING_TOO_LONG",
        "Last Name: data value too large: " + "x" * 81 + " (max length=80)",
        ["LastName"],
    ),
    ("Contact", {"LastName": "\U0001f600" * 41}, "STRING_TOO_LONG", "(max length=80)", ["LastName"]),
    (
        "Contact",
        {"LastName": "L", "Email": "nobody"},
        "INVALID_EMAIL_ADDRESS",
        "Email: invalid email address: nobody",
        ["Email"],
    ),
    (
        "Contact",
        {"LastName": "L", "Email": "a b@c.example"},
        "INVALID_EMAIL_ADDRESS",
        "invalid email address",
        ["Email"],
    ),
    ("Contact", {"LastName": "L", "Email": "a@c"}, "INVALID_EMAIL_ADDRESS", "invalid email address", ["Email"]),
    (
        "Contact",
        {"LastName": "L", "CleanStatus": "Dirty"},
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        "Clean Status: bad value for restricted picklist field: Dirty",
        ["CleanStatus"],
    ),
    (
        "Account",
        {"Name": "A", "AnnualRevenue": 1e18},
        "NUMBER_OUTSIDE_VALID_RANGE",
        "Annual Revenue: value outside of valid range on numeric field: 1e+18",
        ["AnnualRevenue"],
    ),
    (
        "Account",
        {"Name": "A", "NumberOfEmployees": 10**8},
        "NUMBER_OUTSIDE_VALID_RANGE",
        "value outside of valid range",
        ["NumberOfEmployees"],
    ),
    (
        "Account",
        {"Name": "A", "AnnualRevenue": "lots"},
        "JSON_PARSER_ERROR",
        "Cannot deserialize instance of currency from VALUE_STRING value lots",
        None,
    ),
    (
        "Contact",
        {"LastName": 5},
        "JSON_PARSER_ERROR",
        "Cannot deserialize instance of string from VALUE_NUMBER_INT value 5",
        None,
    ),
    ("Contact", {"LastName": ["L"]}, "JSON_PARSER_ERROR", "from START_ARRAY", None),
    (
        "Contact",
        {"LastName": "L", "Birthdate": "31/12/1980"},
        "JSON_PARSER_ERROR",
        "Cannot deserialize instance of date from VALUE_STRING value 31/12/1980",
        None,
    ),
    ("Contact", {"LastName": "L", "Birthdate": "2026-02-30"}, "JSON_PARSER_ERROR", "instance of date", None),
    (
        "Contact",
        {"LastName": "L", "Nickname": "x"},
        "INVALID_FIELD",
        "No such column 'Nickname' on sobject of type Contact",
        None,
    ),
    (
        "Contact",
        {"LastName": "L", "Id": "003000000000001"},
        "INVALID_FIELD",
        "The Id field should not be specified",
        None,
    ),
    (
        "Contact",
        {"LastName": "L", "Name": "x", "CreatedDate": CREATED},
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        "Unable to create/update fields: Name, CreatedDate.",
        ["Name", "CreatedDate"],
    ),
    (
        "Contact",
        {"LastName": "L", "MailingAddress": "x"},
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        "MailingAddress",
        ["MailingAddress"],
    ),
    (
        "Contact",
        {"LastName": "L", "AccountId": "nonsense"},
        "MALFORMED_ID",
        "Account ID: id value of incorrect type: nonsense",
        [],
    ),
    (
        "Contact",
        {"LastName": "L", "AccountId": "003000000000001AAA"},
        "MALFORMED_ID",
        "Account ID: id value of incorrect type",
        ["AccountId"],
    ),
    (
        "Contact",
        {"LastName": "L", "AccountId": "001000000000001AAA"},
        "INVALID_CROSS_REFERENCE_KEY",
        "invalid cross reference id",
        [],
    ),
    (
        "Lead",
        {"LastName": "L", "Company": "C", "IsUnreadByOwner": None},
        "INVALID_TYPE_ON_FIELD_IN_RECORD",
        "value not of required type",
        ["IsUnreadByOwner"],
    ),
    (
        "ListView",
        {"Name": "x"},
        "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
        "entity type cannot be inserted: List View",
        [],
    ),
]


@pytest.mark.parametrize(("sobject", "values", "code", "message", "fields"), REFUSED)
def test_inserts_that_are_refused(
    company: Company, sobject: str, values: dict[str, Any], code: str, message: str, fields: list[str] | None
) -> None:
    error = refused(company.ann.insert, sobject, values)
    assert (error.code, error.fields, error.status) == (code, fields, 400)
    assert message in error.message
    left = (
        company.admin.query("SELECT COUNT() FROM Contact").total + company.admin.query("SELECT COUNT() FROM Lead").total
    )
    assert left == 0


def test_long_wrong_addresses_are_refused_at_once(company: Company) -> None:
    for address in ("a@b." + "a" * 75 + "!", "a@" + "b." * 38 + "!", "a" * 78 + "@", "@" * 80):
        assert (
            refused(company.ann.insert, "Contact", {"LastName": "L", "Email": address}).code == "INVALID_EMAIL_ADDRESS"
        )


ADDRESSES = ["a.b+c@d-e.co.uk", "o'neill@example.com", "A_B@EXAMPLE.COM", "1@2.example", "a@xn--mller-kva.example"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses_that_are_kept(company: Company, address: str) -> None:
    key = company.ann.insert("Contact", {"LastName": "L", "Email": address})
    assert company.ann.retrieve("Contact", key, ["Email"])["Email"] == address


def test_error_body(company: Company) -> None:
    error = refused(company.ann.insert, "Contact", {})
    assert error.to_json() == {
        "message": "Required fields are missing: [LastName]",
        "errorCode": "REQUIRED_FIELD_MISSING",
        "fields": ["LastName"],
    }


def test_rows_that_cannot_be_reached(company: Company) -> None:
    ann = company.ann
    for wrong, code, status in (
        ("nonsense", "MALFORMED_ID", 400),
        ("003000000000001AAB", "MALFORMED_ID", 400),
        ("003000000000001AAA", "NOT_FOUND", 404),
        ("001000000000001AAA", "NOT_FOUND", 404),
    ):
        for call in (
            lambda w=wrong: ann.retrieve("Contact", w),
            lambda w=wrong: ann.update("Contact", w, {}),
            lambda w=wrong: ann.delete("Contact", w),
        ):
            error = refused(call)
            assert (error.code, error.status) == (code, status)
    for name in ("Nothing", "'; DROP TABLE Contact; --"):
        assert refused(ann.insert, name, {}).status == 404
        assert refused(ann.describe, name).code == "NOT_FOUND"
    assert refused(ann.retrieve, "Contact", ann.insert("Contact", {"LastName": "L"}), ["Foo"]).code == "INVALID_FIELD"


def test_a_required_field_cannot_be_emptied(company: Company) -> None:
    key = company.ann.insert("Contact", {"LastName": "L"})
    error = refused(company.ann.update, "Contact", key, {"LastName": "", "Title": "x"})
    assert (error.code, error.fields) == ("REQUIRED_FIELD_MISSING", ["LastName"])
    assert company.ann.retrieve("Contact", key, ["Title"])["Title"] is None


def test_inactive_users_own_nothing_new(company: Company) -> None:
    bob = company.bob.context.user_id
    company.admin.update("User", bob, {"IsActive": False})
    error = refused(company.ann.insert, "Contact", {"LastName": "L", "OwnerId": bob})
    assert error.code == "INACTIVE_OWNER_OR_USER"
    assert company.org.authenticate("bob@example.com", "secret") is None


def test_transactions_nest(company: Company) -> None:
    class Stop(Exception):
        pass

    ann = company.ann
    with pytest.raises(Stop), company.org.transaction():
        ann.insert("Contact", {"LastName": "outer"})
        with company.org.transaction():
            ann.insert("Contact", {"LastName": "inner"})
        raise Stop
    with company.org.transaction():
        with pytest.raises(Stop), company.org.transaction():
            ann.insert("Contact", {"LastName": "lost"})
            raise Stop
        ann.insert("Contact", {"LastName": "kept"})
    assert [r["LastName"] for r in ann.query("SELECT LastName FROM Contact").records] == ["kept"]
