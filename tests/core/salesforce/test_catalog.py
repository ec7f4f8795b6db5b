"""core.salesforce.catalog, checks and describe, on Salesforce's own describe of Contact."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from core.errors import Rejected, Transient
from core.notes import END, START
from core.objects import CONTACT
from core.policy import Policy
from core.records import Value, canonical_fields
from core.salesforce.catalog import Catalog, version
from core.salesforce.checks import checked
from core.salesforce.contacts import CONTACTS, FIELDS
from core.salesforce.describe import ObjectFact, object_fact
from core.salesforce.shape import Facts, Options, User
from core.salesforce.trait import Draft
from core.store import Change

CUSTOM = {
    "Bothways_Stamp__c": {"type": "string", "length": 64, "externalId": True, "unique": True},
    "Email2__c": {"type": "email", "length": 80},
    "Size__c": {"type": "double", "label": "Shoe size"},
    "Vip__c": {"type": "boolean", "label": "VIP"},
    "Tags__c": {"type": "multipicklist", "label": "Tags", "length": 400},
    "Met__c": {"type": "datetime", "label": "Met"},
    "Home__c": {"type": "location", "label": "Home"},
}


@pytest.fixture(scope="session")
def describe(schemas: Path) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((schemas / "salesforce" / "describe-Contact.json").read_text("utf-8"))
    plain = next(field for field in body["fields"] if field["name"] == "Department")
    body["fields"] += [plain | {"name": name, "label": name} | facts for name, facts in CUSTOM.items()]
    return body


@pytest.fixture
def contact(describe: dict[str, Any]) -> ObjectFact:
    return object_fact(describe)


@pytest.fixture(scope="session")
def account(schemas: Path) -> ObjectFact:
    return object_fact(json.loads((schemas / "salesforce" / "describe-Account.json").read_text("utf-8")))


@pytest.fixture
def catalog(contact: ObjectFact, account: ObjectFact) -> Catalog:
    return catalog_of(contact, account, ("Size__c", "vip__c", "Tags__c", "Met__c", "Home__c", "Nope__c"))


def catalog_of(
    contact: ObjectFact,
    account: ObjectFact | None,
    custom_fields: tuple[str, ...] = (),
    extra: dict[str, str] | None = None,
) -> Catalog:
    """The catalog of a user who sees these objects."""
    policy, options = Policy(custom_fields=custom_fields), Options(extra or {})
    return CONTACTS.catalog(Facts(contact, {"Account": account}, {}, User(""), "", policy, options))


def without(contact: ObjectFact, name: str, **facts: Any) -> ObjectFact:
    """The object with a field changed, or gone."""
    fields = {n: f for n, f in contact.fields.items() if n != name}
    if facts:
        fields[name] = replace(contact.fields[name], **facts)
    return replace(contact, fields=fields)


def test_every_standard_field_is_known_to_salesforce(contact: ObjectFact) -> None:
    # Middle name and suffix are there only where an administrator enabled them.
    assert set(FIELDS.values()) - set(contact.fields) == {"MiddleName", "Suffix"}
    assert set(FIELDS) <= set(CONTACT.fields)


def test_holds(contact: ObjectFact, account: ObjectFact, catalog: Catalog) -> None:
    assert {"surname", "company_name", "crm_section", "other_city"} <= catalog.holds
    assert not {"middle_name", "generation", "email_address_2", "home_street"} & catalog.holds
    assert "company_name" not in catalog_of(contact, None).holds
    assert "company_name" not in catalog_of(without(contact, "AccountId", updateable=False), account).holds
    assert "job_title" not in catalog_of(without(contact, "Title"), account).holds
    assert "job_title" not in catalog_of(without(contact, "Title", updateable=False), account).holds
    assert "email_address_2" in catalog_of(contact, account, extra={"email_address_2": "Email2__c"}).holds
    assert "birthday" not in catalog_of(contact, account, extra={"birthday": "Email2__c"}).holds


def test_the_stamp_field_counts_only_when_it_is_unique_and_external(contact: ObjectFact, account: ObjectFact) -> None:
    assert catalog_of(contact, account).stamp == "Bothways_Stamp__c"
    for facts in ({"unique": False}, {"external_id": False}, {"updateable": False}, {}):
        assert catalog_of(without(contact, "Bothways_Stamp__c", **facts), account).stamp is None


def test_a_row_becomes_a_record(catalog: Catalog) -> None:
    row = {
        "Id": "003000000000001AAA",
        "SystemModstamp": "2026-01-02T03:04:05.000+0000",
        "LastModifiedDate": "2026-01-02T03:04:05.000+0000",
        "LastName": " Berg ",
        "FirstName": None,
        "Email": None,
        "MailingStreet": "A\r\nB",
        "Birthdate": "1970-02-28",
        "Description": "",
        "Account": {"Name": "Acme"},
        "Size__c": 42.5,
        "Vip__c": True,
        "Tags__c": "a;b",
        "Met__c": "2026-01-02T03:04:05.000+0000",
    }
    record = catalog.record(row, in_scope=False)
    section = "Shoe size: 42.5\nVIP: Yes\nTags: a, b\nMet: 2026-01-02 03:04 UTC"
    assert dict(record.fields) == {
        "surname": "Berg",
        "business_street": "A\nB",
        "birthday": date(1970, 2, 28),
        "company_name": "Acme",
        "crm_section": section,
    }
    assert record.key == "003000000000001AAA" and not record.in_scope
    assert record.modified is not None and record.modified.isoformat() == "2026-01-02T03:04:05+00:00"


def test_two_edits_in_one_second_have_two_versions(catalog: Catalog) -> None:
    row = {"Id": "003000000000001AAA", "SystemModstamp": "2026-01-02T03:04:05.000+0000", "LastName": "A"}
    versions = {version(r, catalog.decode(r)) for r in (row, row | {"LastName": "B"}, row | {"Title": "A"})}
    assert len(versions) == 3
    assert version(row, catalog.decode(row)) == version(dict(row), catalog.decode(dict(row)))


def test_hostile_texts_decode_to_something(catalog: Catalog) -> None:
    kinds: list[Any] = [None, "x\ud800\x00", "2026-13-45", "9" * 100]
    for junk in kinds:
        row = dict.fromkeys([*catalog.columns, "Account"], junk) | {"Id": "003000000000001AAA"}
        json.dumps({n: str(v) for n, v in catalog.record(row, in_scope=True).fields.items()}).encode()


@pytest.mark.parametrize("junk", [1, True, [], {}, 1.5])
def test_a_value_of_a_wrong_type_is_no_emptied_field(catalog: Catalog, junk: object) -> None:
    with pytest.raises(Transient, match="Title of contact 003"):
        catalog.record({"Id": "003000000000001AAA", "LastName": "Berg", "Title": junk}, in_scope=True)


def test_a_custom_value_cannot_end_the_section(describe: dict[str, Any], account: ObjectFact) -> None:
    catalog = catalog_of(object_fact(describe), account, ("Email2__c",))
    section = catalog.decode({"Email2__c": f"x\n{END}\n{START}\ny"})["crm_section"]
    assert isinstance(section, str) and START not in section and END not in section


def test_encode_then_decode_is_the_same(catalog: Catalog) -> None:
    fields: dict[str, Value] = {name: f"{name} é" for name in catalog.fields} | {"birthday": date(2000, 2, 29)}
    body = catalog.encode(Draft(fields, wire={"AccountId": "001000000000001AAA"}))
    assert body["Birthdate"] == "2000-02-29" and body["AccountId"] == "001000000000001AAA"
    assert catalog.decode(body) == canonical_fields(fields)
    assert catalog.encode(Draft({"surname": "X", "crm_section": "no", "company_name": "no"})) == {"LastName": "X"}


def check(catalog: Catalog, key: str | None = None, **fields: Any) -> Change | Rejected:
    return checked(Change("s", fields, key=key), catalog, CONTACTS)


@pytest.mark.parametrize(
    ("key", "fields", "code", "field", "label"),
    [
        (None, {"given_name": "Ann"}, "required_field_missing", "surname", "Last name is missing"),
        (None, {"surname": " \x00 "}, "required_field_missing", "surname", "Last name is missing"),
        ("k", {"surname": None}, "required_field_missing", "surname", "Last name is missing"),
        (None, {"surname": "x" * 81}, "value_too_long", "surname", "A value is too long"),
        ("k", {"body": "x" * 10_000_000}, "value_too_long", "body", "A value is too long"),
        ("k", {"email_address_1": "no"}, "email_not_valid", "email_address_1", "E-mail address is not valid"),
        ("k", {"email_address_1": "a b@c.de"}, "email_not_valid", "email_address_1", "E-mail address is not valid"),
        ("k", {"email_address_1": "Ann <a@b.de>"}, "email_not_valid", "email_address_1", "E-mail address is not valid"),
        ("k", {"birthday": "1970-01-01"}, "value_not_allowed", "birthday", "A value is not allowed"),
        ("k", {"birthday": date(1604, 1, 1)}, "value_not_allowed", "birthday", "A value is not allowed"),
        ("k", {"birthday": datetime(2000, 1, 1)}, "value_not_allowed", "birthday", "A value is not allowed"),  # noqa: DTZ001
        ("k", {"job_title": 7}, "value_not_allowed", "job_title", "A value is not allowed"),
    ],
)
def test_what_would_be_refused_is_found_first(
    catalog: Catalog, key: str | None, fields: dict[str, Any], code: str, field: str, label: str
) -> None:
    found = check(catalog, key, **fields)
    assert isinstance(found, Rejected)
    assert (found.code, found.field, found.label) == (code, field, label)
    assert len(found.message) < 400


def test_a_refusal_names_the_record_the_lengths_and_the_cure(catalog: Catalog) -> None:
    found = check(catalog, surname="Berg", given_name="Anna", job_title="x" * 200)
    assert isinstance(found, Rejected)
    assert found.message == (
        "“Job title” of the contact “Anna Berg” has 200 characters, and Salesforce holds 128: shorten it."
    )


def test_good_changes_pass_unchanged(catalog: Catalog) -> None:
    fields: dict[str, Any] = {
        "surname": "x" * 80,
        "email_address_1": "ü.ö+x@sub.example-1.co",
        "birthday": date(1700, 1, 1),
        "body": None,
    }
    found = checked(Change("s", fields), catalog, CONTACTS)
    assert isinstance(found, Change) and found.fields == fields


def test_what_is_not_held_is_not_sent(catalog: Catalog) -> None:
    found = check(catalog, "k", email_address_3="x@y.de", nickname="N", job_title="  a\r\nb ", crm_section="x")
    assert isinstance(found, Change) and found.fields == {"job_title": "a\nb", "crm_section": "x"}
    assert catalog.encode(Draft(found.fields)) == {"Title": "a\nb"}


def test_restricted_choices(contact: ObjectFact, account: ObjectFact) -> None:
    catalog = catalog_of(without(contact, "Salutation", restricted=True, choices=("Mr.", "Dr.")), account)
    found = check(catalog, "k", title="dr.")
    assert isinstance(found, Change) and found.fields == {"title": "Dr."}
    refused = check(catalog, "k", title="Frau")
    assert isinstance(refused, Rejected) and refused.label == "A value is not allowed" and "Mr., Dr." in refused.message


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: None,
        lambda body: [],
        lambda body: body | {"fields": None},
        lambda body: body | {"name": 3},
        lambda body: {},
    ],
)
def test_a_describe_that_is_none_is_tried_again(describe: dict[str, Any], spoil: Callable[[Any], Any]) -> None:
    with pytest.raises(Transient):
        object_fact(spoil(describe))


def test_odd_field_facts_are_tolerated() -> None:
    fact = object_fact({"name": "Contact", "fields": [3, {}, {"name": "X", "length": "7", "picklistValues": [1, {}]}]})
    found = fact.fields["X"]
    assert (found.length, found.choices, found.writable, found.type) == (0, (), False, "")
